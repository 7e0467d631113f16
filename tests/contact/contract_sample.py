"""The contract of an invented organisation, made from the site's texts as a site's build makes one."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from sayasat_contact.contract import read_contract, write_contract
from sayasat_contact.contract_parts import Contract

TEXTS = Path(__file__).parents[2] / "sayasat" / "i18n"
LANGUAGES = ("ky", "ru", "en")
SITE_URL = "https://policies.example.org/"

FIELDS: list[dict[str, object]] = [
    {"name": "name", "kind": "line", "required": True, "min": 1, "max": 100},
    {"name": "email", "kind": "email", "required": True, "max": 254},
    {
        "name": "topic",
        "kind": "choice",
        "required": True,
        "choices": ["policy", "data-access", "data-correction", "data-erasure", "complaint", "other"],
    },
    {"name": "policy", "kind": "choice", "required": False, "choices": ["privacy"]},
    {"name": "message", "kind": "text", "required": True, "min": 2, "max": 5000},
    {"name": "agreement", "kind": "agreement", "required": True},
]

_TITLES = {
    "ky": "Купуялуулук саясаты",
    "ru": "Политика конфиденциальности",
    "en": "Privacy policy",
}
_OFFICES = {
    "ky": [["Дарек", "Үлгү шаары, Биринчи көчө, 1"]],
    "ru": [["Адрес", "город Пример, Первая улица, 1"]],
    "en": [["Address", "1 First Street, Sample City"]],
}


def contract_values(**changes: object) -> dict[str, Any]:
    """The contract as a build writes it, without its digest; a key in ``changes`` replaces one at the top."""
    values: dict[str, Any] = {
        "schema": 1,
        "site_url": SITE_URL,
        "languages": list(LANGUAGES),
        "policy": {"id": "privacy", "date": "2026-11-24", "basis": "recorded", "sha256": "ab" * 32},
        "fields": deepcopy(FIELDS),
        "texts": {language: texts(language) for language in LANGUAGES},
        "pages": {language: _page(language) for language in LANGUAGES},
    }
    return values | changes


def contract_json(**changes: object) -> bytes:
    """The file, with its digest. Raises ContractError where the changes make it faulty."""
    return write_contract(contract_values(**changes))


@cache
def sample_contract() -> Contract:
    """The contract without changes."""
    return read_contract(contract_json())


def texts(language: str) -> dict[str, str]:
    """The texts of a language, with dots in their keys."""
    whole = tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat({"contact": whole["contact"]}))


def without_digest(content: bytes) -> dict[str, Any]:
    """The values in a contract's file, to be changed and written again."""
    values: dict[str, Any] = json.loads(content)
    del values["digest"]
    return values


def _page(language: str) -> dict[str, object]:
    prefix = "" if language == "ky" else f"{language}/"
    return {
        "prefix": prefix,
        "privacy": f"{prefix}policies/privacy/2026-11-24/",
        "shell": f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        "<title>[[title]] – Sample</title></head><body><main>[[content]]</main></body></html>",
        "policies": {"privacy": _TITLES[language]},
        "office": _OFFICES[language],
    }


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", str(value)))
    return found
