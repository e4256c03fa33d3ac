"""`memfs remove`: take records out of the store, as one commit; git keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from memfs.cli.completing import keys
from memfs.cli.kinds import KindGroup, examples, keys_argument
from memfs.cli.options import common_options, if_match_option, in_session, writing_options
from memfs.cli.words import decoded

if TYPE_CHECKING:
    from memfs.cli.session import Session

COMMON = (if_match_option(), *writing_options(), *common_options())

EXAMPLES = {
    "memory": "memfs remove memory ledger_lock ledger_lock_order",
    "context": "memfs remove context constraints",
    "source": "memfs remove source customers",
}


@in_session()
def _records(session: Session, kind: str, *, keys: tuple[str, ...], if_match: str | None) -> None:
    from memfs.verbs import remove_records

    session.write(remove_records(kind, [decoded(key) for key in keys], if_match=if_match))


def _command_of(kind: str) -> click.Command:
    return click.Command(
        kind,
        help=f"Remove records of kind {kind}, all or none.",
        short_help=f"Records of kind {kind}.",
        epilog=examples(EXAMPLES.get(kind, f"memfs remove {kind} KEY")),
        params=[keys_argument(kind), *COMMON],
        callback=lambda **given: _records(kind, **given),
    )


command = KindGroup(
    "remove",
    summary="Take records out of the store, as one commit; they stay in git's history.",
    example=EXAMPLES["memory"],
    options=[if_match_option(), *writing_options()],
    other=_command_of,
)
for name in EXAMPLES:
    command.add_command(_command_of(name))


@command.command(
    "variable",
    params=[click.Argument(["source"], shell_complete=keys("source")), click.Argument(["variable"]), *COMMON],
    epilog=examples("memfs remove variable customers churned"),
    short_help="A variable of a data source.",
)
@in_session()
def _variable(session: Session, *, source: str, variable: str, if_match: str | None) -> None:
    """Take a variable and its notes out of a data source."""
    from memfs.verbs import remove_variable

    session.write(remove_variable(decoded(source), decoded(variable), if_match=if_match))
