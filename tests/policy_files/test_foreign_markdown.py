"""Marks of kramdown and GitHub in texts that were not written for Sayasat."""

from __future__ import annotations

import pytest

from sayasat.policy_files.document import read_body
from sayasat.policy_files.facts import read_source
from sayasat.policy_files.foreign_markdown import without_foreign_marks


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('Effective May 4\n{: datetime="2026-05-04"}\n\nWords\n', "Effective May 4\n\n\nWords\n"),
        ("## Scope {: #scope .big}\n", "## Scope\n"),
        ("> [!NOTE]\n> Words\n", "> **Note**\\\n> Words\n"),
        (">[!WARNING]\n> Words\n", ">**Warning**\\\n> Words\n"),
        ("```\n{: .a}\n> [!NOTE]\n```\n", "```\n{: .a}\n> [!NOTE]\n```\n"),
        ("The mark `{: .a}` is code\n", "The mark `{: .a}` is code\n"),
        ("[!NOTE] in a line, {a: b}\n", "[!NOTE] in a line, {a: b}\n"),
        ("## Scope {#scope}\n", "## Scope {#scope}\n"),
    ],
)
def test_marks_are_not_printed_and_code_is(body: str, shown: str) -> None:
    assert without_foreign_marks(body) == shown
    assert without_foreign_marks(body).count("\n") == body.count("\n")


def test_a_text_is_read_and_rendered_without_them() -> None:
    data = b"# A\n\nWords\n{: .big}\n"
    assert b"{:" not in read_body(data, is_foreign=True).encode()
    plain = read_source(b"# A\n\nWords\n", is_foreign=True)
    assert read_source(data, is_foreign=True).content_digest == plain.content_digest
    assert "{:" in read_body(data)
