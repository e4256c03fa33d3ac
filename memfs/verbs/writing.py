"""How every verb writes: plan on one snapshot, judge what the plan would leave, hand it to git."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from memfs.codec import ProfileError, emit, read
from memfs.core.errors import InvalidError, MemfsError
from memfs.core.escape import printable, quoted
from memfs.core.layout import OWN_FILES, README, SCHEMA_DIRECTORY, below, is_law
from memfs.core.model import equal
from memfs.core.names import join, path_of
from memfs.core.policy import FILE as POLICY_FILE
from memfs.core.policy import Policy
from memfs.core.snapshot import Overlay, blob_id, within
from memfs.repository import Edit, Plan, WriteOptions, empty_snapshot, store_roots, transact, worktree_snapshot
from memfs.rules import check, concealed, demand_law, load_law, load_policy, schema_file
from memfs.verbs.messages import commit_message
from memfs.verbs.outcome import Outcome, Written
from memfs.verbs.places import StorePlace, demand_outermost, has_store
from memfs.verbs.view import Found, View
from memfs.verbs.write_notes import WriteNotes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from memfs.core.law import Law
    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.core.snapshot import Snapshot
    from memfs.repository import Repository

NEW_POLICY = b"""\
# The policy of this memfs store: how its records are laid out, committed and judged.
# People and programs both edit this file, and comments are kept.
memfs: 1
distribution:
  enforce: report
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a verb wants to do, before it is judged: path to new bytes, None for a removed file.

    `judged` are the paths of files that the verb has put to a `Judge` itself, so that a big write is judged once.
    """

    action: str
    subject: str
    edits: Mapping[str, bytes | None] = field(default_factory=dict)
    written: tuple[Written, ...] = ()
    notes: tuple[str, ...] = ()
    judged: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user asked of a write: `commit` None follows the policy's `commit.mode`."""

    message: str | None = None
    commit: bool | None = None
    dry_run: bool = False
    author: str | None = None
    allow_detached: bool = False
    via: str = "cli"
    agent: str | None = None


def new_store_files(store: str, policy: bytes = NEW_POLICY) -> dict[str, bytes]:
    """Return the files that make a directory a store."""
    return {join(store, name): data for name, data in {POLICY_FILE: policy, **OWN_FILES}.items()}


def added(view: View, kind: str, data: Mapping[str, JSON]) -> tuple[str, bytes]:
    """Return the path and the bytes of a new record; the record must have its key and pass its schema's facets."""
    known = view.kind(kind)
    path = path_of(view.law.store, known, data, digits=view.law.policy.fanout)
    header = _header(view.law, path, schema_file(known))
    return path, _proven(lambda: emit(known.ordered(data), header=header), data)


def changed(view: View, found: Found, data: Mapping[str, JSON]) -> dict[str, bytes | None]:
    """Return the edits that turn a stored record into `data`: comments kept, the file moved where facets say so."""
    from memfs.codec import edit  # a new record does without the editor, which is most of the codec to load

    known = view.kind(found.kind)
    path = path_of(view.law.store, known, data, digits=view.law.policy.fanout)
    source = _proven(lambda: edit(found.source, known.ordered(data)), data)
    moved: dict[str, bytes | None] = {} if path == found.path else {found.path: None}
    return {**moved, path: readdressed(source, view.law.store, schema_file(known), paths=(found.path, path))}


def readdressed(source: bytes, store: str, schema: str, *, paths: tuple[str, str]) -> bytes:
    """Let the line that names a record's schema for editors point at it from another place: `paths` are old and new."""
    old, new = (f"# {_modeline(store, path, schema)}\n".encode() for path in paths)
    return new + source.removeprefix(old) if source.startswith(old) else source


def _proven(source: Callable[[], bytes], data: Mapping[str, JSON]) -> bytes:
    try:
        written = source()
        back = read(written)
    except (ProfileError, ValueError) as error:
        raise InvalidError(f"the record cannot be written as YAML: {error}") from None
    if not equal(back, data):
        raise MemfsError("the record does not read back as it was given; nothing was written", code="environment")
    return written


def _header(law: Law, path: str, schema: str) -> str:
    return _modeline(law.store, path, schema) if schema in law.ejected else ""


def _modeline(store: str, path: str, schema: str) -> str:
    up = "../" * (path.count("/") - join(store, "x").count("/"))
    return f"yaml-language-server: $schema={up}{SCHEMA_DIRECTORY}/{schema}"


def write(
    store: StorePlace,
    planner: Callable[[View], Draft],
    *,
    wishes: Wishes,
    policy: bytes = NEW_POLICY,
    standing: Policy | None = None,
) -> Outcome:
    """Let a verb plan on the current snapshot, judge the plan, and commit or stage it.

    A store that is not there yet is made in the same commit, with `policy`; `standing` is the policy that there is,
    where the caller has just read it. Raises InvalidError with the violations where the plan is refused, and whatever
    the planner raises; then nothing has changed.
    """
    repository = store.repository
    drafts: list[tuple[Draft, str]] = []
    notes: list[WriteNotes] = []

    def plan(snapshot: Snapshot) -> Plan | None:
        view, files = opened(snapshot, store, policy)
        draft = _with_files(planner(view), files, store.path, dry_run=wishes.dry_run)
        if not draft.edits:
            drafts[:] = [(replace(draft, action="unchanged"), "")]
            return None
        drafts[:] = [(draft, "")]
        overlay = Overlay(snapshot, draft.edits, repository.object_format)
        notes[:] = [_demand_valid(view, overlay, repository, judged=draft.judged)]
        if wishes.dry_run:
            drafts[:] = [(draft, _diff(snapshot, draft.edits))]
            return None
        return Plan(_edits(snapshot, draft.edits), _message(draft, wishes))

    options = _options(wishes, standing_policy(store) if standing is None else standing)
    done = transact(repository, plan, options=options)
    draft, diff = drafts[0]
    if done is not None:
        notes[0].keep(done)
    commit = None if done is None else done.commit
    return Outcome(draft.action, _identified(draft, repository.object_format), commit, notes=draft.notes, diff=diff)


def opened(snapshot: Snapshot, store: StorePlace, policy: bytes = NEW_POLICY) -> tuple[View, dict[str, bytes | None]]:
    """Return the view to plan on, and the files that make the store where it is not there yet."""
    if has_store(snapshot, store.path):
        demand_outermost(snapshot, store.path)
        return View(snapshot, demand_law(snapshot, store.path), store.repository.object_format), {}
    _demand_room(snapshot, store)
    files: dict[str, bytes | None] = dict(new_store_files(store.path, policy))
    born = Overlay(snapshot, files, store.repository.object_format)
    return View(born, demand_law(born, store.path), store.repository.object_format), files


def _demand_room(snapshot: Snapshot, store: StorePlace) -> None:
    """Refuse to make a store in a directory that holds other files, or inside or around another store."""
    name = printable(store.path or ".")
    if store.directory.is_symlink():
        raise MemfsError(f"the store '{name}' is a symlink", code="state")
    others = [root for root in store_roots(snapshot) if within(store.path, root) or within(root, store.path)]
    if others:
        raise MemfsError(f"'{name}' and the store '{printable(others[0])}' would lie in one another", code="state")
    tracked = {below(entry.path, store.path).partition("/")[0] for entry in snapshot.entries(store.path)}
    standing = {path.name for path in store.directory.iterdir()} if store.directory.is_dir() else set()
    foreign = sorted((tracked | standing) - {*OWN_FILES, POLICY_FILE, README, ".git"})
    if foreign and POLICY_FILE in standing:
        hint = f"git add {shlex.quote(name)} && git commit"
        raise MemfsError(f"the store '{name}' is not committed yet", code="state", hint=hint)
    if foreign:
        raise MemfsError(f"the directory '{name}' holds other files, {quoted(foreign[0])} for one", code="state")


def _with_files(draft: Draft, files: Mapping[str, bytes | None], store: str, *, dry_run: bool) -> Draft:
    if not files:
        return draft
    says = f"{'would make' if dry_run else 'made'} the store '{printable(store or '.')}'"
    note = () if draft.action == "initialized" else (says,)
    return replace(draft, edits={**files, **draft.edits}, notes=(*note, *draft.notes))


def _demand_valid(view: View, overlay: Overlay, repository: Repository, *, judged: Collection[str]) -> WriteNotes:
    """Judge what a write would leave; return what to tell the catalog once it is done."""
    store, base = view.law.store, overlay.base
    changes = tuple(overlay.changes(base, store))
    law = load_law(overlay, store) if any(is_law(below(path, store)) for path in overlay.edits) else view.law
    base_law = view.law if has_store(base, store) else None
    notes = WriteNotes.of(overlay, law, repository, changes=changes, passing=judged)
    report = check(overlay, law, base, base_law=base_law, changes=changes, ledger=notes.ledger, detail="errors")
    if report.errors:
        raise refused(report.errors, own=overlay.edits)
    told = not judged or "warn" not in law.policy.levels.values()  # a verb that judges by itself looks for errors alone
    return notes._replace(quiet=base_law is not None and told and not report.warnings)


def refused(violations: Iterable[Violation], *, own: Mapping[str, bytes | str | None]) -> InvalidError:
    """Say the first violation and how many more there are; its place, unless it is a file of our own plan.

    A file that the plan names after a secret is named without it.
    """
    first, *rest = violations
    more = f" (and {len(rest)} more)" if rest else ""
    where = "" if first.path in own else f"{printable(first.path)}:{first.line}:{first.column}: "
    plans = {path: data for path, data in own.items() if isinstance(data, bytes)}
    told = tuple(found._replace(path=concealed(found.path, plans.get(found.path, b""))) for found in (first, *rest))
    return InvalidError(f"{where}{first.rule}: {first.message}{more}", violations=told, hint=first.hint)


def _edits(snapshot: Snapshot, edits: Mapping[str, bytes | None]) -> tuple[Edit, ...]:
    before = snapshot.locate(edits)
    old = {path: before[path].blob if path in before else None for path in edits}
    return tuple(Edit(path, old[path], data) for path, data in edits.items())


def standing_policy(store: StorePlace) -> Policy:
    """Return a store's policy as it lies in the working tree; the defaults where there is none, or it is broken.

    That is what a person has just edited, and reading it calls no git.
    """
    repository = store.repository
    return load_policy(empty_snapshot() if repository.top is None else worktree_snapshot(repository), store.path)


def _options(wishes: Wishes, policy: Policy) -> WriteOptions:
    stage = policy.commit_mode == "stage" if wishes.commit is None else not wishes.commit
    return WriteOptions(
        stage=stage, author=wishes.author, allow_detached=wishes.allow_detached, hooks=policy.commit_hooks
    )


def _message(draft: Draft, wishes: Wishes) -> str:
    return commit_message(draft.subject, draft.written, message=wishes.message, via=wishes.via, agent=wishes.agent)


def _identified(draft: Draft, object_format: str) -> tuple[Written, ...]:
    data = {path: content for path, content in draft.edits.items() if content is not None}
    blobs = {path: blob_id(content, object_format=object_format) for path, content in data.items()}
    return tuple(replace(written, blob=written.blob or blobs.get(written.path)) for written in draft.written)


def _diff(snapshot: Snapshot, edits: Mapping[str, bytes | None]) -> str:
    import difflib

    before = snapshot.locate(edits)
    old = {entry.path: data for entry, data in snapshot.read(before.values())}
    lines: list[str] = []
    for path, new in edits.items():
        was, now = ((data or b"").decode("utf-8", "replace").splitlines() for data in (old.get(path), new))
        names = (f"a/{path}" if path in old else "/dev/null", "/dev/null" if new is None else f"b/{path}")
        lines.extend(difflib.unified_diff(was, now, fromfile=names[0], tofile=names[1], lineterm=""))
    return "\n".join(lines)


def changed_since(found: Found, if_match: str | None) -> None:
    """Raise MemfsError `changed` where a record is no longer the one that was read; a prefix of 7 is enough.

    It is the same where it was read from a working file to which an editor or a checkout gave CRLF line ends.
    """
    if if_match is None:
        return
    if len(if_match) < 7 or not all(c in "0123456789abcdef" for c in if_match.lower()):
        raise MemfsError(f"{quoted(if_match)} is no blob id; give at least 7 of its hex digits", code="usage")
    form = "sha1" if len(found.blob) == 40 else "sha256"
    widened = blob_id(found.source.replace(b"\n", b"\r\n"), object_format=form)
    if not (found.blob.startswith(if_match.lower()) or widened.startswith(if_match.lower())):
        now, then = found.blob[:7], if_match[:7]
        name = f"{found.kind}/{printable(found.key)}"
        hint = f"memfs read {found.kind} {printable(found.key)}, then again with --if-match {now}"
        raise MemfsError(f"{name} changed since you read it (now {now}, expected {then})", code="changed", hint=hint)
