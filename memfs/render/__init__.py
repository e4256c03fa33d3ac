"""Words: values in, text out. A renderer is imported when one of its names is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.core.lazy import exported

if TYPE_CHECKING:
    from memfs.render.hits import hit_lines
    from memfs.render.json_text import encoded, violation_data
    from memfs.render.log_text import logged
    from memfs.render.markdown_code import code, code_block
    from memfs.render.markdown_text import fenced, inline, paragraphs
    from memfs.render.records_markdown import record_markdown, value_markdown
    from memfs.render.records_text import value_text
    from memfs.render.report_github import annotation_lines
    from memfs.render.report_json import report_data
    from memfs.render.report_text import report_lines
    from memfs.render.review_json import review_data
    from memfs.render.review_markdown import review_in_markdown
    from memfs.render.review_text import review_in_text
    from memfs.render.shares import distribution_data, distribution_lines
    from memfs.render.violations_text import violation_line

__all__ = [
    "annotation_lines",
    "code",
    "code_block",
    "distribution_data",
    "distribution_lines",
    "encoded",
    "fenced",
    "hit_lines",
    "inline",
    "logged",
    "paragraphs",
    "record_markdown",
    "report_data",
    "report_lines",
    "review_data",
    "review_in_markdown",
    "review_in_text",
    "value_markdown",
    "value_text",
    "violation_data",
    "violation_line",
]

_HOMES = {
    "code": "memfs.render.markdown_code:code",
    "code_block": "memfs.render.markdown_code:code_block",
    "distribution_data": "memfs.render.shares:distribution_data",
    "distribution_lines": "memfs.render.shares:distribution_lines",
    "encoded": "memfs.render.json_text:encoded",
    "fenced": "memfs.render.markdown_text:fenced",
    "hit_lines": "memfs.render.hits:hit_lines",
    "inline": "memfs.render.markdown_text:inline",
    "logged": "memfs.render.log_text:logged",
    "paragraphs": "memfs.render.markdown_text:paragraphs",
    "record_markdown": "memfs.render.records_markdown:record_markdown",
    "annotation_lines": "memfs.render.report_github:annotation_lines",
    "report_data": "memfs.render.report_json:report_data",
    "report_lines": "memfs.render.report_text:report_lines",
    "review_data": "memfs.render.review_json:review_data",
    "review_in_markdown": "memfs.render.review_markdown:review_in_markdown",
    "review_in_text": "memfs.render.review_text:review_in_text",
    "value_markdown": "memfs.render.records_markdown:value_markdown",
    "value_text": "memfs.render.records_text:value_text",
    "violation_data": "memfs.render.json_text:violation_data",
    "violation_line": "memfs.render.violations_text:violation_line",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)
