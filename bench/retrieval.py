"""Measure what recall finds, and how soon: `python -m bench.retrieval` (`BENCH_RECORDS=100000` for a large store).

The first table asks conversations and facts made here (`bench.talk`) questions whose answers are known, and questions
about what nobody spoke of. The second measures recall in one process, over a store in git whose catalog is fresh,
beside reading the same memories as JSON files found by a glob.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus import memory_kind
from bench.run import machine
from bench.talk import dialogue, facts
from memfs.core.search.admission import Admission
from memfs.core.search.library import Page, Shelf
from memfs.core.search.passages import passages_of
from memfs.core.search.question import question_of
from memfs.core.search.ranking import newest, rank
from memfs.core.search.scale import RELEVANT, Weights
from memfs.verbs import Memory, Query, Store, Wishes, recall_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bench.talk import Haystack
    from memfs.core.model import JSON

ASKED = 400
TURNS = 100
WISHES = Wishes(via="python", author="Bench <bench@example.invalid>")


@dataclass(frozen=True, slots=True)
class Quality:
    """What was found: the share of the evidence in the first ten, of questions with some of it in the first five.

    `answered` is the share of questions that got an answer at all, `silent` that of foreign ones that got none.
    """

    first_ten: float
    any_five: float
    answered: float
    silent: float


def quality(haystack: Haystack, weights: Weights) -> Quality:
    """Ask a haystack all its questions."""
    shelf = shelf_of(haystack.records)
    probes = haystack.probes[:ASKED]
    found = [(probe.evidence, keys_of(shelf, probe.question, weights)) for probe in probes]
    foreign = [keys_of(shelf, question, weights) for question in haystack.foreign[:ASKED]]
    return Quality(
        first_ten=sum(len(evidence & {*keys[:10]}) / len(evidence) for evidence, keys in found) / len(found),
        any_five=sum(bool(evidence & {*keys[:5]}) for evidence, keys in found) / len(found),
        answered=sum(bool(keys) for _, keys in found) / len(found),
        silent=sum(not keys for keys in foreign) / len(foreign),
    )


def shelf_of(records: Sequence[dict[str, JSON]]) -> Shelf:
    """Put records on a shelf."""
    kind = memory_kind()
    pages = (
        Page(number, str(one["summary"]), "", str(one["created"]), str(one["session"]))
        for number, one in enumerate(records)
    )
    return Shelf.of((page, passages_of(one, kind)) for page, one in zip(pages, records, strict=True))


def keys_of(shelf: Shelf, question: str, weights: Weights) -> list[str]:
    """Return the keys that answer a question, the best first."""
    ranking = rank(question_of(question), shelf, Admission, weights=weights)
    pages = newest(shelf.pages(ranking.points).values())
    return [page.key for page in sorted(pages, key=lambda page: -ranking.points[page.number])]


def qualities() -> Iterable[str]:
    """Yield the rows of the first table."""
    yield "| data | records, questions, foreign | neighbours | R@10 | any@5 | answered | silent |"
    yield "|---|---|---|---|---|---|---|"
    for haystack in (dialogue(sessions=400), facts(sessions=1200)):
        sizes = (len(haystack.records), min(ASKED, len(haystack.probes)), min(ASKED, len(haystack.foreign)))
        for window in (0, Weights().window):
            q = quality(haystack, Weights(window=window))
            shown = " | ".join(f"{share:.3f}" for share in (q.first_ten, q.any_five, q.answered, q.silent))
            yield f"| {haystack.name} | {', '.join(f'{n:,}' for n in sizes)} | {window or 'none'} | {shown} |"


def timed(work: Callable[[int], object], turns: int = TURNS) -> tuple[str, float]:
    """Run a piece of work often; return medians and 99th percentiles of wall and CPU time, and the CPU's median."""
    walls, cpus = [], []
    for turn in range(turns):
        wall, cpu = time.perf_counter(), spent()
        work(turn)
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (spent() - cpu))
    cells = (f"{at(numbers, 0.5):.1f} / {at(numbers, 0.99):.1f}" for numbers in (walls, cpus))
    return " | ".join(cells), at(cpus, 0.5)


def spent() -> float:
    """Return the CPU seconds of this process and of its children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def at(numbers: Sequence[float], share: float) -> float:
    """Return a percentile."""
    return sorted(numbers)[min(int(len(numbers) * share), len(numbers) - 1)]


def speeds(directory: Path, count: int) -> Iterable[str]:
    """Yield the rows of the second table."""
    talk, notes = dialogue(sessions=count // 36 + 1), facts(sessions=count // 6 + 1)
    records = [*talk.records[: count // 2], *notes.records][:count]
    store = filled(directory / "store", records)
    files(directory / "json", records)
    asked = [probe.question for pair in zip(talk.probes, notes.probes, strict=False) for probe in pair]
    where = {"outcome": {"interaction"}, "sentiment": {"positive"}}
    view = store.view

    def by_words(turn: int) -> object:
        return recall_records(view(), Query(words=asked[turn % len(asked)], limit=10))

    def by_both(turn: int) -> object:
        return recall_records(view(), Query(words=asked[turn % len(asked)], limit=10, where=where))

    def by_facets(_: int) -> object:
        return recall_records(view(), Query(where=where))

    first, _ = timed(by_words, 1)
    yield f"| work, {count:,} memories | wall ms, p50 / p99 | CPU ms, p50 / p99 | of the glob's CPU |"
    yield "|---|---|---|---|"
    shown, base = timed(lambda _: globbed(directory / "json"), 5)
    yield f"| all JSON files by a glob, those with the facets kept | {shown} | 1 |"
    rows = (("recall by facets", by_facets), ("recall by words", by_words), ("recall by words and facets", by_both))
    for name, work in rows:
        shown, median = timed(work)
        yield f"| {name} | {shown} | {median / base:.2f} |"
    yield f"| the first recall by words, which fills the full text | {first} | |"


def filled(directory: Path, records: Sequence[dict[str, JSON]]) -> Store:
    """Make a store of some memories in one commit, with a catalog."""
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    for role in ("AUTHOR", "COMMITTER"):
        os.environ.update({f"GIT_{role}_NAME": "Bench", f"GIT_{role}_EMAIL": "bench@example.invalid"})
    store = Store.init(directory)
    with store.batch("fill", wishes=WISHES) as batch:
        for record in records:
            batch.add(Memory(**record))
    recall_records(store.view(), Query(limit=1))
    return store


def files(directory: Path, records: Sequence[dict[str, JSON]]) -> None:
    """Write memories as BTB keeps them: JSON files in directories of facets."""
    for record in records:
        facets = [f"{name}={record[name]}" for name in memory_kind().facets if name in record]
        home = directory.joinpath(*facets)
        home.mkdir(parents=True, exist_ok=True)
        (home / f"{record['summary']}.json").write_text(json.dumps(record), encoding="utf-8")


def globbed(directory: Path) -> list[dict[str, JSON]]:
    """Recall as BTB does: a glob over all files, each opened and parsed."""
    found = []
    for path in glob(f"{directory}/**/*.json", recursive=True):  # noqa: PTH207 - what BTB calls
        with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - what BTB calls
            record = json.load(stream)
        if record["outcome"] == "interaction" and record.get("sentiment") == "positive":
            found.append(record)
    return sorted(found, key=lambda record: str(record["created"]), reverse=True)


def main() -> None:
    """Print both tables."""
    for line in qualities():
        print(line, flush=True)
    print(f"\nA score under {RELEVANT:.2f} is no answer.\n")
    count = int(os.environ.get("BENCH_RECORDS", "10000"))
    with tempfile.TemporaryDirectory() as scratch:
        for line in speeds(Path(scratch), count):
            print(line, flush=True)
    print(f"\nIn one process, CPU with the children that git is. {machine()}.")


if __name__ == "__main__":
    main()
