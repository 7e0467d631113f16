"""Profiles a cold build: the time of each module and of each function."""

from __future__ import annotations

import pstats
import sys
from collections import defaultdict
from pathlib import Path

from msgspec.structs import replace

from bench.scale.programmes import ROOT, Sayasat, run
from bench.scale.shape import Shape

_SHOWN = 30
_MODULES = 15


def page(folder: Path, shape: Shape) -> str:
    """The Markdown page. Builds in one process under cProfile, and leaves cold.prof beside ``folder``."""
    profile = folder.parent.absolute() / "cold.prof"
    ours = replace(Sayasat(folder.absolute(), shape), workers="1")
    ours.prepare()
    command = [sys.executable, "-m", "cProfile", "-o", profile, *ours.command[1:]]
    once = run("profile", shape.texts, command, (ours.repository, ours.site), environment=ours.environment)
    stats = pstats.Stats(str(profile))
    own, whole = _by_module(stats), _by_function(stats)
    return f"""# Where a cold build's time goes

{shape.texts:,} texts, one process, {once.taken.seconds:.0f} s under cProfile, which slows calls of Python
functions and not the code in C: shares, not times, carry over.

## By module, without what it calls

{own}

## By function of ours, with what it calls

{whole}
"""


def _by_module(stats: pstats.Stats) -> str:
    spent: dict[str, float] = defaultdict(float)
    for (file, _, name), (_, _, own, _, _) in _entries(stats):
        spent[_module(file) if file != "~" else f"built in: {name}"] += own
    total = sum(spent.values())
    top = sorted(spent.items(), key=lambda item: -item[1])[:_MODULES]
    rows = [f"| {name} | {seconds:.1f} | {seconds / total:.0%} |" for name, seconds in top]
    return "\n".join(("| module | s | share |", "| --- | --: | --: |", *rows))


def _by_function(stats: pstats.Stats) -> str:
    ours = [(each, key) for key, each in _entries(stats) if Path(key[0]).is_relative_to(ROOT / "sayasat")]
    top = sorted(ours, key=lambda item: -item[0][3])[:_SHOWN]
    rows = [
        f"| {_module(file)}:{line} `{name}` | {calls:,} | {own:.1f} | {whole:.1f} |"
        for (_, calls, own, whole, _), (file, line, name) in top
    ]
    return "\n".join(("| function | calls | own, s | whole, s |", "| --- | --: | --: | --: |", *rows))


def _entries(stats: pstats.Stats) -> list[tuple[tuple[str, int, str], tuple[int, int, float, float, object]]]:
    return list(stats.stats.items())  # type: ignore[attr-defined]


def _module(file: str) -> str:
    """The path of a file below the project or below site-packages; elsewhere its name."""
    _, installed, package = file.rpartition("site-packages/")
    if installed:
        return package
    path = Path(file)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
