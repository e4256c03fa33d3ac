"""Groups of commands by kind of record: `add memory`, `add context`, and the kinds that a store adds itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli.completing import keys, view_of
from memfs.cli.options import common_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.shell_completion import CompletionItem


class KindGroup(click.Group):
    """A group whose commands are named by kind; `other` makes the command of a kind that only the store knows."""

    def __init__(
        self,
        name: str,
        *,
        summary: str,
        example: str,
        options: Sequence[click.Parameter] = (),
        formats: Sequence[str] = (),
        other: Callable[[str], click.Command],
        alone: Callable[[], int | None] | None = None,
    ) -> None:
        """Take the words of the help, the options and formats before the kind, and what runs without a kind."""
        super().__init__(
            name,
            help=summary,
            epilog=examples(example),
            params=[*options, *common_options(*formats)],
            callback=alone,
            invoke_without_command=alone is not None,
            no_args_is_help=False,
            subcommand_metavar="[KIND] [ARGS]..." if alone else "KIND [ARGS]...",
        )
        self._other = other

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a kind; the store says later whether it has such a kind."""
        found = super().get_command(ctx, cmd_name)
        return self._other(cmd_name) if found is None and not cmd_name.startswith("-") else found

    def invoke(self, ctx: click.Context) -> object:
        """Run the command of a kind; a kind that is missing or unknown is said before what else is wrong."""
        try:
            return super().invoke(ctx)
        except click.UsageError:
            self._demand_kind(ctx)
            raise

    def _demand_kind(self, context: click.Context) -> None:
        named = context.invoked_subcommand
        if named is None and self.callback is None:
            *most, last = self.commands
            raise click.UsageError(f"missing KIND: {', '.join(most)} or {last}", context)
        if named is not None and named not in self.commands and (view := view_of(context)):
            view.kind(named)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the kinds that have commands, those of the store, and options."""
        from click.shell_completion import CompletionItem

        found = super().shell_complete(ctx, incomplete)
        named = {item.value for item in found}
        return [*found, *(CompletionItem(name) for name in _kinds(ctx, incomplete) if name not in named)]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the kinds in the order in which they were defined."""
        return list(self.commands)


def _kinds(context: click.Context, incomplete: str) -> list[str]:
    from memfs.cli.completing import kinds

    return kinds(context, click.Argument(["kind"]), incomplete)


def keys_argument(kind: str) -> click.Argument:
    """Return the argument that takes keys of one kind, under the name that their field has."""
    word = {"memory": "SUMMARY", "context": "SECTION", "source": "NAME"}.get(kind, "KEY")
    return click.Argument(["keys"], nargs=-1, required=True, metavar=f"{word}...", shell_complete=keys(kind))


def examples(*lines: str) -> str:
    """Return the end of a help page, with its lines left as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for text in lines for line in text.split("\n"))
