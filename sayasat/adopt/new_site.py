"""``sayasat init``: the files of a new site's repository, which are settings, pages and workflows.

None of them is code of Sayasat.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from sayasat.adopt.arguments import as_arguments, today_in
from sayasat.adopt.options import folder_name, is_lasting, showable_name, tag_authority
from sayasat.adopt.output_folder import write_new_files
from sayasat.errors import EditError, Fault, SettingsError
from sayasat.i18n.messages import interface_language, messages
from sayasat.mkdocs_plugin.config import FILE
from sayasat.mkdocs_plugin.site_configuration import site_configuration
from sayasat.repository.checkout import init_repository, work_tree_of
from sayasat.settings import Settings, read_settings

PAGES = ("index", "changes", "about")
POLICY = "first"
"""The name of the file that shows how a policy is written."""

WORKFLOWS = ("check", "comment", "publish", "recheck", "watch")

_IGNORED = "/site/\n/.site.*\n/build/\n/.cache/\n/.venv/\n/.forge/\n__pycache__/\n*.sayasat-new\n"
_TIME = re.compile(r"@CRON_(\d\d):(\d\d)@")


class NewSite(Struct, frozen=True):
    """The arguments of ``sayasat init``."""

    languages: tuple[str, ...]
    """BCP 47 tags. The first is the authentic language."""

    title: str
    publisher: str
    site_url: str
    zone: str
    tag: str
    """The authority and year of feed ids; if empty, they are made of the site's host and `year`."""

    year: int

    release: str
    """The release of Sayasat that the site is built with."""

    def check(self) -> Settings:
        """The settings of the site. Raises SettingsError with every fault."""
        settings = read_settings(self._settings, self.site_url)
        authority = self.tag.partition(",")[0] or tag_authority(self.site_url)
        if not is_lasting(authority):
            raise SettingsError([Fault("init-authority", "--site-url", (("value", authority),))])
        return settings

    def files(self) -> Iterator[tuple[str, str]]:
        """Each file's path and text."""
        authentic = self.languages[0]
        yield FILE, site_configuration(self.title, self.site_url, self._settings)
        yield "requirements.txt", _packaged_text("requirements.txt").replace("@VERSION@", self.release)
        yield "Makefile", _packaged_text("Makefile")
        yield ".gitignore", _IGNORED
        for name in WORKFLOWS:
            yield f".github/workflows/{name}.yml", workflow(name, self.zone)
        for name in ("README.md", "CONTRIBUTING.md"):
            text = _text_in(authentic, name).replace("@TITLE@", self.title)
            yield name, text.replace("@LANGUAGE@", authentic)
        for language in self.languages:
            for name in PAGES:
                yield f"docs/{language}/{name}.md", _text_in(language, f"{name}.md")
        policy = _text_in(authentic, "policy.md").replace("@LANGUAGE@", authentic)
        yield f"docs/{authentic}/policies/{POLICY}.md", policy

    @property
    def _settings(self) -> dict[str, Any]:
        """The value of ``extra.sayasat``."""
        return {
            "languages": list(self.languages),
            "zone": self.zone,
            "tag": self.tag or f"{tag_authority(self.site_url)},{self.year}",
            "publisher": dict.fromkeys(self.languages, self.publisher),
        }


def run_init(options: argparse.Namespace) -> int:
    """Write the files of a new site; if one of them exists, write nothing. Returns the exit code, 0.

    Raises SayasatError.
    """
    folder = options.folder.absolute()
    title = showable_name(options.title) or folder_name(folder.resolve())
    new_site = NewSite(
        tuple(each.strip() for each in options.languages.split(",")),
        title,
        showable_name(options.publisher) or title,
        options.site_url,
        options.zone,
        options.tag,
        today_in(options.zone).year,
        version("sayasat"),
    )
    with as_arguments():
        new_site.check()
    _refuse_inside(folder.resolve())
    write_new_files(folder, {path: text.encode() for path, text in new_site.files()})
    init_repository(folder)
    sys.stdout.write(messages("en")("adopted.begun", folder=folder) + "\n")
    return 0


def _refuse_inside(folder: Path) -> None:
    """Raise EditError if the folder is below the top of a repository, where Sayasat looks for ``docs/``."""
    above = work_tree_of(folder)
    if above not in {None, folder}:
        raise EditError([Fault("init-inside", str(folder), (("top", str(above)),))])


def workflow(name: str, zone: str) -> str:
    """The text of a workflow, whose times of day are those of a time zone."""
    text = _packaged_text(f"workflows/{name}.yml").replace("@ZONE@", zone)
    return _TIME.sub(lambda found: _cron(int(found[1]), int(found[2]), ZoneInfo(zone)), text)


def _cron(hour: int, minute: int, zone: ZoneInfo) -> str:
    """The fields of cron, in UTC, for a time of day in standard time; in summer it is an hour later."""
    months = (datetime(2026, month, 1, tzinfo=UTC).astimezone(zone).utcoffset() for month in (1, 7))
    standard = min(each or timedelta() for each in months)
    time = datetime(2026, 1, 1, hour, minute, tzinfo=UTC) - standard
    return f"{time.minute} {time.hour} * * *"


def _text_in(language: str, name: str) -> str:
    """A text in a language; in English for a language that Sayasat has no texts in."""
    return _packaged_text(f"{interface_language(language) or 'en'}/{name}")


def _packaged_text(name: str) -> str:
    return (files("sayasat") / "adopt" / "new" / name).read_text(encoding="utf-8")
