"""What was found in a repository, by kind: lines for a terminal, JSON lines, and a list of a page. Pure."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup

from sayasat.characters import showable
from sayasat.errors import Fault
from sayasat.i18n.messages import Messages

FINDINGS_FILE = "findings.jsonl"
"""The file of all findings at the top of an archive's site."""

_EXAMPLES, _ON_PAGE, _SEVERAL = 3, 50, 2

_OF_ARCHIVES = ("adopt-", "foreign-")
"""The codes of findings whose advice is to those who make an archive."""

_KIND = Markup("<details><summary>{} ({})</summary>\n<ul>{}</ul>{}</details>")
_REST = Markup('<p><a href="{}">{}</a></p>')
_ITEM = Markup("<li><code>{}</code> {} {}</li>")


def expanded_patterns(patterns: Sequence[str], paths: Collection[str]) -> list[Fault]:
    """The finding that a shell has put the files of today in the place of a pattern, if it is so.

    They are then all files of one folder and suffix. ``paths`` are the files of the newest commit.
    """
    kinds = {(posixpath.dirname(each), posixpath.splitext(each)[1]) for each in patterns}
    there = [each for each in paths if (posixpath.dirname(each), posixpath.splitext(each)[1]) in kinds]
    if len(kinds) != 1 or len(patterns) < _SEVERAL or sorted(there) != sorted(patterns):
        return []
    folder, suffix = next(iter(kinds))
    pattern = posixpath.join(folder, f"*{suffix}")
    return [Fault("adopt-expanded", "--policies", (("number", str(len(there))), ("pattern", pattern)))]


def finding_lines(faults: Sequence[Fault], file: str, t: Messages) -> str:
    """How many findings there are of each kind, with the first ones; empty without any.

    ``file`` is where all of them are.
    """
    if not faults:
        return ""
    lines = [t("survey.findings", number=len(faults), file=file)]
    for kind, of_kind in by_kind(faults, t).items():
        shown = (f"{each.where}: {t.what(each)} {_fix(each, t)}" for each in of_kind[:_EXAMPLES])
        lines += [f"{kind}: {len(of_kind)}", *shown]
        lines += ["…"] if len(of_kind) > _EXAMPLES else []
    return "\n".join((*lines, ""))


def findings_json(faults: Sequence[Fault], t: Messages) -> str:
    """A line of JSON for each finding: its kind, place and facts, and the sentences about it."""
    keys = ("kind", "where", "facts", "what", "fix")
    found = ((each.code, each.where, dict(each.facts), t.what(each), _fix(each, t)) for each in faults)
    return "".join(f"{json.dumps(dict(zip(keys, each, strict=True)))}\n" for each in found)


def findings_html(faults: Sequence[Fault], url: str, t: Messages) -> str:
    """The list of a page in HTML, by kind. ``url`` is that of `FINDINGS_FILE`."""
    kinds = by_kind(faults, t).items()
    lists = [_kind_html(kind, found, url, t) for kind, found in kinds]
    return Markup("\n").join(lists) or t("adopted.about-none")


def _kind_html(kind: str, found: Sequence[Fault], url: str, t: Messages) -> Markup:
    shown = found[:_ON_PAGE]
    texts = ((each.where, t.what(each), _fix(each, t)) for each in shown)
    items = (_ITEM.format(*(" ".join(showable(text).split()) for text in each)) for each in texts)
    is_cut = len(found) > len(shown)
    rest = _REST.format(url, t("adopted.about-all", shown=len(shown), number=len(found))) if is_cut else ""
    return _KIND.format(kind, len(found), Markup("").join(items), rest)


def _fix(fault: Fault, t: Messages) -> str:
    """What to do. The texts are somebody else's: what an editor would correct in them is none of it."""
    is_own = fault.code.startswith(_OF_ARCHIVES)
    return t.fix(fault) if is_own else t("survey.theirs")


def by_kind(faults: Sequence[Fault], t: Messages) -> Mapping[str, list[Fault]]:
    """The findings by the name of their kind in a language."""
    kinds: dict[str, list[Fault]] = {}
    for fault in faults:
        kinds.setdefault(t.kind(fault), []).append(fault)
    return kinds
