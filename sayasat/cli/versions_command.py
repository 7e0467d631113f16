"""The command ``sayasat versions``. It reads no more than the history: it is the quickest of the commands."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import date

from sayasat.characters import visible
from sayasat.cli.site import Site, chosen_edition, chosen_policies
from sayasat.repository.log_branch import LogBranch
from sayasat.versions.archive import Archive
from sayasat.versions.policy import Policy
from sayasat.versions.published_history import open_repository, read_fitting_archive, read_log

_COLUMNS = ("date", "basis", "status", "from", "until", "revisions", "commit")


def run_versions(options: argparse.Namespace) -> int:
    """Print the versions: a table in a terminal, else lines of tab-separated fields. Returns 0."""
    site = Site.read(options)
    if options.json:
        _print_json(site, options)
        return 0
    language = options.language or site.settings.authentic
    for policy in chosen_policies(_archive(site), site.settings, options.policy, language):
        rows = _rows(policy, language, site.today)
        if sys.stdout.isatty():
            print(_table(f"{policy.slug} ({language})", rows))
        else:
            print("\n".join("\t".join((policy.slug, language, *row)) for row in rows))
    return 0


def _archive(site: Site) -> Archive:
    with open_repository(site.root, site.settings, site.cache) as repository:
        log = read_log(LogBranch(site.root), site.settings)
        return read_fitting_archive(repository, site.settings, None, log, site.today)


def _print_json(site: Site, options: argparse.Namespace) -> None:
    from sayasat.exports.api import policies_json, versions_json  # noqa: PLC0415 (slow to import)

    with closing(site.open()) as publication:
        catalogue = publication.catalogue
        document = (
            versions_json(catalogue, chosen_edition(publication, options.policy, options.language))
            if options.policy
            else policies_json(catalogue)
        )
    sys.stdout.write(document.decode())


def _table(title: str, rows: list[tuple[str, ...]]) -> str:
    """Columns as wide as their longest value: a narrow terminal breaks lines, but no date is cut."""
    lines = [_COLUMNS, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
    return "\n".join([visible(title), *padded, ""])


def _rows(policy: Policy, language: str, today: date) -> list[tuple[str, ...]]:
    return [
        (
            standing.version.date.isoformat(),
            standing.version.date_kind,
            standing.status.value,
            standing.since.isoformat() if standing.since else "-",
            standing.until.isoformat() if standing.until else "-",
            ",".join(placed.change.value for placed in standing.version.revisions),
            standing.version.text.revision.commit[:12],
        )
        for standing in policy.standings(language, today)
    ]
