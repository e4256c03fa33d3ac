"""What the house rules forbid; each check yields its breaches as lines `module:line: what is wrong`.

The checks take any house, so that a test can show each of them a breach; `tests/test_architecture.py` shows them
the project.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from tests.house import PROJECT, layer_of, own_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house import House, Module

# the layers, lowest first; those of one rank are siblings and do not know one another
RANKS = {
    "core": 0,
    "codec": 1,
    "schemas": 1,
    "repository": 1,
    "catalog": 1,
    "parquet": 1,
    "render": 1,
    "rules": 2,
    "verbs": 3,
    "agents": 4,
    "hook": 4,
    "cli": 4,
    "__main__": 5,  # python -m memfs
    "": 4,  # memfs/__init__.py: what `import memfs` offers
}
PEERS = {("cli", "agents"), ("", "agents")}  # the command that starts the MCP server; MemoryEngine

DOORS = {
    "yaml": "codec",
    "ruamel": "codec",
    "jsonschema": "schemas",
    "jsonschema_rs": "schemas",
    "referencing": "schemas",
    "rfc3339_validator": "schemas",
    "git": "repository",
    "gitdb": "repository",
    "subprocess": "repository",
    "_posixsubprocess": "repository",
    "multiprocessing": "repository",
    "sqlite3": "catalog",
    "_sqlite3": "catalog",
    "pyarrow": "parquet",
    "click": "cli",
    "mcp": "agents",
    "anthropic": "agents",
    "anyio": "agents",
}
PROCESS = re.compile(r"os\.(?:system|popen|fork|forkpty|exec\w+|spawn\w+|posix_spawn\w*)")

PURE = {"core", "rules", "render"}  # values in, values out
OUTSIDE = {"glob", "io", "os", "pathlib", "random", "shutil", "socket", "sys", "tempfile", "threading", "time"}

SPEAKERS = {"cli", "hook"}
SPEECH = re.compile(r"print|input|exit|quit|SystemExit|sys\.(?:exit|stdout|stderr)|\w*\.s?echo")

ENVIRONED = {"cli", "hook", "repository"}
ENVIRONMENT = re.compile(r"environb?|getenvb?|putenv|unsetenv")

UNTYPED = {"codec", "schemas"}  # where data of strangers is parsed; elsewhere it is `core.model.JSON`

MODULE_LINES = 300
FUNCTION_LINES = 40

ASKS = re.compile(r"#\s*(?:noqa|type:\s*ignore|ruff:|mypy:|pylint:|pragma:)", re.IGNORECASE)
TOLD = re.compile(r"# (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - |type: ignore\[[a-z-]+(?:, [a-z-]+)*\]  # )\S")


def layers(house: House) -> Iterator[str]:
    """Find imports that go up or sideways, and modules that stand on no layer."""
    for module in house.values():
        if module.layer not in RANKS:
            yield module.at(1, "stands on no layer")
        for target, line in own_imports(house, module):
            here, there = module.layer, layer_of(target)
            down = RANKS.get(there, 9) < RANKS.get(here, 0)
            if here != there and not down and (here, there) not in PEERS:
                yield module.at(line, f"imports {target}, which is not below it")


def fronts(house: House) -> Iterator[str]:
    """Find imports that reach past a package's `__init__`; core's modules are its interface."""
    for module in house.values():
        for target, line in own_imports(house, module):
            inside = layer_of(target) in {module.layer, "core", ""}
            is_front = target.count(".") == 1 or (target in house and house[target].is_package)
            if not inside and not is_front:
                yield module.at(line, f"reaches past a front into {target}")


def cycles(house: House) -> Iterator[str]:
    """Find modules that import one another in a circle; an import for types only counts."""
    graph = {module.name: {target for target, _ in own_imports(house, module)} for module in house.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield " -> ".join(error.args[1])


def doors(house: House) -> Iterator[str]:
    """Find third-party imports and process starts away from their door, and packages that have none."""
    for module in house.values():
        for found in module.imports():
            door = DOORS.get(found.package)
            free = found.package in sys.stdlib_module_names or found.package == PROJECT
            if door != module.layer and (door or not free):
                yield module.at(found.line, f"imports {found.package}; its door is {door or 'not built'}")
        if module.layer != DOORS["subprocess"]:
            yield from _said(module, PROCESS, "starts a process")


def purity(house: House) -> Iterator[str]:
    """Find files, clocks and the environment in the layers that are values in, values out."""
    for module in house.values():
        if module.layer in PURE:
            outside = [found for found in module.imports() if found.package in OUTSIDE]
            yield from (module.at(found.line, f"imports {found.module}, but does no I/O") for found in outside)
            yield from _said(module, re.compile("open"), "does no I/O, but says")


def sizes(house: House) -> Iterator[str]:
    """Find modules and functions that are too long to be read in one go."""
    for module in house.values():
        if (lines := len(module.text.splitlines())) > MODULE_LINES:
            yield module.at(1, f"{lines} lines")
        long = [found for found in module.functions() if found[2] > FUNCTION_LINES]
        yield from (module.at(line, f"{name} has {lines} lines") for name, line, lines in long)


def speech(house: House) -> Iterator[str]:
    """Find printing and exiting away from the front doors."""
    for module in house.values():
        if module.layer not in SPEAKERS:
            yield from _said(module, SPEECH, "speaks")


def environment(house: House) -> Iterator[str]:
    """Find reads of the environment away from the places that hand it on."""
    for module in house.values():
        if module.layer not in ENVIRONED:
            yield from _said(module, re.compile(rf"os\.(?:{ENVIRONMENT.pattern})"), "reads the environment")
            taken = [found for found in module.imports() if found.module == "os" and ENVIRONMENT.fullmatch(found.name)]
            yield from (module.at(found.line, f"reads the environment: {found.name}") for found in taken)


def untyped(house: House) -> Iterator[str]:
    """Find `Any` away from where data of strangers is parsed."""
    for module in house.values():
        if module.layer not in UNTYPED:
            yield from _said(module, re.compile(r"(?:typing\.)?Any"), "knows no type")


def exceptions(house: House) -> Iterator[str]:
    """Find lint and type exceptions without a code or without a reason behind it."""
    for module in house.values():
        for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
            if token.type == tokenize.COMMENT and ASKS.search(token.string) and not TOLD.match(token.string):
                yield module.at(token.start[0], token.string)


def spelled(house: House, values: frozenset[str]) -> Iterator[tuple[str, str, int]]:
    """List layer or core module, value and line of the string constants that equal one of the values."""
    for module in house.values():
        place = module.name if module.layer == "core" else module.layer
        yield from ((place, value, line) for value, line in module.strings() if value in values)


def uses(house: House, layer: str) -> set[str]:
    """Return the packages that a layer imports."""
    modules = [module for module in house.values() if module.layer == layer]
    return {found.package for module in modules for found in module.imports()}


def _said(module: Module, words: re.Pattern[str], what: str) -> Iterator[str]:
    said = [(word, line) for word, line in module.words() if words.fullmatch(word)]
    yield from (module.at(line, f"{what}: {word}") for word, line in said)
