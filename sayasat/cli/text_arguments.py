"""The arguments of the commands ``show`` and ``diff``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sayasat.settings import DOCX

_SHOW_EXAMPLES = """\
examples:
  sayasat show privacy 2026-01-31                              the Markdown source
  sayasat show privacy 2026-01-31 --language ru                of the Russian edition
  sayasat show privacy 2026-01-31 --format docx --output privacy.docx
"""

_DIFF_EXAMPLES = """\
examples:
  sayasat diff privacy 2025-04-01 2026-12-01                   two versions
  sayasat diff privacy 2025-04-01 docs/ky/policies/privacy.md  a version and a file
  sayasat diff privacy 2025-04-01 2026-12-01 --format docx --output changes.docx
"""


def add_show(show: argparse.ArgumentParser) -> None:
    """Add the arguments of ``show``."""
    show.epilog = _SHOW_EXAMPLES
    show.add_argument("policy", metavar="POLICY")
    show.add_argument("date", metavar="DATE", help="YYYY-MM-DD: a version's date, or any day")
    show.add_argument(
        "--as-published",
        metavar="DATE",
        help="print what the site had published by this day as the text of DATE",
    )
    _add_output(show, ("markdown", DOCX), "the Markdown source, byte for byte, or a Word document")


def add_diff(diff: argparse.ArgumentParser) -> None:
    """Add the arguments of ``diff``."""
    diff.epilog = _DIFF_EXAMPLES
    diff.add_argument("policy", metavar="POLICY")
    for name in ("old", "new"):
        diff.add_argument(
            name, metavar=name.upper(), help="a date (YYYY-MM-DD), a commit, or the path of a Markdown file"
        )
    formats = "plain text, an HTML page, JSON, or a Word document with tracked changes"
    _add_output(diff, ("text", "html", "json", DOCX), formats)


def _add_output(command: argparse.ArgumentParser, formats: tuple[str, ...], text: str) -> None:
    default = formats[0]
    command.add_argument("--format", choices=formats, default=default, help=f"{text} (default: {default})")
    command.add_argument("--output", type=Path, metavar="FILE", help="the file to write (default: print)")
