"""The door to git: the only place that starts it or imports GitPython."""

from memfs.repository.run import GitError, Repository

__all__ = ["GitError", "Repository"]
