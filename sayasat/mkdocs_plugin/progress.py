"""Shows on a terminal how far long work has come, and about how much time is left."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from sayasat.builder.workers import BuildOptions, Result, Track, untracked


def track_of(options: BuildOptions) -> Track:
    """What shows the progress of a build with these options: a bar, or nothing."""
    return terminal_progress if options.shows_progress else untracked


def terminal_progress(results: Iterable[Result], total: int) -> Iterator[Result]:
    """The results. While they are read, standard error has a bar, if it is a terminal."""
    stream = getattr(sys.stderr, "behind", sys.stderr)  # as it was before `neutral_output` wrapped it
    if not stream.isatty():
        yield from results
        return
    from rich.console import Console  # noqa: PLC0415 (importing Rich is slow)
    from rich.progress import track  # noqa: PLC0415 (as above)

    yield from track(results, "", total, console=Console(file=stream), transient=True)
