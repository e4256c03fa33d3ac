"""What a text costs a model, estimated without any model: one token for each four bytes of UTF-8, rounded up.

Four bytes a token is what English prose comes to with the tokenizers in use; other scripts and code cost up to twice
as much. The estimate is the same everywhere and forever, so that two reviews can be compared.
"""

from __future__ import annotations

COUNTER = "UTF-8 bytes / 4"


def tokens(data: bytes) -> int:
    """Estimate how many tokens a text's bytes cost."""
    return -(-len(data) // 4)
