"""The house rules, enforced on the project itself."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import architecture
from tests.house import house_of, read_house

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import GitRepository
    from tests.house import House

TOP = Path(__file__).parent.parent
HOUSE = read_house(TOP)

# what is not built yet; a line goes when the layer comes, and the tests below say so
NOT_YET = {"hook"}

# what each door is there for; the packages that only a package of the door imports are left out
USED = {
    "codec": {"yaml", "ruamel"},
    "schemas": {"jsonschema", "jsonschema_rs", "referencing"},
    "repository": {"git", "subprocess"},
    "catalog": {"sqlite3"},
    "parquet": {"pyarrow"},
    "cli": {"click"},
    "agents": {"anthropic", "mcp"},
}
NOT_USED_YET = {"ruamel", "git"}

# values of the taxonomy that Python may spell, by layer or core module, each with its reason
SPELLED = {
    "schemas": {"pattern"},  # the keyword of JSON Schema
    "agents": {"failure", "success"},  # BTB's reflection has keys of its own for these two
    "verbs": {"learning", "fact", "preference"},  # what the notes of other systems are here
    # the dataset's targets name the values whose shares they set
    "memfs.core.policy": {"success", "failure", "learning", "interaction"}
    | {"code_interpreter", "web_search", "file_operation", "conversation"}
    | {"runtime", "syntax", "logic", "timeout"},
}

CHECKS = (
    architecture.layers,
    architecture.fronts,
    architecture.cycles,
    architecture.doors,
    architecture.purity,
    architecture.sizes,
    architecture.speech,
    architecture.environment,
    architecture.untyped,
    architecture.exceptions,
)

HEAVY = {"git", "jsonschema", "jsonschema_rs", "pyarrow", "ruamel", "sqlite3", "yaml"}

BREACHES = [
    (architecture.layers, "from memfs.verbs import add", "memfs.rules.a:1: imports memfs.verbs, which is not below it"),
    (architecture.layers, "import memfs.cli", "memfs.rules.a:1: imports memfs.cli, which is not below it"),
    (architecture.layers, "from .. import hook", "memfs.rules.a:1: imports memfs.hook, which is not below it"),
    (
        architecture.fronts,
        "from memfs.codec.read import x",
        "memfs.rules.a:1: reaches past a front into memfs.codec.read",
    ),
    (
        architecture.fronts,
        "from memfs.codec import read",
        "memfs.rules.a:1: reaches past a front into memfs.codec.read",
    ),
    (architecture.cycles, "from memfs.rules.a import x", "memfs.rules.a -> memfs.rules.a"),
    (architecture.doors, "def f():\n    import yaml.nodes", "memfs.rules.a:2: imports yaml; its door is codec"),
    (architecture.doors, "from subprocess import run", "memfs.rules.a:1: imports subprocess; its door is repository"),
    (architecture.doors, "import requests", "memfs.rules.a:1: imports requests; its door is not built"),
    (architecture.doors, "os.execvp('git', [])", "memfs.rules.a:1: starts a process: os.execvp"),
    (architecture.purity, "import pathlib", "memfs.rules.a:1: imports pathlib, but does no I/O"),
    (architecture.purity, "x = open('f')", "memfs.rules.a:1: does no I/O, but says: open"),
    (architecture.sizes, "\n" * 301, "memfs.rules.a:1: 301 lines"),
    (architecture.sizes, "def f():\n" + "    x\n" * 40, "memfs.rules.a:1: f has 41 lines"),
    (architecture.speech, "print('x')", "memfs.rules.a:1: speaks: print"),
    (architecture.speech, "click.secho('x')", "memfs.rules.a:1: speaks: click.secho"),
    (architecture.speech, "raise SystemExit", "memfs.rules.a:1: speaks: SystemExit"),
    (architecture.environment, "x = os.environ['HOME']", "memfs.rules.a:1: reads the environment: os.environ"),
    (architecture.environment, "from os import getenv", "memfs.rules.a:1: reads the environment: getenv"),
    (architecture.untyped, "x: dict[str, Any]", "memfs.rules.a:1: knows no type: Any"),
    (architecture.exceptions, "x = 1  # noqa", "memfs.rules.a:1: # noqa"),
    (architecture.exceptions, "x = 1  # noqa: E501", "memfs.rules.a:1: # noqa: E501"),
    (architecture.exceptions, "x = 1  # type: ignore", "memfs.rules.a:1: # type: ignore"),
    (architecture.exceptions, "x = 1  # type: ignore[misc]", "memfs.rules.a:1: # type: ignore[misc]"),
]


def _taxonomy() -> frozenset[str]:
    values: set[str] = set()
    for path in (TOP / "schema").glob("*.schema.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        kind = schema.get("x-memfs", {"facets": [], "key": ""})
        for field in [*kind["facets"], kind["key"]]:
            values.update(schema["properties"].get(field, {}).get("enum", ()))
    return frozenset(values)


def _is_built(layer: str) -> bool:
    modules = [module for module in HOUSE.values() if module.layer == layer]
    return any(True for module in modules for _ in module.functions())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_project_keeps_the_house_rule(check: Callable[[House], Iterator[str]]) -> None:
    assert list(check(HOUSE)) == []


@pytest.mark.parametrize(("check", "text", "breach"), BREACHES)
def test_check_sees_a_breach(check: Callable[[House], Iterator[str]], text: str, breach: str) -> None:
    house = house_of({"memfs/rules/a.py": text, "memfs/codec/read.py": "", "memfs/hook.py": ""})
    assert list(check(house)) == [breach]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("memfs/cli/add.py", "import click, os\nfrom memfs.agents import serve\nclick.echo(os.environ)"),
        ("memfs/hook.py", "import sys\nfrom memfs.rules import check\nprint(sys.argv)"),
        ("memfs/codec/write.py", "from memfs.codec.read import read\nimport yaml, ruamel.yaml"),
        ("memfs/verbs/add.py", "from memfs import __version__\nfrom memfs.core.names import stem\nimport pathlib"),
        ("memfs/verbs/add.py", "from memfs.codec import read"),
        ("memfs/repository/run.py", "import os, subprocess\nos.posix_spawn\nos.environ"),
        ("memfs/rules/a.py", "x = 1  # noqa: E501, FBT001 - the table is wide"),
        ("memfs/rules/a.py", "x = 1  # type: ignore[arg-type]  # the stubs know no bytes"),
        ("memfs/rules/a.py", "y.open()"),
    ],
)
def test_checks_pass_what_the_rules_allow(path: str, text: str) -> None:
    front = "from memfs.codec.read import read"
    house = house_of({"memfs/codec/__init__.py": front, "memfs/codec/read.py": "def read(): ...", path: text})
    assert [breach for check in CHECKS for breach in check(house)] == []


def test_circle_of_modules_is_named() -> None:
    house = house_of(
        {
            "memfs/core/a.py": "import memfs.core.b",
            "memfs/core/b.py": "if TYPE_CHECKING:\n    from memfs.core import a",
        }
    )
    assert [sorted(circle.split(" -> ")[:2]) for circle in architecture.cycles(house)] == [
        ["memfs.core.a", "memfs.core.b"]
    ]


def test_every_layer_is_there_but_for_those_not_built_yet() -> None:
    assert {layer for layer in architecture.RANKS.keys() - {"", "__main__"} if not _is_built(layer)} <= NOT_YET


def test_every_door_is_used() -> None:
    built = {layer: packages for layer, packages in USED.items() if layer not in NOT_YET}
    unused = {package for layer, packages in built.items() for package in packages - architecture.uses(HOUSE, layer)}
    assert unused <= NOT_USED_YET


def test_functions_are_short_in_the_main() -> None:
    lengths = [lines for module in HOUSE.values() for _, _, lines in module.functions()]
    assert statistics.median(lengths) <= 11
    assert statistics.quantiles(lengths, n=10)[-1] <= 30


def test_taxonomy_stands_in_the_schemas_alone() -> None:
    values = _taxonomy()
    assert {"success", "web_search", "no_results", "objectives"} <= values
    found = [(place, value, line) for place, value, line in architecture.spelled(HOUSE, values)]
    assert [where for where in found if where[1] not in SPELLED.get(where[0], ())] == []
    needless = {(place, value) for place in SPELLED for value in SPELLED[place]} - {where[:2] for where in found}
    assert needless == set(), "no longer spelled: take it off the list"


def test_docstrings_may_use_the_words_of_the_taxonomy() -> None:
    house = house_of({"memfs/rules/a.py": '"success"\nx = "success"\ny = "a success"'})
    assert list(architecture.spelled(house, frozenset({"success"}))) == [("rules", "success", 2)]


@pytest.mark.parametrize("directory", ["tests", "bench"])
def test_exceptions_of_tests_and_bench_have_their_reasons(directory: str) -> None:
    sources = {str(path): path.read_text(encoding="utf-8") for path in (TOP / directory).rglob("*.py")}
    assert sources
    assert list(architecture.exceptions(house_of(sources))) == []


def _loaded(program: str, *arguments: str, cwd: Path, **extra: str) -> set[str]:
    """Run one of our commands and return the packages it loaded.

    Without `site`, whose path files load packages of their own (coverage's does), and from the checkout.
    """
    module, _, function = program.partition(":")
    start = f"import sys; sys.path[:0] = sys.argv.pop(1).split(':'); from {module} import {function} as main; main()"
    paths = f"{TOP}:{sysconfig.get_path('purelib')}:{sysconfig.get_path('platlib')}"
    done = subprocess.run(
        [sys.executable, "-S", "-X", "importtime", "-c", start, paths, *arguments],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")} | extra,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.skipif(not _is_built("cli"), reason="memfs.cli is not built yet")
def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    loaded = _loaded("memfs.cli:main", "--help", cwd=tmp_path)
    assert {"memfs", "click"} <= loaded
    assert loaded & HEAVY == set()


@pytest.mark.skipif(not _is_built("hook"), reason="memfs.hook is not built yet")
def test_hook_loads_nothing_heavy_where_there_is_no_store(repository: GitRepository) -> None:
    loaded = _loaded("memfs.hook:main", cwd=repository.path)
    assert "memfs" in loaded
    assert loaded & (HEAVY | {"click"}) == set()


def test_hook_that_judges_a_plain_record_loads_the_verdict_and_nothing_else_heavy(repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\n")
    repository.commit("a store")
    repository.write("memory/context/objectives.yaml", "section: objectives\nitems:\n- settle within a second\n")
    repository.git("add", "memory")
    loaded = _loaded("memfs.hook:main", cwd=repository.path, GIT_INDEX_FILE=".git/index")
    assert loaded & (HEAVY | {"click", "dataclasses", "inspect"}) == {"jsonschema_rs"}


def test_hook_that_is_asked_what_passed_loads_nothing_that_judges(repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\n")
    repository.commit("a store")
    repository.write("memory/context/objectives.yaml", "section: objectives\nitems:\n- settle within a second\n")
    repository.git("add", "memory")
    subprocess.run([sys.executable, "-m", "memfs", "check", "--staged"], cwd=repository.path, check=True)
    loaded = _loaded("memfs.hook:main", cwd=repository.path, GIT_INDEX_FILE=".git/index")
    dear = {"typing", "pathlib", "json", "sqlite3", "jsonschema_rs", "dataclasses", "inspect"}
    assert loaded & (HEAVY | {"click"} | dear) == set()
