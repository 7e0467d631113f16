"""The files of a new policy have front matter and a heading in every language, and no placeholder."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.builder.open import open_publication
from sayasat.edit.new_policy import plan_new_policy
from sayasat.edit.working_copy import PolicyFile, WorkingCopy
from sayasat.errors import EditError
from sayasat.markdown.section_reader import sections
from sayasat.markdown.visible_text import fold
from sayasat.policy_files.document import read_document
from sayasat.versions.publication_log import PublicationLog
from tests.edit.editor_clone import NAMES, EditorClone, in_force, path, text
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo

TITLES = ("--title", "ky=Заказдар", "ru=Заказы: правила", "en=Orders")
NEW = ("new-policy", "orders", *TITLES)
NOTHING = "Nothing to change: the files already contain this.\n"


def test_a_file_in_every_language_has_front_matter_and_a_heading(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*NEW, "--effective", "2027-01-01")
    date_line, unofficial = "effective: 2027-01-01", "translation: unofficial"
    assert clone.file("ky", "orders") == text("# Заказдар {#orders}", "title: Заказдар", date_line)
    assert clone.file("ru", "orders") == text(
        "# Заказы: правила {#orders}", 'title: "Заказы: правила"', date_line, unofficial
    )
    assert clone.file("en", "orders") == text("# Orders {#orders}", "title: Orders", date_line, unofficial)
    clone.publish()
    for language in ("ky", "ru", "en"):
        assert clone.versions(language, "orders") == [("2027-01-01", "upcoming", "new")]


def test_without_a_date_the_text_is_recorded(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*NEW)
    assert "effective" not in clone.file("ky", "orders")
    clone.publish()
    assert clone.versions("ky", "orders") == [("2026-11-24", "in-force", "new")]


def test_a_policy_that_has_long_been_in_force_can_be_added(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*NEW, "--effective", "2019-01-01")
    clone.publish()
    assert clone.versions("ky", "orders") == [("2019-01-01", "in-force", "new")]


def test_the_first_policy_of_a_repository_needs_no_folder(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"docs/ky/index.md": "# S\n"})
    EditorClone(repo).run(*NEW)
    assert (tmp_path / path("en", "orders")).is_file()


def test_a_second_run_changes_nothing_even_if_the_text_was_begun(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.run(*NEW)
    assert clone.run(*NEW) == NOTHING
    clone.edit("ky", "{#orders}", "{#orders}\n\nБиринчи сүйлөм.", "orders")
    once = clone.files()
    assert clone.run(*NEW) == NOTHING
    clone.publish()
    assert clone.run(*NEW) == NOTHING
    assert clone.files() == once


@pytest.mark.parametrize(
    ("slug", "example"),
    [
        ("Orders", "orders"),
        ("order rules", "order-rules"),
        ("orders.md", "orders"),
        ("заказ", "privacy"),
        ("orders-", "orders"),
        ("a--b", "a-b"),
        ("../orders", "orders"),
        ("index", "privacy"),
    ],
)
def test_a_malformed_slug_is_refused_with_an_example(tmp_path: Path, slug: str, example: str) -> None:
    (fault,) = in_force(tmp_path).faults("new-policy", slug, *TITLES)
    assert (fault.code, fault.where, fault.facts) == ("edit-slug", slug, (("example", example),))


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["privacy", *TITLES], ["edit-slug-taken"]),
        (["orders"], ["edit-missing"] * 3),
        (["orders", "--title", "ky=Заказдар"], ["edit-missing"] * 2),
        (["orders", "--title", "Orders"], ["edit-language-missing"]),
        (["orders", *TITLES, "--effective", "2027"], ["setting-bad"]),
        ([], ["edit-missing"] * 4),
        (
            ["Orders", "--title", "ky= ", "de=x"],
            ["edit-slug", "edit-blank", "unknown-language", *["edit-missing"] * 2],
        ),
        (["orders", "--title", "ky=a\x07b", "ru=b", "en=c"], ["front-matter-unshowable"]),
    ],
)
def test_faulty_arguments_are_refused_with_all_faults(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert in_force(tmp_path).refused("new-policy", *arguments) == codes


def test_the_slug_of_a_removed_policy_is_refused(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.repo.remove(path("ky"), path("ru"), path("en"), date="2026-11-20T12:00:00+06:00")
    assert clone.refused("new-policy", "privacy", *TITLES) == ["edit-slug-taken"]


def test_the_former_slug_of_a_policy_is_refused(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.repo.rename(path("ky"), path("ky", "data"), date="2026-11-20T12:00:00+06:00")
    clone.repo.rename(path("ru"), path("ru", "data"), date="2026-11-20T12:00:00+06:00")
    clone.repo.rename(path("en"), path("en", "data"), date="2026-11-20T12:00:00+06:00")
    (fault,) = clone.faults("new-policy", "privacy", *TITLES)
    assert (fault.code, fault.facts) == ("edit-slug-former", (("policy", "data"),))


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    clone = in_force(tmp_path)
    clone.repo.write(path("ru", "orders"), "# Notes\n")
    (fault,) = clone.faults(*NEW)
    assert (fault.code, fault.where) == ("edit-file-there", path("ru", "orders"))


def test_no_file_is_written_if_one_cannot_be_written(tmp_path: Path) -> None:
    """A folder has the name of the English file: the Kyrgyz and the Russian file are removed again."""
    clone = in_force(tmp_path)
    (tmp_path / path("en", "orders")).mkdir()
    (fault,) = clone.faults(*NEW)
    assert (fault.code, fault.where) == ("edit-file", path("en", "orders"))


@given(st.text(min_size=1, max_size=40))
def test_the_rendered_heading_equals_any_title(title: str) -> None:
    file = PolicyFile("ky", path("ky", "orders"), None)
    working_copy = WorkingCopy(
        "orders", (file,), (), date(2026, 11, 24), SETTINGS.zone, str.encode, PublicationLog(), lambda _: None
    )
    try:
        plan = plan_new_policy(working_copy, {"ky": title}, None, {})
    except EditError:
        return
    document = read_document(plan.drafts[0].data or b"")
    (section,) = sections(document.body)
    assert document.front_matter.title == " ".join(title.split())
    assert (section.heading, section.id, section.blocks) == (fold(title), "orders", ())


@pytest.mark.parametrize(
    "title", ["*A*", "A {#b}", "A #", "<b>", "[a](b)", "a & b", "1 \\ 2", "`x`", "&amp;"]
)
def test_the_rendered_heading_equals_a_title_with_markdown_characters(tmp_path: Path, title: str) -> None:
    clone = in_force(tmp_path)
    clone.run("new-policy", "orders", "--title", *(f"{language}={title}" for language in ("ky", "ru", "en")))
    clone.publish()
    with closing(open_publication(tmp_path, SETTINGS, date(2026, 11, 24), NAMES)) as publication:
        publication.check()
        (section,) = sections(read_document(clone.file("ky", "orders").encode()).body)
    assert (section.heading, section.id) == (title, "orders")
