"""Search in a real browser: what the table of queries finds, how the box is used, what is loaded when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import AXE, RULES, VIOLATIONS
from tests.support.built_site import Sample, own_assets
from tests.support.mini_site import LANGUAGES, ROOT, build, furnish
from tests.support.repo import PolicyRepo
from tests.support.search_page import answers
from tests.support.search_queries import Asked, asked

pytestmark = pytest.mark.browser

FIRST, IN_THREE = 0.95, 0.99
"""The shares of the queries, in each language, whose right section is first, and in the first three."""

SCRIPTS = "javascripts/search"

STEMS = """
async ([language, words]) => {
  const script = document.querySelector("script[type=module][src$='sayasat.js']").src
  const { stem } = await import(new URL("search/stems.js", script))
  const { fold } = await import(new URL("search/words.js", script))
  return words.map(word => [fold(word), stem(fold(word), language)])
}
"""

FORMS = {
    "ky": """
        маалымат маалыматтар маалыматтарды маалыматтардын маалыматты маалыматыңызды маалыматтан маалыматым
        саясаты саясатына саясатында саясатынын саясат саясаттын саясатты саясаттар
        мыйзамдарында мыйзам мыйзамдын мыйзамга мыйзамдар мыйзамдарга мыйзамды
        ишкананын ишканасы ишканасынын ишкана ишканага ишканалар
        купуялуулук купуялуулукту купуялуулуктун купуялуулугу купуялуулугун купуялуулугуңуз
        колдонгон колдоно колдонобуз колдонулат колдонулушу колдонуудан колдонуу колдонуп колдонбойт
        сактай сактайбыз сакталып сактап сактоо сакталат сактаган сактоого сактабайт сактайсыңар
        топтой топтойбуз топтоо топтолуучу топтолгон топтойт топтобойт
        дареги дарегинизди дарек дарегиңиз даректер дарекке
        билдирүү билдирүүлөр билдирүүлөрдү билдирүүңүздү билдирүүгө билдирет
        максат максаттар максаттарды максаттарыбызда максаттарында максаты
        өзгөрүп өзгөрүүсү өзгөрүү өзгөргөн
        жооп жообуңуз жообун жоопту
    """,
    "ru": """
        политика политику политики политикой политике политик
        конфиденциальность конфиденциальности конфиденциальными конфиденциальный
        данные данных данными данным
        жалоба жалобы жалобу жалоб жалобой жалобам
        услуга услуги услугу услуг услугами
        ошибка ошибки ошибок ошибку ошибками
        справка справки справок справку
        собирать собираем собирает собираются
        хранение хранения храним хранит хранятся хранится
        согласие согласия согласием согласию
        отказ отказа отказать отказали отказывает
        запрещено запрещённое запрещены запрещает
        изменение изменения изменить изменяться изменений
        использование использования используем использует использовать
    """,
    "en": """
        complain complains complained complaining
        refuse refused refusal refusing
        delete deleted deletion deleting
        certificate certificates
        collect collects collection collecting collected
        disclose disclosure disclosed disclosing
        cancel cancelling cancellation cancelled
        party parties
        identify identification identifying
        pay paying
        payment payments
    """,
}
"""The forms of one word on each line: the stem of each must begin all of them."""

APART = {
    "ky": [
        ("маалыматты", "маалымдоолорду"),
        ("колдонуу", "колдоо"),
        ("мындан", "мындай"),
        ("түйүндө", "түйшүк"),
    ],
    "ru": [("отказ", "открытый"), ("согласие", "согласны"), ("сообщение", "соболезнование")],
    "en": [("police", "policy"), ("number", "nuance")],
}
"""A word, and one that its stem must not begin."""


@pytest.fixture(scope="module")
def sites(demo_site: Sample, tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> dict[str, str]:
    """Where the sample office and the publisher's own site are served."""
    repo = PolicyRepo(tmp_path_factory.mktemp("own"))
    furnish(repo)
    for number, language in enumerate(LANGUAGES):
        text = (ROOT / "docs" / language / "policies" / "privacy.md").read_text(encoding="utf-8")
        path = f"docs/{language}/policies/privacy.md"
        repo.commit("Privacy", date=f"2026-11-0{number + 1}T12:00:00+06:00", files={path: text})
    built = build(repo, today="2026-11-24")
    assert not built.code, built.log
    return {"demo": serve(demo_site.site), "own": serve(built.site)}


@pytest.fixture
def demo(page: Page, sites: dict[str, str]) -> Page:
    """The English privacy policy of the sample office, loaded."""
    page.goto(f"{sites['demo']}en/policies/privacy/", wait_until="networkidle")
    return page


def found(page: Page, address: str, queries: list[Asked]) -> Iterator[tuple[Asked, list[str]]]:
    """Each query with the URLs that it finds, relative to the root of the language."""
    language = queries[0].language
    prefix = "" if language == "ky" else f"{language}/"
    page.goto(address + prefix)
    given = answers(page, language, [each.query for each in queries])
    for each, answer in zip(queries, given, strict=True):
        yield each, [result["url"].removeprefix(prefix) for result in answer["results"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_that_answers_a_query_is_found_first(
    page: Page, sites: dict[str, str], language: str
) -> None:
    groups = defaultdict(list)
    for each in asked():
        if each.language == language:
            groups[each.site].append(each)
    answered = [one for site, queries in groups.items() for one in found(page, sites[site], queries)]
    assert len(answered) >= 60
    first = [each for each, urls in answered if urls[:1] and urls[0] in each.right]
    in_three = [each for each, urls in answered if each.right & set(urls[:3])]
    missed = [(each.site, each.query, urls[:3]) for each, urls in answered if each not in first]
    assert len(first) / len(answered) >= FIRST, missed
    assert len(in_three) / len(answered) >= IN_THREE, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stem_begins_every_form_of_its_word_and_no_other_word(demo: Page, language: str) -> None:
    for line in FORMS[language].strip().splitlines():
        forms = demo.evaluate(STEMS, [language, line.split()])
        for word, stem in forms:
            assert not [each for each, _ in forms if not each.startswith(stem)], (word, stem)
    for word, other in APART[language]:
        (_, stem), (folded, _) = demo.evaluate(STEMS, [language, [word, other]])
        assert not folded.startswith(stem), (word, stem)


@pytest.mark.parametrize("language", [*LANGUAGES, "kk"])
def test_a_stem_always_begins_its_word_and_nothing_throws(demo: Page, language: str) -> None:
    words: list[str] = []
    letters = {"en": "abcdefghijklmnopqrstuvwxyz"}.get(language, "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя")
    endings = st.sampled_from([form[3:] for line in FORMS.values() for form in line.split()])
    grown = st.builds(
        lambda root, tail: root + "".join(tail), st.text(letters, max_size=9), st.lists(endings)
    )

    @settings(max_examples=500)
    @given(st.one_of(grown, st.text(st.characters(codec="utf-8"), max_size=9)))
    def gather(word: str) -> None:
        words.append(word)

    gather()
    for word, stem in demo.evaluate(STEMS, [language, words]):
        assert word.startswith(stem)
        assert stem == word or len(stem) >= 3


def test_other_languages_are_split_by_unicode_and_need_no_marks_or_whole_words(
    page: Page, sites: dict[str, str]
) -> None:
    page.goto(sites["demo"])
    texts = ["数据保护政策说明", "Règles de confidentialité", "Қупиялылық саясаты"]
    sections = [["", "H", text] for text in texts]
    page_of_them = {"url": "", "title": "T", "rank": 0, "status": "x", "sections": sections}
    script = """async ([text, queries]) => {
      const script = document.querySelector("script[type=module][src$='sayasat.js']").src
      const { Index } = await import(new URL("search/engine.js", script))
      const index = new Index("fr", [])
      index.addTexts([text])
      const found = await Promise.all(queries.map(query => index.find(query)))
      return found.map(({ results }) => results.map(({ place }) => place))
    }"""
    queries = ["保护", "confidentialite", "règle", "купиялылык", "regels", ""]
    assert page.evaluate(script, [page_of_them, queries]) == [[0], [1], [1], [2], [1], []]


def test_nothing_of_the_search_is_loaded_before_the_field_is_used(page: Page, sites: dict[str, str]) -> None:
    requests: list[str] = []
    page.on("request", lambda request: _note(requests, request))
    page.goto(f"{sites['demo']}ru/policies/privacy/", wait_until="networkidle")
    assert not [url for url in requests if "search" in url or "lunr" in url]
    with page.expect_response(re.compile("search/ru.json$")):
        page.get_by_role("textbox").fill("отказ")
    expect(page.locator("ol.md-search-result__list a").first).to_be_visible()
    data = [url for url in requests if url.endswith(".json")]
    assert data == [f"{sites['demo']}search/ru.json"]


def _note(requests: list[str], request: Request) -> None:
    requests.append(request.url)


@pytest.mark.parametrize("way", ["paste", "drop", "dictation"])
def test_text_that_no_key_typed_is_searched_too(demo: Page, way: str) -> None:
    field = demo.get_by_role("textbox")
    if way == "paste":
        field.click()
        demo.evaluate("document.execCommand('insertText', false, 'refund')")
    elif way == "drop":
        field.evaluate(
            """field => {
              field.value = "refund"
              field.dispatchEvent(new InputEvent("input", { inputType: "insertFromDrop", bubbles: true }))
            }"""
        )
        field.focus()
    else:
        field.click()
        demo.keyboard.insert_text("refund")
    expect(links(demo).first).to_contain_text("Refunds")


def links(page: Page) -> Any:  # noqa: ANN401 (a locator)
    return page.locator(".md-search-result__link")


def test_the_keyboard_reaches_every_result_and_closes_the_search(demo: Page) -> None:
    demo.get_by_role("textbox").fill("complaint")
    expect(links(demo).first).to_be_visible()
    expect(demo.get_by_role("status").filter(has_text="Found:")).to_be_visible()
    demo.keyboard.press("ArrowDown")
    expect(links(demo).first).to_be_focused()
    demo.keyboard.press("ArrowUp")
    expect(demo.get_by_role("textbox")).to_be_focused()
    demo.keyboard.press("ArrowDown")
    demo.keyboard.press("Escape")
    expect(links(demo).first).to_be_hidden()
    demo.get_by_role("textbox").focus()
    demo.keyboard.press("Enter")
    demo.wait_for_url(re.compile("/en/policies/access/#complaint$"))
    expect(demo.locator("#complaint")).to_be_in_viewport()


def test_results_show_the_status_and_ended_policies_come_last(demo: Page) -> None:
    demo.get_by_role("textbox").fill("office")
    expect(links(demo).first).to_be_visible()
    badges = demo.locator(".md-search-result__list .badge").all_inner_texts()
    assert badges == sorted(badges, key=["In force", "Repealed"].index)
    demo.get_by_role("textbox").fill("wifi")
    expect(links(demo).first).to_contain_text("Guest Wi-Fi rules")
    expect(links(demo).first.locator(".badge")).to_have_text("Repealed")


def test_earlier_versions_are_searched_when_the_visitor_asks(demo: Page, sites: dict[str, str]) -> None:
    demo.get_by_role("textbox").fill("14 days")
    expect(links(demo).first).to_be_visible()
    assert (
        not demo.get_by_text("Version of").locator("visible=true").filter(has=demo.locator(".badge")).count()
    )
    with demo.expect_response(f"{sites['demo']}search/en.earlier.json"):
        demo.get_by_label("Search earlier versions too").check()
    older = links(demo).filter(has_text="Version of 1 November 2024")
    expect(older.locator(".badge")).to_have_text("Superseded")
    older.first.click()
    demo.wait_for_url(re.compile(r"/en/policies/access/2024-11-01/#deadline$"))


def test_a_text_is_never_read_as_html(page: Page, sites: dict[str, str]) -> None:
    mark = '<img src="x" onerror="document.title = 1">'
    text = {"url": "en/", "title": mark, "rank": 0, "status": "in-force", "label": mark, "version": mark}
    body = {"synonyms": [], "has_earlier": False, "texts": [text | {"sections": [["", mark, mark]]}]}
    page.route("**/search/en.json", lambda route: _answer(route, body))
    page.goto(f"{sites['demo']}en/")
    page.get_by_role("textbox").fill("onerror")
    expect(links(page).first).to_contain_text(mark)
    assert not page.locator(".md-search-result img").count()


def _answer(route: Route, body: object) -> None:
    route.fulfill(json=body)


def test_a_search_that_cannot_be_loaded_says_so_and_tries_again(
    open_page: OpenPage, sites: dict[str, str]
) -> None:
    page = open_page(refusals=["ERR_FAILED"])
    page.route("**/search/en.json", lambda route: route.abort())
    page.goto(f"{sites['demo']}en/")
    page.get_by_role("textbox").fill("refund")
    expect(page.get_by_text("could not be loaded")).to_be_visible()
    page.unroute("**/search/en.json")
    page.get_by_role("textbox").fill("refunds")
    expect(links(page).first).to_contain_text("Refunds")


def test_a_worker_that_cannot_start_is_said_too(open_page: OpenPage, sites: dict[str, str]) -> None:
    page = open_page(refusals=["ERR_FAILED"])
    page.route("**/search/worker.js", lambda route: route.abort())
    page.goto(f"{sites['demo']}en/")
    page.get_by_role("textbox").fill("refund")
    expect(page.get_by_text("could not be loaded")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_narrow_screen_the_search_opens_by_a_button_and_fits(
    open_page: OpenPage, sites: dict[str, str], language: str
) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto(f"{sites['demo']}{'' if language == 'ky' else f'{language}/'}policies/privacy/")
    opener = page.locator("button.md-header__button[for=__search]")
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("search").get_by_role("textbox")
    expect(field).to_be_focused()
    field.fill({"ky": "мөөнөт", "ru": "срок", "en": "days"}[language])
    page.locator(".found__earlier input").check()
    expect(links(page).nth(3)).to_be_visible()
    # The box slides in
    page.wait_for_function(
        """() => [...document.querySelectorAll(".md-search-result *")].every(
          each => each.getBoundingClientRect().right <= 320) && document.documentElement.scrollWidth <= 320"""
    )
    page.locator("button.md-search__icon[for=__search]").click()
    expect(links(page).first).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_an_open_search(
    open_page: OpenPage, sites: dict[str, str], width: int, scheme: str
) -> None:
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{sites['demo']}ru/policies/privacy/")
    page.get_by_role("search").get_by_role("textbox").fill("wifi")
    page.locator(".found__earlier input").check()
    expect(links(page).first).to_be_visible()
    page.wait_for_timeout(500)  # axe measures colours: the box fades in
    page.evaluate(AXE)
    found = page.evaluate(VIOLATIONS, RULES)
    assert not [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def test_without_scripts_there_is_no_field(open_page: OpenPage, sites: dict[str, str]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{sites['demo']}en/policies/privacy/")
    expect(page.locator(".md-search")).to_be_hidden()


def test_the_404_page_has_the_search_at_any_depth(page: Page, sites: dict[str, str]) -> None:
    page.goto(f"{sites['demo']}en/404.html")
    page.get_by_role("textbox").fill("refund")
    expect(links(page).first).to_have_attribute("href", re.compile("^.*/en/policies/services/#refund$"))


def test_nothing_of_the_themes_own_search_is_published(demo_site: Sample) -> None:
    made = {path.name for path in (own_assets(demo_site.site) / SCRIPTS).iterdir()}
    assert made == {path.name for path in (ROOT / "sayasat/theme/assets" / SCRIPTS).iterdir()}
    assert not [path for path in demo_site.site.rglob("*") if path.name.startswith(("lunr", "search_index"))]
