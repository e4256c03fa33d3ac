"""The store as a program uses it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from memfs import ExistsError, InvalidError, MemfsError, Memory, Record, Revision, Store, Wishes
from memfs.verbs import add_section, replace_section
from tests.repository.forking import killed_at

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

TALKS = "memory/memories/outcome=success/tool=conversation"
DRY = Wishes(dry_run=True, via="python")


def talk(summary: str, content: str = "x") -> Memory:
    return Memory(summary=summary, outcome="success", tool="conversation", content=content)


def message(repository: GitRepository) -> str:
    return repository.git("log", "-1", "--format=%B").rstrip("\n")


def test_init_makes_a_repository_in_the_directory(tmp_path: Path) -> None:
    store = Store.init(tmp_path / "agent_brain")
    assert store.place.path == ""
    names = {path.name for path in (tmp_path / "agent_brain").iterdir()}
    assert names == {".git", ".gitattributes", ".gitignore", "memfs.yaml"}
    assert Store.init(tmp_path / "agent_brain").place.path == ""
    assert store.add(talk("x")).changes[0].path == TALKS.removeprefix("memory/") + "/x.yaml"


def test_init_inside_a_repository_makes_a_store_of_it(repository: GitRepository) -> None:
    store = Store.init(repository.path / "deep/agents")
    assert store.place.path == "deep/agents"
    assert repository.git("status", "--porcelain") == ""
    assert Store.init(repository.path / "deep/agents") == store


def test_open_needs_a_repository(tmp_path: Path) -> None:
    with pytest.raises(MemfsError, match="is not in a git repository") as refused:
        Store.open(tmp_path)
    assert refused.value.code == "not-a-repository"


def test_first_add_makes_the_store(repository: GitRepository) -> None:
    outcome = Store.open(repository.path).add(talk("x"))
    assert (outcome.action, outcome.notes) == ("added", ("made the store 'memory'",))
    assert outcome.commit == repository.git("rev-parse", "HEAD").strip()
    assert message(repository) == "memory: add x\n\nMemfs-Op: add\nMemfs-Key: memory/x\nMemfs-Via: python"


def test_record_is_added_read_replaced_and_removed(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    store.add(talk("x"))
    found = store.read("memory", "x")
    assert (found.record.kind, found.key, found.path) == ("memory", "x", f"{TALKS}/x.yaml")
    store.replace("memory", "x", Revision({"content": "y"}, if_match=found.blob))
    assert store.read("memory", "x").data["content"] == "y"
    assert store.read("memory", "x", at="HEAD~1").data["content"] == "x"
    with pytest.raises(MemfsError, match="changed since you read it") as changed:
        store.remove("memory", "x", if_match=found.blob)
    assert changed.value.code == "changed"
    assert store.remove("memory", "x").action == "removed"
    with pytest.raises(MemfsError, match="there is no memory 'x'"):
        store.read("memory", "x")


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        (Revision(unset=["tags"]), "memory 'x' has no 'tags' to unset"),
        (Revision(unset=["summary"]), "every memory needs its 'summary'; rename it instead"),
        (Revision({"content": "y"}, unset=["content"]), "'content' is given and unset; do one of the two"),
        (Revision({"summary": "y"}, rename="z"), "two new names are given for memory 'x'"),
        (Revision(rename="Not-A-Name"), "summary-format: 'Not-A-Name' is not lowercase_with_underscores"),
        (Revision(rename="y"), "memory 'y' exists already"),
        (Revision({"tool": "unknown"}), "schema: "),
    ],
)
def test_replace_that_makes_no_sense_is_refused(revision: Revision, words: str, repository: GitRepository) -> None:
    store = Store.open(repository.path)
    store.add(talk("x"))
    store.add(talk("y"))
    before = repository.state()
    with pytest.raises(MemfsError) as refused:
        store.replace("memory", "x", revision)
    assert refused.value.message.startswith(words)
    assert repository.state() == before


def test_known_summary_is_compared_with_what_is_there(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    store.add(talk("x"))
    with pytest.raises(ExistsError) as same:
        store.add(talk("x"))
    with pytest.raises(ExistsError) as other:
        store.add(talk("x", "y"))
    created = store.read("memory", "x").data["created"]
    with pytest.raises(ExistsError) as stamped:
        store.add(Memory(**{**talk("x").data, "created": created}))
    with pytest.raises(ExistsError) as earlier:
        store.add(Memory(**{**talk("x").data, "created": "2020-01-01T00:00:00Z"}))
    assert [error.value.same for error in (same, other, stamped, earlier)] == [True, False, True, False]


def test_summary_that_no_number_makes_free_is_refused(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memfs.verbs.records.SUMMARIES_TRIED", 3)
    store = Store.open(repository.path)
    nameless = Memory(outcome="success", tool="conversation", content="!!!")
    assert [store.add(nameless).changes[0].key for _ in range(2)] == ["memory", "memory_2"]
    with pytest.raises(InvalidError, match="no free summary begins with 'memory'; give one"):
        store.add(nameless)


def test_record_of_a_kind_without_its_key_is_refused(repository: GitRepository) -> None:
    with pytest.raises(InvalidError, match="schema: a source needs 'name'"):
        Store.open(repository.path).add(Record("source", {"description": "x"}))


def gather(store: Store, title: str, *records: Record) -> None:
    with store.batch(title) as batch:
        for record in records:
            batch.add(record)


def gather_and_fail(store: Store) -> None:
    with store.batch("something else fails") as batch:
        batch.add(talk("y"))
        raise KeyError


def gather_too_late(store: Store) -> None:
    with store.batch("late") as batch:
        batch.add(talk("y"))
        Store.open(store.place.directory).add(talk("y"))


def test_batch_is_one_commit_or_none(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    nameless = Memory(outcome="success", tool="conversation", content="x")
    gather(store, "import the morning", talk("x"), Record("source", {"name": "customers"}), nameless)
    assert repository.git("show", "--format=%s", "--name-only", "HEAD", "--", "memory/memories", "memory/sources") == (
        f"import the morning\n\n{TALKS}/x.yaml\n{TALKS}/x_2.yaml\nmemory/sources/customers.yaml\n"
    )
    before = repository.state()
    with pytest.raises(InvalidError):
        gather(store, "one is wrong", talk("y"), talk("Wrong Name"))
    with pytest.raises(ExistsError):
        gather(store, "one is there", talk("y"), talk("x"))
    with pytest.raises(KeyError):
        gather_and_fail(store)
    gather(store, "nothing to write")
    assert repository.state() == before


def test_batch_begins_after_a_dead_writer_is_put_in_order(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    assert killed_at("update-ref", partial(store.add, talk("x")))
    assert "memory" in repository.git("ls-files")
    with store.batch("again") as batch:
        batch.add(talk("x"))
    assert message(repository).splitlines()[0] == "again"
    assert repository.git("status", "--porcelain", "-uall") == ""


def test_batch_loses_against_a_writer_that_was_quicker(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    store.add(talk("x"))
    with pytest.raises(ExistsError):
        gather_too_late(store)
    assert message(repository).splitlines()[0] == "memory: add y"


def test_dry_run_of_a_first_write_shows_the_store_too(repository: GitRepository) -> None:
    before = repository.state()
    outcome = Store.open(repository.path).add(talk("x"), wishes=DRY)
    assert outcome.commit is None
    assert [line for line in outcome.diff.splitlines() if line.startswith("+++")] == [
        "+++ b/memory/memfs.yaml",
        "+++ b/memory/.gitattributes",
        "+++ b/memory/.gitignore",
        f"+++ b/{TALKS}/x.yaml",
    ]
    assert repository.state() == before


def test_many_keys_are_not_named_in_the_commit(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    gather(store, "twenty", *(talk(f"a_{number}") for number in range(20)))
    assert message(repository).count("Memfs-Key: ") == 20
    gather(store, "more", *(talk(f"b_{number}") for number in range(21)))
    assert message(repository) == "more\n\nMemfs-Op: add\nMemfs-Via: python"


def test_agent_is_named_without_control_characters(repository: GitRepository) -> None:
    wishes = Wishes(via="mcp", agent="evil\nMemfs-Via: cli\u202e" + "x" * 200)
    Store.open(repository.path).add(talk("x"), wishes=wishes)
    agent = message(repository).splitlines()[-1]
    assert agent.startswith("Memfs-Agent: evil\\nMemfs-Via: cli\\u202ex")
    assert len(agent) == len("Memfs-Agent: ") + 100


def test_check_judges_the_working_files(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    store.add(talk("x"))
    assert store.check().ok
    repository.write(f"{TALKS}/y.yaml", "summary: z\n")
    assert {violation.path for violation in store.check().errors} == {f"{TALKS}/y.yaml"}


def test_section_that_was_read_and_is_gone_has_changed(repository: GitRepository) -> None:
    store = Store.open(repository.path)
    store.write(add_section("objectives", "x"))
    blob = store.read("context", "objectives").blob
    store.remove("context", "objectives")
    with pytest.raises(MemfsError, match="context objectives is gone since you read it") as refused:
        store.write(replace_section("objectives", "y", if_match=blob))
    assert refused.value.code == "changed"
