"""Care: what a repository's memory needs that no rule about records can see."""

from memfs.verbs.care.examination import examine
from memfs.verbs.care.finding import Finding

__all__ = ["Finding", "examine"]
