"""What editors do to a policy: the edits that random histories are made of.

An edit is a function that is given the `EditorState` and returns the files after it; None where it makes no
sense. It also writes into `EditorState.expected` which text holds on which day then. A new kind of edit is
such a function, and its name in a table of `tests.support.random_histories`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date, timedelta

from tests.support.editor_state import EditorState, path, translated
from tests.support.histories import COMMENT, LANGUAGES, Document, Tree

NAMES = ("privacy", "data", "rules")
"""Of the policy, one after the other."""


def begin_stated(editors: EditorState) -> Tree | None:
    """A first text with a date."""
    return _begin(editors, editors.pick((editors.today, editors.ahead(), editors.today - timedelta(40))))


def begin_recorded(editors: EditorState) -> Tree | None:
    """A first text without a date."""
    return _begin(editors, None)


def _begin(editors: EditorState, effective: date | None) -> Tree | None:
    if any(editors.trees):
        return None
    document = Document((("title", "Эреже"),), editors.body()).edited(effective=effective)
    if effective:
        editors.expected.texts[effective] = document.body
    else:
        editors.expected.record(editors.today, document.body)
    return editors.with_both(document)


def enact(editors: EditorState) -> Tree | None:
    """A new version: the date of the file moves on, and what it announced is replaced."""
    own = editors.day("effective")
    return enacted(editors, own if own in editors.announced else None)


def enacted(editors: EditorState, replaces: object) -> Tree | None:
    """The files with a new version in ``policies/``; ``replaces`` is the value of that key."""
    day = editors.ahead()
    others = [each for each in editors.announced if each != replaces]
    if editors.ky is None or not editors.ky["effective"] or editors.repeal or day in editors.expected.texts:
        return None
    if replaces != "none" and others and day < max(others):
        return None
    editors.expected.texts = {each: text for each, text in editors.expected.texts.items() if each != replaces}
    document = editors.ky.edited(editors.body(), effective=day, replaces=replaces, editorial=None)
    editors.expected.texts[day] = document.body
    return editors.with_both(document)


def postpone(editors: EditorState) -> Tree | None:
    """The announced version gets another date, with the same words."""
    old, day = editors.day("effective"), editors.ahead()
    if editors.ky is None or old not in editors.announced or day in editors.expected.texts or editors.repeal:
        return None
    if any(day < each for each in editors.announced if each != old):
        return None
    del editors.expected.texts[old]
    editors.expected.texts[day] = editors.ky.words
    return editors.with_both(editors.ky.edited(effective=day, replaces=None, editorial=None))


def correct(editors: EditorState) -> Tree | None:
    """Words are corrected, with a reason."""
    day = own_date(editors)
    if editors.ky is None or day is None:
        return None
    document = editors.ky.edited(editors.body(), editorial=f"ката {editors.words}")
    if not editors.ky["effective"]:
        # Without dates, words that come before their reason open a version
        editors.expected.is_predicted = False
    editors.expected.texts[day] = document.body
    return editors.with_both(document)


def redraft(editors: EditorState) -> Tree | None:
    """The words of the announced version are changed before its day."""
    day = editors.day("effective")
    if editors.ky is None or day not in editors.announced:
        return None
    document = editors.ky.edited(editors.body())
    editors.expected.texts[day] = document.body
    return editors.with_both(document)


def withdraw(editors: EditorState) -> Tree | None:
    """The file of the version in force comes back: the announced one never takes effect."""
    day, holding, own = editors.day("effective"), editors.holding, path("ky", editors.slug)
    if len(editors.announced) != 1 or day not in editors.announced or editors.repeal or holding is None:
        return None
    documents = [tree[own] for tree in editors.trees if own in tree and tree[own]["effective"] == holding]
    if not documents or documents[-1].words != editors.expected.texts[holding]:
        return None
    del editors.expected.texts[day]
    return editors.with_ky(documents[-1])


def change_undated(editors: EditorState) -> Tree | None:
    """New words in a file without a date: they are dated by their commit."""
    if editors.ky is None or editors.ky["effective"] or editors.repeal:
        return None
    document = editors.ky.edited(editors.body())
    editors.expected.record(editors.today, document.body)
    return editors.with_both(document)


def state_date(editors: EditorState) -> Tree | None:
    """The words recorded last are given their date."""
    holding = editors.holding
    if editors.ky is None or editors.ky["effective"] or holding is None or editors.repeal:
        return None
    day = holding + timedelta(editors.pick((0, -1, 1, 30)))
    if any(day <= each for each in editors.expected.texts if each != holding):
        return None
    editors.expected.texts[day] = editors.expected.texts.pop(holding)
    editors.expected.unpublished = editors.expected.unpublished and editors.expected.unpublished - {holding}
    return editors.with_both(editors.ky.edited(effective=day))


def backdate(editors: EditorState) -> Tree | None:
    """A version that took effect before it came here, by a decision that is named or is not."""
    day = editors.today - timedelta(editors.pick((1, 3, 20)))
    expected = editors.expected
    if editors.ky is None or not editors.ky["effective"] or editors.announced or editors.repeal:
        return None
    if expected.gaps or any(day <= each for each in (*expected.texts, *expected.ends)):
        return None
    authority = f"Буйрук {editors.words}" if editors.pick((True, True, False)) else editors.ky["authority"]
    document = editors.ky.edited(editors.body(), effective=day, authority=authority, editorial=None)
    editors.expected.texts[day] = document.body
    return editors.with_both(document)


def repeal(editors: EditorState) -> Tree | None:
    """The policy ends on a day, perhaps one that has passed; what was announced for later is withdrawn."""
    day = editors.today + timedelta(editors.pick((0, 1, 30, -3)))
    holding = own_date(editors)
    if editors.ky is None or editors.repeal or holding is None or holding > editors.today or day <= holding:
        return None
    if any(holding < each <= editors.today for each in editors.expected.texts):
        return None
    if any("/versions/" in each for each in editors.tree):
        return None
    editors.expected.texts = {each: text for each, text in editors.expected.texts.items() if each < day}
    editors.expected.ends.append(day)
    return editors.with_ky(editors.ky.edited(repealed=day, authority=f"Буйрук {editors.words}"))


def call_off(editors: EditorState) -> Tree | None:
    """A repeal that has not come yet is taken back."""
    if editors.ky is None or editors.repeal is None or editors.repeal <= editors.today:
        return None
    editors.expected.ends = [end for end in editors.expected.ends if end != editors.repeal]
    return editors.with_ky(editors.ky.edited(repealed=None))


def re_enact(editors: EditorState) -> Tree | None:
    """A repealed policy comes back with a new date."""
    day = editors.ahead()
    if editors.ky is None or editors.repeal is None or editors.repeal > editors.today:
        return None
    if not editors.ky["effective"]:
        return None
    document = editors.ky.edited(editors.body(), effective=day, repealed=None, editorial=None)
    editors.expected.texts[day] = document.body
    return editors.with_both(document)


def touch(editors: EditorState) -> Tree | None:
    """Nothing that a reader sees."""
    if editors.ky is None:
        return None
    return editors.with_ky(editors.ky.edited(f"{editors.ky.words}{COMMENT} {len(editors.trees)} -->"))


def translate(editors: EditorState) -> Tree | None:
    """The translation follows, in time or months late."""
    return {**editors.tree, path("ru", editors.slug): translated(editors.ky)} if editors.ky else None


def rename_file(editors: EditorState) -> Tree | None:
    """The files are moved, which Git finds: to a new name or back to an old one."""
    return _renamed(editors, {})


def rename_by_key(editors: EditorState) -> Tree | None:
    """The files are moved, and the key ``formerly`` says so."""
    return _renamed(editors, {"formerly": (editors.slug,)})


def _renamed(editors: EditorState, keys: Mapping[str, object]) -> Tree | None:
    taken = {each for language in LANGUAGES for each in NAMES if path(language, each) in editors.tree}
    free = [name for name in NAMES if name not in taken]
    if editors.ky is None or not free:
        return None
    old, editors.slug = editors.slug, editors.pick(free)
    tree = {each: document for each, document in editors.tree.items() if f"/{old}.md" not in each}
    for language in LANGUAGES:
        document = editors.tree.get(path(language, old))
        if document is not None:
            tree[path(language, editors.slug)] = document.edited(**keys)
    return tree


def remove(editors: EditorState) -> Tree | None:
    """The files are deleted, or only the original."""
    if any("/versions/" in each for each in editors.tree):
        editors.expected.is_predicted = False
    if editors.ky is not None:
        editors.expected.gaps.append((editors.today, None))
    languages = editors.pick((LANGUAGES, ("ky",)))
    return _without(editors, {path(language, editors.slug) for language in languages})


def remove_translation(editors: EditorState) -> Tree | None:
    """The translation's file is deleted."""
    return _without(editors, {path("ru", editors.slug)})


def _without(editors: EditorState, gone: Container[str]) -> Tree:
    return {each: document for each, document in editors.tree.items() if each not in gone}


def bring_back(editors: EditorState) -> Tree | None:
    """The deleted file comes back as it was."""
    if editors.ky is not None or not editors.expected.gaps:
        return None
    documents = [tree[own] for tree in editors.trees if (own := path("ky", editors.slug)) in tree]
    if not documents:
        return None
    editors.expected.gaps[-1] = (editors.expected.gaps[-1][0], editors.today)
    return editors.with_both(documents[-1])


def own_date(editors: EditorState) -> date | None:
    """The date of the version that the file holds."""
    if editors.ky is None:
        return None
    stated = editors.ky.day("effective")
    own = stated or max(editors.expected.texts, default=None)
    return own if own in editors.expected.texts else None
