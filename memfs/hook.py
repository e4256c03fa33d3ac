"""`memfs-hook`: the front door that git's hooks and pre-commit open.

It says nothing where there is nothing to say, and imports what judges only where a store changed: most of its time
is imports. What a gate has judged and passed it does not judge again.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import NoReturn, TextIO

    from memfs.core.errors import MemfsError
    from memfs.core.report import Report
    from memfs.repository import Objects, Repository
    from memfs.verbs import Gate, Question

STAGES = ("pre-commit", "pre-merge-commit", "pre-push", "pre-receive", "manual")
LAWS = ("head", "base")
USAGE = """\
Usage: memfs-hook [STAGE] [--rule ID]... [--law head|base]

Judge the memory at one of git's gates. git's hooks and pre-commit run this; by hand, memfs check is what you want.
STAGE is one of pre-commit, pre-merge-commit, pre-push, pre-receive and manual.

  --rule ID   Judge by this rule alone; repeatable.
  --law SIDE  Whose policy and schemas refuse where a change brings others: head, or base (that of pre-receive).
"""
CANNOT_RUN, INTERRUPTED = 2, 130


def main() -> NoReturn:
    """Run the command `memfs-hook` with the process's arguments and exit with its answer."""
    gc.set_threshold(100_000)  # what is imported stays: looking through it for garbage costs 8 of 105 ms
    status = run(sys.argv[1:], os.environ)
    gc.freeze()  # and 12 more when Python ends
    sys.exit(status)


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Judge what git is about to do and return the exit code; every error is said in one line."""
    try:
        return _answer(arguments, environ)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if environ.get("MEMFS_DEBUG"):
            raise
        return _refused(error)


def _answer(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    if set(arguments) & {"-h", "--help"}:
        _say(USAGE.rstrip("\n"), stream=sys.stdout)
        return 0
    from memfs.repository import Repository, staged_change
    from memfs.verbs import has_passed

    stage, rules, law = _parsed(arguments)
    repository, head = Repository.discover_with_head(".", environ)
    pushes = _lines() if stage in {"pre-push", "pre-receive"} and "PRE_COMMIT" not in environ else None
    commits = pushes is None and _commits(repository, environ)
    change = staged_change(repository, head) if commits else None
    merges = _merges(repository, stage, environ)
    if change is not None and not merges and not rules and has_passed(repository, change):
        return 0
    from memfs.repository import reader
    from memfs.verbs import Question, committing_gate

    remote = next((word for word in arguments[1:] if not word.startswith("-")), "")
    known = "refs/" if stage == "pre-receive" else f"refs/remotes/{remote}".rstrip("/") + "/"
    question = Question(rules=frozenset(rules), law_level="error" if law == "base" else "warning", detail="warnings")
    with reader(repository) as objects:
        committing = [committing_gate(objects, change)] if commits else []
        status, records = _judge(committing or _gates(objects, environ, pushes, known=known), question)
    if records and repository.inside_hook and merges:
        _remind(repository)
    return status


def _commits(repository: Repository, environ: Mapping[str, str]) -> bool:
    """Tell whether git is committing the index: it named that, and pre-commit was asked for no range and no branch."""
    ranged = environ.get("PRE_COMMIT_FROM_REF") and environ.get("PRE_COMMIT_TO_REF")
    return repository.inside_hook and not ranged and not environ.get("PRE_COMMIT_LOCAL_BRANCH")


def _parsed(arguments: Sequence[str]) -> tuple[str, list[str], str]:
    """Read stage, rules and law; what git gives its hook behind the stage is left to whom it concerns."""
    words = [part for word in arguments for part in (word.split("=", 1) if word.startswith("--") else [word])]
    stage, rules, law = "", list[str](), ""
    while words:
        word = words.pop(0)
        if word in {"--rule", "--law"} and words:
            value = words.pop(0)
            rules, law = ([*rules, value], law) if word == "--rule" else (rules, value)
        elif word.startswith("-") or not (stage or word in STAGES):
            raise _usage(f"'{word}' is neither a stage nor an option of memfs-hook")
        else:
            stage = stage or word
    law = law or ("base" if stage == "pre-receive" else "head")
    if law not in LAWS:
        raise _usage(f"--law is '{law}', expected {' or '.join(LAWS)}")
    return stage, rules, law


def _usage(words: str) -> MemfsError:
    from memfs.core.errors import MemfsError

    return MemfsError(words, code="usage", hint="memfs-hook --help")


def _lines() -> list[list[str]]:
    """Read the refs that git names on standard input; a terminal has none to name."""
    if sys.stdin is None or sys.stdin.isatty():
        return []
    return [os.fsdecode(line).rsplit(maxsplit=3) for line in sys.stdin.buffer.read().splitlines() if line.strip()]


def _gates(
    objects: Objects, environ: Mapping[str, str], pushes: list[list[str]] | None, *, known: str
) -> Iterator[Gate]:
    """Work out what is judged where git commits nothing: what pre-commit or git says of the situation decides."""
    from memfs.verbs import Push, asked_gate, pushed_gates, range_gate

    theirs, ours = environ.get("PRE_COMMIT_FROM_REF"), environ.get("PRE_COMMIT_TO_REF")
    branch = environ.get("PRE_COMMIT_LOCAL_BRANCH")
    if pushes is not None:
        # pre-push: local ref, local id, remote ref, remote id; pre-receive: old id, new id, ref
        found = [
            Push(line[2], line[3], line[1]) if len(line) == 4 else Push(line[2], line[0], line[1]) for line in pushes
        ]
        yield from pushed_gates(objects, found, known=known)
    elif ours and theirs:
        yield range_gate(objects, theirs, ours)
    elif branch:
        yield asked_gate(objects, staged=False, rev=branch, base=None)
    else:
        yield asked_gate(objects, staged=True, rev=None, base="none")


def _merges(repository: Repository, stage: str, environ: Mapping[str, str]) -> bool:
    """Tell whether git is merging: the stage says so where git calls us, else what `git merge` leaves to see."""
    action = environ.get("GIT_REFLOG_ACTION", "").partition(" ")[0]
    named = "pre-merge-commit" in {stage, f"pre-{action}-commit"}
    return named or os.path.exists(os.path.join(repository.git_dir, "MERGE_HEAD"))


def _remind(repository: Repository) -> None:
    """Say where a clone merged line by line what the store's attributes ask to merge by field."""
    if not repository.git("config", "--get", "merge.memfs.driver", accept=(0, 1)).strip():
        words = "note: this clone lacks memfs's drivers and merges memory line by line (memfs install --drivers)"
        _say(words, stream=sys.stderr)


def _judge(gates: Iterable[Gate], question: Question) -> tuple[int, int]:
    """Return the exit code, and how many records were judged."""
    from memfs.verbs import judge_stores

    reports = [(gate, judge_stores(gate.snapshot, gate.base, question)) for gate in gates]
    for gate, report in reports:
        if report.errors or report.warnings:
            _show(report, ref=gate.ref if len(reports) > 1 else "")
    return 0 if all(report.ok for _, report in reports) else 1, sum(report.records for _, report in reports)


def _show(report: Report, *, ref: str) -> None:
    from memfs.render import logged, report_lines

    if ref:
        _say(f"{logged(ref)}:", stream=sys.stdout)
    _say("\n".join(report_lines(report)), stream=sys.stdout)


def _refused(error: Exception) -> int:
    from memfs.core.errors import MemfsError
    from memfs.render import logged

    if not isinstance(error, MemfsError):
        words = f"internal error: {type(error).__name__}: {error}"
        error = MemfsError(words, code="environment", hint="run it again with MEMFS_DEBUG=1, and report what it prints")
    lines = [f"memfs: {logged(error.message)}", *([f"  hint: {logged(error.hint)}"] if error.hint else [])]
    _say("\n".join(lines), stream=sys.stderr)
    return error.exit_code


def _say(text: str, *, stream: TextIO | None) -> None:
    """Write to a stream as UTF-8, whatever the locale; nobody listening is no reason to fail."""
    if stream is not None:
        with suppress(OSError):
            stream.buffer.write(f"{text}\n".encode("utf-8", "backslashreplace"))
            stream.flush()
