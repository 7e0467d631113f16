"""Generated revisions whose edits are known: the redline shows these, and no more."""

from __future__ import annotations

import pytest

from sayasat.markdown.section_reader import visible_text
from sayasat.markdown.words import words
from sayasat.redline.compare import compare
from sayasat.redline.marks import Mark
from sayasat.redline.model import ChangeStatus, Redline
from tests.support.known_edits import KINDS, revision
from tests.support.redline_texts import new_text, old_text

_SEEDS = range(100, 106)
_LAYOUT = ("paragraph split", "paragraphs joined", "paragraph to list")
_MOVES = ("article moved", "paragraph moved", "several")


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_lost(kind: str, seed: int) -> None:
    old, new = revision(kind, seed)
    redline = compare(old, new)
    assert old_text(redline) == visible_text(old)
    assert new_text(redline) == visible_text(new)


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in _MOVES])
def test_nothing_moved_where_nothing_was_moved(kind: str, seed: int) -> None:
    redline = compare(*revision(kind, seed))
    assert not any(section.move for section in redline.sections)
    assert not any(passage.move for section in redline.sections for passage in section.all_passages)


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("kind", _LAYOUT)
def test_no_word_is_marked_where_paragraphs_were_split_or_joined(kind: str, seed: int) -> None:
    redline = compare(*revision(kind, seed))
    assert not _marked(redline)


@pytest.mark.parametrize("seed", _SEEDS)
def test_an_inserted_article_is_all_that_is_new(seed: int) -> None:
    """However many articles get another number: their texts stand unchanged."""
    redline = compare(*revision("article inserted", seed))
    for section in redline.changes:
        if section.fate is ChangeStatus.INSERTED:
            assert all(passage.fate is ChangeStatus.INSERTED for passage in section.all_passages)
        else:
            assert not any(passage.is_change for passage in section.passages)


def _marked(redline: Redline) -> list[str]:
    return [
        word
        for section in redline.sections
        for passage in section.all_passages
        for run in passage.runs
        if run.mark is not Mark.SAME
        for word in words(run.text)
    ]
