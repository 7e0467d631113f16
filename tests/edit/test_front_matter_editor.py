"""Single keys of the front matter are changed, and nothing else in the file."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayasat.edit.front_matter_editor import Value, with_keys
from sayasat.errors import EditError
from sayasat.policy_files.document import read_document
from sayasat.policy_files.front_matter import KEYS

DAY = date(2026, 12, 1)


def test_former_names_are_taken_out() -> None:
    file = b"---\ntitle: A\nformerly: [b, c]\n---\n\nText.\n"
    assert with_keys(file, {"formerly": None}) == b"---\ntitle: A\n---\n\nText.\n"
    assert with_keys(b"---\ntitle: A\n---\n", {"formerly": None}) == b"---\ntitle: A\n---\n"


@pytest.mark.parametrize(
    ("head", "values", "changed"),
    [
        ("title: A\neffective: 2024-01-01\n", {"effective": DAY}, "title: A\neffective: 2026-12-01\n"),
        ("title: A\n", {"effective": DAY}, "title: A\neffective: 2026-12-01\n"),
        (
            "title: A\ntranslation: official\n",
            {"editorial": "b"},
            "title: A\neditorial: b\ntranslation: official\n",
        ),
        ("repealed: 2027-01-01\ntitle: A\n", {"repealed": None}, "title: A\n"),
        ("title: A\n", {"replaces": "none"}, "title: A\nreplaces: none\n"),
        # What stands around the value stays.
        (
            "title: A\neffective:  '2024-01-01'  # why\n",
            {"effective": DAY},
            "title: A\neffective:  '2026-12-01'  # why\n",
        ),
        (
            'title: A\n"effective" : "2024-01-01"\n',
            {"effective": DAY},
            'title: A\n"effective" : "2026-12-01"\n',
        ),
        (
            "title: A\neffective: # to come\n",
            {"effective": DAY},
            "title: A\neffective: 2026-12-01 # to come\n",
        ),
        (
            "# first\ntitle: A # here\n\n# last\n",
            {"effective": DAY},
            "# first\ntitle: A # here\neffective: 2026-12-01\n\n# last\n",
        ),
        ("  title: A\n", {"effective": DAY}, "  title: A\n  effective: 2026-12-01\n"),
        # Values of several lines go as a whole, and what follows them stays.
        (
            "title: A\nsummary: |\n  one\n  # two\n\n# last\n",
            {"summary": "b"},
            "title: A\nsummary: b\n\n# last\n",
        ),
        (
            "title: A\nsummary: one\n  two\neffective: 2024-01-01\n",
            {"summary": None},
            "title: A\neffective: 2024-01-01\n",
        ),
        (
            "title: A\nformerly:\n- b\n# last\n",
            {"summary": "c"},
            "title: A\nsummary: c\nformerly:\n- b\n# last\n",
        ),
        # A key that is there twice counts as the last of the two.
        ("title: A\nsummary: b\nsummary: c\n", {"summary": None}, "title: A\n"),
    ],
)
def test_only_the_lines_of_the_key_change(head: str, values: dict[str, Value], changed: str) -> None:
    file = f"---\n{head}---\n\n# Body\n".encode()
    assert with_keys(file, values).decode() == f"---\n{changed}---\n\n# Body\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Plain words", "Plain words"),
        ("Тамга катасы", "Тамга катасы"),
        ("a: b", '"a: b"'),
        ('say "no": #1', "'say \"no\": #1'"),
        ("it's so: yes", '"it\'s so: yes"'),
        ("2026", '"2026"'),
        ("2026-12-01", '"2026-12-01"'),
        ("No", '"No"'),
        ("null", '"null"'),
        ("- a", '"- a"'),
        ("*a", '"*a"'),
        ("a\\b: c", "'a\\b: c'"),
        ("  two\nlines ", "two lines"),
    ],
)
def test_a_value_is_quoted_if_yaml_needs_it(text: str, written: str) -> None:
    file = with_keys(b"---\ntitle: A\n---\n", {"summary": text})
    assert file.decode() == f"---\ntitle: A\nsummary: {written}\n---\n"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_stay(line_end: str, mark: str) -> None:
    file = f"{mark}---\ntitle: A\neffective: 2024-01-01\n---\nBody\n"
    wanted = f"{mark}---\ntitle: A\neffective: 2026-12-01\neditorial: b\n---\nBody\n"
    changed = with_keys(file.replace("\n", line_end).encode(), {"effective": DAY, "editorial": "b"})
    assert changed == wanted.replace("\n", line_end).encode()


def test_invalid_utf_8_in_the_body_stays() -> None:
    changed = with_keys(b"---\ntitle: A\n---\n\xff\x00\xfe", {"effective": DAY})
    assert changed == b"---\ntitle: A\neffective: 2026-12-01\n---\n\xff\x00\xfe"


def test_an_invalid_value_is_replaced() -> None:
    changed = with_keys(b"---\ntitle: A\neffective: soon\n---\n", {"effective": DAY})
    assert changed == b"---\ntitle: A\neffective: 2026-12-01\n---\n"


@pytest.mark.parametrize(
    ("file", "codes"),
    [
        (b"# No head\n", ["front-matter-missing"]),
        (b"", ["file-empty"]),
        (b"---\ntitle: A\n", ["front-matter-unclosed"]),
        (b"---\ntitle: [\n---\n", ["front-matter-quotes"]),
        (b"---\n- title\n---\n", ["front-matter-not-a-list-of-keys"]),
        (b"---\n{title: A}\n---\n", ["edit-head"]),
        ("---\ntitle: A\n---\n".encode("utf-16"), ["file-utf-16"]),
    ],
)
def test_invalid_front_matter_is_not_changed(file: bytes, codes: list[str]) -> None:
    with pytest.raises(EditError) as caught:
        with_keys(file, {"effective": DAY})
    assert [fault.code for fault in caught.value.faults] == codes


def test_a_value_with_control_characters_is_refused() -> None:
    with pytest.raises(EditError) as caught:
        with_keys(b"---\ntitle: A\n---\n", {"summary": "a\x07b"})
    assert [(fault.code, dict(fault.facts)["key"]) for fault in caught.value.faults] == [
        ("front-matter-unshowable", "summary")
    ]


# ---------------------------------------------------------------- any front matter

DATES = st.dates(date(1990, 1, 1), date(2100, 1, 1))
SETTABLE: dict[str, st.SearchStrategy[Value]] = {
    "title": st.text(min_size=1, max_size=30),
    "effective": DATES,
    "adopted": DATES,
    "authority": st.text(min_size=1, max_size=30),
    "summary": st.text(min_size=1, max_size=30),
    "editorial": st.text(min_size=1, max_size=30),
    "replaces": st.one_of(DATES, st.just("none")),
    "repealed": DATES,
}
WRITTEN = st.sampled_from(
    [
        "title: Title",
        "title: 'A: b' # c",
        'title: "A \\u0431"',
        "  # indented comment",
        "# comment",
        "",
        "effective: 2024-01-01",
        "effective: '2024-01-01'   # day",
        "effective:",
        "effective: ~",
        "summary: |\n  one\n\n  two\n",
        "summary: >-\n  one\n  # two",
        "summary: plain\n  goes on",
        "summary: 'a\n  b' # c",
        "formerly: [a, b]",
        "formerly:\n- a\n- b\n# c",
        "formerly:\n  - a",
        "replaces: none",
        "repealed: 2027-01-01",
        "editorial: \"a 'b'\"",
        "authority: №5",
        "? adopted\n: 2024-01-01",
        "translation: official",
        "unknown: {a: [b]}",
        "editorial: &a b",
        "summary: *a",
    ]
)
FILES = st.builds(
    lambda mark, lines, end, body: "\n".join([f"{mark}---", *lines, "---", body]).replace("\n", end),
    st.sampled_from(["", "\ufeff"]),
    st.lists(WRITTEN, max_size=7),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.text(max_size=20),
)


@given(FILES, st.data())
def test_a_change_is_parsed_as_that_change_and_removes_no_other_line(file: str, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(SETTABLE)))
    value: Value = data.draw(SETTABLE[key] if key == "title" else st.none() | SETTABLE[key])
    before = file.encode()
    try:
        after = with_keys(before, {key: value})
    except EditError:
        return
    old, new = read_document(before), read_document(after)
    expected: Any = " ".join(value.split()) if isinstance(value, str) else value
    if (key, value) == ("replaces", "none"):
        expected = ()  # as it is read: no version
    fields: dict[str, Any] = {key: expected}
    assert new.front_matter == replace(old.front_matter, **fields)
    assert new.body == old.body
    kept = [line for line in _lines(after) if line in _lines(before)]
    others = [
        line for line in _lines(before) if _is_key_line(line) and not line.startswith((key, f"? {key}"))
    ]
    assert [line for line in others if line not in kept] == []
    assert with_keys(after, {key: value}) == after


@given(FILES, st.sampled_from(["effective", "repealed"]), DATES)
def test_setting_and_removing_a_key_restores_the_file(file: str, key: str, day: date) -> None:
    before = file.encode()
    try:
        there = key in {entry.split(":")[0].strip("? ") for entry in re.split(r"[\r\n]+", file)}
        after = with_keys(before, {key: day})
    except EditError:
        return
    if not there:
        assert with_keys(after, {key: None}) == before


def _lines(file: bytes) -> list[str]:
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", file.decode(errors="surrogateescape"))


def _is_key_line(line: str) -> bool:
    return line.startswith((*KEYS, "unknown", "? ", "# "))
