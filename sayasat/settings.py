"""Reads and checks the settings of a site: ``extra.sayasat`` in mkdocs.yml.

Longer than 300 lines because each part is a type and the function that reads it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sayasat.errors import Fault, SettingsError
from sayasat.policy_files.adopted_layout import Adopted
from sayasat.policy_files.date_sources import PRESETS, DateSource, date_source
from sayasat.policy_files.layout import Layout, Published
from sayasat.policy_files.path_patterns import language_tag

_TAG_AUTHORITY = re.compile(r"[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?")
LANGUAGE_TAG = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
"""A language tag (BCP 47): language, script, region, variants. Only in this spelling: it is part of URLs."""

_LANGUAGE = re.compile(LANGUAGE_TAG)
TODAY = "SAYASAT_TODAY"
"""The environment variable with the day (YYYY-MM-DD) that a site is built for; today if it is not set.
It is no key of mkdocs.yml, because YAML reads it as a date, or fails with a traceback for a wrong one."""

CACHE = "SAYASAT_CACHE"
"""Environment variable: the folder of the cache; by default `CACHE_FOLDER` beside mkdocs.yml."""

CACHE_FOLDER = ".cache"

_CONTACT = ("form", "office", "policy")
_ADOPT = ("repository", "branch", "policies", "dates", "continues", "since", "only", "own_days", "archivist")
_LOG = ("origin", "first")
_PROOF = ("seal", "root", "crl", "authorities")
_AUTHORITY = ("url", "root")
_KEYS = (
    *("adopt", "contact", "documents", "languages", "log", "proof"),
    *("publisher", "repository_url", "tag", "zone"),
)
DOCX = "docx"
"""Word documents, a value of `Settings.documents`."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How visitors reach the publisher: by the contact form, and otherwise."""

    policy: str
    """The slug of the policy that a visitor accepts; empty without a form."""

    office: Mapping[str, tuple[tuple[str, str], ...]]
    """By language: (label, value) pairs of other ways to contact the publisher, such as a telephone."""

    has_form: bool = True
    """Whether the site has the form. A static host has no handler that takes it."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """The settings of a site with the texts of a repository that was not made for Sayasat."""

    repository: Path
    """The folder of the repository, bare or not."""

    branch: str
    """Any name of the commit to publish; empty for HEAD."""

    policies: tuple[str, ...]
    """Path patterns, see `sayasat.policy_files.adopted_layout.Adopted`; never empty."""

    dates: tuple[DateSource, ...] = ()
    """Where the texts state their dates (`sayasat.policy_files.date_sources`); the first that does counts."""

    continues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Policies that go on under another slug: the former slugs of each slug."""

    since: str | date = ""
    """The commit or the day that the archive begins with; empty for the whole history."""

    only: tuple[str, ...] = ()
    """Path patterns of the policies that the archive has; empty for all of them."""

    own_days: bool = False
    """Whether commits are dated by the committers' own UTC offsets, not by `Settings.zone`."""

    archivist: str = ""
    """Who archives the texts; empty if nobody is named."""


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Which publication log is the site's: `sayasat log begin` makes it."""

    origin: str
    """The `Settings.tag` of the site that the log belongs to: a fork with another tag begins its own."""

    first: str
    """SHA-256 of the log's first line, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A timestamp authority (RFC 3161)."""

    name: str
    """Part of the names of its files: ``heads/0007.NAME.tsr``, ``certs/NAME-root.pem``."""

    url: str
    root: Path
    """PEM: the certificate that its certificates lead to; relative to mkdocs.yml."""


@dataclass(frozen=True, slots=True)
class ProofSettings:
    """How heads of the publication log are sealed and stamped. Paths are relative to mkdocs.yml."""

    seal: Path
    """PEM: the certificate of the seal, ``seal-….pem``."""

    root: Path
    """PEM: the certificates of the authorities that issued it, up to the root."""

    crl: str
    """URL of the revocation list; empty if there is none."""

    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a site."""

    languages: tuple[str, ...]
    """BCP 47 tags. The first is the authentic language, whose pages are at the root of the site."""

    zone: ZoneInfo
    """The publisher's time zone, in which the calendar day of a commit is determined."""

    tag: str
    """Authority and date of tag URIs (RFC 4151): ``infocom.kg,2026``. Feed ids have it: never change it."""

    publisher: Mapping[str, str]
    """The publisher's name in each language; empty if nobody is named, in an archive of foreign texts."""

    site_url: str
    """The URL of the site, with a slash at the end."""

    contact: Contact | None = None
    """None if the site says nothing of how to reach the publisher."""

    adoption: Adoption | None = None
    """None if the texts are in the site's own repository."""

    log: LogSettings | None = None
    """None if no publication log was begun: then publications are not compared with earlier ones."""

    documents: tuple[str, ...] = ()
    """The formats of the documents beside each version and each redline: `DOCX`."""

    proof: ProofSettings | None = None
    """None if no head of the log is sealed."""

    repository_url: str = ""
    """Where the repository of the texts stands on the web; empty if it is not known."""

    @property
    def authentic(self) -> str:
        """The language of the authentic editions."""
        return self.languages[0]

    @property
    def layout(self) -> Layout:
        """The layout of the repository of the texts."""
        if self.adoption is None:
            return Published(self.languages)
        return Adopted(self.adoption.policies, self.authentic, self.languages[1:])

    @property
    def day_zone(self) -> ZoneInfo | None:
        """The zone that determines the day of a commit; None if that is the committer's own UTC offset."""
        return None if self.adoption and self.adoption.own_days else self.zone

    @property
    def dates(self) -> tuple[DateSource, ...]:
        """Where foreign texts state their dates; empty for the publisher's own."""
        return self.adoption.dates if self.adoption else ()

    @property
    def is_foreign(self) -> bool:
        """Whether the texts were not written for Sayasat: their faults do not stop a build."""
        return self.adoption is not None


def read_settings(values: Mapping[str, object], site_url: str | None) -> Settings:
    """Read the mapping ``extra.sayasat`` and MkDocs' ``site_url``. Raises SettingsError with all faults."""
    faults = [_unknown(key) for key in values if key not in _KEYS]
    languages = _languages(values.get("languages"), faults)
    zone = _zone(values.get("zone"), faults)
    tag = _tag(values.get("tag"), faults)
    is_foreign = values.get("adopt") is not None
    publisher = _publisher(values.get("publisher"), languages, faults, may_lack=is_foreign)
    contact = _contact(values.get("contact"), languages, faults)
    adoption = _adoption(values.get("adopt"), languages, faults)
    log = _log(values.get("log"), faults)
    documents = _documents(values.get("documents"), faults)
    proof = _proof(values.get("proof"), faults)
    repository_url = str(values.get("repository_url") or "")
    if repository_url and not _is_site_url(f"{repository_url}/"):
        faults.append(_bad("extra.sayasat.repository_url", repository_url, "https://github.com/…/…"))
    if not site_url or not _is_site_url(f"{site_url}/"):
        faults.append(_bad("site_url", site_url, "https://…/"))
    if faults or zone is None or not site_url:
        raise SettingsError(faults)
    parts = (contact, adoption, log, documents, proof, repository_url)
    return Settings(languages, zone, tag, publisher, site_url.rstrip("/") + "/", *parts)


def _is_site_url(site_url: str) -> bool:
    """Whether a site URL is complete and has no query, fragment, user name or password."""
    try:
        host = urlsplit(site_url).hostname
    except ValueError:
        return False
    return bool(host) and re.fullmatch(r"""https?://[^/?#@\s"<>\\]+/[^?#\s"<>\\]*""", site_url) is not None


def read_day(value: str, name: str = TODAY) -> date:
    """Parse a day from a setting or the command line. Raises SettingsError if it is not YYYY-MM-DD."""
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
    wrong = [code for code in codes if not isinstance(code, str) or not _LANGUAGE.fullmatch(code)]
    if not wrong and len(set(codes)) < len(codes):
        wrong = list(codes)
    if wrong or not codes:
        right = [tag for tag in map(language_tag, map(str, wrong)) if _LANGUAGE.fullmatch(tag)]
        expected = ", ".join(dict.fromkeys(right)) if len(right) == len(wrong) > 0 else "[ky, ru, en]"
        shown = ", ".join(map(str, wrong)) if wrong else value
        faults.append(_bad("extra.sayasat.languages", shown, expected))
        return ()
    return codes


def _zone(value: object, faults: list[Fault]) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        faults.append(_bad("extra.sayasat.zone", value, "Asia/Bishkek"))
        return None


def _tag(value: object, faults: list[Fault], key: str = "extra.sayasat.tag") -> str:
    if not isinstance(value, str) or not _TAG_AUTHORITY.fullmatch(value):
        faults.append(_bad(key, value, "example.org,2026"))
    return str(value)


def _publisher(
    value: object, languages: tuple[str, ...], faults: list[Fault], *, may_lack: bool
) -> Mapping[str, str]:
    names = value if isinstance(value, dict) else {}
    faults += [
        _bad(f"extra.sayasat.publisher.{language}", names.get(language), "…")
        for language in languages
        if not isinstance(names.get(language), str) or not (may_lack or names[language].strip())
    ]
    return {language: str(names.get(language, "")) for language in languages}


def _adoption(value: object, languages: tuple[str, ...], faults: list[Fault]) -> Adoption | None:
    if value is None:
        return None
    values = value if isinstance(value, dict) else {}
    faults += [_unknown(f"adopt.{key}", _ADOPT) for key in values if key not in _ADOPT]
    repository, branch = values.get("repository"), values.get("branch", "")
    if not isinstance(repository, str) or not repository:
        faults.append(_bad("extra.sayasat.adopt.repository", repository, "…/policies.git"))
    if not isinstance(branch, str):
        faults.append(_bad("extra.sayasat.adopt.branch", branch, "main"))
    patterns = _patterns(values, "policies", faults)
    if values.get("policies") in (None, []):
        faults.append(_bad("extra.sayasat.adopt.policies", None, _PATTERN))
    if len(languages) > 1 and not any("{lang}" in str(each) for each in patterns):
        faults.append(_bad("extra.sayasat.languages", ", ".join(languages), f"[{languages[0]}]"))
    dates: tuple[DateSource, ...] = ()
    try:
        dates = tuple(date_source(str(each)) for each in values.get("dates", PRESETS))
    except (TypeError, ValueError) as error:
        faults.append(_bad("extra.sayasat.adopt.dates", error, "effective head:effective_date"))
    named = values.get("continues", {})
    if not isinstance(named, dict) or not all(isinstance(each, str | list) for each in named.values()):
        faults.append(_bad("extra.sayasat.adopt.continues", named, "{new-slug: [old-slug]}"))
        named = {}
    continues = {str(new): (old,) if isinstance(old, str) else tuple(old) for new, old in named.items()}
    since, only = _since(values.get("since", "")), _patterns(values, "only", faults)
    own_days = values.get("own_days") is True
    archivist = str(values.get("archivist", ""))
    parts = (patterns, dates, continues, since, only, own_days, archivist)
    return Adoption(Path(str(repository)), str(branch), *parts)


_PATTERN = '["policies/**/*.md"]'


def _patterns(values: Mapping[str, object], key: str, faults: list[Fault]) -> tuple[str, ...]:
    """Path patterns; none of them if one is bad, which is a fault."""
    patterns = values.get(key) or []
    if isinstance(patterns, list) and all(isinstance(each, str) and each.strip() for each in patterns):
        return tuple(patterns)
    faults.append(_bad(f"extra.sayasat.adopt.{key}", patterns, _PATTERN))
    return ()


def _since(value: object) -> str | date:
    """A day, or else the name of a commit."""
    text = str(value)
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text
    except ValueError:
        return text


def _log(value: object, faults: list[Fault]) -> LogSettings | None:
    if value is None:
        return None
    values = value if isinstance(value, dict) else {}
    faults += [_unknown(f"log.{key}", _LOG) for key in values if key not in _LOG]
    first = str(values.get("first", ""))
    if not re.fullmatch(r"[0-9a-f]{64}", first):
        faults.append(_bad("extra.sayasat.log.first", first, "`sayasat log begin`"))
    return LogSettings(_tag(values.get("origin"), faults, "extra.sayasat.log.origin"), first)


def _documents(value: object, faults: list[Fault]) -> tuple[str, ...]:
    formats = [] if value is None else value
    if not isinstance(formats, list) or not {DOCX}.issuperset(map(str, formats)):
        faults.append(_bad("extra.sayasat.documents", value, f"[{DOCX}]"))
        return ()
    return tuple(map(str, formats))


def _proof(value: object, faults: list[Fault]) -> ProofSettings | None:
    if value is None:
        return None
    values = value if isinstance(value, dict) else {}
    faults += [_unknown(f"proof.{key}", _PROOF) for key in values if key not in _PROOF]
    named = values.get("authorities", {})
    authorities = []
    for name, each in named.items() if isinstance(named, dict) else [("", None)]:
        key, own = f"proof.authorities.{name}", each if isinstance(each, dict) else {}
        faults += [_unknown(f"{key}.{other}", _AUTHORITY) for other in own if other not in _AUTHORITY]
        if not re.fullmatch("[a-z][a-z0-9-]*", str(name)) or name == "old":
            faults.append(_bad("extra.sayasat.proof.authorities", name, "tsa: {url: https://…, root: ….pem}"))
        url, root = str(own.get("url", "")), str(own.get("root", ""))
        faults += [
            _bad(f"extra.sayasat.{key}.{which}", found, expected)
            for which, found, expected in (("url", url, "https://…"), ("root", root, "….pem"))
            if not re.fullmatch(r"https?://\S+" if which == "url" else r".+\.pem", found)
        ]
        authorities.append(Authority(str(name), url, Path(root)))
    seal, root, crl = (str(values.get(key, "")) for key in ("seal", "root", "crl"))
    if not re.fullmatch(r"(.*/)?seal-[a-z0-9-]+\.pem", seal):
        faults.append(_bad("extra.sayasat.proof.seal", seal, "proof/seal-2026.pem"))
    if not root.endswith(".pem"):
        faults.append(_bad("extra.sayasat.proof.root", root, "proof/root.pem"))
    if crl and not re.match("https?://", crl):
        faults.append(_bad("extra.sayasat.proof.crl", crl, "https://….crl"))
    return ProofSettings(Path(seal), Path(root), crl, tuple(authorities))


def _contact(value: object, languages: tuple[str, ...], faults: list[Fault]) -> Contact | None:
    if value is None:
        return None
    values = value if isinstance(value, dict) else {}
    policy, office, form = values.get("policy", ""), values.get("office"), values.get("form", True)
    office = office if isinstance(office, dict) else {}
    if not isinstance(form, bool):
        faults.append(_bad("extra.sayasat.contact.form", form, "false"))
    if not isinstance(policy, str) or (form and not policy):
        faults.append(_bad("extra.sayasat.contact.policy", policy, "privacy"))
    faults += [_unknown(f"contact.{key}", _CONTACT) for key in values if key not in _CONTACT]
    for language in languages:
        details = office.get(language)
        if (
            not isinstance(details, dict)
            or not details
            or not all(isinstance(each, str) for each in details.values())
        ):
            faults.append(_bad(f"extra.sayasat.contact.office.{language}", details, "{…: …}"))
    return Contact(
        str(policy),
        {
            str(language): tuple((str(label), str(detail)) for label, detail in details.items())
            for language, details in office.items()
            if isinstance(details, dict)
        },
        bool(form),
    )
