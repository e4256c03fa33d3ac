"""Stems of English words by M. F. Porter's algorithm of 1980, step by step as SQLite's FTS5 takes them.

FTS5 stems what it indexes; a question, a scan without a catalog and a snippet need the same stems. Like FTS5 this works
on UTF-8 bytes and leaves words under 3 or over 64 bytes alone.
"""

from __future__ import annotations

from itertools import pairwise

SHORTEST, LONGEST = 3, 64
VOWELS = frozenset(b"aeiou")
Y = ord("y")

Endings = tuple[tuple[bytes, bytes], ...]

# by the last letter but one, longer endings first where one holds another
STEP_2: dict[int, Endings] = {
    ord("a"): ((b"ational", b"ate"), (b"tional", b"tion")),
    ord("c"): ((b"enci", b"ence"), (b"anci", b"ance")),
    ord("e"): ((b"izer", b"ize"),),
    ord("g"): ((b"logi", b"log"),),
    ord("l"): ((b"bli", b"ble"), (b"alli", b"al"), (b"entli", b"ent"), (b"eli", b"e"), (b"ousli", b"ous")),
    ord("o"): ((b"ization", b"ize"), (b"ation", b"ate"), (b"ator", b"ate")),
    ord("s"): ((b"alism", b"al"), (b"iveness", b"ive"), (b"fulness", b"ful"), (b"ousness", b"ous")),
    ord("t"): ((b"aliti", b"al"), (b"iviti", b"ive"), (b"biliti", b"ble")),
}
STEP_3: dict[int, Endings] = {
    ord("a"): ((b"ical", b"ic"),),
    ord("s"): ((b"ness", b""),),
    ord("t"): ((b"icate", b"ic"), (b"iciti", b"ic")),
    ord("u"): ((b"ful", b""),),
    ord("v"): ((b"ative", b""),),
    ord("z"): ((b"alize", b"al"),),
}
STEP_4: dict[int, Endings] = {
    ord("a"): ((b"al", b""),),
    ord("c"): ((b"ance", b""), (b"ence", b"")),
    ord("e"): ((b"er", b""),),
    ord("i"): ((b"ic", b""),),
    ord("l"): ((b"able", b""), (b"ible", b"")),
    ord("n"): ((b"ant", b""), (b"ement", b""), (b"ment", b""), (b"ent", b"")),
    ord("o"): ((b"ion", b""), (b"ou", b"")),
    ord("s"): ((b"ism", b""),),
    ord("t"): ((b"ate", b""), (b"iti", b"")),
    ord("u"): ((b"ous", b""),),
    ord("v"): ((b"ive", b""),),
    ord("z"): ((b"ize", b""),),
}
REPAIRED = {b"at": b"ate", b"bl": b"ble", b"iz": b"ize"}


def stemmed(word: str) -> str:
    """Return the stem of a folded word; a character that was cut in two comes as surrogates."""
    stem = word.encode("utf-8", "surrogateescape")
    if not SHORTEST <= len(stem) <= LONGEST:
        return word
    stem = _past(_plural(stem))
    if stem.endswith(b"y") and _has_vowel(stem[:-1]):
        stem = stem[:-1] + b"i"
    for endings, least in ((STEP_2, 1), (STEP_3, 1), (STEP_4, 2)):
        stem = _replaced(stem, endings, least)
    return _tidied(stem).decode("utf-8", "surrogateescape")


def _plural(word: bytes) -> bytes:
    if not word.endswith(b"s") or word.endswith(b"ss"):
        return word
    long = (len(word) > 4 and word.endswith(b"sses")) or (len(word) > 3 and word.endswith(b"ies"))
    return word[:-2] if long else word[:-1]


def _past(word: bytes) -> bytes:
    """Take `-ed` and `-ing` away, and mend what that leaves."""
    if len(word) > 3 and word.endswith(b"eed"):
        return word[:-1] if _measure(word[:-3]) else word
    ending = next((e for e in (b"ed", b"ing") if len(word) > len(e) and word.endswith(e)), b"")
    stem = word.removesuffix(ending)
    if not ending or not _has_vowel(stem):
        return word
    if len(stem) > 2 and stem[-2:] in REPAIRED:
        return stem[:-2] + REPAIRED[stem[-2:]]
    if len(stem) > 1 and stem[-1] == stem[-2] and stem[-1] not in VOWELS and stem[-1] not in b"lsz":
        return stem[:-1]
    return stem + b"e" if _measure(stem) == 1 and _is_short(stem) else stem


def _replaced(word: bytes, endings: dict[int, Endings], least: int) -> bytes:
    """Replace the ending of a word where what stands before it is long enough."""
    for ending, instead in endings.get(word[-2], ()) if len(word) > 1 else ():
        if len(word) > len(ending) and word.endswith(ending):
            stem = word[: -len(ending)]
            fits = _measure(stem) >= least and (ending != b"ion" or stem[-1] in b"st")
            return stem + instead if fits else word
    return word


def _tidied(word: bytes) -> bytes:
    """Take a last `e` or the second of two `l` away."""
    if word.endswith(b"e"):
        measure = _measure(word[:-1])
        if measure > 1 or (measure == 1 and not _is_short(word[:-1])):
            word = word[:-1]
    return word[:-1] if word.endswith(b"ll") and _measure(word[:-1]) > 1 else word


def _measure(stem: bytes) -> int:
    """Count the changes from vowel to consonant."""
    letters = _consonants(stem)
    return sum(1 for before, after in pairwise(letters) if after and not before)


def _is_short(stem: bytes) -> bool:
    """Tell whether a stem ends in consonant, vowel, consonant, the last of them not w, x or y."""
    return _consonants(stem)[-3:] == [True, False, True] and stem[-1] not in b"wxy"


def _has_vowel(stem: bytes) -> bool:
    return any(letter in VOWELS or (letter == Y and at > 0) for at, letter in enumerate(stem))


def _consonants(stem: bytes) -> list[bool]:
    """Tell of each letter whether it is a consonant; y is one unless it stands behind one."""
    found: list[bool] = []
    for letter in stem:
        found.append(letter not in VOWELS and not (letter == Y and bool(found) and found[-1]))
    return found
