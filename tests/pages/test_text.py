"""The main page of a policy, and the dated pages of its versions."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from sayasat.pages.history import history_page
from sayasat.pages.text import main_page, version_page
from sayasat.website.shell import Slots
from tests.support.built_site import parse
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo, policy_text
from tests.support.visible import seen


def raw(page: Slots, name: str) -> str:
    """The visible text of the one paragraph of a class."""
    found = re.findall(rf'<p class="[^"]*\b{name}\b[^"]*"[^>]*>.*?</p>', page.content, re.DOTALL)
    assert len(found) == 1, f"{len(found)} of {name}"
    return seen(found[0])


def hrefs(page: Slots) -> list[str]:
    return [each["href"] for each in parse(page.content).all("a")]


def test_a_version_without_a_translation_shows_the_older_one_as_behind(tmp_path: Path) -> None:
    """The version in force was corrected before it was translated; until it is, the older text stays."""
    repo = PolicyRepo(tmp_path)
    for language, text in {"ky": "Биринчи.", "ru": "Первый."}.items():
        repo.policy(language, "privacy", text, effective="2026-01-10", date="2026-01-10T12:00:00+06:00")
    second = {"effective": "2026-03-01", "date": "2026-02-01T12:00:00+06:00"}
    repo.policy("ky", "privacy", "Экинчии.", **second)
    corrected = {"effective": "2026-03-01", "date": "2026-04-01T12:00:00+06:00"}
    repo.policy("ky", "privacy", "Экинчи.", editorial="Тамга катасы", **corrected)

    with published(repo, "2026-05-01") as catalogue:
        russian = edition(catalogue, language="ru")
        page = main_page(catalogue, russian)

    assert page is not None
    assert "Первый." in page.content
    shown = parse(page.content)
    assert shown.status == "in-force", "the policy's status, not the translation's"
    assert "с 1 марта 2026" in raw(page, "standing__status")
    assert "Вы читаете неофициальный перевод редакции от 10 января 2026" in raw(page, "standing__line--lag")
    assert "../../../policies/privacy/compare/?from=2026-01-10&to=2026-03-01" in hrefs(page)


def test_the_status_names_the_correction_of_the_text_shown_not_of_its_original(tmp_path: Path) -> None:
    """A correction of the original that concerns no translation changed no word that the page shows."""
    repo = PolicyRepo(tmp_path)
    first = {"effective": "2026-01-10", "date": "2026-01-10T12:00:00+06:00"}
    for language, text in {"ky": "Биринчии.", "ru": "Первыйй."}.items():
        repo.policy(language, "privacy", text, **first)
    for language, text, day in (("ru", "Первый.", "09"), ("ky", "Биринчи.", "24")):
        corrected = {"effective": "2026-01-10", "date": f"2026-02-{day}T12:00:00+06:00"}
        repo.policy(language, "privacy", text, editorial="A slip", **corrected)

    with published(repo, "2026-05-01") as catalogue:
        russian = edition(catalogue, language="ru")
        shown = main_page(catalogue, russian)
        original = main_page(catalogue, edition(catalogue))
        history = history_page(catalogue, russian)

    assert shown is not None
    assert original is not None
    assert "исправлено 9 февраля 2026" in raw(shown, "standing__status")
    assert "исправлено 9 февраля 2026" in raw(history, "timeline__line")
    assert "24" in raw(original, "standing__status")


def test_a_text_from_before_the_repository_names_its_source_and_the_days_of_which_nothing_is_known(
    tmp_path: Path,
) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "Эки.", effective="2024-02-01", date="2024-01-10T12:00:00+06:00")
    found = policy_text("Бир.", title="Privacy", source="Архив, 7-куту <b>", until=date(2022, 1, 1))
    files = {"docs/ky/versions/privacy/2020-03-01.md": found}
    repo.commit("Add a text of 2020", date="2026-11-10T12:00:00+06:00", files=files)

    with published(repo, "2026-11-24") as catalogue:
        kyrgyz = edition(catalogue)
        old = version_page(catalogue, kyrgyz, kyrgyz.timeline.versions[0])
        history = parse(history_page(catalogue, kyrgyz).content)

    facts = seen(old.content[old.content.index("<dl") : old.content.index("</dl>")])
    for fact in ("Текст алынган булак", "Архив, 7-куту <b>", "2021-жылдын 31-декабры"):
        assert fact in facts
    remarks = " ".join(each.text for each in history.all("p"))
    assert "2022-жылдын 1-январы – 2024-жылдын 31-январы" in remarks


def test_the_title_comes_first_then_the_status_then_the_actions_and_the_facts_last(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    four = {"title": "Саясат"}
    repo.policy(
        "ky", "privacy", "# Саясат {#p}\n\nБир.\n", effective="2026-01-10", **four, date=noon("2026-01-01")
    )
    repo.policy(
        "ky", "privacy", "# Саясат {#p}\n\nЭки.\n", effective="2026-05-01", **four, date=noon("2026-04-01")
    )
    with published(repo, "2026-06-01") as catalogue:
        page = main_page(catalogue, edition(catalogue))
    assert page is not None
    order = [
        page.content.index(each)
        for each in ("<h1", "standing__status", "standing__actions", "<p>Эки", 'id="_about"')
    ]
    assert order == sorted(order)
    actions = page.content[page.content.index("standing__actions") : page.content.index("<p>Эки")]
    assert actions.count("<li>") - actions.count("<ul>\n        <li>") <= 10
    assert seen(actions).startswith(('standing__actions">', "Эмне өзгөрдү"))


def test_a_first_version_says_that_it_is_the_first_and_offers_no_redline(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "Бир.", effective="2026-01-10", date=noon("2026-01-01"))
    with published(repo, "2026-06-01") as catalogue:
        kyrgyz = edition(catalogue)
        main, dated = (
            main_page(catalogue, kyrgyz),
            version_page(catalogue, kyrgyz, kyrgyz.timeline.versions[0]),
        )
    assert main is not None
    assert raw(main, "standing__status").endswith("азырынча жалгыз редакция")
    assert raw(dated, "standing__status").endswith("биринчи редакция")
    for page in (main, dated):
        assert not [each for each in hrefs(page) if each.endswith("changes/")]


def test_a_dated_page_does_not_change_when_a_later_version_is_announced_but_for_its_status(
    tmp_path: Path,
) -> None:
    repo = PolicyRepo(tmp_path)
    contents = []
    for body, day, recorded in (("Бир.", "2026-01-10", "2026-01-01"), ("Эки.", "2026-09-01", "2026-05-01")):
        repo.policy("ky", "privacy", body, effective=day, date=noon(recorded))
        with published(repo, "2026-06-01") as catalogue:
            kyrgyz = edition(catalogue)
            contents.append(version_page(catalogue, kyrgyz, kyrgyz.timeline.versions[0]).content.splitlines())
    changed = [each for pair in zip(*contents, strict=True) for each in pair if pair[0] != pair[1]]
    assert len(changed) <= 6
    assert all("standing__status" in each or "<dd>" in each or "passes" in each for each in changed), changed


def test_a_section_of_a_translation_whose_original_changed_leads_to_that_redline(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    text = "# T {{#t}}\n\n## A {{#a}}\n\n{}\n\n## B {{#b}}\n\nБир.\n"
    for language in ("ky", "ru"):
        repo.policy(language, "privacy", text.format("Бир."), effective="2026-01-10", date=noon("2026-01-01"))
    repo.policy("ky", "privacy", text.format("Эки."), effective="2026-03-01", date=noon("2026-02-01"))
    with published(repo, "2026-05-01") as catalogue:
        page = main_page(catalogue, edition(catalogue, language="ru"))
    assert page is not None
    redline = "../../../policies/privacy/compare/?from=2026-01-10&to=2026-03-01"
    assert [each for each in hrefs(page) if each.startswith(redline)] == [redline, f"{redline}#a"]


def test_no_note_stands_under_a_heading_whose_section_never_changed(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    text = "# T {{#t}}\n\n## A {{#a}}\n\n{}\n\n## B {{#b}}\n\nБир.\n"
    repo.policy("ky", "privacy", text.format("Бир."), effective="2026-01-10", date=noon("2026-01-01"))
    repo.policy("ky", "privacy", text.format("Эки."), effective="2026-03-01", date=noon("2026-02-01"))
    with published(repo, "2026-05-01") as catalogue:
        page = main_page(catalogue, edition(catalogue))
    assert page is not None
    assert len(parse(page.content).all("details", "life")) == 1


def test_cells_are_aligned_by_a_class_which_html_allows(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    table = '| A | B |\n|---|--:|\n| 1 | `<td align="right">` |\n'
    repo.policy("ky", "privacy", table, effective="2026-01-10", date=noon("2026-01-01"))
    with published(repo, "2026-05-01") as catalogue:
        page = main_page(catalogue, edition(catalogue))
    assert page is not None
    assert '<td class="align-right">' in page.content
    assert '<td align="right">' in seen(page.content), "the words of a text stay as they are"


def noon(day: str) -> str:
    return f"{day}T12:00:00+06:00"
