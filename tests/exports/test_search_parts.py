"""A large index in parts: what each has, how they are found, and that nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sayasat.exports import search_parts
from sayasat.exports.search_entries import CURRENT, ENDED, SearchEntry, SearchText
from sayasat.exports.search_parts import parts
from sayasat.exports.search_terms import terms

TEXTS = [
    SearchText(
        f"policies/p{number}/",
        f"Саясат {number}",
        ENDED if number % 5 == 0 else CURRENT,
        "in-force",
        sections=[
            SearchEntry("", f"Саясат {number}", ""),
            SearchEntry("a", "Мөөнөт", f"Жооп {number} күндө берилет. " * (number % 4)),
            SearchEntry("b", "期限", "个人信息" * number),
        ],
    )
    for number in range(40)
]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the index has of its parts, and the value of each part by its name."""
    monkeypatch.setattr(search_parts, "_PART", 500)
    monkeypatch.setattr(search_parts, "_TEXTS", 300)
    head, files = parts("ky", TEXTS)
    return dict(head), {path.removeprefix(head["folder"]): json.loads(data) for path, data in files}


def decoded(made: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, dict[int, int]]:
    """The sections of each term, with the weights."""
    head, files = made
    found: dict[str, dict[int, int]] = {}
    for number, first in enumerate(head["words"]):
        part = files[f"words-{number}.json"]
        assert next(iter(part)) == first
        for word, listed in part.items():
            place, weight = -1, 10
            found[word] = {}
            for each in listed:
                if each < 0:
                    weight = -each
                else:
                    place += each
                    found[word][place], weight = weight, 10
    return found


def test_every_term_of_every_section_is_in_a_part(made: tuple[dict[str, Any], dict[str, Any]]) -> None:
    assert len(made[0]["words"]) > 5
    entries = [(text, entry) for text in TEXTS for entry in text.sections]
    expected: dict[str, set[int]] = {}
    for place, (text, entry) in enumerate(entries):
        for term in terms(f"{text.title} {entry.heading} {entry.text}"):
            expected.setdefault(term, set()).add(place)
    assert {word: set(places) for word, places in decoded(made).items()} == expected


def test_a_term_counts_most_in_headings(made: tuple[dict[str, Any], dict[str, Any]]) -> None:
    found = decoded(made)
    assert (found["саясат"][0], found["саясат"][1]) == (49, 4)
    assert (found["моонот"][1], found["жооп"][10]) == (30, 30)


def test_the_terms_are_in_the_order_of_a_browser() -> None:
    words = ["\uff41", "\U00020000\U00020001", "a"]
    texts = [SearchText("x/", "", sections=[SearchEntry("", "", " ".join(words))])]
    _, files = parts("zh", texts)
    (listed,) = (json.loads(data) for path, data in files if path.endswith("words-0.json"))
    assert list(listed) == sorted(listed, key=lambda word: word.encode("utf-16-be"))
    assert len(listed) == 3


def test_the_texts_are_whole_and_in_their_order(made: tuple[dict[str, Any], dict[str, Any]]) -> None:
    head, files = made
    blocks = [files[f"texts-{number}.json"] for number in range(len(head["texts"]))]
    assert len(blocks) > 5
    assert [sum(len(text["sections"]) for text in block) for block in blocks] == head["texts"]
    listed = [(text["url"], *entry) for block in blocks for text in block for entry in text["sections"]]
    assert listed == [(text.url, *entry) for text in TEXTS for entry in text.sections]
    kinds = [(rank, policy) for count, rank, policy in head["kinds"] for _ in range(count)]
    assert kinds == [(text.rank, 1) for text in TEXTS for _ in text.sections]
    assert len(head["lengths"]) == len(kinds)


def test_words_with_numbers_and_pairs_are_not_among_those_that_may_be_mistyped(
    made: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    head, files = made
    assert head["letters"] == "бжкмс"
    lists = [files[f"list-{number}.json"] for number in range(5)]
    assert lists == ["берилет", "жооп", "кундо", "моонот", "саясат"]


def test_parts_of_other_texts_have_other_paths_and_the_same_texts_the_same_files() -> None:
    one, files = parts("ky", TEXTS)
    again, same = parts("ky", TEXTS)
    other, _ = parts("ky", TEXTS[1:])
    assert (one, list(files)) == (again, list(same))
    assert one["folder"] != other["folder"]
