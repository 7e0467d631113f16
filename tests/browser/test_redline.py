"""A redline with moves and risks in a real browser: readable without colour, by keyboard, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve
from tests.browser.test_accessibility import faults
from tests.conftest import AS_OF
from tests.support.mini_site import build
from tests.support.redrafted import DATES, redrafted
from tests.support.repo import PolicyRepo

pytestmark = pytest.mark.browser

PLACES = {
    "redline": f"policies/access/{DATES[1]}/changes/",
    "comparison": f"policies/access/compare/?from={DATES[0]}&to={DATES[1]}",
}
TWICE = """[...document.querySelectorAll("[id]")].map(({id}) => id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""

CLIPBOARD = """async () => {
  const [item] = await navigator.clipboard.read();
  const read = async (type) => [type, await (await item.getType(type)).text()];
  return Object.fromEntries(await Promise.all(item.types.map(read)));
}"""
UNCOVERED = """(element) => {
  const { top } = element.getBoundingClientRect();
  const bar = document.querySelector(".redline__tools").getBoundingClientRect();
  return top >= bar.bottom - 1 && top < innerHeight;
}"""
"""Whether the beginning of an element is neither below the bar that stays in view nor out of sight."""

SHIFTS = """globalThis.shifts = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });"""
"""Adds up how far things move by themselves (CLS)."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    repo = PolicyRepo(tmp_path_factory.mktemp("redrafted"))
    redrafted(repo)
    built = build(repo, today=AS_OF)
    assert built.code == 0, built.log
    return serve(repo.path / "site")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_inline_or_side_by_side(
    open_page: OpenPage, address: str, width: int, scheme: str
) -> None:
    page = open_page(viewport={"width": width, "height": 720}, color_scheme=scheme)
    found = {}
    for prefix in ("", "ru/", "en/"):
        for name, place in PLACES.items():
            page.goto(f"{address}{prefix}{place}")
            expect(page.locator(".redline__moved").first).to_be_visible()
            found[prefix + name] = faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            if width > 320:
                page.locator("[data-columns]").click()
                found[f"{prefix}{name} side by side"] = faults(page)
                assert page.evaluate(TWICE) == []
    assert not {name: fault for name, fault in found.items() if fault}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("columns", [False, True], ids=["inline", "side by side"])
def test_the_label_of_a_move_leads_to_its_other_place_and_back(
    open_page: OpenPage, address: str, place: str, columns: bool
) -> None:
    page = open_page(viewport={"width": 1280, "height": 400})
    page.goto(f"{address}en/{place}")
    if columns:
        page.locator("[data-columns]").click()
    jumps = page.locator(".redline__jump:visible[id]")
    expect(jumps.first).to_be_visible()
    names = jumps.evaluate_all("(all) => all.map(({id}) => id)")
    assert names
    assert len(names) % 2 == 0
    for name in names:
        page.locator(f"#{name}").press("Enter")
        there = name.replace("-from", "-to") if name.endswith("-from") else name.replace("-to", "-from")
        expect(page.locator(f"#{there}")).to_be_in_viewport()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_words_that_change_the_meaning_are_marked_and_counted(
    open_page: OpenPage, address: str, place: str
) -> None:
    page = open_page()
    page.goto(f"{address}en/{place}")
    marked = page.locator("#access .redline__risk")
    expect(marked).to_have_text(["shall", "may", "30", "days", "60", "months"])
    expect(page.get_by_text("Words that change the meaning").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 obligation, 1 permission")


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("all_of", ["body", ".redline", "#requests"])
def test_only_the_text_is_copied(open_page: OpenPage, address: str, place: str, all_of: str) -> None:
    """All of the page, of the redline or of a section: no label, no mark; old and new numbers stand apart."""
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{address}en/{place}")
    page.locator(".redline__risk").first.wait_for()
    page.evaluate("(all) => getSelection().selectAllChildren(document.querySelector(all))", all_of)
    page.keyboard.press("Control+c")
    copied = page.evaluate(CLIPBOARD)
    assert set(copied) == {"text/plain", "text/html"}
    for text in copied.values():
        words = re.sub(r"<[^>]*>|\xa0|&nbsp;", " ", text)
        assert not re.search(r"Moved|Renumbered|unchanged|inserted|deleted|[│¶]", words)
        assert "The user may send a request" in words
    if all_of != "#requests":
        lines = [" ".join(line.split()) for line in copied["text/plain"].splitlines()]
        assert lines[0] == "Access policy"
        assert "The operator shall may keep the records for 30 days 60 months after the request." in lines
        assert "2 Certified copy 250 300 som" in lines


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_side_by_side_each_label_stands_once_and_goes_back_inline(
    open_page: OpenPage, address: str, place: str
) -> None:
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}en/{place}")
    page.locator(".redline__risk").first.wait_for()
    inline = page.locator(".redline").text_content()
    labels = page.locator(".redline__said:visible")
    before = labels.all_text_contents()
    assert len(before) > 6
    page.locator("[data-columns]").click()
    assert sorted(labels.all_text_contents()) == sorted(before)
    page.locator("[data-columns]").click()
    assert re.sub(r"\s", "", str(page.locator(".redline").text_content())) == re.sub(r"\s", "", str(inline))


@pytest.mark.parametrize("width", [320, 1280])
def test_the_changed_sections_are_listed_once_and_lead_to_their_place(
    open_page: OpenPage, address: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 640})
    page.goto(f"{address}en/{PLACES['redline']}")
    listed = page.locator(".changed:visible li")
    kinds = [" ".join(text.split()) for text in listed.all_text_contents()]
    assert kinds == ["Access policy – changed", "Complaints – moved", "Requests – changed", "Fees – changed"]
    for link in page.locator(".changed:visible a").all():
        link.click()
        anchor = str(link.get_attribute("href")).removeprefix("#")
        heading = page.locator(f"[id='{anchor}'] > :first-child")
        expect(heading).to_be_in_viewport()
        assert heading.evaluate(UNCOVERED)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_bar_steps_through_the_changes_by_keyboard_and_covers_no_focus(
    open_page: OpenPage, address: str, place: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 400})
    page.add_init_script(SHIFTS)
    page.goto(f"{address}en/{place}")
    total = page.locator(".redline__change").count() or 12
    tools = page.get_by_role("group", name="Go through the changes")
    expect(tools.get_by_text(f"{total} changes")).to_be_visible()
    onward, back = (tools.get_by_role("button", name=f"{way} change") for way in ("Next", "Previous"))
    for number in range(1, total + 1):
        onward.press("Enter")
        expect(page.locator(f"#_c{number}")).to_be_focused()
        expect(tools.locator("output")).to_have_text(f"{number} / {total}")
        assert page.locator(f"#_c{number}").evaluate(UNCOVERED)
        expect(tools).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.locator("#fees").scroll_into_view_if_needed()
    back.press("Enter")
    page.keyboard.press("p")
    expect(page.locator(".redline__change:focus")).to_be_visible()
    # Whatever gets the focus by Tab is seen, backwards too
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.closest('.redline') !== null"):
            assert page.locator(":focus").evaluate(UNCOVERED)
    assert page.evaluate("shifts") == 0


def test_a_comparison_takes_ten_requests_at_most_and_nothing_moves(open_page: OpenPage, address: str) -> None:
    page = open_page(viewport={"width": 412, "height": 823})
    page.add_init_script(SHIFTS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}en/{PLACES['comparison']}")
    page.locator(".redline__risk").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 10, asked
    assert page.evaluate("shifts") == 0


def test_without_a_script_there_is_no_bar_and_the_history_leads_to_the_redlines_in_order(
    open_page: OpenPage, demo_address: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{demo_address}en/policies/privacy/history/")
    page.locator("section.compare a").click()
    shown = page.locator(".compare__prepared a[href$='/changes/']")
    days = [str(link.get_attribute("href")) for link in shown.all()]
    assert len(days) > 2
    assert days == sorted(days, reverse=True)
    shown.first.click()
    expect(page.locator(".redline")).to_be_visible()
    expect(page.locator(".redline__tools")).to_be_hidden()


@pytest.mark.parametrize("prefix", ["", "ru/", "en/"])
def test_a_redline_of_two_changes_is_printed_on_one_sheet(
    open_page: OpenPage, demo_address: str, prefix: str
) -> None:
    page = open_page()
    page.goto(f"{demo_address}{prefix}policies/privacy/2027-01-01/changes/")
    expect(page.locator(".redline__change")).to_have_count(2)
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", sheets)) == 1
    page.emulate_media(media="print")
    for hidden in (".redline__tools", ".changed >> nth=0", ".redline__folded p >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()
    # 1.5 cm of margin on either side of 21 cm
    page.set_viewport_size({"width": 680, "height": 1000})
    assert page.locator(".redline").evaluate("(element) => element.offsetWidth") >= 640


@pytest.mark.parametrize(
    ("place", "title", "url"),
    [
        ("", "Privacy policy. Version of 1 July 2026", "2026-07-01/"),
        ("2026-07-01/", "Privacy policy. Version of 1 July 2026", "2026-07-01/"),
        (
            "2027-01-01/changes/",
            "Privacy policy: what changed. Version of 1 January 2027",
            "2027-01-01/changes/",
        ),
        ("parallel/", "Privacy policy: two languages. Version of 1 July 2026", "parallel/"),
    ],
)
def test_each_sheet_has_title_version_url_and_day(
    open_page: OpenPage, demo_address: str, place: str, title: str, url: str
) -> None:
    page = open_page()
    page.clock.set_fixed_time("2026-11-24T09:00:00+06:00")
    page.goto(f"{demo_address}en/policies/privacy/{place}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    edges = page.evaluate("""["title", "url", "day"].map((name) =>
      JSON.parse(document.documentElement.style.getPropertyValue(`--s-print-${name}`)))""")
    assert edges == [title, f"https://example.org/en/policies/privacy/{url}", "Printed on 24 November 2026"]
