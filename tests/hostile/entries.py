"""Our own hostile set: files that a stranger may put into a store, each with the rule that refuses it, or none.

They are made here and not kept as files, because many cannot be: links, pipes, names that are no text, files of a
terabyte. Every entry has a path of its own, so that all lie in one store beside one another.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memfs.codec import emit
from tests.hostile.names import LAWS, LINKS, NAMES, SPECIALS
from tests.hostile.secrets import POSITIVE
from tests.hostile.structures import STRUCTURES
from tests.hostile.texts import HARMLESS, HIDDEN, KEYS, PRETENDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from memfs.core.model import JSON

FINE = ""
CELL = "memories/outcome=success/tool=conversation"
TERABYTE = 1 << 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One hostile file at a path below the store; `rule` refuses it, none where it is only to be shown with care."""

    id: str
    path: str
    rule: str
    data: bytes = b""
    mode: int = 0o644
    link: str = ""
    special: str = ""

    @property
    def storable(self) -> bool:
        """Tell whether git can keep it: a link and bytes under a name, but no pipe."""
        return not self.special

    def lay(self, store: Path) -> None:
        """Put it into a store on the disk."""
        place = os.path.join(os.fsencode(store), os.fsencode(self.path))  # noqa: PTH118 - not every name is text
        os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120 - the same
        if self.link:
            os.symlink(self.link, place)  # noqa: PTH211 - the same
        elif self.special:
            _special(self.special, place)
        else:
            with open(place, "wb") as file:  # noqa: PTH123 - the same
                file.write(self.data)
            os.chmod(place, self.mode)  # noqa: PTH101 - the same


def _special(sort: str, place: bytes) -> None:
    if sort == "pipe":
        os.mkfifo(place)
    elif sort == "directory":
        os.mkdir(place)  # noqa: PTH102 - as above
    elif sort == "sparse":
        with open(place, "wb") as file:  # noqa: PTH123 - as above
            file.truncate(TERABYTE)
    else:
        here = os.getcwd()  # noqa: PTH109 - the path of a socket is short
        os.chdir(os.path.dirname(place))  # noqa: PTH120 - as above
        with socket.socket(socket.AF_UNIX) as found:
            found.bind(os.path.basename(place))  # noqa: PTH119 - as above
        os.chdir(here)


def entries() -> list[Entry]:
    """Make the whole set."""
    return [*_hidden(), *_texts(), *_secret(), *_structures(), *_files()]


def laws() -> list[Entry]:
    """Make the files of the law that a stranger may send; each spoils a whole store, so each needs its own."""
    made = [
        Entry(f"w_{number}", name, "policy", text.encode("utf-8", "surrogateescape"))
        for number, (name, text) in enumerate(LAWS)
    ]
    return [*made, Entry("w_link", "schema/source.schema.json", "file", link="/dev/zero")]


def record(name: str, **fields: JSON) -> dict[str, JSON]:
    """Return a memory of the cell that the set lies in."""
    return {"summary": name, "outcome": "success", "tool": "conversation", "content": "x", **fields}


def _memory(name: str, data: bytes | Mapping[str, JSON], rule: str) -> Entry:
    return Entry(name, f"{CELL}/{name}.yaml", rule, data if isinstance(data, bytes) else emit(data))


def _hidden() -> Iterator[Entry]:
    for code, raw in HIDDEN.items():
        name, character = f"h_{code:x}", chr(code)
        escape = f"\\U{code:08x}"
        head = f"summary: {name}_{{}}\noutcome: success\ntool: conversation\n"
        yield _memory(f"{name}_value", f'{head.format("value")}content: "a{escape}b"\n'.encode(), "hidden-text")
        key = f'{head.format("key")}content: x\nmetadata: {{"a{escape}b": 1}}\n'
        yield _memory(f"{name}_key", key.encode(), "hidden-text")
        comment = f"{head.format('note')}content: x # a{character}b\n"
        yield _memory(f"{name}_note", comment.encode(), "hidden-text" if raw else "yaml")


def _texts() -> Iterator[Entry]:
    for name, text in HARMLESS.items():
        yield _memory(f"t_{name}", record(f"t_{name}", content=text, tags=[text[:60].strip() or "x"]), FINE)
    for number, name in enumerate(PRETENDING):
        yield _memory(f"p_{number}", record(f"p_{number}", metadata={name: 1}), "hidden-text")
        yield Entry(f"p_source_{number}", f"sources/p_{number}.yaml", "hidden-text", emit({"name": name}))
    for number, key in enumerate(KEYS):
        yield _memory(f"k_{number}", record(key), "summary-format")


def _secret() -> Iterator[Entry]:
    for number, (_, text) in enumerate(POSITIVE):
        yield _memory(f"s_{number}", record(f"s_{number}", content=f"use {text} there"), "secret")
        comment = f"# {text.splitlines()[0]}\n".encode()
        yield _memory(f"s_note_{number}", comment + emit(record(f"s_note_{number}")), "secret")


def _structures() -> Iterator[Entry]:
    for name, (text, rule) in STRUCTURES.items():
        yield _memory(f"y_{name}", text.replace("NAME", f"y_{name}").encode("utf-8", "surrogateescape"), rule)


def _files() -> Iterator[Entry]:
    for number, (name, rule) in enumerate(NAMES):
        yield Entry(f"n_{number}", name, rule, emit(record(f"n_{number}")))
    for number, (name, target) in enumerate(LINKS):
        yield Entry(f"l_{number}", name, "file", link=target)
    for number, (name, sort, rule) in enumerate(SPECIALS):
        yield Entry(f"f_{number}", name, rule, special=sort)
    yield Entry("x_mode", f"{CELL}/x_mode.yaml", "file", emit(record("x_mode")), mode=0o755)
