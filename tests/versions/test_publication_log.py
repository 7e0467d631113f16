"""The form of the publication log: what is written is read as it was, and every bad line is named."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.errors import HistoryError
from sayasat.versions.log_events import LogEvent, LogMark
from sayasat.versions.model import Basis, ChangeClass
from sayasat.versions.publication_log import LogLine, PublicationLog, parse_log, rendered

COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "ab" * 32
TEXT = (
    f"2026-12-01\ttext\tprivacy\tky\t2026-12-01\tstated\tnew,late\t1\t{COMMIT}:docs/ky/policies/privacy.md"
    f"\t{DIGEST}\t1.0\t-"
)
SETTINGS = "2026-11-30\tsettings\t-\t-\t-\t-\t-\t-\t-\t-\t1.0\tzone=Asia/Bishkek"

anything = st.text(st.characters(codec=None), max_size=12)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
kinds = st.builds(
    lambda change, marks: ",".join([change, *marks]),
    st.sampled_from(ChangeClass),
    st.lists(st.sampled_from(LogMark), unique=True),
)
log_lines = st.builds(
    LogLine,
    day=days,
    event=st.just(LogEvent.TEXT),
    policy=anything.filter(bool),
    language=anything.filter(bool),
    date=days,
    basis=st.sampled_from(Basis),
    kind=kinds,
    number=st.integers(1, 10**6),
    commit=st.text("0123456789abcdef", min_size=40, max_size=40),
    path=anything.filter(bool),
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    generator=anything,
    more=anything,
) | st.builds(
    LogLine,
    day=days,
    event=st.sampled_from([LogEvent.SETTINGS, LogEvent.OVERRIDE, LogEvent.KEY]),
    more=anything,
)


def faults_of(data: bytes) -> list[tuple[str, str]]:
    try:
        parse_log(data)
    except HistoryError as error:
        return [(fault.where, fault.code) for fault in error.faults]
    return []


def log_of(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


@given(st.lists(log_lines, max_size=5))
def test_what_is_written_is_read_as_it_was(lines: list[LogLine]) -> None:
    ordered = tuple(sorted(lines, key=lambda line: line.day))
    data = rendered(ordered)
    assert parse_log(data) == ordered
    assert PublicationLog(parse_log(data)).data == data
    assert data.count(b"\n") == len(data.splitlines()) == len(lines)


@given(st.binary(max_size=60) | st.lists(st.sampled_from([b"\t", b"\n", b"-", b"text", b"\r"])).map(b"".join))
def test_any_other_bytes_are_an_error_with_a_place(data: bytes) -> None:
    found = faults_of(data)
    assert all(where.startswith("log.txt:") for where, _ in found)
    assert found or rendered(parse_log(data)) == data


def test_a_line_is_read_by_columns() -> None:
    (line,) = parse_log(log_of(TEXT))
    assert (line.change, line.marks, line.number) == (ChangeClass.NEW, frozenset({LogMark.LATE}), 1)
    assert (line.commit, line.path, line.more) == (COMMIT, "docs/ky/policies/privacy.md", "")


@pytest.mark.parametrize(
    ("value", "column"),
    [("a\tb\nc", r"a\u0009b\u000ac"), ("a\\b", r"a\u005cb"), ("-", r"\u002d"), ("\u202e", r"\u202e")],
)
def test_what_would_break_a_line_is_escaped(value: str, column: str) -> None:
    line = LogLine(date(2026, 12, 1), LogEvent.OVERRIDE, more=value)
    assert line.rendered.endswith(f"\t{column}")
    assert parse_log(rendered([line])) == (line,)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("", "log-columns", id="empty"),
        pytest.param(TEXT + "\t-", "log-columns", id="a column too many"),
        pytest.param(TEXT + "\r", "log-value", id="line end of Windows"),
        pytest.param(TEXT.replace("2026-12-01\ttext", "20261201\ttext"), "log-value", id="form of day"),
        pytest.param(TEXT.replace("2026-12-01\ttext", "2026-12-32\ttext"), "log-value", id="no such day"),
        pytest.param(TEXT.replace("2026-12-01\ttext", "-\ttext"), "log-value-missing", id="no day"),
        pytest.param(TEXT.replace("\ttext", "\ttextual"), "log-value", id="unknown event"),
        pytest.param(TEXT.replace("stated", "guessed"), "log-value", id="unknown basis"),
        pytest.param(TEXT.replace("new,late", "new,early"), "log-value", id="unknown mark"),
        pytest.param(TEXT.replace("\t1\t", "\t01\t"), "log-value", id="number with a zero"),
        pytest.param(TEXT.replace("\t1\t", "\t-\t"), "log-value-missing", id="no number"),
        pytest.param(TEXT.replace(COMMIT, "main"), "log-value", id="no commit id"),
        pytest.param(TEXT.replace(":docs/ky/policies/privacy.md", ""), "log-value-missing", id="no path"),
        pytest.param(TEXT.replace(DIGEST, DIGEST.upper()), "log-value", id="digest in capitals"),
        pytest.param(TEXT[:-1], "log-value", id="empty column"),
        pytest.param(TEXT.replace("privacy\tky", "pri\\u0041vacy\tky"), "log-value", id="needless escape"),
        pytest.param("\ufeff" + TEXT, "log-value", id="byte order mark"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named(line: str, code: str) -> None:
    assert faults_of(log_of(SETTINGS, line)) == [("log.txt:2", code)]


def test_bytes_that_are_no_text_are_named() -> None:
    assert faults_of(log_of(SETTINGS) + b"\xff\n") == [("log.txt:2", "log-encoding")]


def test_every_bad_line_is_named_at_once() -> None:
    data = log_of("x", TEXT, SETTINGS) + TEXT.encode()
    codes = [("log.txt:1", "log-columns"), ("log.txt:3", "log-day-order"), ("log.txt:4", "log-unfinished")]
    assert faults_of(data) == codes


def test_the_first_line_has_the_digest_that_stock_tools_give() -> None:
    log = PublicationLog(parse_log(log_of(SETTINGS, TEXT)))
    assert log.first == hashlib.sha256(log_of(SETTINGS)).hexdigest()


def test_a_log_is_not_extended_by_an_earlier_day() -> None:
    log = PublicationLog(parse_log(log_of(TEXT)))
    with pytest.raises(HistoryError):
        log.extended(parse_log(log_of(SETTINGS)))
    assert log.extended(parse_log(log_of(TEXT))).data == log_of(TEXT, TEXT)
