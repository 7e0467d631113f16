"""The values of a YAML file one by one, so that two files can be compared value by value. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from sayasat.yaml_nodes import joined

_NAMES = ("name", "id", "policy", "rule", "url")
"""Keys that tell the entries of a list apart."""


def yaml_values(text: str) -> Mapping[str, str]:
    """The values by their full names: ``necessary.session.days``; empty for what is no YAML.

    An entry of a list is named by its own ``name`` or the like, else by its only key, else by its place. The
    words of a list are one value.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    found: dict[str, str] = {}
    for name, value in _values(root, "") if root else ():
        found[name if name not in found else f"{name} ({len(found)})"] = value
    return found


def changed_values(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    """Name, old and new value of each value that differs; empty where there is none."""
    before, after = yaml_values(old), yaml_values(new)
    for name in dict.fromkeys((*before, *after)):
        values = before.get(name, ""), after.get(name, "")
        if values[0] != values[1]:
            yield name, *values


def _values(node: yaml.Node, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _values(value, joined(name, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        words = [each.value for each in node.value if isinstance(each, yaml.ScalarNode)]
        if words:
            yield name, ", ".join(words)
        for number, each in enumerate(node.value, 1):
            if not isinstance(each, yaml.ScalarNode):
                yield from _values(each, _entry(each, number, name))
    elif isinstance(node, yaml.ScalarNode):
        yield name, str(node.value)


def _entry(node: yaml.Node, number: int, name: str) -> str:
    """The name of an entry of a list. One with a single key needs none of its own."""
    if not isinstance(node, yaml.MappingNode) or len(node.value) == 1:
        return name if isinstance(node, yaml.MappingNode) else joined(name, str(number))
    scalars = {
        str(key.value): str(value.value) for key, value in node.value if isinstance(value, yaml.ScalarNode)
    }
    return joined(name, next((scalars[key] for key in _NAMES if key in scalars), str(number)))
