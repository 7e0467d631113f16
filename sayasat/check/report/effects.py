"""What a change does to a policy in one language, in plain sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sayasat.i18n.messages import Messages
from sayasat.redline.as_markdown import escaped
from sayasat.versions.changelog import Entry
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision, Version
from sayasat.versions.status import Status
from sayasat.website.catalogue import Catalogue, Edition

_OPENING = {ChangeClass.NEW, ChangeClass.READOPTED}


def effect(catalogue: Catalogue, edition: Edition, entry: Entry, t: Messages) -> str:
    """What an entry of the change log does, from which day, and what is stated of it, as Markdown."""
    return " ".join(escaped(t.sentence(each)) for each in _sentences(catalogue, edition, entry, t))


def _sentences(catalogue: Catalogue, edition: Edition, entry: Entry, t: Messages) -> Iterator[str]:
    version, placed = entry.version, entry.placed
    if version is None or placed is None:
        filed = entry.removal.filed if entry.removal else None
        yield t(f"review.does.{entry.kind}", day=filed or entry.day)
        return
    yield t(f"review.does.{_key(edition, version, placed)}", **_days(version, placed))
    if placed.acts and placed.change in _OPENING and catalogue.is_authentic(edition):
        yield from _until_then(edition, version, t)
    if placed.acts:
        yield from _renamed(edition, placed, t)
        yield from _stated(placed, t)


def _until_then(edition: Edition, version: Version, t: Messages) -> Iterator[str]:
    """Which text applies until a version that is announced takes effect."""
    before = edition.timeline.before(version)
    is_coming = edition.standing(version).status is Status.UPCOMING
    if is_coming and before and edition.standing(before).until == version.date:
        name = t(f"version.{before.date_kind}", day=before.date)
        yield t("review.until-then", version=f"{name[:1].lower()}{name[1:]}")


def _key(edition: Edition, version: Version, placed: PlacedRevision) -> str:
    """The last part of the key of the sentence that says what a revision does."""
    if not placed.acts:
        return "set-aside"
    if placed.change is ChangeClass.REPEAL:
        return "repeal" if placed.repeals else "repeal-off"
    if placed.change is ChangeClass.READOPTED:
        return "moved" if placed.withdraws else "readopted"
    if placed.change is ChangeClass.EDITORIAL and version.translates is not None:
        return ChangeClass.TRANSLATION.value
    if placed.change is ChangeClass.TECHNICAL and _gets_file(edition, placed):
        return "stands"
    return _opening(edition, version, placed) if placed.change is ChangeClass.NEW else placed.kind


def _gets_file(edition: Edition, placed: PlacedRevision) -> bool:
    """Whether it is the first revision of a version's own file, in ``versions/``."""
    filed = placed.revision.filed
    known = (each for each in edition.timeline.lineage.revisions if each.filed == filed)
    return filed is not None and next(known) is placed.revision


def _opening(edition: Edition, version: Version, placed: PlacedRevision) -> str:
    is_only = len(edition.timeline.recorded) == 1
    kinds = {
        "new-translation": version.translates is not None,
        "new-recorded": version.basis is Basis.RECORDED,
        "first": is_only,
        "past": placed.past,
    }
    return next((kind for kind, is_so in kinds.items() if is_so), "new")


def _days(version: Version, placed: PlacedRevision) -> dict[str, date]:
    """The days that a sentence may name."""
    withdrawn = placed.withdraws[0] if placed.withdraws else version.date
    return {"day": version.date, "old": withdrawn, "repealed": placed.repeals or version.date}


def _renamed(edition: Edition, placed: PlacedRevision, t: Messages) -> Iterator[str]:
    """That the policy has another name in URLs than before."""
    known = edition.timeline.lineage.revisions
    before = [each.slug for each in known if each.place < placed.revision.place]
    if before and before[-1] != placed.revision.slug:
        yield t("review.renamed", old=before[-1], new=placed.revision.slug)


def _stated(placed: PlacedRevision, t: Messages) -> Iterator[str]:
    """What the revision says of itself, each after its label."""
    if placed.withdraws and placed.change is not ChangeClass.READOPTED:
        days = ", ".join(t.day(day) for day in placed.withdraws)
        yield f"{t('label.withdraws')}: {days}"
    if placed.change is not ChangeClass.REPEAL and placed.repeals:
        yield f"{t('label.repealed-from')}: {t.day(placed.repeals)}"
    stated = {
        "review.summary": placed.summary,
        "review.reason": placed.editorial,
        "label.authority": placed.authority,
        "label.adopted": placed.adopted and t.day(placed.adopted),
    }
    yield from (f"{t(label)}: {text}" for label, text in stated.items() if text)
