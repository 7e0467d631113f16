"""What `contact check-settings` looks at: every setting of every part, and the files that they name."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

from contact.contract import load_contract
from contact.errors import ContactError, ContactFault, HandlerSettingsError
from contact.sealing import read_identities
from contact.setting_values import Tls
from contact.settings import HandlerSettings, Part, read_settings
from contact.wording import Texts


def faults_of(environ: Mapping[str, str]) -> tuple[ContactFault, ...]:
    """All that keeps the handler, the worker or the operator's commands from starting."""
    found: list[ContactFault] = []
    settings: HandlerSettings | None = None
    for part in Part:
        try:
            settings = read_settings(environ, part)
        except HandlerSettingsError as error:
            found += error.faults
    checks = _files(settings) if settings else []
    for check in checks:
        try:
            check()
        except ContactError as error:
            found += error.faults
    return tuple(dict.fromkeys(found))


def remarks_on(settings: HandlerSettings, texts: Texts) -> list[str]:
    """What is allowed, and should be known."""
    sealing = f"{texts('check.sealed')}: {len(settings.recipients)}"
    return [
        sealing if settings.recipients else texts("check.unsealed"),
        *([] if settings.retention_days else [texts("check.no-retention")]),
        *([] if settings.erasure_journal else [texts("journal.none")]),
        *([] if settings.answer_days else [texts("check.no-answer")]),
        *([texts("check.clear")] if settings.smtp and settings.smtp.tls is Tls.NONE else []),
    ]


def _files(settings: HandlerSettings) -> list[Callable[[], object]]:
    checks: list[Callable[[], object]] = []
    if settings.contract:
        contract = settings.contract
        checks.append(lambda: load_contract(contract))
    if settings.identity:
        identity = settings.identity
        checks.append(lambda: read_identities(identity))
    if settings.smtp_ca:
        authorities = settings.smtp_ca
        checks.append(lambda: _read_certificates(authorities))
    return checks


def _read_certificates(file: Path) -> None:
    try:
        ssl.create_default_context(cafile=file)
    except OSError:  # of the file, and of what stands in it: ssl.SSLError is one
        mend = "Name a file of certificates (PEM)."
        raise HandlerSettingsError(
            [ContactFault("CONTACT_SMTP_CA", "Its certificates cannot be read.", mend)]
        ) from None
