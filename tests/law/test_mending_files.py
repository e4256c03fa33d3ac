"""Working files are written and moved so that another program's change in between is never lost."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from memfs import Store
from memfs.verbs import Wishes, edit_record
from memfs.verbs.mending_files import move, rewrite

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Memfs


def test_file_that_changed_since_it_was_read_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"theirs\n")
    assert not rewrite(path, b"old\n", b"new\n")
    assert not move(tmp_path, ("a.yaml", "b/b.yaml"), b"old\n", new=b"new\n", home="")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.yaml", b"theirs\n")]


def test_file_that_is_gone_since_it_was_read_is_not_made_again(tmp_path: Path) -> None:
    assert not move(tmp_path, ("a.yaml", "b.yaml"), b"old\n", new=b"new\n", home="")
    assert list(tmp_path.iterdir()) == []


def test_move_makes_directories_and_takes_empty_ones_away(tmp_path: Path) -> None:
    source = tmp_path / "home" / "x" / "y" / "a.yaml"
    source.parent.mkdir(parents=True)
    source.write_bytes(b"old\n")
    assert move(tmp_path, ("home/x/y/a.yaml", "home/z/b.yaml"), b"old\n", new=b"new\n", home="home")
    assert sorted(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*")) == ["home", "home/z", "home/z/b.yaml"]
    assert (tmp_path / "home/z/b.yaml").read_bytes() == b"new\n"


def test_move_where_a_file_stands_for_a_directory_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"old\n")
    (tmp_path / "z").write_bytes(b"")
    assert not move(tmp_path, ("a.yaml", "z/b.yaml"), b"old\n", new=b"new\n", home="")
    assert (tmp_path / "a.yaml").read_bytes() == b"old\n"


def test_program_may_open_the_editor_from_any_thread(store: Memfs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_EDITOR", "sed -i s/Settle/Audit/")
    store.said("add", "context", "objectives", "Settle")
    opened = Store.open(store.path)
    outcomes: list[str] = []

    def edit() -> None:
        outcomes.append(edit_record(opened, "context", "objectives", wishes=Wishes(via="python")).action)

    thread = threading.Thread(target=edit)
    thread.start()
    thread.join()
    assert outcomes == ["replaced"]
    assert store.said("read", "context", "objectives") == "### Objectives\n\n* Audit\n"
