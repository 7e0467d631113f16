"""The texts that the bench builds sites from."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from statistics import mean

import pytest

from bench.scale.shape import Shape, laws, sized, terms
from bench.scale.texts import Policy
from sayasat.markdown.section_reader import sections
from sayasat.markdown.sections import Section

SHAPE = Shape(4, 20)


def bodies(policy: int, count: int = 20, shape: Shape = SHAPE, language: str = "en") -> list[str]:
    return [each[language] for each in islice(Policy(shape, policy).bodies(), count)]


@pytest.fixture(params=[0, 1], ids=["Latin", "Cyrillic"], scope="module")
def history(request: pytest.FixtureRequest) -> list[tuple[Section, ...]]:
    """Twenty versions, in sections."""
    return [sections(body) for body in bodies(request.param)]


def test_the_same_seed_gives_the_same_texts() -> None:
    assert bodies(3) == bodies(3)
    assert bodies(3) != bodies(3, shape=Shape(4, 20, seed=1))


def test_about_six_per_cent_of_the_blocks_are_new_in_each_version(history: list[tuple[Section, ...]]) -> None:
    texts = [[block.text for section in each for block in section.blocks] for each in history]
    shares = [len([text for text in new if text not in old]) / len(new) for old, new in pairwise(texts)]
    assert 0.05 < mean(shares) < 0.07
    assert min(shares) > 0.03
    assert max(shares) < 0.09


def test_a_version_leaves_most_sections_as_they_were(history: list[tuple[Section, ...]]) -> None:
    def own(whole: tuple[Section, ...]) -> list[str]:
        return [each.source + "".join(block.source for block in each.blocks) for each in whole]

    for old, new in pairwise(map(own, history)):
        untouched = len(set(old) & set(new)) / len(new)
        assert 0.7 < untouched < 0.95


@pytest.mark.parametrize("policy", [0, 1])
def test_a_text_has_its_size_and_keeps_it(policy: int) -> None:
    sizes = [len(body.encode()) for body in bodies(policy, 60)]
    assert 60_000 <= sizes[0] < 66_000
    assert all(0.8 < size / sizes[0] < 1.25 for size in sizes)


def test_there_is_all_that_markdown_has(history: list[tuple[Section, ...]]) -> None:
    blocks = [block for section in history[0] for block in section.blocks]
    assert {"paragraph", "item", "quote", "row"} == {block.kind for block in blocks}
    assert any(block.depth > 1 for block in blocks)
    source = "\n".join(bodies(0, 1))
    assert all(mark in source for mark in ("**", "](#part-0)", ".md)", "\n### ", "\n1. ", "{#part-"))


def test_some_headings_have_no_id_of_their_own() -> None:
    headings = [line for line in bodies(0, 1)[0].splitlines() if line.startswith("#")]
    given = sum("{#" in heading for heading in headings) / len(headings)
    assert 0.5 < given < 0.9


def test_languages_differ_in_words_alone() -> None:
    shape = Shape(1, 3, ("ky", "ru", "en"), size=8000)
    three = [sections(bodies(0, 3, shape, language)[-1]) for language in shape.languages]
    shapes = [[(each.level, [block.kind for block in each.blocks]) for each in whole] for whole in three]
    assert shapes[0] == shapes[1] == shapes[2]


def test_an_archive_is_about_as_large_as_asked_for() -> None:
    assert sized(4000).texts == 4000
    assert sized(4000).policies == 40
    assert sized(200).versions >= 20
    assert sized(4000, ("ky", "ru", "en")).texts == pytest.approx(4000, rel=0.02)
    assert sized(4000).younger(4).texts == 1000


def test_laws_have_one_to_three_versions_and_numbered_headings() -> None:
    shape = laws(100)
    numbers = [shape.versions_of(policy) for policy in range(100)]
    assert {1, 2, 3} == set(numbers)
    assert shape.texts == sum(numbers)
    text = next(Policy(shape, 7).bodies())["en"]
    numbered = [int(line.split()[1]) for line in text.splitlines() if line.startswith("##")]
    assert numbered == list(range(1, len(numbered) + 1))
    assert len({shape.path(policy, "en") for policy in range(250)}) == 250
    assert {shape.path(policy, "en").split("/")[2] for policy in range(250)} == {
        "title-1",
        "title-2",
        "title-3",
    }


def test_most_revisions_of_terms_change_no_word_and_some_are_new_texts() -> None:
    texts = [each["en"] for each in islice(Policy(terms(4163), 3).bodies(), 60)]
    words = [re.sub(r"(?m)^ *[-*] ", "", each) for each in texts]
    alike = sum(old == new for old, new in pairwise(words)) / 59
    lines = [set(each.splitlines()) for each in words]
    rewritten = sum(len(old & new) < len(new) / 2 for old, new in pairwise(lines))
    assert 0.45 < alike < 0.75
    assert rewritten > 0
    assert all(old != new for old, new in pairwise(texts))


def test_an_archive_of_terms_has_texts_of_very_different_sizes() -> None:
    shape = terms(4163)
    sizes = sorted(map(shape.size_of, range(shape.policies)))
    assert shape.policies == 133
    assert 3500 < shape.texts < 5000
    assert sizes[0] < 7_000
    assert sizes[-1] > 400_000


@pytest.mark.parametrize("shape", [Shape(3, 5), laws(30), terms(300)])
def test_versions_are_published_in_the_order_of_time_each_of_a_policy_on_its_own_day(shape: Shape) -> None:
    order = list(shape.order())
    times = [shape.published(*each) for each in order]
    assert times == sorted(times)
    assert len({(policy, shape.published(version, policy).date()) for version, policy in order}) == len(order)
    newest = [shape.published(shape.versions_of(policy), policy) for policy in range(shape.policies)]
    assert min(newest) >= max(times), "one more version is later than all"
