"""The editions that a commit changes, each with the text before it and the redline. Pure."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from sayasat.policy_files.decoding import decode
from sayasat.redline.compare import compare
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import with_risks
from sayasat.versions.changelog import Entry, entries
from sayasat.versions.model import PlacedRevision, Version
from sayasat.website.catalogue import Catalogue, Edition


@dataclass(frozen=True)
class ChangedEdition:
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
        if version is None or placed is None:
            return None
        own = [each for each in version.revisions if each.acts and each is not placed]
        if own:
            return version, own[-1]
        earlier = self.edition.timeline.before(version)
        return (earlier, earlier.text) if earlier else None

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
