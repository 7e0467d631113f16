"""The parser of the command line, and the output of ``show`` and ``diff``. The help texts are in English."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from sayasat.adopt.commands import add_adopt, add_init
from sayasat.builder.publication import Publication
from sayasat.cli.log_commands import add_log
from sayasat.cli.proposals import add_check, add_review
from sayasat.edit.arguments import add_edits
from sayasat.exports.api_types import as_json
from sayasat.exports.word_documents import ComparedText, redline_docx, redline_of
from sayasat.i18n.messages import LANGUAGES, direction, environment_language, messages
from sayasat.mkdocs_plugin.build_command import add_build
from sayasat.mkdocs_plugin.config import FILE
from sayasat.mkdocs_plugin.publish_command import add_publish
from sayasat.redline.as_html import redline_html
from sayasat.redline.as_json import redline_json
from sayasat.redline.counts import count_changes, summary
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import with_risks
from sayasat.settings import DOCX
from sayasat.templating import fragment
from sayasat.website.catalogue import Edition


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; the attribute `command` of its result is the command's name."""
    root = argparse.ArgumentParser(
        prog="sayasat",
        description="Publishes policy texts from Git: versions by date, and the changes between them.",
    )
    root.add_argument(
        "-f",
        "--config-file",
        type=Path,
        metavar=FILE,
        help="the site's mkdocs.yml (default: in this folder or the nearest folder above)",
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_versions(commands.add_parser("versions", help="list the versions of one policy or of all policies"))
    _add_show(commands.add_parser("show", help="print the text that was in force on a day"))
    _add_diff(commands.add_parser("diff", help="show what changed between two texts of a policy"))
    commands.add_parser("headers", help="print the HTTP headers to serve the site with, for nginx")
    for command in commands.choices.values():
        command.add_argument(
            "--language", metavar="CODE", help="the edition's language (default: the authentic one)"
        )
    reading = set(commands.choices)
    add_check(commands)
    add_review(commands)
    add_build(commands)
    add_publish(commands)
    add_edits(commands)
    with_messages = [commands.choices[name] for name in commands.choices.keys() - reading]
    for command in (*with_messages, *add_log(commands)):
        command.add_argument(
            "--language",
            dest="message_language",
            choices=LANGUAGES,
            default=environment_language(os.environ),
            help="the language of the messages (default: that of the locale, or English)",
        )
    add_adopt(commands)
    add_init(commands)
    return root


def _add_versions(versions: argparse.ArgumentParser) -> None:
    versions.add_argument("policy", nargs="?", metavar="POLICY", help="the policy's name, as in its URL")
    versions.add_argument("--json", action="store_true", help="print the site's versions.json")


def _add_show(show: argparse.ArgumentParser) -> None:
    show.add_argument("policy", metavar="POLICY")
    show.add_argument("date", metavar="DATE", help="YYYY-MM-DD: a version's date, or any day")
    show.add_argument(
        "--as-published",
        metavar="DATE",
        help="print what the site had published by this day as the text of DATE",
    )
    _add_output(show, ("markdown", DOCX), "the Markdown source, byte for byte, or a Word document")


def _add_diff(diff: argparse.ArgumentParser) -> None:
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


def comparison(
    publication: Publication, edition: Edition, old: ComparedText, new: ComparedText, form: str
) -> bytes:
    """The redline of two texts in the format ``text``, ``html``, ``json`` or ``docx``."""
    if form == DOCX:
        return redline_docx(publication.catalogue, edition, old, new)
    redline = with_risks(redline_of(old, new), edition.language)
    match form:
        case "html":
            return _page(redline, edition.language, old, new).encode()
        case "json":
            return as_json(redline_json(redline))
        case _:
            from sayasat.redline.as_text import redline_text  # noqa: PLC0415 (importing Rich is slow)

            return f"{redline_text(redline, messages(edition.language)).plain}\n".encode()


def _page(redline: Redline, language: str, old: ComparedText, new: ComparedText) -> str:
    """An HTML page with its styles inside, which needs no other file."""
    t = messages(language)
    return fragment(
        "standalone_redline.html",
        t,
        language=language,
        direction=direction(language),
        title=t("redline.changes-title", title=new.title),
        old=old.label,
        new=new.label,
        counted=summary(count_changes(redline), t),
        redline=redline_html(redline, t),
    )
