"""Reads and checks the text of ``search.yml``: words and phrases that mean the same to the search. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from sayasat.errors import SettingsError
from sayasat.yaml_nodes import Nodes, line_of

FILE = "search.yml"

Synonyms = Mapping[str, tuple[tuple[str, ...], ...]]
"""Groups of words and phrases, by language."""


def read_synonyms(text: str, languages: Sequence[str]) -> Synonyms:
    """Read and check the text of ``search.yml``, which has a list of groups for each of ``languages``.

    Raises SettingsError with all faults at once, each with its line. Faults are a language that is missing
    or that the site does not have, what is no list, a group of one, and a word that is in two groups.
    """
    nodes = Nodes(FILE)
    root = nodes.parse(text)
    synonyms = {
        language: tuple(_groups(nodes, node, language))
        for language, node in nodes.keys(root, "", required=languages).items()
    }
    if nodes.faults:
        raise SettingsError(nodes.faults)
    return synonyms


def _groups(nodes: Nodes, node: yaml.Node, key: str) -> list[tuple[str, ...]]:
    seen: set[str] = set()
    groups = []
    for name, group in nodes.items(node, key, "[…, …]"):
        words = []
        for _, each in nodes.items(group, name, "[…, …]"):
            word = nodes.word(each, name)
            if word.casefold() in seen:
                nodes.fault("entry-doubled", line_of(each), f"{name}: {word}")
            seen.add(word.casefold())
            words.append(word)
        if len(words) == 1:
            nodes.bad(group, name, "[…, …]")
        groups.append(tuple(words))
    return groups
