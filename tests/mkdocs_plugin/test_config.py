"""Tests of how the command line reads mkdocs.yml."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.errors import SettingsError
from sayasat.i18n.messages import messages
from sayasat.mkdocs_plugin.config import read_configuration

BROKEN = {
    "no colon": ("site_name: A\nplugins\n  - search\nextra:\n", 2, "plugins"),
    "a tab": ("site_name: A\nextra:\n\tgenerator: false\n", 3, "generator: false"),
    "an open bracket": ("site_name: A\nextra: [a\n", 3, "–"),
}


@pytest.mark.parametrize(("text", "line", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_settings_that_are_no_yaml_are_named_by_line_without_the_parsers_english(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        read_configuration(file)
    (fault,) = raised.value.faults
    assert (fault.code, fault.where, dict(fault.facts)["words"]) == ("entry-syntax", f"{file}:{line}", words)
    assert messages("ru").what(fault) == f"Отсюда файл не читается как YAML: {words}"
