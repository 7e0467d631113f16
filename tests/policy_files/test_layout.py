"""Which files of a repository are policies, and their slugs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayasat.policy_files.adopted_layout import Adopted
from sayasat.policy_files.file_names import distinct, readable
from sayasat.policy_files.layout import Published
from sayasat.repository.plumbing import FileChange


def change(path: str, blob: str | None = "blob", renamed_from: str | None = None) -> FileChange:
    return FileChange(path, blob, renamed_from)


def adopted(*patterns: str) -> Adopted:
    return Adopted(patterns, "en")


def slugs(layout: Adopted, *commits: list[FileChange]) -> dict[str, str]:
    """The slug of every path that was ever written, as of the last commit."""
    naming = layout.naming()
    for changes in commits:
        naming.enter(changes)
    named = {each.path: naming.name(each.path) for changes in commits for each in changes}
    return {path: name.slug for path, name in named.items() if name}


@pytest.mark.parametrize(
    ("pattern", "path", "is_one"),
    [
        ("Policies/**/*.md", "Policies/a.md", True),
        ("Policies/**/*.md", "Policies/HR/2024/a.md", True),
        ("Policies/**/*.md", "policies/a.md", False),
        ("Policies/**/*.md", "Policies/a.txt", False),
        ("Policies/**", "Policies/HR/a.md", True),
        ("Policies/**", "Policies/HR/a.png", False),
        ("Policies/", "Policies/HR/a.md", True),
        ("*/Privacy Policy.md", "Acme & Sons/Privacy Policy.md", True),
        ("*/Privacy Policy.md", "a/b/Privacy Policy.md", False),
        ("privacy/index.md", "privacy/index.md", True),
        ("*.md", "a.MD", True),
        ("*.markdown", "a.Markdown", True),
        ("*.md", "a.markdown", False),
        ("*.md", "README.md", False),
        ("*.md", "readme.md", False),
        ("README.md", "README.md", True),
        ("**/README.md", "docs/README.md", True),
        ("**/*.md", ".github/a.md", False),
        ("**/*.md", "docs/.draft.md", False),
        (".github/*.md", ".github/a.md", True),
        ("./docs/?.md", "docs/a.md", True),
        ("docs/[ab].md", "docs/a.md", True),
        ("docs/[!ab].md", "docs/a.md", False),
        ("docs/[!ab].md", "docs/c.md", True),
        ("docs/(a+b).md", "docs/(a+b).md", True),
        ("docs/a.md", "docs/aXmd", False),
        ("\u0438\u0306.md", "\u0439.md", True),
        ("**/**/*.md", "a.md", True),
    ],
)
def test_a_pattern_means_what_a_shell_would_take_it_for(pattern: str, path: str, is_one: bool) -> None:
    assert adopted(pattern).matching(path) == ({pattern} if is_one else set())


@pytest.mark.parametrize(
    ("patterns", "path", "slug"),
    [
        (["Policies/**/*.md"], "Policies/HR/Leave Policy.md", "hr-leave-policy"),
        (["*/Privacy Policy.md"], "Acme & Sons/Privacy Policy.md", "acme-sons"),
        (["*/Privacy Policy.md"], "ОсОО «Ромашка»/Privacy Policy.md", "осоо-ромашка"),
        (["*/Privacy Policy.md"], "万物 公司/Privacy Policy.md", "万物-公司"),
        (["*/Privacy Policy.md", "*/Terms.md"], "Acme/Terms.md", "acme-terms"),
        (["privacy/index.md"], "privacy/index.md", "privacy"),
        (["legal/privacy.md"], "legal/privacy.md", "privacy"),
        (["legal/privacy.md", "legal/terms.md"], "legal/terms.md", "terms"),
        (["**/index.md"], "a/b/index.md", "a-b"),
        (["**/index.md"], "index.md", "policy"),
        (["docs/**/*.md"], "docs/terms/index.md", "terms"),
        (["docs/**/*.md"], "docs/index.md", "docs"),
        (["docs/**/*.md"], "docs/legal/_index.md", "legal"),
        (["README.md"], "README.md", "policy"),
        (["*.md"], "\udcff\udcfe.md", "policy"),
        (["*.md"], "Section.md", "policy"),
        (["*.md"], "!!!.md", "policy"),
    ],
)
def test_a_slug_is_the_readable_part_of_the_path_that_the_patterns_leave_open(
    patterns: list[str], path: str, slug: str
) -> None:
    layout = adopted(*patterns)
    assert layout.matching(path)
    assert layout.slug(path) == slug


@given(st.text(min_size=1, max_size=300).filter(lambda text: "/" not in text and "\0" not in text))
def test_any_name_makes_a_slug_that_is_a_file_name(name: str) -> None:
    slug = adopted("**/*.md").slug(f"{name}.md")
    assert slug.strip("-")
    assert not set(slug) & set("/\\.?#%& \n")
    assert len(slug.encode()) <= 150
    assert slug not in {"index", "readme"}


def test_where_two_paths_make_one_slug_the_first_keeps_it() -> None:
    first, later = [change("a b.md")], [change("A B.md"), change("a-b.md")]
    assert slugs(adopted("*.md"), first, later) == {"a b.md": "a-b", "A B.md": "a-b-2", "a-b.md": "a-b-3"}


def test_a_slug_stays_when_the_file_goes_and_comes_back() -> None:
    commits = [change("a b.md")], [change("a b.md", None)], [change("a-b.md")], [change("a b.md")]
    assert slugs(adopted("*.md"), *commits) == {"a b.md": "a-b", "a-b.md": "a-b-2"}


def test_a_file_renamed_to_a_path_of_the_same_slug_keeps_it() -> None:
    moved = [change("a b.md", None), change("A-B.md", renamed_from="a b.md")]
    assert slugs(adopted("*.md"), [change("a b.md")], moved)["A-B.md"] == "a-b"


def test_a_path_that_was_left_and_is_written_again_is_another_policy() -> None:
    moved = [change("A-B.md", renamed_from="a b.md")]
    assert slugs(adopted("*.md"), [change("a b.md")], moved, [change("a b.md")]) == {
        "A-B.md": "a-b",
        "a b.md": "a-b-2",
    }


def test_git_is_not_asked_for_what_is_above_a_repository() -> None:
    assert adopted("../*.md", "a/../b/*.md").under == (":(top,literal)a/",)


def test_git_is_asked_for_no_less_than_the_patterns_mean() -> None:
    everything = (":(glob,icase)**/*.md", ":(glob,icase)**/*.markdown", ":(glob,icase)**/*.mdx")
    for patterns in (["Policies/HR/*.md", "**/*.md"], ["й/*.md"], ["*.md"]):
        assert adopted(*patterns).under == everything, "nothing is known of the top of the repository"
    assert adopted("Policies/HR/*.md", "a/{lang}/*.md").under == (
        ":(top,literal)Policies/HR/",
        ":(top,literal)a/",
    )


@pytest.mark.parametrize(
    ("pattern", "tops", "asked"),
    [
        ("{lang}/{slug}.md", {"en", "EN", "de", "docs", "lib", "README.md"}, ["EN/", "en/"]),
        ("*/Privacy.md", {"Acme", "Globex"}, ["Acme/", "Globex/"]),
        ("*.md", {"a.md", "B.MD", "src", "c.txt"}, ["B.MD", "a.md"]),
        ("й/*.md", {"и\u0306", "и"}, ["и\u0306/"]),
    ],
)
def test_git_is_asked_for_the_folders_and_files_that_ever_were_at_the_top(
    pattern: str, tops: set[str], asked: list[str]
) -> None:
    layout = replace(adopted(pattern), tops=frozenset(tops))
    assert layout.under == tuple(f":(top,literal){each}" for each in asked)


def test_git_is_asked_for_a_glob_where_there_are_very_many_folders() -> None:
    layout = replace(adopted("*/Privacy.md"), tops=frozenset(map(str, range(101))))
    assert layout.under == (":(glob,icase)**/*.md", ":(glob,icase)**/*.markdown", ":(glob,icase)**/*.mdx")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("HR/leave_policy.md", "Leave policy"),
        ("Acme/Privacy Policy.md", "Privacy Policy"),
        ("privacy/index.md", "Privacy"),
        ("README.md", "README"),
        ("політика.md", "Політика"),
        ("legal/_index.md", "Legal"),
        ("\u202eterms\x07.md", "Terms"),
        ("bad\udcff.md", "Bad?"),
    ],
)
def test_a_file_name_is_made_readable(path: str, title: str) -> None:
    assert readable(path) == title


def test_a_title_that_several_have_is_told_apart_by_the_path() -> None:
    assert distinct("Privacy", ("acme-corp",)) == "Privacy – Acme corp"
    assert distinct("Leave", ("HR", "leave")) == "Leave – HR"
    assert distinct("Privacy", ("privacy",)) == "Privacy"


@pytest.mark.parametrize(
    ("path", "is_shown"),
    [("a/b.PNG", True), ("a.pdf", True), ("a.html", False), ("a.py", False), ("a", False)],
)
def test_pictures_and_documents_of_a_foreign_repository_are_shown_but_no_programs(
    path: str,
    is_shown: bool,
) -> None:
    assert adopted("*.md").is_shown(path) is is_shown


def test_the_publishers_own_layout_is_one_folder_for_each_language() -> None:
    layout = Published(("ky", "ru"))
    assert layout.name("docs/ru/policies/a.md") == ("a", "ru")
    others = ("docs/en/policies/a.md", "docs/ru/policies/b/a.md", "docs/ru/a.md", "docs/ru/policies/.a.md")
    assert not any(map(layout.name, others))


def test_a_file_moved_and_rewritten_in_one_commit_keeps_its_slug() -> None:
    """Git sees no rename; the same slug and the path that is gone say it."""
    layout, first = adopted("**/*.md"), [change("terms.md"), change("privacy.md")]
    moved = [change("terms.md", None), change("terms/index.md")]
    assert slugs(layout, first, moved)["terms/index.md"] == "terms"
    assert slugs(layout, first, [change("terms.md", None)], [change("terms/index.md")])["terms/index.md"] == (
        "terms-2"
    )
    back = [change("terms/index.md", None), change("terms.md")]
    assert slugs(layout, first, moved, back)["terms.md"] == "terms"


def test_a_slug_is_never_given_to_another_policy() -> None:
    """Two files change their names through a third one, and change them back."""
    layout = adopted("*.md")
    there = [
        [change("a.md"), change("b.md")],
        [change("t.md", renamed_from="a.md")],
        [change("a.md", renamed_from="b.md")],
        [change("b.md", renamed_from="t.md")],
    ]
    back = [
        [change("t.md", renamed_from="a.md")],
        [change("a.md", renamed_from="b.md")],
        [change("b.md", renamed_from="t.md")],
    ]
    assert slugs(layout, *there) == {"a.md": "a-2", "b.md": "b-2", "t.md": "t"}
    assert slugs(layout, *there, *back) == {"a.md": "a", "b.md": "b", "t.md": "t-2"}
    left = [[change("a.md")], [change("c.md", renamed_from="a.md")], [change("a.md")]]
    assert slugs(layout, *left) == {"a.md": "a-2", "c.md": "c"}
    removed = [
        [change("a.md"), change("b.md")],
        [change("a.md", None)],
        [change("a.md", renamed_from="b.md")],
    ]
    assert slugs(layout, *removed) == {"a.md": "a-2", "b.md": "b"}
