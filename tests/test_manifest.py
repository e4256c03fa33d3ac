"""`.pre-commit-hooks.yaml` is what the contract with pre-commit's users says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import yaml

from memfs.rules import RULES

MANIFEST = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, object]] = {
    hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
}


def selected(name: str) -> list[str]:
    """Return the rules that a hook's command line selects."""
    program, *words = str(HOOKS[name]["entry"]).split()
    assert program == "memfs-hook"
    assert words[::2] == ["--rule"] * (len(words) // 2)
    return words[1::2]


def test_pre_commit_accepts_the_manifest() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)]
    assert subprocess.run(command, check=False).returncode == 0


def test_hooks_have_the_names_people_write_into_their_configuration() -> None:
    assert list(HOOKS) == ["memfs-check", "memfs-schema", "memfs-summary", "memfs-unique", "memfs-distribution"]


def test_parts_divide_the_rules_among_them() -> None:
    parts = [rule for name in HOOKS if name != "memfs-check" for rule in selected(name)]
    assert selected("memfs-check") == []
    assert sorted(parts) == sorted(rule.id for rule in RULES)


def test_every_hook_runs_once_on_the_whole_change_at_every_gate() -> None:
    settings = [
        {name: hook[name] for name in hook if name not in {"id", "name", "description", "entry"}}
        for hook in HOOKS.values()
    ]
    expected = {
        "language": "python",
        "pass_filenames": False,
        "always_run": True,
        "require_serial": True,
        "minimum_pre_commit_version": "3.2.0",
        "stages": ["pre-commit", "pre-merge-commit", "pre-push", "manual"],
    }
    assert settings == [expected] * len(HOOKS)
