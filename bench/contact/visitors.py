"""Visitors who send over real HTTP, and send again as a browser does: the same form, the same token."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from random import Random
from urllib.parse import urlencode

from sayasat_contact.stamp import YOUNGEST
from tests.contact.contract_sample import sample_contract

MARK = re.compile(r"№ (\d+-\d+)\b")
"""Stands in each message's text, and tells it from all others."""

_RECEIPT = re.compile(r"/contact/receipts/([^/]+)")
_HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept": "text/html",
    "Sec-Fetch-Site": "same-origin",
    "Origin": "https://policies.example.org",
}
RIPE = YOUNGEST.total_seconds() + 0.2
"""Seconds after which a form was not filled in too fast."""

_PATIENCE = 20
_SHARE_GIVING_UP = 0.1
_SHARE_HANGING_UP = 0.05


@dataclass
class Diary:
    """What visitors saw. They write into it from their threads, each under its own mark."""

    written: set[str] = field(default_factory=set)
    """Marks of messages that somebody tried to send."""

    receipts: dict[str, set[str]] = field(default_factory=dict)
    """References that were shown, by mark."""

    told_unsent: set[str] = field(default_factory=set)
    """Marks of messages whose last answer was that nothing was sent."""

    false_claims: list[str] = field(default_factory=list)
    """Answers that look like success and are no receipt, or receipts that nobody knows of."""

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By what the weather was, and what the answer to a message was."""


class Visitor(threading.Thread):
    """One who sends message after message, until it is stopped; then the last one is brought to its end."""

    def __init__(
        self, number: int, port: int, diary: Diary, weather: Callable[[], str], random: Random
    ) -> None:
        super().__init__(daemon=True)
        self.leaving = threading.Event()
        """Set: no further message."""

        self.closing = threading.Event()
        """Set: not even the last one is tried again."""

        self._number = number
        self._port = port
        self._diary = diary
        self._weather = weather
        self._random = random
        self._tokens: deque[tuple[float, str]] = deque()
        self._claim = sample_contract().texts["ky"]("contact.receipt.title")

    def run(self) -> None:
        """Ask for tokens, and use each when it is as old as a form that a person filled in."""
        count = 0
        while not self.leaving.is_set():
            token = self._token()
            if token:
                self._tokens.append((time.monotonic(), token))
            if self._tokens and time.monotonic() - self._tokens[0][0] > RIPE:
                count += 1
                self._send(f"{self._number}-{count}", self._tokens.popleft()[1])
            self.leaving.wait(self._random.uniform(0, 0.05))

    def _token(self) -> str:
        answer = self._ask("GET", "/contact/token")
        return answer[1].partition('"token": "')[2].partition('"')[0] if answer else ""

    def _send(self, mark: str, token: str) -> None:
        self._diary.written.add(mark)
        body = urlencode(self._form(mark, token))
        gives_up = self._random.random() < _SHARE_GIVING_UP
        if self._random.random() < _SHARE_HANGING_UP:
            self._hang_up(body)
        while not self._is_received(mark, body):
            if gives_up or self.closing.is_set():
                return
            self.closing.wait(self._random.uniform(0.02, 0.15))

    def _is_received(self, mark: str, body: str) -> bool:
        weather = self._weather()
        answer = self._ask("POST", "/contact/messages", body)
        self._diary.told_unsent.discard(mark)
        if answer is None:
            self._diary.answers[weather, "none"] += 1
            return False
        response, page = answer
        self._diary.answers[weather, str(response.status)] += 1
        found = _RECEIPT.fullmatch(response.headers.get("Location", ""))
        if response.status == 303 and found:  # noqa: PLR2004
            self._diary.receipts.setdefault(mark, set()).add(found[1])
            self._look_up(mark, found[0], found[1])
            return True
        if response.status == 303 or self._claim in page:  # noqa: PLR2004
            self._diary.false_claims.append(f"{mark}: {response.status}")
        self._diary.told_unsent.add(mark)
        return False

    def _look_up(self, mark: str, path: str, reference: str) -> None:
        """The browser follows to the receipt; where nothing answers, it is not asked for ever."""
        for _ in range(3):
            answer = self._ask("GET", path)
            if answer and answer[0].status == 200:  # noqa: PLR2004
                if reference not in answer[1]:
                    self._diary.false_claims.append(f"{mark}: a receipt without its reference")
                return
            if answer and answer[0].status != 503:  # noqa: PLR2004
                self._diary.false_claims.append(f"{mark}: its receipt is {answer[0].status}")
                return
            self.closing.wait(self._random.uniform(0.02, 0.15))

    def _ask(self, method: str, path: str, body: str = "") -> tuple[HTTPResponse, str] | None:
        """None where no whole answer came."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request(method, path, body or None, _HEADERS if body else {})
            response = connection.getresponse()
            return response, response.read().decode(errors="replace")
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def _hang_up(self, body: str) -> None:
        """Send, and be gone before the answer: a train in a tunnel."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request("POST", "/contact/messages", body, _HEADERS)
        except OSError:
            pass
        finally:
            connection.close()

    def _form(self, mark: str, token: str) -> dict[str, str]:
        return {
            "name": "Айгүл",
            "email": "aigul@example.org",
            "topic": "other",
            "message": f"№ {mark}\n" + "Саламатсызбы! " * self._random.randint(1, 100),
            "agreement": "yes",
            "contract": sample_contract().digest,
            "token": token,
        }
