"""The command `memfs`: its verbs by name, each in a file that is imported when the verb runs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from memfs import __version__
from memfs.cli.options import common_options
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

VERBS = {
    "init": ("memfs.cli.init", "Make a store and commit it."),
    "add": ("memfs.cli.add", "Add a memory, context, a data source or a variable."),
    "read": ("memfs.cli.read", "Read records, or an overview of the store."),
    "replace": ("memfs.cli.replace", "Change what a record says."),
    "edit": ("memfs.cli.edit", "Change a record in your editor."),
    "remove": ("memfs.cli.remove", "Remove records."),
    "recall": ("memfs.cli.recall", "Find memories by facets, time, tag and words."),
    "stats": ("memfs.cli.stats", "Count records and hold their shares against targets."),
    "check": ("memfs.cli.check", "Judge the memory by its rules."),
    "review": ("memfs.cli.review", "Tell what a change does to the memory."),
    "install": ("memfs.cli.install", "Let git run memfs at every commit, merge and push."),
    "log": ("memfs.cli.log", "Show the versions of a record, or the store's commits."),
    "blame": ("memfs.cli.blame", "Show which commit last set each field of a record."),
    "restore": ("memfs.cli.restore", "Let a record be again what it once was."),
    "doctor": ("memfs.cli.doctor", "Say what the repository needs, and put it right."),
    "schema": ("memfs.cli.schema", "Put the schemas into the store, to change them."),
    "import": ("memfs.cli.import_", "Import a dataset as one commit."),
    "export": ("memfs.cli.export", "Write records in another form."),
    "prompt": ("memfs.cli.prompt", "Print what to put into a model's prompt."),
    "generate": ("memfs.cli.generate", "Make up a dataset of memories."),
    "mcp": ("memfs.cli.mcp", "Serve the memory to agents over MCP."),
}
"""Each verb with its module, which calls it `command`, and its line in `memfs --help`."""

DRIVERS = {"merge-driver": "memfs.cli.merge_driver", "textconv": "memfs.cli.textconv"}
"""What git runs, and no person: not in the help."""

EPILOG = """\
\b
Examples:
  memfs init
  memfs add memory "Fixed the race" --outcome success --tool code_interpreter --task-type debug
  memfs read

Exits with 0 when all is well, 1 when the answer is no, 2 when it cannot run. A refusal changes nothing.

MEMFS_STORE names the store where --store does not, MEMFS_AUTHOR the author of commits, MEMFS_WAIT the seconds to wait
for a lock. NO_COLOR and FORCE_COLOR are heeded.
"""


class LazyGroup(click.Group):
    """A group that lists its verbs without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a verb's module and return its command."""
        module = VERBS[cmd_name][0] if cmd_name in VERBS else DRIVERS.get(cmd_name)
        if module is None:
            return None
        found: click.Command = import_module(module).command
        return found

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete verbs from the table, without importing them all, and options."""
        from click.shell_completion import CompletionItem

        verbs = [CompletionItem(name, help=line) for name, (_, line) in VERBS.items() if name.startswith(incomplete)]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; a name that is none is compared with all of them."""
        if args[0] not in {**VERBS, **DRIVERS} and not ctx.resilient_parsing:
            raise _unknown(args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the table of verbs."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


def _unknown(verb: str) -> MemfsError:
    from difflib import get_close_matches

    near = get_close_matches(verb, VERBS, n=1)
    hint = f"did you mean {near[0]}?" if near else "memfs --help"
    return MemfsError(f"there is no command {quoted(verb)}", code="usage", hint=hint)


COMMAND = LazyGroup(
    name="memfs",
    help="Keep the memory of agents and teams as small YAML files in git, and judge every change.",
    epilog=EPILOG,
    params=common_options(),
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
click.version_option(__version__, message="memfs %(version)s")(COMMAND)
