"""The slow validator: jsonschema without its superlinear parts, and with nothing retrieved."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from memfs.schemas.faults import NEVER, Fault, fault, leaves
from memfs.schemas.linear import Linear
from memfs.schemas.places import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema import ValidationError

    from memfs.core.model import JSON

    Errors = Iterator[ValidationError]

_SILENT: Final = frozenset({"unevaluatedProperties", "unevaluatedItems"})
_MOST: Final = 2_000  # errors looked at; a file shows five


@dataclass(frozen=True, slots=True)
class _Site:
    """What jsonschema hands to a keyword."""

    validator: Any
    value: Any
    instance: Any
    schema: Any


class Reasons:
    """The explaining validator of one schema file.

    `partial` says that it does not know every keyword of the files, so that it may refuse what is right.
    """

    __slots__ = ("_validator", "partial")

    def __init__(self, name: str, files: Mapping[str, Mapping[str, JSON]]) -> None:
        from jsonschema import Draft202012Validator
        from jsonschema.validators import extend
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        resources = [(other, DRAFT202012.create_resource(schema)) for other, schema in files.items()]
        registry: Registry[Any] = Registry().with_resources(resources)  # without a `retrieve` it refuses what it lacks
        words = _keywords(Linear())
        dialect = extend(Draft202012Validator, words)  # type: ignore[no-untyped-call]  # the stubs leave it untyped
        self._validator: Any = dialect(files[name], registry=registry)
        parts = [part for schema in files.values() for _, part in places(schema) if isinstance(part, dict)]
        self.partial = any(not _SILENT.isdisjoint(part) for part in parts)

    def faults(self, data: object) -> list[Fault]:
        """List what the schema objects to; RecursionError where the data is nested too deeply."""
        errors = islice(self._validator.iter_errors(data), _MOST)
        return [leaf for error in errors for leaf in leaves(fault(error))]


def meta_faults(schema: Mapping[str, Any]) -> list[Fault]:
    """List what the meta-schema objects to."""
    from jsonschema import Draft202012Validator

    errors = islice(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema), _MOST)
    return [leaf for error in errors for leaf in leaves(fault(error))]


def _keywords(engine: Linear) -> dict[str, Callable[..., Errors]]:
    """Replace what takes more than linear time, what hides the field it means, and what loses the place of a `false`.

    `unevaluated*` says nothing: jsonschema's own takes exponential time and runs `re`; the verdict's words stand in.
    """
    tellers: dict[str, Callable[[_Site], Errors]] = {
        "pattern": lambda site: _pattern(engine, site),
        "format": lambda site: _format(engine, site),
        "uniqueItems": lambda site: _unique_items(engine, site),
        "properties": _properties,
        "patternProperties": lambda site: _pattern_properties(engine, site),
        "additionalProperties": lambda site: _additional_properties(engine, site),
        "required": _required,
    }
    tellers |= dict.fromkeys(_SILENT, lambda _: iter(()))
    return {keyword: _keyword(teller) for keyword, teller in tellers.items()}


def _keyword(teller: Callable[[_Site], Errors]) -> Callable[..., Errors]:
    return lambda *site: teller(_Site(*site))


def _pattern(engine: Linear, site: _Site) -> Errors:
    if not engine.matches(site.value, site.instance):
        yield _error(site.value)


def _format(engine: Linear, site: _Site) -> Errors:
    if not engine.formatted(site.value, site.instance):
        yield _error(site.value)


def _unique_items(engine: Linear, site: _Site) -> Errors:
    if site.value is True and not engine.unique(site.instance):
        yield _error("uniqueItems")


def _properties(site: _Site) -> Errors:
    for name, inner in site.value.items() if isinstance(site.instance, dict) else ():
        if name in site.instance:
            yield from _field(site, name, inner, origin=name)


def _pattern_properties(engine: Linear, site: _Site) -> Errors:
    for pattern, inner in site.value.items() if isinstance(site.instance, dict) else ():
        for name in [name for name in site.instance if engine.matches(pattern, name)]:
            yield from _field(site, name, inner, origin=pattern)


def _additional_properties(engine: Linear, site: _Site) -> Errors:
    patterns = site.schema.get("patternProperties", ())
    for name in site.instance if isinstance(site.instance, dict) else ():
        if name in site.schema.get("properties", ()) or any(engine.matches(pattern, name) for pattern in patterns):
            continue
        if site.value is False:
            yield _error(name, path=[name])
        else:
            yield from site.validator.descend(site.instance[name], site.value, path=name)


def _field(site: _Site, name: str, inner: object, *, origin: str) -> Errors:
    """Judge one field; jsonschema 4.26 leaves the path out where the schema is `false`."""
    if inner is False:
        yield _error(name, path=[name], validator=NEVER, instance=site.instance[name], schema_path=[origin])
    else:
        yield from site.validator.descend(site.instance[name], inner, path=name, schema_path=origin)


def _required(site: _Site) -> Errors:
    for name in site.value if isinstance(site.instance, dict) else ():
        if name not in site.instance:
            yield _error(name)


def _error(message: object, **known: Any) -> ValidationError:
    from jsonschema import ValidationError

    return ValidationError(str(message), **known)
