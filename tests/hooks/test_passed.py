"""What a gate passed a hook does not judge again, and nothing else is let through by it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from memfs import MemfsError, Record, Revision, Store, Wishes
from memfs.repository import Repository, reader, staged_change
from memfs.schemas import packaged
from memfs.verbs import Question, asked_gate, has_passed, judge_stores
from memfs.verbs.records import add_many
from tests.catalog.worlds import Edits, Files, World, store_files
from tests.hooks.clone import FACTS, PATTERNS, STRICT, Clone, fact, store_in
from tests.rules.test_engine_property import KEY_ID, edits, files, policies

INDEX = {"GIT_INDEX_FILE": ".git/index"}
STAGED = Wishes(commit=False)
BAD = b"summary: bad\noutcome: learning\ninsight_type: fact\n"
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # each example takes a second of git


def passed(directory: Path) -> bool:
    repository = Repository.discover(directory)
    change = staged_change(repository)
    return change is not None and has_passed(repository, change)


def memory(name: str, insight: str = "fact") -> Record:
    fields = {"outcome": "learning", "insight_type": insight, "content": "It lives five minutes."}
    return Record("memory", {"summary": name, **fields})


def add(clone: Clone, *names: str) -> None:
    for name in names:
        Store.open(clone.path).add(memory(name), wishes=STAGED)


def check(clone: Clone, *arguments: str) -> None:
    clone.run("memfs", "check", "--staged", *arguments)


def test_nothing_staged_has_passed(stored: Clone) -> None:
    assert passed(stored.path)


def test_what_somebody_staged_by_hand_has_not_passed(stored: Clone) -> None:
    stored.remember(ttl=fact("ttl"))
    assert not passed(stored.path)


@pytest.mark.parametrize("names", [("one",), ("one", "two", "three")])
def test_what_was_added_and_staged_has_passed(stored: Clone, names: tuple[str, ...]) -> None:
    add(stored, *names)
    assert passed(stored.path)
    assert stored.hook("pre-commit", **INDEX).said == ""


def test_replaced_and_removed_records_have_passed(stored: Clone) -> None:
    store = Store.open(stored.path)
    store.replace("memory", "dns", Revision({"content": "Ten minutes."}), wishes=STAGED)
    assert passed(stored.path)
    store.remove("memory", "dns", wishes=STAGED)
    assert passed(stored.path)


def test_what_was_checked_has_passed_until_it_changes(stored: Clone) -> None:
    stored.remember(ttl=fact("ttl"))
    check(stored)
    assert passed(stored.path)
    stored.remember(ttl=fact("ttl", "Ten."))
    assert not passed(stored.path)
    stored.remember(ttl=fact("ttl"))
    assert passed(stored.path)


def test_one_more_file_has_not_passed(stored: Clone) -> None:
    add(stored, "one")
    stored.write("notes.txt", b"a file of the project\n")
    stored.done("add", "notes.txt")
    assert not passed(stored.path)


def test_one_file_less_has_not_passed(stored: Clone) -> None:
    add(stored, "one", "two")
    stored.done("rm", "-q", "--cached", f"{FACTS}/two.yaml")
    assert not passed(stored.path)


def test_what_passed_on_one_commit_has_not_passed_on_another(stored: Clone) -> None:
    add(stored, "one")
    stored.done("commit", "-q", "--no-verify", "--allow-empty", "--only", "-m", "the base moved")
    assert not passed(stored.path)


def test_commit_of_one_file_of_two_has_not_passed(clone: Clone) -> None:
    add(clone, "one")
    clone.write(f"{FACTS}/bad.yaml", BAD)
    clone.done("add", f"{FACTS}/bad.yaml")
    assert clone.commit("-m", "one", f"{FACTS}/bad.yaml").code == 1
    assert clone.commit("-m", "both").code == 1
    assert clone.commit("-m", "the good one", f"{FACTS}/one.yaml").code == 0


def test_write_beside_what_was_not_judged_has_not_passed(stored: Clone) -> None:
    stored.remember(bad=BAD)
    add(stored, "one")
    assert not passed(stored.path)
    assert stored.hook(**INDEX).code == 1


def test_write_beside_what_was_refused_has_not_passed(stored: Clone) -> None:
    stored.remember(bad=BAD)
    check(stored)
    assert not passed(stored.path)
    add(stored, "one")
    assert not passed(stored.path)


@pytest.mark.parametrize("arguments", [("--store", "memory"), ("--rule", "yaml")])
def test_part_of_a_check_passes_nothing(stored: Clone, arguments: tuple[str, ...]) -> None:
    stored.write("other/memfs.yaml", b"memfs: 1\n")
    stored.write("other/context/stray.txt", b"no record\n")
    stored.remember(ttl=fact("ttl"))
    check(stored, *arguments)
    assert not passed(stored.path)


def test_check_under_another_policy_passes_nothing(bare_clone: Clone) -> None:
    store_in(bare_clone, STRICT.replace(b"strict", b"'off'"))
    bare_clone.remember(dns=fact("dns"))
    bare_clone.write(f"{PATTERNS}/ttl.yaml", fact("ttl", insight="pattern"))
    bare_clone.force("store")
    bare_clone.write("memory/memfs.yaml", STRICT)
    bare_clone.done("add", "-A")
    check(bare_clone, "--strict")
    assert not passed(bare_clone.path)
    assert bare_clone.hook(**INDEX).code == 1


def test_write_beside_a_law_has_not_passed(stored: Clone) -> None:
    loose = packaged()["memory.schema.json"].replace(b'"fact"', b'"fact", "rumour"')
    stored.write("memory/schema/memory.schema.json", loose)
    stored.done("add", "-A")
    check(stored)
    assert passed(stored.path)
    Store.open(stored.path).add(memory("one", "rumour"), wishes=STAGED)
    assert not passed(stored.path)
    assert stored.hook("--law", "base", **INDEX).code == 1


def test_file_of_a_store_inside_a_store_has_not_passed(stored: Clone) -> None:
    stored.write("memfs.yaml", b"memfs: 1\n")
    stored.force("a store around it")
    stored.remember(one=fact("one"))
    check(stored)
    assert not passed(stored.path)
    assert stored.hook(**INDEX).code == 1


def test_many_records_of_which_one_is_warned_of_have_not_passed(bare_clone: Clone) -> None:
    store_in(bare_clone, b"memfs: 1\nrules: {secret: warn}\n")
    bare_clone.force("store")
    told = Record("memory", {**memory("told").data, "content": f"The id is {KEY_ID}P."})
    Store.open(bare_clone.path).write(add_many([told, memory("one")]), wishes=STAGED)
    assert not passed(bare_clone.path)
    assert "secret: an AWS access key id" in bare_clone.hook(**INDEX).out


def test_what_a_hook_would_warn_of_has_not_passed(bare_clone: Clone) -> None:
    store_in(bare_clone, STRICT.replace(b"strict", b"report"))
    bare_clone.remember(dns=fact("dns"))
    bare_clone.force("store")
    Store.open(bare_clone.path).add(memory("one", "pattern"), wishes=STAGED)
    assert not passed(bare_clone.path)
    check(bare_clone)
    assert not passed(bare_clone.path)
    assert "insight_type=fact is 1 of 2" in bare_clone.hook(**INDEX).out


def test_new_store_has_passed(bare_clone: Clone) -> None:
    bare_clone.force("a project")
    Store.open(bare_clone.path).add(memory("one"), wishes=STAGED)
    assert passed(bare_clone.path)


def test_first_commit_is_judged_by_the_hook(bare_clone: Clone) -> None:
    Store.open(bare_clone.path).add(memory("one"), wishes=STAGED)
    assert not passed(bare_clone.path)
    assert bare_clone.hook(**INDEX).code == 0


def test_hook_keeps_nothing(stored: Clone) -> None:
    stored.remember(ttl=fact("ttl"))
    assert stored.hook("pre-commit", **INDEX).code == 0
    check_in_hook = stored.run("memfs", "check", "--staged", extra=INDEX)
    assert check_in_hook.code == 0
    assert not passed(stored.path)


@pytest.mark.parametrize("cut", [1, 10, 100])
def test_file_that_was_cut_short_passes_nothing(stored: Clone, cut: int) -> None:
    add(stored, "one", "two")
    kept = stored.path / ".git" / "memfs" / "passed"
    kept.write_bytes(kept.read_bytes()[:-cut])
    assert not passed(stored.path)


def test_file_that_was_cut_inside_a_path_does_not_pass_another_path(stored: Clone) -> None:
    add(stored, "one")
    kept = stored.path / ".git" / "memfs" / "passed"
    whole = kept.read_bytes()
    blob = stored.done("rev-parse", f":{FACTS}/one.yaml")
    stored.done("rm", "-q", "--cached", f"{FACTS}/one.yaml")
    stored.done("update-index", "--add", "--cacheinfo", f"100644,{blob},{FACTS}/one")
    for cut in range(1, 20):
        kept.write_bytes(whole[:-cut])
        assert not passed(stored.path)


def test_file_that_lost_a_whole_line_does_not_pass_what_is_left(stored: Clone) -> None:
    add(stored, "one", "two")
    kept = stored.path / ".git" / "memfs" / "passed"
    kept.write_bytes(kept.read_bytes().rpartition(b"\0")[0])
    stored.done("rm", "-q", "--cached", f"{FACTS}/two.yaml")
    assert not passed(stored.path)


def test_verdict_of_another_program_passes_nothing(stored: Clone) -> None:
    add(stored, "one")
    kept = stored.path / ".git" / "memfs" / "passed"
    kept.write_bytes(kept.read_bytes().replace(b"memfs ", b"memfs 0", 1))
    assert not passed(stored.path)


@pytest.mark.parametrize("spoil", ["directory", "link", "garbage"])
def test_file_that_is_none_is_no_trouble(stored: Clone, spoil: str) -> None:
    add(stored, "one")
    kept = stored.path / ".git" / "memfs" / "passed"
    kept.unlink()
    if spoil == "directory":
        kept.mkdir()
    elif spoil == "link":
        kept.symlink_to(kept)
    else:
        kept.write_bytes(bytes(range(256)))
    assert not passed(stored.path)
    add(stored, "two")
    assert stored.hook(**INDEX).said == ""


def test_file_that_a_dead_process_left_half_written_is_in_the_way_once(stored: Clone) -> None:
    half = stored.path / ".git" / "memfs" / "passed.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    add(stored, "one")
    assert not passed(stored.path)
    check(stored)
    assert passed(stored.path)


def test_merge_is_judged_and_reminds_as_before(clone: Clone) -> None:
    add(clone, "one")
    (clone.path / ".git" / "MERGE_HEAD").write_text(f"{clone.head}\n")
    assert "merges memory line by line" in clone.hook("pre-commit", **INDEX).err


def test_rule_that_there_is_not_is_still_refused(stored: Clone) -> None:
    add(stored, "one")
    assert "there is no rule 'nope'" in stored.hook("--rule", "nope", **INDEX).err


def test_unmerged_path_has_not_passed(stored: Clone) -> None:
    stored.done("switch", "-q", "-c", "other")
    stored.write(f"{FACTS}/dns.yaml", fact("dns", "Theirs."))
    stored.force()
    stored.done("switch", "-q", "main")
    stored.write(f"{FACTS}/dns.yaml", fact("dns", "Ours."))
    stored.force()
    stored.git("merge", "-q", "other")
    (stored.path / ".git" / "MERGE_HEAD").unlink()
    check(stored)
    assert not passed(stored.path)


def test_linked_worktree_keeps_its_own(stored: Clone, tmp_path: Path) -> None:
    stored.done("worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    linked = Clone(tmp_path / "linked")
    add(linked, "one")
    assert passed(linked.path)
    stored.remember(one=fact("one"))
    assert not passed(stored.path)


def test_thousands_of_changes_are_judged_again(stored: Clone) -> None:
    for number in range(1_001):
        stored.write(f"{PATTERNS}/p{number}.yaml", fact(f"p{number}", insight="pattern"))
    stored.done("add", "-A")
    check(stored)
    assert not passed(stored.path)


@st.composite
def steps(draw: st.DrawFn) -> list[str | Edits]:
    return draw(st.lists(st.sampled_from(["add", "check"]) | edits, min_size=1, max_size=5))


@settings(deadline=None, max_examples=25, phases=WITHOUT_SHRINKING)
@given(files, policies, steps())
def test_nothing_passes_of_which_the_engine_has_a_word_to_say(
    contents: Files, policy: bytes, work: list[str | Edits]
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        world = World.make(Path(directory) / "repository")
        world.commit(store_files(contents, policy))
        for number, step in enumerate(work):
            if step == "add":
                stage_memory(world, f"added_{number}")
            elif isinstance(step, str):
                judged(world, keep=True)
            else:
                world.stage(step)
            assert not passed(world.repository.path) or judged(world) == ()


def stage_memory(world: World, name: str) -> None:
    try:
        Store.open(world.repository.path).add(memory(name), wishes=STAGED)
    except MemfsError:  # the policy may want other shares
        return


def judged(world: World, *, keep: bool = False) -> tuple[object, ...]:
    with reader(Repository.discover(world.repository.path)) as objects:
        gate = asked_gate(objects, staged=True, rev=None, base=None)
        report = judge_stores(gate.snapshot, gate.base, Question(detail="warnings", keep=keep))
    return (*report.errors, *report.warnings)
