"""Gates: what judges and merges memory in this clone, beside memfs itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memfs.repository import setup_of
from memfs.verbs.care.finding import ERROR, NOTE, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from memfs.core.law import Law
    from memfs.repository import Repository

STAGES = ("pre-commit", "pre-merge-commit", "pre-push")
SERVER_STAGES = ("pre-receive",)
DRIVERS = ("merge.memfs.driver", "diff.memfs.textconv")
OURS = "memfs-hook"
CHAINED = ".before-memfs"
"""What our hook scripts call, and the ending of the hook that was there before one of them."""

FRAMEWORK, FRAMEWORK_FILE = "pre-commit", ".pre-commit-config.yaml"
ON_COMMIT = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
ON_REQUEST = frozenset({"pre-commit", "commit-msg"})
"""The hooks of `git commit`, and those of them that `commit.hooks` asks a write to run."""

ALWAYS = "reference-transaction"
DRIVE, JUDGE = "memfs install --drivers", "memfs install --hooks"
ASK = "set commit: {hooks: true} in memfs.yaml to let them run"


def findings(repository: Repository, laws: Iterable[Law]) -> Iterator[Finding]:
    """Find drivers and hooks that are missing, and hooks of others that writes pass by, or run."""
    found = setup_of(repository)
    if repository.top is None:
        yield from _missing_hooks(found.hooks, SERVER_STAGES, framework=False)
        return
    missing = [name for name in DRIVERS if name not in found.drivers]
    if missing:
        words = f"git merges and shows records like any other text here: {_listed(missing)} not set"
        yield Finding("drivers", ERROR, words, DRIVE)
    yield from _missing_hooks(found.hooks, STAGES, framework=_framework_knows(Path(repository.top)))
    yield from _foreign(found.hooks, run=any(law.policy.commit_hooks for law in laws))


def _missing_hooks(hooks: Mapping[str, str], stages: Iterable[str], *, framework: bool) -> Iterator[Finding]:
    missing = [stage for stage in stages if not _judges(hooks.get(stage, ""), framework=framework)]
    if missing:
        yield Finding("hooks", ERROR, f"no hook judges memory here at {_listed(missing)}", JUDGE)


def _judges(script: str, *, framework: bool) -> bool:
    return OURS in script or (framework and FRAMEWORK in script)


def _framework_knows(top: Path) -> bool:
    """Tell whether pre-commit is told of memfs, whatever the exact words."""
    file = top / FRAMEWORK_FILE
    return file.is_file() and b"memfs" in file.read_bytes()


def _foreign(hooks: Mapping[str, str], *, run: bool) -> Iterator[Finding]:
    others = [name for name in ON_COMMIT if name in hooks and (OURS not in hooks[name] or name + CHAINED in hooks)]
    passed = [name for name in others if not (run and name in ON_REQUEST)]
    if passed:
        words = f"memfs commits without the repository's {_listed(passed)} {'hook' if len(passed) == 1 else 'hooks'}"
        yield Finding("foreign-hooks", NOTE, words, None if ON_REQUEST.isdisjoint(passed) else ASK)
    if ALWAYS in hooks:
        yield Finding(ALWAYS, NOTE, f"git runs the {ALWAYS} hook at every commit of memfs; it may refuse one")


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
