"""Recall: records by facets, time, session, tags and words; the best answer first, else the newest.

One engine for the command line, Python and MCP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.verbs.recalling.listing import list_records
from memfs.verbs.recalling.query import (
    Hit,
    Query,
    Recalled,
    classified,
    demand_facets,
    matching,
)
from memfs.verbs.recalling.span import Span, instant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memfs.verbs.view import View

__all__ = ["Hit", "Query", "Recalled", "classified", "demand_facets", "instant", "matching", "recall_records"]


def recall_records(
    view: View, query: Query, *, rerank: Callable[[str, Sequence[Hit]], Sequence[float]] | None = None
) -> Recalled:
    """Return the records that match a query.

    `rerank` is asked last where there are words: given these and the hits, best first, it returns a number for each,
    and the highest comes first. Raises InvalidError for a facet or a value that the schema does not know, MemfsError
    `usage` for a date that is none.
    """
    demand_facets(query.where, classified(view))
    span = Span(query)
    if not query.words.strip():
        return list_records(view, query, span)
    from memfs.verbs.recalling.searching import search_records

    return search_records(view, query, span, rerank=rerank)
