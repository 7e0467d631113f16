"""Time and memory at scale: python -m bench.scale writes bench/RESULTS.md."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.scale import hot_spots, own_site, programmes
from bench.scale.metering import MEGABYTE
from bench.scale.programmes import ROOT, Run, Sayasat
from bench.scale.results import Results, page
from bench.scale.shape import Shape, sized

RESULTS = ROOT / "bench" / "RESULTS.md"
FOLDER = ROOT / "build" / "bench"
GROWTH = (4, 2, 1)
"""The archive at a quarter of its age, at half of it, and whole."""


def main(words: list[str]) -> None:
    """Measure what the command line asks for."""
    said = _parser().parse_args(words)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        if said.profile:
            _write(FOLDER.parent / "profile.md", hot_spots.page(FOLDER, _shape(said)))
            return
        _write(Path(said.results), page(_measured(said)))
    finally:
        if not said.keep:
            shutil.rmtree(FOLDER, ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    add = parser.add_argument
    add("--versions", type=int, default=4000, help="texts in all; 200 for a quick look (default: 4000)")
    add("--policies", type=int, default=40, help="at most; each has twenty versions or more (default: 40)")
    add("--languages", default="en", help="one, or several as ky,ru,en (default: en)")
    add("--size", type=int, default=60, help="of a text, in KB (default: 60)")
    add("--workers", default="", help="processes of Sayasat's (default: as it chooses)")
    add(
        "--rounds", type=int, default=1, help="of Hugo and of cold builds in turn; medians count (default: 1)"
    )
    add("--own-rounds", type=int, default=5, help="of the publisher's own site; 0: none (default: 5)")
    add(
        "--limit",
        type=float,
        default=600,
        help="seconds after which Hugo or MkDocs is stopped (default: 600)",
    )
    add("--only", default="", help="sayasat, hugo or mkdocs: those named, by commas (default: all)")
    add("--no-growth", action="store_true", help="the whole archive only")
    add("--results", default=str(RESULTS), help="the page to write (default: bench/RESULTS.md)")
    add(
        "--profile",
        action="store_true",
        help="instead, write build/profile.md: where a cold build's time goes",
    )
    add("--keep", action="store_true", help="leave repositories and sites in build/bench/")
    return parser


def _measured(said: argparse.Namespace) -> Results:
    whole = _shape(said)
    ages = (1,) if said.no_growth else GROWTH
    runs = [run for age in ages for run in _Scale(said, age).runs()]
    own = own_site.compare(FOLDER / "own", said.own_rounds) if said.own_rounds else None
    return Results(whole, tuple(runs), own, said.limit, said.rounds)


def _shape(said: argparse.Namespace, age: int = 1) -> Shape:
    whole = sized(said.versions, tuple(said.languages.split(",")), said.size * 1000, said.policies)
    return whole.younger(age)


@dataclass(frozen=True, slots=True)
class _Scale:
    """All programmes on an archive of one size."""

    said: argparse.Namespace
    age: int

    def runs(self) -> Iterator[Run]:
        """One after the other: never two at once."""
        folder, shape = FOLDER / str(self.age), _shape(self.said, self.age)
        for run in self._runs(folder, shape):
            _say(run)
            yield run
        if not self.said.keep:
            shutil.rmtree(folder, ignore_errors=True)

    def _runs(self, folder: Path, shape: Shape) -> Iterator[Run]:
        wanted = set(filter(None, self.said.only.split(","))) or {"sayasat", "hugo", "mkdocs"}
        ours = Sayasat(folder.absolute(), shape, self.said.workers)
        if "sayasat" in wanted:
            ours.prepare()
        for _ in range(self.said.rounds):
            if "hugo" in wanted:
                yield programmes.hugo(folder, shape, self.said.limit)
            if "sayasat" in wanted:
                yield ours.cold()
        if "sayasat" in wanted:
            yield ours.warm()
            yield ours.after_one_commit()
        if "mkdocs" in wanted:
            yield programmes.mkdocs(folder, shape, self.said.limit)


def _say(run: Run) -> None:
    """Progress: a whole run takes long."""
    taken = run.taken
    figures = f"{taken.seconds:8.1f} s  CPU {taken.cpu:8.1f} s  {taken.peak / MEGABYTE:6.0f} MB"
    print(f"{run.texts:>6} {run.what:<34} {figures}", file=sys.stderr, flush=True)  # noqa: T201


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(text)  # noqa: T201 (printing is its work)


if __name__ == "__main__":
    main(sys.argv[1:])
