"""memfs: git-backed, file-based memory for AI agents and teams, with a validator that judges every change."""

from __future__ import annotations

__version__ = "0.1.0"
