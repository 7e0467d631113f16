"""The function's entry on AWS Lambda: ``sayasat_contact.lambda_entry.handler``.

The application is built once for a process, when the platform loads this module. Where that fails, each
request tries again, so a container that started in a bad moment heals; until then the answer is 503.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Protocol
from wsgiref.types import WSGIApplication

from sayasat_contact.errors import ContactError, described
from sayasat_contact.function_url import NOT_SENT, Reply, answer, refusal
from sayasat_contact.log import OperationEvent, log_json

LEAST_TIME = 3_000
"""Milliseconds that a request needs: with less left, nothing is begun that the platform may cut off."""

_log = logging.getLogger(__name__)


class Context(Protocol):
    """What the platform passes with an invocation, as far as it is used here."""

    def get_remaining_time_in_millis(self) -> int:
        """How long until the platform ends the process."""


def handler(event: object, context: Context) -> Reply:
    """Answer one request."""
    if context.get_remaining_time_in_millis() < LEAST_TIME:
        _log.error(OperationEvent("no-time", "too little time is left to answer a request"))
        return refusal(503, NOT_SENT)
    application = _started()
    return refusal(503, NOT_SENT) if application is None else answer(application, event)


def _started() -> WSGIApplication | None:
    try:
        return _application()
    except ContactError as error:
        _log.error(OperationEvent("no-start", f"the handler cannot start:\n{error}"))
    except Exception as error:  # noqa: BLE001 (whatever it is, the visitor gets an answer)
        _log.error(OperationEvent("no-start", f"the handler cannot start: {described(error)}"))
    return None


@cache  # only what succeeds is kept
def _application() -> WSGIApplication:
    # Here, for a library built for another machine fails when it is loaded
    from sayasat_contact.wsgi import application  # noqa: PLC0415

    return application


log_json()
_started()
