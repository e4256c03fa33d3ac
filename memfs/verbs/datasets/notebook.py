"""Directories of Markdown notes: a memory a note, and one for each part of an index that says something itself.

An index, `MEMORY.md`, points to notes: a list item `- [Title](file.md) - words` goes to the note that it names, as
its `index`. What a system puts before its model each time is tagged as pinned here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from memfs.codec import ProfileError
from memfs.core.escape import quoted
from memfs.verbs import lenient
from memfs.verbs.datasets.directories import FILE_BYTES, content_of, skipped, walk, why_skipped
from memfs.verbs.datasets.items import Given, Item, unread
from memfs.verbs.datasets.markdown import note, sections

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from memfs.core.model import JSON
    from memfs.verbs.datasets.markdown import Note, Section

RULE, MEMORY = "yaml", "memory"
ENDING, INDEX = ".md", "MEMORY.md"
FACT: Mapping[str, JSON] = {"outcome": "learning", "insight_type": "fact"}
PINNED = "pinned"
_POINTER = re.compile(
    r"\s*[-*+] +\**\[(?P<title>[^\]]+)\]\(<?(?P<target>[^)>]+)>?\)\**\s*(?:[-:\u2013\u2014]+\s*)?(?P<hook>.*)"
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How one system keeps its notes.

    `fields` makes a note's fields, without its text, from its path and its front matter; `pins` tells whether the
    file of a path, among those of all, stands before the model each time; `made` are files that the system makes from
    the others.
    """

    form: str
    fields: Callable[[str, Mapping[str, JSON]], dict[str, JSON]]
    pins: Callable[[str, Collection[str]], bool]
    made: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """A file of notes: its path relative to the directory, where it stands, and what stands there."""

    name: str
    source: str
    text: str
    note: Note

    @property
    def is_index(self) -> bool:
        """Tell whether it points to the others."""
        return posixpath.basename(self.name) == INDEX


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an index without its pointers, and how many it had."""

    page: Page
    section: Section
    pointers: int

    @property
    def speaks(self) -> bool:
        """Tell whether it says more than its heading."""
        return bool("".join(self.section.lines[bool(self.section.heading) :]).strip())

    @property
    def is_bare(self) -> bool:
        """Tell whether it is a heading that nothing stands below, and no note was told of."""
        return bool(self.section.heading) and not self.speaks and not self.pointers

    @property
    def fields(self) -> dict[str, JSON]:
        """Return what its memory says."""
        summary, content = self.section.heading or self.page.name.removesuffix(ENDING), "\n".join(self.section.lines)
        return {"summary": summary, "content": content.strip("\n"), "metadata": {"file": self.page.name}}


def items(given: Given, habits: Habits) -> Iterator[Item]:
    """Yield each note's memory in path order, then those of the indexes.

    Raises MemfsError `environment` where a file cannot be read.
    """
    pages, parts, said = _taken_apart(given, habits)
    names = [page.name for page in pages if isinstance(page, Page)]

    def memory(page: Page, data: Mapping[str, JSON], *, line: int = 1) -> Item:
        tags: dict[str, JSON] = {"tags": [PINNED]} if habits.pins(page.name, names) else {}
        raw = data["content"] if page.is_index else page.text
        return Item(page.source, line, raw, lenient.eased(given.kinds[MEMORY], {**data, **tags}), MEMORY)

    for page in pages:
        if isinstance(page, Item):
            yield page
        elif not page.is_index:
            data = _with_index(habits.fields(page.name, page.note.fields), page.name, said[page.name])
            yield memory(page, {**data, "content": page.note.text})
    for part in parts:
        if part.speaks:
            yield memory(part.page, {**FACT, **part.fields}, line=part.section.line)


def remarks(given: Given, habits: Habits) -> tuple[str, ...]:
    """Say what is not carried: skipped files, comments in a front matter, bare headings, the notes beside an index."""
    missed = [skipped(path, why) for path, why in _skipped(given, habits)]
    pages, parts, _ = _taken_apart(given, habits)
    for page in pages:
        comments = page.note.comments if isinstance(page, Page) and not page.is_index else ()
        missed += [_not_carried(page.source, line, "comment") for line, _ in comments]
    missed += [_not_carried(part.page.source, part.section.line, "heading") for part in parts if part.is_bare]
    is_alone = given.path is not None and given.path.name == INDEX
    alone = [f"the notes beside {quoted(given.name, limit=200)} were not read; import their directory"]
    return (*missed, *(alone if is_alone else ()))


def _not_carried(source: str, line: int, what: str) -> str:
    return f"the {what} in line {line} of {quoted(source, limit=200)} is not carried"


def _taken_apart(given: Given, habits: Habits) -> tuple[list[Page | Item], list[Part], Mapping[str, list[JSON]]]:
    """Return the files, the parts of the indexes among them, and what these say of each note."""
    pages = list(_pages(given, habits))
    said: dict[str, list[JSON]] = {page.name: [] for page in pages if isinstance(page, Page) and not page.is_index}
    indexes = [page for page in pages if isinstance(page, Page) and page.is_index]
    return pages, [part for page in indexes for part in _parts(page, said)], said


def _skipped(given: Given, habits: Habits) -> Iterator[tuple[Path, str]]:
    for path in walk(given, habits.form) if given.directory is not None else ():
        why = why_skipped(path, ENDING)
        if why is None and path.name in habits.made:
            why = f"{habits.form} makes it from the others"
        if why:
            yield path, why


def _pages(given: Given, habits: Habits) -> Iterator[Page | Item]:
    """Yield each file in path order, or why it cannot be read."""
    if given.directory is None:
        yield _page(given, Path(given.name).name)
        return
    out = {path for path, _ in _skipped(given, habits)}
    for path in walk(given, habits.form):
        if path not in out:
            yield _page(Given(str(path), content_of(path)), path.relative_to(given.directory).as_posix())


def _page(here: Given, name: str) -> Page | Item:
    if len(here.data) > FILE_BYTES:
        raw, message = here.data.decode("utf-8", "replace"), f"the file is larger than {FILE_BYTES:,} bytes"
        return unread(here, 1, raw, rule=RULE, message=message)
    try:
        text = here.data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return unread(here, 1, here.data.decode("utf-8", "replace"), rule=RULE, message="the file is not UTF-8")
    try:
        return Page(name, here.name, text, note(text))
    except ProfileError as error:
        return unread(here, error.line, text, rule=RULE, message=f"front matter: {error.message}")


def _parts(page: Page, said: Mapping[str, list[JSON]]) -> Iterator[Part]:
    """Take an index apart, and hand each of its pointers to the note that it names."""
    for section in sections(page.text):
        own, pointers = [], 0
        for line in section.lines:
            target, says = _pointer(page, section, line)
            if target in said:
                said[target].append(says)
                pointers += 1
            else:
                own.append(line)
        yield Part(page, replace(section, lines=tuple(own)), pointers)


def _pointer(page: Page, part: Section, line: str) -> tuple[str, dict[str, JSON]]:
    """Return what a line points to, relative to the directory, and what it says of that; "" where to nothing."""
    found = _POINTER.fullmatch(line)
    if found is None:
        return "", {}
    path = unquote(found["target"]).partition("#")[0]
    says = {"heading": part.heading, "title": found["title"], "hook": found["hook"].strip()}
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), path))
    return target, {name: words for name, words in says.items() if words}


def _with_index(data: Mapping[str, JSON], name: str, said: list[JSON]) -> dict[str, JSON]:
    """Return a note's fields with its file and what the indexes say of it."""
    kept = data.get("metadata")
    metadata = dict(kept) if isinstance(kept, Mapping) else {}
    lenient.keep(metadata, "file", name)
    if said:
        lenient.keep(metadata, "index", said)
    return {**data, "metadata": metadata}
