"""Edits that are refused, or whose result is not predicted: see `tests.support.policy_edits`."""

from __future__ import annotations

from datetime import timedelta

from tests.support.editor_state import EditorState, path
from tests.support.histories import Document, Tree
from tests.support.policy_edits import NAMES, enacted, own_date


def enact_beside(editors: EditorState) -> Tree | None:
    """A new version beside the announced one, as the first edition of the rules had it.

    What holds depends on the merge method: words that come first are a redraft of the announced version.
    """
    editors.expected.is_predicted = False
    return enacted(editors, "none") if editors.announced else None


def leave_unexplained(editors: EditorState) -> Tree | None:
    """Words of the text in force change without a word: it does nothing until it is explained."""
    if editors.ky is None or editors.ky["effective"] is None:
        return None
    if own_date(editors) in [None, *editors.announced]:
        return None
    return editors.with_ky(editors.ky.edited(editors.body()))


def revert(editors: EditorState) -> Tree | None:
    """The newest proposals are reverted."""
    back = editors.pick((1, 1, 2))
    editors.expected.is_predicted = False
    return editors.trees[-1 - back] if len(editors.trees) > back + 1 else None


def mistype_year(editors: EditorState) -> Tree | None:
    """2062 for 2026."""
    day = editors.day("effective")
    editors.expected.is_predicted = False
    return (
        editors.with_ky(editors.ky.edited(editors.body(), effective=day + timedelta(365 * 36)))
        if editors.ky and day
        else None
    )


def reuse_name(editors: EditorState) -> Tree | None:
    """Another policy is put under a name."""
    name = editors.pick([each for each in NAMES if each != editors.slug])
    editors.expected.is_predicted = False
    return {
        **editors.tree,
        path("ky", name): Document((("title", "Башка"),), editors.body()).edited(effective=editors.ahead()),
    }


def set_any_keys(editors: EditorState) -> Tree | None:
    """Any keys with any values, in one file."""
    editors.expected.is_predicted = False
    language = editors.pick(("ky", "ky", "ru"))
    own = path(language, editors.slug)
    before = editors.tree.get(own) or editors.ky
    days = [None, *editors.expected.texts, editors.ahead(), editors.today - timedelta(20)]
    if before is None:
        return None
    keys: dict[str, object] = {
        "effective": editors.pick(days),
        "replaces": editors.pick([None, "none", *days]),
    }
    keys |= {"repealed": editors.pick([None, None, *days]), "editorial": editors.pick((None, "ката"))}
    body = editors.pick((before.body, editors.body()))
    return {**editors.tree, own: before.edited(body, **keys)}
