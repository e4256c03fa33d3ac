"""Where a record belongs, and the command that puts it there."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from memfs.codec import emit
from tests.rules.stores import STORE, brought, judged, lines, memory, placed, store

if TYPE_CHECKING:
    from tests.conftest import GitRepository

FACTS = f"{STORE}/memories/outcome=learning/insight_type=fact"
RIGHT = f"{FACTS}/dns_ttl.yaml"
NAMES = [
    "dns ttl.yaml",
    "dns_ttl .yaml",
    "DNS_TTL.yaml",
    "dns-ttl.yaml",
    "dns_t\u0301tl.yaml",
    "it's.yaml",
    "two\nlines.yaml",
    "bell\x07.yaml",
    "\u202eltt.yaml",
    "latin\udce9.yaml",
    "back\\slash.yaml",
    "-rf.yaml",
    "$(id).yaml",
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_name_is_refused_with_the_command_that_mends_it(repository: GitRepository, name: str) -> None:
    path = f"{FACTS}/{name}"
    (found,) = judged(store({path: emit(memory())})).violations
    assert (found.path, found.rule) == (path, "path")
    assert found.message == f"does not lie where its content says; {found.hint}"
    assert found.message.isprintable()
    repository.write(path, emit(memory()))
    repository.git("add", "-A")
    subprocess.run(["bash", "-c", str(found.hint)], cwd=repository.path, check=True)
    assert repository.git("ls-files", STORE).splitlines() == [RIGHT]


def test_command_makes_the_directory_that_is_not_there(repository: GitRepository) -> None:
    path = f"{STORE}/memories/dns ttl/dns_ttl.yaml"
    (found,) = judged(store({path: emit(memory())})).violations
    repository.write(path, emit(memory()))
    repository.git("add", "-A")
    subprocess.run(["bash", "-c", str(found.hint)], cwd=repository.path, check=True)
    assert repository.git("ls-files", STORE).splitlines() == [RIGHT]


def test_path_too_long_for_a_command_gets_none() -> None:
    path = f"{FACTS}/{'x' * 200}/{'y' * 200}/a.yaml"
    (found,) = judged(store({path: emit(memory())})).violations
    assert (found.message, found.hint) == (f"does not lie where its content says: {RIGHT}", None)


@pytest.mark.parametrize(
    "path",
    [
        f"{STORE}/memories/dns_ttl.yaml",
        f"{STORE}/memories/insight_type=fact/outcome=learning/dns_ttl.yaml",
        f"{STORE}/memories/outcome=learning/dns_ttl.yaml",
        f"{STORE}/memories/outcome=learning/insight_type=fact/ab/dns_ttl.yaml",
        f"{STORE}/memories/outcome=learning/insight_type=fact/tool=conversation/dns_ttl.yaml",
    ],
)
def test_directories_are_the_facets_in_schema_order(path: str) -> None:
    assert [v.rule for v in judged(store({path: emit(memory())})).violations] == ["path"]


@pytest.mark.parametrize(("digits", "between"), [(1, "1"), (2, "1b")])
def test_fan_out_stands_before_the_file(digits: int, between: str) -> None:
    policy = f"memfs: 1\nlayout: {{fanout: {digits}}}\n"
    flat = store({RIGHT: emit(memory())}, policy=policy)
    wanted = f"{FACTS}/{between}/dns_ttl.yaml"
    assert [v.hint for v in judged(flat).violations] == [f"mkdir -p {FACTS}/{between} && git mv {RIGHT} {wanted}"]
    assert lines(judged(store({wanted: emit(memory())}, policy=policy))) == []


def test_record_that_the_schema_refuses_has_no_place_yet() -> None:
    path = f"{FACTS}/elsewhere.yaml"
    assert [v.rule for v in judged(store({path: emit(memory(content=""))})).violations] == ["schema"]


def test_rename_to_a_wrong_name_is_blamed_and_back_again_is_not() -> None:
    right, wrong = store({RIGHT: emit(memory())}), store({f"{FACTS}/ttl.yaml": emit(memory())})
    assert [v.rule for v in brought(right, wrong).violations] == ["path"]
    assert lines(brought(wrong, right)) == []


def test_source_of_any_name_has_a_safe_file() -> None:
    assert list(placed("source", {"name": "Ünïcode / orders"})) == [f"{STORE}/sources/unicode_orders-d06f38f4.yaml"]
