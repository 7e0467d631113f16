"""JSON-LD: only terms that schema.org defines, and only facts that the page has."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sayasat.pages.text import main_page, version_page
from sayasat.website.shell import Slots
from tests.support.mini_site import ROOT
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

VOCABULARY = tomllib.loads((ROOT / "tests/data/schema_org.toml").read_text(encoding="utf-8"))
"""The classes, properties and values of schema.org that the pages use; the file names its source."""


def kinds(name: str) -> set[str]:
    """A class with those above it. Raises KeyError for one that the vocabulary does not define."""
    return {name}.union(*map(kinds, VOCABULARY["classes"][name]))


def undefined(thing: dict[str, Any]) -> list[str]:
    """The terms of a thing that schema.org does not define for its class."""
    above = kinds(thing["@type"])
    properties, values = VOCABULARY["properties"], VOCABULARY["values"]
    terms = [each for each in thing if not each.startswith("@")]
    wrong = [each for each in terms if not above.intersection(properties.get(each, ()))]
    valued = {each: str(thing[each]).removeprefix("https://schema.org/") for each in terms if each in values}
    return wrong + [value for term, value in valued.items() if value not in values[term]]


def data(page: Slots | None) -> dict[str, Any]:
    assert page is not None
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.head, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def things(value: object) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [thing for each in value for thing in things(each)]
    if not isinstance(value, dict):
        return []
    own = [value] if "@type" in value else []
    return own + [thing for each in value.values() for thing in things(each)]


def test_a_term_that_is_not_defined_is_found() -> None:
    """Among them two of an example of schema.org, and one of a file that stands on the text."""
    wrong = {"legislationDateEntryIntoForce": "2026-01-01", "legalForce": "x", "legislationLegalValue": "x"}
    assert undefined({"@type": "Legislation", "name": "x", **wrong}) == [*wrong, "x"]
    force = {"@type": "Legislation", "legislationLegalForce": "https://schema.org/Force"}
    assert undefined(force) == ["Force"]
    with pytest.raises(KeyError):
        kinds("Law")


def test_a_text_is_legislation_in_terms_that_schema_org_defines(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    noon = "2026-01-01T12:00:00+06:00"
    facts = {"effective": "2026-01-10", "summary": "</script> <b>"}
    repo.policy("ky", "privacy", "Бир.", adopted="2025-12-30", date=noon, **facts)
    repo.policy("ru", "privacy", "Один.", translation="unofficial", date=noon, **facts)
    with published(repo, "2026-06-01") as catalogue:
        kyrgyz, russian = edition(catalogue), edition(catalogue, language="ru")
        main, translated = data(main_page(catalogue, kyrgyz)), data(main_page(catalogue, russian))
        dated = data(version_page(catalogue, kyrgyz, kyrgyz.timeline.versions[0]))
    for found in (main, translated, dated):
        for thing in things(found["@graph"]):
            assert undefined(thing) == [], thing
    act = main["@graph"][0]
    assert act["legislationLegalForce"] == "https://schema.org/InForce"
    assert act["legislationDate"] == "2025-12-30"
    assert act["description"] == "</script> <b>"
    assert "legislationLegalForce" not in dated["@graph"][0], "a dated page says only what cannot change"
    own = translated["@graph"][0]
    assert own["translationOfWork"]["@id"] == act["@id"]
    assert [each["@id"] for each in act["workTranslation"]] == [own["@id"]]
    assert dated["@graph"][0]["workTranslation"] == act["workTranslation"]
    values = ["legislationLegalValue" in each["@graph"][0]["encoding"] for each in (main, translated)]
    assert values == [False, True]
    steps = [step["name"] for step in dated["@graph"][1]["itemListElement"]]
    assert steps == ["Site", "Privacy", "2026-жылдын 10-январындагы редакция"]
