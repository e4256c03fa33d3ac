"""How much of what repeats itself is tested: some of it in the small profile, all of it in the full one.

`make test` and CI take the small one, `make test TESTS=full` and `make fuzz` the full one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = TypeVar("Row")

SMALL, FULL = "small", "full"
PROFILE = os.environ.get("MEMFS_TESTS", SMALL)
assert PROFILE in {SMALL, FULL}, f"there is no profile {PROFILE!r} of the tests; take {SMALL} or {FULL}"


def size(full: int, *, small: int) -> int:
    """Return the number for the profile of this run."""
    return full if PROFILE == FULL else small


def sample(rows: Sequence[Row], *, every: int) -> Sequence[Row]:
    """Return every row in the full profile, and every n-th in the small one."""
    return rows[:: size(1, small=every)]
