"""What an import promises whatever the format: one commit, all or nothing, every refusal with its line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from memfs import Memory, Store
from tests.conftest import GitRepository
from tests.datasets.conftest import DATA, Memfs, facts, lines, rows

if TYPE_CHECKING:
    from pathlib import Path

GOOD, OTHER = facts("dns_ttl", "tls_name")
BAD = {"summary": "no_reason", "outcome": "failure", "tool": "web_search", "content": "Nothing found"}


def test_the_cheatsheets_memories_are_one_commit(memfs: Memfs, repository: GitRepository) -> None:
    done = memfs("import", str(DATA / "oneliner-1000.jsonl"))
    head = repository.git("rev-parse", "--short=7", "HEAD").strip()
    assert (done.status, done.out, done.err) == (
        0,
        f"imported 1000 memories {head}\n",
        "note: made the store 'memory'\n",
    )
    body = "memory: import 1000 memories\n\nMemfs-Op: import\nMemfs-Via: cli\n\n"
    assert repository.git("log", "-1", "--format=%B") == body
    assert repository.git("rev-list", "--count", "HEAD") == "2\n"
    assert repository.git("status", "--porcelain") == ""
    assert Store.open(repository.path).check().violations == ()
    stored = {found.key: dict(found.data) for found in Store.open(repository.path).view().records("memory")}
    assert stored == {str(row["summary"]): row for row in rows((DATA / "oneliner-1000.jsonl").read_text())}


def test_an_import_as_json_says_what_it_did(store: Memfs, repository: GitRepository) -> None:
    answer = store("import", "--json", "-", stdin=lines(GOOD, OTHER)).json
    assert answer == {
        "memfs": 1,
        "ok": True,
        "action": "imported",
        "added": 2,
        "skipped": 0,
        "renamed": [],
        "refused": [],
        "commit": repository.git("rev-parse", "HEAD").strip(),
    }
    message = repository.git("log", "-1", "--format=%B").splitlines()
    assert message[0] == "memory: import 2 memories"
    assert message[3:5] == ["Memfs-Key: memory/dns_ttl", "Memfs-Key: memory/tls_name"]


def test_one_refused_record_refuses_all_and_changes_nothing(store: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    answer = store("import", "--json", "-", stdin=lines(GOOD, BAD)).json
    assert repository.state() == before
    message = "failure with web_search needs 'reason' (no_results, blocked or irrelevant)"
    violation = {"path": "-", "line": 2, "column": 1, "rule": "schema", "message": message}
    violation |= {"hint": None, "level": "error", "store": "memory"}
    assert answer["refused"] == [{"source": "-", "line": 2, "violations": [violation]}]
    assert (answer["ok"], answer["added"], answer["commit"]) == (False, 0, None)
    assert answer["error"] == {
        "code": "invalid",
        "message": f"1 record is refused, nothing is imported: -:2: schema: {message}",
        "hint": "--quarantine FILE sets the refused records aside and imports the rest",
    }


def test_refusals_are_listed_as_text_with_all_their_reasons(store: Memfs) -> None:
    broken = {**BAD, "summary": "No Reason", "content": "a \u202e b"}
    done = store("import", "-", stdin=lines(GOOD, broken))
    assert (done.status, done.out) == (1, "")
    said = done.err.splitlines()
    assert [line.split(": ")[1] for line in said[:-2]] == ["schema", "summary-format", "hidden-text"]
    assert said[1] == "-:2:1: summary-format: 'No Reason' is not lowercase_with_underscores; try 'no_reason'"
    assert said[-2].startswith("memfs: 1 record is refused, nothing is imported: -:2: schema: ")
    assert said[-2].endswith(" (and 2 more)")
    assert said[-1].startswith("  hint: --quarantine FILE")


def test_a_record_whose_content_makes_no_name_does_not_lack_the_name(store: Memfs) -> None:
    done = store("import", "-", stdin=b'{"content": 3, "outcome": "success", "tool": "conversation"}\n')
    assert done.err.splitlines()[0] == "-:1:1: schema: 'content' is a number; quote it or write text"
    assert done.err.splitlines()[1].endswith("'content' is a number; quote it or write text")
    done = store("import", "--strict", "-", stdin=b'{"content": 3, "outcome": "success", "tool": "conversation"}\n')
    assert "a memory needs 'summary'" in done.err


def test_quarantine_takes_the_refused_and_the_rest_goes_in(store: Memfs, repository: GitRepository) -> None:
    done = store("import", "-", "--quarantine", "refused.jsonl", stdin=lines(BAD, GOOD) + b"{oops}\n")
    assert done.status == 0
    assert done.out.startswith("imported 1 memory, set 2 aside ")
    set_aside = rows((repository.path / "refused.jsonl").read_text())
    assert [(row["source"], row["line"], row["record"]) for row in set_aside] == [("-", 1, BAD), ("-", 3, "{oops}")]
    assert [list(row) for row in set_aside] == [["source", "line", "violations", "record"]] * 2
    assert repository.git("ls-tree", "-r", "--name-only", "HEAD", "memory/memories").count("\n") == 1


def test_nothing_stays_of_a_quarantine_whose_import_is_refused(store: Memfs, repository: GitRepository) -> None:
    (repository.path / "memory/memfs.yaml").write_bytes(DATASET_POLICY)
    repository.commit("strict")
    done = store("import", "-", "--quarantine", "refused.jsonl", stdin=lines(BAD, *facts(*"abcdefghij")))
    assert done.status == 1
    assert "distribution: outcome=success is 0 of 10 (0 %), the target is 58 % to 62 %" in done.err
    assert sorted(path.name for path in repository.path.iterdir()) == [".git", "README.txt", "memory"]


DATASET_POLICY = b"""\
memfs: 1
distribution:
  enforce: strict
  minimum: 10
  targets:
  - facet: outcome
    shares: {success: 60}
"""


def test_a_dry_run_writes_nothing(store: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    done = store("import", "-", "--dry-run", "--quarantine", "refused.jsonl", stdin=lines(BAD, GOOD))
    assert done.status == 0
    assert "+summary: dns_ttl" in done.out
    assert done.out.endswith("would import 1 memory, set 1 aside\n")
    assert repository.state() == before


def test_a_dry_run_does_not_say_that_it_made_a_store(memfs: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    assert memfs("import", "-", "--dry-run", stdin=lines(GOOD)).err == "note: would make the store 'memory'\n"
    assert repository.state() == before


def test_a_taken_name_is_refused_skipped_or_renamed(store: Memfs, repository: GitRepository) -> None:
    store.said("import", "-", stdin=lines(GOOD))
    changed = {**GOOD, "content": "Something else"}
    refused = store("import", "-", stdin=lines(changed))
    assert (refused.status, refused.err.splitlines()[-1]) == (1, "  hint: --on-conflict skip, or rename")
    skipped = store("import", "--json", "--on-conflict", "skip", "-", stdin=lines(changed, OTHER)).json
    assert (skipped["added"], skipped["skipped"], skipped["renamed"]) == (1, 1, [])
    renamed = store("import", "--json", "--on-conflict", "rename", "-", stdin=lines(changed, changed)).json
    both = [{"from": "dns_ttl", "to": "dns_ttl_2"}, {"from": "dns_ttl", "to": "dns_ttl_3"}]
    assert (renamed["added"], renamed["renamed"]) == (2, both)
    assert Store.open(repository.path).read("memory", "dns_ttl_3").data["content"] == "Something else"
    assert Store.open(repository.path).check().violations == ()


def test_a_name_that_stands_twice_in_a_dataset_is_taken(store: Memfs) -> None:
    done = store("import", "-", stdin=lines(GOOD, GOOD))
    assert "-:2:1: unique: memory 'dns_ttl' is taken by -:1\n" in done.err


def test_missing_summaries_are_made_unique_and_created_is_never_set(store: Memfs, repository: GitRepository) -> None:
    nameless = {name: value for name, value in GOOD.items() if name != "summary"}
    store.said("import", "-", stdin=lines(nameless, nameless, nameless))
    stored = {found.key: dict(found.data) for found in Store.open(repository.path).view().records("memory")}
    keys = ["about_dns_ttl", "about_dns_ttl_2", "about_dns_ttl_3"]
    assert stored == {key: {"summary": key, **nameless} for key in keys}


def test_strict_refuses_a_missing_summary(store: Memfs) -> None:
    nameless = {name: value for name, value in GOOD.items() if name != "summary"}
    done = store("import", "--strict", "-", stdin=lines(nameless))
    assert (done.status, done.err.splitlines()[0]) == (1, "-:1:1: schema: a memory needs 'summary'")


def test_the_import_accepts_what_add_accepts(store: Memfs, repository: GitRepository) -> None:
    table = rows((DATA / "matrix.jsonl").read_text(encoding="utf-8"))
    given = [row["memory"] for row in table]
    data = "".join(f"{json.dumps(memory)}\n" for memory in given).encode()
    answer = store("import", "--json", "--quarantine", "refused.jsonl", "-", stdin=data).json
    refused = answer["refused"]
    assert isinstance(refused, list)
    lines_refused = {one["line"] for one in refused if isinstance(one, dict)}
    verdicts = {row["id"]: "reject" if at in lines_refused else "accept" for at, row in enumerate(table, 1)}
    assert verdicts == {row["id"]: row["expect"] for row in table}
    assert Store.open(repository.path).check().violations == ()


def test_import_writes_the_bytes_that_add_writes(store: Memfs, repository: GitRepository, tmp_path: Path) -> None:
    memories = [row["memory"] for row in rows((DATA / "valid.jsonl").read_text(encoding="utf-8"))]
    dated = [{"created": "2026-11-22T03:27:23.081Z", **memory} for memory in memories if isinstance(memory, dict)]
    assert len(dated) == 38
    store.said("import", "-", stdin=lines(*dated))
    other = Store.init(tmp_path / "other" / "memory")
    with other.batch("all of them") as batch:
        for memory in dated:
            batch.add(Memory(**memory))
    listed = ("ls-tree", "-r", "HEAD")
    added = GitRepository(tmp_path / "other" / "memory").git(*listed).replace("\tmemories/", "\tmemory/memories/")
    tree = [line for line in repository.git(*listed).splitlines() if "/memories/" in line]
    assert sorted(tree) == sorted(line for line in added.splitlines() if "/memories/" in line)


def test_the_checklist_is_answered_for_a_balanced_dataset(store: Memfs) -> None:
    out = store.said("import", "--dry-run", "--strict", str(DATA / "balanced-1000.jsonl"))
    assert (
        out
        == """\
[x] every record has summary, outcome, content: 1000 of 1000
[x] summaries are lowercase_with_underscores: 1000 of 1000
[x] no summary stands twice: 1000 of 1000
[x] facets fit their outcome and tool: 1000 of 1000
[x] the distribution meets its targets: every share is in its band
[x] the syntax is valid: 1000 of 1000
would import 1000 memories
"""
    )


def test_the_checklist_names_what_is_missing(store: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    data = lines(GOOD, BAD, {**OTHER, "summary": "Bad Name"}, {**OTHER, "outcome": None}, GOOD) + b"{'a': 1}\n"
    nameless = lines({name: value for name, value in OTHER.items() if name != "summary"})
    answer = store("import", "--json", "--dry-run", "--strict", "-", stdin=data + nameless).json
    assert answer["ok"] is False
    assert answer["checklist"] == [
        box("every record has summary, outcome, content", 7),
        box("summaries are lowercase_with_underscores", 3),
        box("no summary stands twice", 5),
        box("facets fit their outcome and tool", 2, count=2),
        {"box": "the distribution meets its targets", "ok": True, "detail": "every share is in its band"},
        box("the syntax is valid", 6),
    ]
    assert repository.state() == before


def box(words: str, line: int, *, count: int = 1) -> dict[str, object]:
    return {"box": words, "ok": False, "detail": f"{count} of 7 do not, the first at -:{line}"}


def test_the_oneliner_misses_its_targets_under_strict(store: Memfs) -> None:
    done = store("import", "--strict", str(DATA / "oneliner-1000.jsonl"))
    assert done.status == 1
    assert done.err.splitlines()[0] == (
        "memory/memfs.yaml:1:1: distribution: tool=code_interpreter is 500 of 620 (80.65 %) within outcome=success,"
        " the target is 48 % to 52 %"
    )
    assert done.err.count(": distribution: ") == 7


def test_a_file_that_is_not_there_is_a_usage_error(store: Memfs) -> None:
    done = store("import", "absent.jsonl")
    assert (done.status, done.err) == (2, "memfs: there is no file 'absent.jsonl'\n")


def test_a_format_that_cannot_be_told_is_asked_for(store: Memfs) -> None:
    done = store("import", "-", stdin=b"hello\n")
    assert (done.status, done.err.split(";")[0]) == (2, "memfs: '-' does not say its format")


def test_an_import_from_a_subdirectory_reads_files_there(store: Memfs, repository: GitRepository) -> None:
    repository.write("sub/some.jsonl", lines(GOOD))
    store.said("-C", "sub", "import", "some.jsonl", "--quarantine", "q.jsonl")
    assert not (repository.path / "sub/q.jsonl").exists()
    assert "dns_ttl.yaml" in repository.git("ls-files")


def test_staging_leaves_the_commit_to_the_person(store: Memfs, repository: GitRepository) -> None:
    head = repository.git("rev-parse", "HEAD")
    assert store("import", "--json", "--no-commit", "-", stdin=lines(GOOD)).json["commit"] is None
    assert repository.git("rev-parse", "HEAD") == head
    assert repository.git("diff", "--cached", "--name-only").endswith("dns_ttl.yaml\n")


def test_a_quarantine_that_cannot_be_written_stops_the_import(store: Memfs, repository: GitRepository) -> None:
    before = repository.state()
    for name, code in (("memory", 2), ("absent/q.jsonl", 2)):
        done = store("import", "-", "--quarantine", name, stdin=lines(GOOD, BAD))
        assert (done.status, repository.state()) == (code, before)


def test_progress_is_told_on_a_terminal_and_wiped_away(store: Memfs, repository: GitRepository) -> None:
    reader, terminal = os.openpty()
    command = [sys.executable, "-m", "memfs", "import", "-"]
    data = lines(*facts(*(f"fact_{number}" for number in range(1_500))))
    done = subprocess.run(command, cwd=repository.path, input=data, stdout=subprocess.PIPE, stderr=terminal, check=True)
    os.close(terminal)
    shown = os.read(reader, 4096).decode()
    os.close(reader)
    steps = ["1000 records read", "making one commit of 1500 memories", ""]
    assert shown == "".join(f"\r\033[K{step}" for step in steps)
    assert done.stdout.startswith(b"imported 1500 memories ")
    assert store.said("import", "-q", "--on-conflict", "skip", "-", stdin=data) == ""
