"""Commits to editions. Real repositories where Git decides, plain commits where only the rule does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.policy_files.layout import Published
from sayasat.repository.commit_message import CommitMessage
from sayasat.repository.plumbing import Commit, FileChange
from sayasat.repository.reader import Repository
from sayasat.versions.lineage import Lineage, Removal, Revision
from sayasat.versions.lineage_builder import lineages
from sayasat.versions.renames import join_renamed
from tests.support.repo import PolicyRepo

LANGUAGES = ("ky", "ru", "en")
BISHKEK = ZoneInfo("Asia/Bishkek")

KY = "docs/ky/policies"
RU = "docs/ru/policies"
PRIVACY = f"{KY}/privacy.md"
COOKIES = f"{KY}/cookies.md"
PROTECTION = f"{KY}/protection.md"

LONG = "".join(f"Line {number} of a text that is long enough to be known again.\n" for number in range(40))
OTHER = "".join(f"{number}: nothing that the first text says is in the second one\n" for number in range(40))


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    return PolicyRepo(tmp_path / "repo")


def read(repo: PolicyRepo, zone: ZoneInfo = BISHKEK) -> dict[tuple[str, str], Lineage]:
    """The editions by name; every one must hold what any history must."""
    with Repository.open(repo.path) as repository:
        commits = repository.log("docs")
        found = lineages(commits, Published(LANGUAGES), zone)[0]
        tree = repository.tree("docs")
    assert_nothing_is_lost(commits, found)
    living = {(lineage.path, lineage.revisions[-1].blob) for lineage in found if lineage.removed is None}
    assert living == {(path, blob) for path, blob in tree if is_policy(path)}, "what lives is what HEAD holds"
    return {(lineage.slug, lineage.language): lineage for lineage in found}


def is_policy(path: str) -> bool:
    return bool(re.fullmatch(r"docs/(ky|ru|en)/policies/(?!index\.md|README\.md|\.)[^/]+\.md", path))


def assert_nothing_is_lost(commits: tuple[Commit, ...], found: tuple[Lineage, ...]) -> None:
    """Every text that a commit wrote is a revision of one edition, and names, order and times hold.

    But for those that were refused: they stood under a name that an edition had.
    """
    held: dict[str, str | None] = {}
    written = []
    for commit in commits:
        after = dict(held)
        for change in commit.changes:
            after[change.path] = change.blob
            if change.blob is not None and change.blob != held.get(change.path) and is_policy(change.path):
                written.append((commit.sha, change.path, change.blob))
        held = after | {each.renamed_from: None for each in commit.changes if each.renamed_from is not None}
    recorded = [(each.commit, each.path, each.blob) for lineage in found for each in lineage.revisions]
    assert sorted(recorded) == sorted(set(written) & set(recorded))
    had = {(name, each.language) for each in found for name in (each.slug, *each.former_slugs)}
    lost = {path for _, path, _ in set(written) - set(recorded)}
    assert {(path.rpartition("/")[2].removesuffix(".md"), path.split("/")[1]) for path in lost} <= had
    names = [(lineage.slug, lineage.language) for lineage in found]
    assert names == sorted(set(names))
    for lineage in found:
        assert isinstance(lineage.events[0], Revision)
        assert lineage.slug not in lineage.former_slugs
        assert (
            lineage.path == lineage.events[-1].path == f"docs/{lineage.language}/policies/{lineage.slug}.md"
        )
        places = [event.place for event in lineage.events]
        assert places == sorted(places)
        times = [event.recorded.astimezone(UTC) for event in lineage.events]
        assert times == sorted(times)


def shape(lineage: Lineage) -> list[str]:
    """The events in short: the file's name where there is a text, a dash before it where it went."""
    marks = {Revision: "", Removal: "-"}
    return [
        marks[type(event)] + event.path.rpartition("/")[2].removesuffix(".md") for event in lineage.events
    ]


# What is an edition


def test_a_policy_is_a_markdown_file_in_a_languages_own_folder(repo: PolicyRepo) -> None:
    """One edition for each policy and language; nothing for other pages, folders below, and hidden files."""
    others = ("index.md", "README.md", ".hidden.md", ".md", "note.txt", "deep/down.md", "privacy.md.bak")
    files = dict.fromkeys([f"{KY}/{name}" for name in others], "x")
    files |= dict.fromkeys(["docs/ky/index.md", "docs/de/policies/privacy.md", "docs/policies/x.md"], "x")
    repo.commit(files={**files, PRIVACY: "1", f"{RU}/privacy.md": "2", f"{KY}/саясат.md": "3"})
    assert list(read(repo)) == [("privacy", "ky"), ("privacy", "ru"), ("саясат", "ky")]


def test_a_revision_says_who_recorded_what_and_when(repo: PolicyRepo) -> None:
    """The committer's date in the publisher's zone: late on the 31st in London is the 1st in Bishkek."""
    sha = repo.policy("ky", "privacy", "Text", date="2023-12-31T20:00:00+00:00", message="Subject")
    (revision,) = read(repo)["privacy", "ky"].revisions
    recorded = datetime(2024, 1, 1, 2, tzinfo=BISHKEK)
    facts = (sha, recorded, "Editor", "Subject", PRIVACY, repo.blob(PRIVACY), 0, "privacy")
    assert revision == Revision(*facts, message=CommitMessage("Subject"))
    assert revision.recorded.tzinfo is BISHKEK


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([b"\xff\x00", b"\xfe\x00\x00"], id="non-UTF-8 and NUL"),
        pytest.param([b"a\n", b"a\r\n"], id="CRLF"),
        pytest.param([b"a\n", b"\xef\xbb\xbfa\n"], id="BOM"),
        pytest.param([b"a", b"", b"a"], id="empty"),
    ],
)
def test_any_bytes_make_a_revision(repo: PolicyRepo, texts: list[bytes]) -> None:
    """Whatever differs by a byte was published."""
    for text in texts:
        repo.commit(files={PRIVACY: text})
    assert len(read(repo)["privacy", "ky"].revisions) == len(texts)


def test_a_commit_that_leaves_bytes_and_name_alone_is_no_event(repo: PolicyRepo) -> None:
    """text ── executable ── another policy"""
    repo.commit(files={PRIVACY: "1"})
    repo.git("update-index", "--chmod=+x", PRIVACY)
    repo.git("commit", "-qm", "Mode")
    repo.commit(files={COOKIES: "1"})
    assert shape(read(repo)["privacy", "ky"]) == ["privacy"]


# How one ends, and comes back


def test_a_deleted_file_is_a_removal(repo: PolicyRepo) -> None:
    """privacy ── (deleted)"""
    repo.commit(files={PRIVACY: "1"})
    sha = repo.remove(PRIVACY, date="2024-02-01T00:00:00+06:00")
    lineage = read(repo)["privacy", "ky"]
    recorded, message = datetime(2024, 2, 1, tzinfo=BISHKEK), CommitMessage(f"Remove {PRIVACY}")
    assert lineage.removed == Removal(
        sha, recorded, "Editor", f"Remove {PRIVACY}", PRIVACY, 1, message=message
    )
    assert len(lineage.revisions) == 1


def test_a_re_added_file_is_the_same_edition(repo: PolicyRepo) -> None:
    """privacy ── (deleted) ── privacy, with the same bytes"""
    repo.commit(files={PRIVACY: "1"})
    repo.remove(PRIVACY)
    repo.commit(files={PRIVACY: "1"})
    lineage = read(repo)["privacy", "ky"]
    assert shape(lineage) == ["privacy", "-privacy", "privacy"]
    assert lineage.removed is None


def _link(repo: PolicyRepo) -> None:
    (repo.path / PRIVACY).symlink_to("cookies.md")


def _folder(repo: PolicyRepo) -> None:
    repo.write(f"{PRIVACY}/part.md", "2")


@pytest.mark.parametrize("replacement", [_link, _folder])
def test_a_file_turned_into_something_else_is_a_removal(
    repo: PolicyRepo, replacement: Callable[[PolicyRepo], None]
) -> None:
    """privacy ── link or folder ── privacy"""
    repo.commit(files={PRIVACY: "1"})
    repo.write(PRIVACY, None)
    replacement(repo)
    repo.commit()
    assert read(repo)["privacy", "ky"].removed
    repo.git("rm", "-rqf", PRIVACY)
    repo.commit(files={PRIVACY: "2"})
    assert shape(read(repo)["privacy", "ky"]) == ["privacy", "-privacy", "privacy"]


def test_a_policy_ends_once(repo: PolicyRepo) -> None:
    """privacy ── link ── (deleted)"""
    repo.commit(files={PRIVACY: "1"})
    repo.write(PRIVACY, None)
    _link(repo)
    repo.commit()
    repo.remove(PRIVACY)
    assert shape(read(repo)["privacy", "ky"]) == ["privacy", "-privacy"]


def test_a_policy_that_was_never_a_file_is_none(repo: PolicyRepo) -> None:
    """link ── renamed link ── (deleted)"""
    (repo.path / KY).mkdir(parents=True)
    _link(repo)
    repo.commit(files={"docs/ky/index.md": "x"})
    repo.rename(PRIVACY, COOKIES)
    repo.remove(COOKIES)
    assert read(repo) == {}


# Names


def test_a_renamed_policy_goes_on_under_its_new_name(repo: PolicyRepo) -> None:
    """privacy ── protection (the same bytes) ── protection (edited)"""
    repo.commit(files={PRIVACY: LONG})
    repo.rename(PRIVACY, PROTECTION)
    repo.commit(files={PROTECTION: f"{LONG}More.\n"})
    ((name, lineage),) = read(repo).items()
    assert name == ("protection", "ky")
    assert shape(lineage) == ["privacy", "protection", "protection"]
    assert lineage.former_slugs == ("privacy",)


def test_a_rename_with_an_edit_is_followed(repo: PolicyRepo) -> None:
    """privacy ── protection (edited)"""
    repo.commit(files={PRIVACY: LONG})
    repo.rename(PRIVACY, PROTECTION, files={PROTECTION: f"{LONG}More.\n"})
    assert shape(read(repo)["protection", "ky"]) == ["privacy", "protection"]


def test_a_rename_and_back_leaves_the_other_name_as_a_former_one(repo: PolicyRepo) -> None:
    """privacy ── protection ── privacy"""
    repo.commit(files={PRIVACY: LONG})
    repo.rename(PRIVACY, PROTECTION)
    repo.rename(PROTECTION, PRIVACY)
    ((name, lineage),) = read(repo).items()
    assert (name, lineage.former_slugs) == (("privacy", "ky"), ("protection",))


def test_two_policies_that_swap_names_stay_with_their_names(repo: PolicyRepo) -> None:
    """(privacy, cookies) ── the texts change places"""
    repo.commit(files={PRIVACY: LONG, COOKIES: OTHER})
    repo.commit(files={PRIVACY: OTHER, COOKIES: LONG})
    found = read(repo)
    assert {name: shape(lineage) for name, lineage in found.items()} == {
        ("cookies", "ky"): ["cookies", "cookies"],
        ("privacy", "ky"): ["privacy", "privacy"],
    }


def test_two_policies_cannot_swap_their_names_by_way_of_a_third(repo: PolicyRepo) -> None:
    """privacy → x ── cookies → privacy, which is refused"""
    repo.commit(files={PRIVACY: LONG, COOKIES: OTHER})
    repo.rename(PRIVACY, f"{KY}/x.md")
    repo.rename(COOKIES, PRIVACY)
    with Repository.open(repo.path) as repository:
        found, refused = lineages(repository.log("docs"), Published(LANGUAGES), BISHKEK)
    assert [shape(each) for each in found] == [["cookies", "-cookies"], ["privacy", "x"]]
    assert refused == (Fault("slug-used", PRIVACY, (("policy", "privacy"), ("now", "x"))),)


def test_a_rename_over_a_removed_policy_goes_by_the_name(repo: PolicyRepo) -> None:
    """(privacy, cookies) ── cookies deleted ── privacy → cookies: the name was an edition's, and is"""
    repo.commit(files={PRIVACY: LONG, COOKIES: OTHER})
    repo.remove(COOKIES)
    repo.rename(PRIVACY, COOKIES)
    found = read(repo)
    assert shape(found["cookies", "ky"]) == ["cookies", "-cookies", "cookies"]
    assert shape(found["privacy", "ky"]) == ["privacy", "-privacy"]


def test_a_policy_moved_out_of_the_folder_is_removed_and_one_moved_in_is_new(repo: PolicyRepo) -> None:
    """privacy ── drafts/privacy ── protection"""
    repo.commit(files={PRIVACY: LONG})
    repo.rename(PRIVACY, "docs/ky/drafts/privacy.md")
    repo.rename("docs/ky/drafts/privacy.md", PROTECTION)
    found = read(repo)
    assert shape(found["privacy", "ky"]) == ["privacy", "-privacy"]
    assert shape(found["protection", "ky"]) == ["protection"]


def test_a_text_moved_to_another_language_is_another_edition(repo: PolicyRepo) -> None:
    """ky/privacy ── ru/privacy"""
    repo.commit(files={PRIVACY: LONG})
    repo.rename(PRIVACY, f"{RU}/privacy.md")
    found = read(repo)
    assert shape(found["privacy", "ky"]) == ["privacy", "-privacy"]
    assert shape(found["privacy", "ru"]) == ["privacy"]


def test_languages_renamed_together_stay_apart(repo: PolicyRepo) -> None:
    """ky, ru, en: privacy ── protection, in one commit, the texts being alike"""
    repo.commit(files={f"docs/{language}/policies/privacy.md": LONG for language in LANGUAGES})
    for language in LANGUAGES:
        folder = repo.path / f"docs/{language}/policies"
        (folder / "privacy.md").rename(folder / "protection.md")
    repo.commit()
    assert {name: shape(lineage) for name, lineage in read(repo).items()} == {
        ("protection", language): ["privacy", "protection"] for language in LANGUAGES
    }


def test_renames_that_git_sees_across_languages_are_set_right() -> None:
    """ky/a → ru/b and ru/a → ky/b, as Git may pair texts that are alike"""
    first = commit(0, write(f"{KY}/a.md", "k"), write(f"{RU}/a.md", "r"))
    crossed = commit(1, move(f"{RU}/a.md", f"{KY}/b.md", "k"), move(f"{KY}/a.md", f"{RU}/b.md", "r"))
    found = lineages([first, crossed], Published(LANGUAGES), BISHKEK)[0]
    assert_nothing_is_lost((first, crossed), found)
    assert [(each.slug, each.language, each.former_slugs) for each in found] == [
        ("b", "ky", ("a",)),
        ("b", "ru", ("a",)),
    ]


def test_a_rename_within_a_language_goes_before_one_across() -> None:
    """ky/a → ky/c and ru/a → ky/b: the Kyrgyz text is where Git says it is"""
    first = commit(0, write(f"{KY}/a.md", "k"), write(f"{RU}/a.md", "r"))
    second = commit(1, move(f"{RU}/a.md", f"{KY}/b.md", "r"), move(f"{KY}/a.md", f"{KY}/c.md", "k"))
    found = lineages([first, second], Published(LANGUAGES), BISHKEK)[0]
    assert_nothing_is_lost((first, second), found)
    assert [(each.slug, each.language, shape(each)) for each in found] == [
        ("a", "ru", ["a", "-a"]),
        ("b", "ky", ["b"]),
        ("c", "ky", ["a", "c"]),
    ]


def test_a_name_that_one_leaves_and_another_takes_goes_on_by_the_name() -> None:
    """b → drafts/b and a → b"""
    first = commit(0, write(f"{KY}/a.md", "A"), write(f"{KY}/b.md", "B"))
    second = commit(1, move(f"{KY}/a.md", f"{KY}/b.md", "A"), move(f"{KY}/b.md", "docs/ky/drafts/b.md", "B"))
    found = lineages([first, second], Published(LANGUAGES), BISHKEK)[0]
    assert [(each.slug, shape(each)) for each in found] == [("a", ["a", "-a"]), ("b", ["b", "b"])]


def test_a_name_is_not_given_to_another_in_the_commit_that_frees_it() -> None:
    """a → b and b → c: the name b is that of the policy c for ever, so the new file b is refused"""
    first = commit(0, write(f"{KY}/a.md", "A"), write(f"{KY}/b.md", "B"))
    second = commit(1, move(f"{KY}/a.md", f"{KY}/b.md", "A"), move(f"{KY}/b.md", f"{KY}/c.md", "B"))
    found, refused = lineages([first, second], Published(LANGUAGES), BISHKEK)
    assert [(each.slug, shape(each)) for each in found] == [("a", ["a", "-a"]), ("c", ["b", "c"])]
    assert refused == (Fault("slug-used", f"{KY}/b.md", (("policy", "b"), ("now", "c"))),)


USED = Fault("slug-used", f"{KY}/p.md", (("policy", "p"), ("now", "q")))


def test_a_new_text_under_a_name_that_was_used_is_refused(repo: PolicyRepo) -> None:
    """p → q ── another p: refused until it is deleted, and nothing of it is a revision"""
    repo.commit(files={f"{KY}/p.md": LONG})
    repo.rename(f"{KY}/p.md", f"{KY}/q.md")
    repo.commit(files={f"{KY}/p.md": OTHER})
    repo.commit(files={f"{KY}/p.md": OTHER + "More.\n"})
    with Repository.open(repo.path) as repository:
        found, refused = lineages(repository.log("docs"), Published(LANGUAGES), BISHKEK)
    assert [(each.slug, shape(each)) for each in found] == [("q", ["p", "q"])]
    assert refused == (USED,)
    repo.remove(f"{KY}/p.md")
    with Repository.open(repo.path) as repository:
        assert lineages(repository.log("docs"), Published(LANGUAGES), BISHKEK) == (found, ())


def test_a_file_under_a_name_whose_policy_is_gone_is_that_policy_come_back(repo: PolicyRepo) -> None:
    """p → q ── (q deleted) ── p: one policy, renamed back"""
    repo.commit(files={f"{KY}/p.md": LONG})
    repo.rename(f"{KY}/p.md", f"{KY}/q.md")
    repo.remove(f"{KY}/q.md")
    repo.commit(files={f"{KY}/p.md": OTHER})
    lineage = read(repo)["p", "ky"]
    assert shape(lineage) == ["p", "q", "-q", "p"]
    assert lineage.former_slugs == ("q",)


def test_another_policy_is_not_renamed_to_a_name_that_was_used(repo: PolicyRepo) -> None:
    """p → q ── r → p"""
    repo.commit(files={f"{KY}/p.md": LONG, f"{KY}/r.md": OTHER})
    repo.rename(f"{KY}/p.md", f"{KY}/q.md")
    repo.rename(f"{KY}/r.md", f"{KY}/p.md")
    with Repository.open(repo.path) as repository:
        found, refused = lineages(repository.log("docs"), Published(LANGUAGES), BISHKEK)
    assert [(each.slug, shape(each)) for each in found] == [("q", ["p", "q"]), ("r", ["r", "-r"])]
    assert refused == (USED,)


def test_two_files_that_change_places_are_new_texts_under_the_same_names() -> None:
    """a → b and b → a: each name stays that of its policy"""
    first = commit(0, write(f"{KY}/a.md", "A"), write(f"{KY}/b.md", "B"))
    second = commit(1, move(f"{KY}/a.md", f"{KY}/b.md", "A"), move(f"{KY}/b.md", f"{KY}/a.md", "B"))
    found = lineages([first, second], Published(LANGUAGES), BISHKEK)[0]
    assert [(each.slug, shape(each)) for each in found] == [("a", ["a", "a"]), ("b", ["b", "b"])]


# The main line


def test_a_merge_is_one_revision(repo: PolicyRepo) -> None:
    """
    1 ────────── merge
     └─ 2 ─ 3 ───┘
    """
    repo.commit(files={PRIVACY: "1"})
    repo.branch("draft")
    for text in "23":
        repo.commit(files={PRIVACY: text}, date="2024-02-01T12:00:00+06:00")
    repo.checkout("main")
    merge = repo.merge("draft", date="2024-03-01T12:00:00+06:00")
    revisions = read(repo)["privacy", "ky"].revisions
    assert [each.commit for each in revisions][1:] == [merge]
    assert revisions[-1].recorded.date().isoformat() == "2024-03-01"


def test_an_octopus_merge_is_one_revision_for_each_policy(repo: PolicyRepo) -> None:
    """
    1 ───────── merge
    ├─ privacy ─┤
    └─ cookies ─┘
    """
    repo.commit(files={"docs/ky/index.md": "1"})
    for name in ("privacy", "cookies"):
        repo.branch(name, "main")
        repo.commit(files={f"{KY}/{name}.md": name})
        repo.checkout("main")
    merge = repo.merge("privacy", "cookies")
    assert {name: [each.commit for each in lineage.revisions] for name, lineage in read(repo).items()} == {
        ("cookies", "ky"): [merge],
        ("privacy", "ky"): [merge],
    }


def test_a_revert_of_a_merge_is_a_revision_with_the_old_bytes(repo: PolicyRepo) -> None:
    """
    1 ── merge ── revert
     └─ 2 ┘
    """
    repo.commit(files={PRIVACY: "1"})
    repo.branch("draft")
    repo.commit(files={PRIVACY: "2"})
    repo.checkout("main")
    repo.revert(repo.merge("draft"))
    first, second, third = read(repo)["privacy", "ky"].revisions
    assert first.blob == third.blob != second.blob


def test_a_revert_of_a_deletion_brings_the_edition_back(repo: PolicyRepo) -> None:
    """privacy ── (deleted) ── revert"""
    repo.commit(files={PRIVACY: "1"})
    repo.revert(repo.remove(PRIVACY))
    assert shape(read(repo)["privacy", "ky"]) == ["privacy", "-privacy", "privacy"]


def test_a_fast_forwarded_branch_counts_commit_by_commit(repo: PolicyRepo) -> None:
    """1 ── 2 ── 3"""
    repo.commit(files={PRIVACY: "1"})
    repo.branch("draft")
    for text in "23":
        repo.commit(files={PRIVACY: text})
    repo.checkout("main")
    repo.merge("draft", fast_forward=True)
    assert len(read(repo)["privacy", "ky"].revisions) == 3


def test_a_detached_head_has_the_editions_of_its_day(repo: PolicyRepo) -> None:
    """1 ── HEAD ── renamed"""
    repo.commit(files={PRIVACY: LONG})
    second = repo.commit(files={PRIVACY: f"{LONG}2"})
    repo.rename(PRIVACY, PROTECTION)
    repo.checkout(second)
    assert {name: shape(lineage) for name, lineage in read(repo).items()} == {
        ("privacy", "ky"): ["privacy", "privacy"]
    }


def test_uncommitted_edits_are_in_no_edition(repo: PolicyRepo) -> None:
    repo.commit(files={PRIVACY: "1"})
    before = read(repo)
    repo.write(PRIVACY, "2")
    repo.write(COOKIES, "2")
    repo.git("add", "--all")
    assert read(repo) == before


def test_an_empty_history_has_no_edition(repo: PolicyRepo) -> None:
    repo.commit(files={"README.md": "x"})
    assert read(repo) == {}


# Times


def test_a_clock_that_later_commits_of_the_edition_contradict_is_disbelieved(repo: PolicyRepo) -> None:
    """March ── January ── another policy in January ── (deleted in February) ── April"""
    for month in ("03", "01"):
        repo.commit(files={PRIVACY: month, COOKIES: month}, date=f"2024-{month}-01T12:00:00+06:00")
    repo.commit(files={f"{KY}/late.md": "x"}, date="2024-01-01T12:00:00+06:00")
    repo.remove(PRIVACY, date="2024-02-01T12:00:00+06:00")
    repo.commit(files={PRIVACY: "4"}, date="2024-04-01T12:00:00+06:00")
    found = read(repo)
    assert [event.recorded.month for event in found["privacy", "ky"].events] == [1, 1, 2, 4]
    assert [event.recorded.month for event in found["late", "ky"].events] == [1]


def test_dates_in_other_zones_are_put_in_the_publishers(repo: PolicyRepo) -> None:
    """The same moment, written in two zones, is one day."""
    repo.commit(files={PRIVACY: "1"}, date="2024-01-01T20:00:00-11:00")
    repo.commit(files={PRIVACY: "2"}, date="2024-01-02T21:00:00+14:00")
    recorded = [each.recorded.isoformat() for each in read(repo)["privacy", "ky"].revisions]
    assert recorded == ["2024-01-02T13:00:00+06:00"] * 2


def test_an_hour_that_comes_twice_keeps_its_order() -> None:
    """Where clocks are set back, 02:50 may be before 02:10."""
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2024, 10, 27, 0, 50, tzinfo=UTC)
    commits = [
        replace(commit(place, write(PRIVACY, str(place))), time=start + timedelta(minutes=20 * place))
        for place in range(2)
    ]
    (lineage,) = lineages(commits, Published(LANGUAGES), berlin)[0]
    assert [each.recorded.isoformat() for each in lineage.revisions] == [
        "2024-10-27T02:50:00+02:00",
        "2024-10-27T02:10:00+01:00",
    ]


# Names given by the key `formerly`


def joined(
    repo: PolicyRepo, former: dict[tuple[str, str], tuple[str, ...]]
) -> tuple[dict[tuple[str, str], Lineage], tuple[Fault, ...]]:
    found, faults = join_renamed(read(repo).values(), former)
    assert [(each.slug, each.language) for each in found] == sorted(
        (each.slug, each.language) for each in found
    )
    return {(lineage.slug, lineage.language): lineage for lineage in found}, faults


def test_an_edition_named_by_the_key_goes_before(repo: PolicyRepo) -> None:
    """privacy ── (deleted) ── protection: a gap between them is an end and a beginning"""
    repo.commit(files={PRIVACY: LONG})
    repo.remove(PRIVACY)
    repo.commit(files={PROTECTION: OTHER})
    found, faults = joined(repo, {("protection", "ky"): ("privacy",)})
    ((name, lineage),) = found.items()
    assert (name, faults, lineage.former_slugs) == (("protection", "ky"), (), ("privacy",))
    assert shape(lineage) == ["privacy", "-privacy", "protection"]


def test_a_rename_that_git_did_not_see_is_no_end(repo: PolicyRepo) -> None:
    """privacy ── protection (rewritten), in one commit; and likewise where the old file goes later"""
    repo.commit(files={PRIVACY: LONG, COOKIES: LONG})
    repo.commit(files={PRIVACY: None, PROTECTION: OTHER, f"{KY}/tracking.md": OTHER.upper()})
    repo.remove(COOKIES)
    found, faults = joined(repo, {("protection", "ky"): ("privacy",), ("tracking", "ky"): ("cookies",)})
    assert faults == ()
    assert shape(found["protection", "ky"]) == ["privacy", "protection"]
    assert shape(found["tracking", "ky"]) == ["cookies", "tracking"]


def test_names_are_joined_through_several_generations(repo: PolicyRepo) -> None:
    """a ── b ── c, in whichever order the commits are listed"""
    for name, text in (("a", LONG), ("b", OTHER), ("c", LONG.upper())):
        gone = {path: None for path in (f"{KY}/a.md", f"{KY}/b.md") if (repo.path / path).exists()}
        repo.commit(files={**gone, f"{KY}/{name}.md": text})
    ways: list[dict[tuple[str, str], tuple[str, ...]]] = [
        {("c", "ky"): ("b",), ("b", "ky"): ("a",)},
        {("c", "ky"): ("a", "b")},
        {("c", "ky"): ("b", "a", "b")},
    ]
    for former in ways:
        found, faults = joined(repo, former)
        assert ([shape(each) for each in found.values()], faults) == ([["a", "b", "c"]], ())
        assert found["c", "ky"].former_slugs == ("a", "b")


def test_a_name_that_git_followed_is_not_joined_again(repo: PolicyRepo) -> None:
    """privacy ── protection, seen by Git and named by the key"""
    repo.commit(files={PRIVACY: LONG})
    repo.rename(PRIVACY, PROTECTION)
    found, faults = joined(repo, {("protection", "ky"): ("privacy",)})
    assert (found, faults) == (read(repo), ())


def facts(policy: str, former: str, **more: str) -> tuple[tuple[str, str], ...]:
    return (("policy", policy), ("language", "ky"), ("former", former), *more.items())


def test_an_unknown_former_name(repo: PolicyRepo) -> None:
    """In this language: the Russian one does not count."""
    repo.commit(files={PROTECTION: LONG, f"{RU}/privacy.md": OTHER})
    found, faults = joined(repo, {("protection", "ky"): ("privacy",), ("none", "ky"): ("privacy",)})
    assert faults == (Fault("formerly-unknown", PROTECTION, facts("protection", "privacy")),)
    assert found == read(repo)


def test_a_former_name_that_still_lives(repo: PolicyRepo) -> None:
    """Another policy's, or its own."""
    repo.commit(files={PROTECTION: LONG, PRIVACY: OTHER})
    found, faults = joined(repo, {("protection", "ky"): ("privacy", "protection")})
    assert faults == (
        Fault("formerly-living", PROTECTION, facts("protection", "privacy")),
        Fault("formerly-living", PROTECTION, facts("protection", "protection")),
    )
    assert found == read(repo)


def test_a_former_name_that_two_claim(repo: PolicyRepo) -> None:
    """A policy that was divided goes on in one of its parts."""
    repo.commit(files={PRIVACY: LONG})
    repo.commit(files={PRIVACY: None, PROTECTION: OTHER, COOKIES: LONG.upper()})
    found, faults = joined(repo, {("protection", "ky"): ("privacy",), ("cookies", "ky"): ("privacy",)})
    assert faults == (Fault("formerly-taken", PROTECTION, facts("protection", "privacy", taker="cookies")),)
    assert shape(found["cookies", "ky"]) == ["privacy", "cookies"]
    assert shape(found["protection", "ky"]) == ["protection"]


def test_two_that_changed_side_by_side_are_not_one(repo: PolicyRepo) -> None:
    """privacy, protection ── privacy edited ── privacy deleted: one after the other would be untrue"""
    repo.commit(files={PRIVACY: LONG})
    repo.commit(files={PROTECTION: OTHER})
    repo.commit(files={PRIVACY: f"{LONG}More.\n"})
    repo.remove(PRIVACY)
    found, faults = joined(repo, {("protection", "ky"): ("privacy",)})
    assert faults == (Fault("formerly-overlapping", PROTECTION, facts("protection", "privacy")),)
    assert found == read(repo)


def test_a_policy_that_ended_while_another_went_on_is_not_continued_by_it(repo: PolicyRepo) -> None:
    """privacy ── protection ── protection deleted ── privacy takes that name"""
    repo.commit(files={PRIVACY: LONG})
    repo.commit(files={PROTECTION: OTHER})
    repo.remove(PROTECTION)
    repo.commit(files={PRIVACY: None, PROTECTION: f"{OTHER}More.\n"})
    found, faults = joined(repo, {("protection", "ky"): ("privacy",)})
    assert faults == (Fault("formerly-overlapping", PROTECTION, facts("protection", "privacy")),)
    assert found == read(repo)


def test_a_removed_edition_stops_nobody(repo: PolicyRepo) -> None:
    """What it names cannot be fixed any more, and one that lives is asked first."""
    repo.commit(files={PRIVACY: LONG})
    repo.commit(files={PRIVACY: None, COOKIES: OTHER, PROTECTION: LONG.upper()})
    repo.remove(COOKIES)
    found, faults = joined(repo, {("cookies", "ky"): ("privacy", "none"), ("protection", "ky"): ("privacy",)})
    assert faults == ()
    assert shape(found["protection", "ky"]) == ["privacy", "protection"]


def test_names_in_a_circle_end(repo: PolicyRepo) -> None:
    """a formerly b, b formerly a, both removed"""
    repo.commit(files={f"{KY}/a.md": LONG})
    repo.commit(files={f"{KY}/a.md": None, f"{KY}/b.md": OTHER})
    repo.remove(f"{KY}/b.md")
    found, faults = joined(repo, {("a", "ky"): ("b",), ("b", "ky"): ("a",)})
    assert faults == ()
    assert [event for lineage in found.values() for event in lineage.events if isinstance(event, Revision)]


def test_a_file_that_was_renamed_back_in_one_commit_is_no_end(repo: PolicyRepo) -> None:
    """privacy ── protection ── privacy (rewritten, so Git sees no rename) ── (deleted)"""
    repo.commit(files={PRIVACY: LONG})
    repo.commit(files={PRIVACY: None, PROTECTION: LONG})
    repo.commit(files={PROTECTION: None, PRIVACY: OTHER})
    repo.remove(PRIVACY)
    found, faults = joined(repo, {("privacy", "ky"): ("privacy",)})
    assert faults == ()
    assert shape(found["privacy", "ky"]) == ["privacy", "protection", "privacy", "-privacy"]


def test_joined_times_never_go_back(repo: PolicyRepo) -> None:
    """privacy in March ── protection, by a slow clock in January"""
    repo.commit(files={PRIVACY: LONG}, date="2024-03-01T12:00:00+06:00")
    repo.commit(files={PRIVACY: None, PROTECTION: OTHER}, date="2024-01-01T12:00:00+06:00")
    found, _ = joined(repo, {("protection", "ky"): ("privacy",)})
    assert [event.recorded.month for event in found["protection", "ky"].events] == [3, 3]


# Whatever happens


def commit(place: int, *changes: FileChange) -> Commit:
    time = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=place)
    return Commit(
        f"commit {place}", time, "Editor", "Edit", tuple(sorted(changes, key=lambda each: each.path))
    )


def write(path: str, text: str) -> FileChange:
    return FileChange(path, text, None)


def move(old: str, new: str, text: str) -> FileChange:
    return FileChange(new, text, old)


PATHS = [f"{folder}/{name}.md" for folder in (KY, RU, "docs/ky/drafts") for name in ("a", "b")]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Commit, ...]:
    """Lines of commits that write, delete and rename the same few files, several at once, by any clock."""
    held: dict[str, str] = {}
    commits = []
    for place in range(draw(st.integers(1, 8))):
        after = dict(draw(st.dictionaries(st.sampled_from(PATHS), st.sampled_from("xyz"))))
        gone = sorted(held.keys() - after.keys())
        new = sorted(after.keys() - held.keys())
        sources = dict(zip(draw(st.permutations(new)), draw(st.permutations(gone)), strict=False))
        sources = {path: source for path, source in sources.items() if draw(st.booleans())}
        changed = [path for path in after if held.get(path) != after[path]]
        changes = [FileChange(path, after[path], sources.get(path)) for path in changed]
        changes += [FileChange(path, None, None) for path in gone if path not in sources.values()]
        time = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=draw(st.integers(0, 100)))
        commits.append(replace(commit(place, *changes), time=time))
        held = after
    return tuple(commits)


@given(histories())
def test_no_history_loses_a_text(commits: tuple[Commit, ...]) -> None:
    """Each text is in one edition, at its path, in order; what lives is what the last commit holds."""
    found = lineages(commits, Published(LANGUAGES), BISHKEK)[0]
    assert_nothing_is_lost(commits, found)


@given(
    histories(),
    st.dictionaries(st.tuples(st.sampled_from("ab"), st.just("ky")), st.lists(st.sampled_from("abc"))),
)
def test_no_joining_loses_a_text(
    commits: tuple[Commit, ...], former: dict[tuple[str, str], list[str]]
) -> None:
    """Whatever the keys say, every text is still in one edition, and no time goes back."""
    found = lineages(commits, Published(LANGUAGES), BISHKEK)[0]
    after, _ = join_renamed(found, former)
    texts = sorted((each.commit, each.path) for lineage in found for each in lineage.revisions)
    assert sorted((each.commit, each.path) for lineage in after for each in lineage.revisions) == texts
    for lineage in after:
        times = [event.recorded for event in lineage.events]
        assert times == sorted(times)
