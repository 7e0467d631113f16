"""What editors do with files of versions that are not the latest: ``docs/ky/versions/privacy/DATE.md``."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support.desk import Desk
from tests.support.histories import Document, Tree


def file_path(language: str, slug: str, day: date) -> str:
    return f"docs/{language}/versions/{slug}/{day}.md"


def correct_in_file(desk: Desk) -> Tree | None:
    """The version in force is corrected while the next one stands in ``policies/``."""
    day, document = desk.holding, _document(desk, desk.holding)
    if day is None or document is None or not _is_later(desk, day) or desk.law.gaps:
        return None
    own = file_path("ky", desk.slug, day)
    corrected = desk.tree.get(own, document).edited(desk.body(), editorial=f"ката {desk.words}")
    desk.law.texts[day] = corrected.body
    return {**desk.tree, own: corrected.edited(effective=day, replaces=None, repealed=None)}


def announce_beside(desk: Desk) -> Tree | None:
    """Another version is announced: the earlier of the two gets a file, the later is in ``policies/``."""
    old, day = desk.day("effective"), desk.ahead()
    if (
        desk.ky is None
        or old not in desk.announced
        or desk.repeal
        or day <= desk.today
        or day in desk.law.texts
    ):
        return None
    if old != max(desk.announced):
        return None
    document = desk.ky.edited(desk.body(), effective=day, replaces=None, editorial=None)
    desk.law.texts[day] = document.body
    if day < old:
        return {**desk.tree, file_path("ky", desk.slug, day): document}
    return {**desk.with_ky(document), file_path("ky", desk.slug, old): desk.ky}


def redraft_in_file(desk: Desk) -> Tree | None:
    """An announced version is redrafted in its file."""
    days = [day for day in desk.announced if file_path("ky", desk.slug, day) in desk.tree]
    if not days:
        return None
    own = file_path("ky", desk.slug, days[0])
    document = desk.tree[own].edited(desk.body())
    desk.law.texts[days[0]] = document.body
    return {**desk.tree, own: document}


def withdraw_file(desk: Desk) -> Tree | None:
    """The file of an announced version is deleted."""
    days = [day for day in desk.announced if file_path("ky", desk.slug, day) in desk.tree]
    if not days:
        return None
    del desk.law.texts[days[0]]
    gone = file_path("ky", desk.slug, days[0])
    return {path: document for path, document in desk.tree.items() if path != gone}


def document_found(desk: Desk) -> Tree | None:
    """A text from before the repository, or one that was found later."""
    holding = desk.holding
    if holding is None or desk.ky is None or desk.repeal or desk.law.gaps or desk.law.ends:
        return None
    day = min(desk.law.texts) - timedelta(desk.pick((30, 60)))
    if desk.pick((True, False)):
        day = holding - timedelta(2)
    if any(abs((day - each).days) < 2 for each in desk.law.texts):
        return None
    document = Document((("title", "Эреже"),), desk.body()).edited(effective=day, source="Архив, 12-иш")
    desk.law.texts[day] = document.body
    return {**desk.tree, file_path("ky", desk.slug, day): document}


def _document(desk: Desk, day: date | None) -> Document | None:
    """The file that a version was last written in."""
    if day is None:
        return None
    own = (f"docs/ky/policies/{desk.slug}.md", file_path("ky", desk.slug, day))
    found = [tree[each] for tree in desk.trees for each in own if each in tree]
    return next((each for each in reversed(found) if each["effective"] == day), None)


def _is_later(desk: Desk, day: date) -> bool:
    """Whether ``policies/`` holds a later version than this day's."""
    own = desk.day("effective")
    return own is not None and own > day and own in desk.law.texts
