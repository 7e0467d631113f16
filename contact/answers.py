"""The handler's pages: a status and the site's shell in the visitor's language, filled. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from contact.contract import Contract
from contact.form_page import Filled, fragment, render_form
from contact.problem import Refusal
from contact.store import MessageStatus, Receipt


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A whole page."""

    status: HTTPStatus
    html: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """Within how many days an answer is due, and which rule says so."""

    days: int
    source: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one language."""

    contract: Contract
    language: str

    def form(self, filled: Filled) -> AnswerPage:
        """The form again: with errors, or because the visitor wants to change something."""
        title = self._text("contact.title")
        if filled.errors:
            status, head = HTTPStatus.UNPROCESSABLE_ENTITY, self._text("contact.title-error", title=title)
        else:
            status, head = HTTPStatus.OK, title
        return self._page(status, head, self._kept(title, "", filled))

    def stale(self, filled: Filled) -> AnswerPage:
        """The form was built anew since: what was typed is kept, but the agreement is asked anew."""
        agreements = {field.name for field in self.contract.fields if field.kind == "agreement"}
        values: Mapping[str, str] = {
            name: "" if name in agreements else value for name, value in filled.values.items()
        }
        return self._again(Refusal.STALE, self._text("contact.stale.text"), replace(filled, values=values))

    def limited(self, filled: Filled, seconds: int) -> AnswerPage:
        """Too many messages; ``seconds`` until more are taken, shown in whole minutes."""
        minutes = -(-seconds // 60)
        text = self.contract.texts[self.language].count("contact.limit.text", minutes)
        return self._again(Refusal.LIMIT, text, filled)

    def unavailable(self, filled: Filled) -> AnswerPage:
        """The store failed: nothing was sent, here is the text, and how else to reach the publisher."""
        return self._again(Refusal.UNAVAILABLE, self._text("contact.unavailable.text"), filled)

    def check(self, filled: Filled) -> AnswerPage:
        """What was typed, to be sent by one press: a page without script has no fresh token."""
        title, text = self._text("contact.check.title"), self._text("contact.check.text")
        return self._check(HTTPStatus.OK, title, text, self._text("contact.check.send"), filled)

    def different(self, filled: Filled, reference: str) -> AnswerPage:
        """Another message was sent from the same page; this one may follow it."""
        title = self._text("contact.other.title")
        text = self._text("contact.other.text", reference=reference)
        return self._check(Refusal.OTHER.status, title, text, self._text("contact.other.send"), filled)

    def receipt(self, receipt: Receipt, zone: ZoneInfo, deadline: Deadline | None) -> AnswerPage:
        """What became of a message."""
        texts = self.contract.texts[self.language]
        is_erased = receipt.status is MessageStatus.ERASED
        answer = ""
        if deadline and not is_erased:
            answer = texts.count("contact.receipt.answer", deadline.days, source=deadline.source)
        content = fragment(
            "receipt.html",
            self.contract,
            self.language,
            reference=receipt.reference,
            received=texts.moment(receipt.received.astimezone(zone)),
            status=receipt.status.value,
            is_erased=is_erased,
            answer=answer,
            home=self._home,
        )
        return self._page(
            HTTPStatus.OK, texts("contact.receipt.erased" if is_erased else "contact.receipt.title"), content
        )

    def refused(self, refusal: Refusal) -> AnswerPage:
        """A request that was not taken, with a way back to the form."""
        title = self._text(f"{refusal.texts}.title")
        content = fragment(
            "refused.html",
            self.contract,
            self.language,
            title=title,
            text=self._text(f"{refusal.texts}.text"),
            home=self._home,
            show_office=refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        )
        return self._page(refusal.status, title, content)

    def _again(self, refusal: Refusal, text: str, filled: Filled) -> AnswerPage:
        title = self._text(f"{refusal.texts}.title")
        content = self._kept(title, text, filled, refusal)
        return self._page(refusal.status, title, content)

    def _kept(self, title: str, text: str, filled: Filled, refusal: Refusal | None = None) -> Markup:
        return fragment(
            "kept.html",
            self.contract,
            self.language,
            title=title,
            text=text,
            show_policy=refusal is Refusal.STALE,
            show_office=refusal in {Refusal.LIMIT, Refusal.UNAVAILABLE},
            form=render_form(self.contract, self.language, action=self._action, filled=filled),
        )

    def _check(self, status: HTTPStatus, title: str, text: str, send: str, filled: Filled) -> AnswerPage:
        content = fragment(
            "check.html",
            self.contract,
            self.language,
            title=title,
            text=text,
            send=send,
            action=self._action,
            filled=filled,
        )
        return self._page(status, title, content)

    def _page(self, status: HTTPStatus, title: str, content: Markup) -> AnswerPage:
        shell = self.contract.pages[self.language].shell
        return AnswerPage(status, shell.filled(str(escape(title)), str(content)))

    def _text(self, key: str, **facts: object) -> str:
        return self.contract.texts[self.language](key, **facts)

    @property
    def _action(self) -> str:
        return self.contract.address(self.language, "messages")

    @property
    def _home(self) -> str:
        return self.contract.address(self.language, "")
