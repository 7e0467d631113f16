"""The texts of the site: the publisher's words are untouched, and the three languages stand side by side."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, nodes
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

from sayasat.check.finding import Severity
from sayasat.cli.parser import parser
from sayasat.cli.proposals import ProposalTarget
from sayasat.mkdocs_plugin.config import read_configuration

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
ORIGINAL = Path(__file__).parent / "data" / "privacy.ky.original.md"
PRIVACY = DOCS / "ky" / "policies" / "privacy.md"
KYRGYZ_INTERFACE = ROOT / "sayasat" / "theme" / "partials" / "languages" / "ky.html"
TRANSLATIONS = ("ru", "en")

COUNTED = {"paragraph_open", "list_item_open", "tr_open", "fence", "blockquote_open"}
"""What every language must have as many of in each section."""

NOT_WORDS = {"direction", "search.config.lang", "search.config.pipeline", "search.config.separator"}
"""Keys of the interface whose value is the same in every language."""


class Part(Struct, frozen=True):
    """A heading and what follows it to the next heading."""

    id: str
    level: int
    blocks: Counter[str]
    links: tuple[str, ...]


def pages(language: str) -> list[str]:
    """Paths below the language's folder, in order."""
    folder = DOCS / language
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))


def head_and_body(path: Path) -> tuple[dict[str, object], str]:
    """The front matter and the Markdown after it."""
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def parts(body: str) -> list[Part]:
    """The body's sections in order; a heading without an explicit id has the id ""."""
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    starts = [place for place, token in enumerate(tokens) if token.type == "heading_open"]
    assert starts[0] == 0, "a text begins with its title"
    return [_part(tokens[start:end]) for start, end in pairwise([*starts, len(tokens)])]


def _part(tokens: list[Token]) -> Part:
    explicit = re.search(r"\{#([\w-]+)\}$", tokens[1].content)
    return Part(
        id=explicit[1] if explicit else "",
        level=int(tokens[0].tag[1:]),
        blocks=Counter(token.type for token in tokens if token.type in COUNTED and not token.hidden),
        links=tuple(link for token in tokens if token.type == "inline" for link in _links(token)),
    )


def _links(inline: Token) -> list[str]:
    return [str(child.attrs["href"]) for child in inline.children or () if child.type == "link_open"]


def words(markdown: str) -> list[str]:
    """The words and marks of a text, without those of Markdown and the ids of headings."""
    without_ids = re.sub(r" \{#[\w-]+\}$", "", markdown, flags=re.MULTILINE)
    without_marks = re.sub(r"^(#+|-) ", "", without_ids, flags=re.MULTILINE).replace("**", "")
    return without_marks.split()


def is_current(language: str, page: str) -> bool:
    """Whether a translation is of the same version as the Kyrgyz file: else it may well differ."""
    original, _ = head_and_body(DOCS / "ky" / page)
    translation, _ = head_and_body(DOCS / language / page)
    return original.get("effective") == translation.get("effective")


TRANSLATED = [
    (language, page)
    for page in pages("ky")
    for language in TRANSLATIONS
    if (DOCS / language / page).is_file()
]


def interface(path: Path) -> dict[str, str]:
    """The keys and texts of one of the theme's languages."""
    table = Environment(autoescape=True).parse(path.read_text("utf-8")).find(nodes.Dict)
    assert table is not None
    return dict(table.as_const())


def material_interface(language: str) -> dict[str, str]:
    """The theme's own; found without importing it."""
    spec = find_spec("material")
    assert spec is not None
    assert spec.origin is not None
    return interface(Path(spec.origin).parent / "templates" / "partials" / "languages" / f"{language}.html")


def test_privacy_holds_every_word_of_the_publisher() -> None:
    """Slips included. This goes when the publisher amends the text: then Git holds the original."""
    _, body = head_and_body(PRIVACY)
    assert words(body) == words(ORIGINAL.read_text("utf-8"))


def test_privacy_has_the_lasting_ids() -> None:
    """Published links and citations hang on them: none changes while its section stands."""
    _, body = head_and_body(PRIVACY)
    assert [part.id for part in parts(body)] == [
        "privacy-policy",
        "personal-data",
        "what-we-collect",
        "how-we-use",
        "cookies",
        "third-parties",
        "protection",
        "integrity",
        "changes",
    ]


def test_privacy_states_no_date() -> None:
    """None is known."""
    head, _ = head_and_body(PRIVACY)
    assert head == {"title": "Купуялуулук саясаты"}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_page_is_without_its_original(language: str) -> None:
    """The Kyrgyz edition is the authentic one."""
    assert set(pages(language)) <= set(pages("ky"))


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_pages_and_the_privacy_policy_are_translated(language: str) -> None:
    """A later policy may wait for its translation; the site's own pages may not."""
    expected = {page for page in pages("ky") if not page.startswith("policies/")} | {"policies/privacy.md"}
    assert expected <= set(pages(language))


@pytest.mark.parametrize(("language", "page"), TRANSLATED)
def test_translation_has_the_sections_blocks_and_links_of_the_original(language: str, page: str) -> None:
    """One for one, so that a section can be cited, aligned and switched to in every language."""
    if not is_current(language, page):
        pytest.skip("a translation of another version")
    _, original = head_and_body(DOCS / "ky" / page)
    _, translation = head_and_body(DOCS / language / page)
    assert parts(translation) == parts(original)


@pytest.mark.parametrize(("language", "page"), TRANSLATED)
def test_front_matter_has_the_keys_of_the_original(language: str, page: str) -> None:
    """A translation of a policy says besides what standing it has."""
    if not is_current(language, page):
        pytest.skip("a translation of another version")
    original, _ = head_and_body(DOCS / "ky" / page)
    translation, _ = head_and_body(DOCS / language / page)
    standing = {"translation"} if page.startswith("policies/") else set()
    assert set(translation) == set(original) | standing
    assert original.get("template") == translation.get("template")


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translation_of_the_privacy_policy_is_unofficial(language: str) -> None:
    """It was prepared for this site."""
    head, _ = head_and_body(DOCS / language / "policies" / "privacy.md")
    assert head["translation"] == "unofficial"


@pytest.mark.parametrize(
    ("language", "page"), [(language, page) for language in ("ky", *TRANSLATIONS) for page in pages(language)]
)
def test_text_is_fit_to_publish(language: str, page: str) -> None:
    """One title, an explicit id of its own for each heading, no raw HTML, no letter of the wrong alphabet."""
    head, body = head_and_body(DOCS / language / page)
    outline = parts(body)
    ids = [part.id for part in outline]
    assert head["title"]
    assert [part.level for part in outline].count(1) == 1
    assert outline[0].level == 1
    assert all(ids)
    assert len(set(ids)) == len(ids)
    assert not re.search(r"<[a-zA-Z/!]", body)
    assert re.findall(r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]", body) == []


def test_kyrgyz_interface_has_the_keys_of_the_theme() -> None:
    """A missing key would show English to Kyrgyz readers without a word from the build."""
    assert set(interface(KYRGYZ_INTERFACE)) == set(material_interface("en"))


def test_kyrgyz_interface_is_in_kyrgyz() -> None:
    """No text is empty or left in English, and the numbers of counts have their place."""
    kyrgyz, english = interface(KYRGYZ_INTERFACE), material_interface("en")
    assert [key for key, text in kyrgyz.items() if not text.strip()] == []
    assert {key for key, text in kyrgyz.items() if text == english[key]} == NOT_WORDS
    assert [key for key, text in english.items() if ("#" in text) != ("#" in kyrgyz[key])] == []
    assert kyrgyz["language"] == "ky"


def test_the_check_finds_no_error_in_the_publishers_texts() -> None:
    """What it warns of, and the publisher alone may fix: decisions/0012-checks.md."""
    settings, _, names = read_configuration(ROOT / "mkdocs.yml")
    target = ProposalTarget(ROOT, settings, names, datetime.now(settings.zone))
    found = target.check(parser().parse_args(["check"]))
    assert [finding for finding in found.findings if finding.severity is Severity.ERROR] == []
    assert {finding.extract for finding in found.findings} >= {"дарегиниз", "жана жана"}
