"""What counts tokens: a tokenizer where one is installed with all it needs, else an estimate. Nothing is fetched."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from memfs.core.tokens import CAUTIOUS, cautious

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENCODING: Final = "o200k_base"
CACHED: Final = "fb374d419588a4632f3f557e76b4b70aebbca790"
"""The name under which tiktoken 0.7 and later keep the file of the encoding, the SHA-1 of where it comes from."""

CONTENT: Final = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
"""The SHA-256 of that file; without it, or with another one, tiktoken would go and fetch it."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A way to count tokens, and its name."""

    name: str
    count: Callable[[str], int]


def estimate() -> Counter:
    """Return the estimate."""
    return Counter(CAUTIOUS, cautious)


def best_counter(environ: Mapping[str, str]) -> Counter:
    """Return tiktoken's counter where it is installed and its encoding lies in its cache, else the estimate."""
    if not is_cached(environ):
        return estimate()
    try:
        encoding = import_module("tiktoken").get_encoding(ENCODING)
    except ImportError:
        return estimate()
    return Counter(f"tiktoken {ENCODING}", lambda text: len(encoding.encode(text, disallowed_special=())))


def is_cached(environ: Mapping[str, str]) -> bool:
    """Tell whether tiktoken would find its encoding without a connection."""
    named = environ.get("TIKTOKEN_CACHE_DIR", environ.get("DATA_GYM_CACHE_DIR"))
    directory = Path(tempfile.gettempdir()) / "data-gym-cache" if named is None else Path(named)
    try:
        found = (directory / CACHED).read_bytes() if named != "" else b""
    except OSError:
        return False
    return hashlib.sha256(found).hexdigest() == CONTENT
