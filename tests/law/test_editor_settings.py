"""`memfs install --editor`: an editor judges records while they are written, and nobody's settings are lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from memfs.schemas import packaged
from tests.cli.conftest import Memfs
from tests.law.conftest import DECISION, data, legislate

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import GitRepository

SETTINGS = ".vscode/settings.json"
COPIES = ".git/memfs/schema"
MAPPING = {
    f"./{COPIES}/memory.schema.json": ["memory/memories/**/*.yaml"],
    f"./{COPIES}/context.schema.json": ["memory/context/**/*.yaml"],
    f"./{COPIES}/source.schema.json": ["memory/sources/**/*.yaml"],
    f"./{COPIES}/policy.schema.json": ["memory/memfs.yaml"],
}


def settings(memfs: Memfs) -> Path:
    return memfs.path / SETTINGS


def test_paths_are_mapped_to_copies_of_the_packaged_schemas(store: Memfs, repository: GitRepository) -> None:
    assert store.said("install", "--editor") == f"installed editor settings ({SETTINGS})\n"
    assert json.loads(settings(store).read_bytes()) == {"yaml.schemas": MAPPING}
    for place in MAPPING:
        assert (store.path / place).read_bytes() == packaged()[place.rpartition("/")[2]]
    assert repository.git("status", "--porcelain", "-uall") == f"?? {SETTINGS}\n"


@pytest.mark.parametrize("target", ["/dev/zero", "elsewhere/settings.json"])
@pytest.mark.parametrize("link", [SETTINGS, ".vscode"])
def test_link_that_a_clone_brought_is_neither_read_nor_written_through(
    store: Memfs, tmp_path: Path, link: str, target: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (store.path / link).parent.mkdir(exist_ok=True)
    (store.path / link).symlink_to(target if target.startswith("/dev") else outside)
    assert data(store, "install", "--editor")["editor"]["action"] == "left"
    assert data(store, "install", "--editor", "--undo")["editor"]["action"] != "installed"
    assert list(outside.iterdir()) == []
    assert (store.path / link).is_symlink()


def test_schemas_of_the_store_are_named_where_they_lie(store: Memfs) -> None:
    legislate(store, DECISION)
    store.said("schema", "eject", "context")
    found = data(store, "install", "--editor")["editor"]
    own = {
        "./memory/schema/context.schema.json": ["memory/context/**/*.yaml"],
        "./memory/schema/decision.schema.json": ["memory/decisions/**/*.yaml"],
    }
    rest = {place: globs for place, globs in MAPPING.items() if "context" not in place}
    assert (found["action"], found["mapping"]) == ("installed", {**rest, **own})


def test_several_stores_share_the_packaged_schemas(store: Memfs) -> None:
    store.said("init", "agents")
    store.said("install", "--editor")
    mapping = json.loads(settings(store).read_bytes())["yaml.schemas"]
    assert mapping[f"./{COPIES}/memory.schema.json"] == ["agents/memories/**/*.yaml", "memory/memories/**/*.yaml"]


def test_installing_again_follows_the_law_and_undo_leaves_nothing(store: Memfs, repository: GitRepository) -> None:
    store.said("install", "--editor")
    assert store.said("install", "--editor") == f"unchanged editor settings ({SETTINGS})\n"
    legislate(store, DECISION)
    assert store.said("install", "--editor") == f"installed editor settings ({SETTINGS})\n"
    assert "decision" in settings(store).read_text(encoding="utf-8")
    assert store.said("install", "--editor", "--undo") == f"removed editor settings ({SETTINGS})\n"
    assert not settings(store).parent.exists()
    assert not (store.path / COPIES).exists()
    assert repository.git("status", "--porcelain") == ""
    assert store.said("install", "--editor", "--undo") == f"unchanged editor settings ({SETTINGS})\n"


@pytest.mark.parametrize("own", ["{}\n", '{\n  // mine\n  "editor.rulers": [120],\n}\n', "not JSON at all"])
def test_settings_that_are_there_are_left_alone(store: Memfs, repository: GitRepository, own: str) -> None:
    repository.write(SETTINGS, own)
    lines = store.said("install", "--editor").splitlines()
    assert lines[:2] == [f"left editor settings ({SETTINGS})", "that file is yours; put this into it:"]
    assert json.loads("{" + "\n".join(lines[2:]) + "}") == {"yaml.schemas": MAPPING}
    assert settings(store).read_text(encoding="utf-8") == own
    assert (store.path / COPIES / "memory.schema.json").exists()


def test_settings_with_the_mapping_pasted_into_them_are_fine_until_undo(
    store: Memfs, repository: GitRepository
) -> None:
    repository.write(SETTINGS, "{}\n")
    shown = "\n".join(store.said("install", "--editor").splitlines()[2:])
    own = f'{{\n  // mine\n{shown},\n  "editor.rulers": [120]\n}}\n'
    repository.write(SETTINGS, own)
    assert store.said("install", "--editor") == f"unchanged editor settings ({SETTINGS})\n"
    lines = store.said("install", "--editor", "--undo").splitlines()
    assert lines[:2] == [f"left editor settings ({SETTINGS})", "that file is yours; take this out of it:"]
    assert settings(store).read_text(encoding="utf-8") == own


def test_settings_that_were_changed_since_are_left_alone(store: Memfs) -> None:
    store.said("install", "--editor")
    own = settings(store).read_text(encoding="utf-8").replace("{\n", '{\n  "a": 1,\n', 1)
    settings(store).write_text(own, encoding="utf-8")
    legislate(store, DECISION)
    assert store.said("install", "--editor").startswith("left editor settings")
    assert store.said("install", "--editor", "--undo").startswith("left editor settings")
    assert settings(store).read_text(encoding="utf-8") == own


def test_linked_worktree_names_the_schemas_by_their_whole_path(store: Memfs, repository: GitRepository) -> None:
    other = store.path.parent / "side"
    repository.git("worktree", "add", "-q", str(other))
    Memfs(other).said("install", "--editor")
    mapping = json.loads((other / SETTINGS).read_bytes())["yaml.schemas"]
    place = store.path / COPIES / "memory.schema.json"
    assert mapping[str(place)] == ["memory/memories/**/*.yaml"]
    assert place.exists()


def test_hooks_are_installed_without_the_editor(store: Memfs) -> None:
    assert store("install").status == 0
    assert not settings(store).exists()


def test_without_a_store_there_is_nothing_to_map(memfs: Memfs) -> None:
    refused = memfs("install", "--editor")
    words = "memfs: there is no memory store in this repository\n  hint: memfs init\n"
    assert (refused.status, refused.err) == (2, words)
