"""Completion in bash, zsh and fish: verbs, kinds, keys and values, those of a team's own law too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.law.conftest import DECISION, legislate, shipped

if TYPE_CHECKING:
    from tests.cli.conftest import Memfs
    from tests.conftest import GitRepository

pytestmark = pytest.mark.children

FACT = ("--outcome", "learning", "--insight-type", "fact")


def completed(memfs: Memfs, line: str) -> list[str]:
    """Return what bash would offer at the end of a command line."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_MEMFS_COMPLETE": "bash_complete"}
    done = memfs.process(env={**os.environ, **asked})
    assert (done.status, done.err) == (0, ""), done
    return [one.partition(",")[2] for one in done.out.splitlines() if one]


@pytest.fixture
def own(store: Memfs) -> Memfs:
    """Run memfs in a store with a kind, an outcome and a section of its own, and a record of each kind."""
    memory, context = shipped("memory"), shipped("context")
    memory["properties"]["sentiment"]["enum"].append("amused")
    context["properties"]["section"]["enum"].append("audience")
    for schema in (DECISION, memory, context):
        legislate(store, schema)
    store.said("add", "memory", "x", "--summary", "ledger_lock", *FACT)
    store.said("add", "source", "customers", "--note", "x")
    store.said("add", "decision", "-", stdin=b'{"title": "Keep it", "status": "proposed", "content": "x"}')
    return store


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("memfs rep", ["replace"]),
        ("memfs re", ["read", "replace", "remove", "recall", "review", "restore"]),
        ("memfs add ", ["memory", "context", "source", "variable", "decision"]),
        ("memfs edit d", ["decision"]),
        ("memfs read decision K", ["Keep it"]),
        ("memfs edit decision ", ["Keep it"]),
        ("memfs replace memory l", ["ledger_lock"]),
        ("memfs remove memory ledger_lock l", ["ledger_lock"]),
        ("memfs read source c", ["customers"]),
        ("memfs add variable c", ["customers"]),
        ("memfs add context a", ["audience"]),
        ("memfs read context objectives c", ["constraints"]),
        ("memfs add memory --sentiment a", ["amused"]),
        ("memfs add memory x --outcome s", ["success"]),
        ("memfs recall --where status=", ["status=proposed", "status=accepted", "status=superseded"]),
        ("memfs check --format g", ["github", "gitlab"]),
        ("memfs schema eject m", ["memory"]),
        ("memfs schema e", ["eject"]),
        ("memfs add memory --insight", ["--insight-type"]),
        ("memfs replace memory nowhere", []),
        ("memfs edit nothing x", []),
    ],
)
def test_verbs_kinds_keys_and_values_are_completed(own: Memfs, line: str, offered: list[str]) -> None:
    assert completed(own, line) == offered


def test_without_a_store_the_packaged_schemas_are_completed(memfs: Memfs) -> None:
    assert completed(memfs, "memfs add memory --outcome s") == ["success"]
    assert completed(memfs, "memfs add c") == ["context"]
    assert completed(memfs, "memfs read memory x") == []
    assert completed(memfs, "memfs recall --where o") == []


def test_another_store_is_completed_where_the_line_names_it(own: Memfs) -> None:
    own.said("init", "agents")
    own.said("add", "memory", "--store", "agents", "x", "--summary", "other", *FACT)
    assert completed(own, "memfs --store agents read memory ") == ["other"]


def test_broken_law_offers_nothing_and_says_nothing(store: Memfs, repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\nbogus: 1\n")
    repository.commit()
    assert completed(store, "memfs read memory ") == []


def test_what_a_terminal_could_obey_is_not_offered(store: Memfs, repository: GitRepository) -> None:
    repository.write("memory/sources/a-00000000.yaml", 'name: "a\\e[31mb"\n')
    repository.write("memory/sources/c.yaml", "name: c\n")
    repository.commit()
    assert completed(store, "memfs read source ") == ["c"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_for_each_shell(memfs: Memfs, shell: str) -> None:
    done = memfs.process(env={**os.environ, "_MEMFS_COMPLETE": f"{shell}_source"})
    assert done.status == 0
    assert f"_MEMFS_COMPLETE={shell}_complete" in done.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_by_its_script(own: Memfs, repository: GitRepository) -> None:
    program = repository.write(".git/bin/memfs", f'#!/bin/sh\nexec "{sys.executable}" -m memfs "$@"\n')
    program.chmod(0o755)
    script = """\
eval "$(_MEMFS_COMPLETE=bash_source memfs)"
COMP_WORDS=(memfs add memory --outcome l) COMP_CWORD=4
_memfs_completion memfs
echo "${COMPREPLY[@]}"
"""
    path = f"{program.parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=own.path, env={**os.environ, "PATH": path}, capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"learning\n", b"")
