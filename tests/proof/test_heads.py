"""A head follows from the log and the head before it, byte for byte; what is wrong with one is named."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from sayasat.errors import HistoryError
from sayasat.proof.heads import NONE_BEFORE, LogHead, head_faults, next_head, parse_head, read_heads, stem
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import LogLine, PublicationLog

SETTINGS = "tag=example.org,2026 zone=Asia/Bishkek languages=ky,ru site_url=https://example.org/"
FIRST, SECOND = date(2026, 11, 3), date(2026, 11, 20)


def publication(number: int, day: date) -> LogLine:
    return LogLine(day, LogEvent.PUBLISHED, number=number, commit=f"{number:040x}")


BEGUN = PublicationLog((LogLine(FIRST, LogEvent.SETTINGS, more=SETTINGS),))
LOG = BEGUN.extended([publication(1, FIRST)])
LONGER = LOG.extended([publication(2, SECOND)])


def head(log: PublicationLog, *before: LogHead, today: date = SECOND) -> LogHead:
    made = next_head(log, before, today)
    assert made is not None
    return made


ONE = head(LOG)
TWO = head(LONGER, ONE)


def test_a_head_has_the_eight_lines() -> None:
    assert TWO.data.decode() == (
        "sayasat head 1\n"
        "origin: example.org,2026\n"
        "number: 2\n"
        "day: 2026-11-20\n"
        f"lines: 3\nbytes: {len(LONGER.data)}\nsha256: {TWO.sha256}\n"
        f"commit: {2:040x}\n"
        f"previous: {ONE.digest}\n"
    )
    assert parse_head(TWO.data, "heads/0002.txt") == TWO
    assert ONE.previous == NONE_BEFORE


def test_the_log_gives_the_day_and_not_the_clock() -> None:
    days = {head(LONGER, ONE, today=today).data for today in (date(2026, 11, 20), date(2027, 3, 5))}
    assert days == {TWO.data}


def test_a_head_says_each_month_that_nothing_was_published() -> None:
    assert next_head(LONGER, [ONE, TWO], date(2026, 11, 30)) is None
    monthly = {head(LONGER, ONE, TWO, today=date(2026, 12, day)).data for day in (1, 9, 31)}
    (three,) = monthly
    assert parse_head(three, "x") == replace(TWO, number=3, day=date(2026, 12, 1), previous=TWO.digest)
    assert next_head(LONGER, [ONE, TWO, parse_head(three, "x")], date(2026, 12, 31)) is None
    assert not list(head_faults([ONE, TWO, parse_head(three, "x")], LONGER))


def test_nothing_is_sealed_before_the_first_publication() -> None:
    with pytest.raises(HistoryError, match="proof-nothing"):
        next_head(BEGUN, [], SECOND)


def test_no_head_follows_one_that_the_log_does_not_have() -> None:
    with pytest.raises(HistoryError, match="proof-log-short"):
        next_head(LOG, [ONE, TWO], SECOND)
    other = LOG.extended([publication(2, SECOND), publication(3, SECOND)])
    other = PublicationLog((other.lines[0], replace(other.lines[1], commit="f" * 40), *other.lines[2:]))
    with pytest.raises(HistoryError, match="proof-log-altered"):
        next_head(other, [ONE], SECOND)


@pytest.mark.parametrize(
    ("wrong", "altered"),
    [
        ("lines", replace(TWO, lines=2)),
        ("commit", replace(TWO, commit="f" * 40)),
        ("origin", replace(TWO, origin="example.com,2026")),
        ("day", replace(TWO, day=date(2026, 11, 21))),
        ("day", replace(TWO, day=date(2026, 11, 1))),
    ],
)
def test_a_head_that_says_something_else_than_the_log_is_named(wrong: str, altered: LogHead) -> None:
    (fault,) = head_faults([ONE, altered], LONGER)
    assert (fault.code, fault.where) == ("proof-head-value", f"{stem(2)}.txt")
    assert dict(fault.facts)["name"] == wrong


def test_every_prefix_of_a_log_gives_the_same_head_again() -> None:
    for end, made in ((2, ONE), (3, TWO)):
        prefix = PublicationLog(LONGER.lines[:end])
        before = [ONE] if end == 3 else []
        assert head(prefix, *before).data == made.data == made.data


@pytest.mark.parametrize(
    ("row", "found"),
    [(0, "sayasat head 2"), (2, "number: 02"), (3, "day: 2026-02-30"), (5, "bytes: x"), (8, "previous: ")],
)
def test_a_line_that_is_no_line_of_a_head_is_named(row: int, found: str) -> None:
    rows = TWO.data.decode().split("\n")
    rows[row] = found
    with pytest.raises(HistoryError) as error:
        parse_head("\n".join(rows).encode(), "heads/0002.txt")
    assert error.value.faults[0].where == f"heads/0002.txt:{row + 1}"


def test_a_line_too_many_and_a_line_too_few_are_named() -> None:
    short = TWO.data[: TWO.data.rindex(b"prev")]
    for data, row in ((TWO.data + b"more\n", 10), (TWO.data[:-1], 10), (short, 9)):
        with pytest.raises(HistoryError) as error:
            parse_head(data, "x")
        assert error.value.faults[0].where == f"x:{row}"


def test_a_head_under_the_name_of_another_one_is_named() -> None:
    with pytest.raises(HistoryError, match="proof-head-number"):
        read_heads({"heads/0001.txt": TWO.data})
