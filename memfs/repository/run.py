"""The one door to git: fixed argument lists, a cleaned environment, nothing of the repository's configuration run."""

from __future__ import annotations

import os
import subprocess

from memfs.core.errors import MemfsError
from memfs.core.escape import printable, shortened
from memfs.repository.safe import NO_HOOKS, OFFLINE, SAFE_CONFIGURATION, cleaned

TYPE_CHECKING = False  # a hook that has nothing to say loads this module: neither typing nor pathlib
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class GitError(MemfsError):
    """Say which git command failed and what git said, as one line."""

    def __init__(self, command: str, *, returncode: int, stderr: bytes) -> None:
        """Keep git's exit status and its words."""
        self.returncode = returncode
        self.stderr = stderr.decode("utf-8", "replace").strip()
        words = " ".join(self.stderr.split()) or f"exit status {returncode}"
        super().__init__(f"git {command}: {shortened(printable(words), limit=400)}", code="environment")


class Repository:
    """A discovered repository; every later git call is pinned to it.

    Paths are absolute. `top` is None in a bare repository. `prefix` is the directory we started in, relative to
    `top`, without a trailing slash. `inside_hook` tells that git had set `GIT_INDEX_FILE`; `index` is then that file.
    """

    __slots__ = ("common_dir", "environ", "git_dir", "index", "inside_hook", "object_format", "prefix", "top")

    def __init__(
        self,
        *,
        git_dir: str,
        common_dir: str,
        top: str | None,
        index: str,
        object_format: str,
        prefix: str,
        inside_hook: bool,
        environ: Mapping[str, str],
    ) -> None:
        self.git_dir, self.common_dir, self.top, self.index = git_dir, common_dir, top, index
        self.object_format, self.prefix, self.inside_hook, self.environ = object_format, prefix, inside_hook, environ

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Repository) and all(getattr(self, n) == getattr(other, n) for n in self.__slots__)

    def __hash__(self) -> int:
        return hash((self.git_dir, self.index))

    @classmethod
    def discover(cls, directory: Path | str, environ: Mapping[str, str] | None = None) -> Repository:
        """Find the repository that holds a directory; `environ` is the process's own unless given.

        Raises MemfsError `not-a-repository` where there is none, `environment` where git is missing or too old.
        """
        return cls.discover_with_head(directory, environ)[0]

    @classmethod
    def discover_with_head(
        cls, directory: Path | str, environ: Mapping[str, str] | None = None
    ) -> tuple[Repository, str | None]:
        """Find a repository as `discover` does, with the commit that HEAD names; None where git does not say.

        It says nothing before the first commit, in a bare repository, and where HEAD is broken.
        """
        start = os.path.abspath(directory)  # a real path would follow a symlinked store
        if not os.path.isdir(start):
            raise MemfsError(f"there is no directory '{printable(start)}'", code="usage")
        environ = os.environ if environ is None else environ
        (git_dir, common_dir, bare, object_format, top, prefix), head = _ask(start, environ)
        index = environ.get("GIT_INDEX_FILE")
        found = cls(
            git_dir=_absolute(start, git_dir),
            common_dir=_absolute(start, common_dir),
            top=None if bare == "true" else top,
            index=_absolute(start, index) if index else _absolute(start, f"{git_dir}/index"),
            object_format=object_format,
            prefix=prefix.rstrip("/"),
            inside_hook=bool(index),
            environ=cleaned(environ),
        )
        return found, head

    @classmethod
    def create(cls, directory: Path | str, environ: Mapping[str, str] | None = None) -> Repository:
        """Make a repository in a directory, with the branch and template that the user's git would choose."""
        environ = os.environ if environ is None else environ
        command = ["git", *SAFE_CONFIGURATION, "init", "--quiet"]
        done = subprocess.run(command, cwd=directory, env=cleaned(environ), capture_output=True, check=False)
        if done.returncode:
            raise GitError("init", returncode=done.returncode, stderr=done.stderr)
        return cls.discover(directory, environ)

    def with_index(self, index: str) -> Repository:
        """Return the repository with another file for its index."""
        from copy import copy

        other = copy(self)
        other.index = index
        return other

    @property
    def state_dir(self) -> Path:
        """Return the directory for our lock, journal and temporary files: in the worktree's own git directory."""
        from pathlib import Path

        return Path(self.git_dir) / "memfs"

    def command(self, *arguments: str, hooks: bool = False) -> list[str]:
        """Return the full argument list of a git call; hooks of the repository run only where `hooks` says so."""
        return ["git", *SAFE_CONFIGURATION, *(() if hooks else NO_HOOKS), "--literal-pathspecs", *arguments]

    def environment(self, *, index: str | None = None, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of a git call; `index` names another index file than the repository's."""
        pinned = {"GIT_DIR": self.git_dir, "GIT_INDEX_FILE": index or self.index}
        if self.top is not None:
            pinned["GIT_WORK_TREE"] = self.top
        return {**self.environ, **pinned, **(extra or {})}

    def git(
        self,
        *arguments: str,
        stdin: bytes = b"",
        index: str | None = None,
        extra: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (0,),
    ) -> bytes:
        """Run git at the repository's top and return its standard output.

        `accept` lists the exit statuses that are answers. Raises GitError with git's words for any other.
        """
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            cwd=self.top or self.git_dir,
            env=self.environment(index=index, extra={**OFFLINE, **(extra or {})}),
            check=False,
        )
        if done.returncode not in accept:
            raise GitError(arguments[0], returncode=done.returncode, stderr=done.stderr)
        return done.stdout

    def shielded(
        self,
        *arguments: str,
        holding: int,
        stdin: bytes = b"",
        index: str | None = None,
        extra: Mapping[str, str] | None = None,
        hooks: bool = False,
    ) -> bytes:
        """Run git so that neither our death nor Ctrl-C stops it half way, and return its standard output.

        It has a session of its own and inherits the descriptor `holding`: a lock on it lasts until git is done.
        `hooks` lets the repository's hooks run, with the network. Raises GitError.
        """
        process = subprocess.Popen(
            self.command(*arguments, hooks=hooks),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.top or self.git_dir,
            env=self.environment(index=index, extra={**({} if hooks else OFFLINE), **(extra or {})}),
            pass_fds=(holding,),
            start_new_session=True,
        )
        try:
            output, errors = process.communicate(stdin)
        except BaseException:
            process.wait()
            raise
        if process.returncode:
            raise GitError(arguments[0], returncode=process.returncode, stderr=errors)
        return output

    def run_hook(self, name: str, *arguments: str) -> None:
        """Run a hook of the repository, if there is one, as git does for a commit that opens no editor.

        It gets neither our configuration nor our lock, and may use the network. Raises GitError where it fails.
        """
        words = ("hook", "run", "--ignore-missing", name, "--", *arguments)
        environment = self.environment(extra={"GIT_EDITOR": ":"})
        place = self.top or self.git_dir
        done = subprocess.run(["git", *words], capture_output=True, cwd=place, env=environment, check=False)
        if done.returncode:
            raise GitError(f"hook {name}", returncode=done.returncode, stderr=done.stderr)

    def detached(self, *arguments: str) -> None:
        """Start git and leave it alone: it holds nothing of ours, and neither its end nor its words matter."""
        process = subprocess.Popen(
            self.command(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.top or self.git_dir,
            env=self.environment(extra=OFFLINE),
            start_new_session=True,
        )
        from threading import Thread

        Thread(target=process.wait, daemon=True).start()  # else a long-lived program collects zombies


QUESTIONS = ("--git-dir", "--git-common-dir", "--is-bare-repository", "--show-object-format")
PLACES = ("--show-toplevel", "--show-prefix")  # a bare repository has neither: git answers the others, then fails


def _ask(start: str, environ: Mapping[str, str]) -> tuple[tuple[str, ...], str | None]:
    known = {name: environ[name] for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR") if name in environ}
    done = _rev_parse(start, {**cleaned(environ), **known})
    lines = tuple(os.fsdecode(line) for line in done.stdout.split(b"\n")[:-1])
    if lines[2:3] == ("true",):
        return (*lines[: len(QUESTIONS)], "", ""), None
    answers, rest = lines[: len(QUESTIONS + PLACES)], lines[len(QUESTIONS + PLACES) :]
    if rest == ("HEAD",):  # it names no commit; git fails then, unless a file has that name
        return answers, None
    if done.returncode:
        raise _refused(start, done.stderr)
    if len(rest) != 1:
        raise MemfsError(f"'{printable(start)}' has a line feed in its path", code="environment")
    return answers, rest[0]


def _rev_parse(start: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", *SAFE_CONFIGURATION, *NO_HOOKS, "rev-parse", *QUESTIONS, *PLACES, "HEAD"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            cwd=start,
            env=environment,
            check=False,
        )
    except FileNotFoundError:
        raise MemfsError("git is not installed or not on PATH", code="environment") from None


def _refused(start: str, stderr: bytes) -> MemfsError:
    words = stderr.decode("utf-8", "replace")
    if "not a git repository" in words:
        return MemfsError(
            f"'{printable(start)}' is not in a git repository", code="not-a-repository", hint="memfs init"
        )
    return GitError("rev-parse", returncode=128, stderr=stderr)


def _absolute(start: str, path: str) -> str:
    return os.path.normpath(os.path.join(start, path))
