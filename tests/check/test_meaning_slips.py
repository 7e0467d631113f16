"""Slips of sense are drawn from a seed, each in one language or in all; right revisions fit the texts."""

from __future__ import annotations

from bench.check.__main__ import revisions, samples
from bench.check.meaning_slips import ALL, KINDS, meaning_slips

TEXTS = samples()["terms"]
DRAWN = list(meaning_slips(TEXTS, 60, seed=1))


def test_the_same_seed_draws_the_same() -> None:
    assert list(meaning_slips(TEXTS, 20, seed=3)) == list(meaning_slips(TEXTS, 20, seed=3))
    assert list(meaning_slips(TEXTS, 20, seed=3)) != list(meaning_slips(TEXTS, 20, seed=4))


def test_most_kinds_are_drawn_and_no_slip_twice() -> None:
    assert {each.kind for each in DRAWN} >= set(KINDS) - {"a ligature"}
    assert len({tuple(each.texts.values()) for each in DRAWN}) == len(DRAWN)


def test_a_slip_is_in_one_language_or_in_all() -> None:
    for each in DRAWN:
        changed = {language for language in TEXTS if each.texts[language] != TEXTS[language]}
        assert changed == set(TEXTS) if each.language == ALL else len(changed) == 1


def test_there_are_fifty_right_revisions_and_each_changes_every_language() -> None:
    texts = samples()
    found = list(revisions(texts))
    assert len(found) >= 50
    for policy, what, revised in found:
        assert all(revised[language] != body for language, body in texts[policy].items()), what
