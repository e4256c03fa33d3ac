"""Names: what a key may be, what file it lies in, and what a path says of the record in it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

SUMMARY_LIMIT = 50
SLUG_LIMIT = 40
_SUMMARY = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")  # Windows opens these in any directory, whatever the ending


def is_summary(text: str) -> bool:
    """Tell whether a text is lowercase_with_underscores, at most 50 characters and no Windows device name."""
    return len(text) <= SUMMARY_LIMIT and bool(_SUMMARY.fullmatch(text)) and not _DEVICE.fullmatch(text)


def is_device(text: str) -> bool:
    """Tell whether Windows would take a file of this name for a device."""
    return bool(_DEVICE.fullmatch(text))


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
    digest = hashlib.sha256(unicodedata.normalize("NFC", key).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug(key, limit=SLUG_LIMIT) or 'x'}-{digest[:8]}"


def fan(name: str, *, digits: int) -> str:
    """Return the directory of hex digits before a summary's file; "" where the layout has none."""
    return hashlib.sha256(name.encode()).hexdigest()[:digits] if digits else ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a path says: the record's kind, its facets and its file's stem."""

    kind: str
    facets: Mapping[str, str]
    stem: str

    @property
    def identity(self) -> tuple[str, str]:
        """Return what is unique in a store: the kind and the stem, which stands for the key."""
        return (self.kind, self.stem)


def join(*names: str) -> str:
    """Join path segments, leaving out empty ones."""
    return "/".join(name for name in names if name)


def directory(kind: Kind, facets: Mapping[str, JSON]) -> str:
    """Return the directory of a record below its store: the kind's, then `facet=value` in schema order."""
    parts = [f"{name}={facets[name]}" for name in kind.facets if name in facets]
    return join(kind.directory, *parts)


def candidates(store: str, kind: Kind, key: str, *, directories: Iterable[str], digits: int) -> list[str]:
    """Return every path that a key may lie at: one in each of the directories, which are relative to the store."""
    name = stem(key)
    last = join(fan(name, digits=digits) if kind.has_summary else "", f"{name}.yaml")
    return [join(store, below, last) for below in directories]


def path_of(store: str, kind: Kind, data: Mapping[str, JSON], *, digits: int) -> str:
    """Return the one path a record belongs at; its facets and key must have passed the schema."""
    key = str(data[kind.key])
    return candidates(store, kind, key, directories=[directory(kind, data)], digits=digits)[0]


def place(path: str, store: str, kinds: Sequence[Kind]) -> Place | None:
    """Read a path below a store; None where no record of these kinds can lie there.

    Only names are looked at: a wrong order or value of facets is for the `path` rule, which reads the record.
    """
    below = path[len(store) + 1 :] if store else path
    first, *between, last = below.split("/") if "/" in below else ("", below)
    if not last.endswith(".yaml"):
        return None
    for kind in kinds:
        if kind.directory == first:
            facets = dict(part.split("=", 1) for part in between if "=" in part)
            return Place(kind.name, facets, last[: -len(".yaml")])
    return None
