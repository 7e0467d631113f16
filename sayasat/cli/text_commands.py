"""The commands ``sayasat show`` and ``sayasat diff``."""

import argparse
import sys
from contextlib import closing
from pathlib import Path

from sayasat.builder.publication import Publication
from sayasat.cli.argument_files import write_output
from sayasat.cli.site import Site, chosen_edition
from sayasat.cli.terminal import console, print_document
from sayasat.cli.text_argument import argument_day, compared_text, published_text
from sayasat.errors import Fault, UnknownError
from sayasat.exports.api_types import as_json
from sayasat.exports.word_documents import ComparedText, redline_docx, redline_of, version_docx
from sayasat.i18n.messages import direction, messages
from sayasat.redline.as_html import redline_html
from sayasat.redline.as_json import redline_json
from sayasat.redline.as_text import redline_text
from sayasat.redline.counts import count_changes, summary
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import with_risks
from sayasat.settings import DOCX
from sayasat.templating import fragment
from sayasat.website.catalogue import Edition


def run_show(options: argparse.Namespace) -> int:
    """Print or write the text that was in force on a day. Returns 0. Raises SayasatError."""
    with closing(Site.read(options).open()) as publication:
        edition = chosen_edition(publication, options.policy, options.language)
        as_published = argument_day(options.as_published, "--as-published") if options.as_published else None
        version, placed, remarks = published_text(
            publication, edition, argument_day(options.date, "DATE"), as_published
        )
        _refuse_terminal(options)
        if options.format == DOCX:
            data = version_docx(publication.catalogue, edition, version, placed)
        else:
            data = publication.repository.text(placed.revision.blob)
        _write(data, options.output, exact=True)
        for sentence in remarks:
            print(f"{edition.policy.slug}: {sentence}", file=sys.stderr)
    return 0


def run_diff(options: argparse.Namespace) -> int:
    """Print or write the changes between two texts. Returns 0. Raises SayasatError."""
    with closing(Site.read(options).open()) as publication:
        edition = chosen_edition(publication, options.policy, options.language)
        old, new = (compared_text(publication, edition, given) for given in (options.old, options.new))
        _refuse_terminal(options)
        printer = console(soft_wrap=True)
        if options.format == "text" and options.output is None and printer.is_terminal:
            redline = with_risks(redline_of(old, new), edition.language)
            printer.print(redline_text(redline, messages(edition.language)))
            return 0
        data = _comparison(publication, edition, old, new, options.format)
        _write(data, options.output, exact=options.format == DOCX)
    return 0


def _refuse_terminal(options: argparse.Namespace) -> None:
    """Raise UnknownError if a Word document, which is binary, would be printed to a terminal."""
    if options.format == DOCX and options.output is None and sys.stdout.isatty():
        raise UnknownError([Fault("output-terminal", f"--format {DOCX}")])


def _write(data: bytes, file: Path | None, *, exact: bool) -> None:
    if file is None:
        print_document(data, exact=exact)
    else:
        write_output(file, data)


def _comparison(
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
