"""Generators of records within the profile, with text chosen to break YAML readers."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.size import size

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

# a floor; the fuzz profile asks for more
BOUNDED = settings(
    max_examples=max(size(150, small=50), settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)

WORDS = (
    r"""
    y Y n N yes no on off On OFF true True FALSE null Null ~ << = - -- --- ... ? : :: # ! & * | > @ ` % , [ ] {
    } [] {} 0 00 08 -0 +1 1 -1 1. .5 5. 1.0 1e3 1E3 1.5e3 1.e+3 6.02e+23 0x1F 0b11 0o7 0777 1_000 1,000 1__0 0x
    0b 0o ._ -_ _ . .. .inf -.INF .nan NaN nan inf 12:30 12:30:45 190:20:30.15 1: :1 99:99 2025-01-01 2025-1-1
    2025-01 1-2 1.2.3 2025-01-01T00:00:00Z 2001-12-14t21:59:43.10-05:00 a:b a: :a a#b #a -a ?a !a &a *a |a >a %a
    @a `a a, a] it's "q" 'q' !!str %YAML ---a ...a http://e/?q#f C:\x \n \ $ ~a <a =a é á 日本語 😀 👨ZWJ👩ZWJ👧 ٣
    xZWNJy
""".replace("ZWJ", "\u200d")
    .replace("ZWNJ", "\u200c")
    .split()
)
PHRASES = [
    "",
    " ",
    " lead",
    "trail ",
    "\ttab",
    "a\tb",
    "a: b",
    "a #b",
    "- a",
    "? a",
    "# a",
    "a:",
    "a b c",
    "1 :2",
    "2025-01-01 12:30",
    "2025-01-01 - 2025-02-01",
    "key: |\n  x",
    "a\nb",
    "a\n\nb\n\n",
    "a\n  b\n c\n",
    "nl\n",
    "\n",
    "\n\na",
    " \n a",
    "a \nb",
    "a\n \nb",
    "---\na",
    "a\n---\nb",
    "a\n...\n",
    "#a\n#b",
    "a\n\tb",
    "a\r\nb",
    "a\rb",
    "\x00",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "a\u2028b",
    "a\u2029",
    "\u202e",
    "\u200d",
    "a\u200d",
    "\u200d\nb",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\ufffe",
    "\U0001fffe",
    "\U000e0041",
    "\u115f",
    "\u3164",
    "\xa0",
    "a\xa0",
    "\u3000x",
    "a\u3000\nb",
    "a\u0301",
    "x" * 70 + " " + "y" * 70,
]
_PIECES = st.sampled_from([*WORDS, *PHRASES])
_NOISE = st.text(alphabet="ab01yn :#-?,[]{}&*!|>'\"%@`\n\t.\\=<~_+eExX\u200d\u200bé😀\x85\u2028", max_size=12)
_MIXED = st.one_of(
    _PIECES,
    st.lists(_PIECES, min_size=2, max_size=3).map("".join),
    st.lists(_PIECES, min_size=2, max_size=3).map("\n".join),
    _NOISE,
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=10),
)


@st.composite
def hostile(draw: st.DrawFn) -> str:
    """Make text that some YAML library gets wrong; a function of its own keeps representations short."""
    return draw(_MIXED)


TEXT = hostile()
LONG_KEYS = st.sampled_from(["k" * 999, "k" * 1_000, "é " * 500, "k" * 1_024, "\x00" * 300, "'" * 700])
NUMBERS = st.one_of(
    st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -1, 10**18 - 1, 1 - 10**18, 0.0, -0.0, 1e16, 1e-5, 5e-324, 1.7976931348623157e308]),
)
SCALARS = st.one_of(TEXT, NUMBERS, st.booleans(), st.none())


@st.composite
def mappings(draw: st.DrawFn, values: SearchStrategy[Any], *, keys: SearchStrategy[str] = TEXT) -> dict[str, Any]:
    """Make mappings whose keys no two accents tell apart."""
    made: dict[str, Any] = {}
    for key in draw(st.lists(keys, max_size=4, unique_by=lambda key: unicodedata.normalize("NFC", key))):
        made[key] = draw(values)
    return made


def _nested(inner: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.one_of(st.lists(inner, max_size=4), mappings(inner))


VALUES = st.recursive(SCALARS, _nested, max_leaves=12).filter(lambda value: depth(value) < 8)
RECORDS = mappings(VALUES, keys=st.one_of(TEXT, TEXT, TEXT, LONG_KEYS))


def depth(value: object) -> int:
    """Count the levels of lists and mappings."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


_INSERTS = [
    *" \n\t:-?#[]{},'\"|>&*!%@`\\ab01.+~=<_/eE",
    *["  ", "\n  ", "\n- ", "\n? ", ": ", " #", "---\n", "...\n", "\r\n", "\xa0", "\\x41", '""', "''", "|-\n ", ">\n "],
    *["\n\n", " : ", "- - ", '"a":', "{a: b}", "[a]", "y", "no", "1:2", "&a ", "*a", "!!str ", "\ufeff", "\x85"],
]


@st.composite
def mutated(draw: st.DrawFn, texts: SearchStrategy[str]) -> str:
    """Damage a text in up to five places, as a hand that slips would."""
    text = draw(texts)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["insert", "insert", "delete", "repeat", "indent"]))
        if kind == "insert":
            text = text[:at] + draw(st.sampled_from(_INSERTS)) + text[at:]
        elif kind == "delete":
            text = text[:at] + text[at + draw(st.integers(1, 4)) :]
        elif kind == "repeat":
            text = text[:at] + text[at // 2 : at // 2 + draw(st.integers(1, 15))] + text[at:]
        else:
            text = text[:at] + " " * draw(st.integers(0, 4)) + text[at:].lstrip(" ")
    return text
