"""Generating: datasets of made-up memories."""

from __future__ import annotations

from memfs.verbs.generating.generation import END, START, Order, aimed, generate, nowhere

__all__ = ["END", "START", "Order", "aimed", "generate", "nowhere"]
