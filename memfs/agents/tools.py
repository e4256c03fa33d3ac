"""All tools of the server, as a store's law shapes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.agents.fields import MEMORY
from memfs.agents.memory_reading import reading_tools
from memfs.agents.memory_writing import writing_tools
from memfs.agents.project import project_tools
from memfs.agents.review_tool import review_tool

if TYPE_CHECKING:
    from memfs.agents.tool import Tool
    from memfs.core.law import Law


def tools_of(law: Law, *, read_only: bool = False) -> dict[str, Tool]:
    """Return the tools by name; only those that read where the server does nothing else."""
    kind = law.kinds[MEMORY]
    every = (*writing_tools(kind), *reading_tools(kind), *project_tools(law), review_tool())
    return {tool.name: tool for tool in every if tool.reads or not read_only}
