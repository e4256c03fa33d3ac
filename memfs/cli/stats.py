"""`memfs stats`: how many records there are, and how their facets share them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, reading_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.core.policy import Targets
    from memfs.verbs import Stats, Store, View

FORMATS = ("text", "json", "html")


@click.command(
    "stats",
    params=[
        click.Option(["--targets"], metavar="NAME", help="Shares to hold against: dataset, or a file like memfs.yaml."),
        *reading_options(),
        *common_options(*FORMATS),
    ],
    epilog=examples(
        "memfs stats",
        "memfs stats --targets dataset",
        "memfs stats --format html",
        "memfs stats --at 2026-11-01 --json",
    ),
)
@in_session(*FORMATS)
def command(session: Session, *, targets: str | None) -> None:
    """Count the records of each kind, and show how the values of each facet share them.

    The shares are held against the policy's targets. No record is read: the names say it all.
    """
    from memfs.verbs import count_records

    store = session.open()
    view = store.view(at=session.at)
    found = count_records(view, targets=_targets(session, view, targets) if targets else None)
    if session.json:
        output.show_json(_data(found))
    elif session.format == "html":
        output.show(_page(store, found, at=session.at))
    else:
        output.show("\n".join(_lines(found)))


def _page(store: Store, found: Stats, *, at: str | None) -> str:
    from memfs.render import stats_in_html
    from memfs.verbs.reviewing import store_growth

    growth = store_growth(store.place.repository, found.store, at=at)
    place = (found.store, found.snapshot)
    return stats_in_html(found.totals, found.distribution, place=place, growth=growth).removesuffix("\n")


def _targets(session: Session, view: View, name: str) -> Targets:
    from memfs.verbs import given_at, named_targets, targets_in

    return named_targets(name) or targets_in(view, name, given_at(name, Path(session.directory)).data)


def _data(found: Stats) -> dict[str, JSON]:
    from memfs.render import distribution_data

    return {
        "store": found.store or ".",
        "snapshot": found.snapshot,
        "records": dict(found.totals),
        "distribution": [distribution_data(one) for one in found.distribution],
    }


def _lines(found: Stats) -> Iterator[str]:
    from memfs.render import distribution_lines

    yield ", ".join(f"{kind}: {count}" for kind, count in found.totals.items())
    for distribution in found.distribution:
        if distribution.total or any(share.target for share in distribution.shares):
            yield ""
            yield from distribution_lines(distribution)
