"""Refusals as the memory tool tells them: what is wrong in which line of the text, and how a good one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.agents.fields import MEMORY, combinations, example_cell
from memfs.agents.memory_tool_paths import ROOT, outside
from memfs.agents.refusals import LINE, TOLD, WAYS_OUT, WHOLE
from memfs.core.errors import ExistsError, InvalidError, MemfsError
from memfs.core.escape import block, printable, shortened
from memfs.core.layout import below, is_law

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.kinds import Kind
    from memfs.core.law import Law
    from memfs.core.report import Violation

OWN_WAYS_OUT = {
    **WAYS_OUT,
    "changed": "view it and try again",
    "exists": "",
    "no-identity": "tell the person: give MemoryTool an author, or configure git",
}

FORM = """\
A file here is one record in YAML, which lies where its content says. A memory looks like this:
{example}
The summary is its name: lowercase_with_underscores, at most 50 characters, unique. Legal together are:
{combinations}
It may have {optional} too. Other records:
{others}"""


def form(law: Law) -> str:
    """Say how the file of a memory looks, with what this law allows."""
    memory = law.kinds[MEMORY]
    facets = [f"  {name}: {value}" for name, value in example_cell(memory).items()]
    content = "  content: What happened, in a sentence or two, with the names and the cause."
    example = "\n".join([f"  {memory.key}: nightly_load_deadlock", *facets, content])
    return FORM.format(
        example=example,
        combinations="\n".join(combinations(memory)),
        optional=", ".join(name for name in _others(memory) if name != "content"),
        others="\n".join(_summed_up(kind) for kind in law.kinds.values() if kind is not memory),
    )


def _others(kind: Kind) -> list[str]:
    return [name for name in kind.fields if name != kind.key and name not in kind.facets]


def _summed_up(kind: Kind) -> str:
    keys = f" ({', '.join(kind.keys())})" if kind.keys() else ""
    return f"- {ROOT}/{kind.directory}/: {kind.key}{keys}, {', '.join([*kind.facets, *_others(kind)])}"


def refusal(error: Exception, law: Law | None, store: str) -> str:
    """Return what to tell a model about an error; where its text is no record at all, also how one looks."""
    if isinstance(error, InvalidError) and error.violations:
        words = "\n".join(_listed(error.violations, law))
    elif isinstance(error, ExistsError) and error.path:
        words = f"File {outside(error.path, store)} already exists"
    elif isinstance(error, MemfsError):
        words = " - ".join(filter(None, (block(error.message), OWN_WAYS_OUT.get(error.code, ""))))
    elif isinstance(error, OSError):
        words = f"The disk refuses: {(error.strerror or str(error)).lower()}"
    else:
        words = f"internal error: {printable(f'{type(error).__name__}: {error}')}; please report it"
    return shortened(words, limit=WHOLE)


def _listed(violations: tuple[Violation, ...], law: Law | None) -> Iterator[str]:
    first = violations[0]
    if is_law(below(first.path, first.store)):
        where = f"{below(first.path, first.store)}, line {first.line}"
        yield f"The store's own rules cannot be read - tell the person: {where}: {printable(first.message)}"
        return
    yield "The file is not valid, and nothing was written:"
    for found in violations[:TOLD]:
        yield shortened(f"- line {found.line}: {found.rule}: {printable(found.message)}", limit=LINE)
    if len(violations) > TOLD:
        yield f"- and {len(violations) - TOLD} more"
    if law is not None and any(found.rule == "yaml" for found in violations):
        yield form(law)
