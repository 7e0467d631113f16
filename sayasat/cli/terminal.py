"""The output of the command line; control characters are printed as escapes, so no terminal acts on them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, Any, cast

from sayasat.characters import visible

if TYPE_CHECKING:  # importing Rich is slow, and few commands print tables or colours
    from rich.console import Console


class _Visible:
    """Wraps a stream and writes control characters as escapes."""

    def __init__(self, stream: IO[str]) -> None:
        self.behind = stream

    def write(self, text: str) -> int:
        self.behind.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        self.write("".join(lines))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- any attribute of the wrapped stream
        return getattr(self.behind, name)


@contextmanager
def neutral_output() -> Iterator[None]:
    """Within the block, print control characters as escapes on both standard streams."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal whose encoding has no ң shows an escape; the command does not fail
            stream.reconfigure(errors="backslashreplace")
    shown = (cast("IO[str]", _Visible(stream)) for stream in (sys.stdout, sys.stderr))
    with redirect_stdout(next(shown)), redirect_stderr(next(shown)):
        yield


def print_document(data: bytes, *, exact: bool) -> None:
    """Print a document in UTF-8; ``exact``: byte for byte, unless the output is a terminal."""
    if not exact or sys.stdout.isatty():
        data = visible(data.decode(errors="backslashreplace")).encode(errors="backslashreplace")
    sys.stdout.buffer.write(data)


def console(*, soft_wrap: bool = False) -> Console:
    """Rich's console on standard output. It bypasses `neutral_output`: pass it only `visible` text."""
    from rich.console import Console  # noqa: PLC0415 (as above)

    stream = getattr(sys.stdout, "behind", sys.stdout)
    return Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=soft_wrap)
