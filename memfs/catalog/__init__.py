"""The catalog: a disposable cache of records, verdicts and text beside the repository's own files.

git and the files say everything it says; it only says it sooner. It is never trusted over git, never waited for, and
may be deleted at any time. Only here is SQLite used.
"""

from __future__ import annotations

from memfs.core.lazy import exported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from memfs.catalog.database import Counts, Members, Table, write_database
    from memfs.catalog.door import Making, consult, remove, revise, state_of
    from memfs.catalog.facts import Facts
    from memfs.catalog.fulltext import Pending
    from memfs.catalog.home import Home, exists
    from memfs.catalog.program import judged_by
    from memfs.catalog.reader import Reader
    from memfs.catalog.selection import Selected, Selection, Wanted
    from memfs.catalog.state import State
    from memfs.catalog.writer import Writer

__all__ = [
    "Counts",
    "Facts",
    "Home",
    "Making",
    "Members",
    "Pending",
    "Reader",
    "Selected",
    "Selection",
    "State",
    "Table",
    "Wanted",
    "Writer",
    "consult",
    "exists",
    "judged_by",
    "remove",
    "revise",
    "state_of",
    "write_database",
]

_HOMES = {
    "Counts": "memfs.catalog.database:Counts",
    "Facts": "memfs.catalog.facts:Facts",
    "Home": "memfs.catalog.home:Home",
    "Making": "memfs.catalog.door:Making",
    "Members": "memfs.catalog.database:Members",
    "Pending": "memfs.catalog.fulltext:Pending",
    "Reader": "memfs.catalog.reader:Reader",
    "Selected": "memfs.catalog.selection:Selected",
    "Selection": "memfs.catalog.selection:Selection",
    "State": "memfs.catalog.state:State",
    "Table": "memfs.catalog.database:Table",
    "Wanted": "memfs.catalog.selection:Wanted",
    "Writer": "memfs.catalog.writer:Writer",
    "consult": "memfs.catalog.door:consult",
    "exists": "memfs.catalog.home:exists",
    "judged_by": "memfs.catalog.program:judged_by",
    "remove": "memfs.catalog.door:remove",
    "revise": "memfs.catalog.door:revise",
    "state_of": "memfs.catalog.door:state_of",
    "write_database": "memfs.catalog.database:write_database",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)
