"""A text in pieces is the text: to the byte, whoever made the pieces, and whatever became of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat.cache.database import FILE, Cache
from sayasat.cache.texts import Text, TextCache
from sayasat.i18n.messages import messages
from sayasat.markdown.html import render
from sayasat.markdown.links import Link, is_resolved, links
from sayasat.markdown.parser import doubled_ids
from sayasat.markdown.section_reader import sections
from tests.support.parted_texts import TEXTS, WAYS, parted, without_lines

LANGUAGE = "en"


def is_whole(text: Text, body: str) -> None:
    """Whether all that is known of a text read in pieces is what the whole says."""
    t = messages(LANGUAGE)
    labels = {"permalink": t("action.permalink"), "table_label": t("table.label")}
    for way, resolve in WAYS.items():
        assert text.rendered(resolve) == render(body, resolve, **labels), way
    whole = sections(body)
    assert without_lines(text.sections) == without_lines(whole)
    assert list(text.hrefs) == list(dict.fromkeys(href for href, _ in links(body) if is_resolved(href)))
    assert [name for name, _ in text.doubled] == [name for name, _ in doubled_ids(body)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cache]:
    """A cache that all examples go by."""
    with Cache(tmp_path_factory.mktemp("filled") / FILE) as cache:
        yield cache


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_of_the_project_is_what_it_is_as_a_whole(name: str, filled: Cache) -> None:
    """From an empty cache, from the full one, and by a cache that has read all the others before."""
    made = TextCache(filled, LANGUAGE)
    for body in TEXTS[name]:
        is_whole(made.text(body), body)
    made.store()
    found = TextCache(filled, LANGUAGE)
    for body in TEXTS[name]:
        is_whole(found.text(body), body)


@given(parted)
def test_any_text_is_what_it_is_as_a_whole(body: str) -> None:
    is_whole(TextCache(Cache(None), LANGUAGE).text(body), body)


@given(body=parted)
def test_any_text_is_the_same_out_of_the_cache(filled: Cache, body: str) -> None:
    made = TextCache(filled, LANGUAGE)
    made.text(body)
    made.store()
    found = TextCache(filled, LANGUAGE)
    is_whole(found.text(body), body)
    assert not found.memo.unsaved


@given(body=parted, other=parted)
def test_any_text_is_the_same_on_a_shelf_that_let_go(body: str, other: str) -> None:
    """What was read before can still be rendered, and is read again as it was."""
    text_cache = TextCache(Cache(None), LANGUAGE)
    text = text_cache.text(body)
    text_cache._clear()
    again = text_cache.text(other)
    is_whole(text, body)
    is_whole(again, other)
    is_whole(text_cache.text(body), body)


def test_a_shelf_lets_go_where_it_holds_too_much(filled: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayasat.cache.texts._MOST_CHUNKS", 3)
    text_cache = TextCache(filled, LANGUAGE)
    for body in TEXTS["docs/ky/policies/privacy.md"] * 2 + TEXTS["docs/en/policies/privacy.md"]:
        is_whole(text_cache.text(body), body)


def test_a_piece_that_several_texts_have_is_read_once(file: Path) -> None:
    """And its section is one object in both, while nothing in it changed."""
    with Cache(file) as cache:
        text_cache = TextCache(cache, LANGUAGE)
        one = text_cache.text("# A {#a}\n\nFirst.\n\n## B {#b}\n\nSecond.\n")
        two = text_cache.text("# A {#a}\n\nFirst.\n\nNew.\n\n## B {#b}\n\nSecond.\n")
        assert len(text_cache.memo.unsaved) == 5
        assert one.cached_sections[1] is two.cached_sections[1]
        assert one.cached_sections[0].key != two.cached_sections[0].key
        text_cache.store()
        assert not text_cache.memo.unsaved


def test_the_key_of_a_section_stands_for_all_that_it_is_made_of() -> None:
    text_cache = TextCache(Cache(None), LANGUAGE)
    bodies = [
        "Intro.\n\n# A {#a}\n\nText.\n",
        "Intro.\n\n# A {#a}\n\nOther.\n",
        "Intro.\n\n# A {#b}\n\nText.\n",
        "Intro.\n\n# Intro {#intro}\n\nText.\n",
        "Intro.\n\nText.\n",
        "Intro.\n\nText.\n\nIntro.\n",
        "Intro.\n\n```\nText.\n```\n",
        "[^1]\n\n# A {#a}\n\n[^1]: note\n",
    ]
    parts = [part for body in bodies for part in text_cache.text(body).cached_sections]
    by_key = {part.key: part for part in parts}
    assert len(by_key) == len({part.section for part in parts})
    assert all(by_key[part.key].section == part.section for part in parts)


def test_languages_share_no_piece_that_says_something_in_one(file: Path) -> None:
    body = "## A {#a}\n\n| b |\n|---|\n| c |\n"
    with Cache(file) as cache:
        for language in ("ky", "ru", "en"):
            text_cache = TextCache(cache, language)
            html = text_cache.text(body).rendered(WAYS["as written"]).html
            assert f'aria-label="{messages(language)("table.label")}"' in html
            assert f'title="{messages(language)("action.permalink")}"' in html
            text_cache.store()


def test_a_link_that_leads_nowhere_is_not_one_to_a_page_of_that_name() -> None:
    text = TextCache(Cache(None), LANGUAGE).text("[a](b.md)\n")
    assert text.rendered(lambda _: Link(None)).html == "<p>a</p>\n"
    assert text.rendered(lambda _: Link("None")).html == '<p><a href="None">a</a></p>\n'


@given(body=parted, damage=st.binary(min_size=1, max_size=30))
def test_a_piece_that_is_kept_broken_is_read_again(filled: Cache, body: str, damage: bytes) -> None:
    """What is found under a piece's key and is none: nothing is taken for one that does not fit its type."""
    made = TextCache(filled, LANGUAGE)
    made.text(body)
    filled.store({key: damage + piece for key, piece in made.memo.unsaved.items()})
    is_whole(TextCache(filled, LANGUAGE).text(body), body)
