"""What every git call is given: settings that run nothing of a repository, and a clean environment."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# fsmonitor and external commands are configuration a clone can bring along; quotePath and colour would change output
SAFE_CONFIGURATION = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.quotePath=false"),
    *("-c", "color.ui=false"),
    *("-c", "core.pager=cat"),
    *("-c", "core.safecrlf=false"),
    *("-c", "i18n.commitEncoding=UTF-8"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("-c", "diff.external="),
    *("-c", "core.alternateRefsCommand="),
    # acknowledged means synced: objects and refs, with no measurable price; git's own waiting for a ref lock is short
    *("-c", "core.fsync=committed,reference"),
    *("-c", "core.filesRefLockTimeout=1000"),
)

NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")

# a partial clone fetches what it lacks when asked for it; no call of ours may open a connection
OFFLINE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}

# set by git for its hooks; each would send a command of ours to another index, object store or work tree
LOCAL_VARIABLES = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
)

# each contradicts `--literal-pathspecs`, and git then refuses to run
PATHSPEC_VARIABLES = ("GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_LITERAL_PATHSPECS", "GIT_NOGLOB_PATHSPECS")

# what is pushed to a server lies in a quarantine until its hook has accepted it; only these say where
QUARANTINE = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


def cleaned(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what would send a git call elsewhere, or change what it prints."""
    dropped = {*LOCAL_VARIABLES, *PATHSPEC_VARIABLES}.difference(QUARANTINE if "GIT_QUARANTINE_PATH" in environ else ())
    kept = {name: value for name, value in environ.items() if name not in dropped}
    return {**kept, "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat"}
