"""Reads and checks the settings of a site: ``extra.sayasat`` in mkdocs.yml.

Longer than 300 lines because each part is a type and the function that reads it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field
from msgspec.structs import fields

from sayasat.errors import Fault, SettingsError
from sayasat.policy_files.adopted_layout import Adopted, Layout
from sayasat.policy_files.date_sources import PRESETS, DateSource, date_source
from sayasat.policy_files.layout import Published
from sayasat.policy_files.path_patterns import language_tag

_TAG = r"[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?"
LANGUAGE_TAG = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
"""A language tag (BCP 47): language, script, region, variants. Only in this spelling: it is part of URLs."""

TODAY = "SAYASAT_TODAY"
"""The environment variable with the day (YYYY-MM-DD) that a site is built for; today if it is not set.
It is no key of mkdocs.yml, because YAML reads it as a date, or fails with a traceback for a wrong one."""

CACHE = "SAYASAT_CACHE"
"""Environment variable: the folder of the cache; by default `CACHE_FOLDER` beside mkdocs.yml."""

CACHE_FOLDER = ".cache"

DOCX = "docx"
"""Word documents, a value of `Settings.documents`."""


class Contact(Struct, frozen=True):
    """How visitors reach the publisher: by the contact form, and otherwise."""

    policy: str
    """The slug of the policy that a visitor accepts; empty without a form."""

    office: Mapping[str, tuple[tuple[str, str], ...]]
    """By language: (label, value) pairs of other ways to contact the publisher, such as a telephone."""

    has_form: bool = True
    """Whether the site has the form. A static host has no handler that takes it."""


class Adoption(Struct, frozen=True):
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


class LogSettings(Struct, frozen=True):
    """Which publication log is the site's: `sayasat log begin` makes it."""

    origin: str
    """The `Settings.tag` of the site that the log belongs to: a fork with another tag begins its own."""

    first: str
    """SHA-256 of the log's first line, in hexadecimal."""


class Authority(Struct, frozen=True):
    """A timestamp authority (RFC 3161)."""

    name: str
    """Part of the names of its files: ``heads/0007.NAME.tsr``, ``certs/NAME-root.pem``."""

    url: str
    root: Path
    """PEM: the certificate that its certificates lead to; relative to mkdocs.yml."""


class ProofSettings(Struct, frozen=True):
    """How heads of the publication log are sealed and stamped. Paths are relative to mkdocs.yml."""

    seal: Path
    """PEM: the certificate of the seal, ``seal-….pem``."""

    root: Path
    """PEM: the certificates of the authorities that issued it, up to the root."""

    crl: str
    """URL of the revocation list; empty if there is none."""

    authorities: tuple[Authority, ...]


class Settings(Struct, frozen=True):
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


PARTS = {
    "adopt": [each.name for each in fields(Adoption)],
    "contact": ["form", "office", "policy"],
    "log": [each.name for each in fields(LogSettings)],
    "proof": [each.name for each in fields(ProofSettings)],
}
"""The keys of each mapping below ``extra.sayasat``."""

KEYS = [*PARTS, "documents", "languages", "publisher", "repository_url", "tag", "zone"]
"""The keys of ``extra.sayasat``."""


def read_settings(values: Mapping[str, object], site_url: str | None) -> Settings:
    """Read the mapping ``extra.sayasat`` and MkDocs' ``site_url``. Raises SettingsError with all faults."""
    faults: list[Fault] = []
    own = _Values(faults, values, KEYS)
    languages, zone = _languages(own), _zone(own)
    tag = own.text("tag", _TAG, "example.org,2026")
    publisher = _publisher(own, languages)
    contact = _contact(own, languages)
    parts = _adoption(own, languages), _log(own), _documents(own), _proof(own)
    repository_url = str(values.get("repository_url") or "")
    if repository_url and not _is_site_url(f"{repository_url}/"):
        own.bad("repository_url", "https://github.com/…/…")
    if not site_url or not _is_site_url(f"{site_url}/"):
        faults.append(_bad("site_url", site_url, "https://…/"))
    if faults or zone is None or not site_url:
        raise SettingsError(faults)
    site_url = site_url.rstrip("/") + "/"
    return Settings(languages, zone, tag, publisher, site_url, contact, *parts, repository_url)


class _Values:
    """A mapping of settings that is read; what is wrong in it is added to ``faults``."""

    def __init__(self, faults: list[Fault], value: object, known: Sequence[str], *names: str) -> None:
        """``known`` are its keys, ``names`` those that lead to it below ``extra.sayasat``."""
        self.values: Mapping[str, Any] = value if isinstance(value, dict) else {}
        self.faults, self._names = faults, names
        for key in self.values:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, n=1) or [", ".join(known)]
                faults.append(Fault("setting-unknown", self._where(key), (("suggestion", near[0]),)))

    def part(self, name: str) -> _Values | None:
        """The mapping of a key; None if the key has no value."""
        value = self.values.get(name)
        return None if value is None else _Values(self.faults, value, PARTS[name], *self._names, name)

    def bad(self, name: str, expected: str, *shown: object) -> None:
        """Add the fault of a key with a wrong value, which is shown unless another one is to be."""
        value = shown[0] if shown else self.values.get(name)
        self.faults.append(_bad(self._where(name), value, expected))

    def text(self, name: str, form: str, expected: str, default: str | None = None) -> str:
        """The text of a key, which has a form; ``default`` is that of a key without a value."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or not re.fullmatch(form, value):
            self.bad(name, expected)
        return str(value)

    def _where(self, name: str) -> str:
        return ".".join(("extra.sayasat", *self._names, str(name)))


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


def _bad(key: str, value: object, expected: str) -> Fault:
    shown = "" if value is None else str(value)
    return Fault("setting-bad", key, (("value", shown), ("expected", expected)))


def _languages(own: _Values) -> tuple[str, ...]:
    value = own.values.get("languages")
    codes = tuple(value) if isinstance(value, list | tuple) else ()
    wrong = [code for code in codes if not isinstance(code, str) or not re.fullmatch(LANGUAGE_TAG, code)]
    if not wrong and len(set(codes)) < len(codes):
        wrong = list(codes)
    if not wrong and codes:
        return codes
    right = [tag for tag in map(language_tag, map(str, wrong)) if re.fullmatch(LANGUAGE_TAG, tag)]
    expected = ", ".join(dict.fromkeys(right)) if len(right) == len(wrong) > 0 else "[ky, ru, en]"
    own.bad("languages", expected, ", ".join(map(str, wrong)) if wrong else value)
    return ()


def _zone(own: _Values) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(own.values.get("zone")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        own.bad("zone", "Asia/Bishkek")
        return None


def _publisher(own: _Values, languages: tuple[str, ...]) -> Mapping[str, str]:
    value, may_lack = own.values.get("publisher"), own.values.get("adopt") is not None
    names = value if isinstance(value, dict) else {}
    for language in languages:
        name = names.get(language)
        if not isinstance(name, str) or not (may_lack or name.strip()):
            own.bad(f"publisher.{language}", "…", name)
    return {language: str(names.get(language, "")) for language in languages}


def _adoption(own: _Values, languages: tuple[str, ...]) -> Adoption | None:
    adopt = own.part("adopt")
    if adopt is None:
        return None
    repository = adopt.text("repository", "(?s).+", "…/policies.git")
    branch = adopt.text("branch", "(?s).*", "main", "")
    patterns, only = _patterns(adopt, "policies"), _patterns(adopt, "only")
    if not adopt.values.get("policies"):
        adopt.bad("policies", _PATTERN, None)
    if len(languages) > 1 and not any("{lang}" in str(each) for each in patterns):
        own.bad("languages", f"[{languages[0]}]", ", ".join(languages))
    dates: tuple[DateSource, ...] = ()
    try:
        dates = tuple(date_source(str(each)) for each in adopt.values.get("dates", PRESETS))
    except (TypeError, ValueError) as error:
        adopt.bad("dates", "effective head:effective_date", error)
    named = adopt.values.get("continues", {})
    if not isinstance(named, dict) or not all(
        isinstance(each, str | list | tuple) for each in named.values()
    ):
        adopt.bad("continues", "{new-slug: [old-slug]}")
        named = {}
    continues = {str(new): (old,) if isinstance(old, str) else tuple(old) for new, old in named.items()}
    since, own_days = _since(adopt.values.get("since", "")), adopt.values.get("own_days") is True
    archivist = str(adopt.values.get("archivist", ""))
    return Adoption(Path(repository), branch, patterns, dates, continues, since, only, own_days, archivist)


_PATTERN = '["policies/**/*.md"]'


def _patterns(adopt: _Values, key: str) -> tuple[str, ...]:
    """Path patterns; none of them if one is bad, which is a fault."""
    patterns = adopt.values.get(key) or []
    if isinstance(patterns, list | tuple) and all(
        isinstance(each, str) and each.strip() for each in patterns
    ):
        return tuple(patterns)
    adopt.bad(key, _PATTERN)
    return ()


def _since(value: object) -> str | date:
    """A day, or else the name of a commit."""
    text = str(value)
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text
    except ValueError:
        return text


def _log(own: _Values) -> LogSettings | None:
    log = own.part("log")
    if log is None:
        return None
    first = log.text("first", "[0-9a-f]{64}", "`sayasat log begin`")
    return LogSettings(log.text("origin", _TAG, "example.org,2026"), first)


def _documents(own: _Values) -> tuple[str, ...]:
    value = own.values.get("documents")
    formats = [] if value is None else value
    if isinstance(formats, list) and {DOCX}.issuperset(map(str, formats)):
        return tuple(map(str, formats))
    own.bad("documents", f"[{DOCX}]")
    return ()


def _proof(own: _Values) -> ProofSettings | None:
    proof = own.part("proof")
    if proof is None:
        return None
    named = proof.values.get("authorities", {})
    authorities = []
    for name, value in named.items() if isinstance(named, dict) else [("", None)]:
        if not re.fullmatch("[a-z][a-z0-9-]*", str(name)) or name == "old":
            proof.bad("authorities", "tsa: {url: https://…, root: ….pem}", name)
        each = _Values(own.faults, value, ("url", "root"), "proof", "authorities", str(name))
        url, root = each.text("url", r"https?://\S+", "https://…"), each.text("root", r".+\.pem", "….pem")
        authorities.append(Authority(str(name), url, Path(root)))
    seal = proof.text("seal", r"(.*/)?seal-[a-z0-9-]+\.pem", "proof/seal-2026.pem")
    root = proof.text("root", r".*\.pem", "proof/root.pem")
    crl = proof.text("crl", r"(https?://.*)?", "https://….crl", "")
    return ProofSettings(Path(seal), Path(root), crl, tuple(authorities))


def _contact(own: _Values, languages: tuple[str, ...]) -> Contact | None:
    contact = own.part("contact")
    if contact is None:
        return None
    form, office = contact.values.get("form", True), contact.values.get("office")
    offices = office if isinstance(office, dict) else {}
    if not isinstance(form, bool):
        contact.bad("form", "false")
    policy = contact.text("policy", ".+" if form else ".*", "privacy", "")
    for language in languages:
        details = offices.get(language)
        is_right = isinstance(details, dict) and all(isinstance(each, str) for each in details.values())
        if not details or not is_right:
            contact.bad(f"office.{language}", "{…: …}", details)
    shown = {str(key): each.items() for key, each in offices.items() if isinstance(each, dict)}
    texts = {key: tuple((str(name), str(value)) for name, value in each) for key, each in shown.items()}
    return Contact(policy, texts, bool(form))
