"""The files of a site with a contact handler: its contract, and the pages that stand in for its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sayasat.hosting.rules import NO_ANSWER, TOO_LARGE
from sayasat.i18n.messages import messages
from sayasat.pages.contact_contract import ADDRESS, contract_values
from sayasat.settings import Contact
from sayasat.website.catalogue import Catalogue
from sayasat_contact.contract import read_contract, write_contract
from sayasat_contact.form_page import fragment

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ERRORS = ((TOO_LARGE, "contact.large"), (NO_ANSWER, "contact-page.no-answer"))


def office(contact: Contact | None, language: str) -> list[tuple[str, str, str]]:
    """How else to reach the publisher: label, value, and the link of an e-mail address, or else ""."""
    rows = contact.office.get(language, ()) if contact else ()
    return [(label, value, f"mailto:{value}" if _EMAIL.fullmatch(value) else "") for label, value in rows]


def contact_files(catalogue: Catalogue, shells: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The paths and bytes of the contract and, in each language, of the pages that a web server shows.

    It shows them for a message that is too large for the handler, and where the handler does not answer.
    ``shells`` are the shells of the handler's pages by language. Nothing if the site has no form.
    """
    values = contract_values(catalogue, shells)
    if values is None:
        return
    data = write_contract(values)
    yield ADDRESS, data
    contract = read_contract(data)
    for language, page in contract.pages.items():
        t, home = messages(language), contract.address(language, "")
        for name, key in _ERRORS:
            title = t(f"{key}.title")
            shown = {"title": title, "text": t(f"{key}.text"), "home": home, "show_office": True}
            content = fragment("refused.html", contract, language, **shown)
            yield f"{page.prefix}{name}", page.filled(title, content).encode()
