"""A git process whose output is read while it runs; it is always reaped, whoever stops first."""

from __future__ import annotations

import subprocess
import threading
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Self, cast

from memfs.repository.run import GitError
from memfs.repository.safe import OFFLINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

    from memfs.repository.run import Repository

BLOCK = 1 << 16


class Stream:
    """Run one git command and read its output as it comes.

    Leaving the `with` block waits for git and raises GitError where git failed; an exception, or a reader that stops
    early, ends git at once and raises nothing of its own.
    """

    def __init__(self, repository: Repository, *arguments: str, extra: Mapping[str, str] | None = None) -> None:
        """Start git at the repository's top; global options may stand before the command's name."""
        self._name = next(argument for argument in arguments if not argument.startswith("-"))
        self._process = subprocess.Popen(
            repository.command(*arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=BLOCK,
            cwd=repository.top or repository.git_dir,
            env=repository.environment(extra={**OFFLINE, **(extra or {})}),
        )
        self.stdin = cast("IO[bytes]", self._process.stdin)
        self.stdout = cast("IO[bytes]", self._process.stdout)
        self._stderr: list[bytes] = []
        # a full stderr pipe would stop git, and us with it
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        returncode = self._reap()
        if kind is None and returncode:
            raise GitError(self._name, returncode=returncode, stderr=b"".join(self._stderr))

    def failure(self) -> GitError:
        """Reap a git that ended before its work was done and return what it said."""
        self._process.kill()
        return GitError(self._name, returncode=self._reap(), stderr=b"".join(self._stderr))

    def kill(self) -> None:
        """End git whatever it is doing."""
        self._process.kill()
        self._reap()

    def texts(self) -> Iterator[list[str]]:
        """Yield the NUL-terminated records of the output, a block of them at a time, each block decoded once."""
        rest = b""
        while block := self.stdout.read(BLOCK):
            rest += block
            cut = rest.rfind(b"\0") + 1
            if cut:
                yield rest[: cut - 1].decode("utf-8", "surrogateescape").split("\0")
                rest = rest[cut:]

    def _listen(self) -> None:
        stderr = cast("IO[bytes]", self._process.stderr)
        with stderr:
            self._stderr.append(stderr.read())

    def _reap(self) -> int:
        with suppress(OSError):  # git was gone before our last words reached it
            self.stdin.close()
        self.stdout.close()
        self._listener.join()
        return self._process.wait()
