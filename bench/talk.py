"""Make conversations and facts to look for, with questions whose answers are known: always the same for one seed.

The words are ours. A question never repeats its answer, half of its words may stand in the turn before, the same
words stand in many other turns, and foreign questions ask in the same tone about what nobody spoke of.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memfs.core.model import JSON

WHOLE = 0.4
"""The share of questions whose words all stand in the record that answers."""

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def listed(text: str) -> list[str]:
    """Take a list apart."""
    return text.split("|")


PEOPLE = listed("Maya|Jonas|Priya|Tomas|Lena|Omar|Ines|Felix|Aiko|Ruben|Clara|Mateo|Nadia|Oskar|Yusuf|Greta")

# a thing, what was told about it, and how somebody asks for that: with a word or two of what was told
THINGS = {
    "telescope": ("we saw the rings of Saturn from the balcony", "see from the balcony with"),
    "sourdough starter": ("the loaf rose for the first time after nine days", "wait until the loaf rose from"),
    "cello": ("the teacher lent me a bow that is a hundred years old", "get from the teacher for"),
    "greenhouse": ("forty tomato plants survived the frost", "say survived the frost in"),
    "motorbike": ("the clutch cable snapped twenty kilometres from home", "break far from home on"),
    "pottery wheel": ("I made eleven bowls and kept two", "make and keep of"),
    "kayak": ("I paddled to the lighthouse and back before noon", "go before noon in"),
    "film camera": ("half of the pictures came out purple", "say about the pictures from"),
    "beehive": ("I moved the bees at night and got three stings", "count as stings from"),
    "allotment": ("the neighbours gave us their rain barrel", "get from the neighbours of"),
    "drone": ("it landed on the roof of the school", "land on a roof with"),
    "sewing machine": ("the coat needed four metres of wool", "need for the coat from"),
    "chess club": ("I lost to a girl of nine in eighteen moves", "lose against a girl in"),
    "choir": ("we sing a mass by Haydn in the spring", "sing in spring with"),
    "aquarium": ("the shrimps multiplied and ate all the algae", "feed to the shrimps of"),
    "climbing wall": ("I fell off the blue route seven times", "fall from a route of"),
    "treehouse": ("the oak branch holds two hundred kilos", "hang on the branch of"),
    "accordion": ("a widow sold it for sixty euros", "pay to the widow for"),
    "marathon": ("I finished in four hours and two minutes", "finish after hours of"),
    "language course": ("I passed the oral exam in Portuguese", "pass as an exam of"),
    "puppy": ("he chewed through the charger of the laptop", "lose as a charger to"),
    "cookbook": ("the publisher wants thirty more soups", "promise the publisher for"),
    "sailing licence": ("the examiner asked about buoys only", "answer the examiner of"),
    "model railway": ("the bridge collapsed under the freight train", "blame for the collapsed bridge of"),
    "wardrobe": ("one door hangs crooked since the move", "notice about one door of"),
    "vineyard": ("we picked grapes until our hands were black", "pick by hand in"),
    "podcast": ("nine hundred people heard the third episode", "call the third episode of"),
    "bakery": ("it opens at half past five and sells out by eight", "sell out by eight in"),
    "piano": ("the tuner found a coin under the strings", "find under the strings of"),
    "scholarship": ("it pays the rent until the end of June", "pay the rent with"),
}
VERBS = listed("started|tried|bought|sold|repaired|cleaned|painted|lost|found|borrowed")
PLACES = listed(
    "at the harbour|behind the station|in the old mill|near the lake|at my sister's place|in the village|on the island"
    "|by the river|in the basement|at the market|next to the library|up in the mountains|at the fair|in the north"
)
WHEN = listed(
    "last weekend|on Tuesday|over the holidays|in March|two weeks ago|yesterday evening|before the storm|this morning"
    "|after the wedding|during the strike|at Easter|on my birthday"
)
SMALL_TALK = listed(
    "How was your week?|Busy, but I can't complain.|Did you sleep at all?|The weather has been awful here."
    "|I have to leave in ten minutes.|Let's cook together soon.|I keep forgetting things lately.|That sounds great!"
    "|You always say that.|Give my love to your parents.|The trains were late again.|I need a coffee first."
    "|What are you doing at the weekend?|We should do this more often.|I am so glad to hear that.|Same here, honestly."
)
ASKS = listed(
    "And how did it go?|Tell me more!|Really? And then?|Wow, what happened?|No way. How come?|And are you happy?"
)
OPENERS = listed(
    "{who}: I {verb} the {thing} {place} {when}.|{who}: You know the {thing}? I {verb} it {when}, {place}."
    "|{who}: {When} I finally {verb} a {thing} {place}.|{who}: So, the {thing}. I {verb} it {place} {when}."
)
QUESTIONS = listed(
    "What did {asker} {ask} the {thing} {place}?|{asker} {verb} a {thing} {when}: what did they {ask} it?"
    "|What did {asker} {ask} the {thing} that was {verb} {place} {when}?|What did my friend {ask} the {thing} {place}?"
)
WHEREABOUTS = listed("Where and when was the {thing} {verb} by {asker} {place}?|Who {verb} a {thing} {place} {when}?")

SYSTEMS = listed(
    "ledger|gateway|invoice service|nightly export|search index|payment queue|staging cluster|mobile client|login page"
    "|report builder|image cache|feature flags|billing worker|audit trail|webhook relay|rate limiter|customer table"
    "|release pipeline|message broker|session store"
)
# a trouble: how it showed, what solved it, and how somebody asks for that
EVENTS = {
    "timeouts": ("the {system} gave up waiting under load", "raised the limit to forty seconds", "limit did we raise"),
    "duplicate rows": (
        "the {system} wrote entries twice after a retry",
        "an idempotency key on each request settled it",
        "key on requests stopped",
    ),
    "memory leak": (
        "the {system} grew by a gigabyte each day",
        "closed the file handles in a finally block",
        "handles were closed",
    ),
    "migration": (
        "the {system} had to change its schema",
        "added the column first and filled it in batches of 500",
        "batches filled the column",
    ),
    "encoding": (
        "the {system} turned umlauts into question marks",
        "declared utf8mb4 on the connection",
        "was declared on connections",
    ),
    "permissions": (
        "the {system} could not read its own directory",
        "the deploy user was missing from a group",
        "group was the deploy user missing from",
    ),
    "clock drift": (
        "the {system} refused tokens as not valid yet",
        "ntp had been off on two hosts",
        "hosts had ntp off",
    ),
    "pagination": (
        "the {system} skipped items between pages",
        "a cursor on the primary key instead of an offset",
        "replaced the offset with a cursor",
    ),
    "deadlock": (
        "the {system} stopped with two writers",
        "both now take the locks in the same order",
        "order do the locks have",
    ),
    "certificate": (
        "the {system} lost its trust over night",
        "the chain lacked its middle link",
        "link was lacking in the chain",
    ),
    "flaky test": (
        "the tests of the {system} failed every tenth run",
        "they shared one port, now each picks its own",
        "port did they share",
    ),
    "slow query": (
        "the {system} needed eleven seconds for a list",
        "an index on region and month brought it to 30 ms",
        "index sped it up",
    ),
    "backup": (
        "the {system} could not be restored",
        "the dump had been cut by a full disk since May",
        "cut the dump",
    ),
    "rollback": (
        "the {system} was set back to the version before",
        "its new parser dropped empty fields",
        "fields did the parser drop",
    ),
    "quota": ("the {system} ran out of disk", "logs are now kept for nine days", "logs are kept"),
    "ordering": (
        "the {system} delivered events out of order",
        "one partition per account keeps them in line",
        "partition per account is there",
    ),
}
STEPS = listed(
    "Read the logs of the {system}, nothing unusual in them.|Could not reproduce it on a laptop."
    "|Asked the people on call, they had seen it in spring.|Wrote a small script that sends the same traffic."
    "|Compared the settings with those of last month.|It is not the network: the same host answers at once."
)
TEAMS = listed(
    "in the Berlin office|for the Acme account|on the ARM hosts|in production|in the trial tenant|for new users"
)
FACT_ASKS = listed(
    "What {ask} for the {event} of the {system} {team}?|Which {ask} when the {system} had {event} {team}?"
    "|{system} {event} {team}: what {ask}?|What {ask} after {event} {team}?"
)
CAUSES = listed("How did {event} of the {system} show {team}?|Since when did the {system} have {event} {team}?")

FOREIGN = listed(
    "Which vaccine does {who}'s grandmother refuse?|How many goals did {who} score against the visitors?"
    "|What colour is {who}'s umbrella?|When does the embassy renew {who}'s passport?"
    "|Which dentist removed {who}'s wisdom tooth?|What did {who} inherit from the bishop?"
    "|Who voted against {who}'s amendment in parliament?|What is the boiling point of the solvent in tank nine?"
    "|Which theorem proves that the manifold is compact?|How is the uranium enriched at the northern plant?"
    "|What rent does the tenant of the third floor pay?|Which knight killed the dragon in the ballad?"
    "|How long is gestation for an elephant calf?|Why did the orchestra dismiss its conductor?"
    "|What spice makes the curry taste of liquorice?|Which glacier feeds the waterfall near the monastery?"
    "|How do we calibrate the spectrometer after shipping?|What does the notary charge for a testament?"
    "|Which enzyme unfolds the protein at low temperature?|How much ballast does the submarine carry?"
    "|How many telescopes does the observatory in Chile operate?|Which cello did the thief leave in the museum?"
    "|What limit does the treaty set for herring?|Who tuned the piano of the emperor?"
    "|Which index does the fund of the pension scheme follow?|How many locks does the canal have between the two seas?"
    "|Which port did the pirates burn?|What order of monks brews this beer?"
    "|What is the tariff on imported bicycles?|Which planet did the astrologer blame for {who}'s divorce?"
    "|How was the cathedral's spire rebuilt after the fire?|Who embroidered the flag of the regiment?"
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A question, and the keys of the records that answer it; none where it asks about what is not there."""

    question: str
    evidence: frozenset[str]


@dataclass(frozen=True, slots=True)
class Haystack:
    """Records to look in, and what to look for."""

    name: str
    records: Sequence[dict[str, JSON]]
    probes: Sequence[Probe]
    foreign: Sequence[str]


def dialogue(*, sessions: int, seed: int = 7) -> Haystack:
    """Make conversations of two people each, every turn a memory in the session of its conversation."""
    chance = random.Random(f"dialogue {seed}")  # noqa: S311 - the same for everybody
    records: list[dict[str, JSON]] = []
    probes: list[Probe] = []
    for session in range(sessions):
        pair = chance.sample(PEOPLE, 2)
        for _ in range(chance.randint(3, 5)):
            said, answer, question = _topic(chance, pair)
            first = len(records)
            records.extend(_turn(text, session, first + at) for at, text in enumerate(said))
            probes.append(Probe(question, frozenset({_key("turn", first + answer)})))
    return Haystack("dialogue", records, probes, _foreign(chance, len(probes) // 4))


def facts(*, sessions: int, seed: int = 7) -> Haystack:
    """Make what engineers noted: a session about one trouble, how it showed first and what solved it after."""
    chance = random.Random(f"facts {seed}")  # noqa: S311 - the same for everybody
    records: list[dict[str, JSON]] = []
    probes: list[Probe] = []
    for session in range(sessions):
        said, answer, question = _trouble(chance)
        first = len(records)
        records.extend(_note(text, session, first + at) for at, text in enumerate(said))
        probes.append(Probe(question, frozenset({_key("note", first + answer)})))
    return Haystack("facts", records, probes, _foreign(chance, len(probes) // 4))


def _topic(chance: random.Random, pair: Sequence[str]) -> tuple[list[str], int, str]:
    """Return the turns of one topic, which of them answers, and the question."""
    teller, other = chance.sample(list(pair), 2)
    thing, (detail, ask) = chance.choice(list(THINGS.items()))
    when = chance.choice(WHEN)
    slots = {"thing": thing, "verb": chance.choice(VERBS), "place": chance.choice(PLACES), "when": when}
    opener = chance.choice(OPENERS).format(who=teller, When=when.capitalize(), **slots)
    chat = [f"{chance.choice(pair)}: {chance.choice(SMALL_TALK)}" for _ in range(chance.randint(0, 3))]
    said = [opener, f"{other}: {chance.choice(ASKS)}", f"{teller}: Well, {detail}.", *chat]
    if chance.random() < WHOLE:
        return said, 0, chance.choice(WHEREABOUTS).format(asker=teller, **slots)
    return said, 2, chance.choice(QUESTIONS).format(asker=teller, ask=ask, **slots)


def _trouble(chance: random.Random) -> tuple[list[str], int, str]:
    """Return the notes on one trouble, which of them answers, and the question."""
    event, (seen, solved, ask) = chance.choice(list(EVENTS.items()))
    slots = {"event": event, "system": chance.choice(SYSTEMS), "team": chance.choice(TEAMS)}
    steps = chance.sample([step.format(**slots) for step in STEPS], chance.randint(0, 3))
    said = [f"{event} {slots['team']}: {seen.format(**slots)}.", *steps, f"{solved}."]
    if chance.random() < WHOLE:
        return said, 0, chance.choice(CAUSES).format(**slots)
    return said, len(said) - 1, chance.choice(FACT_ASKS).format(ask=ask, **slots)


def _turn(text: str, session: int, number: int) -> dict[str, JSON]:
    kind = {"outcome": "interaction", "sentiment": ("positive", "neutral", "negative")[number % 3]}
    return {"summary": _key("turn", number), **kind, "content": text, **_placed("talk", session, number)}


def _note(text: str, session: int, number: int) -> dict[str, JSON]:
    kind = {"outcome": "learning", "insight_type": ("fact", "pattern", "correction")[number % 3]}
    content = text[0].upper() + text[1:]
    return {"summary": _key("note", number), **kind, "content": content, **_placed("work", session, number)}


def _placed(theme: str, session: int, number: int) -> dict[str, JSON]:
    moment = START + timedelta(minutes=7 * number)
    return {"created": f"{moment:%Y-%m-%dT%H:%M:%S.000Z}", "session": f"{theme}_{session:04d}"}


def _key(word: str, number: int) -> str:
    return f"{word}_{number:05d}"


def _foreign(chance: random.Random, count: int) -> list[str]:
    return [chance.choice(FOREIGN).format(who=chance.choice(PEOPLE)) for _ in range(count)]
