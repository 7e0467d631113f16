"""Makes text that may hold anything fit for a comment."""

from __future__ import annotations

import re

HIDDEN = re.compile(r"[^\t\n\x20-\x7e\xa0-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]")
"""Control characters, bidirectional controls and surrogates."""

_MENTION = re.compile(r"(?<![\w.])@(?=\w)")


def plain(text: str) -> str:
    """The text without control characters, and with mentions that call nobody."""
    return _MENTION.sub("@\N{WORD JOINER}", HIDDEN.sub("", text)).strip()
