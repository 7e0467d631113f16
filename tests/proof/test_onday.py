"""onday.sh finds in the log alone what an archive knows: every answer, in every language."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from sayasat.proof.files import ONDAY
from sayasat.publish.gates import names, past_answers
from sayasat.versions.answers import answer
from sayasat.versions.archive import Archive
from sayasat.versions.log_lines import settings_line
from sayasat.versions.publication_log import PublicationLog
from tests.support.histories import Proposal, described
from tests.support.main_line import main_lines
from tests.support.random_histories import HistoryOptions, histories
from tests.support.simulated_publisher import SETTINGS, archive_of, lines_of, refusals

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


@settings(phases=[Phase.generate])
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
