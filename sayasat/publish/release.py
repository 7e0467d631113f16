"""Replaces a site as a whole: built in a folder of its own, and switched in as the last step.

Whatever a build does, and at whatever moment it is killed, readers have the old site or the new one. Builds
of one site run one after another, so that the last to begin, which has read the newest commit, is the last to
be switched in. Why it is done this way: decisions/0020-releases.md.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import signal
import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import Messages
from sayasat.publish.exchange import can_exchange, exchange
from sayasat.publish.lock import locked

_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})
"""Faults of the disk that a build may meet in any of its writes."""


@dataclass(frozen=True, slots=True)
class BuildFolder:
    """Where one build writes. Both folders are on the file system of the site that is replaced."""

    site: Path
    """Empty at first."""

    before: Path
    """The last site but one, to take parts from; it need not be there."""


@contextmanager
def release(target: Path, kept: Path, t: Messages) -> Iterator[BuildFolder]:
    """Let the block build a site, which replaces ``target`` at the end; after an error nothing has changed.

    The old site is moved to ``kept``, and is the next build's `BuildFolder.before`. A symbolic link of the
    user's is followed. Where another build of ``target`` is running, this one says so on the standard error,
    in the words ``t``, and begins when that one has ended. Raises EditError where the disk is full or
    ``target`` cannot be written.
    """
    with ExitStack() as stack:
        with _reported(target):
            target = _followed(target)
            if target.is_mount():
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            target.parent.mkdir(parents=True, exist_ok=True)
            waiting = partial(sys.stderr.write, t("build.waiting", path=target) + "\n")
            stack.enter_context(locked(target.with_name(f".{target.name}.lock"), waiting))
            stack.callback(_clean, target)
            _clean(target)
            run = target.with_name(f".{target.name}.{secrets.token_hex(8)}.build")
            folder = BuildFolder(run / "new", run / "before")
            folder.site.mkdir(parents=True)
        with suppress(OSError):  # there is none, or it is on another disk
            kept.rename(folder.before)
        with _reported(target, _DISK):
            yield folder
        with _reported(target):
            old = _switch(run, target)
        with suppress(OSError):
            if old.is_dir() and not old.is_symlink():
                kept.parent.mkdir(parents=True, exist_ok=True)
                old.rename(kept)
        shutil.rmtree(folder.before, ignore_errors=True)


def stop_on_sigterm() -> None:
    """Let SIGTERM end this process through its ``finally`` blocks, which remove what is unfinished."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def _switch(run: Path, target: Path) -> Path:
    """Put the new site in place; returns where the old one is now, if there was one. Raises OSError."""
    new, old = run / "new", run / "old"
    if can_exchange(run):
        if not os.path.lexists(target):
            new.rename(target)
            return old
        exchange(new, target)
        return new
    link = run / "link"
    link.symlink_to(Path(run.name, new.name))
    if target.is_symlink():
        old = target.resolve()
    elif os.path.lexists(target):
        target.rename(old)  # a folder cannot be replaced by a link in one step; `_clean` undoes half of it
    link.replace(target)
    return old


def _clean(target: Path) -> None:
    """Remove the folders of builds that have ended. Only for who has the lock: a build that runs has it."""
    with suppress(OSError):
        live = _linked(target)
        for folder in [each for each in target.parent.iterdir() if _is_build(each.name, target)]:
            if not os.path.lexists(target) and os.path.lexists(folder / "old"):
                (folder / "old").rename(target)
            if folder.name != live:
                shutil.rmtree(folder, ignore_errors=True)


def _linked(target: Path) -> str:
    """The name of the build folder that ``target`` is a link into; empty where it is none of our links."""
    if not target.is_symlink():
        return ""
    folder = target.readlink().parts[0]
    return folder if _is_build(folder, target) else ""


def _is_build(name: str, target: Path) -> bool:
    """Whether a folder of this name is one of `release`, for ``target`` and no other site beside it."""
    return re.fullmatch(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}\.build", name) is not None


def _followed(target: Path) -> Path:
    """The absolute path, all links followed but for one that `_switch` has made."""
    return target.parent.resolve() / target.name if _linked(target) else target.resolve()


@contextmanager
def _reported(target: Path, numbers: Collection[int] = ()) -> Iterator[None]:
    """Tell a fault of the disk as one of the input: any, or only those with one of the ``numbers``."""
    try:
        yield
    except OSError as error:
        if numbers and error.errno not in numbers:
            raise
        fault = Fault("site-unwritten", str(target), (("problem", str(error.strerror)),))
        raise EditError([fault]) from error
