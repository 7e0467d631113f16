"""Reads the settings of the check from ``check.yml``: limits, allowed words, and silenced findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import yaml
from msgspec import Struct, field

from sayasat.errors import SettingsError
from sayasat.yaml_nodes import Nodes, line_of

_NUMBER = re.compile(r"[1-9][0-9]{0,3}")

FILE = "check.yml"
MERGES = ("any", "one-commit")
"""The values of the key ``merge``: how the forge puts a proposal on the main line."""

LONGEST_SENTENCE = 60
"""In words: the default limit."""


class NoticePeriod(Struct, frozen=True):
    """How many days before it takes effect a version must be published."""

    days: int
    source: str
    """The law or order that requires it."""


class Silence(Struct, frozen=True):
    """One finding that is not to be reported, and the reason."""

    rule: str
    path: str
    extract: str
    """`Finding.extract` of the finding; empty if the finding quotes no text."""

    reason: str
    line: int
    """The entry's line in ``check.yml``, from 1."""


class CheckSettings(Struct, frozen=True):
    """The settings of the check; the defaults are those of an empty ``check.yml``."""

    notice: NoticePeriod | None = None
    """None if no notice period is required."""

    longest_sentence: int = LONGEST_SENTENCE
    """In words."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language: words that the rules on letters and doubled words accept."""

    silences: tuple[Silence, ...] = ()

    is_joined: bool = False
    """Whether each proposal is merged as one commit, by a squash or a merge commit, and in no other way."""


def read_check_settings(text: str, rules: Collection[str]) -> CheckSettings:
    """Parse the text of ``check.yml``. Raises SettingsError with all faults at once, each with its line.

    ``rules``: the names of the rules that can be silenced.
    """
    nodes = Nodes(FILE)
    keys = nodes.keys(
        nodes.parse(text), "", allowed=("notice", "longest-sentence", "words", "silenced", "merge")
    )
    longest = _number(nodes, keys.get("longest-sentence"), "longest-sentence", LONGEST_SENTENCE)
    silenced = nodes.items(keys.get("silenced"), "silenced", "- rule: …")
    settings = CheckSettings(
        _notice(nodes, keys.get("notice")),
        longest,
        {
            language: tuple(nodes.word(each, key) for _, each in nodes.items(listed, key, "[…, …]"))
            for language, listed in nodes.keys(keys.get("words"), "words").items()
            for key in (f"words.{language}",)
        },
        tuple(_silence(nodes, each, name, rules) for name, each in silenced),
        nodes.chosen(keys.get("merge"), "merge", MERGES) == MERGES[1],
    )
    if nodes.faults:
        raise SettingsError(nodes.faults)
    return settings


def _notice(nodes: Nodes, node: yaml.Node | None) -> NoticePeriod | None:
    if node is None:
        return None
    keys = nodes.keys(node, "notice", required=("days", "source"))
    days = _number(nodes, keys.get("days"), "notice.days", 0)
    return NoticePeriod(days, nodes.word(keys.get("source"), "notice.source"))


def _number(nodes: Nodes, node: yaml.Node | None, key: str, default: int) -> int:
    word = nodes.word(node, key)
    if node is None or not word:
        return default
    if not _NUMBER.fullmatch(word):
        nodes.bad(node, key, "30")
        return default
    return int(word)


def _silence(nodes: Nodes, node: yaml.Node, key: str, rules: Collection[str]) -> Silence:
    keys = nodes.keys(node, key, required=("rule", "file", "reason"), allowed=("text",))
    rule = nodes.chosen(keys.get("rule"), f"{key}.rule", sorted(rules))
    path, text, reason = (nodes.word(keys.get(name), f"{key}.{name}") for name in ("file", "text", "reason"))
    return Silence(rule, path, text, reason, line_of(node))
