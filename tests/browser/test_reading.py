"""How pages read: narrow and wide, dark, on paper, by keyboard, and without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.support.soak import chosen

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}
PRIVACY = "policies/privacy/"

INK_AND_PAPER = """element => {
  let behind = element
  const background = (each) => getComputedStyle(each).backgroundColor
  while (behind.parentElement && /, 0\\)$/.test(background(behind))) behind = behind.parentElement
  return [getComputedStyle(element).color, background(behind)]
}"""

TEXT_PARTS = ".md-content :is(p, li:not(:has(p))):visible"

LONGEST_LINE = """element => {
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const lines = new Map();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let place = 0; place < node.length; place++) {
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      const box = range.getBoundingClientRect();
      if (box.width) lines.set(Math.round(box.bottom), (lines.get(Math.round(box.bottom)) ?? 0) + 1);
    }
  }
  return Math.max(...lines.values());
}"""


@pytest.fixture
def address(every_kind_address: str) -> str:
    return every_kind_address


@pytest.mark.parametrize("scripts", chosen([True, False], True))
def test_no_word_or_table_widens_a_page(
    open_page: OpenPage, long_texts_site: Path, long_texts_address: str, scripts: bool
) -> None:
    """Words of 256 letters in titles, headings, texts, code, summaries and commits; a table of 20 columns."""
    page = open_page(viewport=NARROW, java_script_enabled=scripts)
    widths = {}
    for file in sorted(long_texts_site.rglob("index.html")):
        if b'http-equiv="refresh"' in file.read_bytes():
            continue
        place = file.relative_to(long_texts_site).parent.as_posix()
        page.goto(f"{long_texts_address}{place}/")
        widths[place] = page.evaluate("document.documentElement.scrollWidth")
    assert len(widths) > 30
    assert set(widths.values()) == {NARROW["width"]}, widths


def test_a_wide_table_scrolls_inside_its_frame_by_keyboard(
    open_page: OpenPage, long_texts_address: str
) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{long_texts_address}policies/wide/")
    frame = page.get_by_role("region", name="Таблица")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("frame => frame.scrollLeft > 0", arg=frame.element_handle())


@pytest.mark.parametrize(
    ("place", "badge"),
    [
        ("policies/privacy/2024-01-01/", "Мурунку редакция"),
        ("policies/privacy/2026-12-01/", "Али күчүнө кире элек"),
        ("policies/orders/2024-10-01/", "Күчүнө кирген эмес"),
        ("policies/archive/", "Күчүн жоготкон"),
        ("policies/gone/", "Жарыялоочу өчүргөн"),
        ("policies/orders/2024-06-01/", "Күчүндө"),
        ("ru/policies/privacy/", "Действует"),
    ],
)
def test_the_standing_is_seen_without_scrolling(
    open_page: OpenPage, address: str, place: str, badge: str
) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}{place}")
    standing = page.locator(".standing__badge")
    expect(standing).to_have_text(badge)
    expect(standing).to_be_in_viewport(ratio=1)
    expect(page.locator(".standing__status")).to_be_in_viewport(ratio=1)


def test_the_way_to_the_text_in_force_is_seen_without_scrolling(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}policies/privacy/2024-01-01/")
    expect(page.get_by_role("link", name="Учурдагы текстти окуу")).to_be_in_viewport(ratio=1)


FIRST_SENTENCE = """() => {
  const text = [...document.querySelectorAll(".text > p")][0].firstChild
  const range = document.createRange()
  range.setStart(text, 0)
  range.setEnd(text, text.data.search(/[.:!?]/) + 1 || text.length)
  return range.getBoundingClientRect().bottom
}"""


@pytest.mark.parametrize("place", ["policies/privacy/", "policies/services/", "policies/wifi/"])
@pytest.mark.parametrize("language", ["", "ru/", "en/"])
def test_the_first_sentence_is_on_the_first_screen_of_a_phone(
    open_page: OpenPage, demo_address: str, language: str, place: str
) -> None:
    """Also while the next version is announced with its summary, and the line about cookies is there."""
    page = open_page(viewport=NARROW)
    page.goto(f"{demo_address}{language}{place}")
    expect(page.locator("#__cookies")).to_be_visible()
    assert page.evaluate(FIRST_SENTENCE) <= NARROW["height"]
    page.locator(".standing__contents summary").click()
    page.locator(".standing__contents a").last.click()
    expect(page.locator(".text h2").last).to_be_in_viewport()


def test_links_that_plain_readers_find_make_the_themes_script_ask_for_no_sitemap(
    page: Page, address: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(f"{address}{PRIVACY}")
    page.wait_for_load_state("networkidle")
    assert answer is not None
    assert '<link rel="alternate" type="application/atom+xml"' in answer.text()
    assert not [each for each in asked if "sitemap" in each]
    assert len(asked) <= 8, asked


@pytest.mark.parametrize(
    "title", ["Политика конфиденциальности", "Неудовлетворительность", "Responsibilities"]
)
def test_no_word_of_a_title_breaks_on_a_phone(open_page: OpenPage, demo_address: str, title: str) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{demo_address}ru/policies/privacy/")
    heading = page.locator("h1")
    heading.evaluate("(element, title) => { element.firstChild.data = title }", title)
    longest = """element => {
      const range = document.createRange(), text = element.firstChild
      return text.data.split(/(?=\\s)/).reduce(([start, most], word) => {
        range.setStart(text, start)
        range.setEnd(text, start + word.length)
        return [start + word.length, Math.max(most, range.getClientRects().length)]
      }, [0, 0])[1]
    }"""
    # A word that begins a line has a rectangle for the blank before it
    assert heading.evaluate(longest) <= 2


@pytest.mark.parametrize(
    "place", ["policies/privacy/", "ru/policies/privacy/", "en/policies/privacy/", "about/"]
)
def test_lines_hold_at_most_75_characters(page: Page, long_texts_address: str, place: str) -> None:
    page.goto(f"{long_texts_address}{place}")
    lines = {part.inner_text(): part.evaluate(LONGEST_LINE) for part in page.locator(TEXT_PARTS).all()}
    assert not {text: length for text, length in lines.items() if length > 75}


def test_dark_follows_the_readers_system_without_a_script(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=WIDE, color_scheme="dark", java_script_enabled=False)
    page.goto(f"{address}{PRIVACY}")
    expect(page.locator("body")).to_have_css("background-color", "rgb(20, 25, 30)")


@pytest.mark.parametrize("scripts", [True, False])
def test_paper_has_the_standing_and_the_text_and_no_navigation(
    open_page: OpenPage, address: str, scripts: bool
) -> None:
    page = open_page(viewport=WIDE, color_scheme="dark", java_script_enabled=scripts)
    page.goto(f"{address}policies/privacy/2024-01-01/")
    page.emulate_media(media="print")
    for seen in (".standing__badge", ".standing__status", ".about .facts", ".text h1", ".text > p"):
        expect(page.locator(seen).first).to_be_visible()
    unseen = page.locator(
        ".languages, .md-header, .md-sidebar, [data-print], .headerlink, .md-search, .md-footer"
    )
    for each in unseen.all():
        expect(each).to_be_hidden()
    for plain in ("body", ".standing"):
        expect(page.locator(plain)).to_have_css(
            "background-color", re.compile(r"rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\)")
        )
    ink = page.locator(".text p").first.evaluate("element => getComputedStyle(element).color")
    assert luminance(ink) < 0.05, ink


def luminance(colour: str) -> float:
    """How light a computed colour is: 0 is black, 1 is white."""
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", colour)[:3])
    return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)


def test_printing_opens_the_citation(page: Page, address: str) -> None:
    page.goto(f"{address}{PRIVACY}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".about__citation")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "place", ["policies/privacy/2024-01-01/", "policies/privacy/2026-12-01/", "policies/orders/"]
)
def test_each_badge_is_read_in_both_schemes(
    open_page: OpenPage, address: str, scheme: str, place: str
) -> None:
    page = open_page(viewport=WIDE, color_scheme=scheme)
    page.goto(f"{address}{place}")
    ink, paper = (luminance(each) for each in page.locator(".standing__badge").evaluate(INK_AND_PAPER))
    assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 4.5


def test_reduced_motion_moves_nothing(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW, reduced_motion="reduce")
    page.goto(f"{address}{PRIVACY}")
    moving = page.evaluate("""[...document.querySelectorAll("*")].filter((element) => {
      const {transitionDuration, animationDuration, animationName, scrollBehavior} = getComputedStyle(element)
      const lasts = (durations) => durations.split(", ").some((each) => parseFloat(each) > 0)
      return lasts(transitionDuration) || (animationName !== "none" && lasts(animationDuration)) ||
        scrollBehavior === "smooth"
    }).map((element) => element.className)""")
    assert not moving


def test_the_languages_come_by_keyboard_and_keep_version_and_section(page: Page, address: str) -> None:
    page.goto(f"{address}policies/privacy/2025-04-01/#data")
    page.get_by_role("navigation", name="Тил").locator("a[lang=ru]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}ru/policies/privacy/2025-04-01/#data")
    expect(page.locator("html")).to_have_attribute("lang", "ru")


def test_the_first_tab_stop_skips_to_the_text(page: Page, address: str) -> None:
    page.goto(f"{address}{PRIVACY}")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    expect(page.locator(".md-skip")).to_have_attribute("href", "#privacy")


FOCUSED = """() => {
  const element = document.activeElement
  const box = element.getBoundingClientRect(), style = getComputedStyle(element)
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
  return {
    what: `${element.tagName} ${element.className} ${element.textContent.trim().slice(0, 30)}`,
    isPage: element === document.body,
    isDate: element.matches("[type=date]"),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    inSight: box.width > 0 && box.height > 0 && box.left >= 0 && box.right <= innerWidth + 1 &&
      element.checkVisibility({visibilityProperty: true, opacityProperty: true}) && top !== null,
  }
}"""


def walk(page: Page) -> list[str]:
    """What Tab reaches from the top of the page to its end, each seen and ringed."""
    reached: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        for _ in range(40):  # the search opens when it gets the focus
            if focused["inSight"] or focused["isPage"]:
                break
            page.wait_for_timeout(50)
            focused = page.evaluate(FOCUSED)
        if focused["isPage"]:
            return reached
        assert focused["inSight"], focused
        # A date has stops inside, which the browser rings by itself
        assert focused["ring"] or focused["isDate"], focused
        reached.append(focused["what"])
    raise AssertionError(f"Tab never comes to the end: {reached[-5:]}")


WALKED = [
    (width, place)
    for place in (
        "policies/privacy/",
        "ru/policies/privacy/2025-04-01/",
        "policies/privacy/history/",
        "about/",
    )
    for width in (320, 1280)
]


@pytest.mark.parametrize(("width", "place"), chosen(WALKED, *WALKED[::3]))
def test_tab_reaches_only_what_is_seen_and_rings_it(
    open_page: OpenPage, address: str, width: int, place: str
) -> None:
    """The skip link comes first, then the menu or the mark and the languages; last the foot."""
    page = open_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(f"{address}{place}")
    reached = walk(page)
    assert "md-skip" in reached[0]
    assert reached[1].startswith("BUTTON" if width == 320 else "A md-header__button")
    assert [each.split()[-1] for each in reached[2:4]] == ["Кыр", "Рус"]
    assert any("cookies__hide" in each for each in reached)
    assert len(reached) > 8


def test_the_same_without_javascript(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW, java_script_enabled=False, reduced_motion="reduce")
    page.goto(f"{address}{PRIVACY}")
    reached = walk(page)
    assert "md-skip" in reached[0]
    assert [each.split()[-1] for each in reached[1:3]] == ["Кыр", "Рус"]
    assert "Бардык редакциялар" in " ".join(reached)
    foot = [re.sub(r"^A (focus-visible)?\s*", "", each) for each in reached[-5:]]
    assert foot == [
        "Саясаттар",
        "Өзгөртүүлөр журналы",
        "Редакциялар жөнүндө",
        "Бизге жазуу",
        "Cookie файлдары",
    ]


def test_the_ring_is_seen_against_what_is_behind_it(page: Page, address: str) -> None:
    """White on the dark header, dark blue on the page."""
    page.goto(f"{address}{PRIVACY}")
    white = "rgb(255, 255, 255)"
    for place, colour in (
        (".languages a[lang=ru]", white),
        (".footer-links a", white),
        (".standing a", "rgb(11, 87, 164)"),
    ):
        page.keyboard.press("Tab")  # from now on the focus is the keyboard's
        page.locator(place).first.focus()
        expect(page.locator(place).first).to_have_css("outline-color", colour)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_menu_opens_and_shuts_by_keyboard(open_page: OpenPage, address: str, key: str) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}about/")
    opener = page.get_by_role("button", name="Навигация")
    expect(opener).to_have_attribute("aria-expanded", "false")
    page.locator(".md-skip").focus()
    page.keyboard.press("Tab")
    expect(opener).to_be_focused()
    page.keyboard.press(key)
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".md-sidebar--primary a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(page.locator(".md-sidebar--primary")).to_be_hidden()


def test_the_contents_in_the_menu_are_reached_by_keyboard(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW, reduced_motion="reduce")
    page.goto(f"{address}about/")
    page.get_by_role("button", name="Навигация").press("Enter")
    contents = page.get_by_role("button", name="Редакциялар жөнүндө")
    contents.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Мазмуну")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/about/#."))


def test_leaving_the_menu_shuts_it(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}policies/privacy/history/")
    opener = page.get_by_role("button", name="Навигация")
    opener.press("Enter")
    page.locator(".md-sidebar--primary a").last.focus()
    page.keyboard.press("Tab")
    expect(opener).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_opens_by_touch(open_page: OpenPage, address: str, scripts: bool) -> None:
    page = open_page(viewport=NARROW, has_touch=True, java_script_enabled=scripts)
    page.goto(f"{address}{PRIVACY}")
    page.locator(".md-header [for=__drawer]").tap()
    page.locator(".md-nav--primary .md-nav__link", has_text="Өзгөртүүлөр журналы").tap()
    page.wait_for_url(f"{address}changes/")


@pytest.mark.parametrize(
    ("place", "name", "leads_to"),
    [
        ("policies/privacy/2024-01-01/", "Учурдагы текстти окуу", "policies/privacy/"),
        ("policies/privacy/2024-01-01/", "Бардык редакциялар", "policies/privacy/history/"),
        ("ru/policies/privacy/", "Кыргызча", "policies/privacy/2025-04-01/"),
        ("ru/policies/privacy/", "Читать", "policies/privacy/2026-12-01/"),
    ],
)
@pytest.mark.parametrize("scripts", chosen([True, False], True))
def test_the_links_of_the_standing_work_by_keyboard(
    open_page: OpenPage, address: str, place: str, name: str, leads_to: str, scripts: bool
) -> None:
    page = open_page(viewport=NARROW, java_script_enabled=scripts)
    page.goto(f"{address}{place}")
    link = page.locator(".standing").get_by_role("link", name=name)
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{leads_to}")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_section_is_kept_with_a_script_and_the_page_without(
    open_page: OpenPage, address: str, scripts: bool
) -> None:
    page = open_page(viewport=NARROW, java_script_enabled=scripts)
    page.goto(f"{address}policies/privacy/2025-04-01/")
    page.goto(f"{address}policies/privacy/2025-04-01/#cookies")
    page.locator(".languages a[lang=ru]").press("Enter")
    page.wait_for_url(f"{address}ru/policies/privacy/2025-04-01/{'#cookies' if scripts else ''}")


def test_the_citation_opens_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}{PRIVACY}")
    page.locator(".about > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".about__citation")).to_contain_text(
        "https://example.org/policies/privacy/2025-04-01/"
    )


def test_a_missing_translation_says_so_and_leads_to_the_kyrgyz(page: Page, address: str) -> None:
    page.goto(f"{address}policies/privacy/2026-12-01/")
    link = page.locator(".languages a[lang=en]")
    expect(link).to_contain_text("которулган эмес")
    expect(link).to_have_attribute("hreflang", "ky")
    link.click()
    expect(page.locator("html")).to_have_attribute("lang", "ky")


ANSWERS = [
    ("2023-12-31", "Ал күнү бир да редакция күчүндө болгон эмес."),
    ("2024-01-01", "2024-жылдын 1-январындагы редакция"),
    ("2025-03-31", "2024-жылдын 1-январындагы редакция"),
    ("2025-04-01", "2025-жылдын 1-апрелиндеги редакция"),
    ("2026-11-30", "2025-жылдын 1-апрелиндеги редакция"),
    ("2026-12-01", "2026-жылдын 1-декабрындагы редакция"),
    ("9999-12-31", "2026-жылдын 1-декабрындагы редакция"),
]


@pytest.mark.parametrize(("day", "answer"), chosen(ANSWERS, *ANSWERS[:5:2]))
def test_which_text_held_on_a_day(page: Page, address: str, day: str, answer: str) -> None:
    page.goto(f"{address}policies/privacy/history/")
    page.locator("#held-on-day").fill(day)
    page.get_by_role("button", name="Көрсөтүү").click()
    expect(page.locator(".held-on output")).to_contain_text(answer)


@pytest.mark.parametrize(
    ("day", "published", "answer", "href"),
    [
        ("2024-01-15", "2023-12-31", "Ал күнү бир да редакция күчүндө болгон эмес.", None),
        ("2024-01-15", "2024-01-15", "2024-жылдын 1-январы, 12:00", "../2024-01-01/revisions/1/"),
        ("2024-01-15", "2024-02-10", "2024-жылдын 1-январы", "../2024-01-01/"),
        ("2026-12-01", "2026-11-19", "2025-жылдын 1-апрели", "../2025-04-01/"),
        ("2026-12-01", "2026-11-20", "2026-жылдын 1-декабры", "../2026-12-01/"),
    ],
)
def test_which_text_held_on_a_day_as_published_by_another(
    page: Page, address: str, day: str, published: str, answer: str, href: str | None
) -> None:
    page.goto(f"{address}policies/privacy/history/")
    page.locator("#held-on-day").fill(day)
    page.locator("#held-on-published").fill(published)
    page.keyboard.press("Enter")
    expect(page.locator(".held-on output")).to_contain_text(answer)
    expect(page.locator(".held-on output a")).to_have_count(1 if href else 0)
    if href:
        expect(page.locator(".held-on output a")).to_have_attribute("href", href)


def test_a_day_of_which_nothing_is_known_is_answered_so_once_that_was_published(
    page: Page, address: str
) -> None:
    page.goto(f"{address}policies/privacy/history/")
    gap = {"unknown": "UNKNOWN", "unknownFrom": "2023-06-01", "unknownUntil": "2024-01-01"}
    page.locator("[id='v2024-01-01']").evaluate("(item, gap) => Object.assign(item.dataset, gap)", gap)
    for day, published, is_known in (
        ("2023-12-31", "", True),
        ("2023-12-31", "2024-01-01", True),
        ("2023-12-31", "2023-12-31", False),
        ("2023-05-31", "", False),
    ):
        page.locator("#held-on-day").fill(day)
        page.locator("#held-on-published").fill(published)
        page.keyboard.press("Enter")
        answer = "UNKNOWN" if is_known else ANSWERS[0][1]
        expect(page.locator(".held-on output")).to_have_text(answer)


def test_a_text_that_is_not_translated_is_no_answer_that_none_held(page: Page, address: str) -> None:
    page.goto(f"{address}ru/policies/privacy/history/")
    page.locator("#held-on-day").fill("2024-06-01")
    page.keyboard.press("Enter")
    expect(page.locator(".held-on output")).to_contain_text("на русский язык не переведён")
    page.locator("#held-on-day").fill("2025-06-01")
    page.keyboard.press("Enter")
    expect(page.locator(".held-on output a")).to_have_attribute("href", "../2025-04-01/")


@pytest.mark.parametrize(
    ("now", "is_told"),
    [("2026-11-30T17:59:00Z", False), ("2026-11-30T18:00:00Z", True)],
    ids=["before", "on"],
)
@pytest.mark.parametrize(
    "place", ["policies/privacy/", "policies/privacy/2026-12-01/", "ru/policies/privacy/"]
)
def test_a_page_says_that_its_announced_day_has_passed_since_it_was_made(
    page: Page, address: str, place: str, now: str, is_told: bool
) -> None:
    """The day begins at midnight in Bishkek, wherever the reader is. Nobody built the site anew."""
    page.clock.set_fixed_time(now)
    page.goto(f"{address}{place}")
    passed = page.locator(".standing__passed")
    expect(passed).to_be_visible() if is_told else expect(passed).to_be_hidden()
    page.emulate_media(media="print")
    expect(passed).to_be_hidden()


def test_a_page_without_an_announced_day_never_says_that_one_has_passed(page: Page, address: str) -> None:
    page.clock.set_fixed_time("2040-01-01T00:00:00Z")
    page.goto(f"{address}policies/orders/")
    expect(page.locator(".standing__status")).to_be_visible()
    expect(page.locator(".standing__passed")).to_have_count(0)


def test_a_withdrawn_version_never_held_and_a_repealed_one_held_until_its_end(
    page: Page, address: str
) -> None:
    page.goto(f"{address}policies/orders/history/")
    page.locator("#held-on-day").fill("2024-10-02")
    page.keyboard.press("Enter")
    expect(page.locator(".held-on output")).to_contain_text("2024-жылдын 1-июну")
    page.goto(f"{address}policies/archive/history/")
    for day, said in (("2025-12-31", "2024-жылдын 3-марты"), ("2026-01-01", "болгон эмес")):
        page.locator("#held-on-day").fill(day)
        page.keyboard.press("Enter")
        expect(page.locator(".held-on output")).to_contain_text(said)


def test_without_javascript_everything_is_there_and_nothing_dead(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=WIDE, java_script_enabled=False)
    page.goto(f"{address}{PRIVACY}")
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator(".text")).to_contain_text("60 күн сактайбыз")
    page.locator(".languages a[lang=ru]").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.goto(f"{address}policies/privacy/history/")
    expect(page.locator(".held-on")).to_be_hidden()
    page.goto(f"{address}policies/privacy/2025-04-01/changes/")
    expect(page.locator("ins")).to_have_count(2)
    expect(page.locator("[data-redline-tools]")).to_be_hidden()
    page.locator(".redline__folded summary").first.click()
    expect(page.locator(".redline__folded section").first).to_be_visible()


def test_changes_are_walked_by_button_and_by_key(page: Page, address: str) -> None:
    page.goto(f"{address}policies/privacy/2025-04-01/changes/")
    expect(page.locator("[data-place]")).to_have_text("1 өзгөртүү")
    page.get_by_role("button", name="Кийинки өзгөртүү").click()
    expect(page.locator("#_c1")).to_be_focused()
    expect(page.locator("[data-place]")).to_have_text("1 / 1")
    page.keyboard.press("p")
    expect(page.locator("#_c1")).to_be_focused()


def test_side_by_side_has_the_old_left_and_the_new_right_and_goes_back(page: Page, address: str) -> None:
    page.goto(f"{address}policies/privacy/2025-04-01/changes/")
    button = page.get_by_role("button", name="Катар көрсөтүү")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    columns = page.locator(".redline__columns > *")
    expect(columns.nth(0)).to_contain_text("30 күн")
    expect(columns.nth(0)).not_to_contain_text("60")
    expect(columns.nth(1).locator("del")).to_be_hidden()
    button.click()
    expect(page.locator(".redline__columns")).to_have_count(0)
    expect(page.locator("#_c1 del")).to_be_visible()


def top(page: Page, language: str) -> float:
    """Where a language's first heading begins."""
    box = page.locator(f".parallel__row--heading [lang={language}]").first.bounding_box()
    assert box is not None
    return box["y"]


def test_two_languages_are_chosen_with_css_alone(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=WIDE, java_script_enabled=False)
    page.goto(f"{address}policies/privacy/parallel/")
    expect(page.locator("[data-column][lang=ru]").first).to_be_visible()
    assert top(page, "ky") == top(page, "ru")


def test_two_languages_are_stacked_on_a_phone(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport=NARROW)
    page.goto(f"{address}policies/privacy/parallel/")
    assert top(page, "ky") < top(page, "ru")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "place",
    chosen(
        ["policies/privacy/", "policies/privacy/2024-01-01/", "policies/privacy/2026-12-01/"],
        "policies/privacy/2024-01-01/",
    ),
)
def test_badges_and_the_chosen_language_are_read_in_forced_colours(
    open_page: OpenPage, address: str, place: str, scheme: str
) -> None:
    page = open_page(viewport=WIDE, forced_colors="active", color_scheme=scheme)
    page.goto(f"{address}{place}")
    badge = page.locator(".standing__badge")
    expect(badge).to_be_visible()
    expect(badge).to_have_css("border-top-style", "solid")
    for element in (badge, page.locator(".languages [aria-current]")):
        ink, paper = element.evaluate(INK_AND_PAPER)
        lighter, darker = sorted((luminance(ink), luminance(paper)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, paper)


@pytest.mark.parametrize(
    ("place", "button"),
    [
        (PRIVACY, ".standing__actions summary >> nth=0"),
        ("policies/privacy/history/", ".held-on button"),
        ("policies/privacy/history/", ".compare-form button"),
        ("policies/privacy/2025-04-01/changes/", "[data-next]"),
    ],
)
def test_a_button_looks_like_one(page: Page, address: str, place: str, button: str) -> None:
    page.goto(f"{address}{place}")
    expect(page.locator(button)).to_have_css("border-top-style", "solid")
