"""Revisions: the names people give to commits, resolved once."""

from __future__ import annotations

import os

from memfs.core.errors import MemfsError
from memfs.core.escape import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.repository.run import Repository

ORIGIN_HEAD = "refs/remotes/origin/HEAD"
DEFAULTS = (
    ORIGIN_HEAD,
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
MOMENTS = "a date (2026-11-20) or a time (2026-11-20T09:30:00Z)"


def resolve(repository: Repository, revision: str) -> str:
    """Return the full id of the commit that a revision names.

    Raises MemfsError `usage` where it looks like an option or is no single revision's name, `not-found` where there is
    no such commit.
    """
    return _resolved(repository, revision, f"there is no revision {quoted(revision)}")


def resolve_at(repository: Repository, text: str) -> str:
    """Return the commit that `--at` means: a revision, else the last one at or before a date or time.

    A date is the end of that day in UTC, a time is RFC 3339; both follow first parents from HEAD. Raises MemfsError as
    `resolve`, and `not-found` where history starts later.
    """
    moment = _moment(text)
    if moment is None:
        return _resolved(repository, text, f"{quoted(text)} is neither a revision nor {MOMENTS}")
    commit = _commit(repository, text) or _last_before(repository, moment)
    if commit is None:
        raise MemfsError(f"there is no commit at or before {text}", code="not-found", hint=_deepen(repository))
    return commit


def head(repository: Repository) -> str | None:
    """Return the commit HEAD names, None where its branch has no commit yet.

    Raises MemfsError `environment` where HEAD, its branch or its commit is broken.
    """
    commit = _commit(repository, "HEAD")
    if commit is None and not _is_unborn(repository):
        raise MemfsError("HEAD names no commit that can be read", code="environment", hint="git fsck")
    return commit


def merge_base(repository: Repository, ours: str, theirs: str) -> str | None:
    """Return the best common ancestor of two revisions, None where they share none."""
    pair = resolve(repository, ours), resolve(repository, theirs)
    found = repository.git("merge-base", *pair, accept=(0, 1))
    return found.decode().strip() or None


def boundary(repository: Repository, tip: str, *, under: str) -> list[str] | None:
    """Return the commits on which a tip's new history rests: what no ref under a name (`refs/`) reaches is new.

    None where nothing is new. The refs go through standard input: a name of somebody else's becomes no option.
    """
    known = repository.git("for-each-ref", "--format=^%(objectname)", "--", under).decode("ascii", "replace")
    lines = repository.git("rev-list", "--boundary", "--stdin", stdin=f"{tip}\n{known}".encode()).decode().split()
    return [line[1:] for line in lines if line.startswith("-")] if lines else None


def upstream_default(repository: Repository) -> str | None:
    """Return the revision a pull request would be compared with, None where there is nothing to compare with.

    That is what origin/HEAD names, else the branch's upstream, else main or master of origin, else those here. An
    upstream that is only this branch's own copy on the remote comes last.
    """
    return next(_upstreams(repository), None)


def is_shallow(repository: Repository) -> bool:
    """Tell whether history was cut off by a shallow clone."""
    return repository.git("rev-parse", "--is-shallow-repository").strip() == b"true"


def _resolved(repository: Repository, revision: str, otherwise: str) -> str:
    if not revision or revision.startswith("-") or "\0" in revision:
        raise MemfsError(f"{quoted(revision)} is no revision: give a commit, branch or tag", code="usage")
    commit = _commit(repository, revision)
    if commit is None:
        if head(repository) is None:  # raises where the repository itself is broken
            raise MemfsError(f"there is no commit yet, and so no {quoted(revision)}", code="not-found")
        raise MemfsError(otherwise, code="not-found", hint=_deepen(repository))
    return commit


def _commit(repository: Repository, revision: str) -> str | None:
    name = revision if revision.startswith(":/") else f"{revision}^{{commit}}"  # `:/words` takes all that follows
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    # 128 is also the answer for `main@{99}` and `main@{upstream}` where there is none
    found = repository.git(*arguments, accept=(0, 1, 128)).decode("ascii", "replace").split()
    # a range is verified as two ids, an excluded commit as `^id`
    return found[0] if len(found) == 1 and found[0].isalnum() else None


def _is_unborn(repository: Repository) -> bool:
    branch = _branch(repository)
    if not branch or os.path.isfile(
        os.path.join(repository.common_dir, branch)
    ):  # a file that git cannot read as a reference
        return False
    return not repository.git("rev-parse", "--verify", "--quiet", "--end-of-options", branch, accept=(0, 1))


def _branch(repository: Repository) -> str:
    """Return the full name of HEAD's branch, "" where HEAD is detached or broken."""
    found = repository.git("symbolic-ref", "--quiet", "HEAD", accept=(0, 1, 128))
    return found.decode("utf-8", "surrogateescape").strip()


def _moment(text: str) -> int | None:
    """Read a date or an RFC 3339 time as seconds since 1970."""
    from datetime import UTC, date, datetime, time  # only a date or a time needs it

    if len(text) < 10 or text[4] != "-" or text[7] != "-" or text[10:11] not in {"", "T", "t", " "}:
        return None
    try:
        if len(text) == 10:
            return int(datetime.combine(date.fromisoformat(text), time.max, UTC).timestamp())
        moment = datetime.fromisoformat(text.upper())
        return int(moment.timestamp()) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _last_before(repository: Repository, moment: int) -> str | None:
    tip = head(repository)
    if tip is None or moment < 0:
        return None
    return repository.git("rev-list", "-1", "--first-parent", f"--min-age={moment}", tip, "--").decode().strip() or None


def _deepen(repository: Repository) -> str | None:
    return "git fetch --unshallow" if is_shallow(repository) else None


def _upstreams(repository: Repository) -> Iterator[str]:
    branch = _branch(repository)
    refs = {fields[0]: fields[1:] for fields in _references(repository, *DEFAULTS, *filter(None, [branch]))}
    if ORIGIN_HEAD in refs:
        short, symbolic, *_ = refs[ORIGIN_HEAD]
        yield symbolic or short
    *_, upstream, theirs = refs.get(branch, ["", ""])
    if upstream and theirs != branch and _commit(repository, upstream):
        yield upstream
    yield from (refs[name][0] for name in DEFAULTS[1:] if name in refs)
    if upstream and _commit(repository, upstream):
        yield upstream


def _references(repository: Repository, *names: str) -> Iterator[list[str]]:
    fields = ("refname", "refname:short", "symref:short", "upstream:short", "upstream:remoteref")
    wanted = "%00".join(f"%({name})" for name in fields)
    found = repository.git("for-each-ref", f"--format={wanted}", "--", *names)
    return (line.split("\0") for line in found.decode("utf-8", "surrogateescape").splitlines())
