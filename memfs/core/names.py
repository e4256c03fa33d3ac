"""Names: what a key may be, what file it lies in, and what a path says of the record in it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

SUMMARY_LIMIT = 50
SLUG_LIMIT = 40
LAYOUTS = (0, 1, 2)
"""How many hex digits a layout may put before a summary's file."""
_SUMMARY = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_FACET_VALUE = re.compile(r"[a-z0-9_]{1,40}")
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")  # Windows opens these in any directory, whatever the ending


def is_summary(text: str) -> bool:
    """Tell whether a text is lowercase_with_underscores, at most 50 characters and no Windows device name."""
    return len(text) <= SUMMARY_LIMIT and bool(_SUMMARY.fullmatch(text)) and not _DEVICE.fullmatch(text)


def is_device(text: str) -> bool:
    """Tell whether Windows would take a file of this name for a device."""
    return bool(_DEVICE.fullmatch(text))


def is_facet_value(text: str) -> bool:
    """Tell whether a text can be a facet's value, and so part of a path: `[a-z0-9_]`, at most 40 characters."""
    return bool(_FACET_VALUE.fullmatch(text))


def slug(text: str, *, limit: int = SUMMARY_LIMIT) -> str:
    """Write a text as lowercase_with_underscores, cut at a word; "" where no ASCII letter or digit is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = "_".join(re.findall(r"[a-z0-9]+", plain.lower()))
    if len(words) <= limit:
        return words
    cut = words[: limit + 1].rpartition("_")[0] or words[:limit]
    return cut.strip("_")


def summary_of(content: str) -> str:
    """Make a summary from a content's first words; `memory` where it holds no ASCII letter or digit."""
    name = slug(content.strip()[:400])
    return f"{name}_note" if is_device(name) else name or "memory"


def numbered(summary: str, number: int) -> str:
    """Return the summary with `_2`, `_3`, ... behind it, still at most 50 characters."""
    ending = f"_{number}"
    return summary[: SUMMARY_LIMIT - len(ending)].rstrip("_") + ending


def stem(key: str) -> str:
    """Return the file name (without `.yaml`) of a key: itself, or a slug and a hash where it is no safe name."""
    if is_summary(key):
        return key
    digest = _sha256(unicodedata.normalize("NFC", key).encode("utf-8", "surrogatepass"))
    return f"{slug(key, limit=SLUG_LIMIT) or 'x'}-{digest[:8]}"


def fan(name: str, *, digits: int) -> str:
    """Return the directory of hex digits before a summary's file; "" where the layout has none."""
    return _sha256(name.encode("utf-8", "surrogateescape"))[:digits] if digits else ""


def _sha256(data: bytes) -> str:
    import hashlib  # loads OpenSSL, which most checks can do without

    return hashlib.sha256(data).hexdigest()


class Place(NamedTuple):
    """What a path says: the record's kind, the directories between the kind's own and the file, and the file's stem."""

    kind: str
    directories: str
    stem: str

    @property
    def facets(self) -> dict[str, str]:
        """Return the facets; they are worked out here, as most who look at a place ask for its identity alone."""
        return dict(part.split("=", 1) for part in self.directories.split("/") if "=" in part)

    @property
    def identity(self) -> tuple[str, str]:
        """Return what is unique in a store: the kind and the stem, which stands for the key."""
        return (self.kind, self.stem)


def join(*names: str) -> str:
    """Join path segments, leaving out empty ones."""
    return "/".join(name for name in names if name)


def directory(kind: Kind, facets: Mapping[str, JSON]) -> str:
    """Return the directory of a record below its store: the kind's, then `facet=value` in schema order.

    A value that no schema could allow as a facet is left out, so that no other text ever becomes a path.
    """
    values = {name: facets[name] for name in kind.facets if name in facets}
    parts = [f"{name}={value}" for name, value in values.items() if isinstance(value, str) and is_facet_value(value)]
    return join(kind.directory, *parts)


def path_in(store: str, kind: Kind, name: str, *, below: str, digits: int) -> str:
    """Return the path of a file named by its stem in a directory relative to the store."""
    return join(store, below, fan(name, digits=digits) if kind.has_summary else "", f"{name}.yaml")


def path_of(store: str, kind: Kind, data: Mapping[str, JSON], *, digits: int) -> str:
    """Return the one path a record belongs at; its facets and key must have passed the schema."""
    return path_in(store, kind, stem(str(data[kind.key])), below=directory(kind, data), digits=digits)


def place(path: str, store: str, kinds: Sequence[Kind]) -> Place | None:
    """Read a path below a store; None where no record of these kinds can lie there.

    Only names are looked at: a wrong order or value of facets is for the `path` rule, which reads the record.
    """
    start = len(store) + 1 if store else 0
    end, last = path.find("/", start), path.rfind("/") + 1
    if end < 0 or not path.endswith(".yaml"):
        return None
    for kind in kinds:
        if path.startswith(kind.directory, start, end) and len(kind.directory) == end - start:
            return Place(kind.name, path[end + 1 : last], path[last : -len(".yaml")])
    return None
