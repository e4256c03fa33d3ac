"""The merge matrix: every pair of edits of one record, merged with memfs's driver and with plain git.

Prints Markdown tables. A merge is counted as clean where git reports no conflict, `check` passes the result, and both
edits are in it. git calls the driver through a pipe to this process, since its start is no part of the question. Run
it with `python -m bench.merges`; it takes some minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections import Counter
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
CLEAN, CONFLICT, WRONG = "clean", "conflict", "wrong"
FACETS = ({"outcome": "learning", "insight_type": "fact"}, {"outcome": "learning", "insight_type": "pattern"})
Pair = tuple[str, str]


def main() -> None:
    """Print the tables of all pairs in both orders."""
    found = {group.name: matrix(group) for group in GROUPS}
    print(*table(found), "", *symmetry(found), "", *conflicts(found), sep="\n")


def table(found: Mapping[str, Mapping[bool, Mapping[Pair, str]]]) -> Iterable[str]:
    """Write how many merges of each record were clean, and what became of the others."""
    yield "| edits of | merges | clean with the driver | conflict | wrong | clean with plain git | conflict | wrong |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    total: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for name, results in found.items():
        counts = {driver: Counter(results[driver].values()) for driver in (True, False)}
        yield _row(name, counts)
        for driver in (True, False):
            total[driver].update(counts[driver])
    yield _row("all", total)


def _row(name: str, counts: Mapping[bool, Counter[str]]) -> str:
    whole = counts[True].total()
    cells = (f"{n[CLEAN]} ({n[CLEAN] / whole:.0%}) | {n[CONFLICT]} | {n[WRONG]}" for n in (counts[True], counts[False]))
    return f"| {name} | {whole} | {' | '.join(cells)} |"


def symmetry(found: Mapping[str, Mapping[bool, Mapping[Pair, str]]]) -> Iterable[str]:
    """Say whether both orders of each pair end alike, and each edit with itself cleanly."""
    merges = [pair for results in found.values() for pair in results[True].items()]
    ways = {pair: result for results in found.values() for pair, result in results[True].items()}
    alike = sum(ways[b, a] == result for (a, b), result in merges)
    alone = [result for (a, b), result in merges if a == b]
    yield f"With the driver {alike} of {len(merges)} merges end as the other order does,"
    yield f"and {alone.count(CLEAN)} of {len(alone)} edits merge with themselves into themselves."


def conflicts(found: Mapping[str, Mapping[bool, Mapping[Pair, str]]]) -> Iterable[str]:
    """List the pairs that do not merge cleanly with the driver."""
    for name, results in found.items():
        for (ours, theirs), result in results[True].items():
            if result != CLEAN and (ours <= theirs or results[True][theirs, ours] == CLEAN):
                yield f"- {name}: {ours}, {theirs}: {result} (plain git: {results[False][ours, theirs]})"


def matrix(group: Group) -> dict[bool, dict[Pair, str]]:
    """Merge every pair of a group's edits in both orders, with the driver (True) and without."""
    with tempfile.TemporaryDirectory() as directory:
        arena = Arena(Path(directory), group)
        arena.begin()
        pairs = [(ours, theirs) for ours in group.edits for theirs in group.edits]
        plain = {pair: arena.merged(*pair) for pair in pairs}
        with served(arena.directory) as command:
            arena.git("config", "merge.memfs.driver", f"{command} %O %A %B %P")
            return {True: {pair: arena.merged(*pair) for pair in pairs}, False: plain}


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
        done = self.git("merge", "-q", "--no-edit", f"edit-{names.index(theirs)}", check=False)
        sound = not done and judge_stores(worktree_snapshot(repository), None, Question()).ok
        result = CONFLICT if done else CLEAN if sound and self._holds(ours, theirs) else WRONG
        self.git("reset", "-q", "--hard")
        return result

    def _holds(self, ours: str, theirs: str) -> bool:
        """Tell whether the merged files hold both edits and nothing else, whatever the order of items."""
        first, second = self.group.edits[ours], self.group.edits[theirs]
        wanted = [_both(self.group.base, *order) for order in ((first, second), (second, first))]
        paths = {path for edit in (*wanted[0], *wanted[1]) for path in self.placed(self.group.kind, edit)}
        paths |= self.placed(self.group.kind, self.group.base).keys()
        files = [self.directory / path for path in sorted(paths)]
        present = sorted(_plain(read(file.read_bytes())) for file in files if file.exists())
        return any(present == sorted({_plain(record) for record in records}) for records in wanted)

    def placed(self, kind: str, record: Data) -> dict[str, bytes]:
        """Return the file of a record, none for one that is not."""
        known = _kind(kind)
        return {path_of(STORE, known, record, digits=0): emit(known.ordered(record))} if record else {}

    def git(self, *arguments: str, stdin: bytes = b"", check: bool = True) -> int:
        """Run git quietly and return its exit status."""
        author = ("-c", "user.name=Ada", "-c", "user.email=ada@example.invalid")
        command = ["git", "-C", str(self.directory), *author, *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, check=check).returncode


def _both(base: Data, first: Edit, second: Edit) -> list[Data]:
    """Apply two edits one after the other; to no record each adds its own."""
    if not base:
        added = [record for edit in (first, second) if (record := edit({}))]
        return _united(added)
    after = first(base)
    final = None if after is None else second(after)
    return [] if final is None else [final]


def _united(added: list[Data]) -> list[Data]:
    """Make one record of those of one name: what either has is in it, and the earlier time."""
    records: dict[JSON, Data] = {}
    for record in sorted(added, key=lambda one: str(one["created"]), reverse=True):
        records[record["summary"]] = {**records.get(record["summary"], {}), **record}
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
