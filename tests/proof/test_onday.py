"""onday.sh finds in the log alone what an archive knows: every answer, in every language."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace

from sayasat.proof.files import ONDAY
from sayasat.publish.gates import names, past_answers
from sayasat.versions.archive import Archive
from sayasat.versions.log_events import LogEvent
from sayasat.versions.log_lines import settings_line
from sayasat.versions.model import Basis
from sayasat.versions.policy import answer
from sayasat.versions.publication_log import LogLine, PublicationLog, rendered
from tests.support.histories import Proposal, described
from tests.support.main_line import main_lines
from tests.support.random_histories import HistoryOptions, histories
from tests.support.simulated_publisher import SETTINGS, archive_of, lines_of, refusals
from tests.support.soak import few_examples

STEADY = HistoryOptions(clocks=(), swaps_parents=True)
DAY = date(2026, 6, 1)
SCRIPT = ONDAY.decode()


def onday(log: Path, policy: str, language: str, day: date | str) -> subprocess.CompletedProcess[str]:
    command = ["sh", "-c", SCRIPT, "onday.sh", str(log), policy, language, str(day)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def held(log: Path, policy: str, language: str, day: date) -> str:
    """Date, digest and place of the text; empty where there was none."""
    done = onday(log, policy, language, day)
    assert (done.returncode, done.stderr) == (0, "")
    return "" if done.stdout.startswith("none: ") else " ".join(done.stdout.split()[:3])


def expected(archive: Archive, slug: str, language: str, day: date) -> str:
    policy = archive.policy(slug)
    assert policy is not None
    found = answer(policy, day, language=language)
    if found is None:
        return ""
    version, placed = found
    revision = placed.revision
    return f"{version.date} {placed.source.sha256} {revision.commit}:{revision.path}"


def questions(archive: Archive, log: PublicationLog) -> Iterator[tuple[str, str, date]]:
    """Each published name, in each language, on the days on which something changes and the days before."""
    published = {line.policy for line in log.lines}
    for policy in archive.policies:
        names = (policy.slug, *policy.authentic.lineage.former_slugs)
        slugs = [each for each in names if each in published]
        changes = {each.start for each in policy.authentic.answers}
        changes |= {each.recorded.date() for each in policy.authentic.lineage.events}
        for day in sorted({each for one in changes for each in (one, one - timedelta(1))}):
            for place, language in enumerate(SETTINGS.languages):
                yield slugs[(day.day + place) % len(slugs)], language, day


@few_examples(25)
@given(histories(STEADY))
def test_the_script_and_the_archive_agree(
    tmp_path_factory: pytest.TempPathFactory, proposals: list[Proposal]
) -> None:
    """With files in ``versions/``, documented texts, renames, removals, repeals and late translations."""
    log = PublicationLog((settings_line(SETTINGS, date(2000, 1, 1)),))
    archive = None
    for line in main_lines(proposals):
        seen = archive_of(line, log)
        lines = lines_of(line, log)
        if line.proposal.lag is None or refusals(line, seen):
            continue
        if [*names(log.extended(lines), seen), *past_answers(log, lines, seen, "ky", line.today)]:
            continue
        log, archive = log.extended(lines), archive_of(line, log.extended(lines))
    if archive is None:
        return
    file = tmp_path_factory.mktemp("log") / "log.txt"
    file.write_bytes(log.data)
    for slug, language, day in questions(archive, log):
        assert held(file, slug, language, day) == expected(archive, slug, language, day), (
            slug,
            language,
            day,
            described(proposals),
            log.data.decode(),
        )


def logged(folder: Path, *events: tuple[LogEvent, str, str, str]) -> Path:
    """A log of one policy; each event has its language, date and more."""
    lines = [settings_line(SETTINGS, DAY)]
    for number, (event, language, day, more) in enumerate(events, 1):
        held = date.fromisoformat(day) if day else None
        commit = f"{number:040x}"
        line = LogLine(DAY, event, "privacy", language, held, commit=commit, path="p.md", more=more)
        is_text = event is LogEvent.TEXT
        facts = LogLine(DAY, event, basis=Basis.STATED, kind="new", number=1, sha256=f"{number:064x}")
        names = ("basis", "kind", "number", "sha256")
        lines.append(replace(line, **{name: getattr(facts, name) for name in names}) if is_text else line)
    file = folder / "log.txt"
    file.write_bytes(rendered(lines))
    return file


TEXT, WITHDRAWN, RETURNED = LogEvent.TEXT, LogEvent.WITHDRAWN, LogEvent.RETURNED
REMOVED, UNTIL, DATED = LogEvent.REMOVED, LogEvent.UNTIL, LogEvent.DATED
FIRST, SECOND = (TEXT, "ky", "2026-01-01", ""), (TEXT, "ky", "2026-03-01", "")


@pytest.mark.parametrize(
    ("events", "months"),
    [
        ([FIRST, SECOND], "112222"),
        ([FIRST, SECOND, (WITHDRAWN, "ky", "2026-03-01", "")], "111111"),
        ([FIRST, SECOND, (WITHDRAWN, "ky", "2026-03-01", ""), (RETURNED, "ky", "2026-03-01", "")], "112222"),
        ([FIRST, (LogEvent.REPEALED, "ky", "2026-04-01", "")], "111---"),
        ([FIRST, (LogEvent.REPEALED, "ky", "2026-04-01", ""), (TEXT, "ky", "2026-05-01", "")], "111-33"),
        (
            [
                FIRST,
                (LogEvent.REPEALED, "ky", "2026-04-01", ""),
                (LogEvent.REPEAL_OFF, "ky", "2026-04-01", ""),
            ],
            "111111",
        ),
        ([SECOND, (DATED, "ky", "2026-02-01", "2026-03-01")], "-11111"),
        ([FIRST, SECOND, (UNTIL, "ky", "2026-01-01", "2026-02-01")], "1-2222"),
        ([FIRST, (REMOVED, "ky", "2026-03-01", "")], "11----"),
        ([FIRST, (REMOVED, "ky", "2026-03-01", ""), (RETURNED, "ky", "", "2026-05-01")], "11--11"),
        ([FIRST, FIRST, (LogEvent.BEHIND, "ru", "2026-01-01", "")], "222222"),
    ],
)
def test_each_event_says_its_own(
    tmp_path: Path, events: list[tuple[LogEvent, str, str, str]], months: str
) -> None:
    file = logged(tmp_path, *events)
    found = [onday(file, "privacy", "ky", f"2026-{month:02d}-01").stdout for month in range(1, 7)]
    assert "".join("-" if each.startswith("none") else each.split()[1][-1] for each in found) == months


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("privacy", "ky"), 2, "usage"),
        (("privacy", "ky", "1 March"), 2, "usage"),
        (("pirvacy", "ky", "2026-03-01"), 2, "no policy pirvacy"),
    ],
)
def test_a_wrong_question_is_an_error(
    tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    file = logged(tmp_path, FIRST)
    command = ["sh", "-c", SCRIPT, "onday.sh", str(file), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, said in done.stderr, done.stdout) == (code, True, "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\ttext\t", "\tsomething\t"),
        ("\ttext\t", "\truled\t"),
        ("\tky\t", "\t"),
        ("\n", "\r\n"),
        ("languages=", "x="),
    ],
)
def test_a_log_that_it_cannot_read_gets_no_answer(tmp_path: Path, old: str, new: str) -> None:
    file = logged(tmp_path, FIRST)
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))
    done = onday(file, "privacy", "ky", "2026-03-01")
    assert (done.returncode, done.stdout) == (3, "")


def test_a_rewritten_commit_is_followed(tmp_path: Path) -> None:
    file = logged(tmp_path, FIRST)
    moves = [
        LogLine(DAY, LogEvent.MOVED, commit=f"{new:040x}", more=f"{old:040x}")
        for old, new in ((1, 7), (7, 9))
    ]
    file.write_bytes(file.read_bytes() + rendered(moves))
    assert held(file, "privacy", "ky", date(2026, 3, 1)).split()[2] == f"{9:040x}:p.md"


def test_a_translation_that_was_handed_on_comes_back_without_what_was_made_since(tmp_path: Path) -> None:
    """May's version was brought forward to February and announced again: each has its own translation."""
    february, may = "2026-02-01", "2026-05-01"
    there = [(TEXT, "ky", may, ""), (TEXT, "ru", may, "")]
    forward = [(TEXT, "ky", february, ""), (WITHDRAWN, "ky", may, february), (TEXT, "ru", february, "")]
    handed = [(DATED, "ru", february, may)]
    again = [(TEXT, "ky", may, ""), (RETURNED, "ky", may, ""), (DATED, "ru", may, february)]
    days = [date(2026, 3, 1), date(2026, 6, 1)]

    def texts(*events: tuple[LogEvent, str, str, str]) -> list[str]:
        file = logged(tmp_path, *events)
        return [held(file, "privacy", "ru", day).split()[1][-1] for day in days]

    assert texts(*there, *forward, *handed) == ["5", "5"]
    assert texts(*there, *forward[:2], *handed) == ["2", "2"]
    assert texts(*there, *forward, *handed, *again) == ["5", "2"]
