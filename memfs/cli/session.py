"""One command line: where it runs, on which store, and how it prints."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.outcomes import outcome_data, outcome_lines
from memfs.core.escape import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from memfs.core.model import JSON
    from memfs.verbs import Draft, Outcome, Store, View, Wishes

_KEPT = "memfs.options"


def remember(context: click.Context, name: str, value: JSON) -> None:
    """Keep the value of an option for every command below."""
    context.meta[_KEPT] = {**context.meta.get(_KEPT, {}), name: value}


def remembered(context: click.Context, name: str) -> JSON:
    """Return what was kept under a name, None where the option was not given."""
    return all_remembered(context).get(name)


def all_remembered(context: click.Context) -> Mapping[str, JSON]:
    """Return everything that was kept."""
    kept: Mapping[str, JSON] = context.meta.get(_KEPT, {})
    return kept


@dataclass(frozen=True, slots=True)
class Session:
    """What the shared options say; `kept` are all that were given, by name."""

    kept: Mapping[str, JSON]
    format: str = "text"

    @classmethod
    def of(cls, context: click.Context, formats: tuple[str, ...]) -> Session:
        """Read the options of a command line; raises UsageError for a format that the command cannot print."""
        kept = all_remembered(context)
        wanted = str(kept.get("format", formats[0]))
        if wanted not in formats:
            raise click.UsageError(f"the format is {quoted(wanted)}, expected one of {', '.join(formats)}", context)
        return cls(kept, wanted)

    @property
    def directory(self) -> str:
        """Return the directory that `-C` leads to."""
        entered = self.kept.get("start")
        return os.path.join(".", *map(str, entered)) if isinstance(entered, tuple) else "."  # noqa: PTH118 - Path would drop the dots of a name

    @property
    def json(self) -> bool:
        """Tell whether the result is one JSON object."""
        return self.format == "json"

    @property
    def quiet(self) -> bool:
        """Tell whether confirmations are left out."""
        return bool(self.kept.get("quiet"))

    @property
    def at(self) -> str | None:
        """Return the revision or time to read, None for now."""
        return self.text("at")

    @property
    def store(self) -> str | None:
        """Return the store's directory as named by `--store`, else by the environment; None where neither does."""
        return self.text("store") or os.environ.get("MEMFS_STORE") or None

    def text(self, name: str) -> str | None:
        """Return a shared option's text."""
        value = self.kept.get(name)
        return None if value is None else str(value)

    def open(self) -> Store:
        """Open the store that is named, else the nearest."""
        from memfs.verbs import Store

        return Store.open(self.directory, store=self.store)

    def wishes(self) -> Wishes:
        """Return what the options ask of a write."""
        from memfs.verbs import Wishes

        commit = self.kept.get("commit")
        return Wishes(
            message=self.text("message"),
            commit=commit if isinstance(commit, bool) else None,
            dry_run=bool(self.kept.get("dry_run")),
            author=self.text("author") or os.environ.get("MEMFS_AUTHOR") or None,
            allow_detached=bool(self.kept.get("allow_detached")),
        )

    def write(self, planner: Callable[[View], Draft]) -> None:
        """Let a verb write, and say what it did."""
        self.tell(self.open().write(planner, wishes=self.wishes()))

    def tell(self, outcome: Outcome) -> None:
        """Print what a write did."""
        wishes = self.wishes()
        if self.json:
            output.show_json(outcome_data(outcome, dry_run=wishes.dry_run))
            return
        if wishes.dry_run and outcome.diff:
            output.show(outcome.diff)
        elif not self.quiet:
            output.show("\n".join(outcome_lines(outcome)))
        for sentence in () if self.quiet else outcome.notes:
            output.note(sentence)
