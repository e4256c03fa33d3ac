"""What a shell completes: kinds, keys and values as the store's own schemas say."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from memfs.cli.session import Session, all_remembered
from memfs.core.cells import options as values_of
from memfs.core.errors import MemfsError
from memfs.core.escape import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click

    from memfs.core.kinds import Kind
    from memfs.verbs import View

    Completion = Callable[[click.Context, click.Parameter, str], list[str]]

MOST = 500
"""Nobody reads more, and a store may hold 100,000 keys."""


def view_of(context: click.Context) -> View | None:
    """Open the store that a half-written command line means; None where there is none, or its law is broken."""
    try:
        return Session(all_remembered(context)).open().view()
    except (MemfsError, OSError):
        return None


def kinds(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's signature
    """Complete the name of a kind."""
    view = view_of(context)
    return _begun(view.law.kinds if view else (), incomplete)


def keys(kind: str | None = None) -> Completion:
    """Complete keys: the known sections of a context, else what the store holds.

    Without `kind` it is what the argument of that name says.
    """

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
        view, name = view_of(context), kind or str(context.params.get("kind"))
        if view is None or name not in view.law.kinds:
            return []
        known = view.law.kinds[name].keys()
        return _begun(known or view.names(name), incomplete)

    return complete


def facet_values(kind: Kind, facet: str) -> Completion:
    """Complete the values of a facet; `kind` says what they are where no store does."""

    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
        view = view_of(context)
        known = view.law.kinds.get(kind.name, kind) if view else kind
        return _begun(values_of(known.schema, facet), incomplete)

    return complete


def conditions(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - click's signature
    """Complete FACET=VALUE."""
    view = view_of(context)
    facets = [(kind, facet) for kind in (view.law.kinds.values() if view else ()) for facet in kind.facets]
    pairs = (f"{facet}={value}" for kind, facet in facets for value in values_of(kind.schema, facet))
    return _begun(dict.fromkeys(pairs), incomplete)


def words(*known: str) -> Completion:
    """Complete one of some words."""
    return lambda _context, _parameter, incomplete: _begun(known, incomplete)


def _begun(known: Iterable[str], incomplete: str) -> list[str]:
    """Return the words that go on so; one that a terminal could obey is nothing to complete."""
    return list(islice((word for word in known if word.startswith(incomplete) and printable(word) == word), MOST))
