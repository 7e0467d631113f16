"""The files that a change touches: what each is for, and what changes in pages and settings. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayasat.check.report.beside_words import ChangedValue, changed_forms, changed_head, source_lines, table
from sayasat.check.report.fitting import FoldedPart, ReportPart
from sayasat.check.report.yaml_values import changed_values
from sayasat.i18n.messages import Messages
from sayasat.policy_files.decoding import decode
from sayasat.policy_files.document import read_foreign
from sayasat.policy_files.file_names import is_markdown
from sayasat.policy_files.layout import DOCS
from sayasat.redline.as_markdown import escaped, redline_markdown
from sayasat.redline.compare import compare
from sayasat.redline.counts import count_changes, summary

_SHORT = 8
"""The most files of a list that is not folded."""


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that a change touches."""

    path: str
    exists: bool = True
    """False if the change deletes it."""

    renamed_from: str = ""
    """Its path before; empty if that is the same."""

    old: bytes = b""
    """Its bytes before; only of pages and settings, which the report shows. Empty if there was none."""

    new: bytes = b""

    @property
    def name(self) -> str:
        """Its path, with that before if it is renamed, in Markdown."""
        return f"`{self.renamed_from}` → `{self.path}`" if self.renamed_from else f"`{self.path}`"

    @property
    def texts(self) -> tuple[str, str]:
        """Its text before and after."""
        old, new = (decode(each)[0] for each in (self.old, self.new))
        return old, new

    @property
    def is_settings(self) -> bool:
        """Whether it is a YAML file at the top of the repository."""
        return "/" not in self.path and self.path.endswith((".yml", ".yaml"))

    @property
    def is_page(self) -> bool:
        """Whether it is a page beside the policies."""
        return _kind(self) == "page"

    @property
    def kind(self) -> str:
        """What it is for, as the last part of a message's key."""
        return _kind(self) if self.exists else "deleted"


def file_list(files: Sequence[ChangedFile], t: Messages, most: int | None) -> str:
    """A list of all changed files, folded if it is long. ``most``: how many are listed; None for all."""
    listed = [f"- {each.name}: {t(f'review.file-{each.kind}')}" for each in files[:most]]
    if len(files) > len(listed):
        listed.append(f"- {t.count('review.more-findings', len(files) - len(listed))}")
    lines = "\n".join(listed)
    if len(files) <= _SHORT:
        return f"**{t('review.files')}**\n\n{lines}"
    return f"<details><summary>{t('review.files')}: {len(files)}</summary>\n\n{lines}\n\n</details>"


def shown_files(files: Sequence[ChangedFile], t: Messages) -> Iterator[ReportPart]:
    """What changes in each page beside the policies, and in each file of settings."""
    for each in files:
        if each.is_settings:
            values = [ChangedValue("", *change) for change in changed_values(*each.texts)]
            if shown := table(values, each.path, t) or source_lines(*each.texts, each.path):
                yield shown
        elif each.is_page:
            yield from _page(each, t)


def _page(page: ChangedFile, t: Messages) -> Iterator[ReportPart]:
    old, new = read_foreign(page.old), read_foreign(page.new)
    redline = compare(old.body, new.body)
    if sections := redline_markdown(redline, t):
        yield FoldedPart(f"{escaped(page.path)}: {summary(count_changes(redline), t)}", sections)
    values = [*changed_forms(redline, t), *changed_head(*page.texts)]
    if shown := table(values, page.path, t) or ("" if sections else source_lines(*page.texts, page.path)):
        yield shown


def _kind(file: ChangedFile) -> str:
    top, _, rest = file.path.partition("/")
    if top == DOCS:
        folder = rest.split("/")[1:2]
        is_policy = is_markdown(file.path) and folder in (["policies"], ["versions"])
        return "policy" if is_policy else "page" if is_markdown(file.path) else "shown"
    kinds = {"cookies.yml": "cookies", "check.yml": "check", "mkdocs.yml": "settings", "overrides": "theme"}
    return kinds.get(top, "other")
