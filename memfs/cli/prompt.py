"""`memfs prompt`: what to put into a model's prompt."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, reading_options
from memfs.cli.recall import conditions, where_option
from memfs.cli.words import decoded

if TYPE_CHECKING:
    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.verbs.prompting import Prompt

FORMATS = ("markdown", "json")


@click.command(
    "prompt",
    params=[
        click.Option(
            ["--budget"], metavar="TOKENS", type=click.IntRange(min=1), help="At most so many; 8000 at first."
        ),
        click.Option(["--only"], metavar="SECTION", multiple=True, help="A section, or context, sources, memories."),
        click.Option(["--query"], metavar="WORDS", help="Memories with these words, the best match first."),
        where_option(),
        *reading_options(),
        *common_options(*FORMATS),
    ],
    epilog=examples(
        "memfs prompt --budget 4000",
        "memfs prompt --query 'ledger lock' --where outcome=failure",
        "memfs prompt --only objectives --only constraints --only memories",
    ),
)
@in_session(*FORMATS)
def command(
    session: Session, *, budget: int | None, only: tuple[str, ...], query: str | None, where: tuple[str, ...]
) -> None:
    """Print what to put into a prompt: pinned records, the context, the data sources, then memories.

    Never more than the budget. What is stored stands in fences with its source; what was left out is said at the end,
    and how to get it.
    """
    from memfs.verbs import Query
    from memfs.verbs.prompting import BUDGET, Choice, best_counter, make_prompt

    choice = Choice(tuple(map(decoded, only)), Query(words=decoded(query or ""), where=conditions(where)))
    view = session.open().view(at=session.at)
    found = make_prompt(view, choice, best_counter(os.environ), budget=budget or BUDGET)
    if session.json:
        output.show_json(_data(found, budget=budget or BUDGET))
    else:
        output.show(found.text.removesuffix("\n"))
    for name in found.missing:
        output.note(f"the policy pins {name}, which is not there")
    if found.unreadable:
        output.note(f"{found.unreadable} that cannot be read left out; memfs check says why")


def _data(found: Prompt, *, budget: int) -> dict[str, JSON]:
    shown: list[JSON] = [
        {"kind": one.kind, "key": one.key, "path": one.path, "blob": one.blob, "tokens": one.cost}
        for one in found.shown
    ]
    return {
        "text": found.text,
        "tokens": found.tokens,
        "budget": budget,
        "counter": found.counter,
        "shown": shown,
        "left_out": dict(found.left_out),
    }
