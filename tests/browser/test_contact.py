"""The contact form from end to end: a real browser, the handler, PostgreSQL, the worker and a mail server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import Struct
from playwright.sync_api import Page, Route, expect
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.serving import WSGIRequestHandler, make_server

from sayasat.exports.http_headers import headers
from sayasat.i18n.messages import Messages, messages
from sayasat_contact.application import make_application
from sayasat_contact.contracts import ContractFile
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.stamp import YOUNGEST
from sayasat_contact.store import MessageStore, open_store
from tests.browser.conftest import HOST, SERVED, OpenPage
from tests.browser.test_accessibility import faults
from tests.contact.postgresql import Cluster, postgresql
from tests.contact.smtp import SmtpServer, smtp
from tests.support.built_site import Sample
from tests.support.looks import EVERY_LOOK_AND_LANGUAGE
from tests.support.mini_site import LANGUAGES
from tests.support.soak import chosen

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

pytestmark = pytest.mark.browser

__all__ = ["postgresql", "smtp"]  # fixtures

PREFIX = {"ky": "", "ru": "ru/", "en": "en/"}
NAME, EMAIL, TEXT = "Айгүл Ө.", "aigul@example.org", "Саламатсызбы!\n\nМенин «маалыматым» кайда?"


class Office(Struct, frozen=True):
    """A site with its handler behind one address, and what is behind that."""

    address: str
    store: MessageStore
    settings: dict[str, str]

    def count(self) -> int:
        """How many messages are stored."""
        with self.store.transaction(write=False) as connection:
            return int(connection.value("SELECT count(*) FROM messages"))

    def suspicions(self) -> list[str]:
        """The signs of a machine that each has, the newest last."""
        with self.store.transaction(write=False) as connection:
            return connection.column("SELECT suspicions FROM messages ORDER BY id")

    def deliver(self, server: SmtpServer) -> None:
        """Run the worker once, as an operator does."""
        environ = {
            "CONTACT_SMTP": f"smtp://{server.address}?starttls=no",
            "CONTACT_MAIL_FROM": "form@example.org",
            "CONTACT_MAIL_TO": "office@example.org",
        }
        command = [sys.executable, "-m", "sayasat_contact", "deliver"]
        subprocess.run(command, env=os.environ | self.settings | environ, check=True, timeout=300)


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Say nothing."""


@contextmanager
def office(site: Path, database: str) -> Iterator[Office]:
    """Serve a built site with the handler beside it, as a web server in front of both would."""
    settings = {
        "CONTACT_CONTRACT": str(site / "api/contact.json"),
        "CONTACT_DATABASE": database,
        "CONTACT_SECRET": "0123456789abcdef" * 4,
    }
    read = read_settings(settings, Part.HANDLER)
    store = open_store(read)
    handler = make_application(read, ContractFile(site / "api/contact.json"), store)
    server = make_server(HOST, 0, _beside(site, handler), threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://{HOST}:{server.server_port}"
    SERVED.add(address)
    try:
        yield Office(f"{address}/", store, settings)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        store.close()


def _beside(site: Path, handler: WSGIApplication) -> WSGIApplication:
    files = SharedDataMiddleware(handler, {"/": str(site)}, cache=False)

    def dispatch(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if re.match(r"/(?:[a-z]{2,3}/)?contact/(messages|token|receipts/|health|openapi\.json)", path):
            return handler(environ, start_response)
        if path.endswith("/"):
            environ["PATH_INFO"] = f"{path}index.html"
        return files(environ, partial(_with, list(headers()), start_response))  # type: ignore[arg-type]

    return dispatch


def _with(
    added: list[tuple[str, str]],
    start_response: Callable[..., object],
    status: str,
    sent: list[tuple[str, str]],
    problem: object = None,
) -> object:
    return start_response(status, [*sent, *added], problem)


@pytest.fixture(scope="module")
def open_office(every_kind_site: Sample, postgresql: Cluster) -> Iterator[Office]:
    """`every_kind` with its handler over PostgreSQL."""
    name = postgresql.create()
    with office(every_kind_site.site, postgresql.url(name)) as running:
        running.store.prepare()
        yield running
    postgresql.drop(name)


def fill(page: Page, t: Messages) -> None:
    """Answer every question, found by the names that a screen reader says."""
    page.get_by_label(t("contact.field.name.label"), exact=True).fill(NAME)
    page.get_by_label(t("contact.field.email.label"), exact=True).fill(EMAIL)
    topics = page.get_by_role("group", name=t("contact.field.topic.label"))
    topics.get_by_label(t("contact.topic.data-access"), exact=True).check()
    policy = t("contact.form.optional", label=t("contact.field.policy.label"))
    page.get_by_label(policy, exact=True).select_option("privacy")
    page.get_by_label(t("contact.field.message.label"), exact=True).fill(TEXT)
    page.get_by_label(t("contact.field.agreement.label"), exact=True).check()


def press_send(page: Page, t: Messages) -> None:
    page.get_by_role("button", name=t("contact.form.send"), exact=True).click()


def arrived(page: Page, office: Office, server: SmtpServer, t: Messages) -> None:
    """The receipt is shown, at an address that shows it again, and the mail is in the office."""
    expect(page.locator("h1")).to_have_text(t("contact.receipt.title"))
    reference = page.locator("[data-contact-reference]").inner_text()
    assert page.url.endswith(f"/receipts/{reference}")
    page.reload()
    expect(page.locator("[data-contact-reference]")).to_have_text(reference)
    expect(page.locator("[data-contact-status]")).to_have_text(t("contact.status.received"))
    for private in (NAME, EMAIL, TEXT.split(maxsplit=1)[0]):
        expect(page.locator("body")).not_to_contain_text(private)
    office.deliver(server)
    mail = server.mails[-1].message
    assert reference in mail["Subject"]
    assert [each for each in (NAME, EMAIL, *TEXT.split()) if each not in mail.get_content()] == []
    page.reload()
    expect(page.locator("[data-contact-status]")).to_have_text(t("contact.status.passed"))


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ky"))
def test_a_message_is_sent_without_a_page_load_and_the_mail_arrives(
    page: Page, open_office: Office, smtp: SmtpServer, language: str
) -> None:
    t = messages(language)
    page.goto(f"{open_office.address}{PREFIX[language]}contact/")
    page.evaluate("window.stays = true")
    fill(page, t)
    press_send(page, t)
    expect(page.locator("h1")).to_be_focused()
    assert page.evaluate("window.stays") is True
    arrived(page, open_office, smtp, t)


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ru"))
def test_without_javascript_a_message_is_checked_sent_and_the_mail_arrives(
    open_page: OpenPage, open_office: Office, smtp: SmtpServer, language: str
) -> None:
    t = messages(language)
    page = open_page(java_script_enabled=False)
    page.goto(f"{open_office.address}{PREFIX[language]}contact/")
    fill(page, t)
    press_send(page, t)
    expect(page.locator("h1")).to_have_text(t("contact.check.title"))
    expect(page.locator("main")).to_contain_text(EMAIL)
    before = open_office.count()
    page.get_by_role("button", name=t("contact.check.send"), exact=True).click()
    arrived(page, open_office, smtp, t)
    assert open_office.count() == before + 1


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", chosen(LANGUAGES, "ky"))
def test_faults_are_told_in_a_summary_and_beside_their_fields_and_nothing_typed_is_lost(
    open_page: OpenPage, open_office: Office, language: str, scripts: bool
) -> None:
    t = messages(language)
    page = open_page(java_script_enabled=scripts, refusals=["status of 422"])
    page.goto(f"{open_office.address}{PREFIX[language]}contact/")
    page.get_by_label(t("contact.field.message.label"), exact=True).fill(TEXT)
    page.get_by_label(t("contact.field.email.label"), exact=True).fill("aigul@")
    press_send(page, t)
    summary = page.get_by_role("alert", name=t("contact.form.summary"))
    expect(summary.get_by_role("link")).to_have_text(
        [
            t("contact.error.name.missing"),
            t("contact.error.email.syntax"),
            t("contact.error.topic.missing"),
            t("contact.error.agreement.missing"),
        ]
    )
    if scripts:
        expect(summary).to_be_focused()
    assert page.title().startswith(t("contact.title-error", title=t("contact.title")))
    email = page.get_by_label(t("contact.field.email.label"), exact=True)
    expect(email).to_have_accessible_description(re.compile(re.escape(t("contact.error.email.syntax"))))
    expect(email).to_have_value("aigul@")
    expect(page.get_by_label(t("contact.field.message.label"), exact=True)).to_have_value(TEXT)
    summary.get_by_role("link").nth(1).click()
    expect(email).to_be_focused()


def test_who_is_offline_is_told_so_and_the_message_goes_once_when_there_is_a_connection(
    open_page: OpenPage, open_office: Office
) -> None:
    t = messages("ky")
    page = open_page(refusals=["net::ERR_INTERNET_DISCONNECTED"])
    page.goto(f"{open_office.address}contact/")
    fill(page, t)
    before = open_office.count()
    page.route("**/messages", lambda route: route.abort("internetdisconnected"))
    press_send(page, t)
    expect(page.locator("[data-contact-progress]")).to_have_text(t("contact.form.offline"))
    expect(page.get_by_label(t("contact.field.message.label"), exact=True)).to_have_value(TEXT)
    assert open_office.count() == before
    page.unroute("**/messages")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("h1")).to_have_text(t("contact.receipt.title"))
    assert open_office.count() == before + 1


def test_a_message_whose_answer_was_lost_is_sent_again_and_stored_once(
    open_page: OpenPage, open_office: Office
) -> None:
    t = messages("en")
    page = open_page(refusals=["net::ERR_CONNECTION_RESET"])
    page.goto(f"{open_office.address}en/contact/")
    fill(page, t)
    before = open_office.count()

    def lose_the_answer(route: Route) -> None:
        # Playwright sends it itself, and leaves out what only a browser says
        headers = {**route.request.headers, "sec-fetch-site": "same-origin"}
        route.fetch(headers=headers, max_redirects=0)
        route.abort("connectionreset")

    page.route("**/messages", lose_the_answer)
    press_send(page, t)
    expect(page.locator("[data-contact-progress]")).to_have_text(t("contact.form.offline"))
    assert open_office.count() == before + 1
    page.unroute("**/messages")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("h1")).to_have_text(t("contact.receipt.title"))
    assert open_office.count() == before + 1


def test_a_token_that_comes_only_while_sending_makes_nobody_quick(
    open_page: OpenPage, open_office: Office
) -> None:
    t = messages("ky")
    page = open_page(refusals=["net::ERR_CONNECTION_RESET"])
    page.route("**/token*", lambda route: route.abort("connectionreset"), times=1)
    page.goto(f"{open_office.address}contact/")
    with page.expect_event("requestfailed"):
        fill(page, t)
    old_enough = YOUNGEST.total_seconds() * 1000
    page.evaluate(f"() => new Promise(is => setTimeout(is, {old_enough} + 1 - performance.now()))")
    with page.expect_response("**/token*"):
        press_send(page, t)
    expect(page.locator("h1")).to_have_text(t("contact.receipt.title"))
    assert open_office.suspicions()[-1] == ""


def test_a_refusal_without_a_form_leaves_what_was_typed_and_takes_the_focus(
    open_page: OpenPage, open_office: Office
) -> None:
    t = messages("ru")
    page = open_page(refusals=["status of 413"])
    page.goto(f"{open_office.address}ru/contact/")
    fill(page, t)
    message = page.get_by_label(t("contact.field.message.label"), exact=True)
    message.fill("Ө" * 90_000)
    press_send(page, t)
    notice = page.get_by_role("alert").filter(has_text=t("contact.large.text"))
    expect(notice).to_be_focused()
    expect(message).to_have_value("Ө" * 90_000)
    message.fill(TEXT)
    press_send(page, t)
    expect(page.locator("h1")).to_have_text(t("contact.receipt.title"))


@pytest.mark.parametrize("language", chosen(LANGUAGES, "en"))
def test_a_store_that_fails_gives_the_text_back_and_the_offices_address(
    open_page: OpenPage, every_kind_site: Sample, language: str
) -> None:
    t = messages(language)
    page = open_page(java_script_enabled=False, refusals=["status of 503"])
    with office(every_kind_site.site, f"postgresql+psycopg://nobody@{HOST}:9/none") as failing:
        page.goto(f"{failing.address}{PREFIX[language]}contact/")
        fill(page, t)
        press_send(page, t)
        page.get_by_role("button", name=t("contact.check.send"), exact=True).click()
        expect(page.locator("h1")).to_have_text(t("contact.unavailable.title"))
        expect(page.get_by_label(t("contact.field.message.label"), exact=True)).to_have_value(TEXT)
        expect(page.locator("main")).to_contain_text("www.infocom.kg")
        page.goto("about:blank")


@EVERY_LOOK_AND_LANGUAGE
def test_axe_finds_nothing_on_the_form_or_on_any_page_of_the_handler(
    open_page: OpenPage, open_office: Office, width: int, scheme: str, language: str
) -> None:
    found = {}
    t = messages(language)
    page = open_page(
        viewport={"width": width, "height": 3000},
        color_scheme=scheme,
        reduced_motion="reduce",
        refusals=["status of 422"],
    )
    form = f"{open_office.address}{PREFIX[language]}contact/"
    page.goto(form)
    found["form"] = faults(page)
    page.route("**/token*", lambda route: route.fulfill(status=204))
    page.locator("[data-contact-form] [type=submit]").click()
    expect(page.locator("[data-contact-summary]")).to_be_visible()
    found["errors"] = faults(page)
    fill(page, t)
    # As a page without a token is sent: the handler asks
    page.locator("[data-contact-token]").evaluate("element => element.value = ''")
    press_send(page, t)
    expect(page.locator("h1")).to_have_text(t("contact.check.title"))
    found["check"] = faults(page)
    page.get_by_role("button", name=t("contact.check.send"), exact=True).click()
    expect(page.locator("h1")).to_have_text(t("contact.receipt.title"))
    page.mouse.move(0, 0)  # an element under the pointer changes its colour, after a delay
    page.wait_for_timeout(300)
    found["receipt"] = faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not {state: fault for state, fault in found.items() if fault}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_fits_a_narrow_phone(open_page: OpenPage, open_office: Office, language: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto(f"{open_office.address}{PREFIX[language]}contact/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_agreement_leads_to_the_dated_text_that_is_agreed_to(page: Page, open_office: Office) -> None:
    t = messages("ru")
    page.goto(f"{open_office.address}ru/contact/")
    page.locator("#contact-agreement-hint a").click()
    page.wait_for_url(f"{open_office.address}ru/policies/privacy/2025-04-01/")
    expect(page.locator(".standing")).to_be_visible()
    assert t("badge.in-force") in page.locator(".standing").inner_text()
