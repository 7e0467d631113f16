"""The cookie banner and the choices, as a visitor meets them: statistics are requests to a real server."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from playwright.sync_api import Browser, Locator, Page, Route, expect

from sayasat.cookies.inventory import RECORD, Inventory
from sayasat.exports.http_headers import headers
from sayasat.i18n.messages import messages
from sayasat.mkdocs_plugin.site_files import read_inventory_file
from tests.browser.conftest import ARGUMENTS, OpenPage, Serve, chromium_with_settings, unlisted
from tests.browser.test_accessibility import faults
from tests.support.built_site import own_assets
from tests.support.looks import EVERY_LOOK_AND_LANGUAGE
from tests.support.mini_site import LANGUAGES, build
from tests.support.repo import PolicyRepo
from tests.support.samples import RUSSIAN, SECOND, four_commits
from tests.support.soak import chosen
from tests.support.statistics_host import StatisticsHost, statistics_host

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 640}
PREFIX = {"ky": "", "ru": "ru/", "en": "en/"}
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })"


class AskingSite(Struct, frozen=True):
    """A site with statistics: where it is served, and what it may keep and call."""

    address: str
    folder: Path
    inventory: Inventory


@pytest.fixture(scope="module")
def host() -> Iterator[StatisticsHost]:
    """The statistics server."""
    with statistics_host() as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_asked_yet(host: StatisticsHost) -> None:
    host.asked.clear()


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory, host: StatisticsHost) -> PolicyRepo:
    """`four_commits` and a translation; the version of 2026-12-01 changes words of ``#cookies``."""
    repo = PolicyRepo(tmp_path_factory.mktemp("asking"))
    four_commits(repo)
    policy = {"title": "Политика", "translation": "unofficial", "effective": "2025-04-01"}
    repo.policy("ru", "privacy", RUSSIAN, date="2026-11-20T13:00:00+06:00", **policy)
    file = repo.path / "cookies.yml"
    text = file.read_text(encoding="utf-8").replace("enabled: false", "enabled: true")
    file.write_text(text.replace("https://statistics.example.org/", host.address), encoding="utf-8")
    return repo


def asking(repo: PolicyRepo, serve: Serve, today: str, folder: str) -> AskingSite:
    built = build(repo, today=today, site=repo.path / "site" / folder)
    assert not built.code, built.log
    inventory = read_inventory_file(repo.path, LANGUAGES)
    return AskingSite(serve(built.site, headers(inventory.origins)), built.site, inventory)


@pytest.fixture(scope="module")
def site(repo: PolicyRepo, serve: Serve) -> AskingSite:
    """While the version of 2025-04-01 is in force."""
    return asking(repo, serve, "2026-11-24", "before")


@pytest.fixture(scope="module")
def later_site(repo: PolicyRepo, serve: Serve) -> AskingSite:
    """When the version that changes ``#cookies`` has taken effect."""
    return asking(repo, serve, "2026-12-02", "after")


@pytest.fixture(scope="module")
def corrected_site(repo: PolicyRepo, serve: Serve) -> AskingSite:
    """`site`, after a correction of a word of ``#cookies``."""
    body = SECOND.replace("колдонбойт", "колдонбойт деп")
    texts = {"title": "Купуялык саясаты", "effective": "2025-04-01", "editorial": "сөз түшүп калган"}
    repo.policy("ky", "privacy", body, date="2026-11-22T12:00:00+06:00", **texts)
    corrected = asking(repo, serve, "2026-11-24", "corrected")
    repo.git("reset", "--quiet", "--hard", "HEAD~")
    return corrected


@pytest.fixture
def visitor(open_page: OpenPage, site: AskingSite) -> Page:
    """Somebody who was never asked."""
    return open_page(site.inventory, viewport={"width": 1280, "height": 800})


def banner(page: Page) -> Locator:
    return page.locator("#__cookies")


def press(page: Page, said: str) -> None:
    banner(page).locator(f"[data-cookies={said}]:visible").click()


def kept(page: Page) -> dict[str, Any] | None:
    """The record, as it is kept."""
    text = page.evaluate(f"localStorage.getItem('{RECORD}')")
    return dict(json.loads(text)) if text else None


def answered(page: Page) -> dict[str, Any]:
    """The record, which is there."""
    found = kept(page)
    assert found is not None
    return found


def keep(page: Page, value: object) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [RECORD, text])


def record(site: AskingSite, page: Page, **changed: object) -> dict[str, Any]:
    """A record that holds, but for what is changed."""
    asked = banner(page).evaluate("element => ({ ...element.dataset })")
    text = {"date": asked["date"], "sha256": asked["sha256"]}
    choices = {each.id: False for each in site.inventory.optional}
    at = datetime.now(UTC).isoformat()
    return {"v": 1, "choices": choices, "at": at, "language": "ky", "text": text, "gpc": False} | changed


def hold(page: Page, address: str) -> list[Route]:
    """Requests to an address, kept waiting as on a slow line."""
    held: list[Route] = []

    def keep_waiting(route: Route) -> None:
        held.append(route)

    page.route(address, keep_waiting)
    return held


def settled(page: Page, host: StatisticsHost) -> list[str]:
    """What the host was asked, once the page has nothing more to fetch."""
    page.wait_for_load_state("networkidle")
    return list(host.asked)


# ---------------------------------------------------------------- the banner


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ky"))
def test_the_banner_is_a_named_region_first_in_the_tab_order(
    visitor: Page, site: AskingSite, language: str
) -> None:
    visitor.goto(f"{site.address}{PREFIX[language]}")
    title = banner(visitor).get_attribute("aria-label")
    expect(visitor.get_by_role("region", name=title)).to_be_visible()
    stops = []
    for _ in range(4):
        visitor.keyboard.press("Tab")
        stops.append(
            visitor.evaluate("document.activeElement.dataset.cookies ?? document.activeElement.href")
        )
    assert stops[:3] == [f"{site.address}{PREFIX[language]}cookies/", "yes", "no"]
    assert visitor.evaluate("document.activeElement.matches('.md-skip')")


def test_the_banner_covers_nothing(visitor: Page, site: AskingSite) -> None:
    for width in (320, 1280):
        visitor.set_viewport_size({"width": width, "height": 640})
        visitor.goto(site.address)
        ends = banner(visitor).evaluate("element => element.getBoundingClientRect().bottom")
        begins = visitor.locator("header.md-header").evaluate(
            "element => element.getBoundingClientRect().top"
        )
        assert begins >= ends
        assert banner(visitor).evaluate("element => getComputedStyle(element).position") == "static"


def test_yes_and_no_look_the_same(visitor: Page, site: AskingSite) -> None:
    visitor.goto(site.address)
    look = """element => {
      const style = getComputedStyle(element);
      const byWidth = /width|inline-size|origin/;
      const names = [...style].filter((name) => !byWidth.test(name));
      return names.map((name) => `${name}: ${style.getPropertyValue(name)}`);
    }"""
    yes, no = (
        banner(visitor).locator(f"[data-cookies={said}]:visible").evaluate(look) for said in ("yes", "no")
    )
    assert len(yes) > 100
    assert yes == no


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ru"))
def test_before_an_answer_nothing_is_kept_and_the_statistics_host_is_not_asked(
    visitor: Page, site: AskingSite, host: StatisticsHost, language: str
) -> None:
    for place in ("", "policies/privacy/", "cookies/", "changes/"):
        visitor.goto(f"{site.address}{PREFIX[language]}{place}")
        expect(banner(visitor)).to_be_visible()
        assert settled(visitor, host) == []
    nothing = Inventory("", "", (), ())
    assert unlisted(visitor, nothing) == []


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ky"))
def test_after_a_no_only_the_answer_is_kept_and_the_host_is_still_not_asked(
    visitor: Page, site: AskingSite, host: StatisticsHost, language: str
) -> None:
    visitor.goto(f"{site.address}{PREFIX[language]}")
    press(visitor, "no")
    for place in ("", "policies/privacy/", "cookies/"):
        visitor.goto(f"{site.address}{PREFIX[language]}{place}")
        expect(banner(visitor)).to_be_hidden()
        assert settled(visitor, host) == []
    assert answered(visitor)["choices"] == {"statistics": False}
    assert visitor.evaluate("Object.keys(localStorage)") == [RECORD]
    assert visitor.context.cookies() == []


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ky"))
def test_after_a_yes_the_visit_is_counted_on_this_page_and_the_next(
    visitor: Page, site: AskingSite, host: StatisticsHost, language: str
) -> None:
    visitor.goto(f"{site.address}{PREFIX[language]}")
    with visitor.expect_response("**/matomo.php?*"):
        press(visitor, "yes")
    assert settled(visitor, host) == ["/matomo.js", "/matomo.php"]
    visitor.goto(f"{site.address}{PREFIX[language]}changes/")
    expect(banner(visitor)).to_be_hidden()
    assert settled(visitor, host).count("/matomo.php") == 2
    names = sorted(str(each.get("name")) for each in visitor.context.cookies())
    assert names == ["_pk_id.1.1fff", "_pk_ses.1.1fff"]


@pytest.mark.parametrize("said", ["yes", "no"])
@pytest.mark.parametrize("language", chosen(LANGUAGES, "en"))
def test_the_confirmation_takes_the_focus_and_can_be_hidden(
    visitor: Page, site: AskingSite, language: str, said: str
) -> None:
    visitor.goto(f"{site.address}{PREFIX[language]}")
    press(visitor, said)
    confirmation = banner(visitor).locator(f"[data-when={said}]")
    expect(confirmation).to_be_focused()
    expect(confirmation.get_by_role("link")).to_have_attribute("href", "cookies/")
    press(visitor, "hide")
    expect(banner(visitor)).to_be_hidden()
    expect(visitor.locator("main")).to_be_focused()


def test_an_answer_loads_no_page_and_leaves_what_was_typed(visitor: Page, site: AskingSite) -> None:
    visitor.goto(f"{site.address}policies/privacy/history/")
    visitor.locator("#held-on-day").fill("2024-06-01")
    visitor.evaluate("window.stays = true")
    press(visitor, "yes")
    press(visitor, "hide")
    expect(visitor.locator("#held-on-day")).to_have_value("2024-06-01")
    assert visitor.evaluate("window.stays") is True


def test_by_keyboard_alone_a_visitor_answers_and_goes_on(visitor: Page, site: AskingSite) -> None:
    visitor.goto(site.address)
    for key in ("Tab", "Tab", "Tab", "Enter"):
        visitor.keyboard.press(key)
    expect(banner(visitor).locator("[data-when=no]")).to_be_focused()
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Space")
    expect(banner(visitor)).to_be_hidden()
    assert answered(visitor)["choices"] == {"statistics": False}


def test_the_record_says_what_when_in_which_language_and_under_which_text(
    visitor: Page, site: AskingSite
) -> None:
    # Before the page: timers that the theme has set would be cancelled by a clock that does not know them
    visitor.clock.set_fixed_time(NOW)
    visitor.goto(f"{site.address}ru/")
    press(visitor, "yes")
    asked = banner(visitor).evaluate("element => element.dataset.sha256")
    assert kept(visitor) == {
        "v": 1,
        "choices": {"statistics": True},
        "at": "2026-11-24T06:00:00.000Z",
        "language": "ru",
        "text": {"date": "2025-04-01", "sha256": asked},
        "gpc": False,
    }


def test_one_answer_serves_the_three_languages(visitor: Page, site: AskingSite) -> None:
    visitor.goto(f"{site.address}ru/")
    press(visitor, "no")
    for prefix in PREFIX.values():
        visitor.goto(f"{site.address}{prefix}")
        expect(banner(visitor)).to_be_hidden()


# ---------------------------------------------------------------- asked again


DAY = timedelta(days=1)
BAD: dict[str, Any] = {
    "empty": "",
    "broken": '{"v":1,"choices":{"stat',
    "null": "null",
    "a list": "[]",
    "another shape": {"analytics": True},
    "another form": {"v": 2},
    "from the future": {"at": (datetime.now(UTC) + 2 * DAY).isoformat()},
    "a year old": {"at": (datetime.now(UTC) - 365 * DAY).isoformat()},
    "without a time": {"at": "soon"},
    "a choice that is neither yes nor no": {"choices": {"statistics": "yes"}},
    "choices that are none": {"choices": None},
    "without the text it was given under": {"text": None},
    "under a text that never was": {"text": {"date": "2025-04-01", "sha256": "0" * 64}},
    "without a language": {"language": 7},
}
COMMON = ("broken", "another form", "a year old", "choices that are none", "under a text that never was")


@pytest.mark.parametrize("name", chosen(BAD, *COMMON))
def test_a_bad_stored_value_asks_again_and_allows_nothing(
    visitor: Page, site: AskingSite, host: StatisticsHost, name: str
) -> None:
    value = BAD[name]
    visitor.goto(site.address)
    if isinstance(value, dict) and value.keys() & {"v", "at", "choices", "text", "language"}:
        value = record(site, visitor, choices={"statistics": True}) | value
    keep(visitor, value)
    visitor.reload()
    expect(banner(visitor).locator("[data-when=ask]")).to_be_visible()
    assert settled(visitor, host) == []
    press(visitor, "no")
    visitor.reload()
    expect(banner(visitor)).to_be_hidden()


def test_a_record_is_kept_for_365_days_and_then_deleted(visitor: Page, site: AskingSite) -> None:
    visitor.goto(site.address)
    almost = datetime.now(UTC) - 365 * DAY + timedelta(minutes=5)
    keep(visitor, record(site, visitor, at=almost.isoformat()))
    visitor.reload()
    expect(banner(visitor)).to_be_hidden()
    keep(visitor, record(site, visitor, at=(almost - timedelta(minutes=5)).isoformat()))
    visitor.reload()
    expect(banner(visitor)).to_be_visible()
    assert kept(visitor) is None


def test_a_new_category_asks_again_and_the_old_choice_waits(
    visitor: Page, site: AskingSite, host: StatisticsHost
) -> None:
    visitor.goto(site.address)
    keep(visitor, record(site, visitor, choices={}))
    visitor.reload()
    expect(banner(visitor).locator("[data-when=ask]")).to_be_visible()
    expect(banner(visitor).locator("[data-when=changed]")).to_be_hidden()
    assert settled(visitor, host) == []


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ky"))
def test_a_later_version_of_the_section_asks_again_says_why_and_leads_to_its_redline(
    visitor: Page, site: AskingSite, later_site: AskingSite, host: StatisticsHost, language: str
) -> None:
    visitor.goto(site.address)
    press(visitor, "yes")
    given = kept(visitor)
    settled(visitor, host)
    host.asked.clear()
    visitor.goto(f"{later_site.address}{PREFIX[language]}")
    keep(visitor, given)
    visitor.reload()
    expect(banner(visitor).locator("[data-when=ask]")).to_be_visible()
    assert settled(visitor, host) == []
    # Neither translation has the version of 2026-12-01: the redline is that of the original
    banner(visitor).locator("[data-when=changed] a").click()
    visitor.wait_for_url(f"{later_site.address}policies/privacy/2026-12-01/changes/#cookies")
    assert "статистика" in visitor.locator("#cookies ins").first.inner_text()
    press(visitor, "no")
    expect(banner(visitor).locator("[data-when=changed]")).to_be_hidden()
    visitor.reload()
    expect(banner(visitor)).to_be_hidden()


def test_a_correction_of_the_section_does_not_ask_again(
    visitor: Page, site: AskingSite, corrected_site: AskingSite
) -> None:
    visitor.goto(site.address)
    press(visitor, "no")
    given = answered(visitor)
    visitor.goto(corrected_site.address)
    digest = banner(visitor).evaluate("element => element.dataset.sha256")
    assert digest != given["text"]["sha256"]
    keep(visitor, given)
    visitor.reload()
    expect(banner(visitor)).to_be_hidden()


# ---------------------------------------------------------------- the signal, blocked storage, no script


def test_global_privacy_control_counts_as_no_and_says_so(
    open_page: OpenPage, site: AskingSite, host: StatisticsHost
) -> None:
    page = open_page(site.inventory)
    page.add_init_script(GPC)
    page.goto(site.address)
    expect(banner(page).locator("[data-when=gpc]")).to_be_visible()
    expect(banner(page).locator("[data-when=ask]")).to_be_hidden()
    press(page, "hide")
    assert answered(page)["choices"] == {"statistics": False}
    assert answered(page)["gpc"] is True
    page.reload()
    expect(banner(page)).to_be_hidden()
    assert settled(page, host) == []


def test_a_yes_from_before_the_signal_was_switched_on_counts_as_no(
    open_page: OpenPage, site: AskingSite, host: StatisticsHost
) -> None:
    page = open_page(site.inventory)
    page.goto(site.address)
    press(page, "yes")
    settled(page, host)
    host.asked.clear()
    page.add_init_script(GPC)
    page.reload()
    expect(banner(page).locator("[data-when=gpc]")).to_be_visible()
    assert settled(page, host) == []
    assert page.context.cookies() == []
    press(page, "hide")
    page.reload()
    expect(banner(page)).to_be_hidden()


def test_who_sends_the_signal_can_still_allow_on_the_page_of_choices(
    open_page: OpenPage, site: AskingSite, host: StatisticsHost
) -> None:
    page = open_page(site.inventory)
    page.add_init_script(GPC)
    page.goto(f"{site.address}cookies/")
    with page.expect_response("**/matomo.php?*"):
        page.locator("[data-category=statistics][data-cookies=yes]").click()
    page.reload()
    assert settled(page, host).count("/matomo.php") == 2


def test_where_storage_is_blocked_the_choice_holds_for_the_page_and_nothing_throws(
    site: AskingSite, host: StatisticsHost, tmp_path: Path, browser: Browser
) -> None:
    """A Chromium whose visitor blocks all cookies and site data in its settings."""
    preferences = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=chromium_with_settings(), args=list(ARGUMENTS)
    )
    try:
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(site.address)
        blocked = "() => { try { return !localStorage; } catch { return true; } }"
        assert page.evaluate(blocked) is True
        with page.expect_response("**/matomo.php?*"):
            press(page, "yes")
        expect(banner(page).locator("[data-when=yes]")).to_be_focused()
        assert settled(page, host) == ["/matomo.js", "/matomo.php"]
        press(page, "hide")
        expect(banner(page)).to_be_hidden()
        page.goto(f"{site.address}cookies/")
        expect(banner(page).locator("[data-when=ask]")).to_be_visible()
        page.locator("[data-category=statistics][data-cookies=no]").click()
        expect(banner(page)).to_be_hidden()
        assert errors == []
    finally:
        context.close()


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ru"))
def test_without_javascript_there_is_no_banner_and_the_choices_tell_the_true_state(
    open_page: OpenPage, site: AskingSite, host: StatisticsHost, language: str
) -> None:
    page = open_page(site.inventory, java_script_enabled=False)
    page.goto(f"{site.address}{PREFIX[language]}cookies/")
    expect(banner(page)).to_be_hidden()
    expect(page.locator(".choices__state.no-script")).to_be_visible()
    expect(page.locator("main button:visible")).to_have_count(0)
    expect(page.locator("code")).to_have_text(
        [RECORD, "_pk_id.*", "_pk_ses.*", "_pk_ref.*", "_pk_testcookie*"]
    )
    assert host.asked == []


# ---------------------------------------------------------------- the page of choices


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ky"))
def test_what_was_allowed_is_withdrawn_as_easily_and_what_was_set_is_deleted(
    visitor: Page, site: AskingSite, host: StatisticsHost, language: str
) -> None:
    visitor.goto(f"{site.address}{PREFIX[language]}cookies/")
    allow, refuse = (
        visitor.locator(f"[data-category=statistics][data-cookies={said}]") for said in ("yes", "no")
    )
    allow.click()
    expect(allow).to_have_attribute("aria-pressed", "true")
    expect(banner(visitor)).to_be_hidden()
    settled(visitor, host)
    assert len(visitor.context.cookies()) == 2
    refuse.click()
    expect(refuse).to_have_attribute("aria-pressed", "true")
    expect(allow).to_have_attribute("aria-pressed", "false")
    expect(visitor.get_by_role("status").first).to_have_text(str(refuse.get_attribute("data-done")))
    assert visitor.context.cookies() == []
    counted = host.visits
    with visitor.expect_request("**/matomo.php?*"):
        allow.click()
    refuse.click()
    visitor.reload()
    assert settled(visitor, host).count("/matomo.js") == 1
    assert host.visits == counted + 1
    assert visitor.evaluate("Object.keys(localStorage)") == [RECORD]


def test_a_no_while_the_sites_own_gate_is_on_its_way_asks_the_host_nothing(
    visitor: Page, site: AskingSite, host: StatisticsHost
) -> None:
    held = hold(visitor, "**/javascripts/matomo.js")
    visitor.goto(f"{site.address}cookies/")
    with visitor.expect_request("**/javascripts/matomo.js"):
        visitor.locator("[data-category=statistics][data-cookies=yes]").click()
    visitor.locator("[data-category=statistics][data-cookies=no]").click()
    with visitor.expect_response("**/javascripts/matomo.js"):
        held[0].continue_()
    assert settled(visitor, host) == []
    with visitor.expect_response("**/matomo.php?*"):
        visitor.locator("[data-category=statistics][data-cookies=yes]").click()
    assert host.visits == 1


def test_back_to_a_page_whose_answer_was_changed_since_tells_no_untruth(
    visitor: Page, site: AskingSite
) -> None:
    visitor.goto(site.address)
    press(visitor, "yes")
    other = visitor.context.new_page()
    other.goto(f"{site.address}cookies/")
    other.locator("[data-category=statistics][data-cookies=no]").click()
    expect(banner(visitor)).to_be_hidden()


def test_what_is_left_of_statistics_that_were_switched_off_is_deleted(
    page: Page, every_kind_address: str
) -> None:
    domain = every_kind_address.rstrip("/")
    page.context.add_cookies([{"name": "_pk_id.1.1fff", "value": "1", "url": domain}])
    page.goto(every_kind_address)
    assert page.context.cookies() == []


def test_a_withdrawal_before_the_statistics_have_loaded_counts_no_visit(
    visitor: Page, site: AskingSite, host: StatisticsHost
) -> None:
    visitor.goto(f"{site.address}cookies/")
    held = hold(visitor, f"{host.address}matomo.js")
    with visitor.expect_request(f"{host.address}matomo.js"):
        visitor.locator("[data-category=statistics][data-cookies=yes]").click()
    visitor.locator("[data-category=statistics][data-cookies=no]").click()
    with visitor.expect_response(f"{host.address}matomo.js"):
        held[0].continue_()
    assert "/matomo.js" in settled(visitor, host)
    assert host.visits == 0
    assert visitor.context.cookies() == []


SAID = {
    "ky": ["2026-жылдын 24-ноябры, 12:00", "2027-жылдын 24-ноябры", "Кыргызча", "2025-жылдын 1-апрели"],
    "ru": ["24 ноября 2026 г., 12:00", "24 ноября 2027 г.", "Русский", "1 апреля 2025 г."],
    "en": ["24 November 2026, 12:00", "24 November 2027", "English", "1 April 2025"],
}


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ru"))
def test_the_visitor_sees_and_copies_their_own_answer(
    open_page: OpenPage, site: AskingSite, language: str
) -> None:
    page = open_page(
        site.inventory, timezone_id="Asia/Bishkek", permissions=["clipboard-read", "clipboard-write"]
    )
    page.clock.set_fixed_time(NOW)
    page.goto(f"{site.address}{PREFIX[language]}cookies/")
    answer = page.locator("section[data-kept=yes]")
    expect(answer).to_be_hidden()
    page.locator("[data-category=statistics][data-cookies=no]").click()
    expect(answer).to_be_visible()
    expect(page.locator("p[data-kept=no]")).to_be_hidden()
    shown = (page.locator(f"[data-record={name}]") for name in ("at", "until", "language", "text"))
    assert [each.inner_text().replace("\u202f", " ") for each in shown] == SAID[language]
    answer.get_by_role("button").click()
    expect(answer.get_by_role("status")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()").replace("\u202f", " ")
    assert all(each in copied for each in [*SAID[language], answered(page)["text"]["sha256"]])
    page.locator("a:has([data-record=text])").click()
    page.wait_for_url(f"{site.address}policies/privacy/2025-04-01/#cookies")


def test_an_answer_in_one_tab_is_known_in_the_other(visitor: Page, site: AskingSite) -> None:
    visitor.goto(site.address)
    other = visitor.context.new_page()
    other.goto(f"{site.address}ru/")
    press(other, "no")
    expect(banner(visitor)).to_be_hidden()


# ---------------------------------------------------------------- where nothing optional is enabled


@pytest.mark.parametrize("language", chosen(LANGUAGES, "ky"))
def test_a_site_with_only_essential_items_says_so_in_a_notice_that_can_be_hidden(
    page: Page, every_kind_address: str, language: str
) -> None:
    page.goto(f"{every_kind_address}{PREFIX[language]}")
    expect(banner(page).locator("[data-when=notice]")).to_be_visible()
    expect(banner(page).get_by_role("button")).to_have_count(1)
    assert kept(page) is None
    press(page, "hide")
    expect(page.locator("main")).to_be_focused()
    page.goto(f"{every_kind_address}{PREFIX[language]}changes/")
    expect(banner(page)).to_be_hidden()
    assert answered(page)["choices"] == {}


@pytest.mark.parametrize("language", chosen(LANGUAGES, "en"))
def test_without_javascript_the_notice_is_in_the_footer_only(
    open_page: OpenPage, every_kind_address: str, language: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{every_kind_address}{PREFIX[language]}")
    expect(banner(page)).to_be_hidden()
    expect(page.locator("footer .footer-note")).to_have_text(messages(language)("cookies.notice"))
    page.locator("footer").get_by_role("link", name=messages(language)("cookies.title")).click()
    page.wait_for_url(f"{every_kind_address}{PREFIX[language]}cookies/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_is_one_slim_line_below_the_header_that_asks_nothing(
    open_page: OpenPage, every_kind_address: str, language: str
) -> None:
    page = open_page(viewport=PHONE)
    page.goto(f"{every_kind_address}{PREFIX[language]}policies/privacy/")
    line, header = (page.locator(each).bounding_box() for each in ("#__cookies", "header.md-header"))
    assert line is not None
    assert header is not None
    assert line["height"] <= 56
    assert line["y"] == header["y"] + header["height"]
    assert "?" not in banner(page).inner_text()
    expect(page.locator("footer .footer-note")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_takes_at_most_a_quarter_of_a_phone_and_leaves_title_and_status(
    open_page: OpenPage, site: AskingSite, language: str
) -> None:
    page = open_page(site.inventory, viewport=PHONE)
    page.goto(f"{site.address}{PREFIX[language]}policies/privacy/")
    asked = banner(page).bounding_box()
    assert asked is not None
    assert asked["height"] <= PHONE["height"] / 4
    if language != "en":  # which has no text
        expect(page.locator("h1")).to_be_in_viewport(ratio=1)
        expect(page.locator(".standing__status")).to_be_in_viewport(ratio=1)


SHIFTS = """() => {
  window.shifted = 0
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifted += shift.value
  }).observe({ type: "layout-shift", buffered: true })
}"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "place", ["policies/privacy/", "policies/privacy/history/", "cookies/", "", "changes/"]
)
def test_nothing_moves_while_a_page_loads(
    open_page: OpenPage, site: AskingSite, every_kind_address: str, place: str, width: int
) -> None:
    """Whether the site asks or not; the answer itself is the visitor's doing."""
    page = open_page(site.inventory, viewport={"width": width, "height": 640})
    page.add_init_script(f"({SHIFTS})()")
    for address in (site.address, every_kind_address):
        page.goto(f"{address}{place}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shifted") == 0, address


# ---------------------------------------------------------------- for everyone


@EVERY_LOOK_AND_LANGUAGE
def test_axe_finds_nothing_in_any_state(
    open_page: OpenPage, site: AskingSite, every_kind_address: str, width: int, scheme: str, language: str
) -> None:
    found = {}
    prefix = PREFIX[language]
    page = open_page(site.inventory, viewport={"width": width, "height": 2000}, color_scheme=scheme)
    page.goto(f"{every_kind_address}{prefix}cookies/")
    found["notice"] = faults(page)
    page.goto(f"{site.address}{prefix}cookies/")
    found["asked"] = faults(page)
    press(page, "yes")
    found["confirmed"] = faults(page)
    page.add_init_script(GPC)
    page.reload()
    found["signal"] = faults(page)
    assert not {state: fault for state, fault in found.items() if fault}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_a_narrow_phone(open_page: OpenPage, site: AskingSite, language: str) -> None:
    page = open_page(site.inventory, viewport={"width": 320, "height": 640})
    for place in ("", "cookies/"):
        page.goto(f"{site.address}{PREFIX[language]}{place}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_in_forced_colours_buttons_have_edges_and_the_choice_is_marked(
    open_page: OpenPage, site: AskingSite
) -> None:
    page = open_page(site.inventory, forced_colors="active", viewport={"width": 320, "height": 1200})
    page.goto(f"{site.address}cookies/")
    for button in page.locator(".cookies__actions button:visible").all():
        assert button.evaluate("element => parseFloat(getComputedStyle(element).borderTopWidth)") >= 1
    refuse, allow = (
        page.locator(f"[data-category=statistics][data-cookies={said}]") for said in ("no", "yes")
    )
    refuse.click()
    colours = "element => getComputedStyle(element).backgroundColor"
    assert refuse.evaluate(colours) != allow.evaluate(colours)
    assert not faults(page)


def test_the_banner_is_not_printed(visitor: Page, site: AskingSite) -> None:
    visitor.goto(site.address)
    visitor.emulate_media(media="print")
    expect(banner(visitor)).to_be_hidden()


# ---------------------------------------------------------------- small, strict, whole


def test_the_script_is_at_most_two_kilobytes_on_the_wire(site: AskingSite) -> None:
    script = (own_assets(site.folder) / "javascripts/cookies.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= 2048


def test_a_thing_that_the_inventory_does_not_list_is_found(browser: Browser, site: AskingSite) -> None:
    """The check that every browser test runs under does see what it is for."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site.address)
        page.evaluate("localStorage.a = 1; sessionStorage.b = 1; document.cookie = 'c=1'")
        page.evaluate(f"localStorage.setItem('{RECORD}', '')")
        assert [each.rpartition(": ")[2] for each in unlisted(page, site.inventory)] == [
            "cookie c",
            "localStorage a",
            "sessionStorage b",
        ]


def test_the_policy_allows_the_statistics_host_and_no_other(site: AskingSite, host: StatisticsHost) -> None:
    policy = dict(headers(site.inventory.origins))["Content-Security-Policy"]
    origin = host.address.rstrip("/")
    assert f"script-src 'self' {origin};" in policy
    assert policy.count("http") == policy.count(origin) == 3
