"""SETTINGS.md names every setting that the code reads."""

from __future__ import annotations

import re

import pytest

from sayasat import settings
from sayasat.adopt.options import AdoptOptions
from sayasat.policy_files.front_matter import KEYS
from tests.support.mini_site import ROOT

REFERENCE = (ROOT / "SETTINGS.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"^\| `([\w.]+)` \|", REFERENCE, re.MULTILINE))


def keys_of_mkdocs() -> set[str]:
    """Every key below ``extra.sayasat``, a nested one as ``contact.policy``."""
    plain = set(settings.KEYS) - settings.PARTS.keys()
    return plain | {f"{outer}.{inner}" for outer, keys in settings.PARTS.items() for inner in keys}


def variables() -> set[str]:
    """Every environment variable that the product reads."""
    sources = [*(ROOT / "sayasat").rglob("*.py"), ROOT / "mkdocs.yml"]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    return set(re.findall(r'"(SAYASAT_[A-Z]+)"', text)) | set(re.findall(r"!ENV \[([A-Z_]+),", text))


@pytest.mark.parametrize("key", sorted(keys_of_mkdocs() | variables() | set(KEYS)))
def test_each_setting_is_explained(key: str) -> None:
    assert key in NAMED


@pytest.mark.parametrize("key", AdoptOptions.__struct_fields__)
def test_each_choice_of_an_archive_is_explained(key: str) -> None:
    assert re.search(rf"^\| .*`{key}`.* \|", REFERENCE.partition("## `archive.yml`")[2], re.MULTILINE)


def test_no_setting_is_explained_that_nothing_reads() -> None:
    files = {"cookies.yml", "check.yml", "search.yml"}
    known = keys_of_mkdocs() | variables() | set(KEYS) | files | set(AdoptOptions.__struct_fields__)
    assert known >= NAMED
