"""Reads the files of a site that lie beside ``mkdocs.yml``: the cookie inventory and the synonyms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sayasat.cookies.inventory import EMPTY_INVENTORY, Inventory
from sayasat.cookies.inventory import FILE as INVENTORY
from sayasat.cookies.inventory_reader import read_inventory
from sayasat.errors import Fault, SettingsError
from sayasat.exports.synonyms import FILE as SYNONYMS
from sayasat.exports.synonyms import Synonyms, read_synonyms


def read_inventory_file(folder: Path, languages: Sequence[str]) -> Inventory:
    """The cookie inventory beside mkdocs.yml. Raises SettingsError.

    Without that file it is empty: the site stores nothing in a browser.
    """
    file = folder / INVENTORY
    try:
        return read_inventory(file.read_text("utf-8"), languages) if file.exists() else EMPTY_INVENTORY
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else str(error)
        facts = (("problem", str(problem)),)
        raise SettingsError([Fault("cookies-file", str(file), facts)]) from error


def read_synonyms_file(folder: Path, languages: Sequence[str]) -> Synonyms:
    """The synonyms beside mkdocs.yml; none if there is no such file. Raises SettingsError."""
    file = folder / SYNONYMS
    try:
        return read_synonyms(file.read_text(encoding="utf-8"), languages) if file.exists() else {}
    except (OSError, UnicodeDecodeError) as error:
        facts = (("problem", str(error)),)
        raise SettingsError([Fault("setting-file", str(file), facts)]) from error
