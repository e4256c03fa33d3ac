"""The door to ruamel.yaml: change a piece of text through a tree that carries its comments.

Anything ruamel stumbles over (it does not only raise its own errors) is declined; the caller has another way.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from memfs.codec.align import plan
from memfs.codec.cuts import DeclinedError
from memfs.codec.strings import is_literal, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.codec.writer import Layout

_WIDE = 1 << 30  # never fold


def round_trip(text: str, new: Mapping[str, Any], *, layout: Layout) -> str:
    """Return the text changed to say `new`, with its comments where ruamel.yaml keeps them."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=layout.step, sequence=layout.offset + layout.dash, offset=layout.offset)
    out = StringIO()
    try:
        tree = yaml.load(text)
        _change(tree, new)
        yaml.dump(tree, out)
    except Exception as error:  # noqa: BLE001 - ruamel raises ValueError, TypeError, AssertionError beside its own
        raise DeclinedError(f"ruamel.yaml cannot: {error}") from None
    return out.getvalue()


def _change(tree: Any, new: Any) -> bool:
    """Change a collection of ruamel's in place; tell whether any member of it could stay."""
    made = plan(_plain(tree), new)
    if not made:
        return False
    names = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    for index, _, value in made.changed:
        if not _change(tree[names[index]], value):
            tree[names[index]] = _styled(value)
    for slot in range(len(names), -1, -1):
        for name, value in reversed(made.added.get(slot, [])):
            tree.insert(slot, *([_styled(value)] if name is None else [name, _styled(value)]))
        if slot and not made.kept[slot - 1]:
            del tree[names[slot - 1]]
    return True


def _plain(tree: Any) -> Any:
    """Return ruamel's collection as one of ours, so that members are compared as JSON."""
    if isinstance(tree, dict):
        return {str(name): _plain(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    if isinstance(tree, (str, float)):
        return str(tree) if isinstance(tree, str) else float(tree)
    return tree if tree is None or isinstance(tree, bool) else int(tree)


def _styled(value: Any) -> Any:
    """Give text the quotes that the profile wants: ruamel writes `no` and `2025-01-01` plain."""
    from ruamel.yaml.scalarstring import (
        DoubleQuotedScalarString,
        LiteralScalarString,
        SingleQuotedScalarString,
    )

    if isinstance(value, dict):
        return {name: _styled(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_styled(member) for member in value]
    if not isinstance(value, str):
        return value
    written = one_line(value, flow=True)
    if is_literal(value):
        return LiteralScalarString(value)
    styles = {"'": SingleQuotedScalarString, '"': DoubleQuotedScalarString}
    return styles.get(written[0], str)(value) if written != value else value
