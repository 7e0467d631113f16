"""The list of all policies on the home page; a long one is in folded groups. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from sayasat.i18n.messages import Messages
from sayasat.pages.change_log import latest_changes
from sayasat.pages.stubs import why_missing
from sayasat.policy_files.file_names import located, parents_of
from sayasat.versions.policy import Policy
from sayasat.versions.status import Status, shown
from sayasat.website.catalogue import Catalogue
from sayasat.website.page_frame import PageFrame
from sayasat.website.status_notice import StatusNotice, notice, upcoming, without_announced_end
from sayasat.website.year_groups import SHORT

_NEWS = 3
"""How many of the latest changes the home page names."""

_MANY = 100
"""The greatest number of policies that are listed without groups."""

_ENDED = frozenset({Status.REPEALED, Status.REMOVED})
_DIGITS = "0–9"
_LATE_LETTERS = str.maketrans({"ё": "е\uffff", "ң": "н\uffff", "ө": "о\uffff", "ү": "у\uffff"})
"""Letters of Kyrgyz and Russian that Unicode has after я: each follows the letter that it is made of."""

_Row = dict[str, Any]


class PolicyGroup(Struct, frozen=True):
    """Policies of one folder, or whose titles begin with one letter."""

    name: str
    rows: tuple[_Row, ...]


def policy_list(catalogue: Catalogue, language: str) -> str:
    """The list of policies for the home page, each with its status; policies in force come first.

    A long list can be searched by name, and repealed and removed policies are folded at its end. A longer one
    is in groups by folder or first letter, each of which is folded.
    """
    page = PageFrame(catalogue, language, catalogue.urls.home(language))
    t = page.t
    living_first = sorted(catalogue.archive.policies, key=lambda policy: catalogue.in_force(policy) is None)
    rows = [_row(catalogue, policy, language, t) for policy in living_first]
    is_long = len(rows) > SHORT
    listed = [row for row in rows if not is_long or row["notice"].status not in _ENDED]
    ended = [row for row in rows if is_long and row["notice"].status in _ENDED]
    return page.fragment(
        "policies.html",
        rows=listed,
        groups=policy_groups(listed, t("policies.others")) if len(listed) > _MANY else (),
        ended=ended,
        many=_MANY,
        is_long=is_long,
        news=latest_changes(catalogue, language, _NEWS),
        changes=catalogue.urls.changes(language),
        feed=catalogue.urls.feed(language),
    )


def policy_groups(rows: Iterable[_Row], others: str) -> tuple[PolicyGroup, ...]:
    """Rows by the folder of their files, or by the first letter of their titles, sorted by title in a group.

    Folders below the one that all files have in common count, if most of them have several policies. A file
    in no such folder, and a title without a letter or digit, are in the last group, named ``others``.
    """
    ordered = sorted(rows, key=lambda row: _sort_key(row["title"]))
    depth = _common_depth([row["folders"] for row in ordered])
    by_folder = _grouped(ordered, lambda row: located("".join(row["folders"][depth : depth + 1])))
    is_by_folder = 1 < len(by_folder) <= len(ordered) / 2
    groups = by_folder if is_by_folder else _grouped(ordered, lambda row: _initial(row["title"]))
    return tuple(
        PolicyGroup(name or others, tuple(groups[name]))
        for name in sorted(groups, key=lambda name: (not name, _sort_key(name)))
    )


def _grouped(rows: Iterable[_Row], name: Callable[[_Row], str]) -> dict[str, list[_Row]]:
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return groups


def _common_depth(paths: list[list[str]]) -> int:
    """How many folders at the start all paths have in common: those of the first and the last, sorted."""
    ends = zip(min(paths), max(paths), strict=False)
    return next((depth for depth, (one, other) in enumerate(ends) if one != other), len(min(paths)))


def _sort_key(title: str) -> list[tuple[bool, int, str]]:
    """Orders titles by their letters, and the numbers in them by value."""
    return [
        (not part.isdecimal(), int(part) if part.isdecimal() else 0, part)
        for part in re.split(r"(\d+)", title.casefold().translate(_LATE_LETTERS))
    ]


def _initial(title: str) -> str:
    """The first letter of a title as a capital, without the marks of Latin letters; "" if it has none."""
    first = next((each for each in title if each.isalnum()), "")
    plain = unicodedata.normalize("NFD", first)[:1]
    return _DIGITS if first.isnumeric() else (plain if plain.isascii() else first).upper()[:1]


def _row(catalogue: Catalogue, policy: Policy, language: str, t: Messages) -> _Row:
    original = catalogue.original(policy)
    own = catalogue.edition(policy, language)
    edition = own if own and catalogue.current(own) else original
    standing = shown(original.standings)
    coming = upcoming(original.standings) if standing and standing.status is Status.IN_FORCE else ()
    all_withdrawn = StatusNotice(Status.WITHDRAWN, t("badge.withdrawn"), t("missing.withdrawn"))
    named = standing and notice(policy, without_announced_end(standing, coming), t)
    is_missing = edition.language != language
    return {
        "title": catalogue.listed_title(edition),
        "folders": parents_of(original.timeline.lineage.path),
        "language": edition.language,
        "url": catalogue.urls.policy(policy.slug, language).main,
        "notice": named or all_withdrawn,
        "coming": [t("alert.upcoming", day=each.version.date) for each in coming],
        "missing": t(f"missing.{why_missing(catalogue, policy, language)}") if is_missing else "",
    }
