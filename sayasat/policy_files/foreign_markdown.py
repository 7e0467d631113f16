"""Marks of other programs in Markdown that was not written for Sayasat. Pure.

Marks that print nothing are left out: kramdown's attributes, tags of Liquid and of Hugo on a line of their
own, imports and components of MDX. Alerts (GitHub, Docusaurus, Python-Markdown) keep their titles. What such
a program would print in the middle of a sentence, ``{{ site.name }}``, is not known: it stays as written.
The lines of a text keep their numbers. Code and comments are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayasat.characters import showable
from sayasat.errors import Fault

_TAG = r"(?:\{%(?:(?!%\})[\s\S]){0,999}%\}|\{\{[<%](?:(?!\}\})[\s\S]){0,999}\}\})"
_VALUE = r"\{\{(?:(?!\}\})[^\n]){1,200}\}\}"
_QUOTE = r"^(?:[ ]{0,3}>[ ]?)*"

_MARKS = re.compile(
    rf"""
    (?P<code>^[ \t]*(?P<fence>```+|~~~+)[^\n]*\n.*?(?:^[ \t]*(?P=fence)|\Z)
        |(?P<ticks>`+)[^`\n]+(?P=ticks)|<!--.*?-->)
    |(?P<comment>\{{%-?\s*comment\b.*?\bendcomment\s*-?%\}}|\{{::comment\}}.*?\{{:/(?:comment)?\}}
        |\{{/\*.*?\*/\}})
    |(?P<contents>^[ ]{{0,3}}(?:(?:[-*+]|\d+\.)[ ][^\n]*\n[ ]{{0,3}}\{{:toc\b[^{{}}\n]*\}}
        |\[TOC\]|\[\[_TOC_\]\])[ \t]*$)
    |(?P<attributes>[ \t]*\{{:[^{{}}\n]*\}}[ \t]*$|(?<=[])*_`>}}])\{{:[^{{}}\n]*\}}
        |(?<=^[-*+][ ])\{{:[^{{}}\n]*\}}[ ]?)
    |(?P<left>(?P<before>{_QUOTE})[ ]{{0,3}}(?:{_TAG}[ \t]*)+$
        |^[ \t]*</?(?!(?:Br|Hr|Center|Div|Font|Span|Table)\b)[A-Z][a-z]\w*(?:[ \t][^\n<>]*)?/?>[ \t]*$)
    |(?P<import>^import\s(?:[\w\s{{}},*$]+\sfrom\s+)?(?P<q>['"])[^'"\n]*[/.@][^'"\n]*(?P=q);?[ \t]*$
        |^export\s(?:const|let|default|function|\{{)[^\n]*(?:\n(?![ \t]*\n)[^\n]+)*)
    |(?P<unfilled>{_TAG}|{_VALUE})
    |(?P<alert>(?P<quote>^(?:[ ]{{0,3}}>[ ]?)+)\[!(?P<kind>(?i:NOTE|TIP|IMPORTANT|WARNING|CAUTION))\][ \t]*$)
    |(?P<note>^[ ]{{0,3}}:::+[ ]*(?P<name>[a-z]+)?(?:[ ]*\[(?P<label>[^]\n]*)\]|[ ]+(?P<words>[^\n{{]*?))?
        (?:[ ]*\{{[^{{}}\n]*\}})?[ \t]*$)
    |(?P<block>^(?:!!!|\?\?\?\+?)[ ]+(?P<type>[\w-]+)[\w -]*?(?:[ ]+"(?P<title>[^"\n]*)")?[ \t]*\n
        (?P<content>(?:(?:[ ]{{4}}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n(?=(?:[ \t]*\n)*(?:[ ]{{4}}|\t)))+))
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_MAY_HAVE_MARKS = re.compile(
    r"\{[:%{/]|\[!|:::|^(?:!!!|\?\?\?|import\s|export\s|[ \t]*</?[A-Z])|TOC\b", re.MULTILINE
)
_LONGEST = 80
"""Characters of a mark that a finding has."""

_PLAIN_LINE = re.compile(r"\n(?:[ ]{0,3}>[ ]?)*[ ]{0,3}[^\s>*+#\d`~|:-]")


def without_foreign_marks(body: str) -> str:
    """A body without the marks that print nothing, and with the titles of alerts in their places."""
    return _MARKS.sub(_shown, body) if _MAY_HAVE_MARKS.search(body) else body


def unrendered(body: str, body_line: int) -> Iterator[Fault]:
    """What another program would print in a text, unknown here; ``body_line`` as in `Document`."""
    for found in _MARKS.finditer(body) if _MAY_HAVE_MARKS.search(body) else ():
        kind = next((each for each in ("left", "unfilled") if found[each]), None)
        if kind:
            mark = found[0].lstrip("> \t").rstrip()
            line = body_line + body.count("\n", 0, found.start() + found[0].index(mark))
            yield Fault(f"foreign-{kind}", str(line), (("value", showable(mark[:_LONGEST])),))


def _shown(found: re.Match[str]) -> str:
    if found["code"] or found["unfilled"]:
        return found[0]
    if found["alert"]:
        return found["quote"] + _title(found["kind"].title(), found.string, found.end())
    if found["note"]:
        title = found["label"] or found["words"] or (found["name"] or "").title()
        return _title(title, found.string, found.end())
    if found["block"]:
        title = found["type"].title() if found["title"] is None else found["title"]
        content = re.sub(r"^(?:[ ]{4}|\t)", "", found["content"], flags=re.MULTILINE)
        return "\n".join((_title(title, f"\n{content}"), without_foreign_marks(content)))
    # Blank lines keep the numbers of lines; within a quote, its mark keeps it whole
    return (found["before"] or "").rstrip() + "\n" * found[0].count("\n")


def _title(title: str, text: str, end: int = 0) -> str:
    """A title in bold; and a break, if what follows it in the text goes on without a blank line."""
    line_break = "\\" if _PLAIN_LINE.match(text, end) else ""
    return f"**{title}**{line_break}" if title else ""
