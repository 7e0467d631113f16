"""What editors do to a policy, sensible or not: the acts that random histories are made of.

An act is a function that is given the desk and gives the files after it; None where it makes no sense. It
also writes into the desk's `Law` what a lawyer expects of it. A new kind of act is one such function, and its
name in a tuple below.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.support.desk import Desk, path, translated
from tests.support.file_acts import (
    announce_beside,
    correct_in_file,
    document_found,
    redraft_in_file,
    withdraw_file,
)
from tests.support.histories import Document, Tree

NAMES = ("privacy", "data", "rules")

# Sensible acts


def begin(desk: Desk) -> Tree | None:
    """A first text, with a date or without one."""
    return _begin(desk, desk.pick((desk.today, desk.ahead(), None, desk.today - timedelta(40))))


def begin_dated(desk: Desk) -> Tree | None:
    """A first text with a date."""
    return _begin(desk, desk.ahead())


def _begin(desk: Desk, effective: date | None) -> Tree | None:
    if any(desk.trees):
        return None
    document = Document((("title", "Эреже"),), desk.body()).edited(effective=effective)
    desk.law.texts[effective or desk.today] = document.body
    return desk.with_both(document)


def enact(desk: Desk) -> Tree | None:
    """A new version: the date of the file moves on, and what it announced is replaced."""
    own = desk.day("effective")
    return _enacted(desk, own if own in desk.announced else None)


def enact_beside(desk: Desk) -> Tree | None:
    """A new version beside the announced one, as the first edition of the rules had it.

    What holds depends on the merge method: words that come first are a redraft of the announced version.
    """
    desk.law.is_certain = False
    return _enacted(desk, "none") if desk.announced else None


def _enacted(desk: Desk, replaces: object) -> Tree | None:
    day = desk.ahead()
    others = [each for each in desk.announced if each != replaces]
    if desk.ky is None or not desk.ky["effective"] or desk.repeal or day in desk.law.texts:
        return None
    if replaces != "none" and others and day < max(others):
        return None
    desk.law.texts = {each: text for each, text in desk.law.texts.items() if each != replaces}
    document = desk.ky.edited(desk.body(), effective=day, replaces=replaces, editorial=None)
    desk.law.texts[day] = document.body
    return desk.with_both(document)


def postpone(desk: Desk) -> Tree | None:
    """The announced version gets another date, with the same words."""
    old, day = desk.day("effective"), desk.ahead()
    if desk.ky is None or old not in desk.announced or day in desk.law.texts or desk.repeal:
        return None
    if any(day < each for each in desk.announced if each != old):
        return None
    del desk.law.texts[old]
    desk.law.texts[day] = desk.ky.body
    return desk.with_both(desk.ky.edited(effective=day, replaces=None, editorial=None))


def correct(desk: Desk) -> Tree | None:
    """Words are corrected, with a reason."""
    day = _own_date(desk)
    if desk.ky is None or day is None:
        return None
    document = desk.ky.edited(desk.body(), editorial=f"ката {desk.words}")
    if not desk.ky["effective"]:
        desk.law.is_certain = False  # Without dates, words that come before their reason open a version
    desk.law.texts[day] = document.body
    return desk.with_both(document)


def redraft(desk: Desk) -> Tree | None:
    """The words of the announced version are changed before its day."""
    day = desk.day("effective")
    if desk.ky is None or day not in desk.announced:
        return None
    document = desk.ky.edited(desk.body())
    desk.law.texts[day] = document.body
    return desk.with_both(document)


def withdraw(desk: Desk) -> Tree | None:
    """The file of the version in force comes back: the announced one never takes effect."""
    day = desk.day("effective")
    if len(desk.announced) != 1 or day not in desk.announced or desk.repeal:
        return None
    own = path("ky", desk.slug)
    documents = [tree[own] for tree in desk.trees if own in tree and tree[own]["effective"] == desk.holding]
    if not documents or desk.holding is None or documents[-1].body != desk.law.texts[desk.holding]:
        return None
    del desk.law.texts[day]
    return desk.with_ky(documents[-1])


def change_undated(desk: Desk) -> Tree | None:
    """New words in a file without a date: they are dated by their commit."""
    if desk.ky is None or desk.ky["effective"] or desk.repeal:
        return None
    document = desk.ky.edited(desk.body())
    desk.law.texts[desk.today] = document.body
    return desk.with_both(document)


def state_date(desk: Desk) -> Tree | None:
    """The words recorded last are given their date."""
    holding = desk.holding
    if desk.ky is None or desk.ky["effective"] or holding is None or desk.repeal:
        return None
    day = holding + timedelta(desk.pick((0, -1, 1, 30)))
    if any(day <= each for each in desk.law.texts if each != holding):
        return None
    desk.law.texts[day] = desk.law.texts.pop(holding)
    return desk.with_both(desk.ky.edited(effective=day))


def backdate(desk: Desk) -> Tree | None:
    """A version that took effect before it came here, by a decision that is named or is not."""
    day = desk.today - timedelta(desk.pick((1, 3, 20)))
    if desk.ky is None or not desk.ky["effective"] or desk.announced or desk.repeal or desk.law.gaps:
        return None
    if any(day <= each for each in (*desk.law.texts, *desk.law.ends)):
        return None
    authority = f"Буйрук {desk.words}" if desk.pick((True, True, False)) else desk.ky["authority"]
    document = desk.ky.edited(desk.body(), effective=day, authority=authority, editorial=None)
    desk.law.texts[day] = document.body
    return desk.with_both(document)


def repeal(desk: Desk) -> Tree | None:
    """The policy ends on a day, perhaps one that has passed; what was announced for later is withdrawn."""
    day = desk.today + timedelta(desk.pick((0, 1, 30, -3)))
    holding = _own_date(desk)
    if desk.ky is None or desk.repeal or holding is None or holding > desk.today or day <= holding:
        return None
    if any(holding < each <= desk.today for each in desk.law.texts) or any(
        "/versions/" in e for e in desk.tree
    ):
        return None
    desk.law.texts = {each: text for each, text in desk.law.texts.items() if each < day}
    desk.law.ends.append(day)
    return desk.with_ky(desk.ky.edited(repealed=day, authority=f"Буйрук {desk.words}"))


def call_off(desk: Desk) -> Tree | None:
    """A repeal that has not come yet is taken back."""
    if desk.ky is None or desk.repeal is None or desk.repeal <= desk.today:
        return None
    desk.law.ends = [end for end in desk.law.ends if end != desk.repeal]
    return desk.with_ky(desk.ky.edited(repealed=None))


def re_enact(desk: Desk) -> Tree | None:
    """A repealed policy comes back with a new date."""
    day = desk.ahead()
    if desk.ky is None or desk.repeal is None or desk.repeal > desk.today or not desk.ky["effective"]:
        return None
    document = desk.ky.edited(desk.body(), effective=day, repealed=None, editorial=None)
    desk.law.texts[day] = document.body
    return desk.with_both(document)


def touch(desk: Desk) -> Tree | None:
    """Nothing that a reader sees."""
    comment = f"\n\n<!-- {len(desk.trees)} -->"
    return desk.with_ky(desk.ky.edited(desk.ky.body.partition("\n\n<!--")[0] + comment)) if desk.ky else None


def translate(desk: Desk) -> Tree | None:
    """The translation follows, in time or months late."""
    return {**desk.tree, path("ru", desk.slug): translated(desk.ky)} if desk.ky else None


def rename(desk: Desk) -> Tree | None:
    """The file is moved, by Git or by the key, to a new name or back to an old one."""
    if desk.ky is None:
        return None
    taken = {each for language in ("ky", "ru") for each in NAMES if path(language, each) in desk.tree}
    free = [name for name in NAMES if name not in taken]
    if not free:
        return None
    old, desk.slug = desk.slug, desk.pick(free)
    by_key = desk.pick((True, False))
    tree = {each: document for each, document in desk.tree.items() if f"/{old}.md" not in each}
    for language in ("ky", "ru"):
        document = desk.tree.get(path(language, old))
        if document is not None:
            tree[path(language, desk.slug)] = document.edited(formerly=(old,)) if by_key else document
    return tree


def remove(desk: Desk) -> Tree | None:
    """The files go, or only the translation."""
    languages = desk.pick((("ky", "ru"), ("ky",), ("ru",)))
    if any("/versions/" in each for each in desk.tree):
        desk.law.is_certain = False
    if "ky" in languages and desk.ky is not None:
        desk.law.gaps.append((desk.today, None))
    gone = {path(language, desk.slug) for language in languages}
    return {each: document for each, document in desk.tree.items() if each not in gone}


def return_(desk: Desk) -> Tree | None:
    """The file comes back as it was."""
    if desk.ky is not None or not desk.law.gaps:
        return None
    documents = [tree[own] for tree in desk.trees if (own := path("ky", desk.slug)) in tree]
    if not documents:
        return None
    desk.law.gaps[-1] = (desk.law.gaps[-1][0], desk.today)
    return desk.with_both(documents[-1])


# Acts that are refused, or of which no lawyer can say what they mean


def leave_unexplained(desk: Desk) -> Tree | None:
    """Words of the text in force change without a word: it does nothing until it is explained."""
    if desk.ky is None or desk.ky["effective"] is None or _own_date(desk) in [None, *desk.announced]:
        return None
    return desk.with_ky(desk.ky.edited(desk.body()))


def revert(desk: Desk) -> Tree | None:
    """The newest proposals are reverted."""
    back = desk.pick((1, 1, 2))
    desk.law.is_certain = False
    return desk.trees[-1 - back] if len(desk.trees) > back + 1 else None


def mistype_year(desk: Desk) -> Tree | None:
    """2062 for 2026."""
    day = desk.day("effective")
    desk.law.is_certain = False
    return (
        desk.with_ky(desk.ky.edited(desk.body(), effective=day.replace(year=2062)))
        if desk.ky and day
        else None
    )


def reuse_name(desk: Desk) -> Tree | None:
    """Another policy is put under a name."""
    name = desk.pick([each for each in NAMES if each != desk.slug])
    desk.law.is_certain = False
    return {
        **desk.tree,
        path("ky", name): Document((("title", "Башка"),), desk.body()).edited(effective=desk.ahead()),
    }


def scribble(desk: Desk) -> Tree | None:
    """Any keys with any values, in one file."""
    desk.law.is_certain = False
    language = desk.pick(("ky", "ky", "ru"))
    own = path(language, desk.slug)
    before = desk.tree.get(own) or desk.ky
    days = [None, *desk.law.texts, desk.ahead(), desk.today - timedelta(20)]
    if before is None:
        return None
    keys: dict[str, object] = {"effective": desk.pick(days), "replaces": desk.pick([None, "none", *days])}
    keys |= {"repealed": desk.pick([None, None, *days]), "editorial": desk.pick((None, "ката"))}
    body = desk.pick((before.body, desk.body()))
    return {**desk.tree, own: before.edited(body, **keys)}


def _own_date(desk: Desk) -> date | None:
    """The date of the version that the file holds."""
    if desk.ky is None:
        return None
    stated = desk.ky.day("effective")
    own = stated or max(desk.law.texts, default=None)
    return own if own in desk.law.texts else None


Act = Callable[[Desk], Tree | None]
FILES: tuple[Act, ...] = (
    *(correct_in_file, correct_in_file, announce_beside, announce_beside),
    *(redraft_in_file, withdraw_file, document_found),
)
SENSIBLE: tuple[Act, ...] = (
    *(enact, enact, enact, postpone, correct, correct, redraft, withdraw, change_undated, state_date),
    *(backdate, repeal, call_off, re_enact, touch, translate, translate, rename, remove, return_),
    *FILES,
)
HOSTILE: tuple[Act, ...] = (
    *(enact_beside, leave_unexplained, revert, revert, mistype_year, reuse_name, scribble, scribble),
)
DATED: tuple[Act, ...] = tuple(act for act in SENSIBLE if act not in {change_undated, state_date})
"""Of editors who state the date of every version."""
