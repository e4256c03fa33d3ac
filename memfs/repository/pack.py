"""Objects made in memory and handed to git in one stream, whose ids we know beforehand."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from memfs.repository.run import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from memfs.repository.run import Repository

TREE, BLOB = 2, 3  # the type numbers of a pack
LOOSE_LIMIT = 40  # more objects than a couple of edits make: one pack instead of a file and a sync for each

SWEPT = "unable to create temporary file: No such file or directory"
TRIES = 5


def tree_id(data: bytes, *, object_format: str) -> str:
    """Return the id git gives a tree of these bytes."""
    return hashlib.new(object_format, b"tree %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def store_objects(repository: Repository, *, blobs: Iterable[bytes], trees: Iterable[bytes]) -> None:
    """Store blobs and trees, synced, in one git call: loose where they are few, as a pack of their own otherwise.

    No attribute and no filter comes near them: what is stored are these bytes.
    """
    kinds = {BLOB: dict.fromkeys(blobs), TREE: dict.fromkeys(trees)}
    objects = [(kind, data) for kind, several in kinds.items() for data in several]
    if not objects:
        return
    stream = _stream(objects, object_format=repository.object_format)
    few = len(objects) <= LOOSE_LIMIT
    storing(repository, *(("unpack-objects", "-q") if few else ("index-pack", "--stdin")), stdin=stream)


def storing(repository: Repository, *arguments: str, stdin: bytes, extra: Mapping[str, str] | None = None) -> bytes:
    """Run a git call that stores objects, again where git's housekeeping took away the directory it was writing into.

    `git gc` removes empty directories of loose objects; seen once in 3,200 writes beside a running gc (git 2.39). What
    is stored twice is stored once: the call may always be repeated.
    """
    for _ in range(TRIES - 1):
        try:
            return repository.git(*arguments, stdin=stdin, extra=extra)
        except GitError as error:
            if SWEPT not in error.stderr:
                raise
    return repository.git(*arguments, stdin=stdin, extra=extra)


def _stream(objects: list[tuple[int, bytes]], *, object_format: str) -> bytes:
    """Write a pack as gitformat-pack(5) has it: a header, each object deflated, a hash over all of it."""
    parts = [b"PACK" + (2).to_bytes(4, "big") + len(objects).to_bytes(4, "big")]
    parts += [_head(kind, len(data)) + zlib.compress(data, 1) for kind, data in objects]
    body = b"".join(parts)
    return body + hashlib.new(object_format, body, usedforsecurity=False).digest()


def _head(kind: int, size: int) -> bytes:
    """Encode type and size: four bits of the size beside the type, then seven at a time, low bits first."""
    head = [kind << 4 | size & 15]
    size >>= 4
    while size:
        head[-1] |= 0x80
        head.append(size & 0x7F)
        size >>= 7
    return bytes(head)
