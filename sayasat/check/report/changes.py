"""What a commit changes: its files, and its editions with the text before each and the redline. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby

from msgspec import Struct

from sayasat.check.changed_texts import text_before
from sayasat.check.report.beside_words import changed_forms, changed_head, changed_values, source_lines, table
from sayasat.check.report.fitting import FoldedPart, ReportPart
from sayasat.i18n.messages import Messages
from sayasat.policy_files.decoding import decode
from sayasat.policy_files.document import read_foreign
from sayasat.policy_files.file_names import is_markdown
from sayasat.policy_files.layout import DOCS
from sayasat.redline.as_markdown import escaped, redline_markdown
from sayasat.redline.compare import compare
from sayasat.redline.counts import count_changes, summary
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import with_risks
from sayasat.versions.changelog import Entry, entries
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition


class ChangedEdition(Struct, frozen=True, dict=True):
    """What one commit did to one edition."""

    catalogue: Catalogue
    edition: Edition
    entry: Entry

    @cached_property
    def before(self) -> tuple[Version, PlacedRevision] | None:
        """The text to compare with: the version's former text, else that of the version before.

        None where there is none.
        """
        version, placed = self.entry.version, self.entry.placed
        return text_before(self.edition.timeline, version, placed) if version and placed else None

    @cached_property
    def redline(self) -> Redline | None:
        """What changed since `before`, with its risks marked; all of the first text; None without a text."""
        if self.entry.placed is None:
            return None
        if self.before is None:
            return compare("", self.catalogue.document(self.entry.placed).body)
        redline = redline_of(self.catalogue, self.before[1], self.entry.placed)
        return with_risks(redline, self.edition.language)

    @cached_property
    def sources(self) -> tuple[str, str]:
        """The file as it was before the commit, and as it is: empty where there was or is none."""
        placed = self.entry.placed
        if placed is None:
            return "", ""
        revision = placed.revision
        known = self.edition.timeline.lineage.revisions
        former = [each for each in known if each.place < revision.place and each.filed == revision.filed]
        blobs = (former[-1].blob if former else "", revision.blob)
        old, new = (decode(self.catalogue.read_blob(blob))[0] if blob else "" for blob in blobs)
        return old, new


def changed_editions(catalogue: Catalogue, commit: str) -> tuple[tuple[ChangedEdition, ...], ...]:
    """What a commit did to each policy that it changed: to its editions, the authentic one first."""
    changed = (
        ChangedEdition(catalogue, edition, entry)
        for edition in catalogue.editions
        for entry in entries(edition.policy, edition.timeline)
        if entry.commit == commit
    )
    return tuple(tuple(group) for _, group in groupby(changed, key=lambda each: each.edition.policy.slug))


def redline_of(catalogue: Catalogue, old: PlacedRevision, new: PlacedRevision) -> Redline:
    """The redline of two revisions."""
    before, after = (catalogue.document(each).body for each in (old, new))
    return compare(before, after, catalogue.files(old), catalogue.files(new))


_SHORT = 8
"""The most files of a list that is not folded."""


class ChangedFile(Struct, frozen=True):
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
    def texts(self) -> tuple[str, str]:
        """Its text before and after."""
        old, new = (decode(each)[0] for each in (self.old, self.new))
        return old, new

    @property
    def is_settings(self) -> bool:
        """Whether it is a YAML file at the top of the repository."""
        return "/" not in self.path and self.path.endswith((".yml", ".yaml"))

    @property
    def kind(self) -> str:
        """What it is for, as the last part of a message's key."""
        top, _, rest = self.path.partition("/")
        if top != DOCS:
            return _KINDS.get(top, "other")
        if not is_markdown(self.path):
            return "shown"
        return "policy" if rest.split("/")[1:2] in (["policies"], ["versions"]) else "page"


_KINDS = {"cookies.yml": "cookies", "check.yml": "check", "mkdocs.yml": "settings", "overrides": "theme"}


def file_list(files: Sequence[ChangedFile], t: Messages, most: int | None) -> str:
    """A list of all changed files, folded if it is long. ``most``: how many are listed; None for all."""
    listed = []
    for each in files[:most]:
        former = f"`{each.renamed_from}` → " if each.renamed_from else ""
        kind = each.kind if each.exists else "deleted"
        listed.append(f"- {former}`{each.path}`: {t(f'review.file-{kind}')}")
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
            values = changed_values(*each.texts)
            if shown := table(values, each.path, t) or source_lines(*each.texts, each.path):
                yield shown
        elif each.kind == "page":
            yield from _page(each, t)


def _page(page: ChangedFile, t: Messages) -> Iterator[ReportPart]:
    old, new = read_foreign(page.old), read_foreign(page.new)
    redline = compare(old.body, new.body)
    if sections := redline_markdown(redline, t):
        yield FoldedPart(f"{escaped(page.path)}: {summary(count_changes(redline), t)}", sections)
    values = [*changed_forms(redline, t), *changed_head(*page.texts)]
    if shown := table(values, page.path, t) or ("" if sections else source_lines(*page.texts, page.path)):
        yield shown
