"""Golden cases of the version rules, and the same rules on real repositories.

A case is a history and what comes of it, one file each in golden/versions; what its keys mean is in `_check`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from sayasat.policy_files.facts import Source, read_source
from sayasat.policy_files.layout import Published
from sayasat.repository.plumbing import Commit, FileChange
from sayasat.repository.reader import Repository
from sayasat.settings import Settings
from sayasat.versions.archive import read_archive
from sayasat.versions.edition_timeline import Timeline, unknown
from sayasat.versions.lineage import Lineage
from sayasat.versions.lineage_builder import lineages
from sayasat.versions.log_events import LogEvent
from sayasat.versions.model import Basis, PlacedRevision
from sayasat.versions.policy import Policy
from sayasat.versions.publication_log import LogLine, PublicationLog
from sayasat.versions.published_facts import PublishedFacts
from sayasat.versions.renames import join_renamed, with_originals
from sayasat.versions.status import Standing, shown
from sayasat.versions.timeline import fold
from sayasat.versions.translations import follow
from tests.support.golden_files import read_yaml
from tests.support.repo import PolicyRepo, policy_text

ZONE = ZoneInfo("Asia/Bishkek")
LANGUAGES = ("ky", "ru", "en")
CASES = Path(__file__).parents[1] / "golden" / "versions"
RULES = Path(__file__).parents[2] / "decisions" / "0023-version-rules-second-edition.md"
SHOWN_ELSEWHERE = {"1.1", "1.9", "12.3"}
"""Sentences about merges (below), about images (test_shown_images.py) and about repositories that cannot be
read whole (test_repository.py)."""


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yml")), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    """What comes of a history is what the case says, no version more and none less."""
    case = read_yaml(path)
    history = _History(case["history"], case.get("policy", "privacy"))
    policy = history.policy()
    days = case["today"] if isinstance(case["today"], list) else [case["today"]]
    expected = {
        language: [_check(version, days) for version in versions]
        for language, versions in case["versions"].items()
    }
    found = {
        timeline.lineage.language: history.facts(policy, timeline, days, expected)
        for timeline in (policy.authentic, *policy.translations)
    }
    assert found == expected
    for timeline in (policy.authentic, *policy.translations):
        _assert_numbered(timeline)
    refused = [fault.code for fault in history.refused]
    assert [*refused, *_stops(policy)] == case.get("stops", [])
    assert [[gap.start, gap.end] for gap in unknown(policy.authentic)] == case.get("not_known", [])
    for day, main_page in case.get("main_page", {}).items():
        standing = shown(policy.standings("ky", day))
        assert standing is not None
        assert standing.version.date == main_page


def test_every_sentence_of_the_rules_has_a_case() -> None:
    """The rules cannot say what no case shows, nor a case quote what they do not say."""
    rules = RULES.read_text(encoding="utf-8").partition("## What changed")[0]
    said = re.findall(r"^- \*\*([0-9.]+)\*\* (.*?)(?=\n\n|\n- |\Z)", rules, re.MULTILINE | re.DOTALL)
    sentences = {f"{number} {' '.join(sentence.split())}" for number, sentence in said}
    quoted = {read_yaml(path)["rule"] for path in CASES.glob("*.yml")}
    assert quoted <= sentences
    assert {sentence.split()[0] for sentence in sentences - quoted} == SHOWN_ELSEWHERE


def _check(version: dict[str, Any], days: list[date]) -> dict[str, Any]:
    """A version as a case tells it, with what it leaves out.

    Left out, `basis` is stated, `behind` false, `formerly_dated` empty, and a date or fact
    absent. `status` is the
    same on every day of `today`, or one for each. `text` is compared only where it is given.
    """
    found = {
        "basis": "stated",
        "from": None,
        "until": None,
        "withdrawn_on": None,
        "replaced_by": None,
        "formerly_dated": [],
        "behind": False,
        "adopted": None,
        "authority": None,
        "summary": None,
        "text": None,
        **version,
    }
    if isinstance(found["status"], str):
        found["status"] = dict.fromkeys(days, found["status"])
    return found


def _stops(policy: Policy) -> list[str]:
    """Codes of what is wrong in the newest revision of each file that there is."""
    timelines = (policy.authentic, *policy.translations)
    return [fault.code for timeline in timelines for fault in timeline.faults]


class _History:
    """A case's commits, without Git."""

    def __init__(self, history: list[dict[str, Any]], slug: str) -> None:
        self._slug = slug
        self._bytes: dict[str, bytes] = {}
        self._paths: dict[str, str] = {}
        self._log: list[LogLine] = []
        self._commits = [self._commit(place, entry) for place, entry in enumerate(history)]

    def _commit(self, place: int, entry: dict[str, Any]) -> Commit:
        files = sorted(entry.keys() - {"date", "published"})
        changes = [self._change(file, entry[file]) for file in files]
        when = entry["date"]
        if not isinstance(when, datetime):
            when = datetime.combine(when, time(12), ZONE)
        commit = Commit(f"{place:040x}", when.astimezone(UTC), "Editor", "Edit", tuple(changes))
        self._publish(commit, **entry.get("published", {}))
        return commit

    def _publish(self, commit: Commit, day: date | None = None, **texts: dict[str, Any]) -> None:
        """Log a publication: its day, and by language the date, class and number of the commit's revision."""
        if day is not None:
            self._log.append(LogLine(day, LogEvent.PUBLISHED, commit=commit.sha))
        for language, text in texts.items():
            line = LogLine(day or date.min, LogEvent.TEXT, "privacy", language, text["date"], Basis.STATED)
            path = f"docs/{language}/policies/privacy.md"
            line = replace(line, kind=text["change"], number=text["number"], commit=commit.sha, path=path)
            self._log.append(line)

    def _change(self, file: str, keys: dict[str, Any]) -> FileChange:
        """``ky`` is the file in ``policies/``, ``ky/versions/2026-12-01`` that of one version.

        ``removed`` deletes the file, ``renamed`` is its new name, ``slug`` that of another file.
        """
        front_matter = {**keys}
        language, _, version = file.partition("/versions/")
        before = self._paths.get(language, f"docs/{language}/policies/privacy.md")
        if version:
            before = f"docs/{language}/versions/{keys.get('slug', 'privacy')}/{version}.md"
        new_name = front_matter.pop("renamed", None)
        slug = new_name or front_matter.pop("slug", None)
        path = f"docs/{language}/policies/{slug}.md" if slug and not version else before
        if front_matter.pop("removed", False):
            return FileChange(path, None, None)
        if not version:
            self._paths[language] = path
        body = front_matter.pop("text")
        data = policy_text(body, **{"title": "Privacy", **front_matter}).encode()
        blob = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        self._bytes[blob] = data
        return FileChange(path, blob, before if new_name else None)

    def policy(self) -> Policy:
        sources = {blob: read_source(data) for blob, data in self._bytes.items()}
        found, self.refused = lineages(self._commits, Published(LANGUAGES), ZONE)
        found, faults = join_renamed(found, _former_names(found, sources))
        assert not faults
        found = with_originals(found, "ky")
        by_language = {lineage.language: lineage for lineage in found if lineage.slug == self._slug}
        log = PublicationLog(tuple(self._log))
        facts = {language: PublishedFacts(log, lineage) for language, lineage in by_language.items()}
        original = fold(by_language["ky"], sources, published=facts["ky"])
        translations = (
            follow(by_language[language], sources, original, facts[language])
            for language in LANGUAGES[1:]
            if language in by_language
        )
        return Policy(self._slug, original, tuple(translations))

    def facts(
        self,
        policy: Policy,
        timeline: Timeline,
        days: list[date],
        expected: Mapping[str, list[dict[str, Any]]],
    ) -> list[dict[str, Any]]:
        """The versions of one language as a case tells them."""
        language = timeline.lineage.language
        by_day = {day: policy.standings(language, day) for day in days}
        with_text = {version["date"] for version in expected[language] if version["text"] is not None}
        return [
            self._told_version(
                standing,
                {day: standings[place].status.value for day, standings in by_day.items()},
                with_text=standing.version.date in with_text,
            )
            for place, standing in enumerate(by_day[days[-1]])
        ]

    def _told_version(
        self, standing: Standing, status: dict[date, str], *, with_text: bool
    ) -> dict[str, Any]:
        version = standing.version
        return {
            "date": version.date,
            "basis": version.basis.value,
            "status": status,
            "from": standing.since,
            "until": standing.until,
            "withdrawn_on": version.withdrawn_on,
            "replaced_by": version.replaced_by,
            "formerly_dated": list(version.formerly_dated),
            "behind": version.behind,
            "adopted": version.adopted,
            "authority": version.authority,
            "summary": version.summary,
            "text": self._body(version.text) if with_text else None,
            "revisions": [_told_revision(placed) for placed in version.revisions],
        }

    def _body(self, placed: PlacedRevision) -> str:
        return self._bytes[placed.revision.blob].decode().rpartition("---\n\n")[2].strip()


def _former_names(
    found: tuple[Lineage, ...], sources: Mapping[str, Source]
) -> dict[tuple[str, str], tuple[str, ...]]:
    newest = ((lineage, sources[lineage.revisions[-1].blob]) for lineage in found)
    return {(lineage.slug, lineage.language): source.front_matter.formerly for lineage, source in newest}


def _told_revision(placed: PlacedRevision) -> str | dict[str, str]:
    """Its class, whether its date is past, and its reason, or its fault and whether that sets it aside."""
    change = f"{placed.change.value}{', past' if placed.past else ''}"
    if placed.faults:
        codes = ", ".join(fault.code for fault in placed.faults)
        return {f"{change}, {'at fault' if placed.acts else 'set aside'}": codes}
    return {change: placed.editorial} if placed.editorial else change


def _assert_numbered(timeline: Timeline) -> None:
    """The acting revisions of each version are numbered from 1 as the commits went by, and no others."""
    for version in timeline.versions:
        acting = [placed for placed in version.revisions if placed.acts]
        assert [placed.number for placed in acting] == list(range(1, len(acting) + 1))
        assert [placed.revision.place for placed in acting] == sorted(
            placed.revision.place for placed in acting
        )
        assert {placed.number for placed in version.revisions if not placed.acts} <= {None}


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    return PolicyRepo(tmp_path / "repository")


def _privacy(repo: PolicyRepo) -> Policy:
    settings = Settings(LANGUAGES, ZONE, "example.org,2024", {}, "https://example.org/")
    with Repository.open(repo.path) as repository:
        policy = read_archive(repository, settings).policy("privacy")
    assert policy is not None
    return policy


def _classes(timeline: Timeline) -> Iterator[tuple[str, list[str]]]:
    for version in timeline.versions:
        yield version.date.isoformat(), [placed.change.value for placed in version.revisions]


def test_a_merge_and_its_revert(repo: PolicyRepo) -> None:
    """The merge is what announces a version, on its own day; its revert withdraws it.

    main   A---------M---R
            \\       /
    next     B-----C
    """
    repo.policy("ky", "privacy", "First.", effective=date(2024, 2, 1), date="2024-01-10T12:00:00+06:00")
    repo.branch("next")
    repo.policy("ky", "privacy", "Scond.", effective=date(2026, 12, 1), date="2026-10-01T12:00:00+06:00")
    repo.policy("ky", "privacy", "Second.", effective=date(2026, 12, 1), date="2026-10-02T12:00:00+06:00")
    repo.checkout("main")
    merge = repo.merge("next", date="2026-11-01T12:00:00+06:00")

    announced = _privacy(repo).authentic
    assert list(_classes(announced)) == [("2024-02-01", ["new"]), ("2026-12-01", ["new"])]
    assert announced.versions[1].text.revision.commit == merge
    assert announced.versions[1].text.committed_on == date(2026, 11, 1)

    repo.revert(merge, date="2026-11-02T12:00:00+06:00")

    reverted = _privacy(repo)
    assert list(_classes(reverted.authentic)) == [("2024-02-01", ["new", "revert"]), ("2026-12-01", ["new"])]
    assert [each.status.value for each in reverted.standings("ky", date(2026, 12, 1))] == [
        "in-force",
        "withdrawn",
    ]


def test_the_revert_of_the_revert_announces_again(repo: PolicyRepo) -> None:
    """main   A---B---R---R': B's version stands again."""
    repo.policy("ky", "privacy", "First.", effective=date(2024, 2, 1), date="2024-01-10T12:00:00+06:00")
    second = repo.policy(
        "ky", "privacy", "Second.", effective=date(2026, 12, 1), date="2026-11-01T12:00:00+06:00"
    )
    revert = repo.revert(second, date="2026-11-02T12:00:00+06:00")
    repo.revert(revert, date="2026-11-03T12:00:00+06:00")

    policy = _privacy(repo)
    assert [each.status.value for each in policy.standings("ky", date(2026, 12, 1))] == [
        "superseded",
        "in-force",
    ]


def test_a_renamed_policy_keeps_its_versions(repo: PolicyRepo) -> None:
    """Git's rename and a new text in one commit: the old version stays under the new name."""
    lines = "\n\n".join(f"Paragraph {number} of the policy." for number in range(20))
    old, new = "docs/ky/policies/confidentiality.md", "docs/ky/policies/privacy.md"
    repo.policy("ky", "confidentiality", lines, effective=date(2024, 2, 1), date="2024-01-10T12:00:00+06:00")
    text = policy_text(f"{lines}\n\nOne more.", title="Privacy", effective=date(2025, 2, 1))
    repo.rename(old, new, date="2025-01-10T12:00:00+06:00", files={new: text})

    timeline = _privacy(repo).authentic
    assert list(_classes(timeline)) == [("2024-02-01", ["new"]), ("2025-02-01", ["new"])]
    assert timeline.lineage.former_slugs == ("confidentiality",)


def test_translations_in_one_commit_and_later(repo: PolicyRepo) -> None:
    """A translation of the same commit is not behind; after a correction that concerns it, it is."""
    files = {
        f"docs/{language}/policies/privacy.md": policy_text(text, title="Privacy", effective=date(2024, 2, 1))
        for language, text in {"ky": "Yor data.", "ru": "Data of yours."}.items()
    }
    repo.commit(date="2024-01-10T12:00:00+06:00", files=files)
    assert [version.behind for version in _privacy(repo).translations[0].versions] == [False]

    repo.policy(
        "ky",
        "privacy",
        "Your data.",
        effective=date(2024, 2, 1),
        editorial="A letter was missing.",
        concerns="translations",
        date="2024-03-10T12:00:00+06:00",
    )
    assert [version.behind for version in _privacy(repo).translations[0].versions] == [True]


def test_a_revision_that_was_set_aside_has_no_number() -> None:
    """It was never published: the next one has its number, in a translation too."""
    text = {"effective": date(2024, 2, 1), "text": "One."}
    slip = {"effective": "soon", "text": "Two."}
    corrected = {"effective": date(2024, 2, 1), "editorial": "A slip.", "text": "Two."}
    policy = _History(
        [
            {"date": date(2024, 1, 10), "ky": text, "ru": text},
            {"date": date(2024, 3, 10), "ky": slip, "ru": slip},
            {"date": date(2024, 3, 11), "ky": corrected, "ru": corrected},
        ],
        "privacy",
    ).policy()
    for timeline in (policy.authentic, *policy.translations):
        assert [placed.number for placed in timeline.versions[0].revisions] == [1, None, 2]
