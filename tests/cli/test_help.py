"""The help pages: every verb and kind explains itself and shows an example."""

from __future__ import annotations

import shlex
from itertools import dropwhile
from typing import TYPE_CHECKING

import click
import pytest

from memfs.cli.group import COMMAND, VERBS
from tests.cli.conftest import Memfs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def pages(words: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """List every command below one with the words that call it."""
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from pages((*words, name), found)


PAGES = list(pages((), COMMAND))
NAMED = pytest.mark.parametrize(("words", "command"), PAGES, ids=[" ".join(words) or "memfs" for words, _ in PAGES])


def examples(command: click.Command) -> list[str]:
    lines = (command.epilog or "").splitlines()
    return [line.strip() for line in lines[lines.index("Examples:") + 1 :] if line.startswith("  ")]


def test_every_verb_is_listed_with_a_line(tmp_path: Path) -> None:
    printed = Memfs(tmp_path).said("--help")
    for name, (_, line) in VERBS.items():
        assert f"  {name} " in printed
        assert " ".join(line.split()) in " ".join(printed.split())


@NAMED
def test_page_explains_and_shows_an_example(words: tuple[str, ...], command: click.Command, tmp_path: Path) -> None:
    printed = Memfs(tmp_path).said(*words, "--help")
    assert printed.startswith(f"Usage: memfs{''.join(' ' + word for word in words)} ")
    assert "Examples:\n" in printed
    assert command.help
    assert max(map(len, printed.splitlines())) <= 120
    for option in command.params:
        assert not isinstance(option, click.Option) or option.help, option.name


@NAMED
def test_examples_are_command_lines(words: tuple[str, ...], command: click.Command) -> None:
    shown = [line.rpartition(" | ")[2].partition(" < ")[0] for line in examples(command)]
    assert shown
    for line in shown:
        name, *arguments = dropwhile(lambda word: "=" in word, shlex.split(line.partition(" > ")[0]))
        assert name == "memfs"
        context, found = click.Context(COMMAND), COMMAND
        parse(context, found, arguments)
        assert words == () or words[0] in arguments


def parse(parent: click.Context, command: click.Command, arguments: list[str]) -> None:
    """Parse a command line as click does, down to its last command, and run nothing."""
    with command.make_context(command.name, list(arguments), parent=parent) as context:
        if isinstance(command, click.Group) and (rest := [*context._protected_args, *context.args]):  # noqa: SLF001 - click keeps them there
            _, found, left = command.resolve_command(context, rest)
            assert found is not None
            parse(context, found, left)
