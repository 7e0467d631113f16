"""The settings of the handler, the worker and the operator's commands: environment variables, checked.

What each is for stands in sayasat_contact/README.md. A variable that is empty counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, get_type_hints
from zoneinfo import ZoneInfo

from sayasat_contact import setting_values as value
from sayasat_contact.errors import ContactFault, HandlerSettingsError
from sayasat_contact.limits import MOST_STORED

PREFIX = "CONTACT_"

# Kubernetes puts these into every container beside a Service named "contact"
_KUBERNETES = re.compile(r"CONTACT_(SERVICE_\w+|PORT(_\w+)?)")


class Part(StrEnum):
    """Which process reads the settings."""

    HANDLER = "handler"
    DELIVERY = "delivery"
    OPERATION = "operation"
    """The operator's commands, apart from ``deliver``."""

    @property
    def required(self) -> tuple[str, ...]:
        """The variables that must be set for it."""
        delivery = ("CONTACT_CONTRACT", "CONTACT_SMTP", "CONTACT_MAIL_FROM", "CONTACT_MAIL_TO")
        required = {Part.HANDLER: ("CONTACT_CONTRACT", "CONTACT_SECRET"), Part.DELIVERY: delivery}
        return required.get(self, ())


@dataclass(frozen=True, slots=True)
class HandlerSettings:
    """The settings of this process, each from the variable ``CONTACT_`` with its name in capitals.

    Of what its part does not need, the absent is None or empty.
    """

    contract: Annotated[Path | None, Path] = None
    database: Annotated[str, value.read_database] = field(default="sqlite:///contact.db", repr=False)
    """``sqlite:///`` and a path, or ``postgresql+psycopg://…``; it may hold a password."""

    secret: Annotated[tuple[str, ...], value.read_secrets] = field(default=(), repr=False)
    """One or more: the first signs, all verify."""

    seal_to: Annotated[tuple[str, ...], value.read_recipients] = ()
    """age recipients; without any, messages are stored unsealed."""

    identity: Annotated[Path | None, Path] = None
    """A file with age identities."""

    proxies: Annotated[int, value.read_few] = 0
    """How many proxies of our own append to X-Forwarded-For."""

    limit_address: Annotated[int, value.read_number] = 20
    limit_total: Annotated[int, value.read_number] = 500
    """Messages an hour."""

    limit_stored: Annotated[int, value.read_number] = MOST_STORED
    """MB that the messages that are kept take at most."""

    smtp: Annotated[value.Smtp | None, value.read_smtp] = None
    smtp_ca: Annotated[Path | None, value.read_certificates] = None
    """Certificates to trust at the mail server; None for those that the system trusts."""

    mail_from: Annotated[str | None, value.read_mailbox] = None
    mail_to: Annotated[tuple[str, ...], value.read_mailboxes] = ()
    retention_days: Annotated[int | None, value.read_number] = None
    erasure_journal: Annotated[Path | None, Path] = None
    """Where erased references are written down, outside the database: see `sayasat_contact.erasures`."""

    backup_hours: Annotated[int | None, value.read_number] = None
    """How old the last backup may be; None where backups are not watched."""

    answer_days: Annotated[int | None, value.read_number] = None
    answer_source: Annotated[str, value.read_line] = ""
    """Which rule says so; empty where `answer_days` is None."""

    zone: Annotated[ZoneInfo, value.read_zone] = field(default=ZoneInfo("Asia/Bishkek"))
    """In which times are shown."""


VARIABLES = tuple(f"{PREFIX}{each.name.upper()}" for each in fields(HandlerSettings))
"""Every variable that is read."""


def read_settings(environ: Mapping[str, str], part: Part) -> HandlerSettings:
    """Check the variables ``CONTACT_*``; raises HandlerSettingsError with all faults at once.

    What is set is always checked; what may be absent depends on the part.
    """
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    faults = [_unknown(name) for name in environ if _is_unknown(name)]
    absent = [name for name in part.required if name not in given]
    faults += [ContactFault(name, "It is not set.", _help(name)) for name in absent]
    values: dict[str, Any] = {}
    for own_name, hint in get_type_hints(HandlerSettings, include_extras=True).items():
        name = f"{PREFIX}{own_name.upper()}"
        try:
            values |= {own_name: hint.__metadata__[0](given[name])} if name in given else {}
        except value.UnfitError as error:
            faults.append(ContactFault(name, str(error), _help(name)))
    pair = ("CONTACT_ANSWER_DAYS", "CONTACT_ANSWER_SOURCE")
    absent = [name for name in pair if name not in given]
    if len(absent) == 1:
        faults.append(ContactFault(absent[0], "It is not set, and the other is.", "Set both, or neither."))
    if values.get("backup_hours") and str(values.get("database")).startswith("postgresql"):
        what = "PostgreSQL is not backed up by this program, so it cannot tell when that was."
        fix = "Remove it, and watch pg_dump where it runs."
        faults.append(ContactFault("CONTACT_BACKUP_HOURS", what, fix))
    if faults:
        raise HandlerSettingsError(faults)
    return HandlerSettings(**values)


def _help(name: str) -> str:
    # Here, for only a fault needs it
    import tomllib  # noqa: PLC0415

    table = tomllib.loads((files("sayasat_contact") / "texts/settings.toml").read_text(encoding="utf-8"))
    return str(table[name])


def _is_unknown(name: str) -> bool:
    return name.startswith(PREFIX) and name not in VARIABLES and not _KUBERNETES.fullmatch(name)


def _unknown(name: str) -> ContactFault:
    # Here, for only a fault needs it
    import difflib  # noqa: PLC0415

    near = difflib.get_close_matches(name, VARIABLES, n=1)
    fix = f"Is it {near[0]}?" if near else "Remove it, or fix its name."
    return ContactFault(name, "No such setting is known.", fix)
