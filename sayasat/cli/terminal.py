"""Where the command prints: nothing that a terminal would act on gets through."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Any, cast

from sayasat.characters import visible

if TYPE_CHECKING:  # Rich takes long to import, and few commands print tables or colours
    from rich.console import Console


class _Visible:
    """A stream that writes control characters as their numbers; all else is that of the stream behind it."""

    def __init__(self, stream: IO[str]) -> None:
        self.behind = stream

    def write(self, text: str) -> int:
        self.behind.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        self.write("".join(lines))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- whatever the stream has
        return getattr(self.behind, name)


@contextmanager
def neutral_output() -> Iterator[None]:
    """Until the end of the block, all that is printed has its control characters as their numbers."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that has no ң shows its number, and the command goes on
            stream.reconfigure(errors="backslashreplace")
    shown = (cast("IO[str]", _Visible(stream)) for stream in (sys.stdout, sys.stderr))
    with redirect_stdout(next(shown)), redirect_stderr(next(shown)):
        yield


def put(data: bytes, *, exact: bool) -> None:
    """Print a document in UTF-8; ``exact``: byte for byte, unless it goes to a terminal."""
    if not exact or sys.stdout.isatty():
        data = visible(data.decode(errors="backslashreplace")).encode(errors="backslashreplace")
    sys.stdout.buffer.write(data)


def console(*, soft_wrap: bool = False) -> Console:
    """Rich's console on the standard output. It prints escape sequences: give it only `visible` text."""
    from rich.console import Console  # noqa: PLC0415 (as above)

    stream = getattr(sys.stdout, "behind", sys.stdout)
    return Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=soft_wrap)
