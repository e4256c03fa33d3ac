"""The law: a store's policy and kinds together, as of one snapshot."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from memfs.core.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.kinds import Kind
    from memfs.core.report import Violation


class Law(NamedTuple):
    """What a store is judged by.

    `schemas` maps a file name (`memory.schema.json`) to its bytes, a store's own before the packaged one; `ejected`
    names those that are the store's own. `violations` are the law's own faults, of rule `policy`: with any, no record
    can be judged.
    """

    store: str
    policy: Policy = Policy()
    kinds: Mapping[str, Kind] = MappingProxyType({})
    schemas: Mapping[str, bytes] = MappingProxyType({})
    ejected: frozenset[str] = frozenset()
    violations: tuple[Violation, ...] = ()

    def kind_in(self, directory: str) -> Kind | None:
        """Return the kind whose records lie in a directory of the store."""
        return next((kind for kind in self.kinds.values() if kind.directory == directory), None)
