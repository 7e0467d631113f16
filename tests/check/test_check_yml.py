"""The settings of the check are read from check.yml."""

from __future__ import annotations

import pytest

from sayasat.check.check_yml import CheckSettings, NoticePeriod, Silence, read_check_settings
from sayasat.errors import SettingsError

RULES = ("doubled-word", "long-sentence")


def test_an_empty_file_gives_the_default_settings() -> None:
    assert read_check_settings("", RULES) == CheckSettings()
    assert read_check_settings("# nothing yet\n", RULES) == CheckSettings()


def test_every_key_is_read() -> None:
    text = """
notice:
  days: 30
  source: Order 12 of 2026-01-15
longest-sentence: 45
words:
  ky: [учук, онкол]
silenced:
  - rule: doubled-word
    file: docs/ky/policies/privacy.md
    text: жана жана
    reason: As adopted
  - rule: long-sentence
    file: docs/ru/policies/privacy.md
    reason: One list
"""
    assert read_check_settings(text, RULES) == CheckSettings(
        notice=NoticePeriod(30, "Order 12 of 2026-01-15"),
        longest_sentence=45,
        words={"ky": ("учук", "онкол")},
        silences=(
            Silence("doubled-word", "docs/ky/policies/privacy.md", "жана жана", "As adopted", 9),
            Silence("long-sentence", "docs/ru/policies/privacy.md", "", "One list", 13),
        ),
    )


def test_all_faults_are_reported_at_once_with_their_lines() -> None:
    text = """notice: {days: soon}
longest-sentence: 0
words: {ky: учук}
silence: []
silenced:
  - rule: doubledword
    file: a.md
  - just words
"""
    with pytest.raises(SettingsError) as error:
        read_check_settings(text, RULES)
    assert [(fault.where, fault.code, dict(fault.facts)["key"]) for fault in error.value.faults] == [
        ("check.yml:4", "entry-unknown", "silence"),
        ("check.yml:2", "entry-bad", "longest-sentence"),
        ("check.yml:1", "entry-missing", "notice.source"),
        ("check.yml:1", "entry-bad", "notice.days"),
        ("check.yml:3", "entry-bad", "words.ky"),
        ("check.yml:6", "entry-missing", "silenced[1].reason"),
        ("check.yml:6", "entry-bad", "silenced[1].rule"),
        ("check.yml:8", "entry-bad", "silenced[2]"),
    ]


def test_a_rule_is_never_silenced_without_a_reason() -> None:
    with pytest.raises(SettingsError) as error:
        read_check_settings("silenced:\n  - {rule: doubled-word, file: a.md, text: x, reason: ' '}\n", RULES)
    assert [fault.code for fault in error.value.faults] == ["entry-bad"]


@pytest.mark.parametrize("text", ["silenced: [", "a: b: c", "\t"])
def test_invalid_yaml_is_one_fault_with_its_line(text: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_check_settings(text, RULES)
    assert [(fault.code, fault.where) for fault in error.value.faults] == [("entry-syntax", "check.yml:1")]
