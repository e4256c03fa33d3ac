"""The cheatsheet's Python, pasted from the page: the records Python itself would make, and nothing ever runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memfs.core.errors import InvalidError
from memfs.verbs.datasets import Given, detect, literal
from memfs.verbs.datasets.language import RECORDS, STEPS
from tests.datasets.conftest import DATA, Memfs, rows
from tests.size import size

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from tests.conftest import GitRepository

PAGE = (DATA / "memory-dataset-cheatsheet.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"^```python\n.*?^```\n", PAGE, re.MULTILINE | re.DOTALL) if "{" in block]
ONELINER = BLOCKS[-1]


def read(text: str | bytes) -> list[JSON]:
    data = text if isinstance(text, bytes) else text.encode()
    return [item.raw for item in literal.items(Given("x", data))]


def made_by_python(block: str) -> object:
    """Let Python make what a block of the page says; only here, and only for our own page."""
    source = block.replace("```python\n", "").replace("```\n", "").strip()
    names: dict[str, object] = {}
    if "memories =" in source:
        exec(source, names)  # noqa: S102 - the oracle
        return names["memories"]
    return eval(source)  # noqa: S307 - the oracle


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[1][:30])
def test_every_block_of_the_page_is_what_python_makes(block: str) -> None:
    wanted = made_by_python(block)
    fence_less = block.replace("```python\n", "").replace("```\n", "")
    for pasted in (block, fence_less, f"\n\n{block}", f"### A heading\n{block}", fence_less.replace("\n", "\r\n")):
        assert read(pasted) == wanted


def test_the_oneliner_is_the_thousand_memories(store: Memfs) -> None:
    assert read(ONELINER) == rows((DATA / "oneliner-1000.jsonl").read_text())
    assert store.said("import", "-", stdin=ONELINER.encode()).startswith("imported 1000 memories ")


def test_blocks_one_after_the_other_are_joined() -> None:
    assert len(read("".join(BLOCKS[1:5]))) == 100 + 50 + 30 + 20


def test_the_quick_template_is_read_and_its_placeholders_refused(store: Memfs) -> None:
    done = store("import", "-", stdin=BLOCKS[0].encode())
    assert done.status == 1
    assert "-:3:1: schema: 'TYPE' is no 'outcome'" in done.err


def test_records_know_their_lines(store: Memfs, repository: GitRepository) -> None:
    repository.write(
        "data.py", "memories = [\n  {'content': 'a'},\n] + [\n  {'content': f'{i}'}\n  for i in range(2)]\n"
    )
    done = store("import", "data.py", "--json")
    refused = done.json["refused"]
    assert isinstance(refused, list)
    assert [one["line"] for one in refused if isinstance(one, dict)] == [2, 4, 4]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("open('x')", "1:1: literal: a call is not part of the language"),
        ("[{'a': open('x')}]", "1:8: literal: a call is not part of the language"),
        ("[{'a': ''.join}]", "1:8: literal: an attribute is not part of the language"),
        ("import os", "1:1: literal: an import is not part of the language"),
        ("from os import path", "1:1: literal: an import is not part of the language"),
        ("[{'a': f'{i.real}'} for i in range(3)]", "an f-string shows the loop variable alone, as {i}"),
        ("[{'a': f'{i!r}'} for i in range(3)]", "an f-string shows the loop variable alone"),
        ("[{'a': f'{i:09999999999}'} for i in range(3)]", "an f-string shows the loop variable alone"),
        ("[{'a': f'{i+1}'} for i in range(3)]", "an f-string shows the loop variable alone"),
        ("[{'a': f'{j}'} for i in range(3)]", "an f-string shows the loop variable alone"),
        ("[{'a': i} for i in range(3)]", "1:8: literal: a name is not part of the language"),
        ("[{} for i in range(1000000000)]", "1:14: literal: range goes to 1,000,000 at most"),
        ("[{} for i in range(10**9)]", "1:14: literal: range takes one whole number here"),
        ("[{} for i in range(-1)]", "range takes one whole number here"),
        ("[{} for i in range(True)]", "range takes one whole number here"),
        ("[{} for i in range(1, 3)]", "a comprehension runs over range(N)"),
        ("[{} for i in [1, 2]]", "a comprehension runs over range(N)"),
        ("[{} for i in range(3) if i]", "a comprehension has one loop"),
        ("[{} for i in range(3) for j in range(3)]", "a comprehension has one loop"),
        ("[{} for i, j in range(3)]", "a comprehension has one loop"),
        ("({} for i in range(3))", "a generator is not part of the language"),
        ("[{**{}}]", "** is not part of the language"),
        ("[*[1]]", "a star is not part of the language"),
        ("[{1: 'a'}]", "1:3: literal: a key is a string"),
        ("[{f'a': 'a'}]", "a key is a string"),
        ("[{'a': 1, 'a': 2}]", "1:11: literal: the key 'a' stands twice in one mapping; keep one"),
        ("[{'a': None}]", "'None' is not part of the language"),
        ("[{'a': True}]", "'True' is not part of the language"),
        ("[{'a': b'x'}]", "is not part of the language"),
        ("[{'a': 1j}]", "is not part of the language"),
        ("[{'a': ...}]", "is not part of the language"),
        ("[{'a': (1, 2)}]", "a tuple is not part of the language"),
        ("[{'a': {1, 2}}]", "a set is not part of the language"),
        ("[{'a': 1 + 1}]", "+ joins lists or strings, not a number"),
        ("[{'a': 'b'}] + 'c'", "+ joins lists or strings, not a list and text"),
        ("[{}] * 1000000", "this operator is not part of the language"),
        ("[{'a': -'b'}]", "is not part of the language"),
        ("[{'a': ~1}]", "is not part of the language"),
        ("[{'a': (b := 1)}]", "is not part of the language"),
        ("[{'a': 'b' if 1 else 'c'}]", "is not part of the language"),
        ("memories[0]", "a subscript is not part of the language"),
        ("lambda: []", "a lambda is not part of the language"),
        ("memories = []\nmemories = []", "2:1: literal: memories is set twice"),
        ("memories = other = []", "is not part of the language"),
        ("others = []", "is not part of the language"),
        ("memories += []", "is not part of the language"),
        ("def f(): pass", "is not part of the language"),
        ("{'a': 1}", "1:1: literal: a list of records is expected here, not a mapping"),
        ("'text'", "1:1: literal: a list of records is expected here, not text"),
        ("[{'a': 1}", "1:1: literal: not Python: '[' was never closed"),
        ("[{'a': 1}]\n``` x `\n", "2:1: literal: not Python: invalid syntax"),
        ("a\0b", "literal: not Python: source code string cannot contain null bytes"),
        ("[" * 60 + "]" * 60, "literal: lists and mappings are nested deeper than 50 levels"),
        ("-" * 100_000 + "1", "1:1: literal: the text is nested too deeply"),
        ("[1]" + " + [1]" * 100_000, "1:1: literal: the text is nested too deeply"),
        ("[" * 1000 + "]" * 1000, "literal: not Python: too many nested parentheses"),
        ("[{'a': " + "1" * 5000 + "}]", "literal: not Python: Exceeds the limit"),
        (b"\xff", "1:1: literal: byte 0xff is not UTF-8; save the file as UTF-8"),
        ("```\n" * 201, "more than 200 fences"),
        (b" " * (16 * 2**20 + 1), "the text is larger than 16,777,216 bytes"),
    ],
    ids=lambda value: str(value[:30]),
)
def test_anything_else_is_refused_in_one_line_with_its_place(text: str | bytes, message: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        read(text)
    assert refusal.value.message.startswith("x:")
    assert message in refusal.value.message


def test_a_call_behind_good_records_imports_nothing(store: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    evil = ONELINER.replace("```\n", "") + "__import__('os').system('touch pwned')\n"
    done = store("import", "--from", "literal", "--quarantine", "q.jsonl", "-", stdin=evil.encode())
    assert (done.status, done.out) == (1, "")
    assert "literal: a call is not part of the language" in done.err
    assert repository.state() == before


def test_a_refused_literal_answers_the_checklist(store: Memfs) -> None:
    done = store("import", "--json", "--from", "literal", "--dry-run", "--strict", "-", stdin=b"[open('x')]")
    boxes = done.json["checklist"]
    assert isinstance(boxes, list)
    assert [(box["ok"], box["detail"][:13]) for box in boxes if isinstance(box, dict)] == [
        *[(False, "not judged")] * 5,
        (False, "-:1:2: litera"),
    ]


def test_more_than_a_million_records_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert RECORDS == 1_000_000
    limit = size(RECORDS, small=10_000)
    monkeypatch.setattr("memfs.verbs.datasets.literal.RECORDS", limit)
    half = f"[{{'a': 'b'}} for i in range({limit // 2})]"
    assert len(read(f"{half} + {half}")) == limit
    with pytest.raises(InvalidError, match=f"more than {limit:,} records; split the dataset"):
        read(f"{half} + {half} + [{{}}]")


def test_a_dataset_that_grows_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidError, match="the dataset grows beyond"):
        for _ in literal.items(Given("x", b"[{'a': '" + b"x" * 1_000_000 + b"'} for i in range(1000)]")):
            pass
    assert STEPS == 10_000_000
    limit = size(STEPS, small=100_000)
    monkeypatch.setattr("memfs.verbs.datasets.language.STEPS", limit)
    with pytest.raises(InvalidError, match="the dataset grows beyond"):
        read(f"[{{'a': [1 for j in range({limit // 10})]}} for i in range(12)]")


CONSTANTS = st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
FIELDS = st.dictionaries(st.text(max_size=3), CONSTANTS | st.lists(CONSTANTS, max_size=2), max_size=3)
SHOWN = st.text(alphabet="ab {}'\\\n\"é", max_size=6)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Write an expression of the language."""
    lists = []
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            lists.append(repr(draw(st.lists(FIELDS, max_size=3))))
        else:
            shown = draw(SHOWN).replace("{", "{{").replace("}", "}}")
            value = repr(shown) if "\\" in repr(shown) else "f" + repr(f"{shown}{{i}}")
            tags = "[f'{j}' + '-' + f'{i}' for j in range(2)]"
            lists.append(f"[{{'a': {value}, 'tags': {tags}}} for i in range({draw(st.integers(0, 5))})]")
    return f"{draw(st.sampled_from(['', 'memories = ']))}({' + '.join(lists)})"


@given(programs())
@settings(max_examples=size(200, small=60))
def test_what_the_language_allows_is_what_python_makes(program: str) -> None:
    assert repr(read(program)) == repr(made_by_python(program))


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("-", ONELINER.encode(), "literal"),
        ("-", BLOCKS[1].encode(), "literal"),
        ("-", b"[{'a': 1}]", "literal"),
        ("-", b'[{"a": 1}]', "json"),
        ("-", b"[]", "json"),
        ("data.py", b"", "literal"),
        ("data.md", b"```python\nmemories = []\n```\n", "literal"),
    ],
)
def test_a_literal_is_told_from_json(name: str, data: bytes, form: str) -> None:
    assert detect(Given(name, data)) == form
