"""Letters of different scripts that look alike."""

from __future__ import annotations

import pytest

from sayasat.check.language.scripts import CERTAIN, Script, alike, rewritten, script


@pytest.mark.parametrize(
    ("letter", "name"), [("a", "latin"), ("а", "cyrillic"), ("ң", "cyrillic"), ("ο", "greek"), ("5", "other")]
)
def test_a_letter_is_of_one_script(letter: str, name: str) -> None:
    assert script(letter) == name


@pytest.mark.parametrize("letter", sorted(CERTAIN))
def test_a_letter_and_its_look_alike_stand_for_each_other(letter: str) -> None:
    cyrillic = alike(letter, Script.CYRILLIC)
    assert cyrillic is not None
    assert alike(cyrillic, Script.LATIN) == letter


def test_a_word_is_rewritten_whole_or_not_at_all() -> None:
    assert rewritten("pecypc", Script.CYRILLIC) == "ресурс"
    assert rewritten("site", Script.CYRILLIC) is None
