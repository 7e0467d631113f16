"""Derivation tables: which section comes from which."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from sayasat.markdown.section_reader import sections
from sayasat.redline.derivation import Derivation, Origin, derivation
from tests.support.known_edits import KINDS, revision

A = "We keep names and addresses for one year after the contract."
B = "Payments are refunded within ten days of a written request."
C = "The office answers a complaint within a month."
D = "A yearly report is published on the website of the operator."


def section(heading: str, name: str, *texts: str) -> str:
    return "\n\n".join((f"## {heading} {{#{name}}}", *texts)) + "\n\n"


def table(old: str, new: str) -> Derivation:
    return derivation(sections(old), sections(new))


def rows_of(old: str, new: str) -> list[str]:
    return [f"{each.id}: {each.origin} {' '.join(each.sources)}".strip() for each in table(old, new).rows]


START = section("Data", "data", A) + section("Refunds", "refunds", B)
NUMBERED = section("Статья 1", "a", A) + section("Статья 2", "b", B)
GOLDEN = {
    "unchanged": (START, START, ["data: unchanged data", "refunds: unchanged refunds"]),
    "edited": (START, START.replace("ten", "five"), ["data: unchanged data", "refunds: edited refunds"]),
    "rewritten under its heading": (
        START,
        section("Data", "data", D) + section("Refunds", "refunds", B),
        ["data: edited data", "refunds: unchanged refunds"],
    ),
    "another heading": (
        START,
        section("What we know", "data", A) + section("Refunds", "refunds", B),
        ["data: edited data", "refunds: unchanged refunds"],
    ),
    "another id": (
        START,
        section("Data", "personal", A) + section("Refunds", "refunds", B),
        ["personal: unchanged data", "refunds: unchanged refunds"],
    ),
    "only bold": (
        START,
        START.replace("ten days", "**ten days**"),
        ["data: unchanged data", "refunds: edited refunds"],
    ),
    "new": (
        START,
        section("Data", "data", A)
        + section("Complaints", "complaints", C)
        + section("Refunds", "refunds", B),
        ["data: unchanged data", "complaints: new", "refunds: unchanged refunds"],
    ),
    "deleted": (START, section("Refunds", "refunds", B), ["refunds: unchanged refunds", "data: deleted"]),
    "split": (
        section("Data", "data", A, B),
        START,
        ["data: edited data", "refunds: split data"],
    ),
    "split under two other headings": (
        section("All", "all", A, B),
        START,
        ["data: edited all", "refunds: split all"],
    ),
    "merged": (START, section("Data", "data", A, B), ["data: merged data refunds"]),
    "merged under another heading": (START, section("All", "all", A, B), ["all: merged data refunds"]),
    "renumbered": (
        NUMBERED,
        section("Статья 1", "c", C) + section("Статья 2", "a", A) + section("Статья 3", "b", B),
        ["c: new", "a: renumbered a", "b: renumbered b"],
    ),
    "renumbered, and the ids with the numbers": (
        NUMBERED,
        section("Статья 1", "a", C) + section("Статья 2", "b", A) + section("Статья 3", "c", B),
        ["a: new", "b: renumbered a", "c: renumbered b"],
    ),
    "items renumbered": (
        section("Data", "data", "1. One thing is here\n2. Another thing is there"),
        section("Data", "data", "3. One thing is here\n4. Another thing is there"),
        ["data: renumbered data"],
    ),
    "moved": (
        START + section("Complaints", "complaints", C),
        section("Complaints", "complaints", C) + START,
        ["complaints: moved complaints", "data: unchanged data", "refunds: unchanged refunds"],
    ),
    "ids that changed places": (
        START,
        section("Data", "refunds", A) + section("Refunds", "data", B),
        ["refunds: unchanged data", "data: unchanged refunds"],
    ),
    "texts that changed places under headings with their ids": (
        START,
        section("Data", "data", B) + section("Refunds", "refunds", A),
        ["data: edited refunds", "refunds: edited data"],
    ),
    "an id given to another text": (
        START,
        section("Complaints", "data", C) + section("Refunds", "refunds", B),
        ["data: new", "refunds: unchanged refunds", "data: deleted"],
    ),
    "a number and an id given to another text": (
        NUMBERED,
        section("Статья 1", "a", A) + section("Статья 2", "c", C),
        ["a: unchanged a", "c: new", "b: deleted"],
    ),
    "a number given another text, under its id": (
        NUMBERED,
        section("Статья 1", "a", A) + section("Статья 2", "b", C),
        ["a: unchanged a", "b: edited b"],
    ),
    "a heading put in": (
        section("Data", "data", A, B),
        section("Data", "data", A) + "### Money {#money}\n\n" + B,
        ["data: edited data", "money: split data"],
    ),
    "a heading taken out": (
        section("Data", "data", A) + "### Money {#money}\n\n" + B,
        section("Data", "data", A, B),
        ["data: merged data money"],
    ),
    "a paragraph parted by a heading": (
        section("Data", "data", f"{A} {B}"),
        section("Data", "data", A) + section("Refunds", "refunds", B),
        ["data: edited data", "refunds: split data"],
    ),
    "paragraphs of two sections joined": (
        START,
        section("Data", "data", f"{A} {B}"),
        ["data: merged data refunds"],
    ),
    "title of the text": (
        f"# Rules {{#t}}\n\n{A}\n\n",
        f"# Terms {{#t}}\n\n{C}\n\n",
        ["t: edited t"],
    ),
    "text before the first heading": (f"{A}\n", f"{B}\n", ["intro: edited intro"]),
    "all new": ("", START, ["data: new", "refunds: new"]),
    "all gone": (START, "", ["data: deleted", "refunds: deleted"]),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str) -> None:
    old, new, rows = GOLDEN[name]
    assert rows_of(old, new) == rows


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_is_named_once_and_goes_on_once(kind: str) -> None:
    for seed in range(8):
        texts = revision(kind, seed)
        old, new = map(sections, texts)
        rows = derivation(old, new).rows
        present = [row.id for row in rows if row.origin is not Origin.DELETED]
        gone = {row.id for row in rows if row.origin is Origin.DELETED}
        assert present == [section.id for section in new]
        predecessors = Counter(row.predecessor for row in rows if row.predecessor)
        assert max(predecessors.values()) == 1
        assert gone | {source for row in rows for source in row.sources} == {section.id for section in old}
        assert not gone & {source for row in rows for source in row.sources}


def test_of_a_text_with_itself_all_is_unchanged() -> None:
    dice = random.Random(1)  # noqa: S311 (texts, no secret)
    for _ in range(20):
        text = revision("several", dice.randrange(10**6))[0]
        assert {row.origin for row in table(text, text).rows} == {Origin.UNCHANGED}
