"""A btw-memory.yaml comes in with nothing lost but its comments, and every plain name is the text that stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from memfs import Store
from memfs.codec import ProfileError, foreign
from tests.datasets.conftest import DATA, Memfs, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from tests.conftest import GitRepository


def stored(repository: GitRepository, kind: str) -> dict[str, Mapping[str, JSON]]:
    return {found.key: dict(found.data) for found in Store.open(repository.path).view().records(kind)}


def test_a_team_memory_comes_in_whole(store: Memfs, repository: GitRepository) -> None:
    done = store("import", str(DATA / "btw-memory.yaml"))
    assert done.status == 0
    assert repository.git("log", "-1", "--format=%s") == "memory: import 5 context records and 2 sources\n"
    assert stored(repository, "context") == {
        "problem_description": {
            "section": "problem_description",
            "text": "Find the customers who are likely to leave in the next 90 days.\n\n"
            "The sales team can call at most 200 of them each month.",
        },
        **items("objectives", "Score every active customer once a week", "Name three risk levels: low, medium, high"),
        **items(
            "success_criteria",
            "AUC of at least 0.80 on the held-out quarter",
            "Sales accepts the list two months in a row",
        ),
        **items("constraints", "No personal data leaves the country", "yes/no fields stay as text"),
        **items(
            "business_context",
            "Prices rose on 2025-01-01",
            "Contracts signed before 2022 renew by themselves.",
        ),
    }
    assert stored(repository, "source") == {
        "customers": {
            "name": "customers",
            "description": "One row for each customer",
            "source": "warehouse.public.customers",
            "code": 'con <- DBI::dbConnect(duckdb::duckdb(), "crm.duckdb")\n\n'
            'customers <- DBI::dbReadTable(con, "customers")   # 48 120 rows\n',
            "notes": ["Refreshed each night", "Test accounts have an id below 1000"],
            "variables": [
                {"name": "id", "notes": ["Primary key"]},
                {
                    "name": "churned",
                    "notes": ["1 = left within 90 days", "Missing for customers younger than 90 days"],
                },
                {"name": "region", "notes": []},
            ],
        },
        "calls-2025.csv": {
            "name": "calls-2025.csv",
            "description": "Support calls: one row each",
            "source": "data/raw/calls-2025.csv",
            "code": 'calls <- readr::read_csv("data/raw/calls-2025.csv")',
            "notes": ["Times are in UTC"],
            "variables": [
                {"name": "duration_s", "notes": ["Seconds, not minutes"]},
                {"name": "Agent Name", "notes": ["Contains accents and spaces"]},
            ],
        },
    }


def items(section: str, *texts: str) -> dict[str, Mapping[str, JSON]]:
    return {section: {"section": section, "items": list(texts)}}


def test_comments_are_counted_and_named(store: Memfs) -> None:
    assert store("import", str(DATA / "btw-memory.yaml")).err == (
        "note: 4 comments are not carried: line 1 '# Team memory for the churn study. Edited by people and by agents.';"
        " line 2 '# Please keep the comments: they say who owns what.'; line 4 '# agreed with Maria on 3 June';"
        " line 13 '# not the training quarter'\n"
    )


def test_unknown_parts_are_refused_by_name_and_the_rest_can_go_in(store: Memfs, repository: GitRepository) -> None:
    done = store("import", "--quarantine", "q.jsonl", str(DATA / "btw-memory-hostile.yaml"))
    assert done.status == 0
    name = str(DATA / "btw-memory-hostile.yaml")
    known = "problem_description, objectives, success_criteria, constraints, business_context"
    eject = "a team adds its own to the schema: memfs schema eject context"
    assert done.err.splitlines()[:3] == [
        f"{name}:2:1: yaml: 'version' is neither project_context nor data_sources",
        f"{name}:9:1: schema: there is no section 'custom_key'; the sections are {known}; {eject}",
        f"{name}:11:1: schema: unknown field 'owner'; use name, description, source, code, notes or variables",
    ]
    assert stored(repository, "context") == {
        "problem_description": {"section": "problem_description", "text": "Predict churn"},
        **items("objectives", "a", "b"),
        **items("success_criteria", "AUC over 0.80"),
    }
    set_aside = rows((repository.path / "q.jsonl").read_text())
    assert [row["record"] for row in set_aside[:2]] == [
        {"version": "2"},
        {"project_context": {"custom_key": "keep me"}},
    ]
    out = store.said("read")
    assert "* success_criteria" in out


def test_names_stay_text_and_a_single_note_is_a_list_of_one(store: Memfs, repository: GitRepository) -> None:
    known = (DATA / "btw-memory-hostile.yaml").read_text().replace("    owner: ana   # unknown key\n", "")
    repository.write("btw-memory.yaml", known)
    store("import", "--quarantine", "q.jsonl", "btw-memory.yaml")
    names = ("007", "1e3", "2024-01-01", "12:30:45", "~")
    assert stored(repository, "source") == {
        "sales": {
            "name": "sales",
            "description": "monthly",
            "source": "data/sales.csv",
            "code": "x <- read.csv('data/sales.csv')\n\nx$y <- 1\n",
            "notes": ["single note"],
            "variables": [
                {"name": "y", "notes": ["target"]},
                {"name": "no", "notes": ["a", "b"]},
                *({"name": name} for name in names),
            ],
        }
    }


def test_a_section_that_exists_is_a_conflict_and_cannot_be_renamed(store: Memfs, repository: GitRepository) -> None:
    store.said("add", "context", "objectives", "Ours")
    repository.write("team.yaml", "project_context:\n  objectives: Theirs\ndata_sources:\n- name: a b\n- name: a b\n")
    done = store("import", "--on-conflict", "rename", "team.yaml")
    assert done.err.splitlines()[0] == (
        "team.yaml:2:1: unique: context 'objectives' is taken by memory/context/objectives.yaml"
    )
    answer = store("import", "--json", "--on-conflict", "skip", "team.yaml").json
    assert (answer["added"], answer["skipped"]) == (1, 2)
    again = store("import", "--json", "--on-conflict", "rename", "--quarantine", "q", "team.yaml").json
    assert again["renamed"] == [{"from": "a b", "to": "a b_2"}, {"from": "a b", "to": "a b_3"}]
    assert stored(repository, "context") == items("objectives", "Ours")


def test_a_file_of_the_other_ending_is_named(store: Memfs, repository: GitRepository) -> None:
    repository.write("btw-memory.yaml", "project_context:\n  objectives: [a]\n")
    repository.write("btw-memory.yml", "project_context:\n  objectives: [b]\n")
    note = "note: 'btw-memory.yml' lies beside 'btw-memory.yaml' and was not read\n"
    assert store("import", "btw-memory.yaml").err == note


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("project_context: &a {}\n", "1:18: yaml: anchors are not allowed; quote the value where it is meant as text"),
        ("project_context: *a\n", "1:18: yaml: aliases are not allowed; write out what they stand for"),
        ("project_context: !r {}\n", "1:18: yaml: tags are not allowed; quote the value where it is meant as text"),
        ("project_context:\n  objectives: a\n  objectives: b\n", "3:3: yaml: the key 'objectives' stands twice"),
        ("- a\n", "1:1: yaml: the file holds no mapping with project_context and data_sources"),
        ("# nothing\n", "1:1: yaml: the file is empty"),
        ("project_context: {}\n---\na: 1\n", "2:1: yaml: a second document begins here; one file holds one"),
        ("project_context: [\n", "yaml: not YAML"),
        ("? [a]\n: b\n", "1:3: yaml: a key is text, not a list or a mapping"),
        ("data_sources:\n" + "- " * 9 + "a\n", "yaml: lists and mappings are nested deeper than 8 levels"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_whole(text: str, message: str, store: Memfs) -> None:
    done = store("import", "--from", "btw", "--quarantine", "q.jsonl", "-", stdin=text.encode())
    assert (done.status, done.out) == (1, "")
    assert message in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("project_context: [a]\n", "'project_context' is no mapping of sections"),
        ("data_sources: {a: b}\n", "'data_sources' is no list of data sources"),
        ("data_sources: [a]\n", "a data source is a mapping with a name"),
        ("project_context: {objectives: ['']}\n", "item 1 of 'items' is empty; write some text"),
        ("project_context: {objectives: [{a: b}]}\n", "item 1 of 'items' is a mapping"),
        ("data_sources: [{name: a, variables: [{name: b}, {name: b}]}]\n", "'b' stands twice in 'variables'"),
    ],
)
def test_a_misshapen_part_is_a_refused_record(text: str, message: str, store: Memfs) -> None:
    done = store("import", "--from", "btw", "-", stdin=text.encode())
    assert done.status == 1
    assert message in done.err


def test_empty_parts_are_nothing_and_empty_lists_stay(store: Memfs, repository: GitRepository) -> None:
    text = "project_context:\n  objectives:\n  constraints: []\n  problem_description: [a, b]\ndata_sources:\n"
    store.said("import", "--from", "btw", "-", stdin=text.encode())
    assert stored(repository, "context") == {
        "constraints": {"section": "constraints", "items": []},
        "problem_description": {"section": "problem_description", "text": "a\n\nb"},
    }


def test_foreign_yaml_is_bounded() -> None:
    with pytest.raises(ProfileError, match="more than 4,194,304 bytes"):
        foreign(b"a" * (4 * 1024 * 1024 + 1))
