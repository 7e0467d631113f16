"""The file of synonyms: what it means, and that a fault in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.errors import SettingsError
from sayasat.exports.synonyms import read_synonyms
from sayasat.i18n.messages import LANGUAGES, messages, report

ROOT = Path(__file__).parents[2]


def test_each_language_has_its_groups() -> None:
    text = "ky:\n  - [cookie, куки]\nru: []\n"
    assert read_synonyms(text, ["ky", "ru"]) == {"ky": (("cookie", "куки"),), "ru": ()}


def test_the_publishers_own_file_is_without_fault_and_its_languages_are_equal() -> None:
    synonyms = read_synonyms((ROOT / "search.yml").read_text(encoding="utf-8"), LANGUAGES)
    assert set(synonyms) == set(LANGUAGES)
    assert min(map(len, synonyms.values())) >= 30


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        pytest.param("ky: []\n", "entry-missing", "search.yml:1", id="a language is missing"),
        pytest.param("ky: []\nru: []\nen: []\n", "entry-unknown", "search.yml:3", id="another language"),
        pytest.param("ky: []\nru:\n  - [cookie]\n", "entry-bad", "search.yml:3", id="a group of one"),
        pytest.param("ky: []\nru:\n  - cookie, куки\n", "entry-bad", "search.yml:3", id="no list"),
        pytest.param("ky: cookie\nru: []\n", "entry-bad", "search.yml:1", id="no groups"),
        pytest.param("ky: []\nru:\n  - [a, '']\n", "entry-bad", "search.yml:3", id="an empty word"),
        pytest.param(
            "ky: []\nru:\n  - [a, b]\n  - [c, A]\n", "entry-doubled", "search.yml:4", id="in two groups"
        ),
        pytest.param("ky: [\n", "entry-syntax", "search.yml:2", id="no YAML"),
        pytest.param("- a\n", "entry-bad", "search.yml:1", id="no languages"),
    ],
)
def test_a_fault_is_named_with_its_line_in_every_language(text: str, code: str, where: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_synonyms(text, ["ky", "ru"])
    assert [(fault.code, fault.where) for fault in raised.value.faults] == [(code, where)]
    for language in LANGUAGES:
        assert "search.yml" in report(raised.value.faults, messages(language))
