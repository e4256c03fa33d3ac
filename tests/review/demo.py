"""A change as people see it in a pull request, with something of everything: for the pages and their tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec import emit
from tests.review.teams import fact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.model import JSON
    from tests.review.teams import Team

POLICY = """\
memfs: 1
distribution:
  enforce: report
  minimum: 5
  targets:
    - {facet: outcome, shares: {success: 40, learning: 30, failure: 20, interaction: 10}}
"""
LEAK = "The connection pool leaked under load because the worker kept its lock while it retried."


def memory(summary: str, content: str, **fields: JSON) -> dict[str, JSON]:
    """Return a memory of any sort."""
    return {"summary": summary, "content": content, **fields}


BEFORE: tuple[Mapping[str, JSON], ...] = (
    memory("pool_leak", LEAK, outcome="success", tool="code_interpreter", task_type="debug", tags=["pool", "locks"]),
    fact("dns_ttl", "The internal DNS answers with a TTL of 60 seconds, so a failover takes up to a minute."),
    fact("old_build_flags", "The build needs the flag --legacy on the old runner."),
    memory("docs_blocked", "The vendor's site answers 403.", outcome="failure", tool="web_search", reason="blocked"),
    memory("short_answers", "The team asked for five sentences at most.", outcome="interaction", sentiment="neutral"),
    fact("csv_twice", "The regional files repeat their header when two days were joined."),
)


def make(team: Team) -> None:
    """Commit a store on main, and on work a change that has something of everything."""
    team.begin(*BEFORE, policy=POLICY)
    before = {str(data["summary"]): data for data in BEFORE}
    team.put({**before["pool_leak"], "content": f"{LEAK} A test now holds 200 connections.", "tags": ["pool", "test"]})
    team.put({**before["dns_ttl"], "content": "The internal DNS answers with a TTL of 30 seconds."})
    team.drop(before["docs_blocked"])
    moved = {"outcome": "success", "tool": "web_search", "domain": "technical"}
    team.put(memory("docs_blocked", "The vendor's site wants a contact in the user agent.", **moved))
    team.drop(before["short_answers"])
    team.put({**before["short_answers"], "summary": "five_sentences"})
    team.drop(before["old_build_flags"])
    failed = {"outcome": "failure", "tool": "code_interpreter", "error_type": "timeout"}
    slow = "Reading the 40 GB export in one piece runs into the limit.\nBy row group it took 90 seconds."
    team.put(memory("export_times_out", slow, **failed, metadata={"ticket": "DATA-1182"}))
    team.put(fact("pool_leaked_again", f"{LEAK} Again.", tags=["pool"]))
    team.write(
        "memories/outcome=learning/insight_type=fact/Churn-Rate.yaml", emit(fact("Churn-Rate", "Small shops go."))
    )
    team.write("context/objectives.yaml", emit({"section": "objectives", "items": ["Find out why small shops leave"]}))
    team.write("memfs.yaml", POLICY.replace("learning: 30", "learning: [20, 30]"))
