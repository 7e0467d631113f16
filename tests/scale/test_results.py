"""The page of results, from runs that nobody made."""

from __future__ import annotations

from msgspec.structs import replace

from bench.scale.metering import Taken
from bench.scale.own_site import Compared
from bench.scale.programmes import Run
from bench.scale.results import AFTER, COLD, HUGO, WARM, Results, bars, page
from bench.scale.shape import Shape

SHAPE = Shape(2, 50)
MKDOCS = "MkDocs with Material, plain pages"


def run(what: str, seconds: float, *, texts: int = 100, stopped: bool = False, peak: int = 300) -> Run:
    taken = Taken(seconds, seconds * 2, peak * 1_000_000, -9 if stopped else 0, stopped)
    return Run(what, texts, taken, texts, 5_000_000)


def law(cpu: float, *, main: int, home: int) -> Run:
    return Run(COLD, 100, Taken(1, cpu, 0, 0, False, main * 1_000_000), 100, 5_000_000, home)


def results(*runs: Run, own: Compared | None = None) -> Results:
    return Results(SHAPE, runs, own, 600, 1)


def test_each_bar_says_by_how_much_it_was_met_or_missed() -> None:
    own = Compared([run("plain", 2.0)], [run("cold", 2.1)], [run("warm", 2.2)])
    quarter = run(COLD, 15, texts=25)
    runs = (quarter, run(COLD, 75), run(WARM, 1.2), run(AFTER, 3.6, peak=440), run(HUGO, 10))
    laws = ((10, law(1, main=125, home=20_000)), (40, law(4, main=525, home=75_000)))
    assert [bar.line.split(" | ")[1:] for bar in bars(replace(results(*runs, own=own), laws=laws))] == [
        ["5", "7.50", "**missed by 50%** |"],
        ["0.15", "0.12", "met, 20% below |"],
        ["1.2", "3.00", "**missed, 2.5 times as much** |"],
        ["400 MB", "440 MB", "**missed by 10%** |"],
        ["5", "1.00", "met, 80% below |"],
        ["4.3", "5.00", "**missed by 16%** |"],
        ["4.3", "4.00", "met, 7% below |"],
        ["700 MB", "525 MB", "met, 25% below |"],
        ["100 KB", "75 KB", "met, 25% below |"],
        ["1.1", "1.05", "met, 5% below |"],
    ]


def test_what_was_not_measured_is_not_said_to_be_met() -> None:
    lines = [bar.line for bar in bars(results(run(COLD, 15), run(HUGO, 600, stopped=True)))]
    assert sum("not measured" in line for line in lines) == len(lines) - 1


def test_a_run_that_was_stopped_is_no_time() -> None:
    shown = page(results(run(MKDOCS, 100, texts=25), run(MKDOCS, 601, stopped=True)))
    assert "| 100 | MkDocs with Material, plain pages | stopped after 601 |" in shown
    assert "| MkDocs with Material, plain pages | 100.0 | – | – |" in shown


def test_of_several_rounds_the_median_counts() -> None:
    assert results(run(COLD, 1), run(COLD, 9), run(COLD, 2)).time(COLD, 100) == 2


def test_growth_is_that_of_the_whole_against_the_smallest() -> None:
    shown = page(results(run(COLD, 2, texts=25), run(COLD, 4, texts=50), run(COLD, 9)))
    assert "| sayasat, cold | 2.0 | 4.0 | 9.0 | 4.5 times |" in shown


def test_growth_by_policies_is_that_of_four_times_as_many() -> None:
    """Without both, it was not measured; the table has each build."""
    single = replace(results(run(COLD, 1)), laws=((10, law(1, main=125, home=20_000)),))
    (line,) = (bar.line for bar in bars(single) if "four times the policies" in bar.name)
    assert "not measured" in line
    assert "| 10 | sayasat, cold | 1.0 | 1.0 | 125 | 0 | 20.0 | 100 | 5 |" in page(single)
