"""Click's usage errors in our words: one lower-case sentence, and what to type next."""

from __future__ import annotations

import click
from click.exceptions import NoSuchOption

from memfs.core.errors import MemfsError
from memfs.core.escape import printable, quoted, shortened

LIMIT = 300


def usage_error(error: click.UsageError) -> MemfsError:
    """Turn an error of click's into one of ours."""
    near = _near(error) if isinstance(error, NoSuchOption) else []
    hint = f"did you mean {near[0]}?" if near else _help(error)
    return MemfsError(_sentence(error), code="usage", hint=hint)


def _near(error: NoSuchOption) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(error.option_name, error.possibilities or (), n=1, cutoff=0.75)


def _help(error: click.UsageError) -> str:
    return f"{error.ctx.command_path if error.ctx else 'memfs'} --help"


def _sentence(error: click.UsageError) -> str:
    if isinstance(error, NoSuchOption):
        dashed = " (text that starts with a dash goes behind --)" if _takes_text(error.ctx) else ""
        return f"there is no option {quoted(error.option_name)}{dashed}"
    words = " ".join(printable(error.format_message()).split()).rstrip(".")
    return shortened(words[:1].lower() + words[1:], limit=LIMIT)


def _takes_text(context: click.Context | None) -> bool:
    return context is not None and any(isinstance(found, click.Argument) for found in context.command.params)
