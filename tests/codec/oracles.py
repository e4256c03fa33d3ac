"""Other people's readers, and a comparison that takes types and the order of keys seriously."""

from __future__ import annotations

from typing import Any

import yaml
from ruamel.yaml import YAML


def same(left: object, right: object) -> bool:
    """Tell whether two values are one to JSON: types count, and so does the sign of zero and the order of keys."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return repr(left) == repr(right)


def pyyaml(data: bytes) -> Any:  # noqa: ANN401 - it gives whatever the text says
    """Read as YAML 1.1 with PyYAML's own parser."""
    return yaml.load(data, yaml.SafeLoader)


def libyaml(data: bytes) -> Any:  # noqa: ANN401 - it gives whatever the text says
    """Read as YAML 1.1 with libyaml."""
    return yaml.load(data, yaml.CSafeLoader)


def ruamel(data: bytes) -> Any:  # noqa: ANN401 - it gives whatever the text says
    """Read as YAML 1.2 with ruamel's own parser; it leaves a byte order mark to the caller."""
    return _built_in(YAML(typ="safe", pure=True).load(data.decode("utf-8-sig")))


READERS = (pyyaml, libyaml, ruamel)


def disagreements(data: bytes, value: object) -> list[str]:
    """Name the readers that read another value than this one, or none."""
    return [reader.__name__ for reader in READERS if not same(_answer(reader, data), value)]


def _answer(reader: Any, data: bytes) -> object:  # noqa: ANN401 - a function of this module
    try:
        answer: object = reader(data)
    except Exception as error:  # noqa: BLE001 - ruamel raises ValueError, IndexError and others beside its own
        return error
    return answer


def _built_in(value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    if isinstance(value, dict):
        return {key: _built_in(member) for key, member in value.items()}
    return [_built_in(member) for member in value] if isinstance(value, list) else value
