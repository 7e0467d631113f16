"""The commits of a proposal one by one, in real repositories: what only some ways to merge leave behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest

from sayasat.check.commits import CommitByCommit
from sayasat.check.finding import Finding, Severity
from sayasat.check.formats import check_report
from sayasat.check.runner import CheckResult
from sayasat.i18n.messages import LANGUAGES, messages
from sayasat.repository.commands import GitCommands, GitProcess
from sayasat.repository.reader import Repository
from sayasat.versions.archive import Archive, read_archive
from tests.builder.test_growth import STRAY, steps
from tests.support.proposed import TODAY, check, review
from tests.support.published import SETTINGS, edition, published
from tests.support.publisher import open_publisher
from tests.support.repo import PolicyRepo, policy_text

FIRST_FILE, FILED = (f"docs/ky/versions/privacy/{day}.md" for day in ("2024-01-01", "2027-01-01"))
NOON = f"{TODAY}T12:00:00+06:00"
KY, RU = (f"docs/{language}/policies/privacy.md" for language in ("ky", "ru"))
NOW = datetime.fromisoformat(f"{TODAY}T08:00:00+06:00")


def text(words: str, effective: str = "2024-01-01", **head: object) -> str:
    return policy_text(f"# Саясат {{#privacy}}\n\n{words}", title="Privacy", effective=effective, **head)


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    """One policy in force since 2024, published on ``main``; the branch ``next`` is checked out."""
    repo = PolicyRepo(tmp_path)
    repo.commit(files={KY: text("Биринчи."), RU: text("Первый.")})
    repo.branch("next")
    return repo


def propose(repo: PolicyRepo, *commits: Mapping[str, str | None]) -> list[str]:
    """Commit each change, a minute after the other; returns the commits."""
    return [
        repo.commit(date=(NOW + timedelta(minutes=minute)).isoformat(), files=files)
        for minute, files in enumerate(commits)
    ]


def found(repo: PolicyRepo, *arguments: str) -> list[Finding]:
    return [each for each in check(repo, "--base", "main", *arguments).findings if each.commit]


def commit_findings(repo: PolicyRepo) -> list[tuple[str, str, int, bool]]:
    return [(each.rule, each.commit, each.line, each.severity is Severity.ERROR) for each in found(repo)]


def test_a_past_date_that_a_later_commit_fixes_is_an_error_at_its_commit_and_line(repo: PolicyRepo) -> None:
    past, *_ = propose(
        repo,
        {KY: text("Экинчи.", "2026-01-01")},
        {KY: text("Экинчи.", "2027-01-01")},
        {RU: text("Второй.", "2027-01-01")},
    )
    assert commit_findings(repo) == [("past-without-authority", past, 3, True)]
    repo.git("reset", "--quiet", "--soft", "main")
    repo.commit(date=NOW.isoformat())
    assert commit_findings(repo) == []


def test_an_authority_in_a_later_commit_is_that_of_the_past_date(repo: PolicyRepo) -> None:
    """As the publication log has it, where both are published together; not that of a past repeal."""
    dated = {KY: text("Экинчи.", "2026-01-01")}
    propose(repo, dated, {KY: text("Экинчи.", "2026-01-01", authority="Order 7")})
    assert commit_findings(repo) == []
    repo.git("reset", "--quiet", "--hard", "main")
    repeal = text("Экинчи.", "2026-01-01", repealed="2026-06-01", authority="Order 7")
    past, _ = propose(repo, dated, {KY: repeal})
    assert commit_findings(repo) == [("past-without-authority", past, 3, True)]


def test_a_past_repeal_that_a_later_commit_takes_out_is_an_error_at_its_line(repo: PolicyRepo) -> None:
    repeal, _ = propose(
        repo, {KY: text("Биринчи.", repealed="2026-01-01")}, {KY: text("Биринчи.", summary="Жок.")}
    )
    assert commit_findings(repo) == [("past-without-authority", repeal, 4, True)]


@pytest.fixture
def announced(repo: PolicyRepo) -> PolicyRepo:
    """The same, and a version that is announced for 1 January 2027."""
    repo.checkout("main")
    repo.commit(files={KY: text("Экинчи.", "2027-01-01")}, date="2026-10-01T12:00:00+06:00")
    repo.git("checkout", "--quiet", "-B", "next")
    return repo


def test_a_date_before_its_replaces_withdraws_what_was_to_stand(announced: PolicyRepo) -> None:
    """The date alone moves the announced version; with ``replaces: none`` in the same commit it stands."""
    date, _ = propose(
        announced,
        {KY: text("Экинчи.", "2027-06-01")},
        {KY: text("Үчүнчү.", "2027-06-01", replaces="none")},
    )
    assert commit_findings(announced) == [("commits-lose-version", date, 3, True)]
    for language in LANGUAGES:
        said = check_report(CheckResult(tuple(found(announced))), messages(language), "text")
        assert "«replaces»" in said or "“replaces”" in said
        assert date[:12] in said
    assert f"{date[:12]}:{KY}:3" in review(announced, "main", language="en")


def test_a_wrong_day_that_the_next_commit_fixes_leaves_a_withdrawn_version(repo: PolicyRepo) -> None:
    wrong, _ = propose(repo, {KY: text("Экинчи.", "2027-01-01")}, {KY: text("Экинчи.", "2027-02-01")})
    assert commit_findings(repo) == [("commits-leave-version", wrong, 3, False)]


def test_a_file_under_a_name_that_does_not_stay_leaves_that_name(repo: PolicyRepo) -> None:
    orders, rules = "docs/ky/policies/orders.md", "docs/ky/policies/rules.md"
    named, _ = propose(
        repo, {orders: text("Эреже.", "2026-12-24")}, {orders: None, rules: text("Эреже.", "2026-12-24")}
    )
    assert commit_findings(repo) == [("commits-leave-name", named, 0, True)]
    repo.git("reset", "--quiet", "--hard", "main")
    named, _ = propose(repo, {orders: text("Эреже.", "2026-12-24")}, {orders: None})
    assert commit_findings(repo) == [("commits-leave-policy", named, 0, True)]


def test_a_fault_that_a_later_commit_fixes_is_a_warning_once(repo: PolicyRepo) -> None:
    """It stays in the history, set aside; the commit that comes between repeats it a line below."""
    fault, *_ = propose(
        repo,
        {KY: text("Экинчи.", "1 January")},
        {KY: text("Экинчи.", "1 January").replace("title", "summary: Жаңы.\ntitle")},
        {KY: text("Экинчи.", "2027-01-01")},
    )
    assert commit_findings(repo) == [("front-matter-date-form", fault, 3, False)]


def test_commits_that_give_the_same_versions_in_any_order_are_no_error(repo: PolicyRepo) -> None:
    """The words and their date in commits of their own, as an editor makes them in the browser."""
    steps = {"words": {"words": "Экинчи."}, "date": {"effective": "2027-01-01"}, "ru": None}
    for order in permutations(steps):
        repo.git("reset", "--quiet", "--hard", "main")
        head = {"words": "Биринчи.", "effective": "2024-01-01"}
        changes: list[Mapping[str, str | None]] = []
        for step in order:
            head |= steps[step] or {}
            changes.append({KY: text(**head)} if steps[step] else {RU: text("Второй.", "2027-01-01")})
        propose(repo, *changes)
        assert [each for each in found(repo) if each.severity is Severity.ERROR] == []


def test_where_proposals_are_merged_as_one_commit_their_commits_are_not_judged(repo: PolicyRepo) -> None:
    propose(repo, {KY: text("Экинчи.", "2026-01-01")}, {KY: text("Экинчи.", "2027-01-01")})
    repo.write("check.yml", "merge: one-commit\n")
    assert found(repo) == []
    repo.write("check.yml", "merge: any\n")
    assert len(found(repo)) == 1


def test_a_branch_that_took_over_the_main_line_is_judged_by_its_own_commits(repo: PolicyRepo) -> None:
    """Also a merge commit of the forge: HEAD is the merge of the proposal into the base."""
    past, _ = propose(repo, {KY: text("Экинчи.", "2026-01-01")}, {KY: text("Экинчи.", "2027-01-01")})
    repo.checkout("main")
    later = (NOW + timedelta(hours=1)).isoformat()
    repo.commit(files={"docs/ky/policies/orders.md": text("Эреже.")}, date=later)
    assert found(repo) == []
    repo.checkout("next")
    assert commit_findings(repo) == [("past-without-authority", past, 3, True)]
    repo.merge("main", date=later)
    assert commit_findings(repo) == [("past-without-authority", past, 3, True)]
    repo.checkout("main")
    repo.branch("pull")
    repo.merge("next", date=later)
    assert commit_findings(repo) == [("past-without-authority", past, 3, True)]


SCENARIOS: dict[str, tuple[Mapping[str, str | None], ...]] = {
    "words, then date": (
        {KY: text("Үчүнчү.", "2027-01-01")},
        {KY: text("Үчүнчү.", "2027-06-01", replaces="2027-01-01")},
    ),
    "date, then words": ({KY: text("Экинчи.", "2027-06-01")}, {KY: text("Үчүнчү.", "2027-06-01")}),
    "date, then words that leave both": (
        {KY: text("Экинчи.", "2027-06-01")},
        {KY: text("Үчүнчү.", "2027-06-01"), FILED: text("Экинчи.", "2027-01-01")},
    ),
    "file, then date": (
        {FILED: text("Экинчи.", "2027-01-01")},
        {KY: text("Үчүнчү.", "2027-06-01")},
    ),
    "a date that is taken back": ({KY: text("Экинчи.", "2027-06-01")}, {KY: text("Экинчи.", "2027-01-01")}),
    "a date before, then a later one": (
        {KY: text("Үчүнчү.", "2026-12-24", replaces="none")},
        {KY: text("Үчүнчү.", "2027-06-01", replaces="2027-01-01")},
    ),
    "a repeal that is postponed": (
        {KY: text("Экинчи.", "2027-01-01", repealed="2027-09-01")},
        {KY: text("Экинчи.", "2027-01-01", repealed="2028-09-01")},
    ),
    "an early repeal that is postponed": (
        {KY: text("Экинчи.", "2027-01-01", repealed="2026-12-01")},
        {KY: text("Экинчи.", "2027-01-01", repealed="2028-09-01")},
    ),
    "a correction, then its reason": (
        {KY: text("Экинчи.", "2027-01-01"), FIRST_FILE: text("Биринчи!")},
        {FIRST_FILE: text("Биринчи!", editorial="Белги.")},
    ),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_error_is_reported_where_a_rebase_and_a_squash_give_other_versions(
    announced: PolicyRepo, name: str
) -> None:
    """Both are made by Git, and their versions are read."""
    propose(announced, *SCENARIOS[name])
    findings = check(announced, "--base", "main").findings
    errors = [each.rule for each in findings if each.severity is Severity.ERROR]
    assert len(errors) <= 1
    announced.git("checkout", "--quiet", "-B", "squashed", "main")
    announced.git("merge", "--quiet", "--squash", "next")
    announced.commit(date=NOON)
    announced.git("checkout", "--quiet", "-B", "rebased", "main")
    announced.git("cherry-pick", "main..next", date=NOON)
    squashed, rebased = (versions(announced, name) for name in ("squashed", "rebased"))
    assert bool(errors) == (squashed != rebased), (errors, squashed, rebased)


def versions(repo: PolicyRepo, branch: str) -> dict[str, object]:
    """The versions that stand, with their texts, and the repeals."""
    repo.checkout(branch)
    with published(repo, TODAY) as catalogue:
        timeline = edition(catalogue).timeline
        texts = {
            str(each.date): each.text.source.sha256 for each in timeline.versions if not each.withdrawn_on
        }
        return {**texts, "repeals": timeline.repeals}


def test_a_past_date_is_one_error_with_a_publication_log_too(tmp_path: Path) -> None:
    """With a publication log: the past date has one cause, and one error."""
    publisher = open_publisher(tmp_path)
    publisher.begin()
    publisher.published()
    repo, target = publisher.clone, "docs/ky/policies/privacy.md"
    repo.branch("next")
    before = (repo.path / target).read_text(encoding="utf-8")
    past, _ = propose(repo, {target: before.replace("2026-12-01", "2026-01-01")}, {target: before})
    ran = publisher.run("check", "--base", "main")
    assert (ran.returncode, f"{past[:12]}:{target}:" in ran.stdout) == (1, True), ran.stdout
    assert "gate-past" not in ran.stdout
    assert ran.stdout.count("error:") == 1


def test_the_check_of_a_proposal_grows_evenly_with_its_commits(
    repo: PolicyRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git is started as often for each further commit; the history is read twice, however many there are."""
    started: list[str] = []
    start = GitCommands.start

    def counted(commands: GitCommands, command: str, *arguments: str) -> GitProcess:
        started.append(command)
        return start(commands, command, *arguments)

    monkeypatch.setattr(GitCommands, "start", counted)
    counts = []
    for _ in range(3):
        propose(repo, *({"docs/ky/about.md": f"# {number}\n"} for number in range(4)))
        propose(repo, *({RU: text("Первый.", summary=f"{number}")} for number in range(4)))
        started.clear()
        found(repo)
        counts.append((len(started), started.count("log")))
    (few, logs), (more, _), (most, last) = counts
    assert most - more == more - few <= 8 * 3
    assert logs == last


def test_judging_the_commits_grows_evenly_with_them(repo: PolicyRepo) -> None:
    """Each opens a version or corrects one: the third forty cost what the second forty did."""
    counts = []
    for day in range(3):
        dates = [(NOW + timedelta(days=1 + 20 * day + each)).date().isoformat() for each in range(20)]
        changes = ((text(each, each), text(f"{each}.", each, editorial=each)) for each in dates)
        propose(repo, *({KY: version} for pair in changes for version in pair))
        both = CommitByCommit(*opened(repo))
        counts.append(steps(partial(lambda each: list(each.findings()), both)))
    few, more, most = counts
    assert (most - more) - (more - few) < STRAY * most, counts


def opened(repo: PolicyRepo) -> tuple[Archive, Archive, dict[str, str], str, Callable[[str], bytes]]:
    """The branch ``next`` as one commit on ``main``, and as it is."""
    commits = repo.git("rev-list", "--reverse", "main..next").split()
    repo.git("branch", "--force", "joined", repo.git("commit-tree", "next^{tree}", "-p", "main", "-m", "All"))
    archives = []
    for name in ("joined", "next"):
        with Repository.open(repo.path, name) as repository:
            archives.append(read_archive(repository, SETTINGS))
    return (*archives, {each: each for each in commits}, commits[-1], lambda _: b"")  # type: ignore[return-value]
