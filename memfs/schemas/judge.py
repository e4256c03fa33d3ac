"""The judge of schemas: a store's schemas are strangers' code and are judged before they judge anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from memfs.core.escape import printable, quoted, shortened
from memfs.core.layout import SCHEMA_ENDING
from memfs.schemas.places import DEPTH_LIMIT, places
from memfs.schemas.words import Problem, form, problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from memfs.core.model import JSON

SIZE_LIMIT: Final = 64 * 1024
PATTERN_LIMIT: Final = 64
_DIGIT_LIMIT: Final = 18
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
# jsonschema-rs obeys `dependencies` where jsonschema does not; the rest is refused so that nobody thinks it works
_OUTDATED: Final[Mapping[str, str]] = {
    "$dynamicRef": "use '$ref'",
    "$dynamicAnchor": "use '$defs'",
    "$recursiveRef": "use '$ref'",
    "$recursiveAnchor": "use '$defs'",
    "$anchor": "refer to '#/$defs/NAME'",
    "$vocabulary": "remove it",
    "definitions": "use '$defs'",
    "dependencies": "use 'dependentRequired' or 'dependentSchemas'",
    "additionalItems": "use 'items'",
}


def judge_schema(name: str, data: bytes, siblings: Collection[str]) -> tuple[Problem, ...]:
    """Say why a file is not fit to be a schema of a store; () where it is.

    `name` is its file name, `siblings` are the file names it may refer to. Problems come from the first step that
    finds any: size, strict JSON, shape, the meta-schema, references and patterns, the annotation.
    """
    from memfs.schemas.annotation import is_word, judge_annotation
    from memfs.schemas.references import judge_graph

    if not name.endswith(SCHEMA_ENDING) or not is_word(name.removesuffix(SCHEMA_ENDING)):
        return (problem((), f"{quoted(name)} is no name of a schema; name it KIND{SCHEMA_ENDING}"),)
    if len(data) > SIZE_LIMIT:
        return (problem((), f"the schema is {len(data):,} bytes long; at most {SIZE_LIMIT:,}"),)
    try:
        schema = parsed(data)
    except ValueError as error:
        return (problem((), shortened(printable(str(error)), limit=300)),)
    if not isinstance(schema, dict):
        return (problem((), f"the schema is {form(schema)}; write a mapping"),)
    for step in (_shape(name, schema), _meta(schema), _parts(schema, siblings), judge_annotation(name, schema)):
        found = tuple(step)
        if found:
            return found
    return tuple(one for _, one in judge_graph({name: schema}, known=siblings))


def judge_together(files: Mapping[str, Mapping[str, JSON]]) -> dict[str, tuple[Problem, ...]]:
    """Judge schemas that passed one by one as a set: references between them, and that each compiles."""
    from memfs.schemas.references import judge_graph

    found: dict[str, tuple[Problem, ...]] = {name: (one,) for name, one in judge_graph(files)}
    return found or {name: problems for name in files if (problems := tuple(_compile(name, files)))}


def _compile(name: str, files: Mapping[str, Mapping[str, JSON]]) -> Iterator[Problem]:
    from memfs.schemas.validators import verdict

    try:
        verdict(name, files)
    except ValueError as error:
        first = printable(str(error).split("\n", 1)[0])
        yield problem((), f"the schema does not compile: {shortened(first, limit=300)}")


def parsed(data: bytes) -> Any:
    """Parse a schema's bytes as strict JSON; raise ValueError with a sentence for anything else."""
    import json

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"the schema is not UTF-8 at byte {error.start + 1}") from None
    numbers: dict[str, Any] = {"parse_constant": _finite, "parse_float": _finite, "parse_int": _whole}
    try:
        value = json.loads(text, object_pairs_hook=_once, **numbers)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("the schema is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("a text of the schema holds half a character (a lone surrogate)") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"the schema is not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the schema has {quoted(twice)} twice in one mapping; keep one")
    return found


def _finite(word: str) -> float:
    number = float(word)
    if number - number != 0:  # neither infinity nor NaN minus itself is zero
        raise ValueError(f"the schema holds {quoted(word)}, which is no number of JSON")
    return number


def _whole(word: str) -> int:
    if len(word) > _DIGIT_LIMIT:
        raise ValueError(f"the schema holds a number of {len(word):,} digits; at most {_DIGIT_LIMIT}")
    return int(word)


def _shape(name: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
    if schema.get("$schema") != DIALECT:
        yield problem(("$schema",) if "$schema" in schema else (), f"'$schema' must be {quoted(DIALECT)}")
    if schema.get("$id", name) != name:
        yield problem(("$id",), f"'$id' is {quoted(schema['$id'])}; leave it out or write {quoted(name)}")
    if _deep(schema) > DEPTH_LIMIT:
        yield problem((), f"the schema is nested deeper than {DEPTH_LIMIT}")


def _deep(value: Any) -> int:
    """Count the levels of nesting, without recursion."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list))]
        level = [value for values in inner for value in values]
    return depth


def _meta(schema: dict[str, Any]) -> Iterator[Problem]:
    """Judge by the meta-schema: quickly, and in jsonschema's words where it refuses."""
    from jsonschema_rs import meta

    if not meta.is_valid(schema):
        from memfs.schemas.explanation import plain
        from memfs.schemas.faults import one_a_place
        from memfs.schemas.reasons import meta_faults

        yield from plain(one_a_place(meta_faults(schema)))


def _parts(schema: Mapping[str, Any], siblings: Collection[str]) -> Iterator[Problem]:
    from memfs.schemas.references import judge_forms

    yield from judge_forms(schema, siblings)
    patterns: dict[str, tuple[str, ...]] = {}
    for spot, part in places(schema):
        if isinstance(part, Mapping):
            yield from _outdated(spot, part)
            patterns |= dict.fromkeys(part.get("patternProperties", ()), (*spot, "patternProperties"))
            patterns |= {part["pattern"]: (*spot, "pattern")} if "pattern" in part else {}
    yield from _patterns(patterns)


def _outdated(spot: tuple[str, ...], part: Mapping[str, Any]) -> Iterator[Problem]:
    for keyword, instead in _OUTDATED.items():
        if keyword in part:
            yield problem((*spot, keyword), f"{quoted(keyword)} is not supported; {instead}")
    for keyword in ("$id", "$schema"):
        if spot and keyword in part:
            yield problem((*spot, keyword), f"{quoted(keyword)} belongs to the top of the file; remove it here")


def _patterns(patterns: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    from memfs.schemas.linear import compiles

    if len(patterns) > PATTERN_LIMIT:
        yield problem((), f"the schema has {len(patterns)} patterns; at most {PATTERN_LIMIT}")
        return
    for pattern, path in patterns.items():
        if not compiles(pattern):
            what = "a plain regular expression, without look-around and back-references, that compiles to 1 MiB at most"
            yield problem(path, f"{quoted(pattern)} is not {what}")
