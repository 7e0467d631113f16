"""The optional dependencies of the package, which its extras install."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

from sayasat.errors import Fault, SettingsError

_MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "docx": ("docx",),
    "site": ("material", "mkdocs_static_i18n", "rjsmin"),
}


def require(extra: str) -> None:
    """Raise SettingsError if a module of an extra is not installed."""
    missing = [name for name in _MODULES[extra] if find_spec(name) is None]
    if missing:
        raise SettingsError([Fault("extra-missing", f"sayasat[{extra}]", (("modules", ", ".join(missing)),))])
