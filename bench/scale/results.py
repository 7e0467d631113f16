"""The page of results: tables, and each target with the value reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from msgspec import Struct

from bench.scale.machine import machine
from bench.scale.metering import MEGABYTE
from bench.scale.own_site import Compared, seconds
from bench.scale.programmes import Run
from bench.scale.shape import Shape
from bench.scale.texts import NEW, REWRITTEN, TOUCHED, UNCHANGED

COLD, WARM, AFTER = "sayasat, cold", "sayasat, warm", "sayasat, after one commit"
HUGO = "Hugo, plain pages"


_MANY = 2
"""From so many times the target on, the miss is stated in times instead of per cent."""

_QUARTER = 4

_NOTES = """CPU is user and system time of the whole tree of processes. Peak memory is the highest sum of
the tree's proportional set sizes, sampled about twenty times a second. A file with several names (a version's
source is that of its last revision) is written once. From merge to published: a clone of the repository, the
cache of the last build unpacked where there is one, and the build. Sayasat writes the text of every
version with its source, its redlines, histories, feeds, JSON, compare pages and search; Hugo and MkDocs
write one page for each text. Hugo has the least template there is, with all other kinds of pages off;
MkDocs has no search index and the texts are not in its navigation, which would make it slower."""


class Results(Struct, frozen=True):
    """The measurements of one command."""

    shape: Shape
    runs: tuple[Run, ...]
    """In the order of time. Runs on archives smaller than `shape` are for the table of growth."""

    own: Compared | None
    limit: float
    rounds: int
    laws: tuple[tuple[int, Run], ...] = ()
    """The builds of archives of laws, each with the number of laws, the smallest archive first."""

    def of(self, what: str, texts: int) -> tuple[Run, ...]:
        """The runs of one kind on an archive of one size."""
        return tuple(run for run in self.runs if (run.what, run.texts) == (what, texts))

    def time(self, what: str, texts: int) -> float | None:
        """The median time in seconds; None if there was no run, or if one was stopped."""
        runs = self.of(what, texts)
        if not runs or any(run.taken.stopped for run in runs):
            return None
        return median(run.taken.seconds for run in runs)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the runs, each once."""
        return tuple(dict.fromkeys(run.what for run in self.runs))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of texts of the archives, smallest first."""
        return tuple(dict.fromkeys(run.texts for run in self.runs))


class Bar(Struct, frozen=True):
    """A target of the issue, and the value reached; None if it was not measured."""

    name: str
    most: float
    reached: float | None
    unit: str = ""

    @property
    def line(self) -> str:
        """The row of the table."""
        if self.reached is None:
            return _row(self.name, f"{self.most:g}{self.unit}", "not measured", "–")
        digits = 0 if self.unit else 2
        cells = f"{self.reached:,.{digits}f}{self.unit}"
        return _row(self.name, f"{self.most:g}{self.unit}", cells, _verdict(self.reached, self.most))


def page(results: Results) -> str:
    """The page, in Markdown."""
    runs = ("texts", "", "time, s", "CPU, s", "peak memory, MB", "pages", "written, MB")
    parts = (
        "# Thousands of versions, measured",
        f"{machine()} `make bench` writes this page.",
        _archive(results.shape),
        "## The bars",
        _table(("", "at most", "reached", ""), (bar.line for bar in bars(results))),
        "## All runs",
        _table(runs, _runs(results)),
        _notes(results),
        *_growth(results),
        *_laws(results),
        *_own(results),
    )
    return "\n\n".join(parts) + "\n"


def bars(results: Results) -> Iterator[Bar]:
    """Every target of the issue, measured or not."""
    whole = results.shape.texts
    cold, warm, after, hugo = (results.time(what, whole) for what in (COLD, WARM, AFTER, HUGO))
    yield Bar("cold build, in the time of Hugo's plain pages", 5, _ratio(cold, hugo))
    yield Bar("warm build, in the time of Hugo's plain pages", 0.15, _ratio(warm, hugo))
    yield Bar("after one commit, in the time of a warm build", 1.2, _ratio(after, warm))
    ours = [run for what in (COLD, WARM, AFTER) for run in results.of(what, whole)]
    peak = max((run.taken.peak / MEGABYTE for run in ours), default=None)
    yield Bar("peak memory", 400, peak, " MB")
    bytes_of = {
        what: run.written for what in (COLD, HUGO) for run in results.of(what, whole) if not run.taken.stopped
    }
    yield Bar(
        "bytes written, in those of Hugo's plain pages", 5, _ratio(bytes_of.get(COLD), bytes_of.get(HUGO))
    )
    yield Bar("growth of a cold build, for four times the texts", 4.3, _growth_of(results, COLD))
    cold_laws = [(number, run) for number, run in results.laws if run.what == COLD]
    first, last = (cold_laws[0], cold_laws[-1]) if cold_laws else (None, None)
    is_fourfold = first and last and last[0] == _QUARTER * first[0]
    seconds_of = [each[1].taken.cpu if each and is_fourfold else None for each in (last, first)]
    yield Bar("processor time of a cold build, for four times the policies", 4.3, _ratio(*seconds_of))
    mains = [run.taken.main / MEGABYTE for _, run in results.laws]
    yield Bar("main process, thousands of policies", 700, max(mains, default=None), " MB")
    yield Bar(
        "home page of thousands of policies, compressed", 100, last[1].home / 1000 if last else None, " KB"
    )
    own = results.own
    yield Bar(
        "own site, empty cache, in the time without the plugin", 1.1, own.ratio(own.cold) if own else None
    )


def _growth_of(results: Results, what: str) -> float | None:
    """How many times as long the largest archive takes as the smallest, if that is a quarter of it."""
    if not results.sizes:
        return None
    first, last = results.sizes[0], results.sizes[-1]
    times = results.time(what, last), results.time(what, first)
    return _ratio(*times) if last == _QUARTER * first else None


def _verdict(reached: float, most: float) -> str:
    """Whether the target was met, and by what part of it."""
    part = reached / most
    if part <= 1:
        return f"met, {1 - part:.0%} below"
    return f"**missed by {part - 1:.0%}**" if part < _MANY else f"**missed, {part:.1f} times as much**"


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _runs(results: Results) -> Iterator[str]:
    for run in results.runs:
        taken = run.taken
        time = f"stopped after {taken.seconds:,.0f}" if taken.stopped else f"{taken.seconds:,.1f}"
        memory = f"{taken.peak / MEGABYTE:,.0f}"
        written = f"{run.written / MEGABYTE:,.0f}"
        yield _row(f"{run.texts:,}", run.what, time, f"{taken.cpu:,.1f}", memory, f"{run.pages:,}", written)


def _growth(results: Results) -> Iterator[str]:
    """The times at each size, and the ratio of the time of the largest archive to that of the smallest."""
    sizes = results.sizes
    if len(sizes) < 2:  # noqa: PLR2004
        return
    yield "## Growth"
    yield "The same policies with a quarter and a half of their versions. Seconds."
    yield _table(
        ("", *(f"{size:,} texts" for size in sizes), f"growth, of {sizes[-1] / sizes[0]:.1f} times as many"),
        (_grown(results, what) for what in results.kinds),
    )


def _grown(results: Results, what: str) -> str:
    times = [results.time(what, size) for size in results.sizes]
    cells = ("–" if time is None else f"{time:,.1f}" for time in times)
    growth = _ratio(times[-1], times[0])
    return _row(what, *cells, "–" if growth is None else f"{growth:.1f} times")


def _laws(results: Results) -> Iterator[str]:
    if not results.laws:
        return
    yield "## By the number of policies"
    yield """Laws of about 7 KB with four numbered headings, of one to three versions each, in folders of a
hundred. The main process is the one that MkDocs runs in; the home page is compressed with gzip."""
    memory = ("main process, MB", "all processes, MB")
    head = ("laws", "", "time, s", "CPU, s", *memory, "home page, KB", "pages", "written, MB")
    yield _table(head, (_law_row(number, run) for number, run in results.laws))


def _law_row(number: int, run: Run) -> str:
    taken = run.taken
    memory = (f"{each / MEGABYTE:,.0f}" for each in (taken.main, taken.peak))
    return _row(
        f"{number:,}",
        run.what,
        f"{taken.seconds:,.1f}",
        f"{taken.cpu:,.1f}",
        *memory,
        f"{run.home / 1000:,.1f}",
        f"{run.pages:,}",
        f"{run.written / MEGABYTE:,.0f}",
    )


def _own(results: Results) -> Iterator[str]:
    own = results.own
    if own is None:
        return
    yield "## The publisher's own site"
    kinds = (own.plain, own.cold, own.warm)
    yield _table(
        ("", "time, s (median)", "lowest to highest", "in that without the plugin", "pages"),
        (_own_row(own, runs) for runs in kinds),
    )
    yield f"""{len(own.plain)} runs each, in turn. Without the plugin: the same docs, mkdocs-static-i18n and
Material with Kyrgyz added, the policies as plain Markdown pages, no theme of ours. With them: also every
version, revision, redline, history, feed and the JSON."""


def _own_row(own: Compared, runs: Sequence[Run]) -> str:
    times = [run.taken.seconds for run in runs]
    middle = seconds(list(runs))
    spread = f"{min(times):.2f} to {max(times):.2f}"
    return _row(runs[0].what, f"{middle:.2f}", spread, f"{own.ratio(list(runs)):.2f}", f"{runs[0].pages}")


def _archive(shape: Shape) -> str:
    if shape.kind == "terms":
        return f"""The archive: {shape.policies} policies with {shape.texts:,} texts of 6 to 700 KB (seed
{shape.seed}), every version a commit, in the shape of an archive of companies' terms: {UNCHANGED:.0%} of the
revisions change no word, {REWRITTEN:.0%} are new texts."""
    return f"""The archive: {shape.policies} policies of {shape.versions} versions each in
{_languages(shape)}; {shape.texts:,} texts of about {shape.size // 1000} KB (seed {shape.seed}),
every version a commit. From one version to the next {NEW:.0%} of the blocks are new,
all within {TOUCHED:.0%} of the sections."""


def _notes(results: Results) -> str:
    several = f"Hugo and the cold builds ran {results.rounds} times in turn; medians count.\n"
    stopped = sorted({run.what for run in results.runs if run.taken.stopped})
    cut = f"Stopped when {results.limit:.0f} s were over: {', '.join(stopped)}.\n"
    return f"""{several if results.rounds > 1 else ""}{cut if stopped else ""}{_NOTES}"""


def _languages(shape: Shape) -> str:
    if len(shape.languages) == 1:
        return "one language (every second policy in Cyrillic letters)"
    return f"{len(shape.languages)} languages"


def _table(head: Sequence[str], rows: Iterable[str]) -> str:
    numbers = " ".join("--: |" for _ in head[2:])
    return "\n".join((_row(*head), f"| --- | --- | {numbers}", *rows))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
