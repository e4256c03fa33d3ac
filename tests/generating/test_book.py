"""The book that memories are written from: the packaged one suffices, a user's own is read or refused."""

from __future__ import annotations

import re

import pytest

from memfs.codec import emit
from memfs.core.errors import InvalidError
from memfs.verbs.generating import Order, aimed, generate, nowhere
from memfs.verbs.generating.book import DATA, Book, Sentence, book_with, packaged_book
from memfs.verbs.generating.words import Combinations

LAW = nowhere().law
KIND = LAW.kinds["memory"]
PACKAGED = packaged_book(KIND)
ENOUGH = 150_000
"""Different contents that each cell must have room for."""


def ways(book: Book, sentence: Sentence) -> list[Combinations]:
    parts = [part for theme in book.themes for part in theme.parts]
    return [Combinations(sentence.text, {**part, **sentence.words}, chance=0.5) for part in parts]


def test_every_packaged_sentence_can_be_said_of_every_part() -> None:
    made = [way.next() for sentence in PACKAGED.sentences for way in ways(PACKAGED, sentence)]
    assert len(made) == len(PACKAGED.sentences) * 40
    assert [text for text in made if text is None or re.search(r"[{}]|  |\.\.|[^.?]$", text)] == []


def test_every_cell_has_room_for_many_memories() -> None:
    for cell in KIND.cells():
        sentences = PACKAGED.about(cell)
        assert len(sentences) >= 6, cell
        assert sum(way.size for sentence in sentences for way in ways(PACKAGED, sentence)) > ENOUGH, cell


def test_the_packaged_files_hold_one_theme_or_one_outcome_each() -> None:
    assert len(list(DATA.glob("theme_*.yaml"))) == len(PACKAGED.themes) == 10
    assert len({theme.name for theme in PACKAGED.themes}) == 10


def own(text: str) -> Book:
    return book_with(KIND, "ours.yaml", text.encode())


OURS = """
templates:
  - facets: {outcome: learning, insight_type: preference}
    words: {team: [red, blue], drink: [{hot: tea, cold: water}, {hot: coffee, cold: juice}]}
    say:
      - "The {team} team takes {drink.hot}, at noon {drink.cold}."
      - "{Person} of the {team} team never takes {drink.hot}."
"""


def test_own_sentences_take_the_place_of_the_packaged_ones_in_their_cells_alone() -> None:
    law = aimed(LAW)
    made = list(generate(law, Order(1000, templates=("ours.yaml", OURS.encode()))))
    ours = [str(memory["content"]) for memory in made if memory.get("insight_type") == "preference"]
    assert len(ours) == 30
    assert all(re.fullmatch(r".*\b(red|blue) team (takes|never takes) (tea|coffee)\b.*", text) for text in ours)
    assert sum("team takes" in str(memory["content"]) for memory in made) <= 30


def test_own_themes_take_the_place_of_the_packaged_ones() -> None:
    words = {name: choices for name, choices in PACKAGED.themes[0].parts[0].items() if not isinstance(choices, range)}
    theme = {name: list(choices) for name, choices in words.items()}
    text = emit({"themes": {"garden": {**theme, "parts": [{"part": "water pump"}, {"part": "greenhouse"}]}}})
    book = book_with(KIND, "garden.yaml", text)
    made = list(generate(aimed(LAW), Order(50, templates=("garden.yaml", text))))
    assert [theme.name for theme in book.themes] == ["garden"]
    assert {str(memory["session"])[:7] for memory in made} == {"garden-"}
    assert any("water pump" in str(memory["content"]) for memory in made)


def test_templates_that_do_not_suffice_are_refused_before_anything_is_made() -> None:
    text = "templates: [{facets: {outcome: interaction}, say: 'User said {this}.', words: {this: [one, two]}}]"
    with pytest.raises(InvalidError) as refused:
        generate(aimed(LAW), Order(1000, templates=("t", text.encode())))
    assert refused.value.message == (
        "the templates make at most 2 different memories with outcome=interaction, sentiment=positive, 27 are wanted"
    )


def test_themes_without_the_words_that_sentences_need_are_refused() -> None:
    with pytest.raises(InvalidError, match="no template can be filled for memories with outcome=success"):
        generate(aimed(LAW), Order(10, templates=("t", b"themes: {garden: {plant: rose}}")))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("templates: [", "ours.yaml:2:1: not YAML: "),
        ("sayings: []", "ours.yaml: the file has no 'sayings', expected stop_words, templates, themes, words"),
        ("templates: {}", "ours.yaml: templates: expected a list"),
        ("templates: [x]", "ours.yaml: templates[0]: expected a mapping"),
        ("templates: [{say: x, tells: z}]", "ours.yaml: templates[0] has no 'tells', expected facets, say, words"),
        ("templates: [{facets: {}}]", "ours.yaml: templates[0].say: expected a list of texts"),
        (
            "templates: [{facets: {mood: x}, say: x}]",
            "ours.yaml: templates[0].facets: 'mood' is no facet, expected one of outcome, tool, ",
        ),
        (
            "templates: [{facets: {outcome: win}, say: x}]",
            "ours.yaml: templates[0].facets: 'win' is no outcome, expected one of success, failure, ",
        ),
        (
            "templates: [{facets: {outcome: failure, tool: conversation}, say: x}]",
            "ours.yaml: templates[0].facets: no memory can have outcome=failure, tool=conversation",
        ),
        ("words: {many: {from: 3, to: 1}}", "ours.yaml: words.many: a range goes from one whole number to another"),
        ("words: {many: []}", "ours.yaml: words.many: expected texts, or mappings with the same fields, at least one"),
        ("words: {many: [{a: b}, c]}", "ours.yaml: words.many: expected texts, or mappings with the same fields"),
        ("themes: {garden: {parts: [{p: [[x]]}]}}", "ours.yaml: themes.garden.parts[0].p: expected texts"),
    ],
)
def test_a_file_that_is_no_book_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(InvalidError) as refused:
        own(text)
    assert refused.value.message.startswith(message)
