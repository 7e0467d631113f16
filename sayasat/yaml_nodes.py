"""A file of settings in YAML, read node by node: every fault is noted with its line. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml

from sayasat.conflicts import conflict
from sayasat.errors import Fault


@dataclass(slots=True)
class Nodes:
    """Reads the nodes of one file, which know their lines, and notes what is wrong with them."""

    file: str
    """The name that faults are placed at."""

    faults: list[Fault] = field(default_factory=list)

    def parse(self, text: str) -> yaml.Node | None:
        """The outermost node; absent where the text is empty, or is no YAML, which is a fault."""
        markers = conflict(text)
        if markers:
            self.faults.append(markers.at(self.file))
            return None
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
            self.fault("entry-syntax", mark.line + 1 if mark else 1, "", problem=problem)
            return None
        return root

    def fault(self, code: str, line: int, key: str, **facts: str) -> None:
        """Note what is wrong with a key, or with the file where that is empty."""
        self.faults.append(Fault(code, f"{self.file}:{line}", (("key", key or self.file), *facts.items())))

    def bad(self, node: yaml.Node, key: str, expected: str) -> None:
        """Note a value that cannot be used."""
        value = node.value if isinstance(node, yaml.ScalarNode) else "…"
        self.fault("entry-bad", line_of(node), key, value=value, expected=expected)

    def keys(
        self, node: yaml.Node | None, key: str, *, required: Sequence[str] = (), allowed: Sequence[str] = ()
    ) -> dict[str, yaml.Node]:
        """The keys of a mapping; those that are neither required nor allowed, doubled or missing are faults.

        Without either, any key goes.
        """
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.bad(node, key, "name: …")
            return {}
        found: dict[str, yaml.Node] = {}
        for name_node, value in node.value:
            name = str(name_node.value)
            if name in found:
                self.fault("entry-doubled", line_of(name_node), joined(key, name))
            elif (required or allowed) and name not in {*required, *allowed}:
                known = ", ".join((*required, *allowed))
                self.fault("entry-unknown", line_of(name_node), joined(key, name), known=known)
            found.setdefault(name, value)
        for name in required:
            if name not in found:
                self.fault("entry-missing", line_of(node), joined(key, name))
        return found

    def word(self, node: yaml.Node | None, key: str) -> str:
        """A text that is not blank; "" for a fault, and for what is missing, which is one already."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.bad(node, key, "…")
            return ""
        return str(node.value).strip()

    def chosen(self, node: yaml.Node | None, key: str, choices: Sequence[str]) -> str:
        """A word that is one of these; as in `word`."""
        word = self.word(node, key)
        if word and word not in choices and node is not None:
            self.bad(node, key, ", ".join(choices))
        return word


def joined(key: str, name: str) -> str:
    """A key's name with those of the mappings it is in."""
    return f"{key}.{name}" if key else name


def line_of(node: yaml.Node) -> int:
    """Where a node begins, from 1."""
    return int(node.start_mark.line) + 1
