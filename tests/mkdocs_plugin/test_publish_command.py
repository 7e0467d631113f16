"""``sayasat publish`` with real Git: what stops it, what it leaves, and that no site is ahead of its log."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from sayasat.publish.manifest import read_release
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import parse_log, rendered
from tests.support.built_site import contents, read_page
from tests.support.mini_site import ROOT
from tests.support.publisher import (
    ABOUT,
    AT,
    BRANCH,
    Publisher,
    another_clone,
    assert_whole,
    edit,
    environment,
    git_server,
    open_publisher,
)
from tests.support.repo import PolicyRepo, policy_text
from tests.support.soak import chosen

PRIVACY = "policies/privacy/index.html"
KILLS = 4

FULL = """
mount -t tmpfs -o size=1m none "$1" && {python} -m sayasat --config-file "$2" publish --to "$1/site"
echo "code $?, left: $(ls -A "$1")"
"""

UNSHARE = ("unshare", "--user", "--map-root-user", "--mount")


def can_mount() -> bool:
    """Whether a process may have mounts of its own."""
    return (
        shutil.which("unshare") is not None and not subprocess.run([*UNSHARE, "true"], check=False).returncode
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    """A publisher who has begun the log and published once. Copy it: `publisher`."""
    made = open_publisher(tmp_path_factory.mktemp("publisher"))
    made.begin()
    made.published()
    return made


@pytest.fixture
def publisher(begun: Publisher, tmp_path: Path) -> Publisher:
    """A copy of its own, for one test."""
    shutil.copytree(begun.clone.path.parent, tmp_path / "publisher", symlinks=True)
    copy = open_publisher_at(tmp_path / "publisher")
    copy.clone.git("remote", "set-url", "origin", copy.origin.path)
    return copy


def open_publisher_at(folder: Path) -> Publisher:
    return Publisher(PolicyRepo(folder / "origin.git", bare=True), PolicyRepo(folder / "clone"))


def test_without_a_log_nothing_is_published_and_the_message_says_how_to_begin_one(tmp_path: Path) -> None:
    publisher = open_publisher(tmp_path)
    done = publisher.publish()
    assert done.returncode == 3
    assert "sayasat log begin" in done.stderr
    assert not publisher.site.exists()


def test_a_publication_is_logged_and_served_and_the_next_night_adds_no_line(publisher: Publisher) -> None:
    log = publisher.log.data
    head = publisher.clone.head
    assert publisher.numbers == [1]
    assert_whole(publisher, [head])
    assert (publisher.site / "proof/log.txt").read_bytes() == log
    assert "New lines in the publication log: 0" in publisher.published(today="2026-12-01")
    assert publisher.log.data == log
    assert read_page(publisher.site / PRIVACY).status == "in-force"
    release = read_release(publisher.site)
    assert release is not None
    assert (release.publication, release.as_of) == (1, "2026-12-01")


def test_what_is_not_committed_is_not_published(publisher: Publisher) -> None:
    publisher.clone.write("mkdocs.yml", "not: a setting\n")
    publisher.clone.write("overrides/main.html", "uncommitted")
    publisher.published()
    assert "uncommitted" not in (publisher.site / "index.html").read_text(encoding="utf-8")


def test_a_commit_that_is_not_the_newest_at_the_remote_is_refused(
    publisher: Publisher, tmp_path: Path
) -> None:
    before = contents(publisher.site)
    other = another_clone(publisher, tmp_path / "other")
    publisher.clone.commit(files={ABOUT: "# Not pushed\n"}, date="2026-11-22" + AT)
    done = publisher.publish()
    assert done.returncode == 3
    assert "is not the newest one of the branch" in done.stderr
    publisher.push()
    assert other.publish().returncode == 3
    assert contents(publisher.site) == before
    assert publisher.numbers == [1]


def test_any_other_build_is_a_draft_and_says_so_on_every_page(publisher: Publisher) -> None:
    pages = [each for each in contents(publisher.site) if each.endswith(".html")]
    is_draft = {"Долбоор:", "Черновик:", "Draft:"}
    texts = {each: (publisher.site / each).read_text(encoding="utf-8") for each in pages}
    assert not [each for each in pages if any(word in texts[each] for word in is_draft)]
    assert read_page(publisher.site / PRIVACY).is_indexed
    done = publisher.run("build", "--out", "draft")
    assert done.returncode == 0, done.stderr
    for each in pages:
        page = (publisher.clone.path / "draft" / each).read_text(encoding="utf-8")
        is_pointer = 'http-equiv="refresh"' in page  # it leads to a page that says so
        assert is_pointer or any(word in page for word in is_draft), each
        robots = "noindex, follow" if is_pointer else "noindex"
        assert f'<meta name="robots" content="{robots}">' in page, each


def test_three_publishers_at_once_add_each_line_once(publisher: Publisher, tmp_path: Path) -> None:
    """Two in one clone, which wait for each other, and one in another. All sites have the same log."""
    edit(publisher, "All publish this.")
    other = another_clone(publisher, tmp_path / "other")
    command = [sys.executable, "-m", "sayasat", "publish", "--to", "site"]
    runs = [
        subprocess.Popen(
            command, cwd=each.clone.path, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        for each in (publisher, publisher, other)
    ]
    reported = [run.communicate(timeout=300)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], reported
    assert publisher.numbers == [1, 2]
    for each in (publisher, other):
        assert_whole(each, [publisher.clone.head])
        assert (each.site / "proof/log.txt").read_bytes() == publisher.log.data


@pytest.mark.soak
def test_a_refused_push_leaves_the_site_and_the_log(publisher: Publisher) -> None:
    before, log = contents(publisher.site), publisher.log.data
    edit(publisher, "Refused.")
    hook = publisher.origin.path / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'protected branch' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    done = publisher.publish()
    assert done.returncode == 3
    assert "protected branch" in done.stderr
    assert contents(publisher.site) == before
    assert publisher.log.data == log
    hook.unlink()
    publisher.published()
    assert publisher.numbers == [1, 2]


def test_a_remote_that_cannot_be_reached_stops_a_publication(publisher: Publisher) -> None:
    before = contents(publisher.site)
    publisher.origin.path.rename(publisher.origin.path.with_name("away"))
    done = publisher.publish()
    assert done.returncode == 3
    assert "remote origin" in done.stderr
    assert contents(publisher.site) == before


def test_a_full_disk_leaves_no_site_and_no_line(publisher: Publisher, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if not can_mount():
        pytest.skip("this machine lets nobody mount a disk of their own")
    edit(publisher, "Too much.")
    script = FULL.format(python=sys.executable)
    command = [*UNSHARE, "sh", "-c", script, "sh", str(disk), str(publisher.clone.path / "mkdocs.yml")]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.stdout == "code 1, left: \n", done.stderr
    assert "No space left on device" in done.stderr
    assert publisher.numbers == [1]


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.soak
def test_a_disk_that_is_full_at_any_moment_leaves_a_whole_site(
    publisher: Publisher, tmp_path: Path, count: int
) -> None:
    """The clone, its cache and the site are on a disk without enough room. The next run ends well."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not can_mount():
        pytest.skip("this machine lets nobody mount a disk of their own")
    program = [sys.executable, "-m", "tests.support.full_disks"]
    command = [*UNSHARE, *program, str(publisher.clone.path.parent), str(disk), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= max(1, count // 3)


def killed(publisher: Publisher, step: int) -> int:
    """Publish, and kill it at a step; the number of steps where it has fewer, else 0."""
    file = publisher.clone.path / "mkdocs.yml"
    arguments = [str(step), "--config-file", str(file), "publish", "--to", str(publisher.site)]
    command = [sys.executable, "-m", "tests.support.killed_publications", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode in {0, -9}, done.stderr
    found = re.search(r"steps: (\d+)", done.stdout)
    return int(found[1]) if found else 0


def kill_often(publisher: Publisher, count: int) -> None:
    """Kill publications at steps of their whole course, half of them after the build; publish after each."""
    chance = random.Random(14)  # noqa: S311 (a test)
    edit(publisher, "Counted.")
    steps = killed(publisher, 0)
    assert steps > 500
    commits = [publisher.clone.head]
    for number in range(count):
        commits.append(edit(publisher, f"Edit {number}."))
        first = 1 if number % 2 else steps - 500
        killed(publisher, chance.randint(first, steps))
        assert_whole(publisher, commits[-2:])
        publisher.published()
        assert_whole(publisher, commits[-1:])
    assert publisher.numbers == list(range(1, count + 3))
    assert (publisher.site / "proof/log.txt").read_bytes() == publisher.log.data
    left = {each.name for each in publisher.clone.path.glob(".site*")}
    assert left == {".site.kept"}


@pytest.mark.soak
def test_a_publication_that_is_killed_leaves_a_whole_site_that_is_not_ahead_of_its_log(
    publisher: Publisher,
) -> None:
    kill_often(publisher, KILLS)


@pytest.mark.soak
def test_a_publication_can_be_killed_200_times(publisher: Publisher) -> None:
    kill_often(publisher, 200)


@pytest.fixture
def served(publisher: Publisher) -> Iterator[Publisher]:
    """The publisher's repository behind a server of Git, which no kill of a publisher reaches."""
    with git_server(publisher.origin) as url:
        publisher.clone.git("remote", "set-url", "origin", url)
        yield publisher


@pytest.mark.soak
def test_a_publication_and_every_process_it_has_started_can_be_killed_100_times(served: Publisher) -> None:
    """At random moments, also while Git runs: the locks that it leaves stop nobody."""
    chance = random.Random(9)  # noqa: S311 (a test)
    begun_at = time.monotonic()
    served.published()
    duration = time.monotonic() - begun_at
    commits, killed_runs = [served.clone.head], 0
    command = [sys.executable, "-m", "sayasat", "publish", "--to", "site"]
    for number in range(100):
        commits.append(edit(served, f"Edit {number}."))
        run = subprocess.Popen(
            command,
            cwd=served.clone.path,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with suppress(subprocess.TimeoutExpired):
            run.wait(chance.uniform(0, duration * 1.2))
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        killed_runs += run.wait() == -signal.SIGKILL
        assert_whole(served, commits[-2:])
        served.published()
        assert_whole(served, commits[-1:])
    assert killed_runs > 50
    assert served.numbers == list(range(1, 102))


@pytest.mark.soak
def test_a_publication_that_is_killed_while_the_remote_takes_the_log_is_finished_by_the_next(
    publisher: Publisher,
) -> None:
    """The remote has the lines, and nobody has switched the site."""
    before, commit = contents(publisher.site), edit(publisher, "Pushed, then killed.")
    hook = publisher.origin.path / "hooks/post-receive"
    kill = 'kill -9 "$(cat "$0.process")"'
    hook.write_text(f"#!/bin/sh\n{kill}\n", encoding="utf-8")
    hook.chmod(0o755)
    command = [sys.executable, "-m", "sayasat", "publish", "--to", "site"]
    with subprocess.Popen(
        command, cwd=publisher.clone.path, env=environment(), stderr=subprocess.DEVNULL
    ) as run:
        hook.with_name("post-receive.process").write_text(str(run.pid), encoding="utf-8")
        assert run.wait(300) == -9
    hook.unlink()
    assert contents(publisher.site) == before
    assert publisher.numbers == [1, 2]
    log = publisher.log.data
    assert "New lines in the publication log: 0" in publisher.published()
    assert publisher.log.data == log
    assert_whole(publisher, [commit])


@pytest.mark.soak
def test_a_killed_switch_is_finished_by_the_next_run_without_a_line(publisher: Publisher) -> None:
    """The log was pushed, and the site was not switched."""
    before = contents(publisher.site)
    commit = edit(publisher, "Logged, not switched.")
    away = publisher.site.with_name("away")
    shutil.copytree(publisher.site, away)
    publisher.published()
    shutil.rmtree(publisher.site)
    away.rename(publisher.site)
    assert contents(publisher.site) == before
    log = publisher.log.data
    assert "New lines in the publication log: 0" in publisher.published()
    assert publisher.log.data == log
    assert_whole(publisher, [commit])


def test_a_rollback_puts_back_only_a_build_of_the_last_publication(publisher: Publisher) -> None:
    shutil.rmtree(publisher.clone.path / ".site.kept", ignore_errors=True)
    none = publisher.run("rollback", "--to", "site")
    assert (none.returncode, "No earlier site" in none.stderr) == (1, True)
    first = contents(publisher.site)
    publisher.published(today="2026-12-01")
    second = contents(publisher.site)
    for expected in (first, second):
        back = publisher.run("rollback", "--to", "site")
        assert back.returncode == 0, back.stderr
        assert contents(publisher.site) == expected
    edit(publisher, "Published later.")
    publisher.published(today="2026-12-02")
    third = contents(publisher.site)
    older = publisher.run("rollback", "--to", "site")
    assert older.returncode == 1
    assert "git revert" in older.stderr
    assert contents(publisher.site) == third
    assert publisher.numbers == [1, 2]


def test_a_stopped_publication_does_not_keep_an_announced_version_from_taking_effect(
    publisher: Publisher,
) -> None:
    published = publisher.clone.head
    settings = (publisher.clone.path / "mkdocs.yml").read_text(encoding="utf-8")
    changed = settings.replace("zone: Asia/Bishkek", "zone: Asia/Almaty")
    publisher.clone.commit(files={"mkdocs.yml": changed}, date="2026-11-25" + AT)
    publisher.push()
    stopped = publisher.publish(today="2026-12-01")
    assert stopped.returncode == 1
    assert "zone: URLs and dates depend on this setting" in stopped.stderr
    assert read_page(publisher.site / PRIVACY).text != ""
    before = read_page(publisher.site / PRIVACY).text
    publisher.published("--last", today="2026-12-01")
    assert read_page(publisher.site / PRIVACY).text != before
    assert publisher.numbers == [1]
    assert_whole(publisher, [published])


@pytest.mark.soak
def test_an_override_lets_a_change_of_settings_pass_once_and_is_logged(publisher: Publisher) -> None:
    file = publisher.clone.path / "mkdocs.yml"
    changed = file.read_text(encoding="utf-8").replace("zone: Asia/Bishkek", "zone: Asia/Almaty")
    publisher.clone.commit(files={"mkdocs.yml": changed}, date="2026-11-25" + AT)
    publisher.push()
    stopped = publisher.publish()
    (entry,) = re.findall(r"(- \{gate: settings.*\})", stopped.stderr)
    decided = entry.replace("reason: …", "reason: Moved").replace("authority: …", "authority: Order 3")
    publisher.clone.commit(files={"overrides.yml": f"{decided}\n"}, date="2026-11-26" + AT)
    publisher.push()
    publisher.published()
    (line,) = (each for each in publisher.log.lines if each.event is LogEvent.OVERRIDE)
    assert "Order 3" in line.more
    back = changed.replace("zone: Asia/Almaty", "zone: Asia/Bishkek")
    publisher.clone.commit(files={"mkdocs.yml": back}, date="2026-11-27" + AT)
    publisher.push()
    assert publisher.publish().returncode == 1


def test_a_rewritten_history_is_refused(publisher: Publisher) -> None:
    publisher.clone.git("commit", "--quiet", "--amend", "--message=Another", date="2026-11-22" + AT)
    publisher.clone.git("push", "--quiet", "--force", "origin", "main")
    done = publisher.publish()
    assert done.returncode == 1
    assert "is not an ancestor of" in done.stderr
    assert publisher.numbers == [1]


@pytest.mark.soak
def test_a_merge_that_swapped_its_parents_loses_nothing_and_is_reported(publisher: Publisher) -> None:
    clone = publisher.clone
    clone.branch("local", "HEAD~1")
    clone.commit(files={ABOUT: "# Local\n"}, date="2026-11-22" + AT)
    clone.merge("main", date="2026-11-23" + AT)
    clone.git("push", "--quiet", "origin", "local:main")
    clone.git("checkout", "--quiet", "-B", "main", "local")
    done = publisher.publish()
    assert done.returncode == 0, done.stderr
    assert "is not on the first-parent line" in done.stderr
    edit(publisher, "After it.", day="2026-11-24")
    publisher.published()
    assert publisher.numbers == [1, 2, 3]


def test_a_bundle_carries_the_log_to_the_process_that_may_push_it(publisher: Publisher) -> None:
    edit(publisher, "Pushed by another.")
    for _ in range(2):
        publisher.published("--bundle", "log.bundle")
    assert publisher.numbers == [1]
    served = (publisher.site / "proof/log.txt").read_bytes()
    publisher.clone.git("fetch", "--quiet", "log.bundle", "refs/sayasat/next")
    publisher.clone.git("push", "--quiet", "origin", f"FETCH_HEAD:{BRANCH}")
    assert publisher.log.data == served


@pytest.mark.soak
def test_a_log_that_lacks_lines_of_the_served_site_stops_a_publication(publisher: Publisher) -> None:
    """The branch was shortened, and no clone that has seen it publishes."""
    edit(publisher, "Published, then lost from the log.")
    publisher.published()
    before, served = contents(publisher.site), publisher.clone.path / "served.txt"
    shutil.copy(publisher.site / "proof/log.txt", served)
    shorter = publisher.origin.git("rev-parse", f"{BRANCH}~1")
    publisher.origin.git("update-ref", BRANCH, shorter)
    for ref in ("refs/sayasat/log", "refs/sayasat/fetched", "refs/remotes/origin/publications"):
        publisher.clone.git("update-ref", "-d", ref)
    for options in ((), ("--bundle", "log.bundle", "--served", str(served))):
        done = publisher.publish(*options)
        assert done.returncode == 1
        assert "The site serves lines that the publication log does not have" in done.stderr
    assert contents(publisher.site) == before
    assert publisher.origin.git("rev-parse", BRANCH) == shorter
    served.write_bytes(b"")
    publisher.published("--bundle", "log.bundle", "--served", str(served))


REFS = ("refs/sayasat/log", "refs/sayasat/fetched", "refs/remotes/origin/publications")


def test_a_publisher_that_lost_its_own_references_continues_the_log(publisher: Publisher) -> None:
    for ref in REFS:
        publisher.clone.git("update-ref", "-d", ref)
    edit(publisher, "Published by a clone that has seen nothing.")
    publisher.published()
    assert publisher.numbers == [1, 2]


@pytest.mark.parametrize("kept", ["nothing", "refs/remotes/origin/publications", "refs/sayasat/log"])
@pytest.mark.soak
def test_a_log_that_is_lost_at_the_remote_is_never_begun_again_but_restored(
    publisher: Publisher, kept: str
) -> None:
    """The site has two publications; a copy in the clone may have only the first."""
    clone = publisher.clone
    first = publisher.origin.git("rev-parse", BRANCH)
    edit(publisher, "The second.")
    publisher.published()
    whole = publisher.log.data
    publisher.origin.git("update-ref", "-d", BRANCH)
    for ref in REFS:
        clone.git("update-ref", *(["-d", ref] if ref != kept else [ref, first]))
    edit(publisher, "The third.")
    for command in (("publish", "--to", "site"), ("publish", "--to", "other"), ("log", "begin")):
        done = publisher.run(*command)
        assert (done.returncode, "sayasat log restore FILE" in done.stderr) == (3, True), done.stderr
    assert publisher.origin.git("branch", "--list", "publications") == ""
    done = publisher.run("log", "restore", "site/proof/log.txt")
    assert (done.returncode, "publications: 2" in done.stdout) == (0, True), done.stderr
    assert publisher.log.data == whole
    publisher.published()
    assert publisher.numbers == [1, 2, 3]


def test_a_log_is_restored_from_no_other_log(publisher: Publisher, tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    served = (publisher.site / "proof/log.txt").read_bytes()
    shorter = b"".join(served.splitlines(keepends=True)[:-1])
    for damaged in (served[:-1], served.replace(b"2026-11-21", b"2026-11-20", 1), shorter + b"other\n"):
        file.write_bytes(damaged)
        assert publisher.run("log", "restore", str(file)).returncode == 1
        assert publisher.log.data == served
    changed = parse_log(shorter)
    file.write_bytes(shorter + rendered([replace(changed[-1], more="Other")]))
    done = publisher.run("log", "restore", str(file))
    assert (done.returncode, "was rewritten" in done.stderr) == (3, True)
    assert publisher.log.data == served


def test_a_malformed_overrides_file_is_named_with_its_line(publisher: Publisher) -> None:
    publisher.clone.commit(files={"overrides.yml": "- gate: door\n  day: soon\n"}, date="2026-11-25" + AT)
    publisher.push()
    done = publisher.publish()
    assert done.returncode == 3
    assert "overrides.yml:1: " in done.stderr
    assert "overrides.yml:2: " in done.stderr
    assert "Traceback" not in done.stderr


def checked(publisher: Publisher) -> str:
    """What the check of the uncommitted change finds, which has errors."""
    done = publisher.run("check", "--base", "origin/main")
    assert done.returncode == 1, done.stdout
    return done.stdout


def test_the_check_of_a_proposal_says_what_would_stop_its_publication(publisher: Publisher) -> None:
    """A language first, a new authentic text for past days, a rewritten base, a bad overrides.yml."""
    file = publisher.clone.path / "mkdocs.yml"
    changed = file.read_text(encoding="utf-8").replace("languages: [ky, ru, en]", "languages: [ru, ky, en]")
    publisher.clone.write("mkdocs.yml", changed)
    assert "languages: error: URLs and dates depend on this setting" in checked(publisher)
    publisher.clone.git("checkout", "--quiet", "mkdocs.yml")
    publisher.clone.write("overrides.yml", "- door\n")
    assert "overrides.yml" in checked(publisher)
    (publisher.clone.path / "overrides.yml").unlink()
    assert publisher.run("check", "--base", "origin/main").returncode == 0
    text = policy_text("# Other\n", title="Саясат", effective="2026-11-23", replaces="2026-12-01")
    publisher.clone.write("docs/ky/policies/privacy.md", text)
    found = checked(publisher)
    assert "For the days from 2026-11-23 to 2026-11-23 the published answer is the version of" in found
    assert "gate: past, policy: privacy, day: 2026-11-23" in found
    publisher.clone.git("checkout", "--quiet", "docs")
    publisher.clone.git("commit", "--quiet", "--amend", "--message=Another", date="2026-11-22" + AT)
    publisher.clone.git("push", "--quiet", "--force", "origin", "main")
    assert "is not an ancestor of" in checked(publisher)


@pytest.mark.parametrize("case", chosen(["missing", "other", "rewritten"], "rewritten"))
def test_the_check_of_a_proposal_needs_the_log_that_the_settings_name(
    publisher: Publisher, case: str
) -> None:
    clone, reported = publisher.clone, "The publication log cannot be found."
    if case == "other":
        file = clone.path / "mkdocs.yml"
        text = file.read_text(encoding="utf-8")
        clone.write("mkdocs.yml", re.sub(r'first: "?[0-9a-f]{4}', 'first: "0000', text))
        reported = "The publication log at the remote origin is not the one that the settings name"
    elif case == "rewritten":
        blob = clone.git("hash-object", "-w", "--stdin", stdin=b"other\n")
        tree = clone.git("mktree", stdin=f"100644 blob {blob}\tlog.txt\n".encode())
        clone.git("update-ref", "refs/remotes/origin/publications", clone.git("commit-tree", tree))
        reported = "The publication log was rewritten"
    else:
        for ref in clone.git("for-each-ref", "--format=%(refname)").split():
            if "publications" in ref or "sayasat" in ref:
                clone.git("update-ref", "-d", ref)
    clone.write(ABOUT, "# Changed\n")
    done = publisher.run("check", "--base", "origin/main")
    assert done.returncode == 3
    assert reported in done.stdout + done.stderr
