"""A kind of a team's own is one schema file and no code: every verb and gate knows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from memfs import MemoryEngine, Record, Revision, Store
from tests.law.conftest import DECISION, TITLE, committed, data, legislate, with_hook

if TYPE_CHECKING:
    from tests.cli.conftest import Done, Memfs
    from tests.conftest import GitRepository

PATH = "memory/decisions/status=proposed/keep_the_ledger_yes_or_no-6655760f.yaml"
WHOLE: dict[str, Any] = {
    "title": TITLE,
    "status": "proposed",
    "content": "We keep it.",
    "ticket": "T-1",
    "created": "2026-11-22T03:27:23.081Z",
    "options": [{"name": "keep"}, {"name": "drop", "cost": 3}],
}
TEXT = """\
# yaml-language-server: $schema=../../schema/decision.schema.json
title: 'Keep the ledger: yes or no?'
status: proposed
content: We keep it.
ticket: T-1
created: '2026-11-22T03:27:23.081Z'
options:
- name: keep
- name: drop
  cost: 3
"""


def add(memfs: Memfs, title: str, **fields: object) -> Done:
    given = {"title": title, "status": "proposed", "content": "Because.", **fields}
    return memfs("add", "decision", "-", stdin=json.dumps(given).encode())


@pytest.fixture
def decided(team: Memfs) -> Memfs:
    """Run memfs in a store that holds two decisions."""
    assert add(team, TITLE, **{name: value for name, value in WHOLE.items() if name != "title"}).status == 0
    assert add(team, "B", status="accepted", ticket="T-2").status == 0
    return team


def record(memfs: Memfs, title: str) -> dict[str, Any]:
    found: dict[str, Any] = data(memfs, "read", "decision", title)["record"]
    return found


def test_add_writes_the_fields_in_schema_order(decided: Memfs, repository: GitRepository) -> None:
    assert (decided.path / PATH).read_text(encoding="utf-8") == TEXT
    subject = repository.git("log", "-1", "--skip=1", "--format=%B")
    trailers = f"Memfs-Op: add\nMemfs-Key: decision/{TITLE}\nMemfs-Via: cli\n"
    assert subject == f"memory: add decision/{TITLE}\n\n{trailers}\n"


def test_creation_is_stamped_where_the_kind_has_it(decided: Memfs) -> None:
    assert record(decided, "B")["created"].startswith("2")
    legislate(decided, {**DECISION, "properties": {**DECISION["properties"], "created": False}})
    assert add(decided, "C").status == 0
    assert "created" not in record(decided, "C")


def test_a_title_is_unique_whatever_its_facets(decided: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    refused = add(decided, TITLE, status="accepted", ticket="T-3")
    assert refused.status == 1
    assert refused.err.splitlines()[0] == f"memfs: decision '{TITLE}' exists already"
    same = data(decided, "add", "decision", "-", stdin=json.dumps(WHOLE).encode())
    assert same["error"]["same"] is True
    assert repository.state() == before


def test_a_title_is_one_in_all_spellings_of_its_accents(team: Memfs) -> None:
    assert add(team, "Caf\u00e9").status == 0
    assert "exists already" in add(team, "Cafe\u0301").err
    assert record(team, "Cafe\u0301")["title"] == "Caf\u00e9"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": "open"}, "schema: 'open' is no 'status'; use proposed, accepted or superseded"),
        ({"status": "superseded"}, "schema: superseded needs 'by'"),
        ({"by": "x"}, "schema: 'by' does not go with proposed; remove it"),
        ({"tickets": "x"}, "schema: unknown field 'tickets'; did you mean 'ticket'?"),
        ({"options": [{"name": "a"}, {"name": "a"}]}, "unique: 'a' stands twice in 'options'; names are unique there"),
        ({"ticket": "T-1"}, f"unique: 'T-1' is taken by {PATH}; choose another, or change that record instead"),
        ({"content": "a\u202eb"}, "hidden-text: U+202E (right-to-left override) hides in 'content': "),
    ],
)
def test_what_the_kind_does_not_allow_is_refused(
    decided: Memfs, repository: GitRepository, *, fields: dict[str, object], message: str
) -> None:
    before = repository.state()
    refused = add(decided, "C", **fields)
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith(f"memfs: {message}")
    assert repository.state() == before


@pytest.mark.parametrize("title", ["", " ", "x" * 201, 3, None, ["a"], {"a": 1}, True])
def test_a_title_that_is_none_is_refused(team: Memfs, repository: GitRepository, title: object) -> None:
    before = repository.state()
    given = {"title": title, "status": "proposed", "content": "x"}
    refused = team("add", "decision", "-", stdin=json.dumps(given).encode())
    assert (refused.status, refused.out) == (1, "")
    assert "title" in refused.err
    assert repository.state() == before


def test_a_title_may_be_any_printable_text(team: Memfs) -> None:
    for title in ("con", "../../etc/passwd", "a=b", "-", "x.yaml", "日本語", "outcome=1/x", "'", "ok"):
        assert add(team, title).status == 0, title
        assert record(team, title)["title"] == title
        renamed = team("replace", "decision", "--rename", f"{title} 2", "--", title)
        assert renamed.status == 0, renamed
        assert team("remove", "decision", "--", f"{title} 2").status == 0, title
    assert team.said("check") == "0 records, 0 violations\n"


def test_read_shows_it_in_every_format(decided: Memfs) -> None:
    assert decided.said("read", "decision", TITLE, "--format", "yaml") == TEXT
    assert decided.said("read", "decision", TITLE).startswith(f"### {TITLE}\n\nstatus=proposed\n")
    assert "ticket: T-1\n" in decided.said("read", "decision", TITLE, "--format", "text")
    found = decided("read", "decision", TITLE, "--json").json
    assert (found["kind"], found["key"], found["path"], found["record"]) == ("decision", TITLE, PATH, WHOLE)


def test_read_of_a_near_title_says_which(decided: Memfs) -> None:
    refused = decided("read", "decision", "Keep the ledger, yes or no?")
    assert refused.err == (
        f"memfs: there is no decision 'Keep the ledger, yes or no?'\n  hint: did you mean {TITLE}?\n"
    )


def test_read_shows_it_as_it_was(decided: Memfs) -> None:
    decided.said("remove", "decision", "B")
    assert decided("read", "decision", "B").status == 1
    assert decided("read", "decision", "B", "--at", "HEAD~1", "--json").json["key"] == "B"


def test_replace_changes_what_is_named_and_moves_the_file(decided: Memfs, repository: GitRepository) -> None:
    moved = PATH.replace("proposed", "superseded")
    done = decided("replace", "decision", TITLE, "-", stdin=b'{"status": "superseded", "by": "B"}')
    assert (done.status, done.err) == (0, f"note: moved from {PATH}\n")
    want = TEXT.replace("proposed\n", "superseded\n").replace("ticket", "by: B\nticket")
    assert (decided.path / moved).read_text(encoding="utf-8") == want
    assert repository.git("show", "--name-status", "--format=", "-M", "HEAD").split("\t")[1:] == [PATH, f"{moved}\n"]
    back = decided("replace", "decision", TITLE, "status: proposed\n", "--unset", "by")
    assert back.status == 0
    assert (decided.path / PATH).read_text(encoding="utf-8") == TEXT


def test_replace_keeps_what_a_person_wrote_around(decided: Memfs, repository: GitRepository) -> None:
    text = TEXT.replace("ticket: T-1\n", "# where it is tracked\nticket: 'T-1'   # ours\n")
    repository.write(PATH, text)
    repository.commit()
    decided.said("replace", "decision", TITLE, "content: We drop it.")
    want = TEXT.replace("ticket: T-1\n", "# where it is tracked\nticket: 'T-1'   # ours\n").replace(
        "keep it", "drop it"
    )
    assert (decided.path / PATH).read_text(encoding="utf-8") == want


def test_rename_is_refused_where_the_name_is_taken(decided: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    for arguments in (("--rename", "B"), ("title: B",)):
        refused = decided("replace", "decision", TITLE, *arguments)
        assert (refused.status, refused.err.splitlines()[0]) == (1, "memfs: decision 'B' exists already")
    assert repository.state() == before


def test_remove_takes_several_or_none(decided: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    assert decided("remove", "decision", "B", "nowhere").status == 1
    assert repository.state() == before
    assert decided("remove", "decision", "B", TITLE).status == 0
    assert decided("read", "--json").json["others"] == {"decision": 0}


def test_recall_finds_it_by_facet_words_and_time(decided: Memfs) -> None:
    decided.said("add", "memory", "We keep bees.", "--outcome", "learning", "--insight-type", "fact")
    assert decided.said("recall", "--where", "status=accepted").startswith("B  status=accepted  ")
    found = [json.loads(line)["key"] for line in decided.said("recall", "keep", "--json").splitlines()]
    assert sorted(found) == ["Keep the ledger: yes or no?", "we_keep_bees"]
    early = decided.said("recall", "--until", "2026-11-22T03:27:24Z", "--where", "status=proposed", "--json")
    assert json.loads(early)["record"] == WHOLE
    refused = decided("recall", "--where", "status=open")
    assert refused.err == "memfs: 'open' is no status; the values are proposed, accepted, superseded\n"


def test_stats_count_it_and_a_target_may_name_its_facet(decided: Memfs, repository: GitRepository) -> None:
    target = "{facet: status, shares: {accepted: [0, 10]}}"
    repository.write("memory/memfs.yaml", f"memfs: 1\ndistribution: {{minimum: 1, targets: [{target}]}}\n")
    repository.commit()
    found = data(decided, "stats")
    assert found["records"] == {"memory": 0, "context": 0, "source": 0, "decision": 2}
    shares = [one for one in found["distribution"] if one["facet"] == "status"]
    assert [(one["kind"], one["total"], [share["ok"] for share in one["shares"]]) for one in shares] == [
        ("decision", 2, [None, False, None])
    ]
    assert "status=accepted is 1 of 2 (50 %), the target is 0 % to 10 %" in decided.said("check")


def test_review_tells_of_it(decided: Memfs, repository: GitRepository) -> None:
    base = repository.git("rev-parse", "HEAD").strip()
    decided("replace", "decision", "B", "status: proposed")
    found = data(decided, "review", base)
    (change,) = found["changes"]
    assert (change["action"], change["kind"], change["key"]) == ("moved", "decision", "B")
    assert [field["name"] for field in change["fields"]] == ["status"]


def test_check_says_where_it_belongs_and_who_took_a_name(decided: Memfs, repository: GitRepository) -> None:
    repository.write("memory/decisions/status=accepted/c.yaml", TEXT.replace("T-1", "T-9"))
    repository.write("memory/decisions/status=proposed/d.yaml", "title: D\nstatus: proposed\ncontent: x\nticket: T-2\n")
    own = "memory/decisions/status"
    assert decided("check").out.splitlines() == [
        (
            f"{own}=accepted/c.yaml:1:1: path: does not lie where its content says;"
            f" mkdir -p {own}=proposed && git mv {own}=accepted/c.yaml {PATH}"
        ),
        (
            f"{own}=proposed/d.yaml:1:1: path: does not lie where its content says;"
            f" git mv {own}=proposed/d.yaml {own}=proposed/d-3f39d5c3.yaml"
        ),
        (
            f"{own}=proposed/d.yaml:4:1: unique: 'T-2' is taken by {own}=accepted/b-df7e70e5.yaml;"
            " choose another, or change that record instead"
        ),
        "4 records, 3 violations",
    ]


@pytest.mark.usefixtures("decided")
def test_the_hook_judges_it(repository: GitRepository) -> None:
    with_hook(repository)
    repository.write(PATH, TEXT.replace("status: proposed", "status: superseded"))
    status, said = committed(repository)
    assert status == 1
    assert f"{PATH}:1:1: schema: superseded needs 'by'\n" in said
    repository.write(PATH, TEXT.replace("We keep it.", "We keep it still."))
    assert committed(repository) == (0, "")


def test_programs_add_replace_and_read_it(team: Memfs) -> None:
    store = Store.open(team.path)
    assert store.add(Record("decision", WHOLE)).changes[0].path == PATH
    store.replace("decision", TITLE, Revision({"status": "accepted"}, unset=["ticket"]))
    changed = {**WHOLE, "status": "accepted"}
    changed.pop("ticket")
    assert store.read("decision", TITLE).data == changed
    with store.batch("two") as batch:
        batch.add(Record("decision", {"title": "C", "status": "proposed", "content": "x"}))
        batch.add(Record("decision", {"title": "D", "status": "proposed", "content": "x"}))
    assert store.remove("decision", "C", "D").action == "removed"


def test_other_kinds_are_no_memories_for_the_memory_engine(decided: Memfs) -> None:
    engine = MemoryEngine(root=decided.path / "memory")
    engine.remember(content="We keep bees.", outcome="learning", insight_type="fact", summary="bees")
    assert [memory["summary"] for memory in engine.recall()] == ["bees"]
    reflection = engine.reflect()
    recent = reflection["recent"]
    assert isinstance(recent, list)
    assert (reflection["total_memories"], len(recent)) == (1, 1)


def test_a_dataset_may_hold_it(team: Memfs, repository: GitRepository) -> None:
    lines = [WHOLE, {"title": "B", "status": "accepted", "content": "x"}]
    repository.write("decisions.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    assert team("import", "decisions.jsonl", "--json").json["added"] == 2
    assert record(team, TITLE) == WHOLE
