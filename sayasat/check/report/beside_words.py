"""What a change does beside the words: links, images, formats, section ids, front matter. Pure.

A redline of words shows none of this, or shows it to those alone who know where to look.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

import yaml
from msgspec import Struct

from sayasat.characters import visible
from sayasat.i18n.messages import Messages
from sayasat.markdown.inline_form import IMAGE, InlineDetail
from sayasat.markdown.sections import Block
from sayasat.policy_files.decoding import HEAD
from sayasat.redline.as_markdown import escaped
from sayasat.redline.model import FormChange, PassageChange, Redline
from sayasat.yaml_nodes import joined

_NAMES = ("name", "id", "policy", "rule", "url")
"""Keys that tell the entries of a list apart."""


class ChangedValue(Struct, frozen=True):
    """Something that had another value before."""

    where: str
    """The id of the section, or empty."""

    what: str
    old: str
    new: str


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


def changed_values(old: str, new: str) -> Iterator[ChangedValue]:
    """Each value of two YAML files that differs; empty where there is none."""
    before, after = yaml_values(old), yaml_values(new)
    for name in dict.fromkeys((*before, *after)):
        values = before.get(name, ""), after.get(name, "")
        if values[0] != values[1]:
            yield ChangedValue("", name, *values)


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


_LONGEST = 300
"""Characters of one value: a data URL has a whole image."""

_SHORT = 12
"""The most rows of a table that is not folded."""

_LINES = 60
"""The most lines of source."""

_OF_WORDS = frozenset({"letters", "number", "heading-deleted"})
"""Changes of form that the redline itself shows."""


def changed_forms(redline: Redline, t: Messages) -> Iterator[ChangedValue]:
    """What changed in the sections of a text: ids, levels, links, images and formats."""
    for section in redline.sections:
        where = f"#{section.id}"
        if section.old and section.new and not section.move and section.old.id != section.new.id:
            yield ChangedValue(where, t("review.section-id"), f"#{section.old.id}", f"#{section.new.id}")
        if section.levels:
            old, new = section.levels
            yield ChangedValue(where, t("review.level"), "#" * old, "#" * new)
        for passage in section.all_passages if section.is_change else ():
            for detail in passage.details:
                if detail.kind not in _OF_WORDS:
                    yield _changed_form(detail, where, t)
            for old_image, new_image in _described_anew(passage):
                what = t("review.description", image=new_image.target)
                yield ChangedValue(where, what, old_image.text, new_image.text)


def changed_head(old: str, new: str) -> Iterator[ChangedValue]:
    """The values of front matter that changed from one file to another."""
    heads = [found[1] if (found := HEAD.match(text)) else "" for text in (old, new)]
    return changed_values(*heads)


def table(values: Iterable[ChangedValue], title: str, t: Messages) -> str:
    """A table of what changed, old → new, folded if it is long; empty if nothing changed."""
    rows = [
        f"| {_cell(each.where)} | {_cell(each.what)} | {_cell(each.old)} | {_cell(each.new)} |"
        for each in values
    ]
    if not rows:
        return ""
    columns = (t(f"review.{name}") for name in ("section", "what", "old", "new"))
    whole = "\n".join((f"| {' | '.join(columns)} |", "|---|---|---|---|", *rows))
    if len(rows) <= _SHORT:
        return f"**{title}**\n\n{whole}"
    return f"<details><summary>{escaped(title)}: {len(rows)}</summary>\n\n{whole}\n\n</details>"


def source_lines(old: str, new: str, title: str) -> str:
    """The lines of two texts that differ, as written, folded; empty if none does."""
    changed = list(difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0))[2:]
    lines = [_short(visible(line)) for line in changed]
    if not lines:
        return ""
    shown = "\n".join(lines if len(lines) <= _LINES else [*lines[:_LINES], "…"])
    longest = max((len(each) for each in re.findall("`+", shown)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"<details><summary>{escaped(title)}</summary>\n\n{fence}diff\n{shown}\n{fence}\n\n</details>"


def _changed_form(change: FormChange, where: str, t: Messages) -> ChangedValue:
    old, new = change.old, change.new
    if change.kind == "block":
        old, new = (t(f"redline.kind.{each}") for each in (old, new))
        return ChangedValue(where, t("review.form"), old, new)
    if change.kind == "blocks":
        return ChangedValue(where, t("review.paragraphs"), old, new)
    if change.kind in {"link", IMAGE}:
        files = change.old_file.split("/"), change.new_file.split("/")
        if old == new:  # the same URL shows another file
            old, new = (f"{change.new} ({each[-2][:7] if len(each) > 1 else '–'})" for each in files)
        return ChangedValue(where, t(f"review.{change.kind}", text=change.text), old, new)
    marked = t(f"redline.format.{change.kind}")
    return ChangedValue(
        where, t("review.words", text=change.text), marked if old else "", marked if new else ""
    )


def _described_anew(passage: PassageChange) -> Iterator[tuple[InlineDetail, InlineDetail]]:
    """Images of a passage that show the same and have another description."""
    for old, new in zip_longest(_images(passage.old), _images(passage.new)):
        if old and new and old.key[2] == new.key[2] and old.text != new.text:
            yield old, new


def _images(blocks: Sequence[Block]) -> list[InlineDetail]:
    return [each for block in blocks for each in block.details if each.kind == IMAGE]


def _cell(text: str) -> str:
    return escaped(_short(visible(text))) or "–"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
