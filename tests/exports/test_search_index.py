"""The files of the search: which texts they have, in which order, with which status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sayasat.exports.search_entries import (
    CURRENT,
    ENDED,
    OTHER_VERSION,
    SearchEntry,
    SearchText,
    main_page_entries,
    version_entries,
)
from sayasat.exports.search_index import policy_text, search_files, version_texts
from tests.support.published import edition, published
from tests.support.repo import PolicyRepo

TEXT = SearchText("policies/privacy/", "Саясат", sections=[SearchEntry("a", "Бөлүм", "Маалымат «а».")])


def loaded(texts: list[SearchText], others: list[SearchText]) -> dict[str, dict[str, Any]]:
    synonyms = {"ky": (("cookie", "куки"),)}
    return {path: json.loads(data) for path, data in search_files("ky", texts, others, synonyms)}


def test_an_index_has_its_texts_and_the_synonyms_of_its_language() -> None:
    (page,) = loaded([TEXT], [])["search/ky.json"]["texts"]
    assert page["sections"] == [["a", "Бөлүм", "Маалымат «а»."]]
    assert loaded([TEXT], [])["search/ky.json"]["synonyms"] == [["cookie", "куки"]]
    assert next(search_files("ru", [TEXT], [], {}))[0] == "search/ru.json"


def test_other_versions_are_a_file_of_their_own_which_the_index_announces() -> None:
    assert loaded([TEXT], [])["search/ky.json"]["has_earlier"] is False
    assert list(loaded([TEXT], [])) == ["search/ky.json"]
    both = loaded([TEXT], [TEXT])
    assert both["search/ky.json"]["has_earlier"] is True
    assert both["search/ky.earlier.json"]["texts"] == both["search/ky.json"]["texts"]


def test_cyrillic_is_not_escaped_and_no_text_stops_the_build() -> None:
    broken = SearchText("x/", "\udcff")
    data = dict(search_files("ky", [TEXT, broken], [], {}))["search/ky.json"]
    assert "Маалымат".encode() in data
    assert json.loads(data)["texts"][1]["title"] == "?"


def test_a_text_has_the_status_of_its_policy_and_ended_ones_have_the_last_rank(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for slug, head in (("kept", {}), ("ended", {"repealed": "2026-05-01"})):
        for day, text in (("2026-01-01", "One."), ("2026-02-01", "Two.")):
            values = {"effective": day} | (head if day == "2026-02-01" else {})
            repo.policy("ky", slug, f"# T {{#t}}\n\n{text}\n", date=f"{day}T12:00:00+06:00", **values)
    with published(repo) as catalogue:
        found = {}
        for slug in ("kept", "ended"):
            one = edition(catalogue, slug)
            now = policy_text(catalogue, one, main_page_entries(catalogue, one))
            found[slug] = [now, *version_texts(catalogue, one, version_entries(catalogue, one))]
    assert [(each.url, each.rank, each.status) for each in found["kept"]] == [
        ("policies/kept/", CURRENT, "in-force"),
        ("policies/kept/2026-01-01/", OTHER_VERSION, "superseded"),
    ]
    assert [(each.url, each.rank, each.status) for each in found["ended"]] == [
        ("policies/ended/", ENDED, "repealed"),
        ("policies/ended/2026-01-01/", ENDED, "superseded"),
    ]
    assert [bool(each.version) for each in found["kept"]] == [False, True]
