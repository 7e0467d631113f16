"""One request's answers: pages in the visitor's language, or JSON for a client that is a program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from markupsafe import escape
from werkzeug import Response

from sayasat_contact.arrival import MessageStatus, Receipt
from sayasat_contact.contract_parts import Contract
from sayasat_contact.form import Incoming
from sayasat_contact.form_page import Filled, fragment, render_form
from sayasat_contact.posted import JSON, PROBLEM, Refusal
from sayasat_contact.settings import HandlerSettings


@dataclass(frozen=True, slots=True)
class Exchange:
    """Answers in one language to one kind of client."""

    contract: Contract
    language: str
    is_json: bool

    def refused(self, refusal: Refusal) -> Response:
        """A request that was not taken, without anything kept; a page has a way back to the form."""
        text = self._text(f"{refusal.texts}.text")
        if self.is_json:
            return self._problem(refusal, text)
        show_office = refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return self._page(
            refusal.status, f"{refusal.texts}.title", "refused.html", text=text, show_office=show_office
        )

    def accepted(self, reference: str) -> Response:
        """Received: by the address of its receipt, which a reload does not send again."""
        address = self.contract.address(self.language, f"receipts/{reference}")
        if self.is_json:
            answer = json_response({"reference": reference, "receipt": address}, HTTPStatus.CREATED)
        else:
            answer = Response(status=HTTPStatus.SEE_OTHER, mimetype="text/html")
        answer.headers["Location"] = address
        return answer

    def form(self, filled: Filled) -> Response:
        """The form again, because the visitor wants to change something."""
        return self._kept(HTTPStatus.OK, "contact.title", filled)

    def wrong(self, message: Incoming) -> Response:
        """Fields have errors; a program gets the ids of their inputs in the form."""
        filled = message.filled(message.errors)
        if self.is_json:
            errors = [
                {"field": each.field, "id": f"contact-{each.field}", "code": each.code, "message": text}
                for each, (_, text) in zip(message.errors, filled.errors, strict=True)
            ]
            return self._problem(Refusal.FIELDS, errors=errors)
        head = self._text("contact.title-error", title=self._text("contact.title"))
        return self._kept(Refusal.FIELDS.status, "contact.title", filled, head)

    def without_token(self, message: Incoming) -> Response:
        """All is well but for the token. A page without script has no fresh one: it is sent by one press."""
        if self.is_json:
            return self._problem(Refusal.TOKEN, self._text("contact.token.text"), token=message.fresh())
        return self._check(HTTPStatus.OK, "contact.check", self._text("contact.check.text"), message.filled())

    def different(self, message: Incoming, reference: str) -> Response:
        """Other content under a key that was used: this message may follow the first one."""
        text, fresh = self._text("contact.other.text", reference=reference), message.fresh()
        if self.is_json:
            return self._problem(Refusal.OTHER, text, reference=reference, token=fresh)
        return self._check(Refusal.OTHER.status, "contact.other", text, message.filled(token=fresh))

    def stale(self, message: Incoming) -> Response:
        """Sent from a form that was built anew since: what was typed is kept, the agreement is asked anew."""
        contract, policy = self.contract, self.contract.policy
        privacy = f"{contract.base}{contract.pages[self.language].privacy}"
        named = {"id": policy.id, "date": policy.date.isoformat(), "address": privacy}
        agreements = {field.name: "" for field in contract.fields if field.kind == "agreement"}
        filled = message.filled()
        filled = replace(filled, values={**filled.values, **agreements})
        text = self._text("contact.stale.text")
        return self._again(Refusal.STALE, text, filled, contract=contract.digest, policy=named)

    def limited(self, message: Incoming, seconds: int) -> Response:
        """Too many messages; ``seconds`` until more are taken, shown in whole minutes."""
        text = self.contract.texts[self.language].count("contact.limit.text", -(-seconds // 60))
        response = self._again(Refusal.LIMIT, text, message.filled())
        response.headers["Retry-After"] = str(seconds)
        return response

    def unavailable(self, message: Incoming, refusal: Refusal = Refusal.UNAVAILABLE) -> Response:
        """The store failed or is full: nothing was sent, here is the text and how else to reach us."""
        rows = self.contract.pages[self.language].office
        office = [{"label": label, "value": value} for label, value in rows]
        return self._again(refusal, self._text(f"{refusal.texts}.text"), message.filled(), office=office)

    def receipt(self, receipt: Receipt, settings: HandlerSettings) -> Response:
        """What became of a message."""
        status, texts = receipt.status, self.contract.texts[self.language]
        if self.is_json:
            received = f"{receipt.received:%Y-%m-%dT%H:%M:%SZ}"
            return json_response({"reference": receipt.reference, "received": received, "status": status})
        return self._page(
            HTTPStatus.OK,
            "contact.receipt.erased" if status is MessageStatus.ERASED else "contact.receipt.title",
            "receipt.html",
            reference=receipt.reference,
            received=texts.moment(receipt.received.astimezone(settings.zone)),
            status=status.value,
            settings=settings,
        )

    def _again(self, refusal: Refusal, text: str, filled: Filled, **extension: object) -> Response:
        """Not taken, and everything kept; ``extension`` is what a program learns."""
        if self.is_json:
            return self._problem(refusal, text, **extension)
        title = f"{refusal.texts}.title"
        return self._kept(refusal.status, title, filled, text=text, code=refusal.code)

    def _check(self, status: HTTPStatus, texts: str, text: str, filled: Filled) -> Response:
        send = self._text(f"{texts}.send")
        return self._page(status, f"{texts}.title", "check.html", text=text, send=send, filled=filled)

    def _kept(
        self, status: HTTPStatus, title: str, filled: Filled, head: str = "", text: str = "", code: str = ""
    ) -> Response:
        form = render_form(self.contract, self.language, action=self._address("messages"), filled=filled)
        return self._page(status, title, "kept.html", head, form=form, text=text, code=code)

    def _page(
        self, status: HTTPStatus, title: str, template: str, head: str = "", /, **values: object
    ) -> Response:
        """A whole page.

        ``title`` is the key of its title; ``head`` is what the window is called, where that is not its title.
        """
        where = {"home": self._address(""), "action": self._address("messages")}
        shown = self._text(title)
        content = fragment(template, self.contract, self.language, title=shown, **where, **values)
        html = self.contract.pages[self.language].filled(str(escape(head or shown)), str(content))
        return Response(html, status, mimetype="text/html")

    def _problem(self, refusal: Refusal, detail: str = "", **extension: object) -> Response:
        """Problem details (RFC 9457); ``extension`` adds members. Texts are in the visitor's language."""
        key = "contact.form.summary" if refusal is Refusal.FIELDS else f"{refusal.texts}.title"
        members = {
            # 3.1.1: an address that says more; the handler's own description lists the codes
            "type": f"{self.contract.base}contact/openapi.json#{refusal.code}",
            "title": self._text(key),
            "status": refusal.status.value,
            "code": refusal.code,
            **({"detail": detail} if detail else {}),
            **extension,
        }
        return json_response(members, refusal.status, PROBLEM)

    def _text(self, key: str, **facts: object) -> str:
        return self.contract.texts[self.language](key, **facts)

    def _address(self, path: str) -> str:
        return self.contract.address(self.language, path)


def json_response(
    members: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK, mimetype: str = JSON
) -> Response:
    """JSON in UTF-8, with a line end."""
    return Response(json.dumps(members, ensure_ascii=False) + "\n", status, mimetype=mimetype)
