"""Prompting: what a store holds, for a model, within a budget of tokens."""

from __future__ import annotations

from memfs.verbs.prompting.counting import Counter, best_counter, estimate
from memfs.verbs.prompting.making import BUDGET, Prompt, make_prompt
from memfs.verbs.prompting.stock import Choice

__all__ = ["BUDGET", "Choice", "Counter", "Prompt", "best_counter", "estimate", "make_prompt"]
