"""The forge's button "Revert": whole sites of histories in which a change was merged and taken back.

Each history is a policy of one site, which is built with ``--strict`` after every step of all of them: each
step is a pull request, or the revert of the last one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct

from sayasat.builder.open import open_publication
from sayasat.check.check_yml import CheckSettings
from sayasat.check.finding import Severity
from sayasat.check.report.changes import changed_editions
from sayasat.check.review import ProposedChange, review
from sayasat.check.runner import run_checks
from sayasat.i18n.messages import messages
from tests.support.built_site import Sample, read_page
from tests.support.mini_site import build, furnish
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo, policy_text

WORDS = {
    "ky": {
        "A": "Биз Сиздин маалыматыңызды коргойбуз.",
        "B": "Маалымат бир жыл сакталат.",
        "C": "Маалымат эки жыл сакталат.",
    },
    "ru": {
        "A": "Мы защищаем Ваши данные.",
        "B": "Данные хранятся один год.",
        "C": "Данные хранятся два года.",
    },
    "en": {
        "A": "We protect your data.",
        "B": "The data are kept for one year.",
        "C": "The data are kept for two years.",
    },
}
DAYS = ("2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10")
"""When the steps are merged, and the days that the sites are built as of."""

REVERT = "revert"
NOTHING = ""


class History(Struct, frozen=True):
    """What is merged of one policy, step by step.

    A step is `REVERT`, `NOTHING`, or the new state of files: ``ky A 01-01`` is the text A with the date
    2026-01-01; ``ky A 01-01 replaces=none`` has another key; ``ky -`` deletes the file. ``;`` parts files.
    """

    slug: str
    steps: tuple[str, ...]
    said: tuple[str, ...]
    """After each step, what the history pages say, oldest version first: ``ky 01-01 in-force | ru -``."""


V1 = "ky A 01-01"
V2_AND_FIRST_TRANSLATION = "ky B 06-01; ru B 06-01"
ONLY_V1 = "ky 01-01 in-force"
BOTH = "ky 01-01 in-force, 06-01 upcoming | ru 06-01 upcoming"
REVERTED = "ky 01-01 in-force, 06-01 withdrawn | ru 06-01 withdrawn"

HISTORIES = (
    History(
        "first-translation",
        (V1, V2_AND_FIRST_TRANSLATION, REVERT, "ru A 01-01"),
        (ONLY_V1, BOTH, REVERTED, "ky 01-01 in-force, 06-01 withdrawn | ru 01-01 in-force, 06-01 withdrawn"),
    ),
    History(
        "revert-of-the-revert",
        (V1, V2_AND_FIRST_TRANSLATION, REVERT, REVERT),
        (ONLY_V1, BOTH, REVERTED, BOTH),
    ),
    History(
        "original-alone-put-back",
        (V1, V2_AND_FIRST_TRANSLATION, V1, "ru -"),
        (ONLY_V1, BOTH, REVERTED, REVERTED),
    ),
    History(
        "two-translations",
        (V1, "ky B 06-01; ru B 06-01; en B 06-01", REVERT, "en B 06-01"),
        (
            ONLY_V1,
            f"{BOTH} | en 06-01 upcoming",
            f"{REVERTED} | en 06-01 withdrawn",
            f"{REVERTED} | en 06-01 withdrawn",
        ),
    ),
    History("first-text", (V1, REVERT, REVERT), (ONLY_V1, "ky 01-01 removed", ONLY_V1)),
    History(
        "all-languages",
        ("ky A 01-01; ru A 01-01; en A 01-01", REVERT),
        (
            "ky 01-01 in-force | ru 01-01 in-force | en 01-01 in-force",
            "ky 01-01 removed | ru 01-01 removed | en 01-01 removed",
        ),
    ),
    History(
        "announced-in-all-languages",
        ("ky A 06-01; ru A 06-01", REVERT, REVERT),
        (
            "ky 06-01 upcoming | ru 06-01 upcoming",
            "ky 06-01 removed | ru 06-01 removed",
            "ky 06-01 upcoming | ru 06-01 upcoming",
        ),
    ),
    History(
        "postponed",
        (V1, "ky B 06-01", "ky B 09-01; ru B 09-01", REVERT),
        (
            ONLY_V1,
            "ky 01-01 in-force, 06-01 upcoming",
            "ky 01-01 in-force, 06-01 withdrawn, 09-01 upcoming | ru 09-01 upcoming",
            "ky 01-01 in-force, 06-01 upcoming, 09-01 withdrawn | ru 09-01 withdrawn",
        ),
    ),
    History(
        "first-version-postponed",
        ("ky A 06-01", "ky A 09-01; ru A 09-01", REVERT),
        (
            "ky 06-01 upcoming",
            "ky 06-01 withdrawn, 09-01 upcoming | ru 09-01 upcoming",
            "ky 06-01 upcoming, 09-01 withdrawn | ru 09-01 withdrawn",
        ),
    ),
    History(
        "translated-before-its-day",
        ("ky A 06-01", "ru A 06-01", REVERT, REVERT),
        (
            "ky 06-01 upcoming",
            "ky 06-01 upcoming | ru 06-01 upcoming",
            "ky 06-01 upcoming | ru 06-01 removed",
            "ky 06-01 upcoming | ru 06-01 upcoming",
        ),
    ),
    History(
        "two-announced",
        (V1, "ky B 06-01; ru B 06-01", "ky C 09-01 replaces=none; ru C 09-01", V1),
        (
            ONLY_V1,
            BOTH,
            "ky 01-01 in-force, 06-01 upcoming, 09-01 upcoming | ru 06-01 upcoming, 09-01 upcoming",
            "ky 01-01 in-force, 06-01 withdrawn, 09-01 withdrawn | ru 06-01 withdrawn, 09-01 withdrawn",
        ),
    ),
    History(
        "repealed-with-a-first-translation",
        (V1, "ky B 06-01; ru B 06-01", "ky A 01-01 repealed=2026-05-01", REVERT),
        (ONLY_V1, BOTH, REVERTED, BOTH),
    ),
    History(
        "dated-later",
        ("ky A", "ky A 01-05; ru A 01-05", NOTHING, NOTHING),
        ("ky 01-10 in-force", *3 * ("ky 01-05 in-force | ru 01-05 in-force",)),
    ),
)
"""No history that ends in a fault: those stop the build, as they should."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> list[Sample]:
    """The site after each step."""
    repo = _furnished(tmp_path_factory.mktemp("reverts") / "repo")
    merged: dict[str, str] = {}
    return [_built(repo, place, merged) for place in range(len(DAYS))]


def _furnished(path: Path) -> PolicyRepo:
    repo = PolicyRepo(path)
    furnish(repo)
    files = {".gitignore": "site/\n.cache/\n"}
    repo.commit("Furnish", date="2026-01-01T12:00:00+06:00", files=files)
    return repo


def _built(repo: PolicyRepo, place: int, merged: dict[str, str]) -> Sample:
    for history in HISTORIES:
        step = history.steps[place] if place < len(history.steps) else NOTHING
        if step:
            merged[history.slug] = _take(repo, history.slug, step, DAYS[place], merged.get(history.slug, ""))
    target = repo.path.parent / f"site-{place}"
    built = build(repo, today=DAYS[place], site=target)
    assert built.code == 0, built.log
    return Sample(repo, target)


def _take(repo: PolicyRepo, slug: str, step: str, day: str, last: str) -> str:
    """Merge one step as a forge does; returns the commit on the main line."""
    moment = f"{day}T12:00:00+06:00"
    if step == REVERT:
        return repo.revert(last, date=moment)
    repo.branch(f"{slug}-{day}")
    files = dict(_file(slug, each.split()) for each in step.split(";"))
    repo.commit("Propose", date=moment, files=files)
    repo.checkout("main")
    return repo.merge(f"{slug}-{day}", date=moment, message=f"Merge {slug}")


def _file(slug: str, written: list[str]) -> tuple[str, str | None]:
    language, text, *rest = written
    path = f"docs/{language}/policies/{slug}.md"
    if text == "-":
        return path, None
    dated = [f"effective=2026-{each}" for each in rest[:1]]
    keys = dict(each.split("=") for each in (*dated, *rest[1:]))
    body = f"# {slug} {{#{slug}}}\n\n{WORDS[language][text]}\n"
    return path, policy_text(body, title=f"{slug} {language}", **keys)


def said(site: Path, slug: str) -> str:
    """What the history pages of a policy say of its versions."""
    return " | ".join(_said(site, slug))


def _said(site: Path, slug: str) -> Iterator[str]:
    for language in SETTINGS.languages:
        prefix = "" if language == SETTINGS.authentic else f"{language}/"
        file = site / f"{prefix}policies/{slug}/history/index.html"
        if file.exists():
            items = read_page(file).all("li", "timeline__version")
            written = [f"{each['data-date'].removeprefix('2026-')} {each['data-status']}" for each in items]
            yield f"{language} {', '.join(reversed(written))}"


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.slug)
def test_after_every_step_the_site_is_built_and_the_histories_say_what_stands(
    sites: list[Sample], history: History
) -> None:
    """The revert of a first translation leaves a history page with one withdrawn version."""
    last = history.said[-1]
    expected = [*history.said, *[last] * (len(DAYS) - len(history.said))]
    assert [said(sample.site, history.slug) for sample in sites] == expected


def test_the_main_page_of_a_translation_that_was_taken_back_says_so(sites: list[Sample]) -> None:
    """Whether its file was deleted, or stays and is of a withdrawn version only."""
    for slug in ("first-translation", "original-alone-put-back"):
        page = read_page(sites[2].site / f"ru/policies/{slug}/index.html")
        assert "Русский перевод больше не публикуется." in [each.text for each in page.all("p")]
        assert not page.is_indexed
    home = read_page(sites[2].site / "ru/index.html").one("html").text
    assert home.count("Русский перевод больше не публикуется.") > 1


def test_no_map_or_index_names_a_page_without_a_text(sites: list[Sample]) -> None:
    site = sites[2].site
    assert "/ru/policies/first-translation/</loc>" not in (site / "sitemap.xml").read_text()
    assert "/ru/policies/first-translation/history/</loc>" in (site / "sitemap.xml").read_text()
    found = json.loads((site / "search/ru.json").read_text())["texts"]
    assert found
    assert not [each for each in found if each["url"].startswith("ru/policies/first-translation/")]


def test_check_and_review_answer_after_every_revert(sites: list[Sample]) -> None:
    """Check finds no error that the rules of versions make, in any of these histories."""
    repo = sites[-1].repo
    names = dict.fromkeys(SETTINGS.languages, "Site")
    publication = open_publication(repo.path, SETTINGS, date.fromisoformat(DAYS[-1]), names)
    try:
        found = run_checks(publication, CheckSettings())
        report = review(
            ProposedChange(publication.catalogue, changed_editions(publication.catalogue, repo.head), found),
            messages("ru"),
        )
    finally:
        publication.close()
    assert [each.fault for each in found.findings if each.severity is Severity.ERROR] == []
    assert report.startswith("## ")


def test_a_site_whose_only_policy_was_reverted_is_built(tmp_path: Path) -> None:
    """The contact form and the cookie banner refer to it; nothing of it is in force any more."""
    repo = _furnished(tmp_path / "repo")
    merge = _take(repo, "privacy", "ky A 01-01; ru A 01-01; en A 01-01", DAYS[0], "")
    _take(repo, "privacy", REVERT, DAYS[1], merge)
    built = build(repo, today=DAYS[1])
    assert built.code == 0, built.log
    assert said(built.site, "privacy") == "ky 01-01 removed | ru 01-01 removed | en 01-01 removed"
    assert not (built.site / "api/contact.json").exists()
