"""The closed list of what may lie in docs/, in proposals of real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.docs_files import LARGEST
from tests.support.proposed import check, review, rule_places
from tests.support.repo import PolicyRepo, policy_text

TEXT = policy_text("# Саясат {#privacy}\n\nМаалымат.", title="Privacy", effective="2024-01-01")
MEANT = {
    "docs/ky/policies/visits.txt": "docs/ky/policies/visits.md",
    "docs/ky/policies/visits.MD": "docs/ky/policies/visits.md",
    "docs/kz/policies/privacy.md": "docs/ky/policies/privacy.md",
    "docs/ky/policies/hr/visits.md": "docs/ky/policies/visits.md",
    "docs/ky/visits.md": "docs/ky/policies/visits.md",
    "docs/ky/policies/privacy (1).md": "docs/ky/policies/privacy.md",
    "docs/ky/policies/Privacy Policy v2.md": "docs/ky/policies/privacy.md",
    "docs/ky/policies/privacy.ru.md": "docs/ru/policies/privacy.md",
    "docs/ky/policies/Order Rules.md": "docs/ky/policies/order-rules.md",
    "docs/ky/policies/privacy-ru.md": "docs/ru/policies/privacy.md",
    "docs/ky/policies/кирүү.md": "docs/ky/policies/kiruu.md",
    "docs/ky/images/Seal.PNG": "docs/ky/images/Seal.png",
    "policies/visits.md": "docs/ky/policies/visits.md",
    "ru/visits.md": "docs/ru/policies/visits.md",
    "visits.md": "docs/ky/policies/visits.md",
}
UNKNOWN = ["docs/ru/policies/draft.docx", "docs/ru/policies/~$draft.docx", "docs/Thumbs.db", "docs/ky/a.exe"]


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"docs/ky/policies/privacy.md": TEXT})
    return repo


@pytest.mark.parametrize("path", MEANT)
def test_a_file_in_a_wrong_place_is_one_error_with_the_place_that_was_meant(
    repo: PolicyRepo, path: str
) -> None:
    repo.write(path, TEXT)
    (finding,) = check(repo, "--base", "HEAD").findings
    assert (finding.rule, finding.path) == ("docs-misplaced", path)
    assert dict(finding.fault.facts)["meant"] == MEANT[path]


@pytest.mark.parametrize("path", UNKNOWN)
def test_a_file_of_an_unknown_kind_is_an_error(repo: PolicyRepo, path: str) -> None:
    repo.write(path, b"PK")
    assert rule_places(check(repo, "--base", "HEAD")) == [
        ("docs-unknown!", path.removeprefix("docs/").replace("/policies/", "/"))
    ]


def test_a_document_that_a_text_links_to_is_right(repo: PolicyRepo) -> None:
    repo.write("docs/ky/policies/form.docx", b"PK")
    repo.write("docs/ky/policies/orders.md", TEXT.replace("Маалымат", "[Форма](form.docx)"))
    assert [each.rule for each in check(repo, "--base", "HEAD").findings if each.path.endswith("docx")] == []


def test_a_large_picture_is_an_error(repo: PolicyRepo) -> None:
    repo.write("docs/ky/images/a.png", b"\x89PNG" + bytes(LARGEST))
    repo.write("docs/ky/images/b.png", b"\x89PNG" + bytes(LARGEST - 4))
    assert rule_places(check(repo, "--base", "HEAD")) == [("docs-too-large!", "ky/images/a.png")]


def test_the_report_lists_every_changed_file_with_what_it_is_for(repo: PolicyRepo) -> None:
    files = [
        "cookies.yml",
        "mkdocs.yml",
        "check.yml",
        "overrides/a.css",
        "docs/ky/a.png",
        "docs/ky/faq.md",
        "x",
    ]
    for path in files:
        repo.write(path, "" if path == "check.yml" else "a")
    said = review(repo, "HEAD")
    assert all(f"- `{path}`: " in said for path in files)
    assert "- `cookies.yml`: the list of cookies" in said


SAME = policy_text(
    "# Саясат {#privacy}\n\nБир.\n\nЭки.\n\nҮч.", title="Маалымат саясаты", effective="2024-01-01"
)
STRAYS = {
    "the same words": ("docs/ky/new.md", SAME.replace("Маалымат саясаты", "Башка").replace("effective", "x")),
    "the same title": ("docs/ky/hr/new.md", "# Маалымат саясаты\n\nБашка сөздөр.\n"),
    "the words in another language": ("docs/ru/new.md", SAME.replace("effective", "x")),
}


@pytest.mark.parametrize(("path", "text"), STRAYS.values(), ids=STRAYS)
def test_a_page_that_is_a_policy_is_told_its_place(repo: PolicyRepo, path: str, text: str) -> None:
    repo.commit(files={"docs/ky/policies/privacy.md": SAME})
    repo.write(path, text)
    (finding,) = check(repo, "--base", "HEAD").findings
    meant = f"docs/{path.split('/')[1]}/policies/privacy.md"
    assert (finding.rule, dict(finding.fault.facts)["meant"]) == ("docs-misplaced", meant)


@pytest.mark.parametrize("key", ["adopted: 2024-01-01", "editorial: ката", "replaces: none"])
def test_a_page_with_a_key_that_only_policies_have_is_told_its_place(repo: PolicyRepo, key: str) -> None:
    repo.write("docs/ky/hr/visits.md", f"---\ntitle: Кирүү\n{key}\n---\n\n# Кирүү {{#a}}\n\nКирүү үчүн.\n")
    (finding,) = check(repo, "--base", "HEAD").findings
    assert dict(finding.fault.facts)["meant"] == "docs/ky/policies/visits.md"


def test_a_page_about_a_policy_is_right(repo: PolicyRepo) -> None:
    repo.commit(files={"docs/ky/policies/privacy.md": SAME})
    page = "---\ntitle: Жардам\nsummary: A\n---\n\n# Жардам {#a}\n\nБир.\n\nСурасаңыз болот.\n"
    repo.write("docs/ky/help.md", page)
    repo.write("docs/ky/contact.md", "# Маалымат саясаты {#a}\n\nКат.\n")
    assert rule_places(check(repo, "--base", "HEAD")) == []
