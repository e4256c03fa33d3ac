"""Words for what libyaml says: its problems are exact and short, ours say what to do as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec.limits import MAX_DEPTH, MAX_KEY
from memfs.codec.source import ProfileError

if TYPE_CHECKING:
    from yaml.error import Mark, YAMLError

_TAB = "a tab indents this line; indent with spaces"
_DIRECTIVE = "directives are not allowed; remove the line that starts with '%'"
_COLON = "a colon and a space inside a plain value, or a key that is not indented like its neighbours; quote the value"
_KEY = "this is neither a key of the mapping nor part of the value before it; check indentation and quotes"
_ESCAPE = "this is no escape YAML knows; double the backslash, or use single quotes"
_SURROGATE = "this escape is no character (JSON's surrogate pairs are not YAML); write the character itself"
_MARKERS = "git left a conflict here; choose between what stands at the markers, and remove them"
_BLOCK = "after '|' or '>' only '-', '+' or a digit may stand here; quote the text"
_TOO_DEEP = "exceeded maximum nesting depth"
_COLONS = frozenset({"mapping values are not allowed in this context", "could not find expected ':'"})
_SAID = {
    "mapping values are not allowed in this context": _COLON,
    "could not find expected ':'": "a line without a colon; write 'key: value', or indent what goes on",
    "did not find expected key": _KEY,
    "did not find expected '-' indicator": "a list ends here without its mapping going on; check indentation",
    "block sequence entries are not allowed in this context": "a list begins on a line of its own; break the line",
    "mapping keys are not allowed in this context": "a plain value cannot start with '? '; quote it",
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "did not find expected alphabetic or numeric character": "a plain value cannot start with '*' or '&'; quote it",
    "did not find expected node content": "a value is missing here, or starts with one of ',', ']' and '}'; quote it",
    "did not find expected ',' or ']'": "a list in brackets is not closed, or a comma is missing",
    "did not find expected ',' or '}'": "a mapping in braces is not closed, or a comma is missing",
    "found unexpected end of stream": "a quote is opened here and never closed",
    "found unexpected document indicator": "'---' or '...' starts a line inside quotes; indent the line",
    "found unknown escape character": _ESCAPE,
    "did not find expected hexdecimal number": _ESCAPE,
    "found invalid Unicode character escape code": _SURROGATE,
    "found undefined tag handle": "tags are not allowed; remove what starts with '!'",
    "did not find expected <document start>": "a second document begins here; one file holds one mapping",
    "found incompatible YAML document": _DIRECTIVE,
    "found unknown directive name": _DIRECTIVE,
    "found duplicate %YAML directive": _DIRECTIVE,
    "did not find expected comment or line break": _BLOCK,
    "found an indentation indicator equal to 0": _BLOCK,
}
_AT_CONTEXT = frozenset({"found unexpected end of stream", "could not find expected ':'"})


def not_yaml(error: YAMLError, text: str) -> ProfileError:
    """Turn libyaml's refusal into ours, at the place where a person would look."""
    conflict = _conflict(text)
    if conflict is not None:
        return ProfileError(_MARKERS, conflict, 1)
    problem = str(getattr(error, "problem", None) or "the text is not YAML")
    mark: Mark | None = getattr(error, "problem_mark", None)
    context: Mark | None = getattr(error, "context_mark", None)
    if mark is None:  # a reader's error has no place
        return ProfileError(f"not YAML: {problem}", 1, 1)
    if problem == _TOO_DEEP:  # libyaml 0.2.6 looks a thousand brackets ahead, and no further
        return ProfileError(f"lists and mappings are nested deeper than {MAX_DEPTH} levels", mark.line + 1, 1)
    sentence = _sentence(problem, text, mark)
    if context is not None and problem in _AT_CONTEXT:
        mark = context
    if context is not None and context.line != mark.line:
        sentence += f" (in what starts at line {context.line + 1})"
    return ProfileError(f"not YAML: {sentence}", mark.line + 1, mark.column + 1)


def _conflict(text: str) -> int | None:
    """Find the line of the first conflict that a merge left, from 1."""
    whole = f"\n{text}"
    at = whole.find("\n<<<<<<< ")
    middle = whole.find("\n=======\n", at + 1)
    if min(at, middle, whole.find("\n>>>>>>> ", middle + 1)) < 0:
        return None
    return whole.count("\n", 0, at) + 1


def _sentence(problem: str, text: str, mark: Mark) -> str:
    at = text[mark.index : mark.index + 1]
    if problem in _COLONS and mark.column > MAX_KEY and at in {":", "\n"}:
        return f"a key has at most {MAX_KEY:,} characters"
    if text.startswith("%") and problem == "did not find expected <document start>":
        return _DIRECTIVE
    if problem == "did not find expected key" and at == ":":
        return "a key is missing before the colon"
    if problem == "found character that cannot start any token":
        return _TAB if at == "\t" else f"a plain value cannot start with '{at}'; quote it"
    return _SAID.get(problem, problem)
