"""The search where texts are many or have no spaces: equal terms on both sides, and parts that are enough."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from sayasat.exports import search_index, search_parts
from sayasat.exports.search_entries import SearchEntry, SearchText
from sayasat.exports.search_index import search_files
from sayasat.exports.search_terms import terms
from tests.browser.conftest import OpenPage
from tests.support.built_site import Sample
from tests.support.mini_site import LANGUAGES
from tests.support.search_page import answers, use_index
from tests.support.search_queries import asked
from tests.support.soak import chosen
from tests.support.unspaced_texts import OTHER, SENTENCES, WITHOUT_MARKS, WORDS, sections

pytestmark = pytest.mark.browser

TERMS = """async (texts) => {
  const script = document.querySelector("script[type=module][src$='sayasat.js']").src
  const { wordsOf } = await import(new URL("search/words.js", script))
  return texts.map(wordsOf)
}"""


@pytest.fixture
def demo(page: Page, demo_address: str) -> Page:
    page.goto(f"{demo_address}en/")
    return page


def alike(page: Page, texts: list[str]) -> None:
    for text, words in zip(texts, page.evaluate(TERMS, texts), strict=True):
        assert terms(text) == Counter(words), text


def test_the_browser_and_the_build_make_the_same_terms_of_the_sample_texts(demo: Page) -> None:
    files = sorted(Path(__file__).parents[2].glob("tests/demo/texts/*.md"))
    assert len(files) >= 12
    texts = [file.read_text(encoding="utf-8") for file in files]
    for language, sentences in SENTENCES.items():
        texts += [each.format(word=WORDS[language]) for each in sentences] + [OTHER[language]]
    alike(demo, texts)


@pytest.mark.parametrize("step", chosen([1, 17], 17))
def test_the_browser_and_the_build_make_the_same_terms_of_every_character(demo: Page, step: int) -> None:
    """Of each seventeenth one in `make test`."""
    assigned = [chr(code) for code in range(sys.maxunicode) if unicodedata.category(chr(code))[0] != "C"]
    assert len(assigned) > 140_000
    alike(demo, [f"a{each}Б {each}{each} 中{each}" for each in assigned[::step]])


def test_the_browser_and_the_build_make_the_same_terms_of_any_text(demo: Page) -> None:
    scripts = "aZßİΣςйЁңөүءىةکֵַאبَקֶก่ำທ້ကြ្កកがﾞｶー々〇漢字한각é\u0301\u200c ，。.-1½①\U00020000"
    drawn: list[str] = []

    @settings(max_examples=400)
    @given(
        st.text(st.one_of(st.sampled_from(scripts), st.characters(codec="utf-8", exclude_categories=["C"])))
    )
    def draw(text: str) -> None:
        drawn.append(text)

    draw()
    alike(demo, drawn)


def test_an_excerpt_shows_the_most_different_words_and_is_as_long_at_the_end_of_a_text(demo: Page) -> None:
    script = """async ([text, found]) => {
      const script = document.querySelector("script[type=module][src$='sayasat.js']").src
      const { excerpt } = await import(new URL("search/excerpts.js", script))
      return excerpt(text, new Set(found), 60)
    }"""
    text = "one " + "and so on " * 20 + "one two " + "and so on " * 20 + "three"
    parts = demo.evaluate(script, [text, ["one", "two"]])
    assert [part for part, is_marked in parts if is_marked] == ["one", "two"]
    last = demo.evaluate(script, [text, ["three"]])
    assert last[-1] == ["three", True]
    assert 50 <= len("".join(part for part, _ in last)) <= 65
    assert demo.evaluate(script, [text, []])[0][0].startswith("one and")


@pytest.fixture(params=["whole", "parts"])
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index is sent as a whole, or in parts."""
    monkeypatch.setattr(search_index, "WHOLE", sys.maxsize if request.param == "whole" else 0)


@pytest.mark.usefixtures("_size")
@pytest.mark.parametrize("language", SENTENCES)
def test_every_section_that_holds_a_word_is_found(demo: Page, language: str) -> None:
    use_index(demo, search_files(language, sections(language), [], {}))
    word = WORDS[language]
    queries = [word, WITHOUT_MARKS.get(language, word), word[0], OTHER[language][:5]]
    found = answers(demo, language, queries)
    assert [each["total"] for each in found[:2]] == [90, 90]
    assert found[2]["total"] >= 90
    assert found[3]["total"] >= 60
    assert all([word, True] in result["text"] for result in found[0]["results"])


def test_one_character_is_found_with_all_characters_after_it(
    demo: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "WHOLE", 0)
    monkeypatch.setattr(search_parts, "_PART", 400)
    entries = [
        SearchEntry(f"s{code}", "", f"依{chr(0x4E00 + 2 * code)}法{chr(0x5000 + code)}者")
        for code in range(200)
    ]
    files = dict(search_files("zh", [SearchText("x/", "", sections=entries)], [], {}))
    parts = [json.loads(data) for path, data in files.items() if "/words-" in path]
    assert len([part for part in parts if any(word.startswith("法") for word in part)]) > 4
    use_index(demo, files.items())
    assert [each["total"] for each in answers(demo, "zh", ["法", "法律"])] == [200, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_index_in_parts_finds_first_what_the_whole_finds_first(
    demo: Page, demo_site: Sample, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    whole = json.loads((demo_site.site / f"search/{language}.json").read_bytes())
    texts = [
        SearchText(**text | {"sections": [SearchEntry(*each) for each in text["sections"]]})
        for text in whole["texts"]
    ]
    prefix = "" if language == "ky" else f"{language}/"
    queries = [each for each in asked() if (each.language, each.site) == (language, "demo")]
    missed = []
    for size in (sys.maxsize, 0):
        monkeypatch.setattr(search_index, "WHOLE", size)
        use_index(demo, search_files(language, texts, [], {language: whole["synonyms"]}))
        for each, answer in zip(
            queries, answers(demo, language, [each.query for each in queries]), strict=True
        ):
            first = answer["results"][0]["url"].removeprefix(prefix) if answer["results"] else ""
            if first not in each.right:
                missed.append((size, each.query, first))
    assert len([size for size, *_ in missed if not size]) <= len([size for size, *_ in missed if size]) + 1, (
        missed
    )


def many(count: int) -> list[SearchText]:
    """Texts of different words, of five sections each."""
    return [
        SearchText(
            f"policies/p{number}/",
            f"Law {number}",
            status="in-force",
            label="In force",
            sections=[
                SearchEntry(
                    f"s{part}", f"Article {part}", f"Deadline of wombat{number}x. " + "appeals apply " * 40
                )
                for part in range(5)
            ],
        )
        for number in range(count)
    ]


def test_of_a_large_index_few_parts_are_loaded_and_the_rest_of_the_results_follows(
    open_page: OpenPage, demo_address: str
) -> None:
    page = open_page()
    files = dict(search_files("en", many(400), [], {}))
    loaded = use_index(page, files.items())
    page.goto(f"{demo_address}en/")
    page.get_by_role("search").get_by_role("textbox").fill("wombat7x")
    results = page.locator(".md-search-result__link")
    expect(results.first).to_contain_text("Article 0")
    expect(results).to_have_count(5)
    assert len(loaded) < 6 < len(files)
    page.get_by_role("search").get_by_role("textbox").fill("appeals")
    expect(results).to_have_count(20)
    expect(page.get_by_text("Found: 2000")).to_be_visible()
    expect(results.first.locator("mark").first).to_have_text("appeals")
    more = page.get_by_role("button", name="Show more")
    for count in (40, 60):
        more.press("Enter")
        expect(results).to_have_count(count)
        expect(results.nth(count - 20)).to_be_focused()
    page.get_by_role("search").get_by_role("textbox").fill("wombat8x")
    expect(results).to_have_count(5)
    expect(more).to_be_hidden()


def test_a_mistyped_word_is_found_in_a_large_index(demo: Page) -> None:
    use_index(demo, search_files("en", many(400), [], {}))
    found = answers(demo, "en", ["deadlnie", "dedline law", "xeadline", "дедлайн", "zzzzzzzz"])
    assert [each["total"] > 0 for each in found] == [True, True, True, False, False]


def test_a_part_that_is_gone_lets_the_next_query_load_the_index_anew(
    open_page: OpenPage, demo_address: str
) -> None:
    page = open_page(refusals=["ERR_FAILED"])
    old, new = (dict(search_files("en", many(count), [], {})) for count in (300, 301))
    page.route("**/search/en.json", lambda route: route.fulfill(body=old["search/en.json"]))
    page.route("**/search/en.*/*", lambda route: route.abort())
    page.goto(f"{demo_address}en/")
    field = page.get_by_role("search").get_by_role("textbox")
    field.fill("deadline")
    expect(page.get_by_text("could not be loaded")).to_be_visible()
    page.unroute_all()
    use_index(page, new.items())
    field.fill("wombat300x")
    expect(page.locator(".md-search-result__link")).to_have_count(5)
