"""The files of a new policy: a head and a heading in every language, and no placeholder."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.builder.open import open_publication
from sayasat.edit.new_policy import Names, NewPolicy, plan_new_policy
from sayasat.edit.working_copy import PolicyFile, WorkingCopy
from sayasat.errors import EditError
from sayasat.markdown.section_reader import sections
from sayasat.markdown.visible_text import fold
from sayasat.policy_files.document import read_document
from tests.edit.office import NAMES, Office, in_force, path, text
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo

TITLES = ("--title", "ky=Заказдар", "ru=Заказы: правила", "en=Orders")
NEW = ("new-policy", "orders", *TITLES)
NOTHING = "Nothing to change: the files already contain this.\n"


def test_a_file_in_every_language_has_a_head_and_a_heading(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run(*NEW, "--effective", "2027-01-01")
    date_line, unofficial = "effective: 2027-01-01", "translation: unofficial"
    assert office.file("ky", "orders") == text("# Заказдар {#orders}", "title: Заказдар", date_line)
    assert office.file("ru", "orders") == text(
        "# Заказы: правила {#orders}", 'title: "Заказы: правила"', date_line, unofficial
    )
    assert office.file("en", "orders") == text("# Orders {#orders}", "title: Orders", date_line, unofficial)
    office.publish()
    for language in ("ky", "ru", "en"):
        assert office.versions(language, "orders") == [("2027-01-01", "upcoming", "new")]


def test_without_a_date_the_text_is_recorded(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run(*NEW)
    assert "effective" not in office.file("ky", "orders")
    office.publish()
    assert office.versions("ky", "orders") == [("2026-11-24", "in-force", "new")]


def test_a_policy_that_was_in_force_long_ago_may_be_brought_in(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run(*NEW, "--effective", "2019-01-01")
    office.publish()
    assert office.versions("ky", "orders") == [("2019-01-01", "in-force", "new")]


def test_the_first_policy_of_a_repository_needs_no_folder(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"docs/ky/index.md": "# S\n"})
    Office(repo).run(*NEW)
    assert (tmp_path / path("en", "orders")).is_file()


def test_a_second_run_changes_nothing_even_where_the_text_was_begun(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.run(*NEW)
    assert office.run(*NEW) == NOTHING
    office.edit("ky", "{#orders}", "{#orders}\n\nБиринчи сүйлөм.", "orders")
    once = office.files()
    assert office.run(*NEW) == NOTHING
    office.publish()
    assert office.run(*NEW) == NOTHING
    assert office.files() == once


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
def test_a_malformed_name_is_answered_with_a_good_one(tmp_path: Path, slug: str, example: str) -> None:
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
def test_nonsense_is_refused_with_all_that_is_wrong(
    tmp_path: Path, arguments: list[str], codes: list[str]
) -> None:
    assert in_force(tmp_path).refused("new-policy", *arguments) == codes


def test_the_name_of_a_removed_policy_is_taken(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.repo.remove(path("ky"), path("ru"), path("en"), date="2026-11-20T12:00:00+06:00")
    assert office.refused("new-policy", "privacy", *TITLES) == ["edit-slug-taken"]


def test_the_former_name_of_a_policy_is_taken(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.repo.rename(path("ky"), path("ky", "data"), date="2026-11-20T12:00:00+06:00")
    office.repo.rename(path("ru"), path("ru", "data"), date="2026-11-20T12:00:00+06:00")
    office.repo.rename(path("en"), path("en", "data"), date="2026-11-20T12:00:00+06:00")
    (fault,) = office.faults("new-policy", "privacy", *TITLES)
    assert (fault.code, fault.facts) == ("edit-slug-former", (("policy", "data"),))


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    office = in_force(tmp_path)
    office.repo.write(path("ru", "orders"), "# Notes\n")
    (fault,) = office.faults(*NEW)
    assert (fault.code, fault.where) == ("edit-file-there", path("ru", "orders"))


def test_where_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    """A folder stands where the English file would be: the Kyrgyz and the Russian one go again."""
    office = in_force(tmp_path)
    (tmp_path / path("en", "orders")).mkdir()
    (fault,) = office.faults(*NEW)
    assert (fault.code, fault.where) == ("edit-file", path("en", "orders"))


@given(st.text(min_size=1, max_size=40))
def test_the_heading_reads_like_the_title_whatever_that_is(title: str) -> None:
    file = PolicyFile("ky", path("ky", "orders"), None)
    working_copy = WorkingCopy("orders", (file,), date(2026, 11, 24), SETTINGS.zone, str.encode)
    try:
        plan = plan_new_policy(working_copy, NewPolicy("orders", {"ky": title}), Names((), {}))
    except EditError:
        return
    document = read_document(plan.drafts[0].data)
    (section,) = sections(document.body)
    assert document.front_matter.title == " ".join(title.split())
    assert (section.heading, section.id, section.blocks) == (fold(title), "orders", ())


@pytest.mark.parametrize(
    "title", ["*A*", "A {#b}", "A #", "<b>", "[a](b)", "a & b", "1 \\ 2", "`x`", "&amp;"]
)
def test_a_title_with_marks_is_a_heading_of_these_marks(tmp_path: Path, title: str) -> None:
    office = in_force(tmp_path)
    office.run("new-policy", "orders", "--title", *(f"{language}={title}" for language in ("ky", "ru", "en")))
    office.publish()
    with closing(open_publication(tmp_path, SETTINGS, date(2026, 11, 24), NAMES)) as publication:
        publication.check()
        (section,) = sections(read_document(office.file("ky", "orders").encode()).body)
    assert (section.heading, section.id) == (title, "orders")
