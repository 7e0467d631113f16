"""Sources of revisions without Git."""

from __future__ import annotations

import hashlib
from datetime import date

from sayasat.policy_files.facts import Source
from sayasat.policy_files.front_matter import FrontMatter


def source_of(words: str, effective: date) -> Source:
    """A text with these words and this date."""
    sha256 = hashlib.sha256(f"{words} {effective}".encode()).hexdigest()
    return Source(sha256, words, words, FrontMatter(title="Privacy", effective=effective))
