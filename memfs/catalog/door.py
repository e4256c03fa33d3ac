"""The door to SQLite: whatever goes wrong behind it, there is no catalog, and nobody waits.

A catalog is a cache: git and the files say everything it says. Readers take no lock that a writer waits for longer than
an answer takes, writers give up where another one is at work, and neither ever reports an error.
"""

from __future__ import annotations

import os
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from memfs.catalog.home import exists
from memfs.catalog.state import State, UntrustedError, save, written_law
from memfs.catalog.tables import INDEXES, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from sqlite3 import Connection

    from memfs.catalog.home import Home
    from memfs.catalog.reader import Reader
    from memfs.catalog.writer import Writer

Answer = TypeVar("Answer")

HOUR, MONTH = 3600, 30 * 24 * 3600
MAKING = ("journal_mode = off", "synchronous = off", "locking_mode = exclusive", "cache_size = -16000")
"""How a file is written that nobody else knows: a catalog that is lost with its maker is no loss."""

BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
PATIENCE = 0.05
"""Seconds that a writer waits for another one, or for a reader; readers do not wait at all."""


def consult(home: Home, question: Callable[[Reader], Answer]) -> Answer | None:
    """Ask a catalog; None where there is none of this program and law, or somebody is writing to it."""
    return _answered(home, lambda reader: question(reader) if _is_ours(reader.state, home) else None)


def state_of(home: Home) -> State | None:
    """Return what a store's catalog holds, whatever its law; None where there is none of this program."""
    return _answered(home, lambda reader: reader.state if _is_of_us(reader.state, home) else None)


def _answered(home: Home, question: Callable[[Reader], Answer | None]) -> Answer | None:
    if not exists(home):
        return None
    import sqlite3

    from memfs.catalog.reader import Reader

    try:
        with closing(_opened(home.path, mode="ro", patience=0)) as connection:
            connection.execute("begin")
            return question(Reader(connection))
    except (sqlite3.Error, UntrustedError):
        return None


def revise(home: Home, revision: Callable[[Writer], None]) -> bool:
    """Change a catalog in one transaction; tell whether that was done.

    It is not where there is no catalog of this law, or where somebody else is at work. A catalog that contradicts git
    is removed.
    """
    if not exists(home):
        return False
    import sqlite3

    from memfs.catalog.writer import Writer

    try:
        with closing(_opened(home.path, mode="rw", patience=PATIENCE)) as connection:
            connection.execute("pragma synchronous = off")
            connection.execute("begin immediate")
            writer = Writer(connection, home.law)
            if not _is_ours(writer.state, home):
                return False
            revision(writer)
            writer.finish()
            connection.execute("commit")
    except UntrustedError:
        remove(home)
        return False
    except sqlite3.Error:
        return False
    return True


def remove(home: Home) -> None:
    """Remove a catalog, unless somebody writes to it right now; whoever has it open keeps reading it."""
    import sqlite3

    with suppress(OSError, sqlite3.Error):
        _retire(home.path)


def _retire(path: str) -> None:
    """Take a catalog out of its place while nobody writes to it.

    A journal that a dead writer left would be played back into whatever file stands there next, so it goes as well,
    and after the file: without its journal that one may be torn.
    """
    import sqlite3

    if not os.path.lexists(path):
        return
    try:
        with closing(_opened(path, mode="rw", patience=PATIENCE)) as connection:
            connection.execute("begin immediate")
            _unlink(path)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith(BUSY):
            raise
        _unlink(path)


def _unlink(path: str) -> None:
    for name in (path, f"{path}-journal"):
        with suppress(FileNotFoundError):
            os.unlink(name)


class Making:
    """A catalog that is being made in a file of its own; where that fails, nothing more happens and nobody is told."""

    __slots__ = ("_connection", "_home", "_path", "_writer")

    def __init__(self, home: Home) -> None:
        """Begin the file."""
        self._home = home
        self._path = f"{home.path}.{os.getpid()}-{os.urandom(4).hex()}.part"
        self._connection: Connection | None = None
        self._writer: Writer | None = None
        with self._unless_it_fails():
            os.makedirs(home.directory, exist_ok=True)
            _sweep(home)
            self._begin()

    def revise(self, revision: Callable[[Writer], None]) -> None:
        """Write to the file, unless writing failed before."""
        if self._writer is not None:
            with self._unless_it_fails():
                revision(self._writer)

    def publish(self) -> None:
        """Put the file in its place."""
        if self._writer is not None and self._connection is not None:
            with self._unless_it_fails():
                self._writer.finish()
                for index in INDEXES.split(";"):
                    self._connection.execute(index)
                self._connection.execute("commit")
                self._connection.close()
                _retire(self._home.path)
                os.replace(self._path, self._home.path)

    def clear(self) -> None:
        """Take away what is left of the file."""
        self._writer = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            with suppress(OSError):
                os.unlink(self._path)

    def _begin(self) -> None:
        from memfs.catalog.writer import Writer

        self._connection = _opened(self._path, mode="rwc", patience=0)
        for setting in MAKING:
            self._connection.execute(f"pragma {setting}")
        self._connection.execute("begin immediate")
        for table in TABLES.split(";"):
            self._connection.execute(table)
        save(self._connection, _state(self._home))
        self._writer = Writer(self._connection, self._home.law)

    @contextmanager
    def _unless_it_fails(self) -> Iterator[None]:
        import sqlite3

        try:
            yield
        except (sqlite3.Error, OSError, UntrustedError):
            self.clear()


def _opened(path: str, *, mode: str, patience: float) -> Connection:
    import sqlite3

    name = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(f"file:{name}?mode={mode}", timeout=patience, isolation_level=None, uri=True)
    connection.execute("pragma temp_store = memory")
    return connection


def _is_ours(state: State, home: Home) -> bool:
    return _is_of_us(state, home) and state.law == written_law(home.law)


def _is_of_us(state: State, home: Home) -> bool:
    return (state.store, state.program) == (home.law.store, home.program)


def _state(home: Home) -> State:
    return State(home.law.store, home.program, written_law(home.law))


def _sweep(home: Home) -> None:
    """Remove what dead makers left, and the catalogs that other versions of memfs have not touched for a month."""
    file = os.path.basename(home.path)
    ending = file[file.index("-") :]
    for entry in os.scandir(home.directory):
        age = time.time() - entry.stat(follow_symlinks=False).st_mtime
        left = entry.name.startswith(file) and entry.name.endswith(".part") and age > HOUR
        foreign = entry.name.startswith("catalog") and entry.name.endswith(ending) and entry.name != file
        if left or (foreign and age > MONTH):
            os.unlink(entry.path)
