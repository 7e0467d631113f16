"""The settings of a site: the ``extra.sayasat`` part of mkdocs.yml, checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sayasat.errors import Fault, SettingsError
from sayasat.policy_files.adopted_layout import Adopted
from sayasat.policy_files.layout import Layout, Published

_TAG_AUTHORITY = re.compile(r"[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
TODAY = "SAYASAT_TODAY"
"""The variable with the day (YYYY-MM-DD) to build a site as of; without it, the real one.

It is no key of mkdocs.yml: YAML would make a date of it, or a traceback.
"""

_CONTACT = ("policy", "office")
_ADOPT = ("repository", "branch", "policies")
_KEYS = ("adopt", "contact", "languages", "publisher", "tag", "zone")


@dataclass(frozen=True, slots=True)
class Contact:
    """What the contact form is told."""

    policy: str
    """The slug of the policy that a visitor agrees to."""

    office: Mapping[str, tuple[tuple[str, str], ...]]
    """By language: (label, value), how else to reach the publisher."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """A repository that was not made for Sayasat, whose texts this site shows."""

    repository: Path
    """Its folder, bare or not."""

    branch: str
    """Any name of a commit; empty for HEAD."""

    policies: tuple[str, ...]
    """Patterns of paths, see `sayasat.policy_files.adopted_layout.Adopted`; never empty."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site is told about itself."""

    languages: tuple[str, ...]
    """ISO 639 codes; the first is the authentic one, and stands at the root of the site."""

    zone: ZoneInfo
    """The publisher's: it decides which calendar day a commit was made on."""

    tag: str
    """Authority and date of tag URIs (RFC 4151), ``infocom.kg,2026``. In every feed id: never change it."""

    publisher: Mapping[str, str]
    """The publisher's name in each language."""

    site_url: str
    """Where the site is published, with a slash at the end."""

    contact: Contact | None = None
    """Absent where the site has no contact form."""

    adoption: Adoption | None = None
    """Absent where the texts are in the site's own repository."""

    @property
    def authentic(self) -> str:
        """The language whose text is the original."""
        return self.languages[0]

    @property
    def layout(self) -> Layout:
        """Where the policies are."""
        if self.adoption is None:
            return Published(self.languages)
        return Adopted(self.adoption.policies, self.authentic)

    @property
    def is_foreign(self) -> bool:
        """Whether the texts were not written for Sayasat: what is wrong with them stops nothing."""
        return self.adoption is not None


def read_settings(values: Mapping[str, object], site_url: str | None) -> Settings:
    """Check the mapping under ``extra.sayasat``; raises SettingsError with all faults at once."""
    faults = [_unknown(key) for key in values if key not in _KEYS]
    languages = _languages(values.get("languages"), faults)
    zone = _zone(values.get("zone"), faults)
    tag = _tag(values.get("tag"), faults)
    publisher = _publisher(values.get("publisher"), languages, faults)
    contact = _contact(values.get("contact"), languages, faults)
    adoption = _adoption(values.get("adopt"), languages, faults)
    if not site_url or not _is_address(f"{site_url}/"):
        faults.append(_bad("site_url", site_url, "https://…/"))
    if faults or zone is None or not site_url:
        raise SettingsError(faults)
    return Settings(languages, zone, tag, publisher, site_url.rstrip("/") + "/", contact, adoption)


def _is_address(site_url: str) -> bool:
    """Whether paths can be put after it: a query cannot stand before them, and names or passwords never."""
    try:
        host = urlsplit(site_url).hostname
    except ValueError:
        return False
    return bool(host) and re.fullmatch(r"""https?://[^/?#@\s"<>\\]+/[^?#\s"<>\\]*""", site_url) is not None


def read_day(value: str, name: str = TODAY) -> date:
    """A day given in a setting or on the command line; raises SettingsError unless it is YYYY-MM-DD."""
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 (a calendar day has no zone)
    except ValueError:
        raise SettingsError([_bad(name, value, "YYYY-MM-DD")]) from None


def _unknown(key: str, known: tuple[str, ...] = _KEYS) -> Fault:
    near = difflib.get_close_matches(str(key).rpartition(".")[2], known, n=1)
    facts = (("suggestion", near[0] if near else ", ".join(known)),)
    return Fault("setting-unknown", f"extra.sayasat.{key}", facts)


def _bad(key: str, value: object, expected: str) -> Fault:
    shown = "" if value is None else str(value)
    return Fault("setting-bad", key, (("value", shown), ("expected", expected)))


def _languages(value: object, faults: list[Fault]) -> tuple[str, ...]:
    codes = tuple(value) if isinstance(value, list) else ()
    distinct = len(set(map(str, codes))) == len(codes)
    if (
        not codes
        or not distinct
        or not all(isinstance(code, str) and _LANGUAGE.fullmatch(code) for code in codes)
    ):
        faults.append(_bad("extra.sayasat.languages", value, "[ky, ru, en]"))
        return ()
    return codes


def _zone(value: object, faults: list[Fault]) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        faults.append(_bad("extra.sayasat.zone", value, "Asia/Bishkek"))
        return None


def _tag(value: object, faults: list[Fault]) -> str:
    if not isinstance(value, str) or not _TAG_AUTHORITY.fullmatch(value):
        faults.append(_bad("extra.sayasat.tag", value, "example.org,2026"))
    return str(value)


def _publisher(value: object, languages: tuple[str, ...], faults: list[Fault]) -> Mapping[str, str]:
    names = value if isinstance(value, dict) else {}
    faults += [
        _bad(f"extra.sayasat.publisher.{language}", names.get(language), "…")
        for language in languages
        if not isinstance(names.get(language), str) or not names[language].strip()
    ]
    return {language: str(names.get(language, "")) for language in languages}


def _adoption(value: object, languages: tuple[str, ...], faults: list[Fault]) -> Adoption | None:
    if value is None:
        return None
    whole = value if isinstance(value, dict) else {}
    faults += [_unknown(f"adopt.{key}", _ADOPT) for key in whole if key not in _ADOPT]
    repository, branch, policies = whole.get("repository"), whole.get("branch", ""), whole.get("policies")
    if not isinstance(repository, str) or not repository:
        faults.append(_bad("extra.sayasat.adopt.repository", repository, "…/policies.git"))
    if not isinstance(branch, str):
        faults.append(_bad("extra.sayasat.adopt.branch", branch, "main"))
    patterns = policies if isinstance(policies, list) else []
    if not patterns or not all(isinstance(each, str) and each.strip() for each in patterns):
        faults.append(_bad("extra.sayasat.adopt.policies", policies, '["policies/**/*.md"]'))
    if len(languages) > 1:
        faults.append(_bad("extra.sayasat.languages", ", ".join(languages), f"[{languages[0]}]"))
    return Adoption(Path(str(repository)), str(branch), tuple(map(str, patterns)))


def _contact(value: object, languages: tuple[str, ...], faults: list[Fault]) -> Contact | None:
    if value is None:
        return None
    whole = value if isinstance(value, dict) else {}
    policy, office = whole.get("policy"), whole.get("office")
    office = office if isinstance(office, dict) else {}
    if not isinstance(policy, str) or not policy:
        faults.append(_bad("extra.sayasat.contact.policy", policy, "privacy"))
    faults += [_unknown(f"contact.{key}", _CONTACT) for key in whole if key not in _CONTACT]
    for language in languages:
        ways = office.get(language)
        if not isinstance(ways, dict) or not ways or not all(isinstance(way, str) for way in ways.values()):
            faults.append(_bad(f"extra.sayasat.contact.office.{language}", ways, "{…: …}"))
    return Contact(
        str(policy),
        {
            str(language): tuple((str(label), str(way)) for label, way in ways.items())
            for language, ways in office.items()
            if isinstance(ways, dict)
        },
    )
