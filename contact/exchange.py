"""One request's answers: pages in the visitor's language, or JSON for a client that is a program."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from werkzeug import Response

from contact.answers import AnswerPage, Pages
from contact.contract import Contract
from contact.form import FieldError
from contact.incoming import Incoming
from contact.problem import TYPE, Refusal, field_errors, json_bytes, problem


class Exchange:
    """Answers in one language to one kind of client: pages, or JSON."""

    def __init__(self, contract: Contract, language: str, is_json: bool) -> None:
        self.language = language
        self.is_json = is_json
        self.pages = Pages(contract, language)
        self.contract = contract

    def page(self, answer: AnswerPage) -> Response:
        """A page."""
        return Response(answer.html, answer.status, mimetype="text/html")

    def refused(self, refusal: Refusal) -> Response:
        """A request that was not taken, without anything kept."""
        if self.is_json:
            return self._problem(refusal, self._text(f"{refusal.texts}.text"))
        return self.page(self.pages.refused(refusal))

    def accepted(self, reference: str) -> Response:
        """Received: by the address of its receipt, which a reload does not send again."""
        address = self.contract.address(self.language, f"receipts/{reference}")
        if self.is_json:
            answer = json_response({"reference": reference, "receipt": address}, HTTPStatus.CREATED)
        else:
            answer = Response(status=HTTPStatus.SEE_OTHER, mimetype="text/html")
        answer.headers["Location"] = address
        return answer

    def wrong(self, message: Incoming, errors: tuple[FieldError, ...]) -> Response:
        """Fields have errors."""
        if not self.is_json:
            return self.page(self.pages.form(message.filled(errors)))
        listed = field_errors(self.contract, self.language, errors)
        return self._problem(Refusal.FIELDS, errors=listed)

    def without_token(self, message: Incoming) -> Response:
        """All is well but for the token."""
        if self.is_json:
            return self._problem(Refusal.TOKEN, self._text("contact.token.text"), token=message.fresh())
        return self.page(self.pages.check(message.filled()))

    def stale(self, message: Incoming) -> Response:
        """Sent from a form that was built anew since."""
        if not self.is_json:
            return self.page(self.pages.stale(message.filled()))
        policy = self.contract.policy
        privacy = f"{self.contract.base}{self.contract.pages[self.language].privacy}"
        return self._problem(
            Refusal.STALE,
            self._text("contact.stale.text"),
            contract=self.contract.digest,
            policy={"id": policy.id, "date": policy.date.isoformat(), "address": privacy},
        )

    def different(self, message: Incoming, reference: str) -> Response:
        """Other content under a key that was used."""
        fresh = message.fresh()
        if not self.is_json:
            return self.page(self.pages.different(message.filled(token=fresh), reference))
        detail = self._text("contact.other.text", reference=reference)
        return self._problem(Refusal.OTHER, detail, reference=reference, token=fresh)

    def limited(self, message: Incoming, seconds: int) -> Response:
        """Too many messages in this hour."""
        if self.is_json:
            text = self.contract.texts[self.language].count("contact.limit.text", -(-seconds // 60))
            response = self._problem(Refusal.LIMIT, text)
        else:
            response = self.page(self.pages.limited(message.filled(), seconds))
        response.headers["Retry-After"] = str(seconds)
        return response

    def unavailable(self, message: Incoming) -> Response:
        """The store failed."""
        if not self.is_json:
            return self.page(self.pages.unavailable(message.filled()))
        office = [{"label": label, "value": value} for label, value in self._office]
        return self._problem(Refusal.UNAVAILABLE, self._text("contact.unavailable.text"), office=office)

    @property
    def _office(self) -> tuple[tuple[str, str], ...]:
        return self.contract.pages[self.language].office

    def _problem(self, refusal: Refusal, detail: str = "", **extension: object) -> Response:
        key = "contact.form.summary" if refusal is Refusal.FIELDS else f"{refusal.texts}.title"
        body = problem(self.contract, refusal, self._text(key), detail, **extension)
        return Response(body, refusal.status, mimetype=TYPE)

    def _text(self, key: str, **facts: object) -> str:
        return self.contract.texts[self.language](key, **facts)


def json_response(members: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response:
    """JSON, and no problem."""
    return Response(json_bytes(members), status, mimetype="application/json")
