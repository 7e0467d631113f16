"""The split of the search index, and the theme's block that tells the browser where an index is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin

import material
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from sayasat.exports.search_index import split_index

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ky", "ru", "en")


def index(*locations: str) -> str:
    """What Material writes: one index, escaped to ASCII, with the language of the first build."""
    docs = [{"location": each, "title": "Саясат", "text": "<p>Маалымат</p>"} for each in locations]
    config = {
        "lang": ["ky"],
        "separator": "[\\s\\-]+",
        "pipeline": ["stopWordFilter"],
        "fields": {"title": {}},
    }
    return json.dumps({"config": config, "docs": docs})


def locations(index_json: str) -> list[str]:
    return [document["location"] for document in json.loads(index_json)["docs"]]


def test_each_language_has_its_own_pages_at_addresses_from_its_own_root() -> None:
    both = index(
        "", "policies/privacy/", "policies/privacy/#cookies", "ru/", "ru/policies/privacy/", "en/about/#x"
    )
    split = split_index(both, LANGUAGES, "ky")
    assert {language: locations(text) for language, text in split.items()} == {
        "ky": ["", "policies/privacy/", "policies/privacy/#cookies"],
        "ru": ["", "policies/privacy/"],
        "en": ["about/#x"],
    }


def test_each_index_names_its_own_language_and_keeps_the_rest_of_the_configuration() -> None:
    for language, text in split_index(index("", "ru/"), LANGUAGES, "ky").items():
        config = json.loads(text)["config"]
        assert config == json.loads(index())["config"] | {"lang": [language]}


def test_a_page_whose_name_only_begins_like_a_language_stays_in_the_default_one() -> None:
    split = split_index(index("rules/", "ru-en/", "policies/ru/"), LANGUAGES, "ky")
    assert locations(split["ky"]) == ["rules/", "ru-en/", "policies/ru/"]
    assert locations(split["ru"]) == []


def test_titles_texts_tags_and_boosts_are_kept_and_cyrillic_is_not_escaped() -> None:
    document = {"location": "ru/a/", "title": "Политика", "text": "«Данные»", "tags": ["а"], "boost": 2}
    text = split_index(json.dumps({"config": {}, "docs": [document]}), LANGUAGES, "ky")["ru"]
    assert json.loads(text)["docs"] == [document | {"location": "a/"}]
    assert "Политика" in text


@given(st.lists(st.text(alphabet="kyruen/#-", max_size=8)))
def test_the_split_loses_no_document_and_keeps_their_order(some: list[str]) -> None:
    split = split_index(index(*some), LANGUAGES, "ky")
    prefixes = {"ky": "", "ru": "ru/", "en": "en/"}
    placed = {
        language: [prefixes[language] + each for each in locations(text)] for language, text in split.items()
    }
    assert sorted(each for found in placed.values() for each in found) == sorted(some)
    for found in placed.values():
        rest = iter(some)
        assert all(each in rest for each in found)


def theme(block: str, **context: object) -> str:
    environment = Environment(loader=FileSystemLoader(ROOT / "sayasat/theme"), autoescape=False)  # noqa: S701 -- MkDocs'
    environment.filters["url"] = lambda path: path
    lang = SimpleNamespace(t=lambda key: key)
    config = SimpleNamespace(extra=SimpleNamespace(), plugins=SimpleNamespace())
    return environment.get_template(block).render(
        lang=lang, config=config, features=[], search_worker="search.js", **context
    )


@pytest.mark.parametrize(
    ("page", "base_url", "search_base", "root"),
    [
        ("/", ".", "", "/"),
        ("/policies/privacy/", "../..", "", "/"),
        ("/policies/privacy/2024-01-01/revisions/1a2b/", "../../../../..", "", "/"),
        ("/ru/", "..", "ru/", "/ru/"),
        ("/ru/policies/privacy/history/", "../../../..", "ru/", "/ru/"),
        ("/no/such/page", "/", "", "/"),
        ("/ru/no/such/page", "/", "ru/", "/ru/"),
        ("/below/no/such/page", "/below", "en/", "/below/en/"),
        ("/below/no/such/page", "/below/", "en/", "/below/en/"),
    ],
)
def test_the_browser_is_told_where_the_language_begins(
    page: str, base_url: str, search_base: str, root: str
) -> None:
    html = theme("partials/config.html", base_url=base_url, search_base=search_base)
    configuration = json.loads(re.sub(r"<.+?>", "", html))
    assert urljoin(f"https://example.org{page}", configuration["base"]) == f"https://example.org{root}"


def test_without_a_language_the_browser_is_told_the_site_s_root() -> None:
    assert json.loads(re.sub(r"<.+?>", "", theme("partials/config.html", base_url="..")))["base"] == "../"


def test_nothing_else_in_the_theme_s_block_is_changed() -> None:
    """After an upgrade of Material this fails where its block has changed: take the changes over."""
    base = (Path(material.__file__).parent / "templates" / "base.html").read_text(encoding="utf-8")
    block = re.search(r"{% block config %}(.*?){% endblock %}", base, re.DOTALL)
    assert block
    ours = (ROOT / "sayasat/theme/partials/config.html").read_text(encoding="utf-8")
    ours = re.sub(r"{#-.*?-#}", "", ours, flags=re.DOTALL)
    ours = re.sub(r'"base": .*?,\n', '"base": base_url,\n', ours)
    worker = re.search(r'"[^"]*/search\.[^"]*"', block[1])
    assert worker
    ours = ours.replace("search_worker", worker[0])
    assert ours.split() == block[1].split()
