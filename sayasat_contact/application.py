"""The handler as a WSGI application: routes, guards, and who gets which kind of answer.

Nothing is answered as received before the store has committed it. Nothing that the request says of itself,
such as its Host, is in an answer or decides where one leads.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug import Response
from werkzeug.middleware.proxy_fix import ProxyFix

from sayasat_contact.arrival import Accepted, Arrival, Different, Full, Limited, Outcome, Suspicion
from sayasat_contact.asking import client_key, content_hash, is_from_elsewhere, page_age, wants_json
from sayasat_contact.contract_file import ContractFile, Loaded
from sayasat_contact.contracts import Contracts
from sayasat_contact.errors import DatabaseError, SealingError, described
from sayasat_contact.exchange import Exchange, json_response
from sayasat_contact.form import Submission
from sayasat_contact.incoming import Incoming, one_text
from sayasat_contact.limits import Limits, blinded
from sayasat_contact.log import OperationEvent, alarm
from sayasat_contact.posted import PostedError, PostedRequest, read_posted
from sayasat_contact.problem import Refusal
from sayasat_contact.reference import read_reference
from sayasat_contact.routes import METHODS, Route, route_of
from sayasat_contact.sealing import seal
from sayasat_contact.security_headers import HEADERS
from sayasat_contact.settings import HandlerSettings
from sayasat_contact.stamp import Stamper
from sayasat_contact.store import MessageStore

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from sayasat_contact.answers import ContractDigests, Health, Token

Clock = Callable[[], datetime]


_log = logging.getLogger(__name__)


def make_application(
    settings: HandlerSettings,
    file: ContractFile,
    store: MessageStore,
    clock: Clock = lambda: datetime.now(UTC),
) -> WSGIApplication:
    """The application, behind as many proxies as the settings say. It follows the contract's file."""
    application = Application(settings, Contracts(file, store), store, clock)
    return ProxyFix(application, x_for=settings.proxies, x_proto=0) if settings.proxies else application


class Application:
    """One site's handler. Threads may share it."""

    def __init__(
        self, settings: HandlerSettings, contracts: Contracts, store: MessageStore, clock: Clock
    ) -> None:
        self._settings = settings
        self._contracts = contracts
        self._store = store
        self._clock = clock
        self._stamper = Stamper(settings.secret)
        self._limits = Limits(settings.limit_address, settings.limit_total, settings.limit_stored * 1000)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        request = PostedRequest(environ)
        # Once for a request, so that all of its answer is of one contract
        loaded = self._contracts.loaded()
        route = route_of(loaded.contract, request.path)
        response = self._answered(request, route, loaded)
        response.headers.extend(HEADERS)
        response.headers["Content-Language"] = route.language
        return response(environ, start_response)

    def _answered(self, request: PostedRequest, route: Route, loaded: Loaded) -> Response:
        exchange = Exchange(loaded.contract, route.language, wants_json(request))
        try:
            return self._dispatch(request, route, exchange, loaded)
        except PostedError as error:
            return exchange.refused(error.refusal)
        except Exception as error:  # noqa: BLE001 (a server's log would show what the visitor wrote)
            _log.error(alarm("fault", f"a fault of the handler's own: {described(error)}"))
            return exchange.refused(Refusal.BROKEN if request.method == "POST" else Refusal.LATER)

    def _dispatch(self, request: PostedRequest, route: Route, exchange: Exchange, loaded: Loaded) -> Response:
        if not route.name:
            return exchange.refused(Refusal.NOT_FOUND)
        allowed = ", ".join((*METHODS[route.name], "OPTIONS"))
        if request.method == "OPTIONS":
            return Response(status=HTTPStatus.NO_CONTENT, headers={"Allow": allowed})
        if request.method not in METHODS[route.name]:
            response = exchange.refused(Refusal.METHOD)
            response.headers["Allow"] = allowed
            return response
        if route.name == "messages":
            return self._receive(request, exchange, loaded)
        return self._shown(request, route, exchange, loaded)

    def _shown(self, request: PostedRequest, route: Route, exchange: Exchange, loaded: Loaded) -> Response:
        match route.name:
            case "receipt":
                return self._receipt(route.argument, exchange)
            case "token":
                now = self._clock()
                # Who fetches it has the form of this contract open, and may send it to another process
                self._keep(loaded, now)
                token: Token = {"token": self._stamper.issue(route.language, now, page_age(request))}
                return json_response(token)
            case "health":
                return self._health(exchange, loaded)
            case _:
                # Here, for no other request needs the types
                from sayasat_contact.openapi import description  # noqa: PLC0415

                return json_response(description(loaded.contract))

    def _receive(self, request: PostedRequest, current: Exchange, loaded: Loaded) -> Response:
        if is_from_elsewhere(request, loaded.contract.origin):
            return current.refused(Refusal.CROSS)
        key, now, language = client_key(request), self._clock(), current.language
        sent = read_posted(request)
        named = self._contracts.named(one_text(sent, "contract"), language, loaded, now)
        # A form from before the last publication is read, shown again and stored by what it was made from
        contract = named or loaded.contract
        exchange = Exchange(contract, language, current.is_json)
        message = Incoming(contract, language, sent, self._stamper, now, key)
        if named is None:
            return exchange.stale(message)
        if message.one("change"):
            return exchange.form(message.filled())
        if not isinstance(message.read, Submission):
            return exchange.wrong(message, message.read)
        if message.stamp is None:
            return exchange.without_token(message)
        answer = self._accept(request, exchange, message)
        self._keep(loaded, now)
        return answer

    def _accept(self, request: PostedRequest, exchange: Exchange, message: Incoming) -> Response:
        try:
            arrival = self._arrival(request, message)
            outcome = self._store.accept(arrival, self._limits, message.now)
        except (DatabaseError, SealingError) as error:
            _log.error(OperationEvent("not-stored", f"a message was not stored: {described(error)}"))
            return exchange.unavailable(message)
        if event := _alarm_of(outcome):
            _log.error(event)
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
            self._contracts.keep(loaded, now)
        except DatabaseError as error:
            _log.error(
                OperationEvent("contract-not-kept", f"the contract was not written down: {described(error)}")
            )

    def _arrival(self, request: PostedRequest, message: Incoming) -> Arrival:
        settings, contract, stamp, submission = self._settings, message.contract, message.stamp, message.read
        assert stamp is not None
        assert isinstance(submission, Submission)
        body = submission.body()
        signs = {
            Suspicion.HONEYPOT: bool(message.trap),
            Suspicion.YOUNG: stamp.is_young,
            Suspicion.NO_ORIGIN: "Sec-Fetch-Site" not in request.headers and "Origin" not in request.headers,
        }
        return Arrival(
            keys=(f"nonce {stamp.nonce}", *([f"key {message.key}"] if message.key else [])),
            contents=tuple(content_hash(secret, message.language, body) for secret in settings.secret),
            networks=blinded(request.remote_addr, settings.secret[0], message.now),
            language=message.language,
            topic=submission.topic,
            policy=(contract.policy.id, contract.policy.date.isoformat(), contract.policy.sha256),
            contract=contract.digest,
            host=contract.host,
            body=seal(body, settings.seal_to) if settings.seal_to else body,
            is_sealed=bool(settings.seal_to),
            suspicions=frozenset(sign for sign, is_there in signs.items() if is_there),
        )

    def _receipt(self, text: str, exchange: Exchange) -> Response:
        reference = read_reference(text)
        try:
            receipt = self._store.receipt(reference) if reference else None
        except DatabaseError as error:
            _log.error(
                OperationEvent("receipt-unreadable", f"a receipt could not be read: {described(error)}")
            )
            return exchange.refused(Refusal.LATER)
        if receipt is None:
            return exchange.refused(Refusal.UNKNOWN)
        return exchange.receipt(receipt, self._settings)

    def _health(self, exchange: Exchange, loaded: Loaded) -> Response:
        now, digest = self._clock(), loaded.contract.digest
        try:
            if not self._store.is_writable(now):
                return exchange.refused(Refusal.LATER)
            self._contracts.keep(loaded, now)
            earlier = [each for each in self._contracts.earlier(now) if each != digest]
        except DatabaseError as error:
            _log.error(OperationEvent("store-silent", f"the store does not answer: {described(error)}"))
            return exchange.refused(Refusal.LATER)
        digests: ContractDigests = {"served": loaded.served, "loaded": digest, "earlier": earlier}
        health: Health = {"status": "ok", "contract": digests}
        return json_response(health)


def _alarm_of(outcome: Outcome) -> OperationEvent | None:
    """What somebody must know, once in an hour."""
    match outcome:
        case Accepted(is_first_held=True):
            return alarm("held", "too many messages in this hour: further ones are mailed later")
        case Limited(is_first=True):
            return alarm("refused", "too many messages of one network: it is refused for this hour")
        case Full(is_first=True):
            return alarm("full", "CONTACT_LIMIT_STORED is reached: no message is taken")
        case _:
            return None
