"""A tree that is known to be clean is not judged again, and no tree is taken for clean that is not."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from memfs import MemfsError, Record, Revision, Store
from memfs.core.layout import GITIGNORE
from memfs.repository import Repository, head_snapshot, reader
from memfs.verbs import Question, asked_gate, judge_stores
from memfs.verbs.ledger import approached
from tests.catalog.worlds import Edits, Files, World, store_files
from tests.rules.test_engine_property import KEY_ID, edits, files, policies

if TYPE_CHECKING:
    from collections.abc import Iterator

STORE = "memory"
FACTS = f"{STORE}/memories/outcome=learning/insight_type=fact"
PATTERNS = f"{STORE}/memories/outcome=learning/insight_type=pattern"
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # each example takes a second of git


def text(name: str, insight: str = "fact") -> bytes:
    return f"summary: {name}\noutcome: learning\ninsight_type: {insight}\ncontent: It lives on.\n".encode()


def memory(name: str, content: str = "It lives.") -> Record:
    return Record("memory", {"summary": name, "outcome": "learning", "insight_type": "fact", "content": content})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Make a store in order, that a whole check has seen."""
    made = World.make(tmp_path / "repository")
    made.commit(store_files({f"{FACTS}/dns.yaml": text("dns")}, b"memfs: 1\n"))
    check(made)
    yield made
    with_catalog = made.reports()
    made.forget()
    assert with_catalog == made.reports()


def clean(world: World) -> bool:
    away = approached(head_snapshot(Repository.discover(world.repository.path)), STORE)
    return away is not None and away.clean


def check(world: World, **gate: str | None) -> None:
    world.report({"staged": False, "rev": None, "base": None, **gate}, keep=True, detail="warnings")


def test_store_in_order_is_clean_once_it_was_checked(world: World) -> None:
    assert clean(world)


def test_each_write_leaves_it_clean(world: World) -> None:
    store = Store.open(world.repository.path)
    store.add(memory("ttl"))
    assert clean(world)
    store.replace("memory", "ttl", Revision({"insight_type": "pattern"}))
    assert clean(world)
    store.remove("memory", "dns")
    assert clean(world)


def test_commit_of_somebody_else_is_judged_first(world: World) -> None:
    world.commit({f"{FACTS}/ttl.yaml": text("ttl")})
    assert not clean(world)
    Store.open(world.repository.path).add(memory("third"))
    assert not clean(world)
    check(world)
    assert clean(world)


@pytest.mark.parametrize(
    "edit",
    [
        {f"{FACTS}/ttl.yaml": b"summary: ttl\n"},
        {f"{PATTERNS}/dns.yaml": text("dns", "pattern")},
        {f"{STORE}/stray.txt": b"no record\n"},
        {f"{STORE}/memfs.yaml": b"memfs: one\n"},
        {f"{STORE}/schema/memory.schema.json": b"{}\n"},
    ],
    ids=["record", "key", "stray", "policy", "schema"],
)
def test_tree_with_a_violation_is_not_clean(world: World, edit: Edits) -> None:
    world.commit(edit)
    check(world, rev="HEAD")
    assert not clean(world)
    world.repository.git("revert", "--no-edit", "HEAD")
    assert clean(world)


def test_what_lies_in_the_working_tree_says_nothing_of_the_commit(world: World) -> None:
    world.commit({f"{FACTS}/bad.yaml": b"summary: bad\n"})
    world.lay({f"{FACTS}/bad.yaml": text("bad")})
    check(world)
    assert not clean(world)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
@pytest.mark.parametrize(
    ("path", "bad", "good"),
    [
        (f"{FACTS}/bad.yaml", b"summary: bad\n", text("bad")),
        (f"{STORE}/memfs.yaml", b"memfs: one\n", b"memfs: 1\n"),
        (f"{STORE}/.gitignore", b"# more\n", GITIGNORE),
    ],
    ids=["record", "policy", "own file"],
)
def test_working_file_that_git_was_told_not_to_look_at_says_nothing_of_the_commit(
    world: World, flag: str, path: str, bad: bytes, good: bytes
) -> None:
    world.commit({path: bad})
    world.repository.git("update-index", flag, path)
    world.lay({path: good})
    check(world)
    assert not clean(world)
    world.repository.git("update-index", flag.replace("--", "--no-"), path)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
@pytest.mark.parametrize(
    "policy", [b"memfs: one\n", b"memfs: 1\ndistribution: {targets: [5]}\n", b"memfs: 1\npinned: [nope/x]\n"]
)
def test_policy_that_git_was_told_not_to_look_at_is_judged_as_it_lies_there(
    world: World, flag: str, policy: bytes
) -> None:
    world.repository.git("update-index", flag, f"{STORE}/memfs.yaml")
    world.lay({f"{STORE}/memfs.yaml": policy})
    report = world.report({"staged": False, "rev": None, "base": None})
    assert [found.rule for found in report.errors] == ["policy"]


def test_check_by_one_rule_says_nothing_of_the_others(world: World) -> None:
    world.commit({f"{FACTS}/ttl.yaml": text("ttl")})
    with reader(Repository.discover(world.repository.path)) as objects:
        gate = asked_gate(objects, staged=False, rev="HEAD", base=None)
        judge_stores(gate.snapshot, gate.base, Question(rules=frozenset({"yaml"}), keep=True))
    assert not clean(world)


def test_what_is_only_warned_of_is_warned_of_each_time(tmp_path: Path) -> None:
    world = World.make(tmp_path / "repository")
    world.commit(store_files({f"{FACTS}/dns.yaml": text("dns")}, b"memfs: 1\nrules: {secret: warn}\n"))
    check(world)
    assert clean(world)
    Store.open(world.repository.path).add(memory("told", content=f"The id is {KEY_ID}P."))
    assert not clean(world)
    check(world)
    assert not clean(world)
    report = world.report({"staged": False, "rev": "HEAD", "base": None})
    assert [found.rule for found in report.warnings] == ["secret"]


Work = str | Edits


@settings(deadline=None, max_examples=25, phases=WITHOUT_SHRINKING)
@given(
    files,
    policies,
    st.lists(st.sampled_from(["add", "remove", "check", "check HEAD", "back"]) | edits, min_size=2, max_size=6),
)
def test_no_gate_is_misled_whoever_wrote(contents: Files, policy: bytes, work: list[Work]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        world = World.make(Path(directory) / "repository")
        world.commit(store_files(contents, policy))
        check(world)
        for number, step in enumerate(work):
            do(world, step, f"added_{number}")
        with_catalog = world.reports()
        world.forget()
        assert with_catalog == world.reports()


def do(world: World, step: Work, name: str) -> None:
    if not isinstance(step, str):
        world.commit(step)
    elif step == "back":
        world.repository.git("revert", "--no-edit", "HEAD", ok=False)
        world.repository.git("revert", "--quit", ok=False)
    elif step.startswith("check"):
        check(world, rev="HEAD" if step.endswith("HEAD") else None)
    else:
        store = Store.open(world.repository.path)
        try:
            if step == "add":
                store.add(memory(name))
            else:
                store.remove("memory", "dns")
        except MemfsError:  # the store may lack that record, or its policy want other shares
            return
