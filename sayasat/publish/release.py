"""Builds a site in a folder of its own, and replaces the published site with it as the last step.

Readers have the old site or the new one, whatever error a build ends with and whenever it is killed. Builds
of one site run one after another: the build that starts last, from the newest commit, publishes last.
Reasons: decisions/0020-releases.md.
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
from functools import partial
from pathlib import Path
from typing import NoReturn

from msgspec import Struct

from sayasat.errors import EditError, Fault
from sayasat.i18n.messages import Messages
from sayasat.publish.exchange import can_exchange, exchange
from sayasat.publish.lock import locked

_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})
"""Errors of the disk that any write of a build may raise."""


class BuildFolder(Struct, frozen=True):
    """The folders of one build, on the file system of the site that it replaces."""

    site: Path
    """For the new site. Empty at first."""

    before: Path
    """The site before the published one, to move folders from; it may be missing."""

    kept: Path
    """The site that the published one replaced, for a rollback; it may be missing."""


@contextmanager
def release(target: Path, previous: Path | None, t: Messages) -> Iterator[BuildFolder]:
    """Let the block build a site, which then replaces ``target``. After an error ``target`` is unchanged.

    The old site is moved to ``previous``, and is the next build's `BuildFolder.before`; if ``previous`` is
    None, it is kept for a rollback as `BuildFolder.kept`, in place of the one kept before. If ``target`` is a
    symbolic link of the user's, the folder that it leads to is replaced. If another build of ``target`` is
    running, this one prints a message to the standard error, in the language of ``t``, and waits. Raises
    EditError if the disk is full or ``target`` cannot be written.
    """
    with ExitStack() as stack:
        with _reported(target):
            target = _resolved(target)
            if target.is_mount():
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            target.parent.mkdir(parents=True, exist_ok=True)
            waiting = partial(sys.stderr.write, t("build.waiting", path=target) + "\n")
            stack.enter_context(locked(target.with_name(f".{target.name}.lock"), waiting))
            stack.callback(_clean, target)
            _clean(target)
            run = target.with_name(f".{target.name}.{secrets.token_hex(8)}.build")
            kept = target.with_name(f".{target.name}.kept")
            folder = BuildFolder(run / "new", run / "before", kept)
            folder.site.mkdir(parents=True)
        if previous is not None:
            with suppress(OSError):  # it is missing or on another file system
                previous.rename(folder.before)
        with _reported(target, _DISK):
            yield folder
        with _reported(target):
            old = _switch(run, target)
        with suppress(OSError):
            if old.is_dir() and not old.is_symlink():
                if previous is None:
                    previous = folder.kept
                    shutil.rmtree(previous, ignore_errors=True)
                previous.parent.mkdir(parents=True, exist_ok=True)
                old.rename(previous)
        shutil.rmtree(folder.before, ignore_errors=True)


@contextmanager
def exit_on_signals(*numbers: signal.Signals) -> Iterator[None]:
    """Within the block, these signals raise SystemExit, so that ``finally`` blocks remove unfinished files.

    The exit code is 128 + the signal's number, as in a shell. After the first signal the others are ignored:
    ``make`` forwards a SIGTERM that its process group has got already, and the clean-up must not be
    interrupted. A signal that was ignored before, as by ``nohup``, stays ignored. At the end of the block the
    former handlers are restored. Call it in the main thread.
    """
    former = {number: signal.getsignal(number) for number in numbers}
    replaced = {number: each for number, each in former.items() if each not in {None, signal.SIG_IGN}}

    def stop(number: int, _frame: object) -> NoReturn:
        for each in replaced:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    for number in replaced:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in replaced.items():
            signal.signal(number, handler)


def _switch(run: Path, target: Path) -> Path:
    """Replace ``target`` with the new site; returns where the old site is, if there was one."""
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
        # A link cannot replace a folder in one step. If the build is killed here, `_clean` moves it back.
        target.rename(old)
    link.replace(target)
    return old


def _clean(target: Path) -> None:
    """Remove the folders of builds that have ended. The caller has the lock, so no other build is running."""
    with suppress(OSError):
        linked = _linked(target)
        for folder in [each for each in target.parent.iterdir() if _is_build(each.name, target)]:
            if not os.path.lexists(target) and os.path.lexists(folder / "old"):
                (folder / "old").rename(target)
            if folder.name != linked:
                shutil.rmtree(folder, ignore_errors=True)


def _linked(target: Path) -> str:
    """The build folder that ``target`` is a link into; empty if it is no link, or a link of the user's."""
    if not target.is_symlink():
        return ""
    folder = target.readlink().parts[0]
    return folder if _is_build(folder, target) else ""


def _is_build(name: str, target: Path) -> bool:
    """Whether a folder of this name is a build folder for ``target``."""
    return re.fullmatch(rf"\.{re.escape(target.name)}\.[0-9a-f]{{16}}\.build", name) is not None


def _resolved(target: Path) -> Path:
    """The absolute path. Links are followed, but for a link that `_switch` has made."""
    return target.parent.resolve() / target.name if _linked(target) else target.resolve()


@contextmanager
def _reported(target: Path, numbers: Collection[int] = ()) -> Iterator[None]:
    """Raise EditError for an OSError: for any, or only for those with one of the ``numbers``."""
    try:
        yield
    except OSError as error:
        if numbers and error.errno not in numbers:
            raise
        fault = Fault("site-unwritten", str(target), (("problem", str(error.strerror)),))
        raise EditError([fault]) from error
