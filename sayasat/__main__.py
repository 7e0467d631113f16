"""The command: ``sayasat versions``, ``sayasat show``. Arguments in, text out; the work is in the library."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sayasat.api import policies_json, versions_json
from sayasat.configuration import FILE, find_configuration, read_configuration
from sayasat.errors import Fault, SayasatError, UnknownError
from sayasat.holdings import Edition
from sayasat.publication import Publication, open_publication
from sayasat.report import report
from sayasat.settings import read_day
from sayasat.versions import Version, in_force
from sayasat.wording import wording


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0, 1 for an error of the input, 2 for one of the arguments."""
    options = _parser().parse_args(arguments)
    try:
        with closing(_open(options.config_file)) as publication:
            options.run(publication, options)
    except SayasatError as error:
        print(report(error.faults, wording("en")), file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sayasat", description="Legal texts out of Git: versions by date.")
    parser.add_argument(
        "-f", "--config-file", type=Path, metavar=FILE, help="the site's mkdocs.yml (default: the nearest)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    versions = commands.add_parser("versions", help="list the versions of a policy, or of all")
    versions.add_argument("policy", nargs="?", metavar="POLICY", help="the policy's name, as in its address")
    versions.add_argument("--json", action="store_true", help="as the site publishes it: versions.json")
    versions.set_defaults(run=_versions)

    show = commands.add_parser("show", help="print the text that was in force on a day")
    show.add_argument("policy", metavar="POLICY")
    show.add_argument("date", metavar="DATE", help="YYYY-MM-DD: a day, or exactly a version's date")
    show.set_defaults(run=_show)

    for command in (versions, show):
        command.add_argument(
            "--language", metavar="CODE", help="the edition's language (default: the authentic one)"
        )
    return parser


def _open(config_file: Path | None) -> Publication:
    file = (config_file or find_configuration(Path.cwd())).resolve()
    settings, day, names = read_configuration(file)
    today = read_day(day) if day else datetime.now(settings.zone).date()
    return open_publication(file.parent, settings, today, names)


def _versions(publication: Publication, options: argparse.Namespace) -> None:
    editions = _editions(publication, options.policy, options.language)
    if options.json:
        document = (
            versions_json(publication.holdings, editions[0])
            if options.policy
            else policies_json(publication.holdings)
        )
        sys.stdout.write(document.decode())
        return
    console = Console(highlight=False)
    for edition in editions:
        if console.is_terminal:
            console.print(_table(edition))
        else:
            print(_lines(edition))


def _table(edition: Edition) -> Table:
    table = Table(title=f"{edition.policy.slug} ({edition.language})")
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
    version = _version_on(edition, read_day(options.date, "DATE"))
    sys.stdout.buffer.write(publication.repository.text(version.text.revision.blob))


def _version_on(edition: Edition, day: date) -> Version:
    exact = edition.timeline.dated(day)
    if exact:
        return exact
    held = in_force(edition.policy.standings(edition.language, day))
    if held is None:
        dates = ", ".join(version.date.isoformat() for version in edition.timeline.versions)
        raise UnknownError(
            [Fault("unknown-date", edition.policy.slug, (("date", day.isoformat()), ("dates", dates)))]
        )
    return held.version


def _editions(publication: Publication, slug: str | None, language: str | None) -> list[Edition]:
    language = language or publication.settings.authentic
    if language not in publication.settings.languages:
        raise UnknownError([_unknown("language", language, publication.settings.languages)])
    in_language = [edition for edition in publication.holdings.editions if edition.language == language]
    found = [edition for edition in in_language if slug in {None, edition.policy.slug}]
    if slug and not found:
        raise UnknownError([_unknown("policy", slug, [edition.policy.slug for edition in in_language])])
    return found


def _unknown(kind: str, name: str, known: Sequence[str]) -> Fault:
    near = difflib.get_close_matches(name, known, n=1) or known
    return Fault(f"unknown-{kind}", name, (("known", ", ".join(near)),))


if __name__ == "__main__":
    sys.exit(main())
