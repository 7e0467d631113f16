"""Opens an issue if the site does not show the present day: a run that never began cannot report itself."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from sayasat.forge.failure import open_issue

MARKER = "<!-- sayasat: site out of date -->"

_SECONDS = 30


def main(environment: Mapping[str, str] = os.environ) -> int:
    """Run in the workflow; SITE_URL is the site's URL. Returns the exit code: 1 if a request failed."""
    url = f"{environment['SITE_URL']}status.json"
    try:
        with urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 (the URL of the workflow)
            status = json.load(answer)
        as_of, zone = date.fromisoformat(status["as_of"]), ZoneInfo(status["zone"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return open_issue(environment, "late", MARKER, url=url, shown=f"{type(error).__name__}: {error}")
    if as_of >= datetime.now(zone).date():
        print(f"{url}: {as_of}")
        return 0
    return open_issue(environment, "late", MARKER, url=url, shown=as_of.isoformat())


if __name__ == "__main__":
    sys.exit(main())
