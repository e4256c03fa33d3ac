"""A review as annotations of a workflow run on GitHub: the worst ten, then the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.render.annotations import annotation, worst
from memfs.render.review_words import counts, verdict

if TYPE_CHECKING:
    from memfs.core.review import Review


def review_in_github(review: Review) -> str:
    """Write at most ten workflow commands, errors first, and the verdict as a plain line."""
    shown = worst(review.violations)
    lines = [*map(annotation, shown), verdict(review)]
    if not review.nothing:
        lines.append(counts(review))
    more = len(review.violations) - len(shown)
    return "\n".join([*lines, *([f"... and {more:,} more violations (memfs review shows all)"] if more else [])])
