"""Random lives of a store on real git, with kills and a person at work, against a model that is a few dictionaries."""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from memfs import MemfsError, Memory, Revision, Store
from tests.cli.conftest import Memfs
from tests.conftest import GitRepository
from tests.faults.model import MAIN, Held, Model, Records
from tests.repository.forking import child, ended, killed_before
from tests.repository.writing import leftovers
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEYS = st.sampled_from([f"key_{letter}" for letter in "abcdef"])
CELLS: dict[str, dict[str, str]] = {
    "outcome=success/tool=conversation": {"outcome": "success", "tool": "conversation"},
    "outcome=learning/insight_type=fact": {"outcome": "learning", "insight_type": "fact"},
    "outcome=failure/tool=unknown": {"outcome": "failure", "tool": "unknown"},
}
CELL = st.sampled_from(sorted(CELLS))
TEXT = st.integers(min_value=0, max_value=10**6).map("Said {}.".format)
MOMENTS = st.integers(min_value=1, max_value=150)
CREATED = "2026-11-22T03:27:23.081Z"
MEMORIES = "memory/memories"
MINE, NOTES = "mine.txt", "notes.txt"


class Life(RuleBasedStateMachine):
    """A store and a person's own work in one repository."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="life-"))
        self.repository = GitRepository(self.home / "repo")
        shutil.copytree(self.template, self.repository.path, symlinks=True)
        self.repository.git("update-index", "--refresh")
        self.store = Store.open(self.repository.path)
        self.memfs = Memfs(self.repository.path)
        self.model = Model()
        self.pending: Records | None = None
        self.notes = self.staged = 0

    # what memfs is asked to do

    @rule(key=KEYS, cell=CELL, text=TEXT)
    def add(self, key: str, cell: str, text: str) -> None:
        write = partial(self.store.add, memory(key, Held(cell, text)))
        if key in self.model.records:
            self.refused(write, "exists")
        else:
            write()
            self.became({**self.model.records, key: Held(cell, text)})

    @rule(key=KEYS, text=TEXT)
    def replace(self, key: str, text: str) -> None:
        write = partial(self.store.replace, "memory", key, Revision({"content": text}))
        if key not in self.model.records:
            self.refused(write, "not-found")
        else:
            write()
            self.became({**self.model.records, key: Held(self.model.records[key].cell, text)})

    @rule(key=KEYS, cell=CELL)
    def move(self, key: str, cell: str) -> None:
        if key in self.model.records:
            self.store.replace("memory", key, Revision(dict(CELLS[cell])))
            self.became({**self.model.records, key: Held(cell, self.model.records[key].text)})

    @rule(key=KEYS)
    def remove(self, key: str) -> None:
        write = partial(self.store.remove, "memory", key)
        if key not in self.model.records:
            self.refused(write, "not-found")
        else:
            write()
            self.became(without(self.model.records, key))

    @rule(keys=st.lists(KEYS, min_size=2, max_size=4, unique=True), cell=CELL, text=TEXT)
    def add_many(self, keys: list[str], cell: str, text: str) -> None:
        def write() -> None:
            with self.store.batch("many") as batch:
                for key in keys:
                    batch.add(memory(key, Held(cell, text)))

        if self.model.records.keys() & set(keys):
            self.refused(write, "exists")
        else:
            write()
            self.became({**self.model.records, **dict.fromkeys(keys, Held(cell, text))})

    @rule(key=KEYS, text=TEXT)
    def edit_what_changed(self, key: str, text: str) -> None:
        if key in self.model.records:
            for write in (
                partial(self.store.replace, "memory", key, Revision({"content": text}, if_match="0" * 40)),
                partial(self.store.remove, "memory", key, if_match="0" * 40),
            ):
                self.refused(write, "changed")

    @rule(keys=st.lists(KEYS, min_size=2, max_size=2, unique=True), text=TEXT)
    def race(self, keys: list[str], text: str) -> None:
        free = [key for key in keys if key not in self.model.records]
        wanted = {key: Held(min(CELLS), text) for key in free}
        children = [child(partial(self.store.add, memory(key, held))) for key, held in wanted.items()]
        assert [ended(pid) for pid in children] == [0] * len(children)
        self.became({**self.model.records, **wanted}, commits=len(children))

    # what a person does

    @rule()
    def person_takes_a_note(self) -> None:
        self.notes += 1
        self.repository.write(NOTES, f"{self.notes}\n")

    @rule()
    def person_stages(self) -> None:
        self.staged += 1
        self.repository.write(MINE, f"{self.staged}\n")
        self.repository.git("add", MINE)

    @rule()
    def person_commits(self) -> None:
        """After a kill the index may hold what the dead writer staged: the commit then carries it out as a whole."""
        self.repository.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "a person's")
        self.staged = 0
        there = self.in_head()
        assert there in (self.model.records, self.pending or self.model.records)
        self.model.commit(there)

    @precondition(lambda self: self.pending is None)
    @rule(key=KEYS, text=TEXT)
    def person_edits_a_record(self, key: str, text: str) -> None:
        if key in self.model.records:
            file = self.repository.path / path(key, self.model.records[key])
            before = file.read_bytes()
            file.write_bytes(before + b"tags: [mine]\n")
            self.refused(
                partial(self.store.replace, "memory", key, Revision({"content": f"{text}!"})), "draft-in-the-way"
            )
            self.refused(partial(self.store.remove, "memory", key), "draft-in-the-way")
            assert file.read_bytes() == before + b"tags: [mine]\n"
            file.write_bytes(before)
            self.repository.git("update-index", "-q", "--refresh")

    @precondition(lambda self: self.pending is None and not self.staged)
    @rule(number=st.integers(0, 2))
    def person_switches(self, number: int) -> None:
        name = f"branch_{number}"
        if name in self.model.branches:
            self.repository.git("switch", "-q", name)
        else:
            self.repository.git("switch", "-q", "-c", name)
            self.model.branches[name] = self.model.head
        self.model.current = name

    @precondition(lambda self: self.pending is None and not self.staged)
    @rule(data=st.data())
    def person_merges(self, data: st.DataObject) -> None:
        """Renames are git's guess by likeness; without them a merge by paths is a merge by keys."""
        branch = data.draw(st.sampled_from(sorted(self.model.branches)))
        expected = self.model.merged(branch)
        words = ("-c", "merge.renames=false", "merge", "-q", "--no-ff", "--no-commit", branch)
        self.repository.git(*words, ok=False)
        under_way = (self.repository.path / ".git/MERGE_HEAD").exists()
        if under_way:
            self.refused(partial(self.store.add, memory("new", Held(min(CELLS), "x"))), "state")
        conflict = bool(self.repository.git("ls-files", "-u")) or self.memfs("check", "--staged").status != 0
        assert conflict is (expected is None)
        if expected is None:
            self.repository.git("merge", "--abort")
        elif under_way:
            self.repository.git("commit", "-q", "--no-verify", "-m", "merge")
            self.model.commit(expected, self.model.branches[branch])

    # what the world does

    @rule(key=KEYS, cell=CELL, text=TEXT, moment=MOMENTS, verb=st.sampled_from(["add", "replace", "remove"]))
    def kill(self, key: str, cell: str, text: str, moment: int, verb: str) -> None:
        if (key in self.model.records) is (verb == "add"):
            return
        held = Held(cell, text)
        after = without(self.model.records, key) if verb == "remove" else {**self.model.records, key: held}
        writes = {
            "add": partial(self.store.add, memory(key, held)),
            "replace": partial(self.store.replace, "memory", key, Revision({**CELLS[cell], "content": text})),
            "remove": partial(self.store.remove, "memory", key),
        }
        was_killed = killed_before(moment, writes[verb])
        there = self.in_head()
        assert there in ([self.model.records, after] if was_killed else [after])
        if there != self.model.records:
            self.model.commit(there)
        self.pending = after if was_killed else None

    @rule()
    def doctor(self) -> None:
        done = self.memfs("doctor", "--fix", "--json")
        assert done.status == 1  # no hooks and drivers are installed here
        assert "leftovers" not in {f["id"] for f in done.json["findings"] if not f["fixed"]}  # type: ignore[union-attr, index, call-overload]  # JSON
        self.pending = None
        assert leftovers(self.repository) == []

    # what must hold at every moment, asked of git alone

    @invariant()
    def history_is_as_the_model_says(self) -> None:
        assert self.in_head() == self.model.records
        assert self.repository.git("symbolic-ref", "--short", "HEAD").strip() == self.model.current

    @invariant()
    def nothing_is_about_to_be_deleted(self) -> None:
        removed = self.repository.git("diff-index", "--cached", "--diff-filter=D", "--name-only", "HEAD").split()
        expected = set(self.model.records) - set(self.pending if self.pending is not None else self.model.records)
        moved = set(self.model.records) if self.pending is not None else set()
        assert {Path(name).stem for name in removed} <= expected | moved

    @invariant()
    def status_is_true(self) -> None:
        if self.pending is None:
            mine = [f"{'AM'[self.is_committed(MINE)]}  {MINE}"] if self.staged and not self.is_in_head() else []
            note = [f"?? {NOTES}"] if self.notes else []
            assert self.repository.git("status", "--porcelain", "-uall").splitlines() == [*mine, *note]
            assert leftovers(self.repository) == []

    @invariant()
    def work_of_the_person_is_untouched(self) -> None:
        if self.notes:
            assert (self.repository.path / NOTES).read_text() == f"{self.notes}\n"
        if self.staged:
            assert self.repository.git("cat-file", "blob", f":{MINE}") == f"{self.staged}\n"

    def teardown(self) -> None:
        if hasattr(self, "repository"):
            assert self.repository.git("fsck", "--strict", "--no-dangling", "--no-progress") == ""
            shutil.rmtree(self.home)

    def became(self, records: Records, *, commits: int = 1) -> None:
        """Note that a write went through, and with it the recovery of a dead one."""
        self.pending = None
        if commits and records != self.model.records:
            self.model.commit(records)

    def refused(self, write: Callable[[], object], code: str) -> None:
        """Ask for what must be refused; a write that gets so far has recovered a dead one all the same."""
        with pytest.raises(MemfsError) as refusal:
            write()
        assert refusal.value.code == code
        if not leftovers(self.repository):
            self.pending = None

    def in_head(self) -> Records:
        """Read the memories of HEAD with git and a YAML reader of somebody else's."""
        return dict(self._read())

    def _read(self) -> Iterator[tuple[str, Held]]:
        commit = self.repository.git("rev-parse", "HEAD").strip()
        for name in self.repository.git("ls-tree", "-r", "--name-only", commit, "--", MEMORIES).splitlines():
            record = yaml.safe_load(self.repository.git("cat-file", "blob", f"{commit}:{name}"))
            cell = str(Path(name).relative_to(MEMORIES).parent)
            assert Path(name).stem == record["summary"]
            assert {name: record[name] for name in CELLS[cell]} == CELLS[cell]
            yield record["summary"], Held(cell, record["content"])

    def is_committed(self, name: str) -> bool:
        return bool(self.repository.git("ls-tree", "HEAD", name))

    def is_in_head(self) -> bool:
        """Tell whether the person staged what is committed already."""
        return self.repository.git("cat-file", "blob", f"HEAD:{MINE}", ok=False) == f"{self.staged}\n"


def memory(key: str, held: Held) -> Memory:
    return Memory(summary=key, **CELLS[held.cell], content=held.text, created=CREATED)


def path(key: str, held: Held) -> str:
    return f"{MEMORIES}/{held.cell}/{key}.yaml"


def without(records: Records, key: str) -> Records:
    return {name: held for name, held in records.items() if name != key}


@pytest.mark.hypothesis
def test_random_lives_are_as_the_model_says(repository: GitRepository) -> None:
    Memfs(repository.path).said("init")
    assert repository.git("branch", "--show-current").strip() == MAIN
    repository.write(".git/info/attributes", f"{MINE} merge=union\n")  # whether records can be merged is what is asked
    Life.template = repository.path
    examples = max(size(5, small=3), (settings.default or settings()).max_examples // 20)
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],  # each life takes seconds: to shrink one would take hours
            suppress_health_check=list(HealthCheck),
        ),
    )
