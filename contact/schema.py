"""The tables in which messages wait, and how they came to be: the one description of what is stored.

Times are whole seconds since 1970-01-01 UTC. A reference is stored as printed (see `contact.reference`).
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

VERSION = 5
"""What `migrations` says when the tables are as below; `contact init-db` brings older ones here by steps."""

METADATA = MetaData()

# An id counts up by itself: SQLite does that for INTEGER only, PostgreSQL needs the wider type
_ID = BigInteger().with_variant(Integer(), "sqlite")


class OutboxState(StrEnum):
    """What becomes of a message's mail."""

    WAITING = "waiting"
    """To be sent, or sent again, from `not_before` on; while `leased_until` is ahead a worker has it."""

    DELIVERED = "delivered"
    DEAD = "dead"
    """Refused for good: an operator has to look."""


migrations = Table(
    "migrations",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("applied", BigInteger, nullable=False),
)

sent_messages = Table(
    "messages",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column("received", BigInteger, nullable=False),
    Column("language", String(8), nullable=False),
    Column("topic", String(64), nullable=False),
    # The version of the policy that the visitor agreed to, as the contract named it
    Column("agreed_policy", String(255), nullable=False),
    Column("agreed_date", String(10), nullable=False),
    Column("agreed_sha256", String(64), nullable=False),
    Column("contract", String(64), nullable=False),
    # Why it may be no person's (contact.store.Suspicion), codes parted by blanks; mostly empty
    Column("suspicions", String(255), nullable=False, default=""),
    Column("is_sealed", Boolean, nullable=False),
    # The fields as JSON, sealed or not; absent once erased
    Column("body", LargeBinary),
    Column("erased", BigInteger),
    Column("erased_why", String(64)),
    CheckConstraint("(body IS NULL) = (erased IS NOT NULL)", name="erased_has_no_body"),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("message", _ID, ForeignKey("messages.id"), primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    # RFC 5322; the same at every attempt, so that a repeated delivery is recognised
    Column("message_id", String(255), nullable=False, unique=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False),
    # Which worker sends it now, and until when that is believed
    Column("leased_by", String(64)),
    Column("leased_until", BigInteger),
    # The last answer's code, or the kind of the error: no text that could hold an address
    Column("trouble", String(64)),
    Column("delivered", BigInteger),
    # When an operator had it sent again: the alarm counts from then; without it, from when it was received
    Column("waiting_since", BigInteger),
    # When the alarm said that it does not go out
    Column("alarmed", BigInteger),
    Index("outbox_by_state", "state", "not_before"),
)

idempotency = Table(
    "idempotency",
    METADATA,
    # SHA-256 of the key (the token's nonce, or a client's Idempotency-Key), in hexadecimal
    Column("key", String(64), primary_key=True),
    # Of the content sent with it
    Column("content", String(64), nullable=False),
    Column("reference", String(16), nullable=False),
    Column("expires", BigInteger, nullable=False),
    Index("idempotency_by_expiry", "expires"),
)
idempotency_by_reference = Index("idempotency_by_reference", idempotency.c.reference)

counters = Table(
    "counters",
    METADATA,
    # A blinded address, or "total"
    Column("of", String(64), primary_key=True),
    # When the counting window began
    Column("window", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)

contracts = Table(
    "contracts",
    METADATA,
    Column("digest", String(64), primary_key=True),
    # The file as it was loaded: a form made from it is accepted for a day after another took its place
    Column("content", LargeBinary, nullable=False),
    # When it was first loaded, or loaded again after another; no two are alike, the newest is in force
    Column("since", BigInteger, nullable=False, unique=True),
)

marks = Table(
    "marks",
    METADATA,
    # What was last done when: "worker" (a pass of it), "purge"
    Column("name", String(16), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("at", BigInteger, nullable=False),
    # As in contact.register: show, retry, export, erase, purge; release in lines of earlier releases
    Column("act", String(16), nullable=False),
    Column("reference", String(16)),
    # Who, as the operating system names the account that ran the command
    Column("by", String(64), nullable=False),
    Column("detail", Text, nullable=False, default=""),
)
audit_by_reference = Index("audit_by_reference", audit.c.reference)
