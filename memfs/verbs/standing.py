"""How a snapshot stands to the tree that a catalog holds, and what the catalog knows of it by that."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from memfs.catalog import state_of
from memfs.core.names import place
from memfs.repository import GitError, changes_since, composed, tree_changes
from memfs.rules import NameCensus, cell_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from memfs.catalog import Home, Reader
    from memfs.core.law import Law
    from memfs.core.snapshot import Change, Entry, Snapshot
    from memfs.repository import TreeSnapshot
    from memfs.rules import Cell, Identity


class Distance(NamedTuple):
    """How far a catalog is behind: it holds the tree `held`, the snapshot's `ground` has `tree`.

    `behind` leads from the one to the other, `own` from the ground to the snapshot itself. `clean` tells that the
    ground's tree is known to be clean.
    """

    ground: TreeSnapshot
    held: str
    tree: str
    clean: bool
    behind: tuple[Change, ...]
    own: tuple[Change, ...]

    @property
    def since(self) -> tuple[Change, ...]:
        """Lead from what is held to the snapshot."""
        return composed(self.behind, self.own)


class Standing(NamedTuple):
    """What is known of all files of a snapshot: those that have to be judged, counts, and keys that stand twice."""

    unsettled: Sequence[Entry]
    counts: Counter[Cell]
    repeated: Mapping[Identity, list[str]]


def distance(home: Home, snapshot: Snapshot, ground: TreeSnapshot) -> Distance | None:
    """Compare what a catalog holds with a snapshot; None where it holds nothing that git can compare.

    The home's law is not asked for: a tree's id stands for its law.
    """
    store = home.law.store
    state = state_of(home)
    tree = ground.tree(store) if state and state.tree else None
    if state is None or tree is None:
        return None
    try:
        behind = tuple(tree_changes(ground.repository, state.tree, tree, under=store))
    except (GitError, ValueError):  # git may have collected that tree since
        return None
    own = changes_since(snapshot, ground, under=store)
    return Distance(ground, state.tree, tree, state.clean == tree, behind, own)


def listed(entries: Sequence[Entry], law: Law) -> Standing:
    """Return the standing of files of which nothing is known but their names."""
    census = NameCensus((entry.path for entry in entries), law)
    return Standing(entries, census.counts(), census.duplicates())


def counted(reader: Reader, law: Law, distance: Distance) -> Counter[Cell] | None:
    """Count the records of each cell of a snapshot; None where the catalog holds another tree by now."""
    if reader.state.tree != distance.held:
        return None
    counts = Counter(reader.counts)
    kinds = tuple(law.kinds.values())
    for change in distance.since:
        found = place(change.path, law.store, kinds)
        if found is not None:
            counts[cell_of(found)] += (change.new is not None) - (change.old is not None)
    return +counts


def stand(reader: Reader, law: Law, distance: Distance) -> Standing | None:
    """Say what a catalog knows of a snapshot; None where it holds another tree by now."""
    counts = counted(reader, law, distance)
    if counts is None:
        return None
    since = distance.since
    holds_clean = distance.clean and not distance.behind  # a clean tree has neither odd files nor keys that stand twice
    changed = {change.path for change in since}
    new = [change.new for change in since if change.new is not None]
    passed = reader.passed(placed(new, law))
    unsettled = [entry for entry in (() if holds_clean else reader.odd()) if entry.path not in changed]
    unsettled.extend(entry for entry in new if entry.path not in passed)
    return Standing(unsettled, counts, _repeated(reader, law, since, before=() if holds_clean else reader.repeated()))


def placed(entries: Iterable[Entry], law: Law) -> Iterator[tuple[Entry, str]]:
    """Pair the files that lie where records lie with their kind."""
    kinds = tuple(law.kinds.values())
    for entry in entries:
        found = place(entry.path, law.store, kinds)
        if found is not None:
            yield entry, found.kind


def _repeated(
    reader: Reader, law: Law, since: Sequence[Change], *, before: Iterable[str]
) -> Mapping[Identity, list[str]]:
    """Find the keys that stand twice: those whose stems did `before`, and those of files that came since."""
    came = [change.path for change in since if change.old is None]
    gone = {change.path for change in since if change.new is None}
    stems = {path.rpartition("/")[2].removesuffix(".yaml") for path in came}
    groups: dict[Identity, list[str]] = defaultdict(list)
    kinds = tuple(law.kinds.values())
    for path in sorted({*reader.named({*stems, *before}), *came} - gone):
        found = place(path, law.store, kinds)
        if found is not None:
            groups[found.identity].append(path)
    return {identity: paths for identity, paths in groups.items() if len(paths) > 1}
