"""Each event is one line of JSON, which a program can read and a terminal does not act on."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sayasat_contact.log import OperationEvent, alarm, json_line

AT = datetime(2026, 11, 24, 6, 0, 1, tzinfo=UTC)


def test_an_alarm_says_when_what_and_which_message() -> None:
    assert json.loads(json_line(alarm("dead", "a dead letter", "K7M2-QX9D-4RTC"), AT)) == {
        "time": "2026-11-24T06:00:01Z",
        "level": "alarm",
        "event": "dead",
        "reference": "K7M2-QX9D-4RTC",
        "text": "ALARM contact: a dead letter",
    }


def test_an_event_of_no_message_names_none() -> None:
    line = json.loads(json_line(OperationEvent("store-silent", "no answer"), AT))
    assert (line["level"], line["text"], "reference" in line) == ("error", "contact: no answer", False)


def test_an_event_is_one_line_of_plain_characters() -> None:
    line = json_line(OperationEvent("no-start", "first\nsecond \x1b[2J \u202e жок"), AT)
    assert line.isascii()
    assert line.isprintable()
