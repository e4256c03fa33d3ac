"""The options of a memory's fields: its facets as the schema lists them, and the fields every memory may have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click
from click.exceptions import NoSuchOption

from memfs.cli.completing import facet_values
from memfs.cli.options import shared
from memfs.cli.session import Session, all_remembered, remember
from memfs.cli.words import decoded
from memfs.core.cells import options as values_of
from memfs.core.errors import MemfsError
from memfs.core.escape import quoted
from memfs.core.kinds import kind_from
from memfs.schemas import packaged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.core.kinds import Kind
    from memfs.core.model import JSON

MEMORY = "memory"
_FIELDS = "fields"
_PREFIX = "facet_"  # a facet may be called like any other option


class FieldsCommand(click.Command):
    """A command that takes a memory's fields as options, also the facets that only the store's own schema knows."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; where an option is unknown, ask the store for its facets and parse again."""
        try:
            return super().parse_args(ctx, list(args))
        except NoSuchOption:
            known = {name for param in self.params for name in param.opts}
            more = [option for option in _store_options(self, ctx, args) if option.opts[0] not in known]
            if not more:
                raise
        fuller = FieldsCommand(self.name, params=[*self.params, *more])
        return click.Command.parse_args(fuller, ctx, list(args))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options with the facets and values of the store that the command line means."""
        facets = {str(option.name): option for option in _store_options(self, ctx, ())}
        if not facets:
            super().format_options(ctx, formatter)
            return
        others = [param for param in self.params if not str(param.name).startswith(_PREFIX)]
        click.Command(self.name, params=[*facets.values(), *others]).format_options(ctx, formatter)


def _store_options(command: click.Command, context: click.Context, args: Sequence[str]) -> list[click.Option]:
    """Return options for the facets of the store that a command line means, none where it means no store."""
    lenient = click.Context(command, ignore_unknown_options=True, resilient_parsing=True)
    given, _, _ = command.make_parser(lenient).parse_args(list(args))
    kept = dict(all_remembered(context))
    before = kept.get("start", ())
    entered = (*(before if isinstance(before, tuple) else ()), *given.get("start", ()))
    try:
        view = Session({**kept, **given, "start": entered}).open().view()
    except (MemfsError, OSError):
        return []
    return facet_options(view.kind(MEMORY))


def facet_options(kind: Kind) -> list[click.Option]:
    """Return an option for each facet of a kind; what it may say is for the schema to judge."""
    return [_facet(kind, name) for name in kind.facets]


def packaged_kind() -> Kind:
    """Return what a memory is without a store's own schema."""
    kind = kind_from(json.loads(packaged()["memory.schema.json"]))
    if kind is None:
        raise MemfsError("the packaged schema of a memory is broken", code="environment")
    return kind


def field_options() -> list[click.Parameter]:
    """Return the options that set a memory's fields."""
    facets = facet_options(packaged_kind())
    return [
        *facets,
        shared("--created", keep=_keep_text, metavar="WHEN", help="When it happened, as 2026-11-22T03:27:23.081Z."),
        shared(
            "--tag", "tags", keep=_keep_list, metavar="TAG", multiple=True, help="A word to find it by; repeatable."
        ),
        shared("--session", keep=_keep_text, metavar="SESSION", help="What it belongs to: a theme, a conversation."),
        shared(
            "--set", "metadata", keep=_keep_pairs, metavar="KEY=VALUE", multiple=True, help="Anything else, as text."
        ),
    ]


def given_fields(session: Session) -> dict[str, JSON]:
    """Return the fields that the options gave."""
    fields = session.kept.get(_FIELDS)
    return dict(fields) if isinstance(fields, Mapping) else {}


def _facet(kind: Kind, name: str) -> click.Option:
    described = kind.schema["properties"]
    part = described.get(name) if isinstance(described, Mapping) else None
    words = str(part.get("description", "")) if isinstance(part, Mapping) else ""
    values = ", ".join(values_of(kind.schema, name))
    option = f"--{name.replace('_', '-')}"
    return shared(
        option,
        _PREFIX + name,
        keep=_keep_text,
        metavar="VALUE",
        help=f"{words} [{values}]".strip(),
        complete=facet_values(kind, name),
    )


def _put(context: click.Context, parameter: click.Parameter, value: JSON) -> None:
    fields = all_remembered(context).get(_FIELDS)
    name = str(parameter.name).removeprefix(_PREFIX)
    remember(context, _FIELDS, {**(fields if isinstance(fields, Mapping) else {}), name: value})


def _keep_text(context: click.Context, parameter: click.Parameter, value: JSON) -> None:
    if isinstance(value, str):
        _put(context, parameter, decoded(value))


def _keep_list(context: click.Context, parameter: click.Parameter, value: JSON) -> None:
    if isinstance(value, tuple) and value:
        _put(context, parameter, [decoded(str(text)) for text in value])


def _keep_pairs(context: click.Context, parameter: click.Parameter, value: JSON) -> None:
    if isinstance(value, tuple) and value:
        _put(context, parameter, dict(_pair(decoded(str(text)), context) for text in value))


def _pair(text: str, context: click.Context) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise click.UsageError(f"--set got {quoted(text)}, expected KEY=VALUE", context)
    return name, value
