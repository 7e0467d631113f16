"""The handler as a WSGI application: routes, guards, and who gets which kind of answer.

Nothing is answered as received before the store has committed it. Nothing that the request says of itself,
such as its Host, is in an answer or decides where one leads.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug import Response
from werkzeug.middleware.proxy_fix import ProxyFix

from sayasat_contact.arrival import Accepted, Arrival, Different, Full, Limited, Suspicion
from sayasat_contact.contract_parts import Contract
from sayasat_contact.contracts import ContractFile, Contracts, Loaded
from sayasat_contact.errors import DatabaseError
from sayasat_contact.exchange import Exchange, json_response
from sayasat_contact.form import Incoming, one_text
from sayasat_contact.limits import Limits, blinded
from sayasat_contact.log import OperationEvent, alarm, report
from sayasat_contact.posted import PostedRequest, Refusal, RefusedError, read_posted
from sayasat_contact.reference import read_reference
from sayasat_contact.sealing import seal
from sayasat_contact.security_headers import HEADERS
from sayasat_contact.settings import HandlerSettings
from sayasat_contact.stamp import Stamp, Stamper
from sayasat_contact.store import MessageStore

_ROUTE = re.compile(r"contact/(messages|token|health|openapi\.json|receipts/([^/]{1,64}))")
_SHARED = {"health", "openapi.json"}
"""Routes that all languages have in common, below the prefix of the first."""

_ALARMS = {
    Accepted: alarm("held", "too many messages in this hour: further ones are mailed later"),
    Limited: alarm("refused", "too many messages of one network: it is refused for this hour"),
    Full: alarm("full", "CONTACT_LIMIT_STORED is reached: no message is taken"),
}
"""What somebody must know, once in an hour."""


def make_application(
    settings: HandlerSettings,
    file: ContractFile,
    store: MessageStore,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> WSGIApplication:
    """The application, behind as many proxies as the settings say. It follows the contract's file."""
    application = Application(settings, Contracts(file, store), store, clock)
    return ProxyFix(application, x_for=settings.proxies, x_proto=0) if settings.proxies else application


@dataclass
class Application:
    """One site's handler. Threads may share it."""

    settings: HandlerSettings
    contracts: Contracts
    store: MessageStore
    clock: Callable[[], datetime]

    def __post_init__(self) -> None:
        self._stamper = Stamper(self.settings.secret)
        limits = self.settings.limit_address, self.settings.limit_total, self.settings.limit_stored * 1000
        self._limits = Limits(*limits)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        request = PostedRequest(environ)
        # Once for a request, so that all of its answer is of one contract
        loaded = self.contracts.loaded()
        language, name, argument = _route(loaded.contract, request.path)
        exchange = Exchange(loaded.contract, language, request.wants_json)
        try:
            response = self._answer(request, name, argument, exchange, loaded)
        except RefusedError as error:
            response = exchange.refused(error.refusal)
        except DatabaseError as error:
            report(OperationEvent("store-silent", "the store does not answer"), error)
            response = exchange.refused(Refusal.LATER)
        except Exception as error:  # noqa: BLE001 (a server's log would show what the visitor wrote)
            report(alarm("fault", "a fault of the handler's own"), error)
            response = exchange.refused(Refusal.BROKEN if request.method == "POST" else Refusal.LATER)
        response.headers.extend(HEADERS)
        response.headers["Content-Language"] = language
        return response(environ, start_response)

    def _answer(
        self, request: PostedRequest, name: str, argument: str, exchange: Exchange, loaded: Loaded
    ) -> Response:
        if not name:
            raise RefusedError(Refusal.NOT_FOUND)
        methods = ("POST",) if name == "messages" else ("GET", "HEAD")
        if request.method in methods:
            if name == "messages":
                return self._receive(request, exchange, loaded)
            return self._shown(request, name, argument, exchange, loaded)
        is_asked = request.method == "OPTIONS"
        response = Response(status=HTTPStatus.NO_CONTENT) if is_asked else exchange.refused(Refusal.METHOD)
        response.headers["Allow"] = ", ".join((*methods, "OPTIONS"))
        return response

    def _shown(
        self, request: PostedRequest, name: str, argument: str, exchange: Exchange, loaded: Loaded
    ) -> Response:
        match name:
            case "token":
                now = self.clock()
                # Who fetches it has the form of this contract open, and may send it to another process
                self._keep(loaded, now)
                return json_response({"token": self._stamper.issue(exchange.language, now, request.page_age)})
            case "health":
                return self._health(loaded)
            case "openapi.json":
                # Here, for no other request needs the types
                from sayasat_contact.openapi import description  # noqa: PLC0415

                return json_response(description(loaded.contract))
            case _:
                reference = read_reference(argument)
                receipt = self.store.receipt(reference) if reference else None
                if receipt is None:
                    raise RefusedError(Refusal.UNKNOWN)
                return exchange.receipt(receipt, self.settings)

    def _receive(self, request: PostedRequest, current: Exchange, loaded: Loaded) -> Response:
        if request.is_from_elsewhere(loaded.contract.origin):
            raise RefusedError(Refusal.CROSS)
        now, language, sent = self.clock(), current.language, read_posted(request)
        named = self.contracts.named(one_text(sent, "contract"), language, loaded, now)
        # A form from before the last publication is read, shown again and stored by what it was made from
        contract = named or loaded.contract
        exchange = Exchange(contract, language, current.is_json)
        message = Incoming(contract, language, sent, self._stamper, now)
        if named is None:
            return exchange.stale(message)
        if message.one("change"):
            return exchange.form(message.filled())
        if message.errors:
            return exchange.wrong(message)
        if message.stamp is None:
            return exchange.without_token(message)
        answer = self._accept(request, exchange, message, message.stamp)
        self._keep(loaded, now)
        return answer

    def _accept(
        self, request: PostedRequest, exchange: Exchange, message: Incoming, stamp: Stamp
    ) -> Response:
        settings, contract, body, key = self.settings, message.contract, message.body(), request.client_key
        signs = {
            Suspicion.HONEYPOT: bool(message.trap),
            Suspicion.YOUNG: stamp.is_young,
            Suspicion.NO_ORIGIN: request.has_no_origin,
        }
        try:
            arrival = Arrival(
                keys=(f"nonce {stamp.nonce}", *([f"key {key}"] if key else [])),
                contents=tuple(_content_hash(secret, message.language, body) for secret in settings.secret),
                networks=blinded(request.remote_addr, settings.secret[0], message.now),
                language=message.language,
                topic=message.values["topic"],
                policy=(contract.policy.id, contract.policy.date.isoformat(), contract.policy.sha256),
                contract=contract.digest,
                host=contract.host,
                body=seal(body, settings.seal_to) if settings.seal_to else body,
                is_sealed=bool(settings.seal_to),
                suspicions=frozenset(sign for sign, is_there in signs.items() if is_there),
            )
            outcome = self.store.accept(arrival, self._limits, message.now)
        except DatabaseError as error:
            report(OperationEvent("not-stored", "a message was not stored"), error)
            return exchange.unavailable(message)
        if not isinstance(outcome, Different) and outcome.is_first:
            report(_ALARMS[type(outcome)])
        match outcome:
            case Accepted(reference):
                return exchange.accepted(reference)
            case Different(reference):
                return exchange.different(message, reference)
            case Limited(seconds):
                return exchange.limited(message, seconds)
            case Full():
                return exchange.unavailable(message, Refusal.FULL)

    def _keep(self, loaded: Loaded, now: datetime) -> None:
        try:
            self.contracts.keep(loaded, now)
        except DatabaseError as error:
            report(OperationEvent("contract-not-kept", "the contract was not written down"), error)

    def _health(self, loaded: Loaded) -> Response:
        now, digest = self.clock(), loaded.contract.digest
        if not self.store.is_writable(now):
            raise RefusedError(Refusal.LATER)
        self.contracts.keep(loaded, now)
        earlier = [each for each in self.contracts.earlier(now) if each != digest]
        digests = {"served": loaded.served, "loaded": digest, "earlier": earlier}
        return json_response({"status": "ok", "contract": digests})


def _route(contract: Contract, path: str) -> tuple[str, str, str]:
    """Language, name and argument of a path's route; the name is empty where there is none.

    What is below no prefix of a language is in the first one.
    """
    below = path.removeprefix(contract.base) if path.startswith(contract.base) else ""
    prefix, language = next(each for each in contract.prefixes if below.startswith(each[0]))
    found = _ROUTE.fullmatch(below.removeprefix(prefix))
    if not found or (prefix and found[1] in _SHARED):
        return language, "", ""
    return language, found[1], found[2] or ""


def _content_hash(secret: str, language: str, body: bytes) -> str:
    """A keyed hash: from a plain one, a stolen database would tell whether a guessed text was sent."""
    key = hmac.digest(secret.encode(), b"contact content", hashlib.sha256)
    return hmac.digest(key, language.encode() + b"\0" + body, hashlib.sha256).hex()
