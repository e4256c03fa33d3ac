"""What a validator objects to, as values; and which branch of an `anyOf` or `oneOf` somebody meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jsonschema import ValidationError

    from memfs.schemas.words import Path

UNKNOWN: Final = "additionalProperties"
NEVER: Final = "false"
MISSING: Final = "required"
NAMES: Final = "propertyNames"
_CHOICES: Final = frozenset({"anyOf", "oneOf"})
_CONDITIONS: Final = _CHOICES | {"then", "else", "not", "dependentSchemas", "dependentRequired"}

# of several faults at one place the first of these is the real one, the others are its echoes
_ORDER: Final = (UNKNOWN, NEVER, "type", "const", "enum", "format", "pattern")
_RANK: Final = {keyword: rank for rank, keyword in enumerate(_ORDER)}


@dataclass(frozen=True, slots=True)
class Fault:
    """One objection: the keyword and its value, what stands at the path, and where in the schema the keyword stands.

    `field` names the field of an unknown or a missing one. `context` holds the faults of each branch of a choice.
    """

    path: Path
    keyword: str
    value: Any
    instance: Any
    schema: Any
    field: str
    origin: Path
    branch: str | int
    context: tuple[Fault, ...]

    @property
    def place(self) -> Path:
        """Return where the fault is, the place of a missing field or a field's name included."""
        if self.keyword == MISSING:
            return (*self.path, self.field)
        return (*self.path, str(self.instance), NAMES) if self.of_name else self.path

    @property
    def of_name(self) -> bool:
        """Tell whether the name of a field is at fault and not its value."""
        return NAMES in self.origin

    @property
    def conditional(self) -> bool:
        """Tell whether the schema objects only because of what stands elsewhere."""
        return not _CONDITIONS.isdisjoint(self.origin)


def fault(error: ValidationError) -> Fault:
    """Take over an error of jsonschema; its keyword is None where the schema is just `false`."""
    return Fault(
        path=tuple(error.absolute_path),
        keyword=NEVER if error.validator is None else str(error.validator),
        value=error.validator_value,
        instance=error.instance,
        schema=error.schema,
        field=error.message,
        origin=tuple(error.absolute_schema_path),
        branch=next(iter(error.relative_schema_path), ""),
        context=tuple(map(fault, error.context or ())),
    )


def leaves(one: Fault) -> Iterator[Fault]:
    """Yield the faults of the one branch that was meant, or the fault itself where that cannot be told."""
    branch = _meant(one) if one.keyword in _CHOICES else []
    if not branch:
        yield one
    for inner in branch:
        yield from leaves(inner)


def _meant(choice: Fault) -> list[Fault]:
    """Choose the branch that takes a value of this type, then the one whose constants and enums fit best."""
    branches: dict[str | int, list[Fault]] = {}
    for inner in choice.context:
        branches.setdefault(inner.branch, []).append(inner)
    fitting = [branch for branch in branches.values() if not any(_is_other_type(choice, inner) for inner in branch)]
    misses = [sum(inner.keyword in {"const", "enum"} for inner in branch) for branch in fitting]
    best = [branch for branch, count in zip(fitting, misses, strict=True) if count == min(misses)]
    return best[0] if len(best) == 1 else []


def _is_other_type(choice: Fault, inner: Fault) -> bool:
    return inner.keyword == "type" and inner.path == choice.path


def one_a_place(faults: Sequence[Fault]) -> list[Fault]:
    """Keep the real fault of each place, and nothing below a field that has to go anyway."""
    best: dict[Path, Fault] = {}
    for one in faults:
        known = best.get(one.place)
        if known is None or _weight(one) < _weight(known):
            best[one.place] = one
    gone = {one.path for one in best.values() if one.keyword in {UNKNOWN, NEVER}}
    return [one for one in best.values() if not any(one.place[:length] in gone for length in range(len(one.place)))]


def _weight(one: Fault) -> tuple[int, int]:
    return _RANK.get(one.keyword, len(_RANK)), len(one.origin)
