"""Reads a YAML file of settings node by node, so that each fault has its line. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml
from msgspec import Struct, field

from sayasat.conflicts import conflict
from sayasat.errors import Fault

_LONGEST = 80
"""In characters, for what a fault quotes."""


def syntax_fault(file: str, text: str, error: BaseException) -> Fault:
    """The fault of a file that is no YAML, at the line that has to be corrected, which it quotes."""
    is_key = getattr(error, "context", None) == "while scanning a simple key"
    mark = getattr(error, "context_mark" if is_key else "problem_mark", None)
    lines = text.split("\n")
    line = min(mark.line, len(lines) - 1) if mark else 0
    words = " ".join(lines[line].split())[:_LONGEST] or "–"
    return Fault("entry-syntax", f"{file}:{line + 1}", (("words", words),))


class Nodes(Struct):
    """Reads the nodes of one file and collects their faults."""

    file: str
    """The name of the file, for `Fault.where`."""

    faults: list[Fault] = field(default_factory=list)

    def parse(self, text: str) -> yaml.Node | None:
        """The root node; None if the text is empty, or cannot be parsed, which is a fault."""
        markers = conflict(text)
        if markers:
            self.faults.append(markers.at(self.file))
            return None
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, RecursionError) as error:
            self.faults.append(syntax_fault(self.file, text, error))
            return None
        return root

    def fault(self, code: str, line: int, key: str, **facts: str) -> None:
        """Add a fault of a key, or of the file if the key is empty."""
        self.faults.append(Fault(code, f"{self.file}:{line}", (("key", key or self.file), *facts.items())))

    def bad(self, node: yaml.Node, key: str, expected: str) -> None:
        """Add the fault of a wrong value. ``expected`` is an example of a right one."""
        value = node.value if isinstance(node, yaml.ScalarNode) else "…"
        self.fault("entry-bad", line_of(node), key, value=value, expected=expected)

    def keys(
        self, node: yaml.Node | None, key: str, *, required: Sequence[str] = (), allowed: Sequence[str] = ()
    ) -> dict[str, yaml.Node]:
        """The keys of a mapping with their nodes. ``key`` is the name of the mapping itself.

        Missing, doubled and unknown keys are faults. Without ``required`` and ``allowed``, any key is known.
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

    def items(self, node: yaml.Node | None, key: str, expected: str) -> Iterator[tuple[str, yaml.Node]]:
        """The entries of a list, each with its name, such as ``key[1]``; none for a missing node.

        ``expected`` is an example of a right list, for the fault of what is none.
        """
        if isinstance(node, yaml.SequenceNode):
            yield from ((f"{key}[{number}]", each) for number, each in enumerate(node.value, start=1))
        elif node is not None:
            self.bad(node, key, expected)

    def word(self, node: yaml.Node | None, key: str) -> str:
        """A text that is not blank; empty for a wrong value, which is a fault, and for a missing node."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.bad(node, key, "…")
            return ""
        return str(node.value).strip()

    def chosen(self, node: yaml.Node | None, key: str, choices: Sequence[str]) -> str:
        """A text that is one of ``choices``; empty as in `word`."""
        word = self.word(node, key)
        if word and word not in choices and node is not None:
            self.bad(node, key, ", ".join(choices))
        return word


def joined(key: str, name: str) -> str:
    """The full name of a key: ``mapping.key``."""
    return f"{key}.{name}" if key else name


def line_of(node: yaml.Node) -> int:
    """The line that a node begins on, from 1."""
    return int(node.start_mark.line) + 1
