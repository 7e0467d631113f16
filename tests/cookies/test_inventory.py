"""The cookie inventory is whole, and every fault in it is named with its line and key."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sayasat.cookies.inventory import RECORD, Inventory
from sayasat.cookies.inventory_reader import read_inventory
from sayasat.errors import SettingsError
from sayasat.i18n.messages import messages, report

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ky", "ru")
GOOD = """\
text: {policy: privacy, section: cookies}
categories:
  statistics:
    enabled: true
    script: assets/javascripts/matomo.js
    settings:
      address: https://Stats.example.org:8443/matomo/
      site: "1"
    name: {ky: Статистика, ru: Статистика}
    purpose: {ky: Эсеп, ru: Учёт}
  essential:
    name: {ky: Зарыл, ru: Нужные}
    purpose: {ky: Эстөө, ru: Память}
items:
  - name: sayasat.cookies
    kind: localStorage
    category: essential
    lifetime: 12 months
    set_by: {ky: Сайт, ru: Сайт}
    purpose: {ky: Жооп, ru: Ответ}
  - name: _pk_id.*
    kind: cookie
    category: statistics
    lifetime: session
    set_by: {ky: Matomo, ru: Matomo}
    purpose: {ky: Номер, ru: Номер}
"""


def read(text: str) -> Inventory:
    return read_inventory(text, LANGUAGES)


def faults(text: str) -> list[tuple[str, str, str]]:
    """(code, place, key) of every fault."""
    with pytest.raises(SettingsError) as error:
        read(text)
    return [(each.code, each.where, dict(each.facts).get("key", "")) for each in error.value.faults]


def test_the_essential_category_goes_first_and_needs_no_yes() -> None:
    inventory = read(GOOD)
    assert [each.id for each in inventory.categories] == ["essential", "statistics"]
    assert [each.id for each in inventory.optional] == ["statistics"]


def test_lifetimes_have_a_unit_or_end_with_the_session() -> None:
    assert [each.lifetime for each in read(GOOD).items] == [(12, "months"), None]


def test_an_address_among_the_settings_is_an_origin() -> None:
    assert read(GOOD).origins == ("https://stats.example.org:8443",)


def test_what_is_not_enabled_is_left_out_with_its_items_and_origins() -> None:
    inventory = read(GOOD.replace("enabled: true", "enabled: false"))
    assert [each.id for each in inventory.categories] == ["essential"]
    assert [each.name for each in inventory.items] == [RECORD]
    assert inventory.origins == ()
    assert [each.name for each in inventory.retired] == ["_pk_id.*"]


def test_the_sites_own_inventory_asks_for_nothing_optional() -> None:
    inventory = read_inventory((ROOT / "cookies.yml").read_text(encoding="utf-8"), ("ky", "ru", "en"))
    assert inventory.optional == ()
    assert (inventory.policy, inventory.section) == ("privacy", "cookies")


def test_the_sites_own_inventory_is_whole_where_statistics_are_enabled() -> None:
    text = (ROOT / "cookies.yml").read_text(encoding="utf-8").replace("enabled: false", "enabled: true")
    inventory = read_inventory(text, ("ky", "ru", "en"))
    assert [each.id for each in inventory.optional] == ["statistics"]
    assert len(inventory.items) == 5


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (", ru: Ответ", "", ("entry-missing", "cookies.yml:20", "items[1].purpose.ru")),
        ("Ответ}", '" "}', ("entry-bad", "cookies.yml:20", "items[1].purpose.ru")),
        ("Ответ}", "Ответ, en: x}", ("entry-unknown", "cookies.yml:20", "items[1].purpose.en")),
        ("    lifetime: session\n", "", ("entry-missing", "cookies.yml:21", "items[2].lifetime")),
        ("session", "forever", ("entry-bad", "cookies.yml:24", "items[2].lifetime")),
        ("kind: cookie", "kind: cake", ("entry-bad", "cookies.yml:22", "items[2].kind")),
        (
            "category: statistics",
            "category: ads",
            ("entry-bad", "cookies.yml:23", "items[2].category"),
        ),
        ("    kind: cookie", "    kinds: x", ("entry-unknown", "cookies.yml:22", "items[2].kinds")),
        ("_pk_id.*", "pk id", ("entry-bad", "cookies.yml:21", "items[2].name")),
        ("_pk_id.*", "sayasat.cookies", ("entry-doubled", "cookies.yml:21", "items[2].name")),
        ("name: sayasat.cookies", "name: other", ("cookies-unlisted", "cookies.yml:15", "items")),
        ("  essential:", "  vital:", ("entry-missing", "cookies.yml:3", "categories.essential")),
        ("enabled: true", "enabled: yes", ("entry-bad", "cookies.yml:4", "categories.statistics.enabled")),
        (
            "assets/javascripts/matomo.js",
            "https://evil.example/x.js",
            ("entry-bad", "cookies.yml:5", "categories.statistics.script"),
        ),
        (
            "assets/javascripts/matomo.js",
            "assets/../x.js",
            ("entry-bad", "cookies.yml:5", "categories.statistics.script"),
        ),
        (
            "https://Stats",
            "http://Stats",
            ("entry-bad", "cookies.yml:7", "categories.statistics.settings.address"),
        ),
        (
            "https://Stats.example.org:8443/matomo/",
            '"https://a.example; script-src *"',
            ("entry-bad", "cookies.yml:7", "categories.statistics.settings.address"),
        ),
        ("section: cookies", "sections: x", ("entry-missing", "cookies.yml:1", "text.section")),
        (
            "text: {policy: privacy, section: cookies}",
            "text: privacy",
            ("entry-bad", "cookies.yml:1", "text"),
        ),
    ],
)
def test_a_fault_is_named_with_its_line_and_key(old: str, new: str, expected: tuple[str, str, str]) -> None:
    assert old in GOOD
    assert expected in faults(GOOD.replace(old, new, 1))


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        GOOD.replace(", ru: Ответ", "").replace("session", "forever").replace("enabled: true", "enabled: 1")
    )
    assert [place for _, place, _ in faults(text)] == ["cookies.yml:4", "cookies.yml:20", "cookies.yml:24"]


@pytest.mark.parametrize("text", ["", "- a", "text: [", "a: &a [*a]", "[" * 3000, "text: !!python/none x"])
def test_what_is_no_inventory_is_refused_in_words(text: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(text)
    for language in ("ky", "ru", "en"):
        assert "cookies.yml:1: " in report(error.value.faults, messages(language))


def test_a_key_that_stands_twice_is_refused_though_yaml_takes_it() -> None:
    text = GOOD.replace("    kind: cookie\n", "    kind: cookie\n    kind: cookie\n")
    assert yaml.safe_load(text)
    assert faults(text) == [("entry-doubled", "cookies.yml:23", "items[2].kind")]
