"""What can go wrong, as values: one sentence, a code from a closed list, at most one hint."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from memfs.core.report import Violation

EXIT_CODES = {
    "invalid": 1,
    "exists": 1,
    "not-found": 1,
    "changed": 1,
    "draft-in-the-way": 1,
    "usage": 2,
    "no-store": 2,
    "not-a-repository": 2,
    "no-identity": 2,
    "state": 2,
    "busy": 2,
    "environment": 2,
}


class MemfsError(Exception):
    """Say in one sentence why memfs refuses; `code` is for programs, `hint` is what to type next."""

    def __init__(self, message: str, *, code: str, hint: str | None = None) -> None:
        """Keep the sentence; `code` must be one of `EXIT_CODES`."""
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint

    @property
    def exit_code(self) -> int:
        """Tell 1 where the answer is no from 2 where memfs cannot run."""
        return EXIT_CODES[self.code]


class InvalidError(MemfsError):
    """Refuse content; `violations` says where and why, most important first."""

    def __init__(self, message: str, *, violations: tuple[Violation, ...] = (), hint: str | None = None) -> None:
        """Keep the violations beside the sentence."""
        super().__init__(message, code="invalid", hint=hint)
        self.violations = violations


class ExistsError(MemfsError):
    """Refuse to add what is there; `same` tells whether the stored record equals the new one, `path` where it lies."""

    def __init__(self, message: str, *, same: bool, hint: str | None = None, path: str = "") -> None:
        """Keep whether the stored record is equal, and its path where that is known."""
        super().__init__(message, code="exists", hint=hint)
        self.same = same
        self.path = path
