"""Search in a real browser, over the three languages of the privacy policy.

Most words are asked of Material's own worker, in a page; a few are typed into the search box.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Locator, Page, Request, expect

from sayasat.exports.search_index import split_index
from sayasat.mkdocs_plugin.theme_env import SEARCH_WORKER
from tests.browser.conftest import OpenPage, Serve

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ky", "ru", "en")
POLICY = "policies/privacy/"
PARTS = (
    "partials/languages/ky.html",
    "partials/config.html",
    "partials/javascripts/base.html",
    "partials/javascripts/content.html",
    "partials/integrations/analytics.html",
    "assets/javascripts/theme.js",
)
"""Of the theme, what the search needs, and its scripts as files: pages are served under the policy."""

LUNR_KY = "assets/javascripts/lunr/min/lunr.ky.min.js"

MAIN = """
{% extends "base.html" %}
{% block site_meta %}<meta charset="utf-8"><link rel="icon" href="data:,">{% endblock %}
{% block config %}
  {% set language = config.plugins.i18n.current_language %}
  {% set search_base = "" if language == "ky" else language ~ "/" %}
  {% set search_worker = "WORKER" %}
  {% include "partials/config.html" %}
{% endblock %}
"""

CONFIGURATION = """
site_name: Саясаттар
site_url: https://example.org/
theme: {name: material, custom_dir: theme, language: ky, font: false, palette: {scheme: default}}
plugins:
  - search
  - i18n:
      docs_structure: folder
      fallback_to_default: false
      reconfigure_search: false
      languages:
        - {locale: ky, name: Кыргызча, default: true}
        - {locale: ru, name: Русский}
        - {locale: en, name: English}
markdown_extensions: [attr_list]
"""

# A line holds the forms of one word that the policy has; those in brackets it has not, but a reader may type.
FORMS = """
маалымат маалыматтар маалыматтарды маалыматтардын маалыматты маалыматыңызды (маалыматтан маалыматым)
саясаты саясатына саясатында саясатынын (саясат саясаттын саясатты саясаттар)
мыйзамдарында (мыйзам мыйзамдын мыйзамга мыйзамдар мыйзамдарга мыйзамды)
ишкананын ишканасы ишканасынын (ишкана ишканага ишканалар)
купуялуулук купуялуулукту купуялуулуктун (купуялуулугу купуялуулугун купуялуулугуңуз)
колдонгон колдоно колдонобуз колдонулат колдонулушу колдонуудан (колдонуу колдонуп колдонбойт колдонулбаган)
сактай сактайбыз сакталып сактап сактоо (сакталат сактаган сактоого сактабайт)
топтой топтойбуз топтоо топтолуучу (топтолгон топтойт топтобойт)
дареги дарегиниз дарегинизди дарек (дарегиңиз даректер дарекке)
кызмат кызматтары кызматынын (кызматтар кызматка)
сертификаттарды сертификатынын (сертификат сертификатты)
билдирүү билдирүүлөр билдирүүлөрдү билдирүүңүздү (билдирүүгө билдирет)
максат максаттар максаттарды максаттарыбызда максаттарында (максаты)
файлдар файлдарды файлдары файлдарында (файлды файлын)
сайт сайттан сайттар сайты сайтында (сайтка сайттын)
учурда учурдан учурларда учурунда учуруңузда (учурлар)
өзгөртүүдөн өзгөртүүлөр (өзгөртүү өзгөртүүнү)
өзгөрүп өзгөрүүсү (өзгөрүү өзгөргөн)
жарыялоо жарыяланып (жарыялайт жарыяланган)
сүрөттөлгөн сүрөттөлүшү сүрөттөп (сүрөттөө)
пайдалануу пайдаланып (пайдаланат)
берет берип берүү берүүдөн (берген берсе)
кирүүдөн кирүүлөр (кирүү кирген)
камсыздайт камсыздоо (камсыздаган)
суроо суроолор суроолорго (суроого)
алынган алынышы
телефон телефонуңуз (телефонго)
почта почтанын (почтага)
республикасы республикасынын (республика)
каттоо (каттоодон катталган каттайт)
органдарына (органдар органдын)
тартипте (тартип тартиби)
талаптарды (талап талаптар талабы)
макулдугуңузсуз (макулдук макулдугу макулдугуңуз)
ачкычынын (ачкыч ачкычы)
түйүндө (түйүн түйүнү)
киргизиле (киргизилген киргизилет)
"""

# A word, and one that its stem must not find.
APART = [
    ("маалыматты", "маалымдоолорду"),
    ("колдонуу", "колдоо"),
    ("тартиби", "тартуу"),
    ("пайдаланып", "пайдалуу"),
    ("саясаттын", "саясий"),
    ("максаты", "максималдуу"),
    ("кантип", "канткенде"),
    ("кыргызстанда", "кыргызча"),
    ("мындан", "мындай"),
    ("түйүндө", "түйшүк"),
]

ASK = """
async ([queries, rules]) => {
  const config = JSON.parse(document.getElementById("__config").textContent)
  const root = new URL(config.base, location)
  const index = await (await fetch(new URL("search/search_index.json", root))).json()
  if (rules)
    index.config.lang = [rules]
  const worker = new Worker(new URL(config.search, location))
  const answer = message => new Promise(resolve => {
    worker.onmessage = event => resolve(event.data)
    worker.postMessage(message)
  })
  await answer({ type: 0, data: { ...index, options: {} } })
  const found = {}
  for (const query of queries) {
    const { data } = await answer({ type: 2, data: query })
    found[query] = data.items.flat().filter(item => item.score > 0)
      .map(({ location, terms }) => ({ location, terms }))
  }
  worker.terminate()
  return found
}
"""

STEMS = """
async words => {
  const config = JSON.parse(document.getElementById("__config").textContent)
  const scripts = new URL(config.search, location)
  const min = new URL("../lunr/min/", scripts)
  const script = `
    importScripts("${scripts}", "${min}lunr.stemmer.support.min.js", "${min}lunr.ky.min.js")
    postMessage(${JSON.stringify(words)}.map(lunr.ky.stem))`
  const worker = new Worker(URL.createObjectURL(new Blob([script])))
  const stems = await new Promise((resolve, reject) => {
    worker.onmessage = event => resolve(event.data)
    worker.onerror = event => reject(new Error(event.message))
  })
  worker.terminate()
  return stems
}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    """The three editions of the privacy policy and a home page each, built and served; gives the address."""
    project = tmp_path_factory.mktemp("search")
    for language in LANGUAGES:
        docs = project / "docs" / language
        (docs / "policies").mkdir(parents=True)
        (docs / "index.md").write_text(f"# {language}\n", encoding="utf-8")
        shutil.copy(ROOT / "docs" / language / "policies" / "privacy.md", docs / "policies")
    theme = project / "theme"
    for part in (*PARTS, LUNR_KY):
        (theme / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "sayasat/theme" / part, theme / part)
    templates = Path(str(find_spec("material").submodule_search_locations[0])) / "templates"  # type: ignore[union-attr,index]
    (worker,) = templates.glob(SEARCH_WORKER)
    main = MAIN.replace("WORKER", worker.relative_to(templates).as_posix())
    (theme / "main.html").write_text(main, encoding="utf-8")
    (project / "mkdocs.yml").write_text(CONFIGURATION, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        check=True,
        timeout=120,
    )
    whole = project / "site" / "search" / "search_index.json"
    for language, text in split_index(whole.read_text(encoding="utf-8"), LANGUAGES, "ky").items():
        target = whole if language == "ky" else project / "site" / language / "search" / "search_index.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return serve(project / "site")


@pytest.fixture
def policy(open_page: OpenPage, site: str) -> Page:
    """The Kyrgyz policy, open to be asked by workers of the test's own: no such worker may start for real."""
    page = open_page(bypass_csp=True)
    page.goto(site + POLICY)
    return page


def ask(page: Page, queries: list[str], rules: str = "") -> dict[str, set[str]]:
    """The sections that each query finds; ``rules`` names another language's than the index does."""
    found: dict[str, list[dict[str, Any]]] = page.evaluate(ASK, [queries, rules])
    return {query: {item["location"] for item in items} for query, items in found.items()}


def sections() -> dict[str, set[str]]:
    """The words of each section of the Kyrgyz policy, by its location in the index; by its headings alone."""
    text = (ROOT / "docs/ky/policies/privacy.md").read_text(encoding="utf-8")
    body = text.split("---\n", 2)[2]
    parts = re.split(r"^#+ .*\{#([\w-]+)\} *$", body, flags=re.MULTILINE)
    titles = re.findall(r"^#+ (.*)\{#[\w-]+\} *$", body, flags=re.MULTILINE)
    anchors, texts = parts[1::2], parts[2::2]
    locations = [POLICY, *(f"{POLICY}#{anchor}" for anchor in anchors[1:])]
    return {
        location: words(f"{title} {text}")
        for location, title, text in zip(locations, titles, texts, strict=True)
    }


def words(text: str) -> set[str]:
    visible = re.sub(r"\]\(.*?\)", "]", text.lower())
    return set(re.findall(r"[а-яёңөү]+", visible))


def families() -> list[list[str]]:
    return [re.findall(r"[а-яёңөү]+", line) for line in FORMS.strip().splitlines()]


def test_every_word_of_the_policy_finds_every_section_that_has_it(policy: Page) -> None:
    held = sections()
    asked = sorted({word for section in held.values() for word in section if len(word) >= 4})
    assert len(asked) > 250
    found = ask(policy, asked)
    lost = {
        word: missing
        for word in asked
        if (missing := {place for place, section in held.items() if word in section} - found[word])
    }
    assert not lost


def test_every_form_of_a_word_finds_the_same_sections(policy: Page) -> None:
    found = ask(policy, [word for family in families() for word in family])
    apart = {
        word: (found[word], found[family[0]])
        for family in families()
        for word in family
        if not found[word] or found[word] != found[family[0]]
    }
    assert not apart


def test_the_forms_listed_are_the_policy_s() -> None:
    """Lest the list above outlives the text it was made from."""
    text = set().union(*sections().values())
    listed = set(re.findall(r"[а-яёңөү]+", re.sub(r"\(.*?\)", "", FORMS)))
    assert listed <= text


def test_words_of_different_roots_stay_apart(policy: Page) -> None:
    stems = policy.evaluate(STEMS, [word for word, _ in APART])
    for (word, other), stem in zip(APART, stems, strict=True):
        assert word.startswith(stem)
        assert not other.startswith(stem), (word, other)


def test_a_stem_always_begins_its_word_and_nothing_throws(policy: Page) -> None:
    asked: list[str] = []
    kyrgyz = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"
    endings = st.sampled_from(
        re.findall(r"\w+", "лар дын ында га ыңыз ып уу оочу байт ган сы суз дагы ат а нын")
    )
    grown = st.builds(lambda root, tail: root + "".join(tail), st.text(kyrgyz, max_size=9), st.lists(endings))

    @settings(max_examples=1_500)
    @given(st.one_of(grown, st.text(kyrgyz, max_size=24), st.text(st.characters(codec="utf-8"), max_size=9)))
    def gather(word: str) -> None:
        asked.append(word)

    gather()
    for word, stem in zip(asked, policy.evaluate(STEMS, asked), strict=True):
        assert word.startswith(stem)
        assert stem == word or len(stem) >= 3


def test_short_words_and_other_letters_are_not_cut(policy: Page) -> None:
    uncut = ["жеке", "cookies", "Саясаты", "infocom.kg", "2026", "policies", "саясаты2", ""]
    assert policy.evaluate(STEMS, uncut) == uncut


def test_what_narrows_a_query_is_left_alone(policy: Page) -> None:
    """Words asked for with a plus must all be there, in any form; an excluded one is excluded as written."""
    both, apart = "+мыйзамдардын +тартиби", "+мыйзамдардын +cookies"
    found = ask(
        policy,
        [
            both,
            apart,
            "cookies -мыйзамдын",
            "файлдарды -cookies",
            "*",
            "+",
            ":",
        ],
    )
    assert found[both] == {f"{POLICY}#third-parties"}
    assert found[apart] == set()
    assert found["cookies -мыйзамдын"] == {f"{POLICY}#cookies"}
    assert found["файлдарды -cookies"] == set()


def test_a_form_that_a_section_lacks_is_not_called_missing(policy: Page) -> None:
    """The worker strikes through what a result lacks: it must compare stems too."""
    found = policy.evaluate(ASK, [["мыйзамдардын cookies"], ""])["мыйзамдардын cookies"]
    assert {item["location"]: item["terms"] for item in found} == {
        f"{POLICY}#third-parties": {"мыйзам": True, "cookies": False},
        f"{POLICY}#cookies": {"мыйзам": False, "cookies": True},
    }


@pytest.mark.parametrize(
    ("address", "query", "root"),
    [
        ("", "маалыматтардын", ""),
        (POLICY, "маалыматтардын", ""),
        (f"ru/{POLICY}", "данных", "ru/"),
        ("en/", "information", "en/"),
        ("404.html", "information", "en/"),  # the last language's, until each has its own
    ],
)
def test_the_search_box_lists_pages_of_its_own_language_only(
    page: Page, site: str, address: str, query: str, root: str
) -> None:
    page.goto(site + address)
    links = search(page, query)
    expect(links.first).to_be_visible()
    for link in links.all():
        target = str(link.evaluate("link => link.href")).removeprefix(site + root)
        assert target.startswith(POLICY), target


def test_other_languages_words_find_nothing_in_kyrgyz(policy: Page) -> None:
    """«персональных» is in the Russian text, "collect" in the English one."""
    found = ask(policy, ["персональных", "collect", "information"])
    assert set().union(*found.values()) == set()


def test_a_result_leads_to_the_russian_section(page: Page, site: str) -> None:
    page.goto(f"{site}ru/{POLICY}")
    search(page, "cookies").locator("visible=true").last.click()
    page.wait_for_url(f"{site}ru/{POLICY}#cookies")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("#cookies")).to_be_in_viewport()


def test_only_the_language_s_own_index_is_fetched(open_page: OpenPage, site: str) -> None:
    for language, root in (("ky", ""), ("ru", "ru/"), ("en", "en/")):
        page = open_page()
        asked: list[str] = []
        page.on("request", partial(_note, asked))
        page.goto(site + root + POLICY, wait_until="networkidle")
        indexes = [url for url in asked if url.endswith(".json")]
        assert indexes == [f"{site}{root}search/search_index.json"], language


def _note(asked: list[str], request: Request) -> None:
    asked.append(request.url)


def search(page: Page, query: str) -> Locator:
    """Type a query; gives the links of the results."""
    box = page.locator("[data-md-component=search-query]")
    box.click()
    box.fill(query)
    box.press("End")  # the theme listens for a key
    return page.locator(".md-search-result__link")
