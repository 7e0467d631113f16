"""What handler and worker log: a line of JSON on standard error for each event.

No event holds a text, a name or an address of a person: only codes, references and kinds of errors.
"""

from __future__ import annotations

import json
import logging
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_LOGGER = "sayasat_contact"


class EventLevel(StrEnum):
    """How much an event matters."""

    ERROR = "error"
    ALARM = "alarm"
    """Somebody is needed."""


@dataclass(frozen=True, slots=True)
class OperationEvent:
    """Something that whoever watches over handler or worker can act on."""

    code: str
    """For programs; it never changes."""

    text: str
    """For people, in English."""

    level: EventLevel = EventLevel.ERROR
    reference: str | None = None
    """Of the message that it is about; None where it is about none, or about several."""

    def __str__(self) -> str:
        prefix = "ALARM contact" if self.level is EventLevel.ALARM else "contact"
        return f"{prefix}: {self.text}"


def alarm(code: str, text: str, reference: str | None = None) -> OperationEvent:
    """An event for which somebody is needed."""
    return OperationEvent(code, text, EventLevel.ALARM, reference)


def json_line(event: OperationEvent, at: datetime) -> str:
    """The event at a moment (UTC) as JSON, in ASCII: nothing in it steers a terminal."""
    reference = {"reference": event.reference} if event.reference else {}
    time = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return json.dumps(
        {"time": time, "level": event.level, "event": event.code, **reference, "text": str(event)}
    )


def log_json() -> None:
    """Have the events of this process written to standard error, from now on; twice does no harm."""
    logger = logging.getLogger(_LOGGER)
    if not any(isinstance(each, _JsonHandler) for each in logger.handlers):
        logger.addHandler(_JsonHandler())
    # The runtime of AWS Lambda would write them once more
    logger.propagate = False


def write_event(event: OperationEvent) -> None:
    """Write an event that happens now to standard error."""
    # A log that cannot be written must keep no message from being stored or sent
    with suppress(OSError):
        sys.stderr.write(f"{json_line(event, datetime.now(UTC))}\n")
        sys.stderr.flush()


class _JsonHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        event = (
            record.msg
            if isinstance(record.msg, OperationEvent)
            else OperationEvent("other", record.getMessage())
        )
        write_event(event)
