"""The gates on hand-written logs: what stops a publication, what explains it, what an entry lets pass."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayasat.errors import Fault
from sayasat.i18n.messages import messages
from sayasat.policy_files.facts import Source
from sayasat.policy_files.front_matter import FrontMatter
from sayasat.publish.gates import (
    Stop,
    ancestry,
    names,
    overridden,
    past_answers,
    settings_kept,
    urls,
)
from sayasat.publish.overrides import Gate, Override, logged
from sayasat.settings import Settings
from sayasat.versions.archive import Archive
from sayasat.versions.log_events import LogEvent, LogMark
from sayasat.versions.log_lines import new_lines, settings_line
from sayasat.versions.model import Basis
from sayasat.versions.policy import Policy
from sayasat.versions.publication_log import LogLine, PublicationLog
from sayasat.versions.timeline import fold
from tests.support.histories import Document
from tests.support.main_line import daily
from tests.support.simulated_publisher import archive_of, lines_of
from tests.versions.test_log_lines import is_sound, read
from tests.versions.test_timeline_properties import FIRST as FIRST_DAY
from tests.versions.test_timeline_properties import HISTORIES, Step, edition

HEAD, LAST = "b" * 40, "a" * 40
PUBLISHED, TODAY = date(2024, 2, 1), date(2024, 2, 10)
SETTINGS = Settings(
    ("ky", "ru"), ZoneInfo("Asia/Bishkek"), "example.org,2026", {"ky": "–", "ru": "–"}, "https://example.org/"
)
BEGUN = settings_line(SETTINGS, PUBLISHED)
FIRST = LogLine(PUBLISHED, LogEvent.PUBLISHED, number=1, commit=LAST)


def text(day: str, kind: str = "new", more: str = "", policy: str = "privacy", number: int = 1) -> LogLine:
    path = f"docs/ky/policies/{policy}.md"
    stated = date.fromisoformat(day)
    return LogLine(
        PUBLISHED,
        LogEvent.TEXT,
        policy,
        "ky",
        stated,
        Basis.STATED,
        kind,
        number,
        LAST,
        path,
        "d" * 64,
        "1",
        more,
    )


def line(event: LogEvent, day: str = "", more: str = "", policy: str = "privacy") -> LogLine:
    stated = date.fromisoformat(day) if day else None
    return LogLine(PUBLISHED, event, policy, "ky", stated, more=more)


def log(*lines: LogLine) -> PublicationLog:
    return PublicationLog((BEGUN, FIRST, *lines))


def source_of(words: str, effective: date) -> Source:
    sha256 = hashlib.sha256(f"{words} {effective}".encode()).hexdigest()
    return Source(sha256, words, words, FrontMatter(title="Privacy", effective=effective), ())


def archive(*effective: str) -> Archive:
    """The policy ``privacy``, with one version for each date, committed on it; their words differ."""
    dates = [date.fromisoformat(day) for day in effective]
    sources = [source_of(str(number), day) for number, day in enumerate(dates)]
    later = [(day - before).days for before, day in pairwise([FIRST_DAY, *dates])]
    lineage = edition([Step(*each) for each in zip(later, sources, strict=True)], "ky")
    return Archive(HEAD, (Policy("privacy", fold(lineage, {each.sha256: each for each in sources})),), {})


def codes(stops: Sequence[Stop]) -> list[str]:
    return [stop.fault.code for stop in stops]


def test_the_last_published_commit_is_an_ancestor_of_the_head() -> None:
    assert not list(ancestry(log(), HEAD, is_ancestor=True, is_older=False))
    assert not list(ancestry(PublicationLog((BEGUN,)), HEAD, is_ancestor=False, is_older=False))
    assert codes(list(ancestry(log(), HEAD, is_ancestor=False, is_older=False))) == ["gate-ancestry"]
    assert codes(list(ancestry(log(), HEAD, is_ancestor=False, is_older=True))) == ["gate-older"]


def past(log: PublicationLog, archive: Archive, *new: LogLine) -> list[tuple[str, str]]:
    stops = past_answers(log, new, archive, "ky", TODAY)
    return [(dict(stop.fault.facts)["first"], dict(stop.fault.facts)["last"]) for stop in stops]


def test_a_version_that_was_announced_takes_effect_without_a_line() -> None:
    assert past(log(text("2024-01-05"), text("2024-02-05")), archive("2024-01-05", "2024-02-05")) == []


def test_a_past_day_with_another_version_stops_a_publication() -> None:
    before = log(text("2024-01-05"), text("2024-02-05"))
    assert past(before, archive("2024-01-05")) == [("2024-02-05", "2024-02-09")]
    assert past(before, archive("2024-01-05", "2024-02-09")) == [
        ("2024-02-05", "2024-02-08"),
        ("2024-02-09", "2024-02-09"),
    ]
    assert past(before, archive("2024-01-05", "2024-02-05", "2024-02-10")) == []


@pytest.mark.parametrize(
    ("new", "is_explained"),
    [
        (text("2024-01-20", "new"), False),
        (text("2024-01-20", "new,past"), False),
        (text("2024-01-20", "new,past", "Order 7"), True),
        (text("2024-01-20", "documented,past", "The gazette"), True),
        (line(LogEvent.UNTIL, "2024-01-20", "2024-02-01"), True),
        (line(LogEvent.UNTIL, "2024-01-21", "2024-02-01"), False),
        (text("2024-01-20", "new,late"), True),
        (text("2024-01-21", "new,late"), False),
        (text("2024-01-20", "new,late", policy="cookies"), False),
        (line(LogEvent.DATED, "2024-01-20", "2024-01-31"), True),
        (line(LogEvent.ERASED), True),
        (line(LogEvent.BEHIND), False),
    ],
)
def test_a_new_line_that_says_why_explains_a_past_day(new: LogLine, is_explained: bool) -> None:
    before = log(text("2024-01-05"), text("2024-01-05", policy="cookies"))
    found = past(before, archive("2024-01-05", "2024-01-20"), new)
    assert found == ([] if is_explained else [("2024-01-20", "2024-02-09")])


@given(HISTORIES, st.data())
def test_only_a_revision_that_reaches_back_without_authority_stops_a_publication(
    history: list[Step], data: st.DataObject
) -> None:
    """Whatever was published when, and on which later day. No revision here names an authority."""
    before = PublicationLog()
    for length in range(1, len(history) + 1):
        if not is_sound(history[:length]) or not data.draw(st.booleans()):
            continue
        timeline = read(history[:length], before)
        there = Archive(HEAD, (Policy("privacy", timeline),), {}, log=before)
        day = timeline.lineage.events[-1].recorded.date() + timedelta(days=data.draw(st.integers(0, 9)))
        today = max([day, *(line.day for line in before.lines[-1:])])
        new = new_lines(there, SETTINGS, before, today, f"{length:040x}")
        if list(past_answers(before, new, there, "ky", today)):
            assert any(LogMark.PAST in line.marks for line in new)
        before = before.extended(new)


NO_VERSION = {"ky": "бир да редакция", "ru": "ни одна редакция не действовала", "en": "no version"}


@pytest.mark.parametrize("language", NO_VERSION)
def test_a_stop_says_in_words_that_no_version_applied(language: str) -> None:
    """Before the first version, which another one is dated before; and before one that takes its place."""
    opened = past_answers(log(text("2024-01-20")), [], archive("2024-01-05", "2024-01-20"), "ky", TODAY)
    redated = past_answers(log(text("2024-01-05")), [], archive("2024-01-20"), "ky", TODAY)
    stops = [*opened, *redated]
    assert codes(stops) == ["gate-past-opened", "gate-past-ended", "gate-past"]
    said = [NO_VERSION[language] in messages(language).what(stop.fault) for stop in stops]
    assert said == [True, True, False]


def test_a_policy_that_was_renamed_keeps_its_answers() -> None:
    before = log(text("2024-01-05", policy="data"))
    renamed = line(LogEvent.RENAMED, more="data")
    assert past(before, archive("2024-01-05"), renamed) == []
    assert past(before, archive("2024-01-06"), renamed) == [
        ("2024-01-05", "2024-01-05"),
        ("2024-01-06", "2024-02-09"),
    ]


def test_a_published_name_leads_to_its_policy() -> None:
    there = archive("2024-01-05")
    assert not list(names(log(text("2024-01-05")), there))
    (gone,) = names(log(text("2024-01-05", policy="data")), there)
    assert (gone.fault.code, gone.url) == ("gate-name-lost", "policies/data/")
    renamed = log(text("2024-01-05", policy="data"), line(LogEvent.RENAMED, more="data"))
    assert codes(list(names(renamed, there))) == ["gate-name-lost", "gate-name"]


def test_two_policies_that_were_published_are_never_made_one() -> None:
    """Each has answers for its past days; a rename is logged before the name is used."""
    (policy,) = archive("2024-01-05").policies
    lineage = replace(policy.authentic.lineage, former_slugs=("data",))
    joined = Archive(HEAD, (Policy("privacy", replace(policy.authentic, lineage=lineage)),), {})
    both = log(text("2024-01-05", policy="data"), text("2024-01-05"))
    (stop,) = names(both, joined)
    assert (stop.fault.code, stop.url) == ("gate-name-joined", "policies/privacy/")
    assert not list(
        names(log(text("2024-01-05", policy="data"), line(LogEvent.RENAMED, more="data")), joined)
    )


def site(changed: str = "") -> dict[str, str]:
    """The files of a site of one revision, which say nothing but that they are there."""
    main = "policies/privacy/"
    dated = f"{main}2024-01-05/"
    pages = [main, *(f"{main}{each}/" for each in ("history", "compare")), dated]
    pages += [f"{dated}{each}/" for each in ("changes", "to-current", "revisions/1")]
    data = [f"{main}versions.json", f"{main}feed.atom", f"{dated}privacy.md", f"{dated}blocks.json"]
    files = dict.fromkeys([*(f"{page}index.html" for page in pages), *data], "")
    return {**files, f"{dated}revisions/1/privacy.md": changed or "d" * 64}


def test_each_url_that_follows_from_the_log_is_in_the_site_with_its_bytes() -> None:
    there = log(text("2024-01-05"))
    assert not list(urls(there, SETTINGS, site()))
    for file in site():
        lost = {path: digest for path, digest in site().items() if path != file}
        (stop,) = urls(there, SETTINGS, lost)
        assert (stop.fault.code, stop.url) == ("gate-url", file.removesuffix("index.html"))
    (stop,) = urls(there, SETTINGS, site("e" * 64))
    assert (stop.fault.code, stop.url) == ("gate-bytes", "policies/privacy/2024-01-05/revisions/1/privacy.md")


def test_a_language_may_be_added_at_the_end_and_no_other_setting_may_change() -> None:
    assert not list(settings_kept(log(), SETTINGS))
    assert not list(settings_kept(log(), replace(SETTINGS, languages=("ky", "ru", "en"))))
    assert not list(settings_kept(log(), replace(SETTINGS, publisher={"ky": "x", "ru": "x"})))
    changes = {
        "languages": ("ru", "ky"),
        "zone": ZoneInfo("Asia/Almaty"),
        "tag": "example.org,2027",
        "site_url": "https://example.com/",
    }
    for name, value in changes.items():
        (stop,) = settings_kept(log(), replace(SETTINGS, **{name: value}))
        assert stop.fault.where == name
    (stop,) = settings_kept(log(), replace(SETTINGS, languages=("ky",)))
    assert dict(stop.fault.facts) == {"before": "ky,ru", "now": "ky"}


FAULT = Fault("gate-url", "")
URL = Stop(Gate.URLS, FAULT, PUBLISHED, url="policies/privacy/history/")
PAST = Stop(Gate.PAST, FAULT, date(2024, 1, 20), policy="privacy")


@pytest.mark.parametrize(
    ("entry", "passed"),
    [
        (Override(Gate.URLS, PUBLISHED, "r", "a", url="policies/privacy/history/"), [URL]),
        (Override(Gate.URLS, PUBLISHED, "r", "a", url="policies/privacy/"), [URL]),
        (Override(Gate.URLS, PUBLISHED, "r", "a", url="policies/privacy"), []),
        (Override(Gate.URLS, PUBLISHED, "r", "a", policy="privacy"), [URL]),
        (Override(Gate.URLS, PUBLISHED, "r", "a", policy="vacy"), []),
        (Override(Gate.URLS, TODAY, "r", "a", policy="privacy"), []),
        (Override(Gate.PAST, date(2024, 1, 20), "r", "a", policy="privacy"), [PAST]),
        (Override(Gate.PAST, date(2024, 1, 21), "r", "a", policy="privacy"), []),
        (Override(Gate.PAST, date(2024, 1, 20), "r", "a", policy="cookies"), []),
    ],
)
def test_an_entry_lets_pass_what_it_names_and_only_once(entry: Override, passed: list[Stop]) -> None:
    stops = [URL, PAST]
    left, acting = overridden(stops, [entry], log())
    assert left == [stop for stop in stops if stop not in passed]
    assert acting == ([entry] if passed else [])
    used = log(logged(entry, TODAY))
    assert overridden(stops, [entry], used) == (stops, [])


def test_a_url_that_a_logged_entry_gave_up_is_not_missed_again() -> None:
    given_up = Override(Gate.URLS, PUBLISHED, "A court's order", "Order 9", url="policies/privacy/history/")
    files = {path: each for path, each in site().items() if "history" not in path}
    assert codes(list(urls(log(text("2024-01-05")), SETTINGS, files))) == ["gate-url"]
    assert not list(urls(log(text("2024-01-05"), logged(given_up, TODAY)), SETTINGS, files))


def test_the_end_of_a_found_text_explains_that_another_one_is_no_longer_known_to_have_held() -> None:
    """Of 5 to 9 January the first version was said to hold; a text of 5 and 6 January is found."""
    first = Document((("title", "Эреже"), ("effective", date(2026, 1, 1))), "# Эреже\n\nБир жыл.")
    second = first.edited("# Эреже\n\nЭки жыл.", effective=date(2026, 1, 9), authority="Order 2")
    keys = {"effective": date(2026, 1, 5), "source": "Archive, box 7", "until": date(2026, 1, 7)}
    found = first.edited("# Эреже\n\nҮч жыл.", **keys)
    files = {"docs/ky/policies/privacy.md": second}
    *before, after = daily(
        {"docs/ky/policies/privacy.md": first},
        files,
        {**files, "docs/ky/versions/privacy/2026-01-05.md": found},
    )
    published = PublicationLog()
    for each in before:
        published = published.extended(lines_of(each, published))
    new = lines_of(after, published)
    assert list(past_answers(published, new, archive_of(after, published), "ky", after.today)) == []
