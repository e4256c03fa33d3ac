"""One script of commands for the SDK's own local memory tool and for ours, with what each answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anthropic.lib.tools import ToolError

if TYPE_CHECKING:
    from anthropic.lib.tools import BetaAbstractMemoryTool

PATTERNS = "/memories/memories/outcome=learning/insight_type=pattern"
FACTS = "/memories/memories/outcome=learning/insight_type=fact"
LOCK = f"{PATTERNS}/lock_order.yaml"
LOCK_TEXT = """\
summary: lock_order
outcome: learning
insight_type: pattern
content: |
  The workers take the ledger lock first.
  The gateway waits for five seconds.
"""
AIMS = "/memories/context/objectives.yaml"
AIMS_TEXT = "section: objectives\nitems:\n- Settle payments within two seconds.\n"

SAME: list[dict[str, object]] = [
    {"command": "view", "path": "/memories"},
    {"command": "view", "path": "/memories/nothing.yaml"},
    {"command": "create", "path": LOCK, "file_text": LOCK_TEXT},
    {"command": "create", "path": LOCK, "file_text": LOCK_TEXT},
    {"command": "create", "path": AIMS, "file_text": AIMS_TEXT},
    {"command": "view", "path": LOCK},
    {"command": "view", "path": LOCK, "view_range": [4, 5]},
    {"command": "view", "path": LOCK, "view_range": [5, -1]},
    {"command": "view", "path": LOCK, "view_range": [-3, 2]},
    {"command": "view", "path": LOCK, "view_range": [90, 99]},
    {"command": "view", "path": "/memories"},
    {"command": "view", "path": "/memories/memories"},
    {"command": "view", "path": PATTERNS},
    {"command": "str_replace", "path": LOCK, "old_str": "five seconds", "new_str": "ten seconds"},
    {"command": "str_replace", "path": LOCK, "old_str": "ten", "new_str": "ten whole"},
    {"command": "str_replace", "path": LOCK, "old_str": "five seconds", "new_str": "x"},
    {"command": "str_replace", "path": LOCK, "old_str": "er", "new_str": "x"},
    {"command": "str_replace", "path": PATTERNS, "old_str": "er", "new_str": "x"},
    {"command": "str_replace", "path": f"{FACTS}/none.yaml", "old_str": "er", "new_str": "x"},
    {"command": "insert", "path": LOCK, "insert_line": 5, "insert_text": "  The report comes last.\n"},
    {"command": "insert", "path": LOCK, "insert_line": 0, "insert_text": "# for the workers"},
    {"command": "insert", "path": LOCK, "insert_line": 99, "insert_text": "x"},
    {"command": "insert", "path": LOCK, "insert_line": -1, "insert_text": "x"},
    {"command": "insert", "path": PATTERNS, "insert_line": 0, "insert_text": "x"},
    {"command": "insert", "path": f"{FACTS}/none.yaml", "insert_line": 0, "insert_text": "x"},
    {"command": "view", "path": LOCK},
    {"command": "rename", "old_path": LOCK, "new_path": f"{PATTERNS}/lock_first.yaml"},
    {"command": "rename", "old_path": LOCK, "new_path": f"{PATTERNS}/other.yaml"},
    {"command": "rename", "old_path": AIMS, "new_path": f"{PATTERNS}/lock_first.yaml"},
    {"command": "rename", "old_path": PATTERNS, "new_path": FACTS},
    {"command": "rename", "old_path": "/memories", "new_path": "/memories/x"},
    {"command": "view", "path": "/memories/memories"},
    {"command": "delete", "path": AIMS},
    {"command": "delete", "path": AIMS},
    {"command": "delete", "path": FACTS},
    {"command": "delete", "path": "/memories"},
    {"command": "view", "path": "/elsewhere"},
    {"command": "view", "path": "/memories/../../etc/passwd"},
    {"command": "create", "path": "/memories/../x.yaml", "file_text": AIMS_TEXT},
    {"command": "view", "path": "/memories/context/../memfs.yaml"},
]
"""Commands with the same answer from both."""


def said(tool: BetaAbstractMemoryTool, command: dict[str, object]) -> str:
    """Give a tool a command as the SDK's runner does, and return what the model reads."""
    try:
        answer = tool.call(command)
    except ToolError as error:
        answer = error.content
        assert isinstance(answer, str)
        return f"error: {answer}"
    assert isinstance(answer, str)
    return answer
