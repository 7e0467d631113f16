"""The report on a change; golden/review/ has complete reports."""

from __future__ import annotations

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sayasat.check.report.preview import PreviewPage
from sayasat.errors import UnknownError
from sayasat.forge.preview import described
from tests.support.proposed import review
from tests.support.repo import PolicyRepo, policy_text
from tests.support.word_files import body as word_body

GOLDEN = Path(__file__).parents[1] / "golden" / "review"
KY = "docs/ky/policies/privacy.md"
FIRST = """# Купуялык саясаты {#privacy}

Биз сиздин маалыматыңызды коргойбуз.

## Маалымат {#data}

Атыңызды жана дарегиңизди 30 күн сактайбыз.

## Кукилер {#cookies}

Сайт кукилерди колдонбойт.
"""
SECOND = FIRST.replace("30 күн", "60 күн").replace("колдонбойт", "статистика үчүн гана колдонот")
RUSSIAN = """# Политика {#privacy}

Мы защищаем Ваши данные.

## Данные {#data}

Ваши имя и адрес храним 30 дней.

## Куки {#cookies}

Сайт не использует куки.
"""
TITLE = "Купуялык саясаты"


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", FIRST, title=TITLE, effective="2024-01-01")
    repo.policy("ru", "privacy", RUSSIAN, title="Политика", effective="2024-01-01", translation="unofficial")
    return repo


def edit(repo: PolicyRepo, body: str, path: str = KY, **head: str) -> None:
    repo.write(path, policy_text(body, **{"title": TITLE, **head}))


def is_as_golden(name: str, report: str) -> bool:
    file = GOLDEN / f"{name}.md"
    if "UPDATE_GOLDEN" in os.environ:
        file.write_text(report, encoding="utf-8")
    return file.read_text(encoding="utf-8") == report


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_report_on_an_upcoming_version(repo: PolicyRepo, language: str) -> None:
    edit(repo, SECOND, effective="2026-12-24", summary="Сактоо мөөнөтү узартылды.")
    assert is_as_golden(f"announced.{language}", review(repo, "HEAD", language=language))


def test_a_correction_of_the_text_in_force(repo: PolicyRepo) -> None:
    edit(repo, FIRST.replace("коргойбуз", "сактайбыз"), effective="2024-01-01", editorial="сөз такталды")
    assert is_as_golden("correction.en", review(repo, "HEAD"))


def test_a_version_in_every_language(repo: PolicyRepo) -> None:
    edit(repo, SECOND, effective="2026-12-24")
    russian = RUSSIAN.replace("30 дней", "60 дней").replace("не использует куки", "использует куки")
    edit(repo, russian, KY.replace("/ky/", "/ru/"), title="Политика", effective="2026-12-24")
    report = review(repo, "HEAD")
    assert is_as_golden("both.en", report)
    assert "What the translations lack" in report, "there is no English text"
    assert "Русский: " in report


def test_the_report_on_an_unexplained_change(repo: PolicyRepo) -> None:
    edit(repo, SECOND, effective="2024-01-01")
    assert is_as_golden("unexplained.en", review(repo, "HEAD"))


def test_an_invisible_change_is_reported_without_a_redline(repo: PolicyRepo) -> None:
    edit(repo, f"{FIRST}\n\n", effective="2024-01-01")
    report = review(repo, "HEAD")
    assert "nothing that readers see changes in the version of 1 January 2024" in report
    assert "<ins>" not in report
    assert len(report) < 1_200


BESIDE = (
    FIRST
    + """
[байланыш](https://infocom.kg/c), [талап][law] 5<sup>1</sup>.

![Сүрөт](../images/scan.png)

[law]: https://law.example/1
"""
)
UNSEEN = {
    "a link": ("infocom.kg/c", "infocom-kg.com/c", "Link “байланыш” | https<!-- -->&#58;//infocom.kg/c |"),
    "the definition of a link": ("/1\n", "/2\n", "Link “талап” | https<!-- -->&#58;//law.example/1 |"),
    "an image": ("scan.png", "other.png", "Image “Сүрөт” | ../images/scan.png | ../images/other.png |"),
    "a description": ("[Сүрөт]", "[Башка]", "image ../images/scan.png | Сүрөт | Башка |"),
    "a section id": ("{#data}", "{#info}", "Id of the section | &#35;data | &#35;info |"),
    "a level": ("## Маалымат", "### Маалымат", "Level of the heading | &#35;&#35; | &#35;&#35;&#35; |"),
    "bold": ("Атыңызды", "**Атыңызды**", "“Атыңызды” | – | bold |"),
    "a list": ("Атыңызды", "- Атыңызды", "Form | paragraph | list item |"),
    "front matter": ('title: "', 'authority: Order 5\ntitle: "', "authority | – | Order 5 |"),
    "what YAML ignores": ('title: "', '# note\ntitle: "', "+# note"),
    "raised": ("5<sup>1</sup>", "51", "<del><strong>5¹</strong></del> <ins><strong>51</strong></ins>"),
}


@pytest.mark.parametrize(("old", "new", "shown"), UNSEEN.values(), ids=UNSEEN.keys())
def test_what_a_redline_of_words_hides_is_shown_before_and_after(
    repo: PolicyRepo, old: str, new: str, shown: str
) -> None:
    repo.write("docs/ky/images/scan.png", b"1")
    repo.write("docs/ky/images/other.png", b"2")
    before = policy_text(BESIDE, title="Кукилер саясаты", effective="2024-01-01")
    assert before.replace(old, new) != before
    repo.commit(files={"docs/ky/policies/cookies.md": before})
    repo.write("docs/ky/policies/cookies.md", before.replace(old, new))
    assert shown in review(repo, "HEAD")


def test_settings_and_pages_are_shown_before_and_after(repo: PolicyRepo) -> None:
    page = "---\ntitle: Биз\n---\n\n# Биз {#we}\n\nБиз жөнүндө [тил](a.md).\n"
    repo.commit(
        files={"docs/ky/about.md": page, "mkdocs.yml": "extra:\n  zone: Asia/Bishkek\n  on: [a, b]\n"}
    )
    repo.write("docs/ky/about.md", page.replace("жөнүндө", "тууралуу").replace("a.md", "b.md"))
    repo.write("mkdocs.yml", "extra:\n  zone: Asia/Almaty\n  on: [a, b]\n  more: [{name: x, days: 5}]\n")
    report = review(repo, "HEAD")
    assert "<del>жөнүндө</del> <ins>тууралуу</ins>" in report
    assert "| &#35;we | Link “тил” | a.md | b.md |" in report
    assert "| – | extra.zone | Asia/Bishkek | Asia/Almaty |" in report
    assert "| – | extra.more.x.days | – | 5 |" in report


def test_the_report_on_a_deleted_policy(repo: PolicyRepo) -> None:
    repo.write(KY, None)
    report = review(repo, "HEAD")
    assert "(Кыргызча): the file is deleted; the pages of the policy stay and say so." in report
    assert "❌ `docs/ky/policies/privacy.md` The file of the policy is deleted" in report


def test_the_report_on_a_new_policy_shows_its_whole_text(repo: PolicyRepo) -> None:
    body = "# Камера {#camera}\n\nКире бериште камера бар.\n"
    repo.write("docs/ky/policies/camera.md", policy_text(body, title="Камера", effective="2026-12-24"))
    report = review(repo, "HEAD")
    assert "the first version of this policy; it applies from 24 December 2026." in report
    assert "> <ins>Кире бериште камера бар.</ins>" in report


def test_a_renamed_policy_is_told_with_both_names(repo: PolicyRepo) -> None:
    for language in ("ky", "ru"):
        folder = repo.path / f"docs/{language}/policies"
        (folder / "privacy.md").rename(folder / "personal.md")
    report = review(repo, "HEAD")
    assert report.count("In URLs it is now called “personal”; the URLs with “privacy” lead there.") == 2
    assert "- `docs/ru/policies/privacy.md` → `docs/ru/policies/personal.md`: text of a policy" in report


def test_a_change_of_other_files_only_lists_them(repo: PolicyRepo) -> None:
    repo.write("docs/ky/about.md", "# Биз\n")
    report = review(repo, "HEAD")
    assert "No policy changes." in report
    assert "- `docs/ky/about.md`: a page beside the policies" in report


def test_a_branch_is_reviewed_against_its_base(repo: PolicyRepo) -> None:
    repo.branch("edit")
    repo.policy(
        "ky", "privacy", SECOND, title=TITLE, effective="2026-12-24", date="2026-11-20T12:00:00+06:00"
    )
    repo.checkout("main")
    assert "<del><strong>30</strong></del> <ins><strong>60</strong></ins>" in review(repo, "main", "edit")
    assert "No policy changes." in review(repo, "main", "main")


def test_a_correction_while_the_next_text_is_announced_is_compared_with_the_text_it_corrects(
    repo: PolicyRepo,
) -> None:
    repo.policy(
        "ky", "privacy", SECOND, title=TITLE, effective="2026-12-24", date="2026-11-20T12:00:00+06:00"
    )
    edit(repo, FIRST.replace("коргойбуз", "сактайбыз"), effective="2024-01-01", editorial="сөз такталды")
    report = review(repo, "HEAD")
    assert "<del>коргойбуз</del> <ins>сактайбыз</ins>" in report
    assert "60" not in report, "the announced text is another"


def test_a_long_report_is_cut_between_sections_and_links_to_the_complete_one(repo: PolicyRepo) -> None:
    body = "\n\n".join(f"## Бөлүм {number} {{#s-{number}}}\n\n{'сөз ' * 400}" for number in range(200))
    edit(repo, body, effective="2026-12-24")
    report = review(repo, "HEAD", "--details", "https://example.org/run/1")
    assert 50_000 < len(report) <= 60_000
    assert "for a comment: parts of it are left out here. https://example.org/run/1" in report
    assert report.count("<details") == report.count("</details>")
    assert "Words that change the meaning" not in report or "What the translations lack" in report
    assert "### What the check finds" in report


def test_many_changed_files_leave_room_for_the_redline(repo: PolicyRepo) -> None:
    edit(repo, SECOND, effective="2026-12-24")
    for number in range(2_000):
        repo.write(f"docs/ky/images/{number:040}.png", b"1")
    report = review(repo, "HEAD")
    assert "<del><strong>30</strong></del> <ins><strong>60</strong></ins>" in report
    assert "All changed files: 2001" in report
    assert "1901 more are not shown here." in report
    assert len(report) <= 60_000


def test_the_documents_have_the_changes_and_the_whole_report_is_beside_them(
    repo: PolicyRepo, tmp_path: Path
) -> None:
    body = "\n\n".join(f"## Бөлүм {number} {{#s-{number}}}\n\n{'сөз ' * 400}" for number in range(200))
    edit(repo, FIRST + body, effective="2026-12-24")
    russian = KY.replace("/ky/", "/ru/")
    edit(repo, RUSSIAN.replace("30", "60"), russian, title="Политика", effective="2026-12-24")
    repo.write("docs/ky/policies/visits.md", policy_text("# Кирүү\n\nБиринчи.\n", title="Кирүү"))
    folder = tmp_path / "documents"
    report = review(repo, "HEAD", "--documents", str(folder))
    names = ["privacy.ky.docx", "privacy.ru.docx", "visits.ky.docx"]
    assert {file.name for file in folder.iterdir()} == {*names, "report.md"}
    assert all(f"- `{name}`\n" in report for name in names)
    assert "The complete report is the file `report.md`" in report
    assert len(report) <= 60_000
    whole = (folder / "report.md").read_text(encoding="utf-8")
    assert "Бөлүм 199" in whole
    assert "parts of it are left out" not in whole
    changed = ElementTree.tostring(word_body((folder / "privacy.ru.docx").read_bytes()), encoding="unicode")
    assert re.search(r"<\w+:del .*?30.*?<\w+:ins .*?60", changed, re.DOTALL)


def test_the_preview_is_shown_with_its_address_and_pictures(repo: PolicyRepo, tmp_path: Path) -> None:
    shown = PreviewPage("Купуялык", "policies/privacy/", ("_pictures/01-320.png",))
    file = tmp_path / "preview.json"
    file.write_text(described([shown], "https://preview.example.org/pr-7/", tmp_path), encoding="utf-8")
    report = review(repo, "HEAD", "--preview", str(file))
    assert "The site as it would be: https://preview.example.org/pr-7/" in report
    assert "![Купуялык](<https://preview.example.org/pr-7/_pictures/01-320.png>)" in report
    file.write_text(described([shown], "https://preview.invalid/pr-7/", tmp_path), encoding="utf-8")
    report = review(repo, "HEAD", "--preview", str(file))
    assert "- Купуялык\n" in report
    assert "preview.invalid" not in report
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(UnknownError) as raised:
        review(repo, "HEAD", "--preview", str(file))
    assert [each.code for each in raised.value.faults] == ["preview-file"]


def test_what_a_change_does_is_one_sentence_for_each_policy_and_language(repo: PolicyRepo) -> None:
    """Every kind of change has its sentence; dates are those that the change states."""
    edit(repo, FIRST, effective="2026-12-24")
    assert "the same words are adopted again; they apply from 24 December 2026." in review(repo, "HEAD")
    edit(repo, FIRST, effective="2024-01-01", repealed="2026-12-24")
    assert "the policy ends; from 24 December 2026 it no longer applies." in review(repo, "HEAD")
    repo.policy(
        "ky", "privacy", SECOND, title=TITLE, effective="2027-01-01", date="2026-11-20T12:00:00+06:00"
    )
    edit(repo, SECOND, effective="2027-02-01")
    moved = "the version announced for 1 January 2027 takes effect on 1 February 2027 instead; its words stay"
    assert moved in review(repo, "HEAD")
    edit(repo, SECOND.replace("60", "90"), effective="2027-01-01")
    assert "the announced version of 1 January 2027 gets other words before it" in review(repo, "HEAD")
    filed = "docs/ky/versions/privacy/2027-01-01.md"
    edit(repo, SECOND, filed, effective="2027-01-01")
    edit(repo, SECOND.replace("60", "90"), effective="2027-03-01")
    report = review(repo, "HEAD")
    assert "the version announced for 1 January 2027 stands and takes effect on its day" in report
    assert "Until that day this text applies&#58; version of 1 January 2027." in report
    repo.write(filed, None)
    edit(repo, FIRST, effective="2024-01-01")
    report = review(repo, "HEAD")
    assert "the text returns to the version of 1 January 2024." in report
    assert "Withdraws the version announced for&#58; 1 January 2027." in report


def test_a_data_url_with_an_image_does_not_exceed_the_length_of_a_comment(repo: PolicyRepo) -> None:
    picture = f"![x](data:image/png;base64,{'A' * 80_000})"
    edit(repo, "\n\n".join([FIRST, *[picture] * 40]), effective="2026-12-24")
    assert len(review(repo, "HEAD")) <= 60_000
