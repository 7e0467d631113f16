"""Storing messages that arrive, all that arrive at once in one transaction.

A message, its outbox entry, its idempotency keys and its counts are written together, or none is. What is
read may be older than what others write meanwhile (PostgreSQL): a key that two have makes one of them fail
whole, and a count misses no more messages than others are writing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sayasat_contact.arrival import Accepted, Arrival, Different, Full, Limited, Outcome, Suspicion
from sayasat_contact.database import Connection, seconds_of
from sayasat_contact.limits import FULL, HELD, REFUSED, SIZE, TOTAL, Limits, seconds_left, window
from sayasat_contact.reference import new_reference

KEY_LIFE = 48 * 3600
"""Seconds in which a key is remembered: twice as long as a token can be sent."""

Arriving = tuple[Arrival, Limits, datetime]
"""A message, the limits that it is measured by, and now."""

_STORED = "SELECT coalesce(sum(size), 0) FROM messages WHERE erased IS NULL"
_KNOWN = """
SELECT key AS name, content, reference, expires AS at, 0 AS count FROM idempotency WHERE key IN (:keys)
UNION ALL
SELECT "of", '', '', "window", sum(count) FROM counters WHERE "of" IN (:names) AND "window" IN (:windows)
GROUP BY "of", "window\""""
_FORGET_KEYS = "DELETE FROM idempotency WHERE key IN (:keys)"
_PUT_KEYS = "INSERT INTO idempotency (key, content, reference, expires) VALUES {}"
_COUNT = """
INSERT INTO counters ("of", "window", shard, count) VALUES {}
ON CONFLICT ("of", "window", shard) DO UPDATE SET count = counters.count + excluded.count"""
_PUT_MESSAGES = """
INSERT INTO messages (reference, received, language, topic, agreed_policy, agreed_date, agreed_sha256,
    contract, suspicions, is_sealed, body, size) VALUES {}"""
# The alarm of late mail counts from when it is to go out
_PUT_MAILS = """
INSERT INTO outbox (message, state, message_id, attempts, not_before, waiting_since)
SELECT id, 'waiting', column2, 0, received + column3, CASE WHEN column3 > 0 THEN received + column3 END
FROM (VALUES {}) AS mails CROSS JOIN messages WHERE reference = column1"""


def stored(connection: Connection) -> int:
    """The size of all messages that are kept, each counted by `size_of`."""
    return int(connection.value(_STORED))


def size_of(body: bytes) -> int:
    """What a message takes of the disk, in KB: its body, and its rows and their indexes."""
    return 4 + len(body) // 900


def accept_all(connection: Connection, arriving: Sequence[Arriving], stored_before: int) -> list[Outcome]:
    """Store each message, unless its key was seen or the limits are reached. Raises DatabaseError.

    ``stored_before``: the size of those that were kept at the beginning of this hour, or later.
    """
    group = _Group(connection, arriving, stored_before)
    outcomes = [group.outcome(*each) for each in arriving]
    group.write()
    return outcomes


class _Group:
    """What is known of messages that are stored together, and what is to be written."""

    def __init__(self, connection: Connection, arriving: Sequence[Arriving], stored_before: int) -> None:
        self._connection = connection
        self._stored_before = stored_before
        self._stored: int | None = None
        names = {FULL, HELD, SIZE, TOTAL}
        for arrival, _, _ in arriving:
            names.update(arrival.networks, map(REFUSED.format, arrival.networks))
        known = connection.rows(
            _KNOWN,
            keys=[_hashed(key) for arrival, _, _ in arriving for key in arrival.keys],
            names=list(names),
            windows=list({window(now) for _, _, now in arriving}),
        )
        self._counts = Counter({(row["name"], row["at"]): row["count"] for row in known if row["count"]})
        self._keys = {
            row["name"]: (row["content"], row["reference"], row["at"]) for row in known if not row["count"]
        }
        self._found = set(self._keys)
        self._counted = Counter[tuple[str, int]]()
        self._rows: list[tuple[object, ...]] = []
        self._mails: list[tuple[str, str, int]] = []
        self._new: set[str] = set()
        self._added = 0

    def outcome(self, arrival: Arrival, limits: Limits, now: datetime) -> Outcome:
        """What becomes of one of them, in their order."""
        seconds, begun = seconds_of(now), window(now)
        keys = sorted(map(_hashed, arrival.keys))
        for content, reference, expires in filter(None, map(self._keys.get, keys)):
            if expires >= seconds:
                is_same = content in arrival.contents
                return Accepted(reference) if is_same else Different(reference)
        if self._is_full(begun, limits.stored):
            return Full(is_first=self._count(FULL, begun) == 1)
        is_busy = False
        for width, network in enumerate(arrival.networks):
            count = self._counts[network, begun] + 1
            if limits.refuses(width, count):
                # One row for the network, whatever addresses in it are tried: they must not fill the disk
                is_first = self._count(REFUSED.format(network), begun) == 1
                return Limited(seconds_left(now), is_first)
            is_busy |= limits.labels(width, count)
        for network in arrival.networks:
            self._count(network, begun)
        held = int(limits.held(self._count(TOTAL, begun)).total_seconds())
        is_first = held > 0 and self._count(HELD, begun) == 1
        size, reference = size_of(arrival.body), new_reference()
        self._count(SIZE, begun, size)
        self._added += size
        for key in keys:
            self._new.add(key)
            self._keys[key] = (arrival.contents[0], reference, seconds + KEY_LIFE)
        facts = (seconds, arrival.language, arrival.topic, *arrival.policy, arrival.contract)
        marks = " ".join(sorted(arrival.suspicions | ({Suspicion.ADDRESS} if is_busy else set())))
        self._rows.append((reference, *facts, marks, arrival.is_sealed, arrival.body, size))
        self._mails.append((reference, f"<{reference}@{arrival.host}>", held))
        return Accepted(reference, is_first)

    def write(self) -> None:
        """Write what is to be written."""
        connection = self._connection
        if over := sorted(self._new & self._found):
            connection.change(_FORGET_KEYS, keys=over)
        # In order: of two that write the same rows, the second waits, and none for the other
        connection.put(_PUT_KEYS, [(key, *self._keys[key]) for key in sorted(self._new)])
        counted = [(*of, connection.shard, count) for of, count in sorted(self._counted.items())]
        connection.put(_COUNT, counted)
        connection.put(_PUT_MESSAGES, self._rows)
        connection.put(_PUT_MAILS, self._mails)

    def _count(self, name: str, begun: int, number: int = 1) -> int:
        """Count it; gives the count."""
        self._counted[name, begun] += number
        self._counts[name, begun] += number
        return self._counts[name, begun]

    def _is_full(self, begun: int, limit: int) -> bool:
        # The first is no less than is kept: only where it reaches the limit is that counted
        if self._stored_before + self._counts[SIZE, begun] < limit:
            return False
        if self._stored is None:
            self._stored = stored(self._connection)
        return self._stored + self._added >= limit


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
