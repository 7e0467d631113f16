"""What handler and worker log: a line of JSON on standard error for each event.

No event holds a text, a name or an address of a person: only codes, references and kinds of errors.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sayasat_contact.errors import described


@dataclass(frozen=True, slots=True)
class OperationEvent:
    """Something that whoever watches over handler or worker can act on."""

    code: str
    """For programs; it never changes."""

    text: str
    """For people, in English."""

    is_alarm: bool = False
    """Somebody is needed."""

    reference: str | None = None
    """Of the message that it is about; None where it is about none, or about several."""

    def __str__(self) -> str:
        return f"{'ALARM contact' if self.is_alarm else 'contact'}: {self.text}"


def alarm(code: str, text: str, reference: str | None = None) -> OperationEvent:
    """An event for which somebody is needed."""
    return OperationEvent(code, text, is_alarm=True, reference=reference)


def report(event: OperationEvent, error: BaseException | None = None) -> None:
    """Write an event that happens now to standard error.

    What an error is and where it arose is added to its text.
    """
    if error is not None:
        event = replace(event, text=f"{event.text}: {described(error)}")
    # A log that cannot be written must keep no message from being stored or sent
    with suppress(OSError):
        sys.stderr.write(f"{json_line(event, datetime.now(UTC))}\n")
        sys.stderr.flush()


def json_line(event: OperationEvent, at: datetime) -> str:
    """The event at a moment (UTC) as JSON, in ASCII: nothing in it steers a terminal."""
    values = {
        "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "level": "alarm" if event.is_alarm else "error",
        "event": event.code,
        "reference": event.reference,
        "text": str(event),
    }
    return json.dumps({name: value for name, value in values.items() if value is not None})
