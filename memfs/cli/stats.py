"""`memfs stats`: how many records there are, and how their facets share them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from memfs.cli import output
from memfs.cli.kinds import examples
from memfs.cli.options import common_options, in_session, reading_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memfs.cli.session import Session
    from memfs.core.model import JSON
    from memfs.core.policy import Targets
    from memfs.core.review import Growth
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
    """Count the records of each kind: how facets share them, where they cluster, how they grew.

    The shares are held against the policy's targets. No record is read: the names say it all. Growth follows the last
    2,000 commits that touched the store.
    """
    from memfs.verbs import count_records

    store = session.open()
    view = store.view(at=session.at)
    found = count_records(view, targets=_targets(session, view, targets) if targets else None)
    growth = _growth(store, found, at=session.at)
    if session.json:
        output.show_json(_data(found, growth))
    elif session.format == "html":
        output.show(_page(found, growth), safe=True)
    else:
        output.show("\n".join(_lines(found, growth)))


def _growth(store: Store, found: Stats, *, at: str | None) -> Sequence[Growth]:
    from memfs.verbs.reviewing import store_growth

    return store_growth(store.place.repository, found.store, at=at)


def _page(found: Stats, growth: Sequence[Growth]) -> str:
    from memfs.render import stats_in_html

    place, areas = (found.store, found.snapshot), found.hotspots
    made = stats_in_html(found.totals, found.distribution, place=place, hotspots=areas, growth=growth)
    return made.removesuffix("\n")


def _targets(session: Session, view: View, name: str) -> Targets:
    from memfs.verbs import given_at, named_targets, targets_in

    return named_targets(name) or targets_in(view, name, given_at(name, Path(session.directory)).data)


def _data(found: Stats, growth: Sequence[Growth]) -> dict[str, JSON]:
    from memfs.render import distribution_data, growth_data, hotspot_data

    return {
        "store": found.store or ".",
        "snapshot": found.snapshot,
        "records": dict(found.totals),
        "distribution": [distribution_data(one) for one in found.distribution],
        "hotspots": [hotspot_data(one) for one in found.hotspots],
        "growth": [growth_data(one) for one in growth],
    }


def _lines(found: Stats, growth: Sequence[Growth]) -> Iterator[str]:
    from memfs.render import distribution_lines, growth_lines, hotspot_lines

    yield ", ".join(f"{kind}: {count}" for kind, count in found.totals.items())
    for distribution in found.distribution:
        if distribution.total or any(share.target for share in distribution.shares):
            yield ""
            yield from distribution_lines(distribution)
    for lines in (list(hotspot_lines(found.hotspots)), list(growth_lines(growth))):
        yield from ["", *lines] if lines else ()
