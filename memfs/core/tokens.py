"""What a text costs a model, estimated without any model.

`tokens` is one token for each four bytes of UTF-8, rounded up. Four bytes a token is what English prose comes to with
the tokenizers in use; other scripts and code cost up to twice as much. The estimate is the same everywhere and
forever, so that two reviews can be compared.

`cautious` is for budgets, where too little is worse than too much: prose comes out a third too high, and code,
figures, hashes and other scripts about right. Only what no tokenizer knows, such as random letters, costs more: up to
twice as much.
"""

from __future__ import annotations

import re

COUNTER = "UTF-8 bytes / 4"
CAUTIOUS = "estimated on the high side"

_LETTERS, _DIGITS, _BYTES = 4, 2, 2
"""How many letters of a word, digits of a number and bytes of another script go into one token."""

_PIECES = re.compile(r"([A-Za-z]+)|([0-9]+)|([^\x00-\x7f]+)|[^ \t]|[ \t]{2,}")  # one space goes with the word behind it


def tokens(data: bytes) -> int:
    """Estimate how many tokens a text's bytes cost."""
    return -(-len(data) // 4)


def cautious(text: str) -> int:
    """Estimate on the high side how many tokens a text costs; a sum of parts is never less than their whole."""
    return sum(map(_cost, _PIECES.finditer(text)))


def _cost(piece: re.Match[str]) -> int:
    word, number, other = piece.groups()
    if word:
        return -(-len(word) // _LETTERS)
    if number:
        return -(-len(number) // _DIGITS)
    return -(-len(other.encode("utf-8", "surrogatepass")) // _BYTES) if other else 1
