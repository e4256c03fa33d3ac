"""Each rule has a store that passes and one that fails, and the failing one breaks no other rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from memfs.rules import RULES
from tests.rules.stores import STORE, judged, lines

CASES = Path(__file__).parent.parent / "cases" / "rules"
NAMES = {"policy.yaml": "memfs.yaml", "gitattributes": ".gitattributes"}
IDS = [rule.id for rule in RULES]


def case(name: str) -> dict[str, bytes]:
    top = CASES / name
    paths = [path for path in top.rglob("*") if path.is_file()]
    assert paths
    return {_place(path.relative_to(top)): path.read_bytes() for path in paths}


def _place(path: Path) -> str:
    return (Path(STORE) / path.with_name(NAMES.get(path.name, path.name))).as_posix()


def test_every_rule_has_its_cases() -> None:
    assert sorted(path.name for path in CASES.iterdir() if path.is_dir()) == sorted(IDS)


@pytest.mark.parametrize("name", IDS)
def test_passing_store_passes(name: str) -> None:
    assert lines(judged(case(f"{name}/passing"))) == []


@pytest.mark.parametrize("name", IDS)
def test_failing_store_fails_by_its_rule_alone(name: str) -> None:
    report = judged(case(f"{name}/failing"))
    assert lines(report) == (CASES / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert {violation.rule for violation in report.violations} == {name}


@pytest.mark.parametrize("name", IDS)
def test_failing_store_passes_the_other_rules(name: str) -> None:
    others = [other for other in IDS if other != name]
    found = {violation.rule for violation in judged(case(f"{name}/failing"), rules=others).violations}
    assert found == ({name} if name in {"yaml", "policy"} else set())
