"""The history of an invented office: what was published when, in days before a given day. Reads texts/."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.support.mini_site import LANGUAGES
from tests.support.repo import policy_text

TEXTS = Path(__file__).parent / "texts"
POLICIES = ("access", "privacy", "services", "wifi")


class Step(Struct, frozen=True):
    """One publication: a commit."""

    policy: str
    published: date
    effective: date
    message: str
    files: Mapping[str, str]
    """Path to text; only the languages that changed."""


class _Text(Struct, frozen=True):
    """One edition as it stands after a step."""

    head: Mapping[str, object]
    body: str

    @property
    def file(self) -> str:
        return policy_text(self.body.rstrip("\n"), **self.head)


def history(today: date) -> tuple[Step, ...]:
    """Every publication before ``today``, oldest first. What is announced takes effect after it."""
    steps = [step for policy in POLICIES for step in _steps(policy, today)]
    return tuple(sorted(steps, key=attrgetter("published")))


def dates(policy: str, today: date) -> tuple[date, ...]:
    """The dates of a policy's versions, in the order of their first publication."""
    return tuple(dict.fromkeys(step.effective for step in history(today) if step.policy == policy))


def _steps(policy: str, today: date) -> Iterator[Step]:
    story = tomllib.loads((TEXTS / f"{policy}.toml").read_text(encoding="utf-8"))
    texts = {language: _first(policy, language, story["title"][language]) for language in LANGUAGES}
    past: list[Mapping[str, _Text]] = []
    for step in story["steps"]:
        changed = step.get("languages", LANGUAGES)
        before = past[step["back_to"] - 1] if "back_to" in step else texts
        after = texts | {language: _next(before[language], language, step, today) for language in changed}
        effective = first_of_month(today, step["effective"])
        if step.get("own_file"):
            name = f"versions/{policy}/{effective}"
        else:
            name, texts = f"policies/{policy}", after
        past.append(texts)
        yield Step(
            policy,
            _day(step["published"], today),
            effective,
            step["message"],
            {f"docs/{language}/{name}.md": after[language].file for language in changed},
        )


def _first(policy: str, language: str, title: str) -> _Text:
    translation = {} if language == LANGUAGES[0] else {"translation": "unofficial"}
    body = (TEXTS / f"{policy}.{language}.md").read_text(encoding="utf-8")
    return _Text({"title": title} | translation, body)


def _next(before: _Text, language: str, step: Mapping[str, Any], today: date) -> _Text:
    """A text after a step. A reason is about one change: it does not linger, all else in the head does."""
    own = step.get(language, {})
    kept = {key: value for key, value in before.head.items() if key not in {"editorial", "concerns"}}
    stated = {key: own[key] for key in ("authority", "summary", "editorial", "concerns") if key in own}
    days = {"effective": first_of_month(today, step["effective"])}
    if "repealed" in step:
        days["repealed"] = first_of_month(today, step["repealed"])
    if "adopted" in step:
        days["adopted"] = _day(step["adopted"], today)
    body = before.body
    if "move" in step:
        body = _moved(body, **step["move"])
    for old, new in own.get("edits", ()):
        assert body.count(old) == 1, f"{old!r} stands {body.count(old)} times"
        body = body.replace(old, new.lstrip("\n"))
    return _Text(kept | days | stated, body)


def _moved(body: str, section: str, after: str) -> str:
    """The text with one of its sections put after another."""
    parts = re.split(r"(?m)^(?=## )", body)
    places = {re.search(r"\{#([\w-]+)\}", part)[1]: part.strip("\n") for part in parts}  # type: ignore[index]
    order = [each for each in places if each != section]
    order.insert(order.index(after) + 1, section)
    return "\n\n".join(places[each] for each in order) + "\n"


def _day(story: Mapping[str, int], today: date) -> date:
    """``{days_ago = 9}``, or ``{month = -5, day = 14}``: the 14th of the fifth month before this one."""
    if "days_ago" in story:
        return today - timedelta(story["days_ago"])
    return first_of_month(today, story["month"]).replace(day=story["day"])


def first_of_month(today: date, months: int) -> date:
    """The first day of the month that lies so many months after that of ``today``."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, 1)
