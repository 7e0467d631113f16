"""Reading real repositories. In the graphs, time runs to the right and the main line is at the top."""

from __future__ import annotations

import os
import re
import shutil
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayasat.errors import RepositoryError
from sayasat.repository.commit_message import CommitMessage
from sayasat.repository.plumbing import Commit, FileChange
from sayasat.repository.reader import Repository
from tests.support.repo import PolicyRepo

KY = "docs/ky/policies"
PRIVACY = f"{KY}/privacy.md"
COOKIES = f"{KY}/cookies.md"

LONG = "".join(f"Line {number} of a text that is long enough to be known again.\n" for number in range(40))


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    return PolicyRepo(tmp_path / "repo")


def log(repo: PolicyRepo) -> tuple[Commit, ...]:
    with Repository.open(repo.path) as repository:
        return repository.log("docs")


def read(repo: PolicyRepo, *blobs: str) -> list[bytes]:
    with Repository.open(repo.path) as repository:
        return [data for _, data in repository.texts(blobs)]


def changes(repo: PolicyRepo) -> list[tuple[FileChange, ...]]:
    return [commit.changes for commit in log(repo)]


def fault(path: Path) -> tuple[str, dict[str, str]]:
    """The fault that opening a repository and reading all of it raises."""
    with pytest.raises(RepositoryError) as caught:
        read_all(path)
    (found,) = caught.value.faults
    return found.code, dict(found.facts)


def read_all(path: Path) -> None:
    with Repository.open(path) as repository:
        commits = repository.log("docs")
        blobs = [change.blob for commit in commits for change in commit.changes if change.blob]
        list(repository.texts(blobs))


def store_commit(repo: PolicyRepo, rest: bytes) -> None:
    """Commit the index with a header and a message that `git commit` would not write."""
    parents = repo.git("rev-list", "-1", "--all").split()
    head = [f"tree {repo.git('write-tree')}", *(f"parent {parent}" for parent in parents)]
    author = re.sub(rb"committer(.*)", rb"author\1\ncommitter\1", rest, count=1)
    raw = "\n".join([*head, ""]).encode() + author
    sha = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=raw)
    repo.git("update-ref", "refs/heads/main", sha)


# What a commit says


def test_a_commit_comes_out_as_plain_values(repo: PolicyRepo) -> None:
    """A root commit: its time in UTC, its author's name without the address, and each file it brought."""
    sha = repo.commit("Саясат\n\nBody", date="2024-01-01T03:00:00+06:00", files={PRIVACY: "a", COOKIES: "b"})
    assert log(repo) == (
        Commit(
            sha,
            datetime(2023, 12, 31, 21, tzinfo=UTC),
            "Editor",
            "Саясат",
            (FileChange(COOKIES, repo.blob(COOKIES), None), FileChange(PRIVACY, repo.blob(PRIVACY), None)),
            CommitMessage("Саясат", body="Body"),
        ),
    )


def test_only_commits_that_change_something_below_are_told_oldest_first(repo: PolicyRepo) -> None:
    """docs ── other ── nothing ── docs"""
    first = repo.commit(files={PRIVACY: "1"})
    repo.commit(files={"docs.md": "outside", "documents/x.md": "outside"})
    repo.commit("Nothing")
    last = repo.commit(files={PRIVACY: "2"})
    assert [commit.sha for commit in log(repo)] == [first, last]
    with Repository.open(repo.path) as repository:
        assert repository.log("d*") == (), "a path is a path, not a pattern"


def test_a_subject_and_a_name_do_not_reorder_what_stands_around_them(repo: PolicyRepo) -> None:
    repo.write(PRIVACY, "Words")
    repo.git("add", "--all")
    body = "committer An \u202eeditor <e@x> 1 +0000\n\nOf \u202elaw \x1b[31m\u2067\u200d\n"
    store_commit(repo, body.encode())
    newest = log(repo)[-1]
    assert (newest.author, newest.subject) == ("An editor", "Of law [31m\u200d")


def test_a_subject_and_a_name_of_any_bytes_are_shown(repo: PolicyRepo) -> None:
    """Bytes that are no UTF-8 are replaced, a declared encoding is translated, an empty subject is empty."""
    messages = [
        b"\n",
        b"encoding windows-1251\n\n" + "Саясат".encode("cp1251"),
        b"\n\xff subject\nof two lines\n",
    ]
    for message in messages:
        repo.write(PRIVACY, message)
        repo.git("add", "--all")
        store_commit(repo, b"committer \xfe <e@x> 1 +0000\n" + message)
    assert [commit.subject for commit in log(repo)] == ["", "Саясат", "\ufffd subject of two lines"]
    assert log(repo)[0].author == "\ufffd"


def test_times_out_of_order_and_in_other_zones_are_told_as_they_are(repo: PolicyRepo) -> None:
    """noon ── a year earlier ── the same noon elsewhere: the order is that of the line, not of the clock"""
    dates = ["2024-01-01T12:00:00+06:00", "2023-01-01T12:00:00-11:00", "2024-01-01T06:00:00+00:00"]
    made = [repo.commit(date=date, files={PRIVACY: date}) for date in dates]
    assert [commit.sha for commit in log(repo)] == made
    assert [commit.time.isoformat() for commit in log(repo)] == dates


@pytest.mark.parametrize(
    "name", ["a b.md", "a\tb.md", "a\nb.md", 'a"b.md', "саясат.md", ":a.md", "*.md", "-a.md", "\udcff.md"]
)
def test_a_path_comes_out_as_it_went_in(repo: PolicyRepo, name: str) -> None:
    """Spaces, tabs, line ends, quotes, Cyrillic, characters of Git's patterns, bytes that are no UTF-8."""
    repo.commit(files={f"{KY}/{name}": "text"})
    (commit,) = log(repo)
    with Repository.open(repo.path) as repository:
        assert [change.path for change in commit.changes] == [f"{KY}/{name}"]
        assert repository.tree("docs") == ((f"{KY}/{name}", commit.changes[0].blob),)
        assert repository.find(commit.sha, f"{KY}/{name}") == commit.changes[0].blob
        repo.write(f"{KY}/{name}", "draft")
        assert repository.edits("docs") == (f"{KY}/{name}",)


# What happens to a file


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xfe\x00 no UTF-8, \x00 and NUL \x00", id="non-UTF-8 and NUL"),
        pytest.param(b"one\r\ntwo\r\n", id="CRLF"),
        pytest.param("\ufeffone\n".encode(), id="BOM"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\n\n\n", id="only line ends"),
        pytest.param(b"0123456789" * 300_000, id="three megabytes"),
    ],
)
def test_bytes_come_out_as_they_went_in(repo: PolicyRepo, data: bytes) -> None:
    """Byte for byte, and so are the blobs that are read after them."""
    repo.commit(files={PRIVACY: data, COOKIES: "after"})
    assert read(repo, repo.blob(PRIVACY), repo.blob(COOKIES)) == [data, b"after"]


def test_texts_come_in_the_order_asked_and_as_often(repo: PolicyRepo) -> None:
    """One process reads all blobs, including a single one in between."""
    repo.commit(files={PRIVACY: "p", COOKIES: "c"})
    privacy, cookies = repo.blob(PRIVACY), repo.blob(COOKIES)
    with Repository.open(repo.path) as repository:
        stream = repository.texts([cookies, privacy, cookies])
        assert next(stream) == (cookies, b"c")
        assert repository.text(privacy) == b"p"
        assert list(stream) == [(privacy, b"p"), (cookies, b"c")]


def test_a_deleted_and_re_added_file(repo: PolicyRepo) -> None:
    """added ── deleted ── added"""
    repo.commit(files={PRIVACY: "1"})
    repo.remove(PRIVACY)
    repo.commit(files={PRIVACY: "2"})
    assert [(each.path, each.blob is None) for (each,) in changes(repo)] == [
        (PRIVACY, False),
        (PRIVACY, True),
        (PRIVACY, False),
    ]


def test_a_file_turned_into_a_link_and_back_is_no_file_between(repo: PolicyRepo) -> None:
    """file ── symbolic link ── file"""
    repo.commit(files={PRIVACY: "1"})
    repo.write(PRIVACY, None)
    (repo.path / PRIVACY).symlink_to("elsewhere.md")
    repo.commit()
    with Repository.open(repo.path) as repository:
        assert repository.tree("docs") == ()
        assert repository.find(repository.head, PRIVACY) is None
    (repo.path / PRIVACY).unlink()
    repo.commit(files={PRIVACY: "1"})
    assert [each.blob is None for (each,) in changes(repo)] == [False, True, False]


def test_a_renamed_link_is_no_renamed_file(repo: PolicyRepo) -> None:
    """link ── renamed link"""
    (repo.path / KY).mkdir(parents=True)
    (repo.path / PRIVACY).symlink_to("a-target-that-is-long-enough-to-be-known-again.md")
    repo.commit()
    repo.rename(PRIVACY, COOKIES)
    assert all(each.blob is None for commit in changes(repo) for each in commit)


def test_a_file_turned_into_a_folder_is_gone(repo: PolicyRepo) -> None:
    """file ── folder of the same name with a file in it"""
    repo.commit(files={PRIVACY: "1"})
    repo.write(PRIVACY, None)
    repo.commit(files={f"{PRIVACY}/part.md": "2"})
    _, (gone, part) = changes(repo)
    assert (gone.path, gone.blob) == (PRIVACY, None)
    assert (part.path, part.blob) == (f"{PRIVACY}/part.md", repo.blob(f"{PRIVACY}/part.md"))


@pytest.mark.parametrize("setting", ["all", "none"])
def test_a_file_turned_into_a_submodule_is_gone(repo: PolicyRepo, setting: str) -> None:
    """file ── submodule, whatever diff.ignoreSubmodules says"""
    first = repo.commit(files={PRIVACY: "1"})
    repo.git("update-index", "--cacheinfo", f"160000,{first},{PRIVACY}")
    repo.git("commit", "-qm", "Submodule")
    repo.git("config", "diff.ignoreSubmodules", setting)
    assert changes(repo)[-1] == (FileChange(PRIVACY, None, None),)
    with Repository.open(repo.path) as repository:
        assert repository.tree("docs") == ()


def test_an_executable_file_is_a_file(repo: PolicyRepo) -> None:
    """file ── the same, executable"""
    repo.commit(files={PRIVACY: "1"})
    repo.git("update-index", "--chmod=+x", PRIVACY)
    repo.git("commit", "-qm", "Mode")
    assert [each.blob for (each,) in changes(repo)] == [repo.blob(PRIVACY)] * 2


def test_a_rename_with_an_edit_names_the_path_it_had(repo: PolicyRepo) -> None:
    """privacy ── data-protection, with a line more"""
    repo.commit(files={PRIVACY: LONG})
    new = f"{KY}/data-protection.md"
    repo.rename(PRIVACY, new, files={new: LONG + "One more.\n"})
    assert changes(repo)[-1] == (FileChange(new, repo.blob(new), PRIVACY),)


def test_many_renames_with_edits_at_once_are_all_seen(repo: PolicyRepo) -> None:
    """No limit cuts the search short, neither Git's nor the user's."""
    repo.git("config", "diff.renameLimit", "1")
    old = {f"docs/old/{number}.md": f"{number}\n" + LONG.replace("L", str(number)) for number in range(30)}
    repo.commit(files=old)
    names = {path.replace("old/", "new/other-"): path for path in old}
    repo.commit(files=dict.fromkeys(old) | {new: f"{old[path]}More.\n" for new, path in names.items()})
    assert {each.path: each.renamed_from for each in changes(repo)[-1]} == names


def test_a_copy_is_a_new_file(repo: PolicyRepo) -> None:
    """Also where the user has Git look for copies."""
    repo.git("config", "diff.renames", "copies")
    repo.commit(files={PRIVACY: LONG})
    repo.commit(files={PRIVACY: f"{LONG}More.\n", COOKIES: LONG})
    assert [each.renamed_from for each in changes(repo)[-1]] == [None, None]


def test_two_files_that_swap_names_are_two_changed_files(repo: PolicyRepo) -> None:
    """(privacy, cookies) ── (cookies, privacy)"""
    repo.commit(files={PRIVACY: LONG, COOKIES: LONG.upper()})
    repo.commit(files={PRIVACY: LONG.upper(), COOKIES: LONG})
    assert [(each.path, each.renamed_from) for each in changes(repo)[-1]] == [
        (COOKIES, None),
        (PRIVACY, None),
    ]


# The main line


def test_a_merge_is_one_commit_that_brings_all_it_merges(repo: PolicyRepo) -> None:
    """
    1 ───────────── merge
     └─ 2 ─ 3 ──────┘
    """
    first = repo.commit(files={PRIVACY: "1"})
    repo.branch("draft")
    repo.commit(files={PRIVACY: "2"}, date="2024-01-02T12:00:00+06:00")
    repo.commit(files={PRIVACY: "3", COOKIES: "c"}, date="2024-01-03T12:00:00+06:00")
    repo.checkout("main")
    merge = repo.merge("draft", date="2024-01-04T12:00:00+06:00")
    commits = log(repo)
    assert [commit.sha for commit in commits] == [first, merge]
    assert [each.path for each in commits[-1].changes] == [COOKIES, PRIVACY]
    assert commits[-1].time == datetime(2024, 1, 4, 6, tzinfo=UTC)


def test_a_merge_that_the_main_line_was_ahead_of_brings_only_what_was_new(repo: PolicyRepo) -> None:
    """
    1 ── privacy ── merge      the same change on both sides is published once
     └─ privacy ────┘
    """
    repo.commit(files={COOKIES: "1"})
    repo.branch("draft")
    repo.commit(files={PRIVACY: "same"})
    repo.checkout("main")
    main = repo.commit(files={PRIVACY: "same"}, date="2024-01-02T12:00:00+06:00")
    repo.merge("draft", date="2024-01-03T12:00:00+06:00")
    assert [commit.sha for commit in log(repo)][1:] == [main]


def test_an_octopus_merge_is_one_commit(repo: PolicyRepo) -> None:
    """
    1 ───────── merge
    ├─ privacy ─┤
    ├─ cookies ─┤
    └─ contact ─┘
    """
    repo.commit(files={"docs/ky/index.md": "1"})
    for name in ("privacy", "cookies", "contact"):
        repo.branch(name, "main")
        repo.commit(files={f"{KY}/{name}.md": name})
        repo.checkout("main")
    merge = repo.merge("privacy", "cookies", "contact")
    last = log(repo)[-1]
    assert (last.sha, len(repo.git("rev-list", "--parents", "-1", merge).split())) == (merge, 5)
    assert [each.path for each in last.changes] == [f"{KY}/contact.md", COOKIES, PRIVACY]


def test_a_rename_inside_a_merged_branch_is_seen(repo: PolicyRepo) -> None:
    """
    1 ────────────────── merge
     └─ rename ─ edit ───┘
    """
    repo.commit(files={PRIVACY: LONG})
    repo.branch("draft")
    repo.rename(PRIVACY, COOKIES)
    repo.commit(files={COOKIES: f"{LONG}More.\n"})
    repo.checkout("main")
    repo.merge("draft")
    assert changes(repo)[-1] == (FileChange(COOKIES, repo.blob(COOKIES), PRIVACY),)


def test_a_fast_forwarded_branch_is_the_main_line(repo: PolicyRepo) -> None:
    """1 ── 2 ── 3, where 2 and 3 were made on a branch: there is no merge, each commit counts"""
    repo.commit(files={PRIVACY: "1"})
    repo.branch("draft")
    repo.commit(files={PRIVACY: "2"})
    last = repo.commit(files={PRIVACY: "3"})
    repo.checkout("main")
    assert repo.merge("draft", fast_forward=True) == last
    assert len(log(repo)) == 3


def test_a_detached_head_is_read_up_to_itself(repo: PolicyRepo) -> None:
    """1 ── HEAD ── main"""
    repo.commit(files={PRIVACY: "1"})
    second = repo.commit(files={PRIVACY: "2"})
    repo.commit(files={PRIVACY: "3"})
    repo.checkout(second)
    with Repository.open(repo.path) as repository:
        assert repository.head == second
        assert [commit.sha for commit in repository.log("docs")][-1] == second


def test_a_revert_of_a_merge_brings_the_old_bytes_back(repo: PolicyRepo) -> None:
    """
    1 ── merge ── revert
     └─ 2 ┘
    """
    repo.commit(files={PRIVACY: "1"})
    repo.branch("draft")
    repo.commit(files={PRIVACY: "2"})
    repo.checkout("main")
    revert = repo.revert(repo.merge("draft"))
    first, _, last = log(repo)
    assert last.sha == revert
    assert last.changes == first.changes


def test_a_new_root_and_a_merge_of_unrelated_histories_are_read(repo: PolicyRepo) -> None:
    """
    1 ──────── merge
       root ───┘
    """
    repo.commit(files={PRIVACY: "1"})
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.git("rm", "-rqf", ".")
    repo.commit(files={COOKIES: "c"})
    repo.checkout("main")
    repo.git("merge", "-q", "--allow-unrelated-histories", "--no-ff", "-m", "Merge", "other")
    assert [[each.path for each in commit] for commit in changes(repo)] == [[PRIVACY], [COOKIES]]


# The newest commit and the working tree


def test_the_tree_is_of_head_whatever_lies_in_the_working_tree(repo: PolicyRepo) -> None:
    repo.commit(files={PRIVACY: "1", "README.md": "no", "docs/ky/index.md": "i"})
    repo.write(PRIVACY, "draft")
    repo.write(COOKIES, "draft")
    with Repository.open(repo.path) as repository:
        assert [path for path, _ in repository.tree("docs")] == ["docs/ky/index.md", PRIVACY]
        assert repository.text(dict(repository.tree("docs"))[PRIVACY]) == b"1"


def test_find_gives_what_a_path_held_in_a_commit(repo: PolicyRepo) -> None:
    """An old commit's file, and nothing for a folder, a missing path, or one that leaves the repository."""
    first = repo.commit(files={PRIVACY: "1"})
    old = repo.blob(PRIVACY)
    repo.commit(files={PRIVACY: "2"})
    with Repository.open(repo.path / KY) as repository:
        assert repository.find(first, PRIVACY) == old
        assert repository.find(repository.head, PRIVACY) not in {None, old}
        for path in (KY, f"{KY}/", "docs/none.md", "", "../x.md", "docs/../../x.md", "/etc/passwd", "docs/*"):
            assert repository.find(first, path) is None


def test_uncommitted_edits_are_told(repo: PolicyRepo) -> None:
    """Changed, staged, new, deleted; not: ignored, outside, only executable, only touched."""
    names = ("changed", "staged", "deleted", "mode", "same")
    files = {f"docs/{name}.md": name for name in names}
    repo.commit(files={**files, ".gitignore": "*.tmp\n", "README.md": "r"})
    for path in ("docs/changed.md", "docs/new.md", "README.md", "docs/x.tmp"):
        repo.write(path, "edit")
    for path in ("docs/staged.md", "docs/added.md"):
        repo.write(path, "edit")
        repo.git("add", path)
    repo.write("docs/deleted.md", None)
    (repo.path / "docs/mode.md").chmod(0o755)
    os.utime(repo.path / "docs/same.md", (0, 0))
    index = (repo.path / ".git/index").read_bytes()
    with Repository.open(repo.path) as repository:
        assert repository.edits("docs") == (
            "docs/added.md",
            "docs/changed.md",
            "docs/deleted.md",
            "docs/new.md",
            "docs/staged.md",
        )
    assert (repo.path / ".git/index").read_bytes() == index, "reading must not take the index's lock"


def test_no_edits_in_a_clean_working_tree(repo: PolicyRepo) -> None:
    """Nor where another repository lies in it, or Git itself turns line ends."""
    repo.commit(files={PRIVACY: "1\n", ".gitattributes": "*.md text eol=crlf\n"})
    repo.write(PRIVACY, None)
    repo.git("checkout", "--", PRIVACY)
    assert (repo.path / PRIVACY).read_bytes() == b"1\r\n"
    PolicyRepo(repo.path / "docs/other").commit(files={"x.md": "x"})
    with Repository.open(repo.path) as repository:
        assert repository.edits("docs") == ()


# Where it is opened


def test_a_repository_is_found_from_any_folder_below(repo: PolicyRepo) -> None:
    sha = repo.commit(files={PRIVACY: "1"})
    with Repository.open(repo.path / KY) as repository:
        assert (repository.head, repository.root) == (sha, repo.path.resolve())
        assert [commit.sha for commit in repository.log("docs")] == [sha]
        assert [path for path, _ in repository.tree("docs")] == [PRIVACY]
        repo.write(PRIVACY, "draft")
        assert repository.edits("docs") == (PRIVACY,)


def test_a_bare_repository_is_read_without_a_working_tree(repo: PolicyRepo, tmp_path: Path) -> None:
    sha = repo.commit(files={PRIVACY: "1"})
    repo.git("clone", "--quiet", "--bare", ".", tmp_path / "bare")
    with Repository.open(tmp_path / "bare") as repository:
        assert (repository.head, repository.root, repository.edits("docs")) == (sha, None, ())
        assert [commit.sha for commit in repository.log("docs")] == [sha]
        assert repository.text(dict(repository.tree("docs"))[PRIVACY]) == b"1"


def test_a_linked_worktree_is_read(repo: PolicyRepo, tmp_path: Path) -> None:
    repo.commit(files={PRIVACY: "1"})
    repo.git("worktree", "add", "--quiet", "-b", "other", tmp_path / "other worktree")
    with Repository.open(tmp_path / "other worktree") as repository:
        assert repository.root == (tmp_path / "other worktree").resolve()
        assert len(repository.log("docs")) == 1


def test_a_repository_in_a_folder_of_any_name_is_read(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "-саясат $HOME ~\n" / "x")
    repo.commit(files={PRIVACY: "1"})
    with Repository.open(repo.path) as repository:
        assert repository.root == repo.path.resolve()
        assert len(repository.log("docs")) == 1


def test_a_repository_of_sha_256_is_read(tmp_path: Path) -> None:
    """Its ids are longer; nothing else is different."""
    repo = PolicyRepo(tmp_path)
    shutil.rmtree(tmp_path / ".git")
    repo.git("init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    repo.commit(files={PRIVACY: "1"})
    (commit,) = log(repo)
    assert len(commit.sha) == 64
    assert read(repo, repo.blob(PRIVACY)) == [b"1"]


def test_what_changes_after_opening_changes_nothing(repo: PolicyRepo) -> None:
    """A commit made while the site is built belongs to the next build."""
    repo.commit(files={PRIVACY: "1"})
    with Repository.open(repo.path) as repository:
        repo.commit(files={PRIVACY: "2", COOKIES: "c"})
        assert len(repository.log("docs")) == 1
        assert [path for path, _ in repository.tree("docs")] == [PRIVACY]


def test_closing_leaves_no_process(repo: PolicyRepo) -> None:
    repo.commit(files={PRIVACY: "1"})
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("only Linux lists a process's children")
    before = set(children.read_text().split())  # another test's browser may be among them
    repository = Repository.open(repo.path)
    repository.text(repo.blob(PRIVACY))
    assert set(children.read_text().split()) - before
    repository.close()
    repository.close()
    assert not set(children.read_text().split()) - before


# The environment and the user's settings


def test_a_hostile_git_environment_changes_nothing(repo: PolicyRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of a hook, of `git -c`, and plain nonsense; they are all there again afterwards."""
    repo.commit(files={PRIVACY: LONG})
    repo.rename(PRIVACY, COOKIES)
    expected = log(repo)
    names = (
        *("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "COMMON_DIR"),
        *(
            "NAMESPACE",
            "CEILING_DIRECTORIES",
            "CONFIG",
            "CONFIG_PARAMETERS",
            "CONFIG_COUNT",
            "CONFIG_NOSYSTEM",
        ),
        *("SHALLOW_FILE", "GRAFT_FILE", "REPLACE_REF_BASE", "NO_REPLACE_OBJECTS", "DEFAULT_HASH", "TRACE"),
        *("LITERAL_PATHSPECS", "ICASE_PATHSPECS", "EXTERNAL_DIFF", "DIFF_OPTS", "PAGER", "ATTR_SOURCE"),
        *(
            "DISCOVERY_ACROSS_FILESYSTEM",
            "PREFIX",
            "OPTIONAL_LOCKS",
            "FLUSH",
            "CONFIG_GLOBAL",
            "CONFIG_SYSTEM",
        ),
    )
    hostile = {f"GIT_{name}": "/nonsense" for name in names}
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LC_ALL", "ky_KG.UTF-8")
    with Repository.open(repo.path) as repository:
        assert repository.log("docs") == expected
        assert [path for path, _ in repository.tree("docs")] == [COOKIES]
        assert repository.text(repository.tree("docs")[0][1]) == LONG.encode()
        assert repository.edits("docs") == ()
    assert {name: os.environ[name] for name in hostile} == hostile


def test_another_repository_in_git_dir_is_not_read(
    repo: PolicyRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook of the other one."""
    sha = repo.commit(files={PRIVACY: "ours"})
    other = PolicyRepo(tmp_path / "other")
    other.commit(files={PRIVACY: "theirs"})
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git/index"))
    with Repository.open(repo.path) as repository:
        assert (repository.head, repository.root) == (sha, repo.path.resolve())
        assert repository.edits("docs") == ()


def test_settings_of_the_user_change_nothing(
    repo: PolicyRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All those that change what `git log`, `diff` and `ls-files` print, and those that run programs."""
    repo.commit(files={PRIVACY: LONG, f"{KY}/саясат.md": "1"})
    repo.rename(PRIVACY, COOKIES, files={COOKIES: f"{LONG}More.\n"})
    repo.branch("draft")
    repo.commit(files={PRIVACY: "2"})
    repo.checkout("main")
    repo.git("notes", "add", "-m", "A note")
    repo.merge("draft")
    repo.write(".mailmap", "Somebody Else <editor@example.org>\n")
    repo.write(PRIVACY, "signed")
    repo.git("add", PRIVACY)
    store_commit(repo, b"committer Editor <editor@example.org> 1 +0000\ngpgsig signature\n\nSigned\n")
    repo.write(PRIVACY, "draft")
    program = repo.path / ".git/program"
    program.write_text("#!/bin/sh\ntouch .git/was-run\necho output\necho output >&2\n")
    program.chmod(0o755)
    settings = """
        [log]
            showSignature = true
            showRoot = false
            follow = true
            mailmap = true
            decorate = full
            diffMerges = off
            date = relative
            abbrevCommit = true
        [diff]
            renames = false
            renameLimit = 1
            noprefix = true
            relative = true
            orderFile = no-such-file
            external = false
            mnemonicPrefix = true
            ignoreSubmodules = all
            autoRefreshIndex = false
        [core]
            quotePath = true
            abbrev = 4
            pager = false
            fsmonitor = .git/program
            logAllRefUpdates = false
        [gpg]
            program = .git/program
        [color]
            ui = always
        [format]
            pretty = oneline
        [i18n]
            logOutputEncoding = UTF-16
        [notes]
            displayRef = *
        [status]
            relativePaths = true
    """
    with Repository.open(repo.path) as repository:
        expected = (repository.log("docs"), repository.tree("docs"), repository.edits("docs"))
    (tmp_path / "gitconfig").write_text(settings)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    with Repository.open(repo.path / KY) as repository:
        assert (repository.log("docs"), repository.tree("docs"), repository.edits("docs")) == expected
    assert [commit.author for commit in expected[0]] == ["Editor"] * 4
    assert not (repo.path / ".git/was-run").exists()


def test_replaced_commits_and_grafts_do_not_rewrite_the_history(repo: PolicyRepo) -> None:
    """1 ── 2 ── 3, where a replace ref and a graft pretend that 3 has no parents"""
    made = [repo.commit(files={PRIVACY: text}) for text in "123"]
    repo.git("replace", "--graft", made[-1])
    (repo.path / ".git/info").mkdir(exist_ok=True)
    (repo.path / ".git/info/grafts").write_text(f"{made[-1]}\n")
    assert [commit.sha for commit in log(repo)] == made


# What stops it: never less than all


def test_no_repository(tmp_path: Path) -> None:
    assert fault(tmp_path) == ("no-repository", {"path": str(tmp_path)})


def test_no_folder(tmp_path: Path) -> None:
    """Nor is the caller's own folder read in its place."""
    assert fault(tmp_path / "none") == ("no-repository", {"path": str(tmp_path / "none")})


def test_no_commit(repo: PolicyRepo) -> None:
    code, facts = fault(repo.path)
    assert (code, facts["path"]) == ("no-commit", str(repo.path))


def test_a_shallow_clone(repo: PolicyRepo, tmp_path: Path) -> None:
    """1 ── 2, of which the clone has 2"""
    repo.commit(files={PRIVACY: "1"})
    repo.commit(files={PRIVACY: "2"})
    repo.git("clone", "--quiet", "--depth=1", repo.path.as_uri(), tmp_path / "clone")
    assert fault(tmp_path / "clone") == ("shallow", {"path": str(tmp_path / "clone")})


def test_a_partial_clone_is_read_once_it_holds_all(repo: PolicyRepo, tmp_path: Path) -> None:
    """What it lacks is named, and not fetched; the command that the fault names brings it."""
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    repo.commit(files={PRIVACY: LONG})
    repo.rename(PRIVACY, COOKIES, files={COOKIES: f"{LONG}More.\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", "--no-checkout", repo.path.as_uri(), clone)
    code, facts = fault(clone)
    blobs = {repo.blob(COOKIES), repo.blob(PRIVACY, "HEAD~1")}
    assert (code, facts["path"], facts["object"].split()[0] in blobs) == ("partial-clone", str(clone), True)
    repo.git("-C", clone, "fetch", "--quiet", "--refetch", "--no-filter")
    with Repository.open(clone) as repository:
        assert repository.log("docs") == log(repo)
        assert repository.text(repo.blob(COOKIES)) == f"{LONG}More.\n".encode()


def _object(repo: PolicyRepo, name: str) -> Path:
    sha = repo.git("rev-parse", name)
    return repo.path / ".git/objects" / sha[:2] / sha[2:]


ALL_KINDS = [
    "HEAD",
    "HEAD~1",
    "HEAD~2",
    "HEAD~1^{tree}",
    "HEAD~1:docs",
    "HEAD~1:docs/ky/policies",
    f"HEAD~1:{PRIVACY}",
]


@pytest.mark.parametrize("name", ALL_KINDS)
def test_a_missing_object(repo: PolicyRepo, name: str) -> None:
    """Commit, tree or blob, new or old."""
    for text in "123":
        repo.commit(files={PRIVACY: text})
    _object(repo, name).unlink()
    code, facts = fault(repo.path)
    assert code == "unreadable"
    assert facts["detail"]


@pytest.mark.parametrize("name", ALL_KINDS)
def test_a_corrupt_object(repo: PolicyRepo, name: str) -> None:
    """Cut in half."""
    for text in "123":
        repo.commit(files={PRIVACY: text * 1000})
    damaged = _object(repo, name)
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    assert fault(repo.path)[0] == "unreadable"


def test_a_text_that_is_not_what_its_id_promises(repo: PolicyRepo) -> None:
    """Git itself returns such bytes without an error."""
    repo.commit(files={PRIVACY: "true"})
    blob = _object(repo, f"HEAD:{PRIVACY}")
    blob.chmod(0o644)
    blob.write_bytes(zlib.compress(b"blob 4\0lies"))
    assert repo.git("cat-file", "blob", repo.blob(PRIVACY)) == "lies"
    code, facts = fault(repo.path)
    assert (code, "damaged" in facts["detail"]) == ("unreadable", True)


def test_after_a_missing_text_the_next_is_read(repo: PolicyRepo) -> None:
    """After a broken answer of Git, the next object is read correctly."""
    repo.commit(files={PRIVACY: "1"})
    with Repository.open(repo.path) as repository:
        for blob in (
            "0" * 40,
            repo.head,
            f"HEAD:{PRIVACY}",
            "",
            "x\ny",
            f"{repo.blob(PRIVACY)}\n{repo.head}",
        ):
            with pytest.raises(RepositoryError):
                repository.text(blob)
            assert repository.text(repo.blob(PRIVACY)) == b"1"


def test_a_broken_branch_is_not_taken_for_an_empty_one(repo: PolicyRepo) -> None:
    repo.commit(files={PRIVACY: "1"})
    (repo.path / ".git/refs/heads/main").write_text("nonsense\n")
    assert fault(repo.path)[0] == "unreadable"


@pytest.mark.parametrize("date", ["", " x +0000", f" {10**15} +0000"])
def test_a_commit_without_a_date(repo: PolicyRepo, date: str) -> None:
    """None, no number, or one that no calendar has: no date is ever invented, not even 1970."""
    repo.commit(files={PRIVACY: "1"})
    repo.write(PRIVACY, "2")
    repo.git("add", "--all")
    store_commit(repo, f"committer E <e@x>{date}\n\nMessage\n".encode())
    assert fault(repo.path)[0] == "unreadable"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_another_users_repository_says_how_to_trust_it(
    repo: PolicyRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(files={PRIVACY: "1"})
    for path in (repo.path, repo.path / ".git"):
        os.chown(path, 12345, 12345)
    code, facts = fault(repo.path)
    assert code == "unreadable"
    assert "safe.directory" in facts["detail"]
    (tmp_path / "gitconfig").write_text("[safe]\n    directory = *\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    assert len(log(repo)) == 1


def published_log(repo: PolicyRepo, *published: str) -> list[tuple[str, tuple[FileChange, ...]]]:
    with Repository.open(repo.path) as repository:
        return [(each.sha, each.changes) for each in repository.log("docs", published=published)]


def foxtrot(repo: PolicyRepo) -> tuple[str, str, str, str]:
    """A ─ B, which is published; on A also C; then C merges B, as a plain ``git pull`` does. All commits."""
    first = repo.commit(files={PRIVACY: LONG})
    repo.branch("published")
    published = repo.commit(files={PRIVACY: f"{LONG}b"})
    repo.checkout("main")
    local = repo.commit(files={COOKIES: "c"})
    return first, published, local, repo.merge("published")


def test_what_was_published_stays_on_the_main_line_after_a_foxtrot_merge(repo: PolicyRepo) -> None:
    first, published, local, head = foxtrot(repo)
    assert [sha for sha, _ in published_log(repo)] == [first, local, head]
    *line, (newest, changed) = published_log(repo, first, published)
    assert [sha for sha, _ in line] == [first, published]
    assert (newest, [change.path for change in changed]) == (head, [COOKIES])
    assert published_log(repo, first, published, head) == published_log(repo, first, published)


def test_later_commits_follow_one_by_one_after_a_published_foxtrot_merge(repo: PolicyRepo) -> None:
    first, published, _, head = foxtrot(repo)
    later = repo.commit(files={COOKIES: "d"})
    plain = repo.commit(files={"README.md": "no text"})
    assert [sha for sha, _ in published_log(repo, published, head)] == [first, published, head, later]
    assert [sha for sha, _ in published_log(repo, published)] == [first, published, plain]


def test_a_published_commit_that_is_no_ancestor_is_passed_over(repo: PolicyRepo) -> None:
    first, _, local, head = foxtrot(repo)
    gone = repo.git("commit-tree", f"{head}^{{tree}}", "-m", "gone")
    assert [sha for sha, _ in published_log(repo, gone, "0" * 40)] == [first, local, head]


def test_renames_are_followed_where_several_commits_are_read_as_one(repo: PolicyRepo) -> None:
    _, published, _, _ = foxtrot(repo)
    repo.rename(PRIVACY, f"{KY}/data.md")
    _, changed = published_log(repo, published)[-1]
    assert [(each.path, each.renamed_from) for each in changed] == [
        (COOKIES, None),
        (f"{KY}/data.md", PRIVACY),
    ]
