"""Any two versions, compared in a real browser: the same changes as in Python, on a page that says so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import asdict, fields
from playwright.sync_api import Locator, Page, Route, expect

from sayasat.i18n.messages import messages
from sayasat.markdown.section_reader import sections, visible_text
from sayasat.markdown.sections import with_files
from sayasat.redline.as_html import article_html, redline_html, sections_html
from sayasat.redline.compare import compare as compare_in_python
from sayasat.redline.compare import compare_blocks
from sayasat.redline.counts import count_changes
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import risk_counts, with_risks
from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults
from tests.support.block_data import sections_data
from tests.support.built_site import Sample
from tests.support.comparisons import DATES
from tests.support.redline_notation import golden_cases, plain
from tests.support.risk_cases import RISK_CASES
from tests.support.soak import chosen

pytestmark = pytest.mark.browser

PRIVACY = "policies/privacy/"
LANGUAGES = (("", "ky"), ("ru/", "ru"), ("en/", "en"))
FIRST, SECOND, LAST = DATES

# The same shape as `plain` in tests/support/redline_notation.py, and the two texts of the round trip.
IN_BROWSER = """
async (cases) => {
  const scripts = new URL("compare/", document.querySelector("script[src$='sayasat.js']").src);
  const {allPassages, compareBlocks, isChanged, isSectionChanged, newText, oldText, renumbered} =
    await import(new URL("redline.js", scripts));
  const {countChanges} = await import(new URL("counts.js", scripts));
  const texts = (blocks) => blocks.map(({text}) => text);
  const passage = (each) => each && {
    fate: each.fate,
    move: each.move,
    kind: (each.new.length ? each.new : each.old)[0].kind,
    old: texts(each.old),
    new: texts(each.new),
    formatted: each.formatted,
    renumbered: renumbered(each),
    change: isChanged(each),
    details: each.details.map((detail) => [detail.kind, detail.text, detail.old, detail.new]),
    runs: each.runs.map(({mark, text, move}) => [mark, text, move ?? 0]),
  };
  const section = (each) => ({
    id: each.id,
    oldId: each.old?.id ?? null,
    fate: each.fate,
    move: each.move,
    levels: [each.old?.level ?? null, each.new?.level ?? null],
    change: isSectionChanged(each),
    parent: each.parent ?? "",
    heading: passage(each.heading),
    passages: each.passages.map(passage),
  });
  return cases.map(([old, now]) => {
    const redline = compareBlocks(old, now);
    return {
      redline: {coarse: redline.coarse, sections: redline.sections.map(section)},
      texts: [oldText(redline), newText(redline)],
      count: Object.values(countChanges(redline)),
    };
  });
}
"""

# Made in the browser: a long text takes long to send to it.
LONG = """
async () => {
  const scripts = new URL("compare/", document.querySelector("script[src$='sayasat.js']").src);
  const {compareBlocks, newText, oldText} = await import(new URL("redline.js", scripts));
  const sections = (texts) => {
    const blocks = texts.map((text) => ({kind: "paragraph", text, depth: 0, number: "", form: ""}));
    return [{id: "intro", level: 0, heading: "", headingForm: "", blocks}];
  };
  const several = (number, text) => Array.from({length: number}, (_, place) => text(place));
  const lines = several(20_000, (place) => `строка ${place}`);
  const words = several(100_000, (place) => `сөз${place % 977}`);
  const cases = {
    "all lines moved": [lines, lines.toReversed()],
    "one paragraph of a megabyte": [[words.join(" ")], [words.toReversed().join(" ")]],
    "other lines": [lines, lines.map((line) => `${line}, башка`)],
    "identical lines": [several(10_000, () => "тең"), several(9_000, () => "тең")],
  };
  return Object.fromEntries(Object.entries(cases).map(([name, [old, now]]) => {
    const start = performance.now();
    const redline = compareBlocks(sections(old), sections(now));
    const seconds = (performance.now() - start) / 1000;
    if (oldText(redline) !== old.join("\\n") || newText(redline) !== now.join("\\n")) throw new Error(name);
    return [name, [redline.coarse, seconds]];
  }));
}
"""

RISKS = """
async ({cases, language}) => {
  const scripts = new URL("compare/", document.querySelector("script[src$='sayasat.js']").src);
  const {allPassages, compareBlocks} = await import(new URL("redline.js", scripts));
  const {riskCounts, riskData, withRisks} = await import(new URL("risks.js", scripts));
  const data = riskData(await (await fetch(`/assets/risk_words/${language}.json`)).json());
  return cases.map(([old, now]) => {
    const redline = withRisks(compareBlocks(old, now), data);
    const described = ({runs}) => runs.map(({mark, text, risk}) => [mark, text, risk ?? ""]);
    const runs = redline.sections.flatMap(allPassages).flatMap(described);
    return [runs, riskCounts(redline)];
  });
}
"""

# Elements, attributes and text in order, as in the HTML made by Python.
MARKUP = """
async ({cases, texts}) => {
  const scripts = new URL("compare/", document.querySelector("script[src$='sayasat.js']").src);
  const {compareBlocks} = await import(new URL("redline.js", scripts));
  const {redlineElement} = await import(new URL("render.js", scripts));
  const fill = (text, facts) => text.replace(/\\{(\\w+)\\}/g, (_, name) => facts[name]);
  const rules = new Intl.PluralRules("ru");
  const spoken = {
    root: "../",
    text: (key, facts = {}) => fill(texts[key], facts),
    count: (key, number) => fill(texts[`${key}.${rules.select(number)}`], {number}),
  };
  const described = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\\s+/g, " ");
    const attributes = [...node.attributes].map(({name, value}) => `${name}=${value}`).sort();
    const children = [...node.childNodes].map(described).filter((child) => child !== " ");
    return [node.localName, attributes, ...children];
  };
  return cases.map(({old, now, html}) => {
    const made = redlineElement(compareBlocks(old, now), spoken);
    made.normalize();
    const parsed = new DOMParser().parseFromString(html, "text/html").querySelector("article");
    return [made, parsed].map((each) => JSON.stringify(described(each)));
  });
}
"""


@pytest.fixture(scope="module")
def site(compared_site: Sample, serve: Serve) -> str:
    """The address of the served site."""
    return serve(compared_site.site)


# -- the same as in Python ---------------------------------------------------------------------------------


def assert_same_changes(page: Page, cases: list[tuple[str, str]]) -> None:
    """The same sections and passages with the same fates; the same words, but where texts are very long."""
    found = page.evaluate(IN_BROWSER, [[data(old), data(new)] for old, new in cases])
    for (old, new), (in_browser) in zip(cases, found, strict=True):
        in_python = plain(compare_in_python(old, new))
        assert without_runs(in_browser["redline"]) == without_runs(in_python), f"{old}\n---\n{new}"
        assert in_browser["texts"] == [visible_text(old), visible_text(new)]
        if not in_browser["redline"]["coarse"] and not in_python["coarse"]:
            assert in_browser["redline"] == in_python, f"{old}\n---\n{new}"
            assert in_browser["count"] == counted(compare_in_python(old, new)), f"{old}\n---\n{new}"


def counted(redline: Redline) -> list[int]:
    """What the browser counts, in its order."""
    count = count_changes(redline)
    names = [each.name for each in fields(count) if not each.name.startswith("sections")]
    return [*(getattr(count, name) for name in names), count.sections_changed]


def data(markdown: str) -> list[dict[str, Any]]:
    return sections_data(sections(markdown))


def without_runs(redline: dict[str, Any]) -> list[dict[str, Any]]:
    """A redline's sections but for the marks of words, which may be coarser."""
    return [
        section
        | {
            "heading": section["heading"] and section["heading"] | {"runs": None},
            "passages": [passage | {"runs": None} for passage in section["passages"]],
        }
        for section in redline["sections"]
    ]


def test_the_golden_cases_come_out_as_in_python(page: Page, site: str) -> None:
    page.goto(f"{site}{PRIVACY}compare/")
    assert_same_changes(page, [(case.old, case.new) for case in golden_cases()])


def test_random_edits_come_out_as_in_python(page: Page, site: str) -> None:
    """Paragraphs inserted, deleted, moved, split, joined, renumbered, reworded; the seed is fixed."""
    page.goto(f"{site}{PRIVACY}compare/")
    assert_same_changes(page, [edited(chance(seed)) for seed in range(400)])


def test_edits_of_the_real_policy_come_out_as_in_python(page: Page, site: str) -> None:
    page.goto(f"{site}{PRIVACY}compare/")
    path = Path(__file__).parents[2] / "docs"
    texts = [
        (path / language / "policies/privacy.md").read_text("utf-8").split("\n---\n", 1)[1]
        for _, language in LANGUAGES
    ]
    pieces = [text.split("\n\n") for text in texts]
    cases = [
        ("\n\n".join(original), "\n\n".join(mutated(original, chance(seed))))
        for original in pieces
        for seed in range(15)
    ]
    assert_same_changes(page, cases)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_risks_are_marked_as_in_python(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}{PRIVACY}compare/")
    texts = [(case.old, case.new) for case in golden_cases() if not case.coarse]
    texts += [(old, new) for each, old, new, *_ in RISK_CASES if each == language]
    found = page.evaluate(
        RISKS, {"cases": [[data(old), data(new)] for old, new in texts], "language": language}
    )
    for (old, new), in_browser in zip(texts, found, strict=True):
        redline = with_risks(compare_in_python(old, new), language)
        passages = [each for section in redline.sections for each in section.all_passages]
        runs = [[run.mark.value, run.text, run.risk] for each in passages for run in each.runs]
        assert in_browser == [runs, [list(each) for each in risk_counts(redline).items()]], (
            f"{old}\n---\n{new}"
        )


def test_long_texts_are_compared_within_seconds_and_lose_nothing(page: Page, site: str) -> None:
    """A coarser result says that it is one."""
    page.goto(f"{site}{PRIVACY}compare/")
    for name, (is_coarse, seconds) in page.evaluate(LONG).items():
        assert is_coarse == (name != "identical lines"), name
        assert seconds < 20, name  # a second or two, if the cores were not shared


def test_the_markup_is_that_of_the_prepared_redlines(page: Page, site: str) -> None:
    page.goto(f"{site}{PRIVACY}compare/")
    russian = messages("ru")
    cases = [
        {
            "old": data(case.old),
            "now": data(case.new),
            "html": redline_html(compare_in_python(case.old, case.new), russian),
        }
        for case in golden_cases()
        if not case.coarse
    ]
    found = page.evaluate(MARKUP, {"cases": cases, "texts": dict(russian.texts)})
    assert len(found) == len(cases) > 0
    for in_browser, in_python in found:
        assert in_browser == in_python


IMAGES = [
    ("![Мөөр](stamp.png)", {"stamp.png": "assets/files/aa11/stamp.png"}),
    ("![Мөөр](stamp.png)", {"stamp.png": "assets/files/bb22/stamp.png"}),
    ("![Мөөр](seal.png)", {"seal.png": "assets/files/aa11/seal.png"}),
    ("![Мөөр](stamp.png)", {}),
    ("![Эски мөөр](stamp.png)", {"stamp.png": "assets/files/aa11/stamp.png"}),
    ("Мөөр жок.", {}),
]


def test_images_come_out_as_in_python(page: Page, site: str) -> None:
    """Replaced under the same name, renamed, missing, put in and taken out."""
    page.route("**/assets/files/**", lambda route: route.fulfill(body="", content_type="image/png"))
    page.goto(f"{site}{PRIVACY}compare/")
    russian = messages("ru")
    texts = [[with_files(each, files) for each in sections(f"Акы.\n\n{text}\n")] for text, files in IMAGES]
    cases = [
        {
            "old": sections_data(old),
            "now": sections_data(new),
            "html": str(article_html(sections_html(redline, russian, "../"), russian, coarse=False)),
        }
        for old, new in permutations(texts, 2)
        for redline in [compare_blocks(old, new)]
    ]
    found = page.evaluate(MARKUP, {"cases": cases, "texts": dict(russian.texts)})
    for in_browser, in_python in found:
        assert in_browser == in_python
    assert sum("<img" in str(case["html"]) for case in cases) > 8
    found = page.evaluate(IN_BROWSER, [[case["old"], case["now"]] for case in cases])
    redlines = [compare_blocks(old, new) for old, new in permutations(texts, 2)]
    assert [each["count"] for each in found] == [counted(each) for each in redlines]


WORDS = (
    *("биз", "маалымат", "сактайбыз", "30", "күн", ",", ".", "данные", "хранятся", "год."),
    *("cookie", "«файл»", "2026-12-01", "3,5", "жана", "(же)", ";", "the", "data"),
)


def chance(seed: int) -> random.Random:
    """The same each time."""
    return random.Random(seed)  # noqa: S311 (no secret)


def edited(dice: random.Random) -> tuple[str, str]:
    """A small text and what became of it."""
    pieces = [piece(dice) for _ in range(dice.randint(1, 9))]
    return "\n\n".join(pieces), "\n\n".join(mutated(pieces, dice))


def piece(dice: random.Random) -> str:
    number = dice.randint(1, 4)
    forms = [
        sentence(dice),
        sentence(dice),
        f"{'#' * number} {sentence(dice)} {{#s{number}}}",
        f"## {sentence(dice)}",
        "\n".join(f"- {sentence(dice)}" for _ in range(number)),
        "\n".join(f"{place}. {sentence(dice)}" for place in range(1, number + 1)),
        f"> {sentence(dice)}",
        f"| a | b |\n|---|---|\n| {sentence(dice)} | {sentence(dice)} |",
        f"```\n{sentence(dice)}\n{sentence(dice)}\n```",
    ]
    return dice.choice(forms)


def sentence(dice: random.Random) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, 12)))


def mutated(pieces: list[str], dice: random.Random) -> list[str]:
    changed = list(pieces)
    for _ in range(dice.randint(1, 5)):
        if changed:
            _mutate(changed, dice.randrange(len(changed)), dice)
    return changed


def _mutate(pieces: list[str], place: int, dice: random.Random) -> None:
    whole = pieces[place]
    words = whole.split(" ")
    half = dice.randint(0, len(words))
    match dice.choice(["insert", "move", "replace", "replace", "join"]):
        case "insert":
            pieces.insert(place, piece(dice))
        case "move":
            pieces.insert(dice.randint(0, len(pieces) - 1), pieces.pop(place))
        case "replace":
            bold = whole.replace(" данные ", " **данные** ")
            split = [" ".join(words[:half]), " ".join(words[half:])]
            pieces[place : place + 1] = dice.choice([[], [bold], [reworded(whole, dice)], split])
        case _:
            pieces[place : place + 2] = [" ".join(pieces[place : place + 2])]


def reworded(text: str, dice: random.Random) -> str:
    words = text.split(" ")
    words[dice.randrange(len(words))] = dice.choice(WORDS)
    return " ".join(words)


# -- the page ----------------------------------------------------------------------------------------------


def compare_address(site: str, prefix: str, first: str, second: str, section: str = "") -> str:
    return f"{site}{prefix}{PRIVACY}compare/?from={first}&to={second}{section}"


def status(page: Page) -> Locator:
    return page.get_by_role("status").first


@pytest.mark.parametrize(("prefix", "language"), LANGUAGES)
def test_two_versions_are_compared_from_their_address(
    page: Page, site: str, prefix: str, language: str
) -> None:
    """Two words of the address name them; the form shows the same two, the title too."""
    t = messages(language)
    page.goto(compare_address(site, prefix, FIRST, SECOND))
    expect(status(page)).to_have_text(t.count("redline.changes", 3))
    expect(page.locator("#data del")).to_have_text(f"{t('redline.deleted')} 30")
    expect(page.locator("#data ins")).to_have_text(f"{t('redline.inserted')} 60")
    expect(page.locator("#_was-former")).to_contain_text(t("redline.section-deleted"))
    expect(page.get_by_label(t("compare.from"), exact=True)).to_have_value(FIRST)
    expect(page.get_by_label(t("compare.to"), exact=True)).to_have_value(SECOND)
    assert "→" in page.title()
    expect(page.get_by_text(t("compare.needs-script"))).to_be_hidden()


def test_the_form_on_the_history_leads_here_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}en/{PRIVACY}history/")
    first = page.get_by_label("First version", exact=True)
    first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/en/{PRIVACY}compare/?from={FIRST}&to={LAST}")
    expect(status(page)).to_have_text("4 changes")


def test_texts_stay_text(page: Page, site: str) -> None:
    """Signs of HTML in a policy are shown as signs."""
    page.goto(compare_address(site, "en/", SECOND, LAST))
    expect(page.locator("article.redline ins")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("article.redline :is(img, script)").count() == 0


def test_the_section_of_the_address_gets_the_focus(page: Page, site: str) -> None:
    """Though it is folded, for it did not change."""
    page.goto(compare_address(site, "ru/", FIRST, SECOND, "#cookies"))
    expect(page.locator("#cookies")).to_be_focused()
    expect(page.locator("#cookies")).to_be_in_viewport()


def test_a_section_that_is_gone_is_found_by_its_id(page: Page, site: str) -> None:
    page.goto(compare_address(site, "", FIRST, SECOND, "#former"))
    expect(page.locator("#_was-former")).to_be_focused()


def test_next_and_previous_lead_through_the_changes(page: Page, site: str) -> None:
    page.goto(compare_address(site, "en/", FIRST, LAST))
    page.get_by_role("button", name="Next change").click()
    expect(page.locator("#_c1")).to_be_focused()
    expect(page.locator("[data-place]")).to_have_text("1 / 4")
    page.keyboard.press("n")
    expect(page.locator("#_c2")).to_be_focused()
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator("#_c1 .redline__columns > *")).to_have_count(2)


def test_the_reversed_order_is_said_compared_and_offered_to_be_swapped(page: Page, site: str) -> None:
    page.goto(compare_address(site, "en/", SECOND, FIRST, "#data"))
    expect(status(page)).to_contain_text("The first version is later than the second")
    expect(page.locator("#data ins")).to_contain_text("30")
    page.get_by_role("link", name="Swap the versions").click()
    page.wait_for_url(f"**?from={FIRST}&to={SECOND}#data")
    expect(page.locator("#data ins")).to_contain_text("60")
    expect(status(page)).not_to_contain_text("later")


@pytest.mark.parametrize(("prefix", "language"), chosen(LANGUAGES, LANGUAGES[1]))
def test_the_same_version_twice_is_said(page: Page, site: str, prefix: str, language: str) -> None:
    page.goto(compare_address(site, prefix, FIRST, FIRST))
    expect(status(page)).to_contain_text(messages(language)("compare.same"))
    expect(page.locator("article.redline")).to_have_count(0)


@pytest.mark.parametrize("date", ["2020-02-02", "<img src=x onerror=alert(1)>", "constructor"])
def test_an_unknown_date_is_said_and_the_known_ones_listed(page: Page, site: str, date: str) -> None:
    page.goto(compare_address(site, "en/", date, SECOND))
    expect(status(page)).to_contain_text(f"No version of this text has this date: {date}.")
    expect(status(page).get_by_role("listitem")).to_have_count(3)
    assert status(page).locator("img").count() == 0


def test_one_date_without_the_other_is_not_enough(page: Page, site: str) -> None:
    page.goto(f"{site}en/{PRIVACY}compare/?to={FIRST}")
    expect(status(page)).to_have_text("Choose both versions.")


def test_what_has_changed_since_a_version_is_compared_with_the_text_in_force(page: Page, site: str) -> None:
    page.goto(f"{site}en/{PRIVACY}{FIRST}/to-current/")
    page.wait_for_url(f"**/compare/?from={FIRST}**")
    expect(page.locator("#data ins")).to_contain_text("60")
    expect(page.get_by_label("Second version", exact=True)).to_have_value(SECOND)


def test_without_a_script_the_redlines_since_a_version_are_in_view(open_page: OpenPage, site: str) -> None:
    """It leads to the line of the version, and the later ones are above it."""
    page = open_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page.goto(f"{site}en/{PRIVACY}{FIRST}/to-current/")
    page.wait_for_url(f"**/compare/?from={FIRST}**")
    for day in (FIRST, SECOND):
        expect(page.locator(f"[id='_since-{day}']")).to_be_in_viewport()


def test_without_dates_it_waits_for_a_choice(page: Page, site: str) -> None:
    page.goto(f"{site}en/{PRIVACY}compare/")
    expect(page.get_by_label("First version", exact=True)).to_have_value(SECOND)
    expect(page.get_by_label("Second version", exact=True)).to_have_value(LAST)
    expect(status(page)).to_be_empty()


def test_a_failed_fetch_is_said_and_can_be_tried_again(page: Page, site: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(json={"sections": None})

    page.route("**/blocks.json", refuse)
    page.goto(compare_address(site, "en/", FIRST, SECOND))
    expect(status(page)).to_contain_text("The texts could not be loaded.")
    expect(page.get_by_role("link", name="What changed").first).to_be_visible()
    page.unroute("**/blocks.json")
    page.get_by_role("button", name="Try again").click()
    expect(status(page)).to_have_text("3 changes")


def test_another_language_opens_the_same_comparison(page: Page, site: str) -> None:
    page.goto(compare_address(site, "", FIRST, SECOND, "#data"))
    page.locator(".languages a[lang=ru]").click()
    page.wait_for_url(f"**/ru/{PRIVACY}compare/?from={FIRST}&to={SECOND}#data")
    expect(status(page)).to_have_text(messages("ru").count("redline.changes", 3))


def test_without_a_script_a_link_leads_to_the_prepared_redlines(open_page: OpenPage, site: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{site}en/{PRIVACY}history/")
    expect(page.get_by_role("button", name="Compare")).to_be_hidden()
    page.get_by_role("link", name=messages("en")("compare.prepared")).click()
    expect(page.get_by_text(messages("en")("compare.needs-script"))).to_be_visible()
    expect(page.locator("form.compare-form")).to_be_hidden()
    page.get_by_role("link", name="What changed").first.click()
    expect(page.locator("article.redline")).to_be_visible()


def test_a_date_before_the_stated_one_still_names_the_version(
    page: Page, serve: Serve, every_kind_site: Sample
) -> None:
    page.goto(f"{serve(every_kind_site.site)}policies/rules/compare/?from=2024-05-05&to=2024-10-01")
    expect(page.locator("article.redline ins").first).to_contain_text("7")


class Look(Struct, frozen=True):
    """How a page is opened."""

    prefix: str
    width: int
    scheme: str


LOOKS = [Look(prefix, width, "light") for prefix, _ in LANGUAGES for width in (320, 1280)] + [
    Look("", 320, "dark")
]


@pytest.mark.parametrize(
    "look", chosen(LOOKS, *LOOKS[1::5], LOOKS[4]), ids=lambda look: "-".join(map(str, asdict(look).values()))
)
def test_it_is_accessible_and_fits(open_page: OpenPage, site: str, look: Look) -> None:
    page = open_page(viewport={"width": look.width, "height": 800}, color_scheme=look.scheme)
    for address in states(site, look.prefix):
        page.goto(address)
        expect(status(page)).not_to_be_empty()
        expect(status(page)).not_to_have_text(messages("ky")("compare.working"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert not faults(page), address


def states(site: str, prefix: str) -> Iterator[str]:
    yield compare_address(site, prefix, FIRST, LAST)
    yield compare_address(site, prefix, LAST, FIRST)
    yield compare_address(site, prefix, FIRST, "2020-02-02")
