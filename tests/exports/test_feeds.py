"""The calendars, read by a calendar library: days, ids that last, lines of the right length."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from icalendar import Calendar, Component

from sayasat.exports.feeds import edition_calendar, site_calendar
from tests.support.built_site import SITE_URL, Sample, file_at
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

HOSTILE = (
    "Саясат; купуялык, эсептер\\сандар жана дагы абдан узун аталыш, ал бир сапка батпайт \N{GRINNING FACE}"
)


def events(data: bytes) -> list[Component]:
    calendar = Calendar.from_ical(data)
    assert not calendar.errors
    found = calendar.walk("VEVENT")
    assert not any(event.errors for event in found)
    return list(found)


def events_in(data: bytes) -> list[tuple[date, str, str]]:
    """The day, what happens on it, and the status of each event."""
    return [(each.decoded("DTSTART"), str(each["SUMMARY"]), str(each["STATUS"])) for each in events(data)]


def at(sample: Sample, place: str) -> bytes:
    return (sample.site / place / "calendar.ics").read_bytes()


def test_a_policy_has_the_days_on_which_its_texts_take_effect(four_commits_site: Sample) -> None:
    assert events_in(at(four_commits_site, "policies/privacy")) == [
        (date(2026, 12, 1), "Купуялык саясаты: күчүнө кирет", "CONFIRMED"),
        (date(2025, 4, 1), "Купуялык саясаты: күчүнө кирет", "CONFIRMED"),
        (date(2024, 1, 1), "Купуялык саясаты: күчүнө кирет", "CONFIRMED"),
    ]


def test_an_end_has_its_day_and_a_withdrawn_version_is_cancelled(every_kind_site: Sample) -> None:
    assert events_in(at(every_kind_site, "policies/archive"))[0][0] == date(2026, 1, 1)
    assert events_in(at(every_kind_site, "policies/archive"))[0][1].endswith("күчүн жоготот")
    statuses = {day: status for day, _, status in events_in(at(every_kind_site, "policies/orders"))}
    assert statuses == {date(2024, 6, 1): "CONFIRMED", date(2024, 10, 1): "CANCELLED"}


def test_the_site_has_the_days_of_all_policies_in_each_language(every_kind_site: Sample) -> None:
    """Events of a text without a translation have the words of the original."""
    kyrgyz = events_in(at(every_kind_site, ""))
    russian = events_in(at(every_kind_site, "ru"))
    assert [day for day, _, _ in kyrgyz] == [day for day, _, _ in russian]
    assert [day for day, _, _ in kyrgyz] == sorted((day for day, _, _ in kyrgyz), reverse=True)
    assert (date(2025, 4, 1), "Политика конфиденциальности: вступает в силу", "CONFIRMED") in russian
    assert (date(2026, 1, 1), "Архив: прекращает действовать", "CONFIRMED") in russian


def test_an_event_is_a_whole_day_and_leads_to_its_version(four_commits_site: Sample) -> None:
    for event in events(at(four_commits_site, "policies/privacy")):
        assert type(event.decoded("DTSTART")) is date
        assert "DTEND" not in event, "a day alone lasts the day (RFC 5545, section 3.6.1)"
        assert event.decoded("DTSTAMP").utcoffset() is not None
        assert file_at(four_commits_site.site, str(event["URL"])).is_file()


def test_every_id_is_another_and_stays_after_a_rename_and_a_later_day(
    four_commits_site: Sample, four_commits_later: Sample, tmp_path: Path
) -> None:
    ids = [str(each["UID"]) for each in events(at(four_commits_site, "policies/privacy"))]
    assert len(set(ids)) == 3
    assert [str(each["UID"]) for each in events(at(four_commits_later, "policies/privacy"))] == ids
    repo = PolicyRepo(tmp_path)
    repo.policy("ky", "privacy", "A", date="2026-01-01T12:00:00+06:00", title="P", effective="2026-01-01")
    with published(repo) as catalogue:
        before = events(edition_calendar(catalogue, edition(catalogue)))
    repo.rename("docs/ky/policies/privacy.md", "docs/ky/policies/data.md", date="2026-02-01T12:00:00+06:00")
    with published(repo) as catalogue:
        after = events(edition_calendar(catalogue, edition(catalogue, "data")))
    assert [each["UID"] for each in before] == [each["UID"] for each in after]


def test_any_title_is_read_as_it_is_and_no_line_is_too_long(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    facts = {"title": HOSTILE, "effective": "2026-01-01"}
    repo.policy("ky", "privacy", "A", date="2026-01-01T12:00:00+06:00", **facts)
    with published(repo) as catalogue:
        data = edition_calendar(catalogue, edition(catalogue))
        assert events_in(site_calendar(catalogue, "ky")) == events_in(data)
    assert events_in(data) == [(date(2026, 1, 1), f"{HOSTILE}: күчүнө кирет", "CONFIRMED")]
    # The library does not know NAME, and would leave it escaped
    described = Calendar.from_ical(data.replace(b"\r\nNAME:", b"\r\nDESCRIPTION:"))
    assert str(described["DESCRIPTION"]) == HOSTILE
    *lines, last = data.split(b"\r\n")
    assert last == b""
    assert max(map(len, lines)) == 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()  # no character is split


def test_the_history_and_the_change_log_lead_to_the_calendar(every_kind_site: Sample) -> None:
    for page in ("policies/privacy/history/", "ru/policies/privacy/history/", "changes/", "en/changes/"):
        html = (every_kind_site.site / page / "index.html").read_text(encoding="utf-8")
        assert '../calendar.ics" type="text/calendar"' in html, page
    assert SITE_URL in at(every_kind_site, "").decode()
