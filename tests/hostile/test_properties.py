"""Random files in every place of a store: judged without a crash, and told so that nothing acts."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs import __version__
from memfs.core.escape import printable
from memfs.render import annotation_lines, encoded, gitlab_data, report_data, report_lines, sarif_data
from memfs.rules import RULES
from memfs.rules.hidden_text import hidden
from memfs.rules.secret import SHAPES, redacted, secrets
from tests.hostile.secrets import POSITIVE
from tests.rules.stores import STORE, judged, store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Report

PLACES = (
    "memories/outcome=learning/insight_type=fact/a.yaml",
    "memories/\udcff\x1b[2J\u202e.yaml",
    "context/objectives.yaml",
    "sources/a.yaml",
    "memfs.yaml",
    "schema/memory.schema.json",
    "schema/new.schema.json",
    "README.md",
    ".gitattributes",
    "memories/x.yml",
)
PIECES = (
    *(
        "summary: a\n",
        "outcome: learning\n",
        "insight_type: fact\n",
        "content: ",
        "memfs: 1\n",
        "name: a\n",
        "- ",
        "  ",
    ),
    *(
        "tags:\n",
        "metadata: {",
        "}",
        "[",
        "]",
        "|\n",
        ">-\n",
        '"',
        "'",
        "\\u202e",
        "\\x1b",
        "# ",
        "? ",
        ": ",
        "&a ",
        "*a ",
    ),
    *("\u202e", "\u200b", "\u2028", "\x1b[31m", "\x00", "\r", "\ufeff", "::error::x\n", "##[error]x", "##vso[a]b"),
    *("ghp_0123456789abcdefghijABCDEFGHIJ012345", "<script>", "`" * 4, "@all", "![](http://e)", '{"$ref":"#"}', "~"),
    *(
        "\U0001f469\u200d\U0001f4bb",
        "\u0430",
        "\uff41",
        "%YAML 1.1\n",
        "---\n",
        "...\n",
        "!!binary ",
        "<<: ",
        "1e3",
        "0777",
    ),
)
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=14).map("".join)
DATA = TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=80)


def printed(report: Report) -> Iterator[str]:
    yield from report_lines(report)
    yield encoded(report_data(report))
    yield encoded(sarif_data(report, pages={rule.id: rule.page for rule in RULES}, version=__version__))
    yield from map(encoded, gitlab_data(report))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(PLACES), DATA, max_size=3))
def test_any_file_in_any_place_is_judged_and_told_so_that_nothing_acts(files: dict[str, bytes]) -> None:
    report = judged(store({f"{STORE}/{path}": data for path, data in files.items()}))
    for line in printed(report):
        assert printable(line) == line
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line
    for line in annotation_lines(report):
        assert printable(line) == line
        assert line.count("::") == (2 if line.startswith(("::error ", "::warning ")) else 0) or "::" not in line[:2]


def hides(text: str, at: int) -> bool:
    """Say it as the contract does, a character at a time."""
    character = text[at]
    if character in "\t\n\ufe0f":
        return character == "\ufe0f" and at > 0 and "\ufe00" <= text[at - 1] <= "\ufe0f"
    if character in "\u200c\u200d":
        sides = text[at - 1 : at], text[at + 1 : at + 2]
        return not all(side and not unseen(side) for side in sides)
    return unseen(character) or (at > 0 and "\ufe00" <= character <= "\ufe0f" and "\ufe00" <= text[at - 1] <= "\ufe0f")


def unseen(character: str) -> bool:
    blank = character in "\u115f\u1160\u3164\uffa0" or "\U000e0000" <= character <= "\U000e0fff"
    return blank or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


ODD = st.sampled_from("a\u200c\u200d\u200b\ufe0f\ufe0e\U000e0041\ue000\u2028\u3164\t\n\r\x1b\u202e\U0001f4bb")


@given(st.text(ODD | st.characters(), max_size=12))
def test_hidden_characters_are_those_of_the_contract(text: str) -> None:
    assert list(hidden(text)) == [at for at in range(len(text)) if hides(text, at)]


@pytest.mark.parametrize("sort", SHAPES)
@settings(deadline=None)
@given(before=st.text(max_size=20), after=st.text(max_size=20), data=st.data())
def test_a_secret_is_found_in_any_text_and_no_trace_of_it_is_left(
    sort: str, before: str, after: str, data: st.DataObject
) -> None:
    secret = data.draw(st.sampled_from([text for name, text in POSITIVE if name == sort]))
    text = f"{before} {secret} {after}"
    assert sort in {name for name, _, _ in secrets(text)}
    shown = str(redacted(text))
    assert not any(part in shown for name, part, _ in secrets(text) if name == sort)
