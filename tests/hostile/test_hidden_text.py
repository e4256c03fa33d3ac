"""Characters that pretend: letters of one alphabet in the place of another's, in what records are found by."""

from __future__ import annotations

import pytest

from memfs.codec import emit
from memfs.rules.lookalikes import lookalike
from tests.rules.stores import STORE, judged, lines, memory, placed, schema, store

PRETENDING = {
    "p\u0430ss": ("\u0430", "a"),
    "\u0440\u0430ss": ("\u0440", "p"),
    "c\u043entent": ("\u043e", "o"),
    "G\u03bf\u03bfgle": ("\u03bf", "o"),
    "\u0391dmin": ("\u0391", "A"),
    "\u0441\u043e\u0440\u0443_file": ("\u0441", "c"),
    "\u0578\u0578dle": ("\u0578", "n"),
    "\uff31\uff11": ("\uff31", "Q"),
    "pa\uff53s": ("\uff53", "s"),
    "\U0001d41abc": ("\U0001d41a", "a"),
    "\U0001d7cf0": ("\U0001d7cf", "1"),
}
HONEST = [
    *[
        "pass",
        "naïve",
        "Ünïcode",
        "İstanbul",
        "Łódź",
        "Москва",
        "PDF-файл",
        "таблица",
        "Δt",
        "\u03b1max",
        "µs",
        "Ωmega",
        "Ελλάδα",
        "area_m²",
        "№5",
        "Q1",
        "x→y",
        "☎️",
    ],
    *["日本語_table", "データ2", "한국어", "עברית", "العربية", "हिन्दी", "ไทย"],
    "отч\u0451т_\u043e_CRM",
    "\u03c3_x",
    "客户\uff08新\uff09",  # full-width brackets are those of the script
]


@pytest.mark.parametrize(("name", "pair"), PRETENDING.items())
def test_letter_that_passes_for_another_is_found(name: str, pair: tuple[str, str]) -> None:
    assert lookalike(name) == pair


@pytest.mark.parametrize("name", HONEST)
def test_name_of_any_script_is_what_it_seems(name: str) -> None:
    assert lookalike(name) is None


def source(**fields: object) -> dict[str, bytes]:
    return placed("source", {"name": "a", **fields})  # type: ignore[dict-item]  # JSON all the same


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (placed("source", {"name": "p\u0430ss"}), (1, 1)),
        (source(variables=[{"name": "fine"}, {"name": "p\u0430ss"}]), (4, 3)),
        (placed("memory", memory(metadata={"ok": {"p\u0430ss": 1}})), (7, 5)),
    ],
    ids=["source", "variable", "key"],
)
def test_names_and_keys_are_judged_and_no_other_text(files: dict[str, bytes], place: tuple[int, int]) -> None:
    (found,) = judged(store(files)).violations
    assert (found.rule, found.line, found.column) == ("hidden-text", *place)
    words = "passes for 'a' in the name 'p\u0430ss'; write it in one alphabet"
    assert found.message == f"U+0430 (cyrillic small letter a) {words}"
    assert lines(judged(store(source(description="p\u0430ss", notes=["p\u0430ss"])))) == []


def test_keys_of_the_law_are_judged_too() -> None:
    (path, data), *_ = schema("source").items()
    changed = {path: data.replace(b"{", '{"x-p\u0430ss": 1, '.encode(), 1)}
    found = judged(store(changed, source())).violations
    assert [(v.rule, v.path) for v in found] == [("hidden-text", f"{STORE}/schema/source.schema.json")]


def test_look_alike_of_a_field_is_unknown_as_well() -> None:
    (path,) = placed("memory", memory())
    data = emit(memory()).replace(b"content:", "c\u043entent:".encode())
    assert [v.rule for v in judged(store({path: data})).violations] == ["hidden-text", "schema"]


@pytest.mark.parametrize("text", ["\ufe0f\ufe0f", "☎\ufe0e\ufe0e", "a\ufe00\ufe01\ufe02b", "👩\u200d💻\ufe0f\ufe0f"])
def test_row_of_variation_selectors_hides_bytes(text: str) -> None:
    (found,) = judged(store(source(description=text))).violations
    assert (found.rule, found.message[:5]) == ("hidden-text", "U+FE0")


def test_one_variation_selector_chooses_a_picture() -> None:
    assert lines(judged(store(source(description="❤\ufe0f ☎\ufe0e 1\ufe0f\u20e3 a\ufe0f")))) == []


def test_policy_may_turn_it_into_a_warning() -> None:
    report = judged(store(placed("source", {"name": "p\u0430ss"}), policy="memfs: 1\nrules: {hidden-text: warn}\n"))
    assert [v.level for v in report.violations] == ["warning"]
