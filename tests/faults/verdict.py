"""What a fault program comes to: a line with its figures, and whatever should not have happened."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figures of one program in one line, and its troubles; `skipped` says why it could not be run at all."""

    name: str
    figures: str
    troubles: list[str] = field(default_factory=list)
    skipped: bool = False

    def __str__(self) -> str:
        """Write the line, with the first troubles under it."""
        word = "SKIPPED" if self.skipped else f"{len(self.troubles)} TROUBLES" if self.troubles else "ok"
        more = len(self.troubles) - MOST
        rest = [f"  ... and {more} more"] if more > 0 else []
        return "\n".join([f"{self.name}: {self.figures}: {word}", *(f"  {t}" for t in self.troubles[:MOST]), *rest])
