"""Records as people write them: every style, indentation and blank line, with comments that say whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from memfs.codec import emit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Spot:
    """Where a value goes: behind `start` on its line, below a parent at `column`, and what its path is."""

    start: str
    column: int
    path: Path


@dataclass
class Hand:
    """A writer with random habits; `owners` holds each comment with the path of what it is about."""

    random: Random
    owners: dict[str, Path] = field(default_factory=dict)
    kept: bool = False

    def once_in(self, times: int) -> bool:
        return self.random.randrange(times) == 0

    def comment(self, path: Path) -> str:
        text = f"# c{len(self.owners)}."
        self.owners[text] = path
        return text

    def between(self, column: int, path: Path) -> Iterator[str]:
        """Write what people put between entries; it is about the collection."""
        if self.once_in(8) and not self.kept:  # a blank line behind '|+' is text
            yield ""
        if self.once_in(5):
            yield " " * column + self.comment(path)

    def behind(self, path: Path) -> str:
        """Write what people put behind a value; it is about the value."""
        return f"  {self.comment(path)}" if self.once_in(5) else ""

    def document(self, record: dict[str, Any]) -> str:
        """Write a record that is not empty."""
        lines = [self.comment(()), *self.mapping(record, 0, ())]
        if self.once_in(6):
            lines = ["---", *lines]
        return "\n".join(lines) + ("" if self.once_in(10) and not self.kept else "\n")

    def mapping(self, value: dict[str, Any], column: int, path: Path) -> Iterator[str]:
        """Write a mapping in lines."""
        for name, member in value.items():
            yield from self.between(column, path)
            space = " " if self.once_in(12) else ""
            yield from self.entry(member, Spot(f"{' ' * column}{self.key(name)}{space}:", column, (*path, name)))

    def key(self, name: str) -> str:
        written = emit({name: 0}).decode().removesuffix(": 0\n")
        return f'"{name}"' if name.isalnum() and self.once_in(6) else written

    def entry(self, value: object, spot: Spot) -> Iterator[str]:
        """Write a value behind its key."""
        if isinstance(value, dict) and value and not self.once_in(4):
            yield spot.start + self.behind(spot.path)
            yield from self.mapping(value, spot.column + self.random.choice([2, 2, 4, 1]), spot.path)
        elif isinstance(value, list) and value and not self.once_in(4):
            yield spot.start + self.behind(spot.path)
            yield from self.sequence(value, spot.column + self.random.choice([0, 2, 2, 4]), spot.path)
        else:
            gap = " " if self.random.randrange(10) else "   "
            yield from self.leaf(value, Spot(spot.start + gap, spot.column, spot.path))

    def sequence(self, value: list[Any], column: int, path: Path) -> Iterator[str]:
        """Write a list in lines."""
        gap = self.random.choice([1, 1, 1, 3])
        for index, member in enumerate(value):
            yield from self.between(column, path)
            yield from self.item(member, Spot(f"{' ' * column}-{' ' * gap}", column, (*path, index)))
        if self.once_in(6):
            yield " " * column + self.comment(path)

    def item(self, value: object, spot: Spot) -> Iterator[str]:
        """Write a value behind its dash."""
        dash = spot.start.rstrip(" ")
        if isinstance(value, dict) and value and not self.once_in(5):
            first, *rest = self.mapping(value, len(spot.start), spot.path)
            alone = not first.strip() or first.lstrip().startswith("#")
            yield dash if alone else spot.start + first[len(spot.start) :]
            yield from [first, *rest] if alone else rest
        elif isinstance(value, list) and value and not self.once_in(3):
            yield dash
            yield from self.sequence(value, spot.column + 2, spot.path)
        else:
            yield from self.leaf(value, spot)

    def leaf(self, value: object, spot: Spot) -> Iterator[str]:
        """Write a scalar, or a collection in brackets or braces."""
        if isinstance(value, str):
            yield from self.text(value, spot)
        elif isinstance(value, (dict, list)) and value:
            yield from self.flow(value, spot)
        elif value is None and self.once_in(2):
            yield spot.start.rstrip(" ") + self.behind(spot.path)
        else:
            yield spot.start + self.inline(value) + self.behind(spot.path)

    def text(self, value: str, spot: Spot) -> Iterator[str]:
        """Write text in one of the styles that can say it."""
        simple = value.isprintable() and value.strip(" ") == value and value.isascii()
        style = self.random.choice(["", "", "'", '"', "|", ">"])
        if style in {"|", ">"} and simple and value:
            yield f"{spot.start}{style}-{self.behind(spot.path)}"
            yield " " * (spot.column + 3) + value
        elif simple and style == '"':
            yield spot.start + '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' + self.behind(spot.path)
        elif simple and style == "'":
            yield spot.start + "'" + value.replace("'", "''") + "'" + self.behind(spot.path)
        else:
            head, *lines = emit({"k": value}).decode().removeprefix("k: ").split("\n")
            self.kept = self.kept or head == "|+"
            yield spot.start + head + self.behind(spot.path)
            yield from (line and " " * spot.column + line for line in lines[:-1])

    def flow(self, value: dict[str, Any] | list[Any], spot: Spot) -> Iterator[str]:
        """Write a collection in brackets or braces, on one line or with a line for each member."""
        if self.once_in(2):
            yield spot.start + self.inline(value) + self.behind(spot.path)
            return
        brackets = "{}" if isinstance(value, dict) else "[]"
        members: list[tuple[str | int, Any]] = [*(value.items() if isinstance(value, dict) else enumerate(value))]
        yield spot.start + brackets[0]
        held = ""  # members that share a line with the next
        for index, (name, member) in enumerate(members):
            if not held:
                yield from self.between(spot.column + 2, spot.path)
            key = f"{self.inline(name)}: " if isinstance(value, dict) else ""
            comma = "," if index < len(members) - 1 or self.once_in(3) else ""
            line = " " * (spot.column + 2) + key + self.inline(member) + comma
            if self.once_in(4) and index < len(members) - 1:
                held += line.lstrip() + " " if held else line + " "
                continue
            yield (held + line.lstrip() if held else line) + self.behind((*spot.path, name))
            held = ""
        yield " " * (spot.column + 1) + brackets[1] + self.behind(spot.path)

    def inline(self, value: object) -> str:
        """Write a value on one line."""
        space = self.random.choice(["", " "])
        if isinstance(value, dict):
            members = [f"{self.inline(name)}: {self.inline(member)}" for name, member in value.items()]
            return f"{{{space}{f',{space}'.join(members)}{space}}}"
        if isinstance(value, list):
            return f"[{space}{f',{space}'.join(map(self.inline, value))}{space}]"
        written = emit({"k": value}).decode()[3:-1]
        if not isinstance(value, str) or written[0] in "'\"" or value.replace(" ", "").isalpha():
            return written
        return '"' + "".join(c if c.isalnum() or c == " " else f"\\U{ord(c):08x}" for c in value) + '"'
