"""Material's search index, one for all languages, split into one for each. Pure.

A reader finds pages of the language being read, and fetches no other. Each index names its language: so the
search worker comes by its rules (``lunr.ky.min.js`` in the theme).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def split_index(index_json: str, languages: Sequence[str], default: str) -> dict[str, str]:
    """Each language's index as JSON, in the order of ``languages``; one without pages has no documents.

    A location that begins with another language's folder (``ru/``) belongs to that language and loses the
    folder: it is relative to where the language begins. All others belong to ``default``. Documents keep
    their order, for the worker takes the first of a page as the page itself.
    """
    index = json.loads(index_json)
    documents: dict[str, list[dict[str, Any]]] = {language: [] for language in languages}
    folders = [language for language in languages if language != default]
    for document in index["docs"]:
        language, location = _placed(document["location"], folders, default)
        documents[language].append(document | {"location": location})
    return {
        language: _json(index | {"config": index["config"] | {"lang": [language]}, "docs": docs})
        for language, docs in documents.items()
    }


def _placed(location: str, folders: Sequence[str], default: str) -> tuple[str, str]:
    for folder in folders:
        if location.startswith(f"{folder}/"):
            return folder, location.removeprefix(f"{folder}/")
    return default, location


def _json(index: dict[str, Any]) -> str:
    """Cyrillic as it is: escaped, it would be three times as long."""
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))
