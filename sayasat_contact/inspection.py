"""What ``check-settings`` looks at: every setting of every part, and the files that they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sayasat_contact.contract import load_contract
from sayasat_contact.errors import ContactError, ContactFault, HandlerSettingsError
from sayasat_contact.sealing import read_identities
from sayasat_contact.setting_values import Tls
from sayasat_contact.settings import HandlerSettings, Part, read_settings
from sayasat_contact.wording import Texts


def faults_of(environ: Mapping[str, str]) -> tuple[ContactFault, ...]:
    """All that keeps the handler, the worker or the operator's commands from starting."""
    found: list[ContactFault] = []
    settings: HandlerSettings | None = None
    for part in Part:
        try:
            settings = read_settings(environ, part)
        except HandlerSettingsError as error:
            found += error.faults
    files: list[tuple[Callable[[Path], object], Path | None]] = []
    if settings:
        files = [(load_contract, settings.contract), (read_identities, settings.identity)]
    for read, file in files:
        try:
            if file:
                read(file)
        except ContactError as error:
            found += error.faults
    return tuple(dict.fromkeys(found))


def remarks_on(settings: HandlerSettings, texts: Texts) -> list[str]:
    """What is allowed, and should be known."""
    sealing = f"{texts('check.sealed')}: {len(settings.seal_to)}"
    return [
        sealing if settings.seal_to else texts("check.unsealed"),
        *([] if settings.retention_days else [texts("check.no-retention")]),
        *([] if settings.erasure_journal else [texts("journal.none")]),
        *([] if settings.answer_days else [texts("check.no-answer")]),
        *([texts("check.clear")] if settings.smtp and settings.smtp.tls is Tls.NONE else []),
    ]
