"""The files of a new site's repository. Only reads the project's own files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from sayasat.adopt.options import tag_authority
from sayasat.cookies.inventory import ESSENTIAL
from sayasat.cookies.inventory import FILE as INVENTORY
from sayasat.errors import Fault, SettingsError
from sayasat.exports.synonyms import FILE as SYNONYMS
from sayasat.i18n.messages import LANGUAGES, messages
from sayasat.mkdocs_plugin.config import FILE
from sayasat.settings import read_settings

PAGES = ("index", "changes", "about", "cookies")
POLICY = "first"
"""The name of the file that shows how a policy is written."""

_IGNORED = "/site/\n/.cache/\n__pycache__/\n"


@dataclass(frozen=True, slots=True)
class NewSite:
    """The arguments of ``sayasat init``."""

    languages: tuple[str, ...]
    """The first is the authentic language."""

    title: str
    publisher: str
    site_url: str
    zone: str
    tag: str
    """The authority and year of feed ids; if empty, they are made of the site's host and `year`."""

    year: int

    def check(self) -> None:
        """Raise SettingsError with every fault."""
        # The notices on translations name the Kyrgyz original
        is_of_kyrgyz = len(self.languages) == 1 or self.languages[0] == "ky"
        if not is_of_kyrgyz or not set(self.languages) <= set(LANGUAGES):
            facts = (("value", ",".join(self.languages)), ("expected", "ky,ru,en; ky,ru; en"))
            raise SettingsError([Fault("setting-bad", "--languages", facts)])
        read_settings(
            {
                "languages": list(self.languages),
                "zone": self.zone,
                "tag": self._tag,
                "publisher": self._publisher,
            },
            self.site_url,
        )

    def files(self, project: Path) -> Iterator[tuple[str, bytes]]:
        """Each file's path and bytes; ``hooks/`` and ``overrides/`` are those of ``project``."""
        yield FILE, self._configuration().encode()
        yield INVENTORY, _inventory(project, self.languages).encode()
        yield SYNONYMS, _synonyms(project, self.languages).encode()
        yield ".gitignore", _IGNORED.encode()
        for language in self.languages:
            for name in PAGES:
                yield f"docs/{language}/{name}.md", _packaged_text(f"{language}/{name}.md").encode()
        yield (
            f"docs/{self.languages[0]}/policies/{POLICY}.md",
            _packaged_text(f"{self.languages[0]}/policy.md").encode(),
        )
        for folder in ("hooks", "overrides"):
            for file in sorted((project / folder).rglob("*")):
                if file.is_file() and "__pycache__" not in file.parts:
                    yield file.relative_to(project).as_posix(), file.read_bytes()

    @property
    def _tag(self) -> str:
        return self.tag or f"{tag_authority(self.site_url)},{self.year}"

    @property
    def _publisher(self) -> dict[str, str]:
        return dict.fromkeys(self.languages, self.publisher)

    def _configuration(self) -> str:
        """The text of mkdocs.yml. Values are written as JSON, which is YAML and needs no quoting rules."""
        languages = [
            {"locale": each, "name": messages(each)("language.name"), "default": position == 0}
            for position, each in enumerate(self.languages)
        ]
        return _packaged_text(FILE).format(
            title=_json(self.title),
            site_url=_json(self.site_url.rstrip("/") + "/"),
            authentic=self.languages[0],
            i18n=_json(languages),
            languages=_json(self.languages),
            zone=_json(self.zone),
            tag=_json(self._tag),
            publisher=_json(self._publisher),
        )


def _inventory(project: Path, languages: Sequence[str]) -> str:
    """The text of cookies.yml: the project's essential items, in the site's languages.

    Optional items need a decision of the new site's publisher, so they are left out.
    """
    whole = yaml.safe_load((project / INVENTORY).read_text(encoding="utf-8"))
    items = {
        "text": whole["text"],
        "categories": {ESSENTIAL: whole["categories"][ESSENTIAL]},
        "items": [each for each in whole["items"] if each["category"] == ESSENTIAL],
    }
    comment = "# Everything that the site can keep in a visitor's browser.\n"
    written = yaml.safe_dump(_in_languages(items, languages), allow_unicode=True, sort_keys=False, width=120)
    return f"{comment}{written}"


def _synonyms(project: Path, languages: Sequence[str]) -> str:
    """The text of search.yml: the project's own words, in the site's languages, to begin with."""
    whole = yaml.safe_load((project / SYNONYMS).read_text(encoding="utf-8"))
    comment = "# Words and phrases that mean the same to the search, one group to a line.\n"
    written = yaml.safe_dump(_in_languages(whole, languages), allow_unicode=True, sort_keys=False, width=120)
    return f"{comment}{written}"


def _in_languages(value: Any, languages: Sequence[str]) -> Any:  # noqa: ANN401 (what YAML holds)
    """A value of YAML, in which mappings from language to text have only these languages."""
    if isinstance(value, list):
        return [_in_languages(each, languages) for each in value]
    if not isinstance(value, dict):
        return value
    if set(languages) <= value.keys():
        return {language: value[language] for language in languages}
    return {key: _in_languages(each, languages) for key, each in value.items()}


def _packaged_text(name: str) -> str:
    return (files("sayasat") / "adopt" / "new" / name).read_text(encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
