"""The hand cases of the profile: one JSON object a line, `text` (or `base64`) with its `value` or its refusal."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = Path(__file__).parent.parent / "cases" / "yaml"


@dataclass(frozen=True, slots=True)
class Case:
    """Bytes with what the reader makes of them: a value, or `line:column: sentence`."""

    name: str
    data: bytes
    value: object = None
    refused: str = ""

    def __str__(self) -> str:
        return self.name


def cases(name: str) -> list[Case]:
    """Load `accepted` or `refused`."""
    lines = (DIRECTORY / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(**json.loads(line)) for line in lines]


def _case(name: str, text: str = "", *, value: object = None, refused: str = "", **encoded: str) -> Case:
    data = base64.b64decode(encoded["base64"]) if encoded else text.encode()
    return Case(name, data, value, refused)


ACCEPTED = cases("accepted")
REFUSED = cases("refused")
