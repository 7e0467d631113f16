"""Marks that other renderers of Markdown do not print: kramdown's attributes, GitHub's alerts.

The lines of a text keep their numbers. Code is left as it is. Pure.
"""

from __future__ import annotations

import re

_MARKS = re.compile(
    r"""
    (?P<code>^[ ]{0,3}(?P<fence>```+|~~~+)[^\n]*\n.*?(?:^[ ]{0,3}(?P=fence)|\Z)
        |(?P<ticks>`+)[^`\n]+(?P=ticks))
    |(?P<attributes>[ \t]*\{:[^{}\n]*\}[ \t]*$)
    |(?P<quote>^(?:[ ]{0,3}>[ ]?)+)\[!(?P<alert>NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$
    """,
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)


def without_foreign_marks(body: str) -> str:
    """A body without lists of attributes (``{: .class}``), and with the titles of alerts in their places."""
    if "{:" not in body and "[!" not in body:
        return body
    return _MARKS.sub(_shown, body)


def _shown(found: re.Match[str]) -> str:
    if found["code"]:
        return found[0]
    return f"{found['quote']}**{found['alert'].title()}**\\" if found["alert"] else ""
