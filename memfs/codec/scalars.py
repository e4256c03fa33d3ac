"""Plain scalars: which are JSON values, which are text, and which YAML 1.1 and 1.2 do not read alike.

YAML 1.1 has yes and no, octal, sexagesimal and dates where YAML 1.2 has text, and the libraries add variants of
their own (Psych reads `1,000` as a number, ruamel stops at `._`). What any of them may read as something else than
text is refused here, a little generously: quoting a word too many costs nothing.
"""

from __future__ import annotations

import re
from functools import cache

from memfs.codec.limits import MAX_DIGITS
from memfs.core.escape import quoted

_WORDS = {"": None, "null": None, "true": True, "false": False}
_SUSPECTS = frozenset("0123456789+-.~<=yYnNoOtTfF")
_SUSPECT_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+][0-9]+)?")
_AMBIGUOUS = r"""
      (?P<boolean> (?i: y | n | yes | no | on | off | true | false ) )
    | (?P<null>    ~ | (?i: null ) )
    | (?P<number>  (?: [-+]? [.0-9] | [-+] _ ) [0-9_,.]* (?: [eE] [-+]? [0-9_]+ )?
                 | [-+]? 0 (?: [xX] [0-9a-fA-F_]+ | [oO] [0-7_]+ | [bB] [01_]+ )
                 | [-+]? \. (?i: inf | nan ) )
    | (?P<time>    [-+]? [0-9] [0-9_]* (?: : [0-9]{1,2} )+ (?: \. [0-9_]* )? )
    | (?P<date>    [-+]? [0-9]{4} - [0-9]{1,2} - [0-9]{1,2}
                   (?: (?: [Tt] | [ \t]+ ) [0-9]{1,2} : [0-9]{1,2} (?: : [0-9]{1,2} (?: \. [0-9]* )? )?
                       [ \t]* (?: [Zz] | [-+] [0-9]{1,2} (?: :? [0-9]{2} )? )? )? )
    | (?P<merge>   << | = )
"""
_INSTEAD = {
    "boolean": "a boolean; write true or false, or quote it",
    "null": "null; write null, or quote it",
    "number": "a number; write it as JSON does, or quote it",
    "time": "a time or a number; quote it",
    "date": "a date; quote it",
    "merge": "a merge or default key; quote it",
}


@cache
def _ambiguous() -> re.Pattern[str]:
    """Compile what most texts never meet: it is large."""
    return re.compile(_AMBIGUOUS, re.VERBOSE)


def resolve(text: str) -> bool | float | str | None:
    """Return what every reader makes of a plain scalar; raise ValueError with a sentence where they differ."""
    if text in _WORDS:
        return _WORDS[text]
    if not _suspect(text):
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return _float(text)
    if found := _ambiguous().fullmatch(text):
        raise ValueError(f"some readers take {quoted(text)} without quotes for {_instead(found)}: {quoted(text)}")
    return text


def is_text(text: str) -> bool:
    """Tell whether every reader takes a plain scalar for text."""
    if text in _WORDS:
        return False
    if not _suspect(text):
        return True
    return not (_INTEGER.fullmatch(text) or _FLOAT.fullmatch(text) or _ambiguous().fullmatch(text))


def is_ambiguous(text: str) -> bool:
    """Tell whether readers take a plain scalar for different values; numbers out of range are not meant."""
    if text in _WORDS or _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text):
        return False
    return bool(_ambiguous().fullmatch(text))


def _suspect(text: str) -> bool:
    """Tell whether a text needs a closer look: most begin with a letter, and few words are read as something else."""
    return text[0] in _SUSPECTS and (not text[0].isalpha() or text.lower() in _SUSPECT_WORDS)


def _instead(found: re.Match[str]) -> str:
    return _INSTEAD[found.lastgroup or "number"]


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise ValueError(f"an integer has at most {MAX_DIGITS} digits; quote it: {quoted(text)}")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{quoted(text)} is beyond the largest number; quote it: {quoted(text)}")
    return value
