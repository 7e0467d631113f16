"""What a revision of a file in ``versions/`` does to the versions there are (rule 4). Pure."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from msgspec.structs import replace

from sayasat.policy_files.facts import Source
from sayasat.versions.model import ChangeClass
from sayasat.versions.rules import Rules
from sayasat.versions.rulings import AtFaultError, Ruling, brought

_ACTING_KEYS = frozenset({"effective", "editorial", "source", "until"})
"""The keys that such a file goes by: if one cannot be read, it is unknown what the revision was to do."""

_OTHERS = ("replaces", "repealed", "formerly")
"""The keys that act only in ``policies/``."""


class FileRules(Rules):
    """What a revision of the file of a version's date does; nothing here changes the state."""

    def rule_on_file(self, version: date, day: date, source: Source) -> Ruling:
        """A correction of a version that there is, another announced version, or a text found later.

        Raises AtFaultError, which holds the fault.
        """
        head = source.front_matter
        if source.is_conflicting or source.unreadable & _ACTING_KEYS:
            return self._file_fallen_back(day, source)
        if head.effective not in {None, version}:
            raise AtFaultError("version-file-date", effective=head.effective, file=version)
        draft = self.drafts.get(version)
        if draft is not None and draft.withdrawn_on is None:
            ruling = self._within(version, day, source)
            is_documented = draft.placed[0].change is ChangeClass.DOCUMENTED
        else:
            ruling = self._opened_by_file(version, day, source)
            is_documented = ruling.change is ChangeClass.DOCUMENTED
        if stated := [key for key in brought(source, _OTHERS, *self.copied_from) if getattr(head, key)]:
            raise AtFaultError("version-file-key", key=stated[0])
        self._refuse_until(version, source, is_documented=is_documented)
        return ruling

    def _file_fallen_back(self, day: date, source: Source) -> Ruling:
        """It is set aside, and listed under its own version, or under that of the file in ``policies/``."""
        assert self.current is not None
        listed = self.file if self.file in self.drafts else self.current
        return replace(self._within(listed, day, source), acts=False)

    def _opened_by_file(self, version: date, day: date, source: Source) -> Ruling:
        ends = self._ends(day)
        if version < max(ends) if ends else version <= day:
            return self._documented(version, source)
        if self.standing and version > self.standing[-1]:
            raise AtFaultError("version-file-latest", file=version, latest=self.standing[-1])
        before = self.standing[: bisect_left(self.standing, version)][-1:]
        known = [self.drafts[each] for each in (*before, *self._standing_after(day))]
        # A version is moved to another day by renaming its file
        known += [draft for draft in self.drafts.values() if draft.lost_file and draft.withdrawn_on == day]
        is_same = any(draft.content_digest == source.content_digest for draft in known)
        change = ChangeClass.READOPTED if is_same else ChangeClass.NEW
        return self._under_a_standing_repeal(Ruling(version, change, stated=True))

    def _documented(self, version: date, source: Source) -> Ruling:
        """A text from before the repository, or found later. Its date must be new: addresses last."""
        former = {day for draft in self.drafts.values() for day in draft.formerly_dated}
        if version in self.drafts or version in former:
            raise AtFaultError("version-file-known-date", file=version)
        if source.front_matter.source is None:
            raise AtFaultError("version-file-without-source", file=version)
        before = next(iter(self.standing[: bisect_left(self.standing, version)][-1:]), version)
        until = self.untils.get(before, version)
        if until > version:
            raise AtFaultError("version-file-within", file=version, before=before, until=until)
        return Ruling(version, ChangeClass.DOCUMENTED, stated=True)

    def _refuse_until(self, version: date, source: Source, *, is_documented: bool) -> None:
        until = source.front_matter.until
        if until is None:
            return
        following = next((each for each in self.standing if each > version), None)
        if not is_documented or until <= version or following is None or until > following:
            raise AtFaultError("version-file-until", until=until, file=version, next=following or version)
