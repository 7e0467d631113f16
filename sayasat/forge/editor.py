"""Finds the editor's language: ``python -m sayasat.forge.editor`` prints its code, or nothing.

The language of a pull request is in the first line of its template; that of a clone is in its Git
configuration (``git config sayasat.language ru``).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

EVENT = "GITHUB_EVENT_PATH"
SETTING = "sayasat.language"

_LINE = re.compile(r"^\W*(?:Тил|Язык|Language)\b[^:\n]*:[^\w\n]*([^\W\d_]{2})", re.MULTILINE | re.IGNORECASE)
_CODES = {
    **dict.fromkeys(("ky", "kg", "ki", "кы", "ки"), "ky"),
    **dict.fromkeys(("ru", "ру", "or", "ор"), "ru"),
    **dict.fromkeys(("en", "ан"), "en"),
}
"""The first two letters of the answer: a language code, or a language's name in one of the languages."""


def requested_language(description: str | None) -> str | None:
    """The language that a pull request's description names; None if it names none of `_CODES`."""
    found = _LINE.search(description or "")
    return _CODES.get(found[1].lower()) if found else None


def main() -> None:
    """Print the language of this run's pull request, else that of this clone, else nothing."""
    print(_of_event(os.environ) or _of_clone() or "", end="")


def _of_event(environment: Mapping[str, str]) -> str | None:
    path = environment.get(EVENT)
    if not path:
        return None
    event = json.loads(Path(path).read_text(encoding="utf-8"))
    return requested_language((event.get("pull_request") or {}).get("body"))


def _of_clone() -> str | None:
    command = ["git", "config", "--get", SETTING]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:  # no Git: the command itself says so
        return None
    return _CODES.get(answer.stdout.strip()[:2].lower())


if __name__ == "__main__":
    main()
