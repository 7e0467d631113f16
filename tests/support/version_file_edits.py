"""What editors do with files of versions that are not the latest: ``docs/ky/versions/privacy/DATE.md``."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support.editor_state import EditorState, path, translated
from tests.support.histories import Document, Tree


def file_path(language: str, slug: str, day: date) -> str:
    """Where the file of a version is."""
    return f"docs/{language}/versions/{slug}/{day}.md"


def correct_in_file(editors: EditorState) -> Tree | None:
    """The version in force is corrected while the next one stands in ``policies/``."""
    day, document = editors.holding, _document(editors, editors.holding)
    if day is None or document is None or not _is_later(editors, day) or editors.expected.gaps:
        return None
    own = file_path("ky", editors.slug, day)
    corrected = editors.tree.get(own, document).edited(editors.body(), editorial=f"ката {editors.words}")
    editors.expected.texts[day] = corrected.body
    return {**editors.tree, own: corrected.edited(effective=day, replaces=None, repealed=None)}


def announce_beside(editors: EditorState) -> Tree | None:
    """Another version is announced: the earlier of the two gets a file, the later is in ``policies/``."""
    old, day = editors.day("effective"), editors.ahead()
    if (
        editors.ky is None
        or old not in editors.announced
        or editors.repeal
        or day <= editors.today
        or day in editors.expected.texts
    ):
        return None
    if old != max(editors.announced):
        return None
    document = editors.ky.edited(editors.body(), effective=day, replaces=None, editorial=None)
    editors.expected.texts[day] = document.body
    if day < old:
        return {**editors.tree, file_path("ky", editors.slug, day): document}
    return {**editors.with_ky(document), file_path("ky", editors.slug, old): editors.ky}


def redraft_in_file(editors: EditorState) -> Tree | None:
    """An announced version is redrafted in its file."""
    days = [day for day in editors.announced if file_path("ky", editors.slug, day) in editors.tree]
    if not days:
        return None
    own = file_path("ky", editors.slug, days[0])
    document = editors.tree[own].edited(editors.body())
    editors.expected.texts[days[0]] = document.body
    return {**editors.tree, own: document}


def withdraw_file(editors: EditorState) -> Tree | None:
    """The file of an announced version is deleted."""
    days = [day for day in editors.announced if file_path("ky", editors.slug, day) in editors.tree]
    if not days:
        return None
    del editors.expected.texts[days[0]]
    gone = file_path("ky", editors.slug, days[0])
    return {each: document for each, document in editors.tree.items() if each != gone}


def add_found_text(editors: EditorState) -> Tree | None:
    """A text from before the repository, or one that was found later."""
    return _with_found_text(editors, None)


def add_found_text_with_its_end(editors: EditorState) -> Tree | None:
    """The same, with the day from which it is not known which text held."""
    return _with_found_text(editors, timedelta(1))


def _with_found_text(editors: EditorState, length: timedelta | None) -> Tree | None:
    holding, expected = editors.holding, editors.expected
    if holding is None or editors.ky is None or editors.repeal or expected.gaps or expected.ends:
        return None
    day = editors.pick((min(expected.texts) - timedelta(30), holding - timedelta(2)))
    if any(abs((day - each).days) < 2 for each in expected.texts):
        return None
    keys = {"effective": day, "source": "Архив, 12-иш", "until": day + length if length else None}
    document = Document((("title", "Эреже"),), editors.body()).edited(**keys)
    expected.texts[day] = document.body
    if length:
        expected.untils[day] = day + length
    return {**editors.tree, file_path("ky", editors.slug, day): document}


def translate_file(editors: EditorState) -> Tree | None:
    """The file of a version is translated."""
    own = [each for each in editors.tree if each.startswith(f"docs/ky/versions/{editors.slug}/")]
    if not own:
        return None
    original = editors.pick(sorted(own))
    return {**editors.tree, original.replace("/ky/", "/ru/"): translated(editors.tree[original])}


def _document(editors: EditorState, day: date | None) -> Document | None:
    """The file that a version was last written in."""
    if day is None:
        return None
    own = (path("ky", editors.slug), file_path("ky", editors.slug, day))
    found = [tree[each] for tree in editors.trees for each in own if each in tree]
    return next((each for each in reversed(found) if each["effective"] == day), None)


def _is_later(editors: EditorState, day: date) -> bool:
    """Whether ``policies/`` holds a later version than this day's."""
    own = editors.day("effective")
    return own is not None and own > day and own in editors.expected.texts
