"""Texts that are hard to lay out: the project's own policy in three languages, and very long words."""

from __future__ import annotations

from tests.support.mini_site import LANGUAGES, ROOT, furnish
from tests.support.repo import PolicyRepo

WORD = "ө" * 256
COLUMNS = 20
WIDE = f"""# Кенен {{#wide}}

{WORD}

| {" | ".join(f"Тилке {number}" for number in range(COLUMNS))} |
|{"---|" * COLUMNS}
| {" | ".join(["сүйлөмдөр"] * COLUMNS)} |

`{WORD}`

    {WORD}

- {WORD}

## {WORD} {{#long}}

[https://example.org/{WORD}](https://example.org/)
"""


def long_texts(repo: PolicyRepo) -> None:
    """``privacy``: the project's own, in three languages, no date; ``wide``: two versions, invented."""
    furnish(repo)
    for language in LANGUAGES:
        path = f"docs/{language}/policies/privacy.md"
        own = (ROOT / path).read_bytes()
        repo.commit(date="2026-02-01T12:00:00+06:00", files={path: own})
    title = f"Кенен {WORD}"
    for date, text in (("2026-02-02", WIDE), ("2026-03-02", f"{WIDE}\nДагы {WORD}\n")):
        at = f"{date}T12:00:00+06:00"
        repo.policy("ky", "wide", text, date=at, title=title, effective=date, summary=WORD, message=WORD)
