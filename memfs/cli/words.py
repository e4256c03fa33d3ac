"""Texts of the command line: given as they are, or read from standard input where a `-` stands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from memfs.core.errors import InvalidError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

STDIN = "-"


def word(text: str) -> str:
    """Return a text, or standard input but for one final newline where the text is `-`.

    Raises InvalidError where it is no UTF-8.
    """
    return from_stdin() if text == STDIN else decoded(text)


def words(texts: Sequence[str]) -> tuple[str, ...]:
    """Return texts, one of which may be standard input; raises UsageError where several are."""
    if texts.count(STDIN) > 1:
        raise click.UsageError("standard input can be read only once", click.get_current_context(silent=True))
    return tuple(map(word, texts))


def decoded(text: str) -> str:
    """Return an argument; raises InvalidError where its bytes are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidError(f"{quoted(text)} is not UTF-8") from None
    return text


def from_stdin() -> str:
    """Read standard input as a text; raises InvalidError where it is no UTF-8."""
    try:
        return sys.stdin.buffer.read().decode().removesuffix("\n")
    except UnicodeDecodeError as error:
        raise InvalidError(f"standard input is not UTF-8 at byte {error.start + 1}") from None
