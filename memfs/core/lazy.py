"""Fronts of packages that import a module when one of its names is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def exported(package: str, name: str, homes: Mapping[str, str]) -> object:
    """Return what a front offers under a name; `homes` says where it lives, as `module:name`.

    Raises AttributeError for any other name, as a module does.
    """
    if name not in homes:
        message = f"module {package!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, _, inside = homes[name].partition(":")
    return getattr(import_module(module), inside)
