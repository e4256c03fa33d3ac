"""`check --fix`: mends what has one right answer, in working files alone, and loses nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.law.conftest import DECISION, legislate
from tests.size import size

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.cli.conftest import Done, Memfs
    from tests.conftest import GitRepository

HOME = "memory/memories/outcome=learning/insight_type=fact"
RIGHT = f"{HOME}/a.yaml"
WRONG = f"{HOME.replace('fact', 'pattern')}/a.yaml"
TEXT = "summary: a\noutcome: learning\ninsight_type: fact\ncontent: It lives five minutes.\n"


def fixed(memfs: Memfs) -> list[str]:
    """Run the mending, which has to be complete, and return its lines but the sum."""
    done = memfs("check", "--fix")
    assert (done.status, done.err) == (0, ""), done
    *lines, total = done.out.splitlines()
    assert total.endswith(", 0 violations")
    assert twice(memfs).out == f"{total}\n"
    return lines


def twice(memfs: Memfs) -> Done:
    before = contents(memfs.path)
    again = memfs("check", "--fix")
    assert contents(memfs.path) == before
    return again


def contents(top: Path) -> Mapping[str, bytes]:
    files = (path for path in top.rglob("*") if path.is_file() and ".git" not in path.relative_to(top).parts)
    return {str(path.relative_to(top)): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("damaged", "what", "mended"),
    [
        (TEXT.replace("\n", "\r\n"), "line ends", TEXT),
        ("\ufeff" + TEXT, "byte order mark", TEXT),
        (TEXT.removesuffix("\n"), "final newline", TEXT),
        (f"\ufeff{TEXT}".replace("\n", "\r\n")[:-2], "byte order mark, line ends, final newline", TEXT),
        (TEXT + "session: no\n", "quotes", TEXT + "session: 'no'\n"),
        (TEXT + "session: 12:30:45 # noon\n", "quotes", TEXT + "session: '12:30:45' # noon\n"),
        (TEXT + "created: 2026-11-22T03:27:23Z\n", "quotes", TEXT + "created: '2026-11-22T03:27:23Z'\n"),
        (TEXT + "tags: [y, n]\nsession: 's'", "final newline, quotes", TEXT + "tags: ['y', 'n']\nsession: 's'\n"),
        (TEXT + "metadata:\n  1: one\n", "quotes", TEXT + "metadata:\n  '1': one\n"),
        (TEXT + "session: |\n  now", "final newline", TEXT + "session: |-\n  now\n"),
    ],
)  # fmt: skip
def test_text_is_mended_where_it_lies(
    store: Memfs, repository: GitRepository, *, damaged: str, what: str, mended: str
) -> None:
    repository.write(RIGHT, damaged)
    assert fixed(store) == [f"mended {RIGHT}: {what}"]
    assert (store.path / RIGHT).read_bytes() == mended.encode()


def test_file_is_moved_to_where_its_content_says(store: Memfs, repository: GitRepository) -> None:
    repository.write(WRONG, TEXT)
    repository.commit()
    index = repository.git("ls-files", "-s")
    assert fixed(store) == [f"mended {WRONG}: moved to {RIGHT}"]
    assert (store.path / RIGHT).read_text(encoding="utf-8") == TEXT
    assert not (store.path / WRONG).parent.exists()
    assert repository.git("ls-files", "-s") == index
    assert repository.git("status", "--porcelain", "-uall") == f" D {WRONG}\n?? {RIGHT}\n"


def test_ending_is_mended_also_where_the_rest_is_not_readable(store: Memfs, repository: GitRepository) -> None:
    repository.write(f"{HOME}/b.yml", TEXT)
    repository.write(f"{HOME}/c.YAML", "content: [\n")
    done = store("check", "--fix")
    assert done.status == 1
    assert done.out.splitlines()[:2] == [
        f"mended {HOME}/b.yml: moved to {RIGHT}",
        f"mended {HOME}/c.YAML: moved to {HOME}/c.yaml",
    ]
    assert done.out.splitlines()[2].startswith(f"{HOME}/c.yaml:2:1: yaml: ")
    assert twice(store).status == 1


def test_fan_out_is_followed_both_ways(store: Memfs, repository: GitRepository) -> None:
    repository.write(RIGHT, TEXT)
    repository.write("memory/memfs.yaml", "memfs: 1\nlayout: {fanout: 2}\n")
    assert fixed(store) == [f"mended {RIGHT}: moved to {HOME}/ca/a.yaml"]
    repository.write("memory/memfs.yaml", "memfs: 1\n")
    assert fixed(store) == [f"mended {HOME}/ca/a.yaml: moved to {RIGHT}"]
    assert not (store.path / HOME / "ca").exists()


def test_every_kind_is_mended(store: Memfs, repository: GitRepository) -> None:
    legislate(store, DECISION)
    repository.write("memory/context/goals.yml", "section: objectives\nitems: [no]\n")
    repository.write("memory/sources/x.yaml", "name: Caf\u00e9 sales\n")
    repository.write("memory/decisions/a.yaml", "title: A\nstatus: proposed\ncontent: x")
    assert fixed(store) == [
        "mended memory/context/goals.yml: quotes, moved to memory/context/objectives.yaml",
        "mended memory/sources/x.yaml: moved to memory/sources/cafe_sales-0d987e8e.yaml",
        "mended memory/decisions/a.yaml: final newline, moved to memory/decisions/status=proposed/a-559aead0.yaml",
    ]


def test_moved_record_names_its_schema_from_its_new_place(store: Memfs, repository: GitRepository) -> None:
    store.said("schema", "eject", "memory")
    line = "# yaml-language-server: $schema={}schema/memory.schema.json\n"
    repository.write("memory/memories/a.yaml", line.format("../") + TEXT)
    assert fixed(store) == [f"mended memory/memories/a.yaml: moved to {RIGHT}"]
    assert (store.path / RIGHT).read_text(encoding="utf-8") == line.format("../../../") + TEXT


def test_policy_is_mended_before_it_is_obeyed(store: Memfs, repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\r\nlayout: {fanout: 2}\r\ndistribution: {enforce: off}")
    repository.write(RIGHT, TEXT)
    assert fixed(store) == [
        "mended memory/memfs.yaml: line ends, final newline, quotes",
        f"mended {RIGHT}: moved to {HOME}/ca/a.yaml",
    ]
    policy = (store.path / "memory/memfs.yaml").read_text(encoding="utf-8")
    assert policy == "memfs: 1\nlayout: {fanout: 2}\ndistribution: {enforce: 'off'}\n"


def test_nothing_is_moved_over_another_file(store: Memfs, repository: GitRepository) -> None:
    repository.write(RIGHT, TEXT)
    other = TEXT.replace("five", "six")
    repository.write(WRONG, other.removesuffix("\n"))
    done = store("check", "--fix")
    assert (done.status, done.out.splitlines()[0]) == (1, f"mended {WRONG}: final newline")
    assert (store.path / RIGHT).read_text(encoding="utf-8") == TEXT
    assert (store.path / WRONG).read_text(encoding="utf-8") == other
    assert twice(store).status == 1


def test_run_that_was_stopped_half_way_is_finished(store: Memfs, repository: GitRepository) -> None:
    repository.write(RIGHT, TEXT)
    repository.write(WRONG, TEXT)
    assert fixed(store) == [f"mended {WRONG}: moved to {RIGHT}"]
    assert not (store.path / WRONG).exists()


def test_symlinks_are_not_followed(store: Memfs, repository: GitRepository, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.yaml").write_text("content: no", encoding="utf-8")
    (store.path / "memory/context").mkdir()
    (store.path / "memory/context/objectives.yaml").symlink_to(outside / "a.yaml")
    (store.path / "memory/memories").mkdir()
    (store.path / "memory/memories/outcome=learning").symlink_to(outside)
    repository.write("memory/memories/a.yaml", TEXT)
    assert store("check", "--fix").status == 1
    assert (outside / "a.yaml").read_text(encoding="utf-8") == "content: no"
    assert [path.name for path in outside.iterdir()] == ["a.yaml"]
    assert (store.path / "memory/memories/a.yaml").read_text(encoding="utf-8") == TEXT


def test_what_is_staged_stays_as_it_was(store: Memfs, repository: GitRepository) -> None:
    repository.write(RIGHT, TEXT + "session: no\n")
    repository.git("add", "-A")
    staged = repository.git("ls-files", "-s")
    repository.write(RIGHT, TEXT + "session: no # really\n")
    assert fixed(store) == [f"mended {RIGHT}: quotes"]
    assert repository.git("ls-files", "-s") == staged
    assert (store.path / RIGHT).read_text(encoding="utf-8") == TEXT + "session: 'no' # really\n"


def test_files_outside_of_the_store_and_its_kinds_are_left_alone(store: Memfs, repository: GitRepository) -> None:
    strays = ("other.yml", "memory/README.md", "memory/notes/a.yml", "memory/memories/a.txt", "memory/schema/a.yml")
    for path in strays:
        repository.write(path, "content: no\r\n")
    store("check", "--fix")
    assert {path: (store.path / path).read_bytes() for path in strays} == dict.fromkeys(strays, b"content: no\r\n")


def test_rights_of_a_file_stay(store: Memfs, repository: GitRepository) -> None:
    repository.write(RIGHT, TEXT + "session: no\n").chmod(0o640)
    fixed(store)
    assert (store.path / RIGHT).stat().st_mode & 0o777 == 0o640


def test_law_that_is_broken_keeps_records_from_being_mended(store: Memfs, repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\nbogus: no")
    repository.write(f"{HOME}/a.yml", TEXT)
    done = store("check", "--fix")
    assert (done.status, done.out.splitlines()[0]) == (1, "mended memory/memfs.yaml: final newline, quotes")
    assert (store.path / f"{HOME}/a.yml").exists()


def test_fix_as_json(store: Memfs, repository: GitRepository) -> None:
    repository.write(WRONG, TEXT.removesuffix("\n"))
    found: dict[str, Any] = json.loads(store.said("check", "--fix", "--json"))
    assert found["mended"] == [{"path": WRONG, "what": ["final newline"], "moved_to": RIGHT}]
    assert found["ok"] is True
    assert "mended" not in json.loads(store.said("check", "--json"))


@pytest.mark.parametrize("place", [("--staged",), ("--rev", "HEAD")])
def test_fix_goes_with_working_files_alone(store: Memfs, place: tuple[str, ...]) -> None:
    refused = store("check", "--fix", *place)
    words = "--fix mends working files, so it goes without --staged and --rev"
    assert (refused.status, refused.err.splitlines()[0]) == (2, f"memfs: {words}")


FACETS = st.sampled_from(["fact", "pattern", "rumour"])
RECORDS = st.fixed_dictionaries(
    {
        "summary": st.sampled_from(["a", "b", "c", "A b", "con"]),
        "insight_type": FACETS,
        "content": st.sampled_from(["no", "'no'", "x", "2026-01-01", "|\n  text", "[", "'", "1.5e3", "&a x"]),
        "ending": st.sampled_from(["yaml", "yml", "YML", "txt"]),
        "at": st.tuples(FACETS, st.sampled_from(["", "/ca", "/deep/er"])),
        "crlf": st.booleans(),
        "bom": st.booleans(),
        "last": st.sampled_from(["", "\n", "\n\n", "# end"]),
    }
)


@settings(deadline=None, max_examples=size(10, small=4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_no_content_is_ever_lost(store: Memfs, repository: GitRepository, records: list[dict[str, Any]]) -> None:
    repository.git("clean", "-fdxq", "memory")
    for number, one in enumerate(records):
        text = f"summary: {one['summary']}\noutcome: learning\ninsight_type: {one['insight_type']}\n"
        text += f"content: {one['content']}\ntags: [t{number}]{one['last']}"
        data = (("\ufeff" if one["bom"] else "") + (text.replace("\n", "\r\n") if one["crlf"] else text)).encode()
        home = f"memory/memories/outcome=learning/insight_type={one['at'][0]}{one['at'][1]}"
        repository.write(f"{home}/{one['summary']}{number}.{one['ending']}", data)
    before = sum(b"tags: [t" in data for data in contents(store.path / "memory").values())
    store("check", "--fix")
    after = contents(store.path / "memory")
    tags = [data.partition(b"tags: [t")[2][:1] for data in after.values() if b"tags: [t" in data]
    assert sorted(tags) == [b"%d" % number for number in range(before)]
    assert not [path for path in after if path.endswith(".part")]
    twice(store)
