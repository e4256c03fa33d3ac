"""Reports for people, programs and GitHub: what is shown of many violations, and nothing raw of any."""

from __future__ import annotations

from memfs.core.report import Distribution, Report, Share, Violation
from memfs.render import annotation_lines, report_data, report_lines


def violation(number: int, path: str = "memory/a.yaml", *, level: str = "error") -> Violation:
    return Violation(path, "schema", f"message {number}", number, 2, level=level, store="memory", evidence="hidden")


def test_lines_are_in_order_of_path_and_place_with_the_sum_last() -> None:
    report = Report("index", 3, (violation(2, "memory/b.yaml"), violation(9), violation(1)))
    assert list(report_lines(report)) == [
        "memory/a.yaml:1:2: schema: message 1",
        "memory/a.yaml:9:2: schema: message 9",
        "memory/b.yaml:2:2: schema: message 2",
        "3 records, 3 violations",
    ]


def test_changes_of_the_law_come_first_and_warnings_are_counted_apart() -> None:
    report = Report("index", 1, (violation(1, level="warning"),), law_changes=(violation(7, "memory/z.yaml"),))
    assert list(report_lines(report)) == [
        "memory/z.yaml:7:2: schema: message 7",
        "memory/a.yaml:1:2: schema: message 1",
        "1 records, 1 violations, 1 warnings",
    ]


def test_five_of_a_file_and_two_hundred_in_all_are_shown() -> None:
    many = [violation(number) for number in range(1, 8)]
    (*shown, more, total) = report_lines(Report("index", 9, (*many, violation(1, "memory/b.yaml"))))
    assert len(shown) == 6
    assert (more, total) == ("... and 2 more (--json shows all)", "9 records, 8 violations")
    files = [violation(number, f"memory/{file:03}.yaml") for file in range(60) for number in range(1, 5)]
    (*shown, more, total) = report_lines(Report("index", 60, tuple(files)))
    assert len(shown) == 200
    assert (more, total) == ("... and 40 more (--json shows all)", "60 records, 240 violations")


def test_nothing_in_a_line_is_a_command_of_a_log_or_a_terminal() -> None:
    hostile = Violation("::error::x\nmemory/\x1b[0m\u202e\udce9.yaml", "path", "##[error] a\nb", 1, 1)
    assert list(report_lines(Report("index", 0, (hostile,)))) == [
        "\\::error::x\\nmemory/\\x1b[0m\\u202e\\xe9.yaml:1:1: path: #\\#[error] a\\nb",
        "0 records, 1 violations",
    ]


def test_json_has_the_shape_that_programs_rely_on() -> None:
    share = Share("success", 1, 2, (0.58, 0.62), ok=False)
    distribution = Distribution("memory", "outcome", None, 2, (share, Share("failure", 1, 2)), "agents")
    report = Report("worktree", 2, (violation(3),), (distribution,), (violation(1, level="warning"),))
    assert report_data(report) == {
        "ok": False,
        "snapshot": "worktree",
        "records": 2,
        "violations": [
            {
                "path": "memory/a.yaml",
                "line": line,
                "column": 2,
                "rule": "schema",
                "message": f"message {line}",
                "hint": None,
                "level": level,
                "store": "memory",
            }
            for line, level in ((1, "warning"), (3, "error"))
        ],
        "distribution": [
            {
                "kind": "memory",
                "store": "agents",
                "facet": "outcome",
                "within": None,
                "total": 2,
                "shares": [
                    {"value": "success", "count": 1, "share": 0.5, "target": [0.58, 0.62], "ok": False},
                    {"value": "failure", "count": 1, "share": 0.5, "target": None, "ok": None},
                ],
            }
        ],
    }


def test_json_holds_at_most_ten_thousand_violations() -> None:
    data = report_data(Report("index", 1, tuple(map(violation, range(10_001)))))
    violations = data["violations"]
    assert isinstance(violations, list)
    assert len(violations) == 10_000


def test_github_gets_the_worst_ten_as_annotations() -> None:
    warnings = [violation(number, level="warning") for number in range(1, 12)]
    (first, second, *rest) = annotation_lines(Report("index", 1, (*warnings, violation(5, "memory/a,b:c%.yaml"))))
    assert first == "::error file=memory/a%2Cb%3Ac%25.yaml,line=5,col=2,title=memfs schema::message 5"
    assert second == "::warning file=memory/a.yaml,line=1,col=2,title=memfs schema::message 1"
    assert len(rest) == 8 + 2
    assert rest[-2:] == ["... and 2 more (--json shows all)", "1 records, 1 violations, 11 warnings"]


def test_annotation_cannot_hold_another_command() -> None:
    hostile = Violation("memory/a.yaml", "schema", "100 %\r\n::error::mine", 1, 1)
    (line, _) = annotation_lines(Report("index", 0, (hostile,)))
    assert line == "::error file=memory/a.yaml,line=1,col=1,title=memfs schema::100 %25\\r\\n::error::mine"
