"""Where a schema's refusal points to."""

from __future__ import annotations

import pytest

from memfs.codec import ProfileError, positions

TEXT = b"""\
# a comment
a: b
"c d":   # a comment
  - e
  -   f: g
      h: [i, {j: k}]
  -
? l
: m
z: |
  text
"""


def test_each_key_and_item_is_found_where_it_begins() -> None:
    assert positions(TEXT) == {
        (): (2, 1),
        ("a",): (2, 1),
        ("c d",): (3, 1),
        ("c d", 0): (4, 5),
        ("c d", 1): (5, 7),
        ("c d", 1, "f"): (5, 7),
        ("c d", 1, "h"): (6, 7),
        ("c d", 1, "h", 0): (6, 11),
        ("c d", 1, "h", 1): (6, 14),
        ("c d", 1, "h", 1, "j"): (6, 15),
        ("c d", 2): (7, 4),
        ("l",): (8, 3),
        ("z",): (10, 1),
    }


def test_columns_count_code_points_and_no_byte_order_mark() -> None:
    assert positions("\ufeffé: {日本: 1, 😀: 2}\r\nb: 3\r\n".encode()) == {
        (): (1, 1),
        ("é",): (1, 1),
        ("é", "日本"): (1, 5),
        ("é", "😀"): (1, 12),
        ("b",): (2, 1),
    }


def test_what_cannot_be_read_has_no_positions() -> None:
    with pytest.raises(ProfileError) as caught:
        positions(b"a: 1\nb: no\n")
    assert (caught.value.line, caught.value.column) == (2, 4)
