"""The two validators of one law: jsonschema-rs gives the verdict, jsonschema the reasons."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final, NoReturn

from memfs.schemas.places import places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jsonschema_rs import Validator

    from memfs.core.cells import Cell
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.schemas.reasons import Reasons
    from memfs.schemas.words import Problem

_BASE: Final = "memfs:///"
# jsonschema-rs takes leap seconds, the year 0 and a small t or z for a date-time, rfc3339-validator does not. The
# verdict has to be the stricter one, or the two would differ; a format in Python would cost 1.7 us a record.
_TIME: Final = "^0{0,3}[1-9][0-9]*-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][^z]*$"


class Schemas:
    """The schema files of one law, parsed and judged; siblings may refer to one another by file name.

    What is compiled is kept on the instance.
    """

    __slots__ = ("_cells", "_fast", "_files", "_slow")

    def __init__(self, files: Mapping[str, Mapping[str, JSON]]) -> None:
        self._files = files
        self._fast: dict[str, Validator] = {}
        self._slow: dict[str, Reasons] = {}
        self._cells: dict[str, tuple[Cell, ...]] = {}

    def accepts(self, name: str) -> Callable[[JSON], bool]:
        """Return the verdict of a schema file; it answers False for what is no JSON at all."""
        is_valid = self._verdict(name).is_valid

        def accepts(data: JSON) -> bool:
            try:
                return is_valid(data)
            except ValueError:  # lone surrogates, keys that are no text, objects of Python
                return False

        return accepts

    def explain(self, name: str, data: JSON, *, kind: Kind | None = None) -> tuple[Problem, ...]:
        """Say why data is refused, most important first; () where both validators accept it."""
        from memfs.schemas.explanation import explanation, own_words
        from memfs.schemas.reasons import Reasons

        if name not in self._slow:
            self._slow[name] = Reasons(name, self._files)
        if kind and kind.name not in self._cells:
            self._cells[kind.name] = kind.cells()
        slow, cells = self._slow[name], self._cells[kind.name] if kind else ()
        if slow.partial and self.accepts(name)(data):
            return ()
        return explanation(slow, data, kind=kind, cells=cells) or own_words(self._verdict(name), data)

    def _verdict(self, name: str) -> Validator:
        if name not in self._fast:
            self._fast[name] = verdict(name, self._files)
        return self._fast[name]


def verdict(name: str, files: Mapping[str, Mapping[str, JSON]]) -> Validator:
    """Compile the fast validator of a schema file; ValueError where it does not compile."""
    from jsonschema_rs import Draft202012Validator, Registry

    from memfs.schemas.linear import linear

    schema = _tightened(files[name])
    siblings = [(_BASE + other, _tightened(files[other])) for other in files] if _reaches_out(schema) else []
    return Draft202012Validator(
        schema,
        validate_formats=True,
        retriever=_refuse,
        registry=Registry(siblings, retriever=_refuse) if siblings else None,
        base_uri=_BASE + name,
        pattern_options=linear(),
        mask="the value",
    )


def _refuse(uri: str) -> NoReturn:
    message = f"nothing is retrieved: {uri}"
    raise LookupError(message)


def _reaches_out(schema: Mapping[str, JSON]) -> bool:
    """Tell whether a schema refers to another file."""
    references = [part.get("$ref", "#") for _, part in places(schema) if isinstance(part, dict)]
    return any(not str(reference).startswith("#") for reference in references)


def _tightened(schema: Mapping[str, JSON]) -> dict[str, Any]:
    """Copy a schema so that a `date-time` is what both validators take for one."""
    copy: dict[str, Any] = deepcopy(dict(schema))
    for _, part in list(places(copy)):
        if isinstance(part, dict) and part.get("format") == "date-time":
            part["allOf"] = [*part.get("allOf", ()), {"pattern": _TIME}]
    return copy
