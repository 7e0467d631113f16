"""Reads the publication log for a command that publishes, and compares it with the log of the served site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from sayasat.errors import Fault, HistoryError, RepositoryError
from sayasat.i18n.messages import Messages, report
from sayasat.repository.log_branch import BRANCH, LogBranch
from sayasat.versions.publication_log import PublicationLog, parse_log

NOT_BEGUN: Final = Fault("publish-no-log", "extra.sayasat.log")


def fetched_log(branch: LogBranch) -> PublicationLog:
    """The log at the remote. Raises RepositoryError, also if there is none: it may have been lost."""
    data = branch.fetch()
    if data is None:
        raise RepositoryError([Fault("log-none", BRANCH)])
    return PublicationLog(parse_log(data))


def last_log(branch: LogBranch, t: Messages) -> PublicationLog:
    """The log at the remote; if that cannot be reached, the log that was fetched last, with a message.

    For what adds nothing to the log. Raises RepositoryError, also if no log was ever fetched.
    """
    try:
        return fetched_log(branch)
    except RepositoryError as error:
        data = branch.read()
        if data is None or error.faults[0].code != "log-remote":
            raise
        sys.stderr.write(f"{report(error.faults, t)}\n")
        return PublicationLog(parse_log(data))


def refuse_shorter(log: PublicationLog, served: Path | None) -> None:
    """Raise HistoryError unless the log has every line that the served site has. A missing file is empty."""
    if served and served.is_file() and not log.data.startswith(served.read_bytes()):
        raise HistoryError([Fault("log-behind-site", str(served))])
