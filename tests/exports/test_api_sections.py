"""``sections.json``: the derivations of all versions, and the texts that each section has had."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker

from sayasat.exports.api_sections import sections_json
from tests.support.built_site import Sample, file_at
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

RULES = "# Rules {#rules}\n\n"
DATA = "We keep names and addresses for one year after the contract."
COMPLAINTS = "The office answers a complaint within a month."


def test_every_edition_has_one_that_follows_the_schema(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    files = sorted(site.rglob("sections.json"))
    assert {file.parent for file in files} == {file.parent for file in site.rglob("versions.json")}
    for file in files:
        document = json.loads(file.read_bytes())
        schema = json.loads(file_at(site, document["schema"]).read_bytes())
        errors = list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document))
        assert not errors, errors


def test_an_id_that_was_removed_and_given_to_another_text_has_two_lives(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    bodies = (
        f"{RULES}## Data {{#data}}\n\n{DATA}\n",
        RULES,
        f"{RULES}## Complaints {{#data}}\n\n{COMPLAINTS}\n",
        f"{RULES}## Complaints {{#complaints}}\n\n{COMPLAINTS}\n",
    )
    for year, body in enumerate(bodies, 2021):
        repo.policy("ky", "rules", body, date=f"{year}-01-01T12:00:00+06:00", effective=f"{year}-01-01")
    with published(repo) as catalogue:
        document = json.loads(sections_json(catalogue, edition(catalogue, "rules")))
    lives = [[(each["id"], each["first"], each["last"]) for each in life] for life in document["lives"]]
    assert lives[1:] == [
        [("complaints", "2023-01-01", "2024-01-01")],
        [("data", "2021-01-01", "2021-01-01")],
    ]
    rows = [
        [(each["id"], each["origin"], *each["sources"]) for each in table["sections"]]
        for table in document["derivations"]
    ]
    assert rows == [
        [("rules", "new"), ("data", "new")],
        [("data", "deleted")],
        [("data", "new")],
        [("complaints", "unchanged", "data")],
    ]
    assert [table["before"] for table in document["derivations"]] == [
        None,
        "2021-01-01",
        "2022-01-01",
        "2023-01-01",
    ]
