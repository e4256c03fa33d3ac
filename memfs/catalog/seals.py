"""Seals and names: nothing here imports more than a checksum, as imports are a hook's time."""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = 5
"""Raised by hand when the tables change, or what stands in them."""

READ = "select store, program, law, tree, words, passages, length, clean, seal from state"
COUNTED = "select kind, facets, count from cell where count order by kind, facets"


def catalog_name(store: bytes, object_format: str) -> str:
    """Return the name of a store's catalog, which no other store, object format or version has."""
    return f"catalog{SCHEMA}-{object_format}-{_safe(store)}.sqlite"


def raw(path: str) -> bytes:
    """Return a path as git stores it; SQLite takes no text with half a character."""
    return path.encode("utf-8", "surrogateescape")


def seal(trusted: tuple[bytes, str, bytes | None, str | None]) -> int:
    """Return the checksum of what is trusted of a row: oid, kind, place and record."""
    *names, record = trusted
    start = zlib.crc32(repr(names).encode())
    return zlib.crc32(record.encode(), start) if record is not None else start


def state_seal(values: tuple[object, ...], counted: Iterable[tuple[object, ...]]) -> int:
    """Return the checksum of the state and the counts of all cells."""
    return zlib.crc32(repr((values, list(counted))).encode("utf-8", "surrogatepass"))


_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-_")
_LONGEST = 120


def _safe(store: bytes) -> str:
    """Write a directory as one file name that also differs where case does not count."""
    name = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02x}" for byte in store)
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}-{zlib.crc32(store):08x}"
