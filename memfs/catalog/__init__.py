"""The catalog: a disposable cache of records, verdicts and text beside the repository's own files.

git and the files say everything it says; it only says it sooner. It is never trusted over git, never waited for, and
may be deleted at any time. Only here is SQLite used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.catalog.door import Making, consult, exists, making, remove, revise
    from memfs.catalog.facts import Facts
    from memfs.catalog.home import Home
    from memfs.catalog.reader import Reader
    from memfs.catalog.selection import Selected, Selection, Wanted
    from memfs.catalog.state import State
    from memfs.catalog.writer import Writer

__all__ = [
    "Facts",
    "Home",
    "Making",
    "Reader",
    "Selected",
    "Selection",
    "State",
    "Wanted",
    "Writer",
    "consult",
    "exists",
    "making",
    "remove",
    "revise",
]

_HOMES = {
    "Facts": "memfs.catalog.facts:Facts",
    "Home": "memfs.catalog.home:Home",
    "Making": "memfs.catalog.door:Making",
    "Reader": "memfs.catalog.reader:Reader",
    "Selected": "memfs.catalog.selection:Selected",
    "Selection": "memfs.catalog.selection:Selection",
    "State": "memfs.catalog.state:State",
    "Wanted": "memfs.catalog.selection:Wanted",
    "Writer": "memfs.catalog.writer:Writer",
    "consult": "memfs.catalog.door:consult",
    "exists": "memfs.catalog.door:exists",
    "making": "memfs.catalog.door:making",
    "remove": "memfs.catalog.door:remove",
    "revise": "memfs.catalog.door:revise",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)
