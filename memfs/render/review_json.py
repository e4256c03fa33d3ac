"""A review as the fields that programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.render.json_text import violation_data
from memfs.render.shares import distribution_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from memfs.core.model import JSON
    from memfs.core.review import FieldChange, LawChange, RecordChange, Review


def review_data(review: Review) -> dict[str, JSON]:
    """Return a review whole: nothing is cut or left out."""
    return {
        "ok": review.ok,
        "base": review.base,
        "head": review.head,
        "changes": [_change(change) for change in review.changes],
        "law": [_law(change) for change in review.law],
        "distribution": {
            "before": [distribution_data(found) for shares in review.shares for found in shares.before],
            "after": [distribution_data(found) for shares in review.shares for found in shares.after],
        },
        "violations": [violation_data(violation) for violation in review.violations],
        "duplicates": [{"path": like.path, "like": like.like, "score": like.score} for like in review.duplicates],
    }


def _fields(fields: Iterable[FieldChange]) -> list[JSON]:
    return [{"name": field.name, "old": field.old, "new": field.new} for field in fields]


def _change(change: RecordChange) -> dict[str, JSON]:
    return {
        "action": change.action,
        "kind": change.kind,
        "key": change.key,
        "path": change.path,
        "old_path": change.old_path,
        "fields": _fields(change.fields),
        "author": change.author,
        "tokens": change.tokens,
    }


def _law(change: LawChange) -> dict[str, JSON]:
    return {
        "action": change.action,
        "kind": change.kind,
        "path": change.path,
        "fields": _fields(change.fields),
        "author": change.author,
        "breaks": [violation_data(violation) for violation in change.breaks],
        "allows": [violation_data(violation) for violation in change.allows],
    }
