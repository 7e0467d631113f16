"""The function's entry on AWS Lambda: ``sayasat_contact.lambda_entry.handler``.

The application is built once for a process, when the platform loads this module. Where that fails, each
request tries again, so a container that started in a bad moment heals; until then the answer is 503.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol
from wsgiref.types import WSGIApplication

from sayasat_contact.errors import ContactError
from sayasat_contact.function_url import NOT_SENT, Reply, answer, refusal
from sayasat_contact.log import OperationEvent, report

LEAST_TIME = 3_000
"""Milliseconds that a request needs: with less left, nothing is begun that the platform may cut off."""


class Context(Protocol):
    """What the platform passes with an invocation, as far as it is used here."""

    def get_remaining_time_in_millis(self) -> int:
        """How long until the platform ends the process."""


def handler(event: object, context: Context) -> Reply:
    """Answer one request."""
    if context.get_remaining_time_in_millis() < LEAST_TIME:
        report(OperationEvent("no-time", "too little time is left to answer a request"))
        return refusal(503, NOT_SENT)
    application = _started()
    return refusal(503, NOT_SENT) if application is None else answer(application, event)


def _started() -> WSGIApplication | None:
    try:
        return _application()
    except ContactError as error:
        report(OperationEvent("no-start", f"the handler cannot start:\n{error}"))
    except Exception as error:  # noqa: BLE001 (whatever it is, the visitor gets an answer)
        report(OperationEvent("no-start", "the handler cannot start"), error)
    return None


@cache  # only what succeeds is kept
def _application() -> WSGIApplication:
    # Here, for a library built for another machine fails when it is loaded
    from sayasat_contact.wsgi import application  # noqa: PLC0415

    return application


_started()
