"""Words: values in, text out. A renderer is imported when one of its names is first asked for."""

from __future__ import annotations

from memfs.core.lazy import exported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from memfs.render.annotations import annotation, worst
    from memfs.render.history_text import (
        blame_data,
        blame_lines,
        commit_data,
        commit_line,
        version_data,
        version_lines,
    )
    from memfs.render.hits import WIDTH, hit_lines, reason_data, reason_line
    from memfs.render.html_page import page
    from memfs.render.html_text import element, escaped
    from memfs.render.json_text import encoded, violation_data
    from memfs.render.log_text import logged, unheard
    from memfs.render.markdown_code import code, code_block
    from memfs.render.markdown_text import fenced, inline, paragraphs
    from memfs.render.prompt_markdown import prompt_document, prompt_passage
    from memfs.render.records_markdown import record_markdown, value_markdown
    from memfs.render.records_text import value_text
    from memfs.render.report_github import annotation_lines
    from memfs.render.report_gitlab import gitlab_data
    from memfs.render.report_json import report_data
    from memfs.render.report_sarif import sarif_data
    from memfs.render.report_text import report_lines
    from memfs.render.review_github import review_in_github
    from memfs.render.review_html import review_in_html
    from memfs.render.review_json import review_data
    from memfs.render.review_markdown import review_in_markdown
    from memfs.render.review_text import review_in_text
    from memfs.render.shares import distribution_data, distribution_lines
    from memfs.render.stats_html import stats_in_html
    from memfs.render.stats_text import growth_data, growth_lines, hotspot_data, hotspot_lines
    from memfs.render.violations_text import violation_line

__all__ = [
    "WIDTH",
    "annotation",
    "annotation_lines",
    "blame_data",
    "blame_lines",
    "code",
    "code_block",
    "commit_data",
    "commit_line",
    "distribution_data",
    "distribution_lines",
    "element",
    "encoded",
    "escaped",
    "fenced",
    "gitlab_data",
    "growth_data",
    "growth_lines",
    "hit_lines",
    "hotspot_data",
    "hotspot_lines",
    "inline",
    "logged",
    "page",
    "paragraphs",
    "prompt_document",
    "prompt_passage",
    "reason_data",
    "reason_line",
    "record_markdown",
    "report_data",
    "report_lines",
    "review_data",
    "review_in_github",
    "review_in_html",
    "review_in_markdown",
    "review_in_text",
    "sarif_data",
    "stats_in_html",
    "unheard",
    "value_markdown",
    "value_text",
    "version_data",
    "version_lines",
    "violation_data",
    "violation_line",
    "worst",
]

_HOMES = {
    "annotation": "memfs.render.annotations:annotation",
    "annotation_lines": "memfs.render.report_github:annotation_lines",
    "blame_data": "memfs.render.history_text:blame_data",
    "blame_lines": "memfs.render.history_text:blame_lines",
    "code": "memfs.render.markdown_code:code",
    "code_block": "memfs.render.markdown_code:code_block",
    "commit_data": "memfs.render.history_text:commit_data",
    "commit_line": "memfs.render.history_text:commit_line",
    "distribution_data": "memfs.render.shares:distribution_data",
    "distribution_lines": "memfs.render.shares:distribution_lines",
    "element": "memfs.render.html_text:element",
    "encoded": "memfs.render.json_text:encoded",
    "escaped": "memfs.render.html_text:escaped",
    "fenced": "memfs.render.markdown_text:fenced",
    "gitlab_data": "memfs.render.report_gitlab:gitlab_data",
    "growth_data": "memfs.render.stats_text:growth_data",
    "growth_lines": "memfs.render.stats_text:growth_lines",
    "hit_lines": "memfs.render.hits:hit_lines",
    "hotspot_data": "memfs.render.stats_text:hotspot_data",
    "hotspot_lines": "memfs.render.stats_text:hotspot_lines",
    "reason_data": "memfs.render.hits:reason_data",
    "reason_line": "memfs.render.hits:reason_line",
    "WIDTH": "memfs.render.hits:WIDTH",
    "inline": "memfs.render.markdown_text:inline",
    "logged": "memfs.render.log_text:logged",
    "page": "memfs.render.html_page:page",
    "paragraphs": "memfs.render.markdown_text:paragraphs",
    "prompt_document": "memfs.render.prompt_markdown:prompt_document",
    "prompt_passage": "memfs.render.prompt_markdown:prompt_passage",
    "record_markdown": "memfs.render.records_markdown:record_markdown",
    "report_data": "memfs.render.report_json:report_data",
    "report_lines": "memfs.render.report_text:report_lines",
    "review_data": "memfs.render.review_json:review_data",
    "review_in_github": "memfs.render.review_github:review_in_github",
    "review_in_html": "memfs.render.review_html:review_in_html",
    "review_in_markdown": "memfs.render.review_markdown:review_in_markdown",
    "review_in_text": "memfs.render.review_text:review_in_text",
    "sarif_data": "memfs.render.report_sarif:sarif_data",
    "stats_in_html": "memfs.render.stats_html:stats_in_html",
    "unheard": "memfs.render.log_text:unheard",
    "value_markdown": "memfs.render.records_markdown:value_markdown",
    "value_text": "memfs.render.records_text:value_text",
    "version_data": "memfs.render.history_text:version_data",
    "version_lines": "memfs.render.history_text:version_lines",
    "violation_data": "memfs.render.json_text:violation_data",
    "violation_line": "memfs.render.violations_text:violation_line",
    "worst": "memfs.render.annotations:worst",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)
