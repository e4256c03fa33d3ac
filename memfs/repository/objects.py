"""Objects of git, read through one long-lived `git cat-file --batch`."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Self

from memfs.repository.stream import BLOCK, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from memfs.repository.run import Repository

# Two packets of requests are under way at most, and both fit into the smallest pipe there is (4,096 bytes), so that
# writing never waits for git while git waits for us to read. A longer packet gained nothing over 100,000 objects.
PACKET = 28
LONGEST_NAME = 4096 // (2 * PACKET) - 1


class Object(NamedTuple):
    """One object of git; `kind` is `blob`, `tree`, `commit` or `tag`, `size` that of the whole object."""

    id: str
    kind: str
    size: int
    data: bytes


class Objects:
    """Read objects by id, through a process that starts at the first request and ends with the `with` block.

    `limit` cuts the data of a blob to so many bytes, so that a huge one costs time but no memory.
    """

    def __init__(self, repository: Repository, *, limit: int | None = None) -> None:
        """Remember where to read; nothing is started yet."""
        self.repository = repository
        self.limit = limit
        self._git: Stream | None = None
        self._streaming = False
        self._awaited = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        git, self._git = self._git, None
        if git is not None:
            git.__exit__(kind, error, trace)

    def read(self, name: str) -> Object | None:
        """Read one object, None where there is none; `name` is as in `stream`."""
        (found,) = self.stream([name])
        return found

    def stream(self, names: Iterable[str]) -> Iterator[Object | None]:
        """Read objects in the order asked for, None for each that is missing.

        A name is an object id or a short expression without a space, such as `<commit id>^{tree}`; a path is none: look
        its id up first. Raises GitError where git finds the object store broken.
        """
        if self._streaming:  # asked for more while a longer series is under way: the answers would mix
            with Objects(self.repository, limit=self.limit) as other:
                yield from other.stream(names)
            return
        self._streaming = True
        try:
            yield from self._answers(iter(names))
        finally:
            self._streaming = False
            if self._awaited:
                self._abandon()

    def _answers(self, names: Iterator[str]) -> Iterator[Object | None]:
        pending = self._ask(names)
        while pending:
            following = self._ask(names)
            for _ in range(pending):
                yield self._receive()
            pending = following

    def _ask(self, names: Iterator[str]) -> int:
        packet = [_request(name) for name in islice(names, PACKET)]
        if not packet:
            return 0
        self._awaited += len(packet)
        git = self._running()
        try:
            git.stdin.write(b"".join(packet))
            git.stdin.flush()
        except BrokenPipeError:
            raise git.failure() from None
        return len(packet)

    def _receive(self) -> Object | None:
        git = self._running()
        header = git.stdout.readline().split()
        if not header:
            raise git.failure()
        found = None
        if len(header) == 3:  # else `<name> missing` or `<name> ambiguous`
            name, kind, size = header[0].decode(), header[1].decode(), int(header[2])
            found = Object(name, kind, size, self._content(git, size, limit=self.limit if kind == "blob" else None))
        self._awaited -= 1
        return found

    def _content(self, git: Stream, size: int, *, limit: int | None) -> bytes:
        kept = size if limit is None else min(size, limit)
        data = git.stdout.read(kept)
        rest = size - kept + 1  # git ends each object with a line feed
        while rest and (skipped := git.stdout.read(min(rest, BLOCK))):
            rest -= len(skipped)
        if rest:
            raise git.failure()
        return data

    def _running(self) -> Stream:
        if self._git is None:
            self._git = Stream(self.repository, "cat-file", "--batch")
        return self._git

    def _abandon(self) -> None:
        git, self._git, self._awaited = self._git, None, 0
        if git is not None:
            git.kill()


def _request(name: str) -> bytes:
    if not name or len(name) > LONGEST_NAME or " " in name or not (name.isascii() and name.isprintable()):
        raise ValueError(f"not the name of an object: {name!r}")
    return name.encode() + b"\n"


class Node(NamedTuple):
    """One line of a tree; `mode` has six digits as in an index, `040000` for a tree."""

    name: str
    mode: str
    id: str


TREE = "040000"

# as many searches of a tree's bytes as parsing it costs
FEW = 8


def parse_tree(data: bytes, *, object_format: str) -> dict[str, Node]:
    """Parse a tree's bytes into its lines by name, in git's order."""
    nodes = (_node(data, line) for line in _lines(data, object_format))
    return {node.name: node for node in nodes}


def find_nodes(data: bytes, names: Iterable[str], *, object_format: str) -> dict[str, Node]:
    """Find those of the names that stand in a tree.

    Most lookups ask for a name that is absent (one record, every cell it could lie in), and a flat directory of
    100,000 files is a tree of several megabytes: for a few names the bytes are searched and nothing else is parsed.
    """
    wanted = set(names)
    if len(wanted) > FEW:
        nodes = parse_tree(data, object_format=object_format)
        return {name: nodes[name] for name in wanted & nodes.keys()}
    ends = {end for name in wanted for end in _ends(data, b" %s\0" % name.encode("utf-8", "surrogateescape"))}
    lines = _lines(data, object_format) if ends else iter(())
    found = (_node(data, line) for line in lines if line[1] in ends)
    return {node.name: node for node in found if node.name in wanted}


def marked_trees(data: bytes, mark: str, *, object_format: str) -> dict[str, str]:
    """Map the directories of a tree whose names hold a mark to their ids.

    Most trees hold none, a flat directory of 100,000 files for one: they are searched and not parsed.
    """
    sign = re.escape(mark.encode("utf-8", "surrogateescape"))
    if not re.search(rb"40000 [^\0]*?" + sign, data):
        return {}
    nodes = (_node(data, line) for line in _lines(data, object_format))
    return {node.name: node.id for node in nodes if node.mode == TREE and mark in node.name}


def _lines(data: bytes, object_format: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each line starts, where the NUL behind its name is, and where the next line starts."""
    width = 33 if object_format == "sha256" else 21
    at = 0
    while at < len(data):
        end = data.index(0, at)
        yield at, end, end + width
        at = end + width


def _node(data: bytes, line: tuple[int, int, int]) -> Node:
    at, end, following = line
    mode, _, name = data[at:end].partition(b" ")
    return Node(name.decode("utf-8", "surrogateescape"), mode.decode().zfill(6), data[end + 1 : following].hex())


def _ends(data: bytes, name: bytes) -> Iterator[int]:
    """Yield where a name may end; it may also be the end of a longer one, or bytes of an id."""
    at = data.find(name)
    while at >= 0:
        yield at + len(name) - 1
        at = data.find(name, at + 1)
