"""Reads ``overrides.yml``: decisions to publish although a gate stops it. Pure.

An entry is reviewed like a text, used once, and copied into the publication log.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Final

import yaml
from msgspec import Struct
from msgspec.structs import asdict

from sayasat.errors import SettingsError
from sayasat.versions.log_events import LogEvent
from sayasat.versions.publication_log import LogLine
from sayasat.yaml_nodes import Nodes

FILE: Final = "overrides.yml"


class Gate(StrEnum):
    """What a publication is checked for before it is published."""

    ANCESTRY = "ancestry"
    URLS = "urls"
    PAST = "past"
    SETTINGS = "settings"


class Override(Struct, frozen=True):
    """An entry: one thing that one publication may do."""

    gate: Gate
    day: date
    """Of the gate on past days the first day that is concerned, else the day of the last publication."""

    reason: str
    authority: str
    policy: str = ""
    url: str = ""
    """Relative to the site's root; a URL that ends with a slash stands for all below it."""

    def covers_url(self, url: str) -> bool:
        """Whether an entry of the gate on URLs names a URL."""
        named = self.url and (url == self.url or (self.url.endswith("/") and url.startswith(self.url)))
        return bool(named) or (bool(self.policy) and f"/policies/{self.policy}/" in f"/{url}")


_NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = {Gate.URLS: ("policy", "url"), Gate.PAST: ("policy",)}
"""By which keys an entry of a gate says what it lets pass: one of them is required."""


def read_overrides(text: str) -> tuple[Override, ...]:
    """Parse ``overrides.yml``, a list. Raises SettingsError with all faults, each with its line."""
    nodes = Nodes(FILE)
    root = nodes.parse(text)
    found = [_entry(nodes, node, name) for name, node in nodes.items(root, "", "- gate: …")]
    if nodes.faults:
        raise SettingsError(nodes.faults)
    return tuple(each for each in found if each)


def logged(entry: Override, today: date) -> LogLine:
    """The line of the log for an entry that lets a publication of ``today`` pass."""
    values = {key: str(value) for key, value in asdict(entry).items() if value}
    return LogLine(today, LogEvent.OVERRIDE, more=json.dumps(values, ensure_ascii=False))


def logged_overrides(lines: Iterable[LogLine]) -> Iterator[Override]:
    """The entries that the log has: those that were used."""
    for line in lines:
        if line.event is LogEvent.OVERRIDE:
            values = json.loads(line.more)
            yield Override(
                **{**values, "gate": Gate(values["gate"]), "day": date.fromisoformat(values["day"])}
            )


def _entry(nodes: Nodes, node: yaml.Node, key: str) -> Override | None:
    required = ("gate", "day", "reason", "authority")
    keys = nodes.keys(node, key, required=required, allowed=("policy", "url"))
    gate = nodes.chosen(keys.get("gate"), f"{key}.gate", tuple(Gate))
    names = ("day", "reason", "authority", "policy", "url")
    words = {name: nodes.word(keys.get(name), f"{key}.{name}") for name in names}
    named_by = _NAMED_BY.get(gate, ())
    if named_by and not any(words[name] for name in named_by):
        nodes.fault("entry-missing", node.start_mark.line + 1, f"{key}.{named_by[-1]}")
    day, word = None, words.pop("day")
    with suppress(ValueError):
        day = date.fromisoformat(word)
    if word and day is None:
        nodes.bad(keys["day"], f"{key}.day", "2026-12-01")
    if nodes.faults or day is None:
        return None
    return Override(Gate(gate), day, **{**words, "url": words["url"].removeprefix("/")})
