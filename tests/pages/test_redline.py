"""The prebuilt redlines: against the version before, against the text in force, revision by revision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayasat.pages.redline import changes_page, revision_changes_page
from sayasat.website.catalogue import Catalogue
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo
from tests.support.samples import every_kind


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    repo = PolicyRepo(tmp_path_factory.mktemp("every"))
    every_kind(repo)
    with published(repo) as found:
        yield found


def seen(html: str) -> str:
    """The words of a page, without tags and folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def changes(catalogue: Catalogue, date: str, *, slug: str = "privacy", language: str = "ky") -> str:
    of = edition(catalogue, slug, language)
    version = next(each for each in of.timeline.versions if str(each.date) == date)
    return changes_page(catalogue, of, version).content


def test_a_version_is_compared_with_the_one_before(catalogue: Catalogue) -> None:
    content = changes(catalogue, "2025-04-01")
    assert re.search(
        r'<del [^>]+><span class="visually-hidden">өчүрүлдү: </span><strong [^>]+>30</strong></del>', content
    )
    assert re.search(
        r'<ins [^>]+><span class="visually-hidden">кошулду: </span><strong [^>]+>60</strong></ins>', content
    )


def test_the_summary_counts_words_and_sections_and_gives_the_editors_own(catalogue: Catalogue) -> None:
    text = seen(changes(catalogue, "2025-04-01"))
    assert "1 сөз алмаштырылды" in text
    assert "1 бөлүм өзгөрдү" in text
    assert "Сактоо мөөнөтү узартылды." in text


def test_the_summary_and_the_status_of_both_texts_come_first(catalogue: Catalogue) -> None:
    """And what archivists need comes last, folded."""
    content = changes(catalogue, "2026-12-01")
    text, record = seen(content).split("Жазуулар: оңдоолор", 1)
    first = re.search(
        r"Мурунку текст 2025-жылдын 1-апрелиндеги редакция Күчүндө .* 2026-жылдын 30-ноябрына чейин"
        r".*Жаңы текст 2026-жылдын 1-декабрындагы редакция Али күчүнө кире элек "
        r"2026-жылдын 1-декабрында күчүнө кирет",
        text,
    )
    assert first
    assert first.end() < text.index("Белгилер:")
    digests = re.findall(r"[0-9a-f]{64}|[0-9a-f]{40}", record)
    assert [len(each) for each in digests] == [40, 64, 40, 64]
    assert not re.search("[0-9a-f]{12}", text)
    assert 'data-passes="2026-12-01"' in content


def test_an_earlier_revision_is_called_one_and_has_its_time(catalogue: Catalogue) -> None:
    of = edition(catalogue)
    version = of.timeline.versions[0]
    page = revision_changes_page(catalogue, of, version, version.revisions[1])
    assert page is not None
    text = seen(page.content)
    assert re.search(r"Мурунку текст 2024-жылдын 1-январындагы редакция \(.*UTC.*мурдагы тексти", text)


def test_the_changed_sections_are_listed_beside_the_redline(catalogue: Catalogue) -> None:
    of = edition(catalogue)
    page = changes_page(catalogue, of, of.timeline.versions[1])
    assert re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', page.toc)
    assert "1 бөлүм өзгөрдү" in page.toc
    assert page.toc.partition("</p>")[2] in page.content


def test_what_did_not_change_is_folded(catalogue: Catalogue) -> None:
    assert re.search(
        r"<details[^>]+><summary>1 бөлүм өзгөргөн жок</summary>", changes(catalogue, "2025-04-01")
    )


def test_the_first_version_says_that_it_is_the_first(catalogue: Catalogue) -> None:
    assert "биринчи редакциясы" in seen(changes(catalogue, "2024-01-01"))


def test_a_withdrawn_version_is_compared_with_the_last_that_was_not(catalogue: Catalogue) -> None:
    text = seen(changes(catalogue, "2024-10-01", slug="orders"))
    assert re.search("Мурунку текст 2024-жылдын 1-июнундагы .*Жаңы текст 2024-жылдын 1-октябрындагы", text)


def test_languages_that_did_not_follow_are_named(catalogue: Catalogue) -> None:
    text = seen(changes(catalogue, "2026-12-01"))
    assert "Бул редакция которулган эмес: Русский." in text
    assert "Бул редакция которулган эмес: English." in text


def test_a_correction_is_compared_with_the_revision_before_it_and_gives_its_reason(
    catalogue: Catalogue,
) -> None:
    of = edition(catalogue)
    version = of.timeline.versions[0]
    page = revision_changes_page(catalogue, of, version, version.revisions[1])
    assert page is not None
    assert "тамга катасы" in seen(page.content)
    assert ">сактйбыз</del>" in page.content


def test_the_first_revision_of_all_has_no_redline(catalogue: Catalogue) -> None:
    of = edition(catalogue)
    version = of.timeline.versions[0]
    assert revision_changes_page(catalogue, of, version, version.revisions[0]) is None


def test_what_stands_in_a_text_stays_text(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.policy(
        "ky", "privacy", "Code `<b>one</b>`.", date="2024-01-01T12:00:00+06:00", effective="2024-01-01"
    )
    repo.policy(
        "ky", "privacy", "Code `<i>two</i>`.", date="2025-01-01T12:00:00+06:00", effective="2025-01-01"
    )
    with published(repo) as found:
        content = changes(found, "2025-01-01")
    assert "&lt;b&gt;one&lt;/b&gt;" in content.replace("</span>", "")
    assert "<b>" not in content


def test_an_image_that_was_replaced_is_shown_before_and_after(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    stamp, body = "docs/assets/stamp.png", "Акы.\n\n![Мөөр](../../assets/stamp.png)\n"
    blobs = []
    for number, date in enumerate(("2024-01-01", "2025-01-01")):
        repo.write(stamp, f"stamp {number}".encode())
        repo.policy("ky", "fees", body, effective=date, date=f"{date}T12:00:00+06:00")
        blobs.append(repo.git("rev-parse", f"HEAD:{stamp}"))
    with published(repo) as catalogue:
        content = changes(catalogue, "2025-01-01", slug="fees")
        shown = re.findall(r'<(del|ins)[^>]*><span[^>]*>[^<]*</span><img src="([^"]+)" alt="Мөөр">', content)
    root = "../../../../assets/files"
    assert shown == [("del", f"{root}/{blobs[0]}/stamp.png"), ("ins", f"{root}/{blobs[1]}/stamp.png")]
    assert "1 сүрөт өзгөрдү" in seen(content)
