"""Reads and checks the text of ``cookies.yml``. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import yaml
from msgspec import Struct

from sayasat.cookies.inventory import (
    ESSENTIAL,
    FILE,
    KINDS,
    RECORD,
    UNITS,
    WEB_URL,
    Category,
    Inventory,
    Item,
)
from sayasat.errors import SettingsError
from sayasat.yaml_nodes import Nodes, line_of

_NAME = re.compile(r"[a-z][a-z0-9-]*")

_ITEM = re.compile(r"[^\s:*]+\*?")

_LIFETIME = re.compile(rf"session|([1-9]\d*) ({'|'.join(UNITS)})")

_SCRIPT = re.compile(r"assets/(?!.*\.\.)[\w./-]+\.js")

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def read_inventory(text: str, languages: Sequence[str]) -> Inventory:
    """Read and check the text of ``cookies.yml``.

    Every text for visitors must exist in all ``languages``. Raises SettingsError with all faults at once,
    each with its line.
    """
    nodes = Nodes(FILE)
    inventory = _Reader(languages, nodes).read(text)
    if nodes.faults:
        raise SettingsError(sorted(nodes.faults, key=lambda fault: int(fault.where.split(":")[1])))
    return inventory


class _Reader(Struct):
    """Reads the inventory from the YAML nodes of the file."""

    languages: Sequence[str]
    nodes: Nodes

    def read(self, text: str) -> Inventory:
        root = self.nodes.parse(text)
        if root is None:
            if not self.nodes.faults:
                self.nodes.fault("entry-missing", 1, "text")
            return Inventory("", "", (), ())
        keys = self.nodes.keys(root, "", required=("text", "categories", "items"))
        section = self.nodes.keys(keys.get("text"), "text", required=("policy", "section"))
        categories = self._categories(keys.get("categories"))
        known = {category.id for category, _ in categories}
        items = list(self._items(keys.get("items"), known))
        enabled = [category for category, is_enabled in categories if is_enabled]
        ids = {category.id for category in enabled}
        return Inventory(
            self.nodes.word(section.get("policy"), "text.policy"),
            self.nodes.word(section.get("section"), "text.section"),
            tuple(sorted(enabled, key=lambda each: each.id != ESSENTIAL)),
            tuple(item for item in items if item.category in ids),
            tuple(item for item in items if item.category not in ids),
        )

    def _texts(self, node: yaml.Node | None, key: str) -> dict[str, str]:
        """A text by language, in all languages of the site and no others."""
        texts = self.nodes.keys(node, key, required=self.languages)
        return {language: self.nodes.word(each, f"{key}.{language}") for language, each in texts.items()}

    def _categories(self, node: yaml.Node | None) -> list[tuple[Category, bool]]:
        categories = self.nodes.keys(node, "categories")
        if node is not None and ESSENTIAL not in categories:
            self.nodes.fault("entry-missing", line_of(node), f"categories.{ESSENTIAL}")
        for name, each in categories.items():
            if not _NAME.fullmatch(name):
                self.nodes.bad(each, f"categories.{name}", "a-z, 0-9, -")
        return [self._category(name, each) for name, each in categories.items()]

    def _category(self, name: str, node: yaml.Node) -> tuple[Category, bool]:
        key = f"categories.{name}"
        texts = ("name", "purpose")
        if name == ESSENTIAL:
            keys = self.nodes.keys(node, key, required=texts)
        else:
            required = (*texts, "enabled", "script")
            keys = self.nodes.keys(node, key, required=required, allowed=("settings",))
        names, purposes = (self._texts(keys.get(each), f"{key}.{each}") for each in texts)
        enabled = self.nodes.chosen(keys.get("enabled"), f"{key}.enabled", ("true", "false"))
        script = self._like(_SCRIPT, keys.get("script"), f"{key}.script", "assets/javascripts/….js")
        settings = self._settings(keys, key)
        return Category(name, names, purposes, script, settings), name == ESSENTIAL or enabled == "true"

    def _settings(self, keys: Mapping[str, yaml.Node], key: str) -> tuple[tuple[str, str], ...]:
        settings = self.nodes.keys(keys.get("settings"), f"{key}.settings")
        for name, node in settings.items():
            name_key = f"{key}.settings.{name}"
            value = self.nodes.word(node, name_key)
            if not _NAME.fullmatch(name):
                self.nodes.bad(node, name_key, "a-z, 0-9, -")
            elif WEB_URL.match(value) and not _has_origin(value):
                self.nodes.bad(node, name_key, "https://statistics.example.org/")
        return tuple((name, str(node.value).strip()) for name, node in settings.items())

    def _items(self, node: yaml.Node | None, categories: set[str]) -> Iterator[Item]:
        names: set[str] = set()
        for name, each in self.nodes.items(node, "items", "- name: …"):
            item = self._item(each, name, categories)
            if item.name and item.name in names:
                self.nodes.fault("entry-doubled", line_of(each), f"{name}.name")
            names.add(item.name)
            yield item
        if isinstance(node, yaml.SequenceNode) and RECORD not in names:
            self.nodes.fault("cookies-unlisted", line_of(node), "items", name=RECORD)

    def _item(self, node: yaml.Node, key: str, categories: set[str]) -> Item:
        required = ("name", "kind", "category", "lifetime", "purpose", "set_by")
        keys = self.nodes.keys(node, key, required=required)
        return Item(
            # No space and no colon: an HTML attribute lists the names for the script as KIND:NAME
            self._like(_ITEM, keys.get("name"), f"{key}.name", "_pk_id.*"),
            self.nodes.chosen(keys.get("kind"), f"{key}.kind", KINDS),
            self.nodes.chosen(keys.get("category"), f"{key}.category", sorted(categories)),
            self._lifetime(keys.get("lifetime"), f"{key}.lifetime"),
            self._texts(keys.get("purpose"), f"{key}.purpose"),
            self._texts(keys.get("set_by"), f"{key}.set_by"),
        )

    def _lifetime(self, node: yaml.Node | None, key: str) -> tuple[int, str] | None:
        word = self._like(_LIFETIME, node, key, "12 months, 30 minutes, session")
        match = _LIFETIME.fullmatch(word)
        return (int(match[1]), match[2]) if match and match[1] else None

    def _like(self, form: re.Pattern[str], node: yaml.Node | None, key: str, example: str) -> str:
        """A word of a form; another is a fault."""
        word = self.nodes.word(node, key)
        if node is not None and word and not form.fullmatch(word):
            self.nodes.bad(node, key, example)
        return word


def _has_origin(value: str) -> bool:
    """Whether the URL's origin can be in a Content-Security-Policy. HTTP is for local servers only."""
    try:
        url = urlsplit(value)
        is_plain = re.fullmatch(r"[\w.-]+|\[[0-9a-f:]+\]", url.netloc.rpartition(":")[0] or url.netloc)
        has_port = url.port is None or url.port > 0
    except ValueError:
        return False
    is_safe = url.scheme.lower() == "https" or url.hostname in _LOOPBACK
    return bool(is_plain) and has_port and is_safe
