"""A policy whose second version moves, renumbers and rewrites what the first said, in three languages."""

from __future__ import annotations

from pathlib import Path

from tests.support.mini_site import furnish
from tests.support.repo import PolicyRepo

DATES = ("2024-01-01", "2026-03-01")
"""Of the versions. Nothing here is a fact of any publisher."""

_TEXTS = Path(__file__).parents[1] / "data" / "redrafted"
_TITLES = {"ky": "Жеткиликтүүлүк тартиби", "ru": "Порядок доступа", "en": "Access policy"}


def redrafted(repo: PolicyRepo) -> None:
    """Two versions of ``access``, in Kyrgyz, Russian and English."""
    furnish(repo)
    for number, day in enumerate(DATES, 1):
        for language, title in _TITLES.items():
            text = (_TEXTS / f"{language}-{number}.md").read_text(encoding="utf-8")
            repo.policy(language, "access", text, date=f"{day}T09:00:00+06:00", title=title, effective=day)
