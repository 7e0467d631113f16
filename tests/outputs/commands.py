"""What both commits' code is asked to do: builds of whole sites, and calls of the two commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from tests.support import foreign

LANGUAGES = ("ky", "ru", "en")
_COMMANDS = {
    "sayasat": (
        *("versions", "show", "diff", "headers", "check", "review", "adopt", "init"),
        *("new-version", "new-policy", "postpone", "withdraw", "repeal", "correct", "add-past-version"),
    ),
    "sayasat_contact": (
        *("init-db", "check-settings", "deliver", "list", "show", "retry", "release"),
        *("export", "erase", "purge"),
    ),
}
_EDITS = (
    ("new-version", "privacy", "--effective", "2027-06-01", "--beside", "--summary", "ky=Узак"),
    ("new-version", "privacy", "--effective", "2027-06-01", "--replaces", "2027-01-01"),
    ("new-version", "privacy", "--effective", "2026-01-01"),
    ("new-version",),
    ("new-policy", "rules", "--title", "ky=Эреже", "ru=Правила", "en=Rules", "--effective", "2027-03-01"),
    ("new-policy", "Rules!", "--title", "ky=Эреже"),
    ("postpone", "privacy", "2027-01-01", "2027-02-01"),
    ("postpone", "privacy", "2026-07-01", "2027-02-01"),
    ("repeal", "privacy", "--on", "2027-05-01"),
    ("repeal", "access", "--on", "2026-05-01"),
    ("repeal", "wifi", "--cancel"),
    ("withdraw", "privacy", "2027-01-01"),
    ("correct", "privacy", "2026-07-01", "--concerns", "translations", "--reason", "a letter"),
    ("correct", "privacy", "2026-07-02", "--concerns", "original", "--reason", "a letter"),
    ("add-past-version", "access", "2020-01-01", "docs/ky/policies/wifi.md", "--source", "Archive"),
    ("add-past-version", "access", "2026-07-01", "docs/ky/policies/wifi.md", "--source", "Archive"),
)
_UNFIT = re.compile(r"[^\w.=*-]+")
"""What the name of a file should not hold."""

_DATABASE = {"CONTACT_DATABASE": "sqlite:///contact.db"}


class Call(Struct, frozen=True):
    """One program, called in one input repository."""

    repository: str
    arguments: tuple[str, ...]
    module: str = "sayasat"
    variables: Mapping[str, str] = field(default_factory=dict)

    adopted: tuple[str, ...] = ()
    """Input repositories beside `repository` that the arguments name."""

    changes: tuple[str, ...] = ()
    """Pathspecs of what it may write, recorded as a diff; it then works on a copy of the repository."""

    site: str = ""
    """The folder, beside the repository, of the site that it builds."""

    @property
    def name(self) -> str:
        """A name for a file: what a person would type, after the name of the repository."""
        variables = (f"{key}={value}" for key, value in self.variables.items())
        program = () if self.module == "sayasat" else (self.module,)
        typed = _UNFIT.sub(" ", " ".join((*variables, *program, *self.arguments))).strip()
        return f"{self.repository}/{typed or self.module}"


def calls() -> Iterator[Call]:
    """All of them. None needs or sees what another has written; they run at the same time."""
    yield from _builds()
    yield from _helps()
    yield from _reads()
    yield from _faults()
    yield from _checks()
    for edit in _EDITS:
        for language in LANGUAGES:
            yield Call("demo", (*edit, "--language", language), changes=("docs",))
    for language in LANGUAGES:
        in_language = ("--language", language)
        yield Call("empty", (*in_language, "check-settings"), "sayasat_contact")
        for command in ("list", "init-db"):
            yield Call(
                "empty", (*in_language, command), "sayasat_contact", _DATABASE, changes=(".", ":!contact.db")
            )


def _builds() -> Iterator[Call]:
    """Sites with their feeds, JSON, Word documents and the contract of the contact form."""
    for name in ("own", "demo", "every-kind"):
        yield Call(
            name, ("build", "--strict", "--site-dir", f"../{name}.site"), "mkdocs", site=f"{name}.site"
        )
    yield Call("broken", ("build", "--strict", "--site-dir", "../broken.site"), "mkdocs")
    adopted = {
        "nested": ("--policies", foreign.NESTED_GLOB, "--site-url", "https://example.org/texts/"),
        "companies": ("--policies", foreign.COMPANY_GLOB, "--title", "A <b> & more", "--language", "ru"),
        "bare/policies.git": ("--branch", "texts", "--policies", *foreign.BARE_GLOBS),
    }
    for path, options in adopted.items():
        name = path.split("/", maxsplit=1)[0]
        site = f"{name}.site"
        arguments = ("adopt", f"../{path}", *options, "--out", f"../{site}", "--cache", f"../{name}.cache")
        yield Call("empty", arguments, adopted=(name,), site=site)
    # The hooks and the theme are code: what they make is compared, not they
    files = (".", ":!new/hooks", ":!new/overrides")
    for languages in ("en", "ky,ru,en"):
        options = ("--languages", languages, "--title", "New", "--site-url", "https://example.org/")
        yield Call("empty", ("init", "new", *options), changes=files)


def _helps() -> Iterator[Call]:
    for module, names in _COMMANDS.items():
        yield Call("empty", ("--help",), module)
        for name in names:
            yield Call("empty", (name, "--help"), module)


def _reads() -> Iterator[Call]:
    for name in ("own", "demo", "every-kind"):
        yield Call(name, ("versions",))
        yield Call(name, ("versions", "--json"))
        yield Call(name, ("headers",))
        for language in LANGUAGES:
            in_language = ("--language", language)
            yield Call(name, ("versions", "privacy", "--json", *in_language))
            for form in ("markdown", "docx"):
                yield Call(name, ("show", "privacy", "2026-11-24", "--format", form, *in_language))
    pairs = (
        ("privacy", "2025-05-01", "2026-07-01"),
        ("services", "2024-07-01", "docs/en/policies/access.md"),
    )
    for language in LANGUAGES:
        for form in ("text", "html", "json", "docx"):
            for pair in pairs:
                yield Call("demo", ("diff", *pair, "--format", form, "--language", language))


def _faults() -> Iterator[Call]:
    """Wrong arguments and settings: messages and exit codes."""
    for arguments in (
        (),
        ("list",),
        ("show", "privacy"),
        ("show", "privacy", "2020-01-01"),
        ("show", "privacy", "30.02.2026"),
        ("show", "privacy", "2026-11-24", "--output", "nowhere/file"),
        ("versions", "privaci"),
        ("versions", "--language", "kg"),
        ("diff", "privacy", "2020-01-01", "nothing"),
        ("diff", "privacy", "2025-05-01", "2026-07-01", "--format", "pdf"),
        ("check", "--base", "nowhere"),
        ("review", "nowhere"),
        ("-f", "nowhere.yml", "versions"),
    ):
        yield Call("demo", arguments)
    yield Call("demo", ("versions",), variables={"SAYASAT_TODAY": "tomorrow"})
    never = ("--out", "never", "--cache", "../never.cache")
    yield Call("empty", ("versions",))
    yield Call("empty", ("init", "never", "--languages", "kg"))
    yield Call("empty", ("init", "never", "--tag", "?"))
    yield Call("empty", ("adopt", "nowhere", "--policies", "*.md", *never))
    yield Call("empty", ("adopt", "../nested", "--policies", "none/*.md", *never), adopted=("nested",))


def _checks() -> Iterator[Call]:
    for language in LANGUAGES:
        in_language = ("--language", language)
        for form in ("text", "github", "json"):
            yield Call("findings", ("check", "--format", form, *in_language))
            yield Call("proposal", ("check", "--base", "main", "--format", form, *in_language))
        yield Call("demo", ("check", "--staged", *in_language))
        yield Call("findings", ("review", "main", *in_language))
        yield Call("proposal", ("review", "main", *in_language))
        yield Call(
            "proposal", ("review", "main", "proposal", "--details", "https://example.org/", *in_language)
        )
