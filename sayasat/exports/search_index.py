"""Splits Material's search index of the whole site into one index for each language. Pure.

So a reader downloads only the index of the page's language, and finds only pages in that language. The
search worker loads the rules of the language that an index names (``lunr.ky.min.js`` in the theme).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any


def split_index(index_json: str, languages: Sequence[str], default: str) -> dict[str, str]:
    """Each language's index as JSON, in the order of ``languages``; without pages it has no documents.

    A document whose location begins with a language's folder (``ru/``) belongs to that language, and its
    location is made relative to that folder. All other documents belong to ``default``. Documents keep their
    order, because the worker takes the first document of a page as the page itself.
    """
    index = json.loads(index_json)
    documents: dict[str, list[dict[str, Any]]] = {language: [] for language in languages}
    folders = [language for language in languages if language != default]
    for document in index["docs"]:
        language, location = _in_language(document["location"], folders, default)
        documents[language].append(document | {"location": location})
    return {
        language: _json(index | {"config": index["config"] | {"lang": [language]}, "docs": docs})
        for language, docs in documents.items()
    }


def _in_language(location: str, folders: Sequence[str], default: str) -> tuple[str, str]:
    for folder in folders:
        if location.startswith(f"{folder}/"):
            return folder, location.removeprefix(f"{folder}/")
    return default, location


def _json(index: dict[str, Any]) -> str:
    # Cyrillic is not escaped: escaped, it is three times as long.
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))
