"""``blocks.json``: what a comparison in the browser reads of a version."""

from __future__ import annotations

import json
from itertools import combinations

from jsonschema import Draft202012Validator, FormatChecker

from sayasat.markdown.section_reader import sections, visible_text
from sayasat.redline.compare import compare
from tests.support.block_data import sections_data
from tests.support.built_site import SITE_URL, Sample, file_at
from tests.support.redline_notation import golden_cases

PRIVACY = "policies/privacy/"


def test_every_version_in_every_language_has_one_that_follows_the_schema(every_kind_site: Sample) -> None:
    site = every_kind_site.site
    files = sorted(site.rglob("blocks.json"))
    dated = {file.parent for file in site.rglob("????-??-??/*.md")}
    assert {file.parent for file in files} == dated
    for file in files:
        document = json.loads(file.read_bytes())
        schema = json.loads(file_at(site, document["schema"]).read_bytes())
        Draft202012Validator.check_schema(schema)
        errors = list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(document))
        assert not errors, errors


def test_it_says_which_version_it_is(every_kind_site: Sample) -> None:
    document = json.loads((every_kind_site.site / PRIVACY / "2025-04-01/blocks.json").read_bytes())
    sections = document.pop("sections")
    assert document == {
        "schema": f"{SITE_URL}api/v1/blocks.schema.json",
        "policy": "privacy",
        "language": "ky",
        "date": "2025-04-01",
        "id": "2025-04-01",
        "label": "2025-жылдын 1-апрелиндеги редакция",
        "url": f"{SITE_URL}{PRIVACY}2025-04-01/",
    }
    assert [section["id"] for section in sections] == ["privacy", "data", "cookies"]


def test_it_stands_at_former_addresses_too(every_kind_site: Sample) -> None:
    """The policy was renamed and its version dated later: a program may not follow a page that points on."""
    site = every_kind_site.site
    now = (site / "policies/orders/2024-06-01/blocks.json").read_bytes()
    assert (site / "policies/rules/2024-05-05/blocks.json").read_bytes() == now


def test_it_is_compact_and_in_utf_8(every_kind_site: Sample) -> None:
    text = (every_kind_site.site / PRIVACY / "2025-04-01/blocks.json").read_text(encoding="utf-8")
    assert "сактайбыз" in text
    assert text.count("\n") == 1
    assert '": ' not in text


def test_it_holds_all_that_a_reader_sees() -> None:
    for case in golden_cases():
        texts = [
            text
            for section in sections_data(sections(case.new))
            for text in (section["heading"], *(block["text"] for block in section["blocks"]))
        ]
        assert "\n".join(text for text in texts if text) == visible_text(case.new)


def test_two_texts_differ_in_it_exactly_where_a_redline_is_not_empty() -> None:
    """Sections, words, numbers and forms, and nothing of the source that no reader sees.

    An id is in it although it is not seen: sections are matched by it.
    """
    for case in golden_cases():
        is_same = _without_ids(case.old) == _without_ids(case.new)
        assert is_same == compare(case.old, case.new).is_empty, case.name


def test_the_form_tells_emphasis_targets_and_depth_apart() -> None:
    looks = (
        "слово",
        "**слово**",
        "*слово*",
        "[слово](a.md)",
        "[слово](b.md)",
        "> слово",
        "- слово",
        "- - слово",
    )
    forms = {look: sections_data(sections(look))[0]["blocks"][0]["form"] for look in looks}
    assert not [pair for pair in combinations(looks, 2) if forms[pair[0]] == forms[pair[1]]]


def test_the_form_does_not_tell_the_source_apart() -> None:
    """Another bullet, another line, another number: a reader sees the same words in the same form."""
    texts = ("- слово", "* слово", "\n\n- слово", "- слово\n")
    assert len({json.dumps(sections_data(sections(text))) for text in texts}) == 1


def _without_ids(markdown: str) -> list[dict[str, object]]:
    return [section | {"id": ""} for section in sections_data(sections(markdown))]
