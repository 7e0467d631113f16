"""Every URL that was published answers at every later point of the history, with the same policy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.repo import PolicyRepo, policy_text
from tests.support.retention import Kept

Files = Mapping[str, str | None]
History = list[tuple[str, Files]]
"""The day of each commit, and its files as in `path_of`. A file that is None is deleted."""


def _text(body: str, **front_matter: object) -> str:
    long = "\n\n".join(f"{body}: article {number} of many that stay the same." for number in range(12))
    return policy_text(long, **{"title": "Privacy", **front_matter})


def _of(day: str, body: str = "Words", **front_matter: object) -> str:
    return _text(body, effective=day, **front_matter)


FIRST, SECOND = _of("2024-01-01"), _of("2025-01-01", "Other words")
HISTORIES: dict[str, History] = {
    "renamed twice, with two versions before": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2025-01-01", {"ky/p": SECOND, "ru/p": SECOND}),
        ("2025-02-01", {"ky/p": None, "ru/p": None, "ky/q": SECOND, "ru/q": SECOND}),
        ("2025-03-01", {"ky/q": None, "ru/q": None, "ky/r": SECOND, "ru/r": SECOND}),
        ("2026-01-01", {"ky/r": _of("2026-01-01", "New words"), "ru/r": _of("2026-01-01", "New words")}),
        ("2026-02-01", {"ru/r": None}),
        ("2026-03-01", {"ky/s": _of("2026-01-01", "New words"), "ky/r": None}),
    ],
    "renamed there and back": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2025-01-01", {"ky/q": FIRST, "ru/q": FIRST, "ky/p": None, "ru/p": None}),
        ("2025-02-01", {"ky/q": SECOND}),
        ("2025-03-01", {"ky/p": SECOND, "ru/p": FIRST, "ky/q": None, "ru/q": None}),
        ("2025-04-01", {"ky/q": SECOND, "ru/q": FIRST, "ky/p": None, "ru/p": None}),
    ],
    "two names swapped, and swapped back": [
        ("2024-01-01", {"ky/p": FIRST, "ky/q": _of("2024-01-01", "Another policy")}),
        ("2024-02-01", {"ky/t": FIRST, "ky/p": None}),
        ("2024-03-01", {"ky/u": _of("2024-01-01", "Another policy"), "ky/q": None}),
        ("2024-04-01", {"ky/p": FIRST, "ky/t": None}),
        ("2024-05-01", {"ky/q": _of("2024-01-01", "Another policy"), "ky/u": None}),
    ],
    "renamed by a key, one translation deleted before and one without the key": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST, "en/p": FIRST}),
        ("2024-02-01", {"ru/p": None}),
        (
            "2025-01-01",
            {
                "ky/p": None,
                "en/p": None,
                "ky/q": policy_text("All is new.", title="Data", effective="2025-01-01", formerly=["p"]),
                "en/q": policy_text("Everything.", title="Data", effective="2025-01-01"),
            },
        ),
        ("2025-02-01", {"ru/q": policy_text("New.", title="Data", effective="2025-01-01")}),
    ],
    "renamed after a translation was deleted": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2024-02-01", {"ru/p": None}),
        ("2025-01-01", {"ky/q": FIRST, "ky/p": None}),
        ("2025-02-01", {"ky/r": FIRST, "ky/q": None}),
        ("2025-03-01", {"ru/r": FIRST}),
    ],
    "first date stated later": [
        ("2024-01-01", {"ky/p": _text("Words"), "ru/p": _text("Words")}),
        ("2024-02-01", {"ky/p": _text("Words", editorial="Why"), "ru/p": _text("Words", editorial="Why")}),
        ("2024-03-01", {"ky/p": _of("2023-12-01"), "ru/p": _of("2023-12-01")}),
        ("2024-04-01", {"ky/p": _of("2024-01-01", "Other words"), "ru/p": _of("2024-01-01", "Other words")}),
    ],
    "first date stated later, and renamed": [
        ("2024-01-01", {"ky/p": _text("Words")}),
        ("2024-02-01", {"ky/q": _text("Words"), "ky/p": None}),
        ("2024-03-01", {"ky/q": _of("2024-05-01")}),
        ("2024-04-01", {"ky/r": _of("2024-05-01"), "ky/q": None}),
    ],
    "translation ahead of its original": [
        ("2024-01-01", {"ky/p": FIRST}),
        ("2024-02-01", {"ru/p": SECOND}),
        ("2024-02-02", {"ru/p": FIRST}),
        ("2024-03-01", {"ky/p": SECOND}),
        ("2024-04-01", {"ru/p": SECOND}),
    ],
    "first translation ahead of its original, deleted, and the original later": [
        ("2024-01-01", {"ky/p": FIRST}),
        ("2024-02-01", {"ru/p": SECOND}),
        ("2024-02-02", {"ru/p": None}),
        ("2024-03-01", {"ky/p": SECOND}),
        ("2024-04-01", {"ru/p": FIRST}),
        ("2024-05-01", {"ru/p": SECOND}),
    ],
    "translation deleted, and back": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2024-02-01", {"ru/p": None}),
        ("2025-01-01", {"ky/p": SECOND}),
        ("2025-02-01", {"ru/p": SECOND}),
    ],
    "first translation reverted": [
        ("2024-01-01", {"ky/p": FIRST}),
        ("2024-02-01", {"ky/p": SECOND, "ru/p": SECOND}),
        ("2024-03-01", {"ky/p": FIRST, "ru/p": None}),
    ],
    "announced, withdrawn, announced again": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2024-02-01", {"ky/p": SECOND, "ru/p": SECOND}),
        ("2024-03-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2024-04-01", {"ky/p": SECOND, "ru/p": SECOND}),
    ],
    "postponed twice, its translation handed on and then made again": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2024-02-01", {"ky/p": _of("2024-06-01", "Next"), "ru/p": _of("2024-06-01", "Next")}),
        ("2024-02-02", {"ru/p": _of("2024-06-01", "Next, better")}),
        ("2024-03-01", {"ky/p": _of("2024-07-01", "Next")}),
        ("2024-04-01", {"ky/p": _of("2024-08-01", "Next")}),
        ("2024-05-01", {"ru/p": _of("2024-08-01", "Next, again")}),
    ],
    "replaced with its words, and opened again by its own file": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2024-02-01", {"ky/p": _of("2024-06-01", "Next"), "ru/p": _of("2024-06-01", "Next")}),
        ("2024-03-01", {"ky/p": _of("2024-07-01", "Next")}),
        ("2024-04-01", {"ky/p/2024-06-01": _of("2024-06-01", "Next"), "ky/p": _of("2024-07-01", "Last")}),
        ("2024-05-01", {"ru/p": _of("2024-07-01", "Last")}),
    ],
    "corrected in its own file while the next is announced, and again": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2024-02-01", {"ky/p": SECOND, "ru/p": SECOND}),
        ("2024-03-01", {"ky/p/2024-01-01": _of("2024-01-01", "Corrected", editorial="A slip.")}),
        ("2024-04-01", {"ru/p/2024-01-01": _of("2024-01-01", "Corrected", editorial="A slip.")}),
        ("2025-02-01", {"ky/p/2024-01-01": _of("2024-01-01", "Corrected more", editorial="Another.")}),
    ],
    "repealed, removed, and back": [
        ("2024-01-01", {"ky/p": FIRST, "ru/p": FIRST}),
        ("2024-02-01", {"ky/p": _of("2024-01-01", repealed="2024-02-15")}),
        ("2024-03-01", {"ky/p": None, "ru/p": None}),
        ("2025-01-01", {"ky/p": SECOND, "ru/p": SECOND}),
    ],
    "corrected": [
        ("2024-01-01", {"ky/p": FIRST}),
        ("2024-02-01", {"ky/p": _of("2024-01-01", "Corrected words", editorial="A slip.")}),
        ("2024-03-01", {"ky/p": _of("2024-01-01", "Nobody says why")}),
        ("2024-04-01", {"ky/p": _of("2024-01-01", "Corrected again", editorial="Another slip.")}),
    ],
}


def path_of(file: str) -> str:
    """Of ``ky/p`` the file in ``policies/``, of ``ky/p/2024-01-01`` that of a version."""
    language, slug, *version = file.split("/")
    return f"docs/{language}/{'versions' if version else 'policies'}/{'/'.join((slug, *version))}.md"


@pytest.mark.parametrize("name", HISTORIES)
def test_no_url_is_lost(tmp_path: Path, name: str) -> None:
    """The site of each commit, on its day and a year later, against all sites before."""
    repo, kept = PolicyRepo(tmp_path / "repository"), Kept()
    published = 0
    for day, files in HISTORIES[name]:
        paths = {path_of(file): text for file, text in files.items()}
        repo.commit(date=f"{day}T12:00:00+06:00", files=paths)
        published += kept.publish(repo, day)
    assert published > len(HISTORIES[name]) // 2
    assert kept.publish(repo, "2027-01-01")


def test_the_source_of_a_version_follows_its_corrections_and_that_of_a_revision_never_changes(
    tmp_path: Path,
) -> None:
    """In ``policies/``, and in the version's own file while the next one stands there."""
    repo = PolicyRepo(tmp_path / "repository")
    corrected = _of("2024-01-01", "Corrected words", editorial="A slip.")
    again = _of("2024-01-01", "Corrected again", editorial="Another slip.")
    commits = (
        {"ky/p": FIRST},
        {"ky/p": corrected},
        {"ky/p": _of("2027-01-01", "Next"), "ky/p/2024-01-01": again},
    )
    for month, files in enumerate(commits, start=1):
        paths = {path_of(file): text for file, text in files.items()}
        repo.commit(date=f"2024-{month:02}-01T12:00:00+06:00", files=paths)
    site = Kept()
    assert site.publish(repo, "2024-04-01")
    version = "policies/p/2024-01-01"
    assert site.files[f"{version}/p.md"].data == again.encode()
    texts = [site.files[f"{version}/revisions/{number}/p.md"].data for number in (1, 2, 3)]
    assert texts == [text.encode() for text in (FIRST, corrected, again)]
