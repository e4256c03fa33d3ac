"""What a kind allows is asked often and remembered: the answers are those of a kind that was never asked before."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

from memfs.core.kinds import ANSWERS_KEPT, Kind, kind_from

SCHEMA = json.loads((Path(__file__).parents[2] / "schema/memory.schema.json").read_text(encoding="utf-8"))


def fresh() -> Kind:
    kind = kind_from(SCHEMA)
    assert kind is not None
    return kind


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    kind = fresh()
    starts = {tuple(cell.items())[:length] for cell in kind.cells() for length in range(3)}
    asked = [(name, dict(start)) for start, name in product(sorted(starts), kind.fields)]
    first = [kind.allows(name, given) for name, given in asked]
    assert [kind.allows(name, given) for name, given in asked] == first
    assert [fresh().allows(name, given) for name, given in asked] == first
    assert len({*first}) == 2


def test_values_that_are_no_text_are_judged_each_time() -> None:
    kind = fresh()
    for value in (1, True, None, ["success"], {"a": 1}, "success"):
        assert kind.allows("tool", {"outcome": value}) == fresh().allows("tool", {"outcome": value})
    assert len(kind._answers) == 1  # noqa: SLF001 - what it holds is what this is about


def test_a_long_life_keeps_a_bounded_number_of_answers() -> None:
    kind = fresh()
    answers = {kind.allows("tool", {"outcome": f"made_up_{number}"}) for number in range(ANSWERS_KEPT + 50)}
    assert answers == {fresh().allows("tool", {"outcome": "made_up"})}
    assert not kind.allows("tool", {"outcome": "learning"})
    assert len(kind._answers) == ANSWERS_KEPT  # noqa: SLF001 - what it holds is what this is about
