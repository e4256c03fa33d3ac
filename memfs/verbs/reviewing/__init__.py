"""Review: a change to the memory, told so that a person can judge it."""

from memfs.verbs.reviewing.between import Between, commits, staged, store_named, unstaged
from memfs.verbs.reviewing.fields import changed_fields
from memfs.verbs.reviewing.pairing import paired
from memfs.verbs.reviewing.past import growth, growths, store_growth
from memfs.verbs.reviewing.whole import review

__all__ = [
    "Between",
    "changed_fields",
    "commits",
    "growth",
    "growths",
    "paired",
    "review",
    "staged",
    "store_growth",
    "store_named",
    "unstaged",
]
