"""A directory of BTB's engine becomes what its manifest says, and nothing outside it is read."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from memfs import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from memfs.core.model import JSON
    from tests.conftest import GitRepository
    from tests.datasets.conftest import Memfs


def stored(repository: GitRepository) -> dict[str, Mapping[str, JSON]]:
    return {found.key: dict(found.data) for found in Store.open(repository.path).view().records("memory")}


def test_every_file_becomes_what_the_manifest_says(store: Memfs, brain: Path) -> None:
    manifest = json.loads((brain / "manifest.json").read_text(encoding="utf-8"))
    answer = store("import", "--json", "--quarantine", "q.jsonl", str(brain / "agent_brain")).json
    refused = answer["refused"]
    assert isinstance(refused, list)
    sources = {str(one["source"]) for one in refused if isinstance(one, dict)}
    verdicts = {entry["file"]: str(brain / entry["file"]) in sources for entry in manifest["entries"]}
    assert verdicts == {entry["file"]: entry["expect"].startswith("quarantine") for entry in manifest["entries"]}
    assert (answer["added"], len(refused)) == (29, 5)
    assert "notes" not in answer


def test_fields_come_back_to_their_places(store: Memfs, repository: GitRepository, brain: Path) -> None:
    store("import", "--quarantine", "q.jsonl", str(brain / "agent_brain"))
    memories = stored(repository)
    assert memories["cell_079"] == {
        "summary": "cell_079",
        "outcome": "failure",
        "tool": "web_search",
        "reason": "blocked",
        "content": "Matrix cell 79: failure with web_search and reason=blocked",
        "created": memories["cell_079"]["created"],
    }
    assert memories["mcp_learning"] == {
        "summary": "mcp_learning",
        "outcome": "learning",
        "insight_type": "fact",
        "content": "Learning stored by the MCP server, with its default tool",
        "created": "2026-11-22T03:57:08.386794Z",
        "metadata": {"tool": "conversation"},
    }
    assert memories["automatic_summary_keeps_capita"]["metadata"] == {"summary": "Automatic_Summary_Keeps_Capita"}
    assert memories["naive_content"]["metadata"] == {"summary": "日本語"}
    assert memories["extra_meta"]["metadata"] == {"ticket": "ABC-1"}


def test_symlinks_and_other_files_are_skipped_and_named(store: Memfs, tmp_path: Path) -> None:
    home = tmp_path / "brain"
    (home / "outcome=learning").mkdir(parents=True)
    (tmp_path / "secret.json").write_text(json.dumps(memory("secret")))
    (home / "outcome=learning/a.json").write_text(json.dumps(memory("dns_ttl")))
    (home / "outcome=learning/link.json").symlink_to(tmp_path / "secret.json")
    (home / "loop").symlink_to(home)
    (home / "notes.txt").write_text("hello")
    os.mkfifo(home / "pipe.json")
    done = store("import", str(home))
    assert done.out.startswith("imported 1 memory ")
    assert done.err.splitlines() == [
        f"note: skipped '{home}/loop': symlinks are not followed",
        f"note: skipped '{home}/notes.txt': it is no .json file",
        f"note: skipped '{home}/pipe.json': it is no regular file",
        f"note: skipped '{home}/outcome=learning/link.json': symlinks are not followed",
    ]


def memory(name: str, **fields: JSON) -> dict[str, JSON]:
    return {
        "timestamp": "2026-11-22T03:57:08.386794",
        "outcome": "learning",
        "tool": None,
        "summary": name,
        "content": f"About {name}",
        "metadata": {"insight_type": "fact"},
        "_path": f"agent_brain/{name}.json",
        **fields,
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[]", "1:1: json: the file holds no object"),
        (b"\xff", "1:1: json: the file is not UTF-8"),
        (b'{\n"a": }', "2:1: json: not JSON: expecting value"),
        (b'{"a": NaN}', "1:1: json: NaN is no JSON value; write a number or null"),
        (b'"' + b"x" * 2**20 + b'"', "1:1: json: the file is larger than 1,048,576 bytes"),
        (json.dumps(memory("a", metadata=[])).encode(), "1:1: schema: learning needs 'insight_type'"),
        (json.dumps(memory("a", timestamp="yesterday")).encode(), "1:1: schema: 'created'"),
    ],
    ids=lambda value: value[:12],
)
def test_a_broken_file_is_refused_alone(content: bytes, message: str, store: Memfs, repository: GitRepository) -> None:
    repository.write("brain/bad.json", content)
    repository.write("brain/good.json", json.dumps(memory("dns_ttl")))
    done = store("import", "--quarantine", "q.jsonl", "brain")
    assert done.out.startswith("imported 1 memory, set 1 aside")
    assert done.err.startswith(f"brain/bad.json:{message}")


def test_what_the_engine_kept_as_metadata_is_not_lost(store: Memfs, repository: GitRepository) -> None:
    kept: dict[str, JSON] = {
        "insight_type": "fact",
        "tags": ["dns"],
        "session": "s1",
        "domain": "technical",
        "metadata": {"n": 1},
    }
    repository.write("brain/a.json", json.dumps(memory("dns_ttl", metadata=kept, ticket=7)))
    repository.write("brain/b.json", json.dumps(memory("Two Words", metadata={**kept, "summary": "x", "n": 2})))
    store.said("import", "brain")
    common: dict[str, JSON] = {"outcome": "learning", "insight_type": "fact", "tags": ["dns"], "session": "s1"}
    common["created"] = "2026-11-22T03:57:08.386794Z"
    metadata: dict[str, JSON] = {"n": 1, "domain": "technical"}
    assert stored(repository) == {
        "dns_ttl": {
            "summary": "dns_ttl",
            "content": "About dns_ttl",
            **common,
            "metadata": {**metadata, "ticket": 7},
        },
        "two_words": {
            "summary": "two_words",
            "content": "About Two Words",
            **common,
            "metadata": {**metadata, "summary": "x", "summary_2": "Two Words", "n_2": 2},
        },
    }


def test_a_file_is_no_btb_directory(store: Memfs, repository: GitRepository) -> None:
    repository.write("a.json", "{}")
    done = store("import", "--from", "btb", "a.json")
    assert (done.status, done.err) == (2, "memfs: 'a.json' is no directory; btb reads one\n")
