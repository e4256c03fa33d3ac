"""Who counts the tokens of a prompt: a tokenizer that has all it needs, else the estimate; nothing is fetched."""

from __future__ import annotations

import hashlib
import importlib
import sys
from typing import TYPE_CHECKING

import pytest

from memfs.verbs.prompting import best_counter, counting, estimate
from memfs.verbs.prompting.counting import is_cached

if TYPE_CHECKING:
    from pathlib import Path

TOKENIZER = """
class Encoding:
    def encode(self, text, disallowed_special):
        assert disallowed_special == ()
        return text.split()

def get_encoding(name):
    assert name == "o200k_base"
    return Encoding()
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a cache in which the encoding lies."""
    (tmp_path / counting.CACHED).write_bytes(b"ranks")
    monkeypatch.setattr(counting, "CONTENT", hashlib.sha256(b"ranks").hexdigest())
    return tmp_path


def test_without_its_file_a_tokenizer_is_not_asked(tmp_path: Path) -> None:
    assert best_counter({"TIKTOKEN_CACHE_DIR": str(tmp_path)}) == estimate()
    (tmp_path / counting.CACHED).write_bytes(b"something else")
    assert best_counter({"TIKTOKEN_CACHE_DIR": str(tmp_path)}) == estimate()
    assert not is_cached({"TIKTOKEN_CACHE_DIR": ""})


def test_the_file_is_looked_for_where_tiktoken_looks(cache: Path) -> None:
    assert is_cached({"TIKTOKEN_CACHE_DIR": str(cache)})
    assert is_cached({"DATA_GYM_CACHE_DIR": str(cache)})
    assert not is_cached({"TIKTOKEN_CACHE_DIR": str(cache / "no"), "DATA_GYM_CACHE_DIR": str(cache)})


def test_with_its_file_an_installed_tokenizer_counts(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / "tiktoken.py").write_text(TOKENIZER, encoding="utf-8")
    monkeypatch.syspath_prepend(cache)
    monkeypatch.delitem(sys.modules, "tiktoken", raising=False)
    importlib.invalidate_caches()
    found = best_counter({"TIKTOKEN_CACHE_DIR": str(cache)})
    sys.modules.pop("tiktoken", None)
    assert (found.name, found.count("one two <|endoftext|>")) == ("tiktoken o200k_base", 3)


def test_without_the_package_the_estimate_counts(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tiktoken", None)
    assert best_counter({"TIKTOKEN_CACHE_DIR": str(cache)}) == estimate()
