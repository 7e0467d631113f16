"""Front matter: its values, and each fault with its line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils import meta

from sayasat.policy_files.document import read_body, read_document, read_foreign
from sayasat.policy_files.front_matter import BODY_LIMIT, KEYS, FrontMatter
from tests.support.processor_time import processor_time

WHOLE = """\
---
title: "Купуялуулук: саясаты"   # a comment
effective: 2026-12-01
adopted: '2026-11-20'
authority: 2026-жылдын 20-ноябрындагы № 12 буйрук
summary: >
  Cookie бөлүмү
  кошулду.
editorial: Ката оңдолду
replaces: none
repealed: 2030-01-01
formerly: [old-privacy, privacy2]
translation: unofficial
---

# Купуялуулук
"""


def _codes(data: bytes | str) -> list[tuple[str, str]]:
    document = read_document(data if isinstance(data, bytes) else data.encode())
    return [(fault.code, fault.where) for fault in document.faults]


def _head(*lines: str) -> str:
    return "\n".join(["---", "title: A", *lines, "---", "x"])


def test_a_whole_head() -> None:
    document = read_document(WHOLE.encode())
    assert document.faults == ()
    assert document.front_matter == FrontMatter(
        title="Купуялуулук: саясаты",
        effective=date(2026, 12, 1),
        adopted=date(2026, 11, 20),
        authority="2026-жылдын 20-ноябрындагы № 12 буйрук",
        summary="Cookie бөлүмү кошулду.",
        editorial="Ката оңдолду",
        replaces=(),
        repealed=date(2030, 1, 1),
        formerly=("old-privacy", "privacy2"),
        translation="unofficial",
    )
    assert document.body == "\n# Купуялуулук\n"
    assert document.body_line == 15


@pytest.mark.parametrize("title", ["No", "2026", "1e3", "yes", "0x10", "2026-12-01", "3.10", "=", "№ 1"])
def test_a_title_stays_as_it_is_written(title: str) -> None:
    assert read_document(f"---\ntitle: {title}\n---\n".encode()).front_matter.title == title


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_change_nothing(end: str, mark: bytes) -> None:
    assert read_document(mark + WHOLE.replace("\n", end).encode()) == read_document(WHOLE.encode())


@pytest.mark.parametrize("value", ["none", "'none'", "2026-12-01", '"2026-12-01"'])
def test_replaces_is_a_date_or_none(value: str) -> None:
    document = read_document(_head(f"replaces: {value}").encode())
    assert document.faults == ()
    assert document.front_matter.replaces in {(), date(2026, 12, 1)}


FAULTS: dict[str, tuple[bytes | str, list[tuple[str, str]]]] = {
    "empty": (b"", [("file-empty", "")]),
    "blank": (b"\xef\xbb\xbf \n\n", [("file-empty", "")]),
    "no head": ("# A\n", [("front-matter-missing", "1")]),
    "MultiMarkdown": ("title: A\n\nx", [("front-matter-missing", "1")]),
    "head not first": ("\n \n---\ntitle: A\n---\n", [("front-matter-not-first", "3")]),
    "unclosed": ("---\ntitle: A\n\nx\n", [("front-matter-unclosed", "1")]),
    "empty head": ("---\n---\nx", [("front-matter-title-missing", "1")]),
    "only a comment": ("---\n# title: A\n---\nx", [("front-matter-title-missing", "1")]),
    "no title": ("---\nsummary: a\n---\nx", [("front-matter-title-missing", "1")]),
    "blank title": ("---\ntitle:\n---\nx", [("front-matter-blank", "2")]),
    "null title": ("---\ntitle: ~\n---\nx", [("front-matter-blank", "2")]),
    "title of spaces": ("---\ntitle: '  '\n---\nx", [("front-matter-blank", "2")]),
    "title of two lines": ("---\ntitle: |\n  a\n  b\n---\nx", [("front-matter-title-lines", "2")]),
    "title of another kind": ("---\ntitle: [a, b]\n---\nx", [("front-matter-value", "2")]),
    "title a mapping": ("---\ntitle: {a: b}\n---\nx", [("front-matter-value", "2")]),
    "control in a title": ('---\ntitle: "a\\x07"\n---\nx', [("front-matter-unshowable", "2")]),
    "bare control": ("---\ntitle: a\x07b\n---\nx", [("front-matter-unshowable", "2")]),
    "text turned round": ("---\ntitle: a\u202eb\n---\nx", [("front-matter-unshowable", "2")]),
    "key in Cyrillic letters": (_head("еffective: 2026-12-01"), [("front-matter-key-character", "3")]),
    "unknown": (_head("efective: 2026-12-01"), [("front-matter-unknown-key", "3")]),
    "of MkDocs": (
        _head("template: a.html", "hide: [toc]", "search: {exclude: true}", "description: b"),
        [("front-matter-unknown-key", line) for line in "3456"],
    ),
    "twice": (_head("effective: 2026-12-01", "effective: 2027-01-01"), [("front-matter-duplicate-key", "4")]),
    "date the wrong way": (_head("effective: 01.12.2026"), [("front-matter-date-order", "3")]),
    "date with a time": (_head("adopted: 2026-12-01 10:00"), [("front-matter-date-form", "3")]),
    "short date": (_head("repealed: 2026-1-1"), [("front-matter-date-order", "3")]),
    "date in other digits": (_head("effective: ٢٠٢٦-١٢-٠١"), [("front-matter-date-form", "3")]),
    "no such day": (_head("effective: 2026-02-30"), [("front-matter-date-unreal", "3")]),
    "no such year": (_head("effective: 0000-01-01"), [("front-matter-date-unreal", "3")]),
    "blank date": (_head("effective:"), [("front-matter-blank", "3")]),
    "date in a list": (_head("effective: [2026-12-01]"), [("front-matter-value", "3")]),
    "replaces": (_head("replaces: None"), [("front-matter-replaces", "3")]),
    "replaces no day": (_head("replaces: 2026-02-30"), [("front-matter-date-unreal", "3")]),
    "translation": (_head("translation: Official"), [("front-matter-translation", "3")]),
    "formerly a word": (_head("formerly: old"), [("front-matter-formerly", "3")]),
    "formerly no slug": (_head("formerly: [old, 'Old Name']"), [("front-matter-formerly", "3")]),
    "formerly empty": (_head("formerly: []"), [("front-matter-formerly", "3")]),
    "formerly nested": (_head("formerly: [[a]]"), [("front-matter-value", "3")]),
    "anchor": (_head("summary: &a b", "editorial: *a"), [("front-matter-not-plain", line) for line in "34"]),
    "tag": (_head("summary: !!python/name:os.system a"), [("front-matter-not-plain", "3")]),
    "merge key": (_head("<<: {effective: 2026-12-01}"), [("front-matter-unknown-key", "3")]),
    "syntax": (_head("summary: a: b"), [("front-matter-quotes", "3")]),
    "unclosed quote": (_head("summary: 'a"), [("front-matter-quote-open", "3")]),
    "bad escape": (_head('summary: "\\UFFFFFFFF"'), [("front-matter-syntax", "2")]),
    "second document": (_head("--- a"), [("front-matter-syntax", "3")]),
    "only words": ("---\nwords\n---\nx", [("front-matter-not-a-list-of-keys", "2")]),
    "a list": ("---\n- title\n---\nx", [("front-matter-not-a-list-of-keys", "2")]),
    "a list for a key": (_head("? [a]", ": b"), [("front-matter-not-a-list-of-keys", "3")]),
    "not UTF-8": (b"---\ntitle: A\n---\n\n\xcf\xf0", [("file-not-utf-8", "5")]),
    "UTF-16": (_head().encode("utf-16"), [("file-utf-16", "")]),
    "NUL": (_head() + "\0\0", [("file-nul", "4")]),
    "too long": (_head("# " + "x" * 70_000), [("front-matter-too-long", "1")]),
    "text too long": (_head() + "a" * BODY_LIMIT, [("text-too-long", "4")]),
    "all at once": (
        "---\neffective: soon\nhide: toc\ntranslation: x\n---\n",
        [
            ("front-matter-title-missing", "1"),
            ("front-matter-date-form", "2"),
            ("front-matter-unknown-key", "3"),
            ("front-matter-translation", "4"),
        ],
    ),
}


@pytest.mark.parametrize(("data", "expected"), FAULTS.values(), ids=FAULTS)
def test_faults(data: bytes | str, expected: list[tuple[str, str]]) -> None:
    """Each fault has its code and its line; nothing else is reported beside it."""
    assert _codes(data) == expected


def test_every_fault_says_what_it_is_about() -> None:
    """A suggestion for a key, the offset of a byte, the value that was written, the line of the first one."""
    facts = {
        name: dict(read_document(data if isinstance(data, bytes) else data.encode()).faults[0].facts)
        for name, (data, _) in FAULTS.items()
    }
    assert facts["unknown"] == {"key": "efective", "suggestion": "effective"}
    assert facts["of MkDocs"] == {"key": "template", "suggestion": ", ".join(KEYS)}
    assert facts["not UTF-8"] == {"offset": "18", "byte": "0xCF"}
    assert facts["date the wrong way"] == {
        "key": "effective",
        "value": "01.12.2026",
        "suggestion": "2026-12-01",
    }
    assert facts["twice"] == {"key": "effective", "first": "3"}
    assert facts["control in a title"] == {"key": "title", "character": "U+0007"}
    assert facts["NUL"] == {"count": "2"}
    assert facts["too long"]["limit"] == "65536"
    assert facts["text too long"] == {"length": "2000001", "limit": "2000000"}


def test_a_text_that_is_too_long_is_not_read_but_its_head_is() -> None:
    """Also of a text that was not written for Sayasat; the longest text is read."""
    longest = ("---\ntitle: A\neffective: 2026-12-01\n---\n" + "а" * BODY_LIMIT).encode()
    too_long = longest + b"a"
    for read, is_foreign in ((read_document, False), (read_foreign, True)):
        document = read(too_long)
        assert document.front_matter.title == "A"
        assert document.body == read_body(too_long, is_foreign=is_foreign) == ""
        assert [fault.code for fault in document.faults] == ["text-too-long"]
        assert len(read(longest).body) == len(read_body(longest, is_foreign=is_foreign)) == BODY_LIMIT
        assert not read(longest).faults


@pytest.mark.parametrize(
    ("data", "unread"),
    [
        ("---\ntitle: A\nsummary: [\neffective: 2026-12-01\n---\n", {"summary", "effective"}),
        ("---\ntitle: A\neffective: 2026-12-01\n", {"title", "effective"}),
        ("title: A\nreplaces: none\n\neditorial: in the text\n", {"title", "replaces"}),
        ("\n---\neffective: 2026-12-01\n---\n", {"effective"}),
        (_head("repealed: soon", "effective: 2026-12-01"), {"repealed"}),
        (_head("effective: 2026-12-01", "effective: 2026-12-02"), {"effective"}),
    ],
)
def test_faults_name_the_keys_that_were_not_read(data: str, unread: set[str]) -> None:
    """A key that is present but cannot be read differs from a missing one."""
    faults = read_document(data.encode()).faults
    assert {value for fault in faults for name, value in fault.facts if name == "key"} >= unread


@pytest.mark.parametrize(
    "head",
    [
        "summary: " + "[" * 60_000,
        "summary: " + "{a: " * 15_000,
        "a: &a [x,x,x]\n" + "\n".join(f"a{n}: &a{n} [{', '.join(['*a'] * 9)}]" for n in range(900)),
        "\n".join(f"k{n}: v" for n in range(6_000)),
        "- " * 30_000,
    ],
    ids=lambda head: head[:12],
)
def test_no_head_takes_long(head: str) -> None:
    with processor_time(10):
        assert read_document(_head(head).encode()).faults


_LINES = st.sampled_from(
    [
        *(
            "---",
            "...",
            "--- ",
            "---x",
            "",
            " ",
            "# c",
            "title: A",
            "title:",
            "effective: 2026-12-01",
            "a: b",
        ),
        *("formerly:", "- a", "  - b", "summary: |", "  text", "x: [", "]", "y: {a: b}", "z: &a 1", "w: *a"),
        *(
            "replaces: none",
            "'",
            '"',
            "? a",
            ": b",
            "%YAML 9.9",
            "!!str",
            "\t",
            "\0",
            "\ufeff",
            "repealed: x",
        ),
    ]
)


@given(st.one_of(st.binary(max_size=80), st.lists(_LINES, max_size=14).map("\n".join).map(str.encode)))
def test_no_bytes_raise_and_the_body_is_the_end_of_the_file(data: bytes) -> None:
    document = read_document(data)
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and document.body_line > 1:
        assert document.body == "\n".join(lines[document.body_line - 1 :]).replace("\0", "\ufffd")
    assert [fault for fault in document.faults if fault.where.startswith("0")] == []


@given(st.lists(_LINES, max_size=14).map("\n".join))
def test_a_head_without_fault_is_the_head_that_mkdocs_sees(lines: str) -> None:
    source = f"---\n{lines}\n---\nx\n"
    document = read_document(source.encode())
    if document.faults:
        return
    body, head = meta.get_data(source)
    assert body == document.body.lstrip("\n")
    assert str(head["title"]) == document.front_matter.title
    assert head.get("effective") == document.front_matter.effective
