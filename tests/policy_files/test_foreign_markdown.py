"""Marks of kramdown and GitHub in texts that were not written for Sayasat."""

from __future__ import annotations

import pytest

from sayasat.policy_files.document import read_body
from sayasat.policy_files.facts import read_source
from sayasat.policy_files.foreign_markdown import unrendered, without_foreign_marks


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
        ("See [it](a.md){: .link } and *x*{:.y} more\n", "See [it](a.md) and *x* more\n"),
        ("- {: .a} item\n", "- item\n"),
        ("* TOC\n{:toc}\n\nText\n", "\n\n\nText\n"),
        ("[TOC]\n\nText\n", "\n\nText\n"),
        ("{::comment}\nHidden\n{:/comment}\nText\n", "\n\n\nText\n"),
        ("{% comment %}\nHidden\n{% endcomment %}\nText\n", "\n\n\nText\n"),
        ("{% include a.html\n   b=c %}\nText\n", "\n\nText\n"),
        ("> {% include a.html %}\n> Text\n", ">\n> Text\n"),
        ("{{< box >}}\nText\n{{< /box >}}\n", "\nText\n\n"),
        ("Words of {{ site.name }} and {% data x %}.\n", "Words of {{ site.name }} and {% data x %}.\n"),
        ("<!-- {% include a.html %} -->\n", "<!-- {% include a.html %} -->\n"),
        ("  ```\n  {% include a.html %}\n  ```\n", "  ```\n  {% include a.html %}\n  ```\n"),
        ("import A from '@site/a';\n\nimport goods from China\n", "\n\nimport goods from China\n"),
        ("export const a = {\n  b: 1,\n};\n\nText {/* hidden */}\n", "\n\n\n\nText \n"),
        ("<Tabs value='a'>\n\nText\n\n</Tabs>\n", "\n\nText\n\n\n"),
        ("<Center>\nText\n</Center>\n", "<Center>\nText\n</Center>\n"),
        (":::note\nText\n:::\n", "**Note**\\\nText\n\n"),
        (":::tip[Our title]\n\nText\n\n:::\n", "**Our title**\n\nText\n\n\n"),
        ("::: warning Careful\n- a\n:::\n", "**Careful**\n- a\n\n"),
        ("::: {.box}\nText\n:::\n", "\nText\n\n"),
        ('!!! note "Title"\n    One\n\n    Two\n\nAfter\n', "**Title**\\\nOne\n\nTwo\n\nAfter\n"),
        ("> [!note]\n>\n> - a\n", "> **Note**\n>\n> - a\n"),
    ],
)
def test_marks_are_not_printed_and_code_is(body: str, shown: str) -> None:
    assert without_foreign_marks(body) == shown
    assert without_foreign_marks(body).count("\n") == body.count("\n")


def test_what_another_program_would_print_is_a_finding_at_its_line() -> None:
    body = "{% include a.html %}\n{: .box}\n\n> {{< b >}}\n\nOf {{ site.name }}.\n\n`{{ code }}`\n\n:::note\n"
    assert [(each.code, each.where, dict(each.facts)["value"]) for each in unrendered(body, 5)] == [
        ("foreign-left", "5", "{% include a.html %}"),
        ("foreign-left", "8", "{{< b >}}"),
        ("foreign-unfilled", "10", "{{ site.name }}"),
    ]
    codes = [each.code for each in read_source(f"# A\n\n{body}".encode(), is_foreign=True).faults]
    assert codes == ["foreign-left", "foreign-left", "foreign-unfilled"]


def test_a_text_is_read_and_rendered_without_them() -> None:
    data = b"# A\n\nWords\n{: .big}\n"
    assert b"{:" not in read_body(data, is_foreign=True).encode()
    plain = read_source(b"# A\n\nWords\n", is_foreign=True)
    assert read_source(data, is_foreign=True).content_digest == plain.content_digest
    assert "{:" in read_body(data)
