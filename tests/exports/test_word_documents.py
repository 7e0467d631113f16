"""Word documents beside the pages of a site whose setting ``documents`` names them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sayasat.policy_files.document import read_body
from tests.support import word_files
from tests.support.built_site import Sample

_LINK = re.compile(r'href="([^"]+\.docx)"')
_DATED = re.compile(r".*/\d{4}-\d\d-\d\d")


def documents(site: Path) -> list[str]:
    """The folders of the site that have a Word document, sorted."""
    return sorted(str(file.parent.relative_to(site)) for file in site.rglob("*.docx"))


def text_of(folder: Path) -> str:
    """The body of the Markdown source in a folder."""
    (source,) = folder.glob("*.md")
    return read_body(source.read_bytes())


def document_of(folder: Path) -> bytes:
    (file,) = folder.glob("*.docx")
    return file.read_bytes()


def test_every_version_has_a_document_with_its_text(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    dated = sorted({file.parent for file in site.rglob("*.md") if _DATED.fullmatch(str(file.parent))})
    assert len(dated) > 5
    for folder in dated:
        lines = word_files.resolved(document_of(folder), accept=True)
        text = word_files.expected(text_of(folder))
        assert lines[-len(text) :] == text


def test_every_page_with_a_redline_has_a_document_that_gives_either_text(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    texts = {page.parent: page.read_text() for page in site.rglob("index.html")}
    redlines = {page for page, text in texts.items() if "redline__key" in text and page.name != "compare"}
    assert len(redlines) == 5
    assert all(list(page.glob("*.docx")) for page in redlines)
    changes = site / "policies/privacy/2025-04-01/changes"
    old, new = changes.parent.parent / "2024-01-01", changes.parent
    data = document_of(changes)
    assert word_files.resolved(data, accept=False) == word_files.expected(text_of(old))
    assert word_files.resolved(data, accept=True) == word_files.expected(text_of(new))


def test_every_link_to_a_document_leads_to_one(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    linked = {
        (page.parent / link).resolve()
        for page in site.rglob("index.html")
        for link in _LINK.findall(page.read_text())
    }
    assert linked
    assert {file for file in linked if not file.is_file()} == set()


def test_documents_stand_at_former_urls_too(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    now = site / "policies/orders/2024-06-01/orders.docx"
    assert (site / "policies/rules/2024-05-05/rules.docx").read_bytes() == now.read_bytes()


def test_a_document_names_the_program_and_has_no_foreign_styles(every_kind_site: Sample) -> None:
    data = document_of(every_kind_site.site / "policies/privacy/2025-04-01")
    parts = word_files.parts(data)
    assert b"<Application>Sayasat</Application>" in parts["docProps/app.xml"]
    assert sum(map(len, parts.values())) < 60_000


@pytest.mark.parametrize("sample", ["four_commits_site", "compared_site"])
def test_without_the_setting_there_is_no_document_and_no_link(
    sample: str, request: pytest.FixtureRequest
) -> None:
    site = request.getfixturevalue(sample).site
    assert documents(site) == []
    assert not any(_LINK.search(page.read_text()) for page in site.rglob("index.html"))
