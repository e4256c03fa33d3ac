"""A conversation: one commit of its own writes where the policy says so, and nothing is lost in between."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from memfs import MemfsError, Memory, MemoryEngine, Store
from memfs.core.model import Record
from memfs.verbs import Conversation, Revision, Wishes, add_record, add_section

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import GitRepository

ENGINE = "import os\nfrom memfs import MemoryEngine\nm = MemoryEngine(root='memory')\n"
POLICY = "memfs: 1\ncommit: {mode: session}\n"


def fact(name: str) -> Memory:
    return Memory(summary=name, outcome="learning", insight_type="fact", content=f"About {name}.")


def head(repository: GitRepository) -> str:
    return repository.git("rev-parse", "HEAD").strip()


def subjects(repository: GitRepository) -> list[str]:
    return repository.git("log", "--format=%s").splitlines()


def await_(condition: Callable[[], bool]) -> None:
    for _ in range(3_000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come")


@pytest.fixture
def store(repository: GitRepository) -> Store:
    Store.init(repository.path / "memory")
    repository.write("memory/memfs.yaml", POLICY)
    repository.commit("session")
    return Store.open(repository.path)


def test_writes_are_staged_and_one_commit_carries_them(store: Store, repository: GitRepository) -> None:
    repository.write("mine.txt", "the user's")
    repository.git("add", "mine.txt")
    before = head(repository)
    with store.conversation() as talk:
        one = talk.add(fact("one"))
        two = talk.write(add_section("objectives", "Ship it"))
        assert (one.commit, two.commit, head(repository)) == (None, None, before)
        assert two.notes == ("staged; the one commit of this session will carry it (2 so far)",)
        assert store.read("memory", "one").data["content"] == "About one."
        assert [found.key for found in store.view().records("memory")] == ["one"]
    assert repository.git("log", "-1", "--format=%B").splitlines() == [
        "memory: session of 2 records",
        "",
        "Memfs-Op: session",
        "Memfs-Key: memory/one",
        "Memfs-Key: context/objectives",
        "Memfs-Via: python",
        "",
    ]
    assert repository.git("show", "--format=", "--name-only", "HEAD").split() == [
        "memory/context/objectives.yaml",
        "memory/memories/outcome=learning/insight_type=fact/one.yaml",
    ]
    assert repository.git("status", "--porcelain") == "A  mine.txt\n"
    assert store.check().errors == ()


def test_a_single_write_has_its_own_subject(store: Store, repository: GitRepository) -> None:
    with store.conversation() as talk:
        talk.add(fact("one"))
    assert subjects(repository)[0] == "memory: add one"


def test_every_write_is_a_commit_where_the_policy_says_each(repository: GitRepository) -> None:
    talk = Store.open(repository.path).conversation()
    done = talk.add(fact("one"))
    assert done.commit == head(repository)
    talk.close()
    assert subjects(repository) == ["memory: add one", "base"]


def test_moves_and_removals_are_in_the_commit(store: Store, repository: GitRepository) -> None:
    store.add(fact("old"))
    store.add(fact("gone"))
    with store.conversation() as talk:
        talk.add(fact("brief"))
        talk.replace("memory", "old", Revision(fields={"insight_type": "pattern"}))
        talk.remove("memory", "gone")
        talk.remove("memory", "brief")
    assert repository.git("show", "--format=", "--name-status", "-M", "HEAD").split("\t")[0] == "D"
    assert repository.git("ls-tree", "-r", "--name-only", "HEAD", "memory/memories").split() == [
        "memory/memories/outcome=learning/insight_type=pattern/old.yaml"
    ]
    assert repository.git("status", "--porcelain") == ""


def test_nothing_to_commit_is_no_commit(store: Store, repository: GitRepository) -> None:
    before = head(repository)
    with store.conversation() as talk:
        talk.add(fact("brief"))
        talk.remove("memory", "brief")
        assert talk.commit() is None
        with pytest.raises(MemfsError):
            talk.remove("memory", "brief")
    assert head(repository) == before


def test_commits_at_the_limit_and_after_a_pause(store: Store, repository: GitRepository) -> None:
    with Conversation(store.place, most=2) as talk:
        assert talk.add(fact("one")).commit is None
        assert talk.add(fact("two")).commit == head(repository)
    assert subjects(repository)[0] == "memory: session of 2 records"
    slow = Conversation(store.place, idle=0.2)
    slow.add(fact("three"))
    await_(lambda: subjects(repository)[0] == "memory: add three")
    slow.close()


def test_what_stands_in_the_way_is_told_and_tried_again(store: Store, repository: GitRepository) -> None:
    talk = Conversation(store.place, idle=0.2)
    merge, theirs = repository.path / ".git/MERGE_HEAD", head(repository)
    talk.add(fact("one"))
    merge.write_text(theirs)
    time.sleep(0.6)
    with pytest.raises(MemfsError, match="a merge is under way"):
        talk.close()
    merge.unlink()
    told = talk.add(fact("two")).notes
    assert told[0].startswith(
        "staged; the one commit of this session will carry it (2 so far); it was refused just now: a"
    )
    talk.close()
    assert subjects(repository)[0] == "memory: session of 2 records"


def test_commit_is_judged_like_any_other(store: Store, repository: GitRepository) -> None:
    talk = store.conversation()
    talk.add(fact("one"))
    store.add(Memory(summary="one", outcome="learning", insight_type="pattern", content="Elsewhere."))
    before = head(repository)
    with pytest.raises(MemfsError, match="unique"):
        talk.close()
    assert head(repository) == before
    assert repository.git("diff", "--cached", "--name-only").split() == [
        "memory/memories/outcome=learning/insight_type=fact/one.yaml"
    ]


def test_two_conversations_and_a_plain_write_keep_apart(store: Store, repository: GitRepository) -> None:
    one, two = store.conversation(), store.conversation()
    one.add(fact("a"))
    two.add(fact("b"))
    store.add(fact("c"))
    one.add(fact("d"))
    with pytest.raises(MemfsError, match="memory 'a' exists already"):
        two.add(fact("a"))
    two.close()
    one.close()
    assert subjects(repository)[:3] == ["memory: session of 2 records", "memory: add b", "memory: add c"]
    counts = [repository.git("show", "--format=", "--name-only", f"HEAD~{n}").count(".yaml") for n in range(3)]
    assert counts == [2, 1, 1]
    assert repository.git("status", "--porcelain") == ""
    assert store.check().errors == ()


def test_policy_that_is_only_staged_is_named(repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", POLICY)
    repository.git("add", "memory")
    talk = Store.open(repository.path).conversation()
    talk.add(fact("one"))
    with pytest.raises(MemfsError, match="policy of the store 'memory' is not committed yet"):
        talk.close()


def test_wishes_of_a_write_count_for_the_commit(store: Store, repository: GitRepository) -> None:
    wishes = Wishes(via="mcp", agent="Claude\nCode", author="Agent <agent@example.invalid>")
    with store.conversation() as talk:
        talk.write(add_section("objectives", "Ship it"), wishes=wishes)
    log = repository.git("log", "-1", "--format=%an|%(trailers:key=Memfs-Agent,valueonly,separator=%x2C)").strip()
    assert log == "Agent|Claude\\nCode"


def test_program_that_ends_without_closing_commits(store: Store, repository: GitRepository) -> None:
    assert store.view().law.policy.commit_mode == "session"
    program = ENGINE + "for n in range(3): m.remember(f'Fact {n}', 'learning', insight_type='fact')"
    subprocess.run([sys.executable, "-c", program], cwd=repository.path, check=True)
    assert subjects(repository)[0] == "memory: session of 3 records"
    assert repository.git("status", "--porcelain") == ""


def test_program_that_is_killed_leaves_its_writes_staged(store: Store, repository: GitRepository) -> None:
    assert store.view().law.policy.commit_mode == "session"
    program = ENGINE + "m.remember('Fact', 'learning', insight_type='fact'); os.kill(os.getpid(), 9)"
    done = subprocess.run([sys.executable, "-c", program], cwd=repository.path, check=False)
    assert done.returncode == -9
    path = "memory/memories/outcome=learning/insight_type=fact/fact.yaml"
    assert repository.git("status", "--porcelain") == f"A  {path}\n"
    repository.git("commit", "-q", "-m", "carry on")
    assert store.check().errors == ()


def test_engine_gathers_and_a_batch_stands_alone(store: Store, repository: GitRepository) -> None:
    assert store.view().law.policy.commit_mode == "session"
    with MemoryEngine(root=repository.path / "memory") as engine:
        engine.remember("One", "learning", insight_type="fact")
        engine.remember("Two", "learning", insight_type="fact")
        with engine.batch("the rest"):
            engine.remember("Three", "learning", insight_type="fact")
        engine.forget(summary="three")
    assert subjects(repository)[:3] == ["memory: remove three", "the rest", "memory: session of 2 records"]


def test_dry_run_gathers_nothing(store: Store, repository: GitRepository) -> None:
    talk = store.conversation()
    record = Record("memory", fact("one").data)
    done = talk.write(add_record(record), wishes=Wishes(dry_run=True))
    assert done.diff
    talk.close()
    assert repository.git("status", "--porcelain") == ""
