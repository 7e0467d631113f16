"""Measures time and memory at scale: python -m bench.scale writes bench/RESULTS.md."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from bench.scale import hot_spots, own_site, programmes
from bench.scale.metering import MEGABYTE
from bench.scale.programmes import ROOT, Run, Sayasat
from bench.scale.results import Results, page
from bench.scale.shape import Shape, laws, sized, terms

RESULTS = ROOT / "bench" / "RESULTS.md"
FOLDER = ROOT / "build" / "bench"
GROWTH = (4, 2, 1)
"""Divisors of the number of versions: the archive is measured with a quarter, a half and all of them."""

PARTS = (4, 1)
"""Divisors of the number of laws."""


def main(arguments: list[str]) -> None:
    """Run the command line: write the page of results, or with ``--profile`` the profile."""
    options = _parser().parse_args(arguments)
    if options.laws is None:
        options.laws = options.versions * 7 // 8
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        if options.profile:
            _write(FOLDER.parent / "profile.md", hot_spots.page(FOLDER, _shape(options)))
            return
        _write(Path(options.results), page(_measured(options)))
    finally:
        if not options.keep:
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
    add(
        "--terms",
        action="store_true",
        help="texts of very different sizes, of which most change no word: the shape of a real archive",
    )
    add(
        "--laws",
        type=int,
        help="policies, to measure by their number; 0: none (default: 7 of 8 --versions)",
    )
    add("--no-growth", action="store_true", help="the whole archive only")
    add("--results", default=str(RESULTS), help="the page to write (default: bench/RESULTS.md)")
    add(
        "--profile",
        action="store_true",
        help="instead, write build/profile.md: where a cold build's time goes",
    )
    add("--keep", action="store_true", help="leave repositories and sites in build/bench/")
    return parser


def _measured(options: argparse.Namespace) -> Results:
    whole = _shape(options)
    ages = (1,) if options.no_growth else GROWTH
    runs = [run for age in ages for run in _Scale(options, age).runs()]
    laws = [run for parts in PARTS if options.laws for run in _of_laws(options, parts)]
    own = own_site.compare(FOLDER / "own", options.own_rounds) if options.own_rounds else None
    return Results(whole, tuple(runs), own, options.limit, options.rounds, tuple(laws))


def _of_laws(options: argparse.Namespace, parts: int) -> Iterator[tuple[int, Run]]:
    """A cold and a warm build of one part in ``parts`` of the laws, each with the number of laws."""
    shape, folder = laws(options.laws).fewer(parts), FOLDER / f"laws-{parts}"
    sayasat = Sayasat(folder.absolute(), shape, options.workers)
    sayasat.prepare()
    for build in (sayasat.cold, sayasat.warm):
        run = build()
        _report(run)
        yield shape.policies, run
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)


def _shape(options: argparse.Namespace, age: int = 1) -> Shape:
    if options.terms:
        return terms(options.versions).younger(age)
    whole = sized(
        options.versions, tuple(options.languages.split(",")), options.size * 1000, options.policies
    )
    return whole.younger(age)


class _Scale(Struct, frozen=True):
    """The runs of all programmes on an archive of one size."""

    options: argparse.Namespace
    age: int

    def runs(self) -> Iterator[Run]:
        """Run the programmes one after another, so that none slows another down."""
        folder, shape = FOLDER / str(self.age), _shape(self.options, self.age)
        for run in self._runs(folder, shape):
            _report(run)
            yield run
        if not self.options.keep:
            shutil.rmtree(folder, ignore_errors=True)

    def _runs(self, folder: Path, shape: Shape) -> Iterator[Run]:
        wanted = set(filter(None, self.options.only.split(","))) or {"sayasat", "hugo", "mkdocs"}
        sayasat = Sayasat(folder.absolute(), shape, self.options.workers)
        if "sayasat" in wanted:
            sayasat.prepare()
        for _ in range(self.options.rounds):
            if "hugo" in wanted:
                yield programmes.hugo(folder, shape, self.options.limit)
            if "sayasat" in wanted:
                yield sayasat.cold()
        if "sayasat" in wanted:
            yield sayasat.warm()
            yield sayasat.after_one_commit()
            if self.age == GROWTH[0] or self.options.no_growth:
                yield from sayasat.from_merge()
        if "mkdocs" in wanted:
            yield programmes.mkdocs(folder, shape, self.options.limit)


def _report(run: Run) -> None:
    """Write one line of progress to the standard error."""
    taken = run.taken
    figures = f"{taken.seconds:8.1f} s  CPU {taken.cpu:8.1f} s  {taken.peak / MEGABYTE:6.0f} MB"
    print(f"{run.texts:>6} {run.what:<34} {figures}", file=sys.stderr, flush=True)  # noqa: T201


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(text)  # noqa: T201 (printing is its work)


if __name__ == "__main__":
    main(sys.argv[1:])
