"""Credentials are refused before git sees them, said in no output, and nothing else is taken for one."""

from __future__ import annotations

import base64
import json
import random
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from memfs.codec import emit
from memfs.rules.secret import SHAPES, _may_hold, secrets
from tests.cli.conftest import Memfs
from tests.hostile.secrets import NEGATIVE, POSITIVE, WORD, of

if TYPE_CHECKING:
    from tests.conftest import GitRepository

DATA = Path(__file__).parents[1] / "cases/data"
CELL = "memory/memories/outcome=success/tool=conversation"
ADD = ("add", "memory", "--outcome=success", "--tool=conversation")
TOKEN = "ghp_" + of(WORD, 36)
LEAK = 8
"""So many characters in a row of a secret are a leak."""


def found(text: str) -> list[str]:
    return [sort for sort, _, _ in secrets(text)] if _may_hold(text.encode()) else []


@pytest.mark.parametrize(("sort", "text"), POSITIVE, ids=lambda value: value[:24])
def test_secret_is_found_wherever_it_stands(sort: str, text: str) -> None:
    for around in (text, f"see {text}, and", f"({text})", f'key="{text}"', f"one\n{text}\ntwo", f"a={text};"):
        assert found(around) == [sort], around


def test_every_sort_is_shown() -> None:
    assert len(SHAPES) >= 20
    assert {sort for sort, _ in POSITIVE} == set(SHAPES)


@pytest.mark.parametrize("text", NEGATIVE, ids=lambda text: text[:24])
def test_what_is_no_secret_passes(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("name", ["oneliner-1000.jsonl", "balanced-1000.jsonl", "valid.jsonl"])
def test_no_memory_of_the_datasets_is_taken_for_one(name: str) -> None:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 38
    assert [line for line in lines if found(line)] == []


def test_no_digest_or_random_data_is_taken_for_one() -> None:
    chance = random.Random(1)  # noqa: S311 - always the same
    for _ in range(3_000):
        data = chance.randbytes(48)
        for text in (data.hex(), data[:20].hex(), data[:20].hex().upper(), base64.b64encode(data).decode()):
            assert found(f"{text} {uuid.UUID(bytes=data[:16])} {base64.urlsafe_b64encode(data).decode()}") == [], text


def test_name_of_a_setting_and_its_value_are_read_together(memfs: Memfs) -> None:
    key = of(WORD + "/+", 40)
    done = memfs(*ADD, "--set", f"aws_secret_access_key={key}", "--", "x")
    assert (done.status, leaks(key, done.out, done.err)) == (1, [])
    assert "secret: an AWS secret key must not be kept" in done.err
    assert memfs(*ADD, "--set", f"aws_region={key}", "--", "x").status == 0


def leaks(secret: str, *outputs: str) -> list[str]:
    """Return what outputs share with a secret, in small or capital letters."""
    pieces = {secret[at : at + LEAK].casefold() for at in range(len(secret) - LEAK + 1)}
    return [piece for piece in pieces if any(piece in output.casefold() for output in outputs)]


@pytest.fixture
def memfs(repository: GitRepository) -> Memfs:
    command = Memfs(repository.path)
    command.said("init")
    return command


WRITES = [
    (*ADD, "--", f"use {TOKEN}"),
    (*ADD, "--summary", TOKEN, "--", "x"),
    (*ADD, "--summary", f"a_{TOKEN}", "--tag", TOKEN, "--", TOKEN),
    (*ADD, "--session", TOKEN, "--", "x"),
    (*ADD, "--set", f"key={TOKEN}", "--", "x"),
    (*ADD, "--set", f"{TOKEN}=x", "--", "x"),
    ("add", "memory", "--outcome", TOKEN, "--", TOKEN),
    ("add", "memory", "--outcome=success", "--tool", TOKEN, "--", TOKEN),
    (*ADD, "--created", TOKEN, "--", "x"),
    ("add", "context", "objectives", "--", f"use {TOKEN}"),
    ("add", "source", "customers", "code", "--", f"connect({TOKEN!r})"),
    ("add", "source", "--", TOKEN, "notes", "x"),
    ("add", "variable", "customers", "--", TOKEN, "x"),
    ("replace", "source", "customers", "description", "--", TOKEN),
    (*ADD, "--dry-run", "--", TOKEN),
    (*ADD, "-m", f"use {TOKEN}", "--", "x"),
    (*ADD, "--no-commit", "-m", TOKEN, "--", TOKEN),
    (*ADD, "--no-commit", "--", TOKEN),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: " ".join(write).replace(TOKEN, "TOKEN"))
def test_refused_write_leaves_no_trace_of_it(memfs: Memfs, repository: GitRepository, write: tuple[str, ...]) -> None:
    before = repository.state()
    for words in (write, (write[0], "--json", *write[1:])):
        done = memfs(*words)
        assert done.status == 1
        assert leaks(TOKEN, done.out, done.err) == []
    assert "a GitHub token" in done.out
    assert repository.state() == before
    objects = repository.git("cat-file", "--batch-all-objects", "--batch-check", "--unordered").split("\n")[:-1]
    contents = [repository.git("cat-file", line.split()[1], line.split()[0]) for line in objects]
    assert not any(TOKEN in content for content in contents)


BAD = {
    "summary": f"summary: {TOKEN}\noutcome: success\ntool: conversation\ncontent: x\n",
    "facets": f"summary: a\noutcome: {TOKEN}\ntool: {TOKEN}\ncontent: {TOKEN}\n",
    "field": f"summary: a\noutcome: success\ntool: conversation\ncontent: x\n{TOKEN}: y\n",
    "unreadable": f"summary: a\nsummary: {TOKEN}\ncontent: [{TOKEN}\n",
    "anchor": f"summary: &{TOKEN} a\ncontent: *{TOKEN}\n",
    "hidden": f'summary: a\noutcome: success\ntool: conversation\ncontent: "{TOKEN}\\u202e{TOKEN}"\n',
    "comment": f"# {TOKEN}\nsummary: a\noutcome: success\ntool: conversation\ncontent: x\n",
    "binary": f"\x01{TOKEN}\n",
}


@pytest.mark.parametrize("name", BAD)
def test_no_rule_repeats_it(memfs: Memfs, repository: GitRepository, name: str) -> None:
    repository.write(f"{CELL}/a.yaml", BAD[name])
    for form in ("text", "json", "github", "sarif", "gitlab"):
        done = memfs("check", "--format", form)
        assert done.status == 1
        assert leaks(TOKEN, done.out, done.err) == [], form
    assert "a GitHub token" in done.out
    repository.git("add", "-A")
    repository.git("commit", "-q", "--no-verify", "-m", "bad")
    done = memfs("check", "--rev", "HEAD", "--base", "HEAD~1")
    assert leaks(TOKEN, done.out, done.err) == []


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("form", ["text", "markdown", "json", "html", "github"])
def test_review_does_not_spread_it(memfs: Memfs, repository: GitRepository, name: str, form: str) -> None:
    repository.write(f"{CELL}/a.yaml", BAD[name])
    done = memfs("review", "--worktree", "--format", form)
    assert done.status == 1
    assert leaks(TOKEN, done.out, done.err) == []


ROWS: list[dict[str, object]] = [
    {"summary": "a", "outcome": "success", "tool": "conversation", "content": TOKEN},
    {"summary": TOKEN, "outcome": TOKEN, "tool": TOKEN, "content": "x"},
    {"summary": "b", "outcome": "success", "tool": "conversation", "content": "x", TOKEN: 1},
]


@pytest.mark.parametrize("options", [(), ("--json",), ("--dry-run",), ("--on-conflict=skip",)], ids=str)
@pytest.mark.parametrize("shape", ["jsonl", "json", "yaml", "broken"])
def test_import_does_not_repeat_it(memfs: Memfs, options: tuple[str, ...], shape: str) -> None:
    lines = "\n".join(map(json.dumps, ROWS))
    data = {
        "jsonl": lines,
        "json": json.dumps(ROWS),
        "yaml": "---\n".join(emit(row).decode() for row in ROWS),
        "broken": f"{lines}\n{{{TOKEN}: {TOKEN}",
    }[shape]
    done = memfs("import", "-", *options, stdin=data.encode())
    assert done.status in (1, 2)
    assert leaks(TOKEN, done.out, done.err) == []


def test_quarantine_is_where_it_goes_and_no_output_says_it(memfs: Memfs, tmp_path: Path) -> None:
    aside = tmp_path / "aside.jsonl"
    done = memfs("import", "-", "--quarantine", str(aside), stdin="\n".join(map(json.dumps, ROWS)).encode())
    assert leaks(TOKEN, done.out, done.err) == []
    rows = [json.loads(line) for line in aside.read_text(encoding="utf-8").splitlines()]
    assert [row["record"] for row in rows] == ROWS
    assert leaks(TOKEN, json.dumps([row["violations"] for row in rows])) == []
