"""The merge matrix: every pair of edits of one record, merged with memfs's driver and with plain git.

Two edits go together where it makes no difference which comes first: a perfect merge holds both. Where it does make
one, or an edit takes away what the other did, a person must choose, and a merge must stop. Each result is held against
that, and against `check`. git calls the driver through a pipe to this process, since its start is no part of the
question. Prints Markdown; run it with `python -m bench.merges`, which takes some minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from bench.merge_edits import GROUPS, NEW
from memfs.codec import emit, read
from memfs.core.kinds import kind_from
from memfs.core.layout import OWN_FILES
from memfs.core.names import path_of
from memfs.repository import Repository, worktree_snapshot
from memfs.verbs import Question, Versions, judge_stores, merge_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bench.merge_edits import Data, Edit, Group
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

STORE = "memory"
SCHEMAS = Path(__file__).parent.parent / "schema"
CLEAN, CONFLICT, REFUSED, WRONG = "clean", "conflict", "refused by check", "wrong"
FACETS = ({"outcome": "learning", "insight_type": "fact"}, {"outcome": "learning", "insight_type": "pattern"})
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """What became of two edits, and whether they go together."""

    fits: bool
    driver: str
    plain: str

    def by(self, how: str) -> str:
        """Return what became of them with the driver or with plain git."""
        return self.driver if how == "driver" else self.plain


Matrix = dict[Pair, Merge]


def main() -> None:
    """Print the tables of all pairs in both orders."""
    found = {group.name: matrix(group) for group in GROUPS}
    print(*table(found), "", *symmetry(found), "", *exceptions(found), sep="\n")


def table(found: Mapping[str, Matrix]) -> Iterable[str]:
    """Write how many merges that could be clean were, and how many of the others stopped."""
    yield "| edits of | that fit | clean: driver | clean: plain git | that do not | stopped: driver | plain git |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    yield from (_row(name, list(results.values())) for name, results in found.items())
    yield _row("all", [merge for results in found.values() for merge in results.values()])


def _row(name: str, merges: list[Merge]) -> str:
    fitting = [merge for merge in merges if merge.fits]
    others = [merge for merge in merges if not merge.fits]
    clean = [_share([merge.by(how) == CLEAN for merge in fitting]) for how in ("driver", "plain")]
    stopped = [_share([merge.by(how) in {CONFLICT, REFUSED} for merge in others]) for how in ("driver", "plain")]
    return f"| {name} | {len(fitting)} | {' | '.join(clean)} | {len(others)} | {' | '.join(stopped)} |"


def _share(answers: list[bool]) -> str:
    return f"{sum(answers)} ({sum(answers) / max(1, len(answers)):.0%})"


def symmetry(found: Mapping[str, Matrix]) -> Iterable[str]:
    """Say whether both orders of each pair end alike, and each edit with itself in itself."""
    alike = [results[b, a].driver == merge.driver for results in found.values() for (a, b), merge in results.items()]
    alone = [merge.driver == CLEAN for results in found.values() for (a, b), merge in results.items() if a == b]
    wrong = [merge.driver == WRONG for results in found.values() for merge in results.values()]
    yield f"With the driver {sum(alike)} of {len(alike)} merges end as the other order does,"
    yield f"{sum(alone)} of {len(alone)} edits merge with themselves into themselves,"
    yield f"and {sum(wrong)} results without a conflict are not what both edits come to."


def exceptions(found: Mapping[str, Matrix]) -> Iterable[str]:
    """List the pairs that go together and do not merge, and those that do not and are no conflict."""
    for name, results in found.items():
        for (ours, theirs), merge in results.items():
            if ours <= theirs and merge.driver != (CLEAN if merge.fits else CONFLICT):
                yield f"- {name}: {ours}, {theirs}: {merge.driver} (plain git: {merge.plain})"


def matrix(group: Group) -> Matrix:
    """Merge every pair of a group's edits in both orders, with the driver and without."""
    with tempfile.TemporaryDirectory() as directory:
        arena = Arena(Path(directory), group)
        arena.begin()
        pairs = [(ours, theirs) for ours in group.edits for theirs in group.edits]
        plain = {pair: arena.merged(*pair) for pair in pairs}
        with served(arena.directory) as command:
            arena.git("config", "merge.memfs.driver", f"{command} %O %A %B %P")
            return {pair: Merge(arena.wanted(*pair) is not None, arena.merged(*pair), plain[pair]) for pair in pairs}


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """Answer git's calls of the driver in this process; the command is what git is to call."""
    asked, answered, script = (directory / ".git" / name for name in ("asked", "answered", "driver"))
    for pipe in (asked, answered):
        os.mkfifo(pipe)
    call = 'printf "%s\\n" "$@" >.git/asked\nread -r status <.git/answered\nexit "$status"\n'
    script.write_text(f"#!/bin/sh\n{call}", encoding="utf-8")
    script.chmod(0o755)
    serving = Thread(target=_serve, args=(directory, asked, answered), daemon=True)
    serving.start()
    yield ".git/driver"
    asked.write_text("end\n", encoding="utf-8")
    serving.join()


def _serve(directory: Path, asked: Path, answered: Path) -> None:
    """Do what `memfs merge-driver` does, until the word is `end`."""
    repository = Repository.discover(directory)
    while len(words := asked.read_text(encoding="utf-8").splitlines()) > 1:
        *files, path = words
        conflicts = merge_files(repository, Versions(*(directory / name for name in files)), path)
        answered.write_text("1\n" if conflicts else "0\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Arena:
    """A repository with a store in which each edit of a group is a branch."""

    directory: Path
    group: Group

    def begin(self) -> None:
        """Commit the base, with neighbours in each directory, and each edit on its branch."""
        self.git("init", "-q", "-b", "main")
        files = {f"{STORE}/memfs.yaml": b"memfs: 1\n", **{f"{STORE}/{name}": data for name, data in OWN_FILES.items()}}
        for number, facets in enumerate(FACETS):
            neighbour: Data = {**NEW, **facets, "summary": f"neighbour_{number}", "content": f"Neighbour {number}."}
            files |= self.placed("memory", neighbour)
        files |= self.placed(self.group.kind, self.group.base)
        stream = _commit("main", files)
        for number, edit in enumerate(self.group.edits.values()):
            changed = self.placed(self.group.kind, edit(self.group.base) or {})
            removed = self.placed(self.group.kind, self.group.base).keys()
            stream += _commit(f"edit-{number}", changed, removed, start="refs/heads/main")
        self.git("fast-import", "--quiet", stdin=stream)

    def merged(self, ours: str, theirs: str) -> str:
        """Merge two edits and return what became of it."""
        repository = Repository.discover(self.directory)
        names = list(self.group.edits)
        self.git("checkout", "-q", "--force", "--detach", f"edit-{names.index(ours)}")
        conflict = self.git("merge", "-q", "--no-edit", f"edit-{names.index(theirs)}", check=False)
        sound = not conflict and judge_stores(worktree_snapshot(repository), None, Question()).ok
        held = sound and self.present() == self.wanted(ours, theirs)
        self.git("reset", "-q", "--hard")
        return CONFLICT if conflict else REFUSED if not sound else CLEAN if held else WRONG

    def wanted(self, ours: str, theirs: str) -> list[str] | None:
        """Return the records of a perfect merge, None where the edits do not go together."""
        first, second = self.group.edits[ours], self.group.edits[theirs]
        if ours == theirs:
            return sorted(map(_plain, filter(None, [first(self.group.base)])))
        orders = [_both(self.group.base, *order) for order in ((first, second), (second, first))]
        one, other = (None if records is None else sorted(map(_plain, records)) for records in orders)
        alone = [[_plain(record) for record in [edit(self.group.base)] if record] for edit in (first, second)]
        before = [_plain(self.group.base)]
        # one edit takes away what the other did; the order of items is not looked at, so it is no edit here
        lost = any(one == kept != before != gone for kept, gone in (alone, alone[::-1])) and bool(self.group.base)
        return one if one == other and not lost else None

    def present(self) -> list[str]:
        """Return the records that lie there beside the neighbours."""
        files = (self.directory / STORE).glob("*/**/*.yaml")
        return sorted(_plain(read(file.read_bytes())) for file in files if not file.name.startswith("neighbour"))

    def placed(self, kind: str, record: Data) -> dict[str, bytes]:
        """Return the file of a record, none for one that is not."""
        known = _kind(kind)
        return {path_of(STORE, known, record, digits=0): emit(known.ordered(record))} if record else {}

    def git(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> int:
        """Run git quietly and return its exit status."""
        author = ("-c", "user.name=Ada", "-c", "user.email=ada@example.invalid")
        command = ["git", "-C", str(self.directory), *author, *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, check=check).returncode


def _both(base: Data, first: Edit, second: Edit) -> list[Data] | None:
    """Apply two edits one after the other; to no record each adds its own. None where one removes the record."""
    if not base:
        return _united([record for edit in (first, second) if (record := edit({}))])
    after = first(base)
    final = None if after is None else second(after)
    return None if final is None else [final]


def _united(added: list[Data]) -> list[Data]:
    """Make one record of those of one name: what either has is in it, and of two times the earlier."""
    records: dict[JSON, Data] = {}
    for record in added:
        known = records.get(record["summary"], {})
        times = [str(side["created"]) for side in (known, record) if side]
        records[record["summary"]] = {**known, **record, "created": min(times)}
    return list(records.values())


def _plain(value: JSON) -> str:
    """Write a value so that equal ones are the same text, whatever the order of items."""
    if isinstance(value, list):
        return json.dumps(sorted(map(_plain, value)))
    if isinstance(value, dict):
        return json.dumps({name: _plain(item) for name, item in sorted(value.items())})
    return json.dumps(value)


def _kind(name: str) -> Kind:
    found = kind_from(json.loads((SCHEMAS / f"{name}.schema.json").read_bytes()))
    assert found is not None
    return found


def _commit(branch: str, files: Mapping[str, bytes], removed: Iterable[str] = (), *, start: str = "") -> bytes:
    head = f"commit refs/heads/{branch}\ncommitter Ada <ada@example.invalid> 1767225600 +0000\ndata 4\nedit\n"
    lines = [head.encode(), f"from {start}\n".encode() if start else b""]
    lines += [f'D "{path}"\n'.encode() for path in removed]
    lines += [b'M 100644 inline "%s"\ndata %d\n%s\n' % (path.encode(), len(data), data) for path, data in files.items()]
    return b"".join(lines)


if __name__ == "__main__":
    main()
