"""Fronts of packages that import a module when one of its names is first asked for."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is a tenth of a hook that has nothing to say
if TYPE_CHECKING:
    from collections.abc import Mapping


def exported(package: str, name: str, homes: Mapping[str, str]) -> object:
    """Return what a front offers under a name; `homes` says where it lives, as `module:name`.

    Raises AttributeError for any other name, as a module does.
    """
    if name not in homes:
        message = f"module {package!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    module, _, inside = homes[name].partition(":")
    return getattr(import_module(module), inside)
