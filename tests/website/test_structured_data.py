"""JSON-LD: only terms that schema.org defines, and only facts that the page has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sayasat.pages.text import main_page, version_page
from sayasat.website.shell import Slots
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

TERMS = {
    "Legislation": {
        *("url", "name", "description", "inLanguage", "datePublished", "publisher", "encoding"),
        *("legislationIdentifier", "legislationDate", "legislationDateVersion", "translationOfWork"),
        *("legislationDateOfApplicability", "legislationLegalForce"),
    },
    "LegislationObject": {"contentUrl", "encodingFormat", "sha256", "legislationLegalValue"},
    "Organization": {"name"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}
"""From https://schema.org/Legislation and its neighbours, release 29."""


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
            terms = {each for each in thing if not each.startswith("@")}
            assert terms <= TERMS[thing["@type"]], thing
    act = main["@graph"][0]
    assert act["legislationLegalForce"] == "https://schema.org/InForce"
    assert act["legislationDate"] == "2025-12-30"
    assert act["description"] == "</script> <b>"
    assert "legislationLegalForce" not in dated["@graph"][0], "a dated page says only what cannot change"
    assert translated["@graph"][0]["translationOfWork"]["@id"] == act["@id"]
    values = ["legislationLegalValue" in each["@graph"][0]["encoding"] for each in (main, translated)]
    assert values == [False, True]
    steps = [step["name"] for step in dated["@graph"][1]["itemListElement"]]
    assert steps == ["Site", "Privacy", "2026-жылдын 10-январындагы редакция"]
