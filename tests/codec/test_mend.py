"""What is mended because it has one right answer, and what is left."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given

from memfs.codec import ProfileError, mend, read
from tests.codec.cases import ACCEPTED, Case
from tests.codec.oracles import same
from tests.codec.strategies import BOUNDED, mutated
from tests.codec.test_properties import TEXTS


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a: no  # why\n", b"a: 'no'  # why\n"),
        (b"a:\n  - 2025-01-01\n  - [12:30, 1e3, x]\n", b"a:\n  - '2025-01-01'\n  - ['12:30', '1e3', x]\n"),
        (b"yes: ~\n1: <<\nnull: b\n", b"'yes': '~'\n'1': '<<'\n'null': b\n"),
        (b"a: 2025-01-01\n  12:30:45\n", b"a: '2025-01-01 12:30:45'\n"),
        (b"\xef\xbb\xbfa: b\r\nc: no\r\n", b"a: b\nc: 'no'\n"),
        (b"a: b", b"a: b\n"),
        (b"a: no", b"a: 'no'\n"),
        (b"a: |\n  b", b"a: |-\n  b\n"),
        (b"a: b\nc: |\n  d\n\n\n", b"a: b\nc: |\n  d\n\n\n"),
        (b"a: true\nb: 1.0\nc: null\nd: 7\n", b"a: true\nb: 1.0\nc: null\nd: 7\n"),
        (b"a: 1234567890123456789\nb: no\n", b"a: 1234567890123456789\nb: 'no'\n"),
        (b"a: &x no", b"a: &x no\n"),
    ],
)
def test_mends(before: bytes, after: bytes) -> None:
    assert mend(before) == after
    assert mend(after) == after


@pytest.mark.parametrize(
    "data", [b"a: b: c\n", b"a: \xff\n", b"a: b\rc: d\r", b"", b"- a\n- no\n", b"a: " + b"[" * 9_999]
)
def test_leaves_to_a_person(data: bytes) -> None:
    with suppress(ProfileError):
        mended = mend(data)
        with pytest.raises(ProfileError):
            read(mended)


@pytest.mark.parametrize("case", ACCEPTED, ids=str)
def test_what_is_right_keeps_its_value(case: Case) -> None:
    mended = mend(case.data)
    assert same(read(mended), case.value)
    assert mended.splitlines()[1:-1] == case.data.replace(b"\r\n", b"\n").splitlines()[1:-1]


@BOUNDED
@given(mutated(TEXTS))
def test_mending_twice_mends_no_more(text: str) -> None:
    with suppress(ProfileError):
        mended = mend(text.encode())
        assert mend(mended) == mended
        assert mended.endswith(b"\n")
