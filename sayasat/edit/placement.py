"""Puts the texts of one language's versions into their files. Pure.

The version with the latest date stands in ``policies/``; an announced one before it has a file in
``versions/`` (rule 4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy


def placed_drafts(
    working_copy: WorkingCopy,
    main: PolicyFile,
    texts: Mapping[date, FileDraft],
    gone: Collection[date],
    latest: date,
) -> Iterator[FileDraft]:
    """The drafts of one language, after some of its versions got a new text or went. Raises EditError.

    ``main``: the file in ``policies/``. ``texts``: the new texts by date; the file of a draft is the right
    one. ``gone``: versions that no longer stand. ``latest``: the date of the version, in the authentic
    edition, that stands in ``policies/``. A translation without that version leaves its file there, unless
    it has the text of a version that is gone.
    """
    own = (main.active_dates - set(gone)) | texts.keys()
    held = main.published_version.date if main.published_version else None
    target = latest if latest in own else held
    if target is None or target in gone:
        target = max(own, default=None)
    for day in sorted(own):
        if day in texts:
            yield replace(texts[day], file=main) if day == target else texts[day]
        elif day == target:
            yield from [working_copy.copied(main, main, day, {})] if day != held else []
        elif _needs_file(working_copy, main, day, moves_out=day == held):
            yield working_copy.copied(main, working_copy.version_file(main, day), day, {})
    left = {*gone} if target is None or target == held else {*gone, target}
    files = (working_copy.version_file(main, day) for day in sorted(left))
    yield from (FileDraft(file, file.on_disk or b"", None) for file in files if file.is_there)


def _needs_file(working_copy: WorkingCopy, main: PolicyFile, day: date, *, moves_out: bool) -> bool:
    """Whether an announced version has no file that it needs.

    That of the authentic edition always needs one, that of a translation only if its text leaves
    ``policies/``: Git keeps it under the date that it names.
    """
    if day <= working_copy.today or working_copy.version_file(main, day).is_there:
        return False
    return moves_out or main is working_copy.original
