"""Tests of how a text that was read in a wrong encoding is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.check.causes import mojibake

ROOT = Path(__file__).parents[2]
TEXTS = {language: ROOT / f"docs/{language}/policies/privacy.md" for language in ("ky", "ru", "en")}
MISREAD = [
    *(("utf-8", wrong) for wrong in ("cp1251", "cp1252", "latin-1", "koi8-r", "cp866", "mac-cyrillic")),
    *(("cp1251", wrong) for wrong in ("koi8-r", "cp866", "cp1252", "latin-1")),
    ("koi8-r", "cp1251"),
    ("cp866", "cp1251"),
]


@pytest.mark.parametrize("language", ["ky", "ru"])
@pytest.mark.parametrize(("written", "read"), MISREAD)
def test_a_text_that_was_read_in_another_encoding_is_found(language: str, written: str, read: str) -> None:
    text = TEXTS[language].read_text(encoding="utf-8")
    garbled = text.encode(written, "replace").decode(read, "replace")
    assert mojibake("a.md", garbled) is not None


@pytest.mark.parametrize("read", ["cp1251", "cp1252", "latin-1"])
def test_an_english_text_is_known_by_its_quotation_marks(read: str) -> None:
    text = TEXTS["en"].read_text(encoding="utf-8")
    found = mojibake("a.md", text.encode().decode(read, "replace"))
    assert found
    assert found.line == next(number for number, line in enumerate(text.split("\n"), 1) if "“" in line)


def test_one_garbled_paragraph_is_found_at_its_line() -> None:
    text = TEXTS["ru"].read_text(encoding="utf-8").split("\n")
    text[11] = text[11].encode("cp1251").decode("koi8-r")
    found = mojibake("a.md", "\n".join(text))
    assert found
    assert found.line == 12


def test_no_text_of_the_project_is_taken_for_a_garbled_one() -> None:
    texts = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("guide/**/*.md"), *ROOT.glob("tests/demo/**/*.md")]
    assert len(texts) > 60
    assert not [path for path in texts if mojibake("a.md", path.read_text(encoding="utf-8"))]
