"""Whether a message is ever lost: handler, worker, mail server and database fail, all under load.

    python -m bench.contact.faults [--kills 1000] [--seed N] [--store sqlite|postgresql|both]

Visitors send over real HTTP to the deployed gunicorn, and send again, with the same token, whatever the
answer was. Handler and worker are killed (``kill -9``) so many times each, at random moments, while the mail
server refuses, hangs, half-closes and loses its 250, and the database is locked, full, read-only, restarted.
Then the bench lets everything settle, and counts. Nobody waits for a lease of fifteen minutes or a pause of
hours: what a dead worker leased is freed in the table once it is dead, and pauses are cut short. Exit code 1
where a promise was broken. A seed brings the same faults at the same moments again, as far as the machine
does.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from random import SystemRandom

from bench.contact.stores import STORES
from bench.contact.trial import trial


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.contact.faults", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--kills", type=int, default=1000, help="of each, handler and worker, in all")
    parser.add_argument("--seed", type=int, help="of an earlier run, to meet the same faults again")
    parser.add_argument("--store", choices=[*STORES, "both"], default="both", help="both share the kills")
    return parser.parse_args()


def main() -> int:
    """Run, print, and say by the exit code whether all promises were kept."""
    given = _arguments()
    # Else what was started and mounted would outlive us
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    seed = SystemRandom().randrange(10**6) if given.seed is None else given.seed
    stores = list(STORES) if given.store == "both" else [given.store]
    tallies = []
    for store in stores:
        begun = time.monotonic()
        tallies.append(trial(store, -(-given.kills // len(stores)), seed))
        print(f"{tallies[-1]}\n  {time.monotonic() - begun:.0f} s\n", flush=True)  # noqa: T201
    written, delivered, lost = (
        sum(counts)
        for counts in zip(*((each.received, each.delivered, len(each.lost)) for each in tallies), strict=True)
    )
    print(f"accepted {written}, delivered {delivered}, lost {lost}")  # noqa: T201
    return 0 if all(each.is_kept for each in tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
