"""The files of a store that are not records: which there may be, and what ours hold."""

from __future__ import annotations

from memfs.core.policy import FILE as POLICY_FILE

SCHEMA_DIRECTORY = "schema"
SCHEMA_ENDING = ".schema.json"
GITATTRIBUTES = b"*.yaml text eol=lf merge=memfs diff=memfs\n"
GITIGNORE = b"!*/\n!*.yaml\n"
OWN_FILES = {".gitattributes": GITATTRIBUTES, ".gitignore": GITIGNORE}
README = "README.md"


def is_schema(below: str) -> bool:
    """Tell whether a path relative to its store is a schema file's place."""
    return below.startswith(SCHEMA_DIRECTORY + "/") and below.endswith(SCHEMA_ENDING) and below.count("/") == 1


def is_law(below: str) -> bool:
    """Tell whether a path relative to its store is the policy's or a schema's place."""
    return below == POLICY_FILE or is_schema(below)


def below(path: str, store: str) -> str:
    """Return a path relative to its store."""
    return path[len(store) + 1 :] if store else path
