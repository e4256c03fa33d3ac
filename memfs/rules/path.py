"""`path`: a record lies where its content says.

A record's path is its kind's directory, one `facet=value` directory for each facet in schema order, the hex digits
of the layout's fan-out where it has one, and the key: so a list of names says what each record is, and a summary
is unique where its path is. The message carries the `git mv` that mends it.

    passes:  memories/outcome=learning/insight_type=fact/dns_ttl.yaml  holding  summary: dns_ttl
    fails:   memories/outcome=learning/insight_type=pattern/dns_ttl.yaml  holding  insight_type: fact
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.escape import printable
from memfs.core.names import is_summary, path_of
from memfs.core.report import MESSAGE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Subject

ID = "path"


def expected_path(subject: Subject) -> str | None:
    """Return where a record belongs; None where its content does not say."""
    kind, record = subject.kind, subject.record
    if kind is None or record is None or subject.problems:
        return None
    key = record.get(kind.key)
    if not isinstance(key, str) or (kind.has_summary and not is_summary(key)):
        return None
    return path_of(subject.law.store, kind, record, digits=subject.law.policy.fanout)


def judge(subject: Subject) -> Iterator[Violation]:
    """Report a record that lies elsewhere."""
    wanted = expected_path(subject)
    if wanted is None or wanted == subject.entry.path:
        return
    move = _move(subject.entry.path, wanted)
    message = f"does not lie where its content says; {move}"
    if len(message) > MESSAGE_LIMIT:  # half a command would do harm
        message, move = f"does not lie where its content says: {printable(wanted)}", ""
    yield subject.at(ID, message, ())._replace(hint=move or None)


def _move(path: str, wanted: str) -> str:
    """Return the command that moves a file; git makes no directory for it."""
    directory = wanted.rpartition("/")[0]
    made = f"mkdir -p {_word(directory)} && " if directory != path.rpartition("/")[0] else ""
    return f"{made}git mv {_word(path)} {_word(wanted)}"


def _word(path: str) -> str:
    """Quote a path for a shell; bytes that cannot be shown are written as bash, zsh and ksh read them."""
    if printable(path) == path:
        import shlex

        return shlex.quote(path)
    return "$'" + "".join(map(_byte, path.encode("utf-8", "surrogateescape"))) + "'"


def _byte(byte: int) -> str:
    character = chr(byte)
    if character in "'\\":
        return "\\" + character
    return character if " " <= character <= "~" else f"\\x{byte:02x}"
