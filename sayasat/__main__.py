"""The command ``sayasat``: reads the arguments, calls the packages, and prints or writes the result."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sayasat.adopt.commands import run_adopt, run_init
from sayasat.builder.open import open_publication
from sayasat.builder.publication import Publication
from sayasat.characters import visible
from sayasat.check.formats import check_report
from sayasat.cli.log_commands import begin, restore, show
from sayasat.cli.output_file import write_output
from sayasat.cli.parser import comparison, parser
from sayasat.cli.proposals import ProposalTarget
from sayasat.cli.terminal import console, neutral_output, print_document
from sayasat.cli.text_argument import compared_text, published_text
from sayasat.edit.commands import EDITS
from sayasat.errors import Fault, SayasatError, UnknownError, unlisted
from sayasat.exports.api import policies_json, versions_json
from sayasat.exports.http_headers import headers, nginx_snippet
from sayasat.exports.word_documents import redline_of, version_docx
from sayasat.i18n.messages import LANGUAGES, Messages, messages, report
from sayasat.mkdocs_plugin.build_command import run_build
from sayasat.mkdocs_plugin.config import find_configuration, read_configuration, read_inventory_file
from sayasat.mkdocs_plugin.publish_command import run_publish, run_rollback
from sayasat.redline.risk_marks import with_risks
from sayasat.settings import DOCX, TODAY, read_day
from sayasat.website.catalogue import Edition

if TYPE_CHECKING:  # importing Rich is slow, and few commands print tables or colours
    from rich.table import Table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code: 0, 1 for faulty input, 2 for wrong arguments."""
    with neutral_output():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    options = parser().parse_args(arguments)
    code = 0
    try:
        if options.command in _ON_SITES:
            code = _ON_SITES[options.command](options, _messages(options))
        elif options.command in _WITHOUT_SITE:
            code = _WITHOUT_SITE[options.command](options, _today(options.zone))
        elif options.command in _ON_PROPOSALS:
            code = _ON_PROPOSALS[options.command](_proposal_target(options.config_file), options)
        else:
            with closing(_open(_proposal_target(options.config_file))) as publication:
                _ON_PUBLICATION[options.command](publication, options)
        sys.stdout.flush()
    except SayasatError as error:
        print(report(error.faults, _messages(options)), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reading end of the pipe is closed (`| head`). Python flushes again at exit, which must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _proposal_target(config_file: Path | None) -> ProposalTarget:
    file = (config_file or find_configuration(Path.cwd())).resolve()
    settings, day, names = read_configuration(file)
    noon = time(12, tzinfo=settings.zone)
    moment = datetime.combine(read_day(day), noon) if day else datetime.now(settings.zone)
    return ProposalTarget(file.parent, settings, names, moment)


def _today(zone: str) -> date:
    """The date of the environment variable `TODAY`, else the present day in a time zone.

    A zone that does not exist is reported later, with the other settings; until then, the zone is UTC.
    """
    day = os.environ.get(TODAY, "")
    try:
        return read_day(day) if day else datetime.now(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(UTC).date()


def _open(target: ProposalTarget) -> Publication:
    return open_publication(target.root, target.settings, target.moment.date(), target.names)


def _messages(options: argparse.Namespace) -> Messages:
    """The messages in the language of ``--language``; English for commands without that option."""
    return messages(getattr(options, "message_language", "en"))


def _check(target: ProposalTarget, options: argparse.Namespace) -> int:
    result = target.check(options)
    first, *others = (
        (messages(each) for each in LANGUAGES) if options.every_language else [_messages(options)]
    )
    print(check_report(result, first, options.format, others))
    return 1 if result.errors else 0


def _review(target: ProposalTarget, options: argparse.Namespace) -> int:
    sys.stdout.write(target.review(options, _messages(options)))
    return 0


def _log(target: ProposalTarget, options: argparse.Namespace) -> int:
    t = _messages(options)
    if options.log_command == "begin":
        print(begin(target.root, target.settings, target.moment.date(), t))
    elif options.log_command == "restore":
        print(restore(target.root, target.settings, options.file, t))
    else:
        print(show(target.root, options.policy, options.format, t))
    return 0


def _versions(publication: Publication, options: argparse.Namespace) -> None:
    editions = _editions(publication, options.policy, options.language)
    if options.json:
        document = (
            versions_json(publication.catalogue, editions[0])
            if options.policy
            else policies_json(publication.catalogue)
        )
        sys.stdout.write(document.decode())
        return
    printer = console()
    for edition in editions:
        if printer.is_terminal:
            printer.print(_table(edition))
        else:
            print(_lines(edition))


def _table(edition: Edition) -> Table:
    from rich.table import Table  # noqa: PLC0415 (as above)

    table = Table(title=visible(f"{edition.policy.slug} ({edition.language})"))
    for column in ("date", "basis", "status", "from", "until", "revisions", "commit"):
        table.add_column(column)
    for row in _rows(edition):
        table.add_row(*row)
    return table


def _lines(edition: Edition) -> str:
    return "\n".join("\t".join((edition.policy.slug, edition.language, *row)) for row in _rows(edition))


def _rows(edition: Edition) -> list[tuple[str, ...]]:
    return [
        (
            standing.version.date.isoformat(),
            standing.version.basis.value,
            standing.status.value,
            standing.since.isoformat() if standing.since else "-",
            standing.until.isoformat() if standing.until else "-",
            ",".join(placed.change.value for placed in standing.version.revisions),
            standing.version.text.revision.commit[:12],
        )
        for standing in edition.standings
    ]


def _show(publication: Publication, options: argparse.Namespace) -> None:
    edition = _editions(publication, options.policy, options.language)[0]
    as_published = read_day(options.as_published, "--as-published") if options.as_published else None
    version, placed, remarks = published_text(
        publication, edition, read_day(options.date, "DATE"), as_published
    )
    _refuse_terminal(options)
    if options.format == DOCX:
        data = version_docx(publication.catalogue, edition, version, placed)
    else:
        data = publication.repository.text(placed.revision.blob)
    _write(data, options.output, exact=True)
    for sentence in remarks:
        print(f"{edition.policy.slug}: {sentence}", file=sys.stderr)


def _diff(publication: Publication, options: argparse.Namespace) -> None:
    edition = _editions(publication, options.policy, options.language)[0]
    old, new = (compared_text(publication, edition, given) for given in (options.old, options.new))
    _refuse_terminal(options)
    from sayasat.redline.as_text import redline_text  # noqa: PLC0415 (as above)

    printer = console(soft_wrap=True)
    if options.format == "text" and options.output is None and printer.is_terminal:
        redline = with_risks(redline_of(old, new), edition.language)
        printer.print(redline_text(redline, messages(edition.language)))
        return
    data = comparison(publication, edition, old, new, options.format)
    _write(data, options.output, exact=options.format == DOCX)


def _headers(publication: Publication, options: argparse.Namespace) -> None:
    file = options.config_file or find_configuration(Path.cwd())
    inventory = read_inventory_file(file.resolve().parent, publication.settings.languages)
    sys.stdout.write(nginx_snippet(headers(inventory.origins)))


def _refuse_terminal(options: argparse.Namespace) -> None:
    """Raise UnknownError if a Word document, which is binary, would be printed to a terminal."""
    if options.format == DOCX and options.output is None and sys.stdout.isatty():
        raise UnknownError([Fault("output-terminal", f"--format {DOCX}")])


def _write(data: bytes, file: Path | None, *, exact: bool) -> None:
    if file is None:
        print_document(data, exact=exact)
        return
    write_output(file, data)


def _editions(publication: Publication, slug: str | None, language: str | None) -> list[Edition]:
    language = language or publication.settings.authentic
    if language not in publication.settings.languages:
        raise UnknownError([unlisted("unknown-language", language, publication.settings.languages)])
    in_language = [edition for edition in publication.catalogue.editions if edition.language == language]
    policy = publication.archive.policy(slug) if slug else None  # also under a former name
    found = [edition for edition in in_language if slug is None or edition.policy is policy]
    if slug and not found:
        raise UnknownError(
            [unlisted("unknown-policy", slug, [edition.policy.slug for edition in in_language])]
        )
    return found


_ON_SITES: Mapping[str, Callable[[argparse.Namespace, Messages], int]] = {
    "build": run_build,
    "publish": run_publish,
    "rollback": run_rollback,
}
_WITHOUT_SITE: Mapping[str, Callable[[argparse.Namespace, date], int]] = {
    "adopt": run_adopt,
    "init": run_init,
}
"""Commands that need no mkdocs.yml."""
_ON_PROPOSALS: Mapping[str, Callable[[ProposalTarget, argparse.Namespace], int]] = {
    "check": _check,
    "log": _log,
    "review": _review,
}
_ON_PUBLICATION: Mapping[str, Callable[[Publication, argparse.Namespace], None]] = {
    "versions": _versions,
    "show": _show,
    "diff": _diff,
    "headers": _headers,
    **EDITS,
}


if __name__ == "__main__":
    sys.exit(main())
