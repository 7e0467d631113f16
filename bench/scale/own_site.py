"""Compares the build of the publisher's own site with and without the plugin, on the same docs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from statistics import median

from msgspec import Struct

from bench.scale.programmes import ROOT, Run, mkdocs_build, own_files, run

KY = "partials/languages/ky.html"
"""Material has no Kyrgyz texts: without this file it cannot build a Kyrgyz site."""

_PLUGIN = "  - sayasat\n"


class Compared(Struct, frozen=True):
    """The runs on a small site, each list in the order of time."""

    plain: list[Run]
    cold: list[Run]
    """With the plugin and an empty cache."""

    warm: list[Run]
    """With the plugin and the cache of the run before."""

    def ratio(self, runs: list[Run]) -> float:
        """The median time of runs divided by that of MkDocs without the plugin."""
        return seconds(runs) / seconds(self.plain)


def seconds(runs: list[Run]) -> float:
    """The median time of runs, in seconds."""
    return median(each.taken.seconds for each in runs)


def compare(folder: Path, rounds: int) -> Compared:
    """Build the project's own docs with and without the plugin, in turn. The first round does not count."""
    ours, alone = folder / "own", folder / "alone"
    _clone(ours)
    without_plugin(ours, alone)
    compared = Compared([], [], [])
    for number in range(rounds + 1):
        runs = _round(folder, ours, alone)
        if number:
            for counted, each in zip((compared.plain, compared.cold, compared.warm), runs, strict=True):
                counted.append(each)
    return compared


def _round(folder: Path, ours: Path, alone: Path) -> tuple[Run, Run, Run]:
    cache = {"SAYASAT_CACHE": str((folder / "own-cache").absolute())}
    shutil.rmtree(folder / "own-cache", ignore_errors=True)

    def build(what: str, source: Path, site: str) -> Run:
        target = (folder / site).absolute()
        shutil.rmtree(target, ignore_errors=True)
        return run(what, 0, mkdocs_build(target), (source, target), environment=cache)

    return (
        build("mkdocs build without the plugin", alone, "alone-site"),
        build("mkdocs build with the plugin, empty cache", ours, "own-site"),
        build("mkdocs build with the plugin, again", ours, "own-site"),
    )


def _clone(folder: Path) -> None:
    """Clone the project's history, with the configuration of the working tree."""
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)  # noqa: S603, S607
    for path, data in own_files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def without_plugin(ours: Path, alone: Path) -> None:
    """Copy the docs, other plugins and extensions without the plugin, so that policies are plain pages."""
    shutil.copytree(ours / "docs", alone / "docs")
    (alone / "overrides" / KY).parent.mkdir(parents=True)
    shutil.copy(ROOT / "sayasat/theme" / KY, alone / "overrides" / KY)
    settings = (ours / "mkdocs.yml").read_text(encoding="utf-8")
    assert _PLUGIN in settings
    (alone / "mkdocs.yml").write_text(settings.replace(_PLUGIN, ""), encoding="utf-8")
    for page in (alone / "docs").rglob("*.md"):
        page.write_text(_plain_template(page.read_text(encoding="utf-8")), encoding="utf-8")


def _plain_template(text: str) -> str:
    """A page without its ``template``: the plugin adds the folder of those templates."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("template: "))
