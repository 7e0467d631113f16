"""The JSON API: what it tells, and that it keeps its promise of version 1."""

from __future__ import annotations

import json
import os
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec import Struct

from sayasat.exports.api import policies_json, versions_json
from sayasat.exports.api_types import SCHEMAS, Versions, schema
from sayasat.versions.policy import held
from tests.support.built_site import Sample
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

GOLDEN = Path(__file__).parents[1] / "golden" / "api"
PRIVACY = "policies/privacy/versions.json"


def read(sample: Sample, place: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((sample.site / place).read_bytes())
    return document


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_only_ever_grows(name: str) -> None:
    """Decision 0027. After an addition, UPDATE_GOLDEN=1 writes it down; a loss is a new number of the API."""
    file, generated = GOLDEN / f"{name}.schema.json", schema(SCHEMAS[name])
    if not file.exists():
        file.write_bytes(generated)
    assert keeps(json.loads(file.read_bytes()), json.loads(generated)), name
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_bytes(generated)
    assert file.read_bytes() == generated, "write the addition down: UPDATE_GOLDEN=1"


def keeps(old: object, new: object) -> bool:
    """Whether what the old schema says holds by the new one; a description may be worded anew."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key == "description" or (key in new and keeps(old[key], new[key])) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return all(any(keeps(each, other) for other in new) for each in old)
    return old == new


@pytest.mark.parametrize("document", SCHEMAS.values(), ids=SCHEMAS)
def test_no_schema_forbids_additional_fields(document: type[Struct]) -> None:
    assert b'"additionalProperties": false' not in schema(document)


def test_a_document_of_a_later_version_follows_the_schema_of_this_one(four_commits_site: Sample) -> None:
    document = read(four_commits_site, PRIVACY)
    document["new"] = 1
    document["versions"][0]["new"] = {"more": []}
    document["versions"][0]["revisions"][0]["marks"].append("new")
    Draft202012Validator(json.loads(schema(Versions))).validate(document)


def test_every_document_says_for_which_day_and_commit_it_was_made(
    four_commits_site: Sample, four_commits_later: Sample
) -> None:
    for sample, day in ((four_commits_site, "2026-11-24"), (four_commits_later, "2026-12-02")):
        for place in ("status.json", "api/v1/policies.json", PRIVACY):
            document = read(sample, place)
            assert (document["as_of"], document["commit"]) == (day, sample.repo.head), place
        assert read(sample, "status.json")["generator"] == version("sayasat")


def test_a_revision_has_its_number_author_and_subject(four_commits_site: Sample) -> None:
    revisions = read(four_commits_site, PRIVACY)["versions"][0]["revisions"]
    assert [each["number"] for each in revisions] == [1, 2]
    log = four_commits_site.repo.git("log", "--reverse", "--format=%H %an: %s").splitlines()[:2]
    assert [f"{each['commit']} {each['author']}: {each['subject']}" for each in revisions] == log


def test_a_version_says_for_how_many_days_it_was_announced(four_commits_site: Sample) -> None:
    versions = read(four_commits_site, PRIVACY)["versions"]
    assert [each["announced_days"] for each in versions] == [0, 31, 11]


def test_a_removal_and_a_repeal_are_told(every_kind_site: Sample) -> None:
    gone = read(every_kind_site, "policies/gone/versions.json")
    assert [each["published"] for each in gone["removals"]] == ["2025-05-05T12:00:00+06:00"]
    assert gone["gaps"] == [{"from": "2025-05-05", "until": None}]
    assert read(every_kind_site, "policies/archive/versions.json")["repeals"] == ["2026-01-01"]


def test_a_text_of_a_past_day_is_marked_and_both_facts_are_kept(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for effective, day in (("2024-01-01", "2024-01-01"), ("2024-03-01", "2024-06-01")):
        facts = {"title": "P", "effective": effective, "authority": f"Order {day}"}
        repo.policy("ky", "privacy", day, date=f"{day}T12:00:00+06:00", **facts)
    with published(repo) as catalogue:
        document = json.loads(versions_json(catalogue, edition(catalogue)))
    assert [each["revisions"][0]["marks"] for each in document["versions"]] == [[], ["past"]]
    assert document["versions"][1]["announced_days"] == -92
    assert document["answers"] == [
        {"start": day, "version": day, "published": told, "withdrawn": None, "version_id": day}
        for day, told in (("2024-01-01", "2024-01-01"), ("2024-03-01", "2024-06-01"))
    ]


def test_the_answers_of_the_data_are_those_of_the_command(every_kind_site: Sample) -> None:
    """By the rule that the schema states."""
    with published(every_kind_site.repo) as catalogue:
        for found in catalogue.editions:
            document = json.loads(versions_json(catalogue, found))
            days = [
                date(2024, 1, 1).replace(year=year, month=month)
                for year in (2024, 2025, 2026)
                for month in range(1, 13)
            ]
            for day, known in ((day, known) for day in days for known in days):
                said = [
                    each
                    for each in document["answers"]
                    if each["start"] <= day.isoformat()
                    and each["published"] <= known.isoformat()
                    and (each["withdrawn"] is None or each["withdrawn"] > known.isoformat())
                ]
                last = max(said, key=lambda each: str(each["start"]), default={"version": None})
                expected = held(found.policy.authentic.answers, day, known)
                assert last["version"] == (expected.isoformat() if expected else None)


def test_the_list_of_policies_leads_to_each_calendar(every_kind_site: Sample) -> None:
    with published(every_kind_site.repo) as catalogue:
        editions = [
            each for policy in json.loads(policies_json(catalogue))["policies"] for each in policy["editions"]
        ]
    for each in editions:
        assert each["calendar_url"] == each["url"] + "calendar.ics"
