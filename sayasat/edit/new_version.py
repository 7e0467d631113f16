"""The plan of ``new-version``: set the date of a new version in every language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from sayasat.edit.days import placed_drafts
from sayasat.edit.dry_run import DryRun, dry_run
from sayasat.edit.front_matter_editor import Value
from sayasat.edit.plan import NOTHING, Plan, Remark, date_past, date_taken, last_steps, planned, withdrawals
from sayasat.edit.working_copy import FileDraft, PolicyFile, WorkingCopy, make_drafts, with_values
from sayasat.errors import Fault
from sayasat.versions.model import Basis, ChangeClass

_OF_ONE_VERSION = ("summary", "adopted", "authority", "editorial", "concerns", "replaces", "source", "until")
"""Keys that describe one version: they are removed when the next version begins."""

BESIDE: Literal["beside"] = "beside"


class NewVersion(Struct, frozen=True):
    """The arguments of the command. Texts are by language; a missing one leaves the file's key as it is."""

    working_copy: WorkingCopy
    effective: date
    summary: Mapping[str, str] = field(default_factory=dict)
    replaces: date | Literal["beside"] | None = None
    """The announced version that it replaces; `BESIDE`: all that are announced stand."""

    adopted: date | None = None
    authority: Mapping[str, str] = field(default_factory=dict)
    """Whose decision it rests on; needed for a day that has passed (rule 10)."""

    reenact: bool = False
    """Whether to end the repeal of the policy."""

    @property
    def gone(self) -> frozenset[date]:
        """The announced version that it replaces, if there is one."""
        upcoming = {each.date for each in self.working_copy.upcoming} - {self.effective}
        return frozenset(upcoming & {self.replaces})

    @property
    def later(self) -> list[date]:
        """The announced versions that stand and take effect after it."""
        standing = (each.date for each in self.working_copy.upcoming if each.date not in self.gone)
        return [day for day in standing if day > self.effective]

    @property
    def has_file(self) -> bool:
        """Whether it is written into ``versions/``: a later version is announced, and it may come before."""
        in_force = self.working_copy.in_force
        return bool(self.later) and (in_force is None or self.effective > in_force.date)

    @property
    def opens(self) -> bool:
        """Whether there is no version of its date yet."""
        return self.effective not in self.working_copy.original.active_dates

    @property
    def dates(self) -> bool:
        """Whether the date is for the published text: none was stated, no word changed, the day has come."""
        original = self.working_copy.original
        versions = original.timeline.versions if original.timeline else ()
        has_stated = any(each.basis is Basis.STATED for each in versions)
        is_open = has_stated or original.is_reworded or self.effective > self.working_copy.today
        return bool(versions) and not is_open

    def drafts(self, main: PolicyFile) -> Iterator[FileDraft]:
        """Those of one language."""
        draft = self._in_own_file(main) if self.has_file else self._in_policies(main)
        latest = self.working_copy.latest(self.gone, self.effective) if self.has_file else self.effective
        draft = replace(draft, is_to_be_written=not self.dates) if draft else None
        if self.dates:
            yield from [draft] if draft else []
            return
        texts = {self.effective: draft} if draft else {}
        yield from placed_drafts(self.working_copy, main, texts, self.gone, latest)

    def _in_policies(self, main: PolicyFile) -> FileDraft | None:
        """None if there is no file in this language.

        Where the file has another text than the version that goes before, as after a correction in earlier
        times, it gets that text first.
        """
        if main.on_disk is None:
            return None
        held = main.published_version
        before = self._before(main)
        bases = {before, self.effective, *self.gone}
        if self.dates or before is None or held is None or held.date in bases:
            return with_values(main, dict(self._values(main)))
        values = dict.fromkeys(_OF_ONE_VERSION, None) | dict(self._stated(main))
        return self.working_copy.copied(main, main, before, values)

    def _in_own_file(self, main: PolicyFile) -> FileDraft | None:
        """None if no version in this language goes before it."""
        file = self.working_copy.version_file(main, self.effective)
        if file.on_disk is not None:
            return with_values(file, dict(self._stated(main)))
        redrafted = [day for day in self.gone if day in main.active_dates]
        base = self._before(main) if self.opens and not redrafted else (*redrafted, self.effective)[0]
        if base is None or base not in main.active_dates:
            return None
        empty = dict.fromkeys(_OF_ONE_VERSION, None) if base != self.effective else {}
        return self.working_copy.copied(main, file, base, empty | dict(self._stated(main)))

    def _before(self, main: PolicyFile) -> date | None:
        """The version that goes before it in this language; None if there is none."""
        earlier = (day for day in main.active_dates - self.gone if day < self.effective)
        return max(earlier, default=None)

    def _values(self, main: PolicyFile) -> Iterator[tuple[str, Value]]:
        """The keys to set. A second run with the same date removes no key that was written since then."""
        now, before = main.front_matter, main.published_front_matter
        if now.effective != self.effective and not self.dates:
            unchanged = [key for key in _OF_ONE_VERSION if getattr(now, key) == getattr(before, key)]
            yield from ((key, None) for key in unchanged)
        yield from self._stated(main)

    def _stated(self, main: PolicyFile) -> Iterator[tuple[str, Value]]:
        yield "effective", self.effective
        texts = {"summary": self.summary, "authority": self.authority}
        yield from ((key, by[main.language]) for key, by in texts.items() if main.language in by)
        if self.adopted:
            yield "adopted", self.adopted
        if self.has_file:
            return
        if isinstance(self.replaces, date) and main is self.working_copy.original:
            yield "replaces", self.replaces
        if self.reenact:
            yield "repealed", None

    def faults(self) -> Iterator[Fault]:
        """What is wrong with the request, apart from the version rules."""
        working_copy, day = self.working_copy, self.effective
        upcoming = [each.date for each in working_copy.upcoming]
        if not self.dates:
            if day not in upcoming:
                own = working_copy.original.published_version
                yield from date_taken(working_copy, day, own, "--effective")
            yield from date_past(working_copy, day, self.authority, "--effective")
        others = ", ".join(str(each) for each in upcoming if each != day)
        goes_back = working_copy.in_force is not None and day < working_copy.in_force.date
        if self.opens and others and not goes_back and self.replaces is None:
            yield Fault("edit-replaces-missing", "--replaces", (("announced", others),))
        if self.has_file and isinstance(self.replaces, date) and not self.gone:
            yield Fault("replaces-unknown", "--replaces", (("replaces", str(self.replaces)),))
        if self.adopted and self.adopted > working_copy.today:
            yield working_copy.fault("edit-adopted-later", self.adopted, "--adopted")

    def outcome(self, result: DryRun, drafts: list[FileDraft]) -> Iterator[Remark]:
        """What happens when the drafts are published."""
        day, original = self.effective, self.working_copy.original
        placed = result.of(day)
        if placed is None:
            return
        yield Remark("dates" if self.dates else "opens", (("day", day),))
        yield from withdrawals(result)
        stays = (each for each in self.working_copy.upcoming if each.date not in result.withdraws)
        filed = {draft.file.filed for draft in drafts if draft.data is not None}
        yield from (Remark("stands", (("day", each.date),)) for each in stays if each.date in filed - {day})
        is_unwritten = not original.is_reworded and not self.working_copy.version_file(original, day).is_there
        if placed.change is ChangeClass.NEW and not self.dates and is_unwritten:
            is_recorded = original.front_matter.effective is None
            yield Remark("unchanged-recorded" if is_recorded else "unchanged")

    def steps(self, drafts: list[FileDraft]) -> Iterator[Remark]:
        """What the editor does next."""
        working_copy = self.working_copy
        written = [draft.file.path for draft in drafts if draft.is_to_be_written and draft.is_change]
        if written:
            yield Remark("step.write", (("paths", ", ".join(written)),))
        if self.has_file:
            yield from (Remark("step.later", (("day", each),)) for each in self.later)
        if not self.dates and len(working_copy.files) > 1:
            yield Remark("step.translate")
        yield from last_steps(working_copy, self.effective)


def plan_new_version(request: NewVersion) -> Plan:
    """Set the date of a version whose text is still to be written, or of the published text without a date.

    The latest version is written into ``policies/``, one before an announced version into ``versions/``. An
    announced version that stands beside a later one gets its own file. Raises EditError.
    """
    working_copy = request.working_copy
    drafts, faults = make_drafts(working_copy, request.drafts)
    if not faults and not any(draft.is_change for draft in drafts):
        return NOTHING
    result = dry_run(working_copy, drafts)
    faults += request.faults()
    if not faults and not result.faults:
        left = request.gone - set(result.withdraws)
        faults += [working_copy.fault("edit-without-file", day) for day in sorted(left)]
    faults += _as_option_faults(result, request)
    return planned(drafts, result, faults, request.outcome(result, drafts), request.steps(drafts))


def _as_option_faults(result: DryRun, request: NewVersion) -> Iterator[Fault]:
    """The faults of the dry run; a fault that an option corrects names the option instead."""
    for fault in result.faults:
        needs_option = fault.code == "repealed-lingers" and not request.reenact
        yield Fault("edit-repealed", "--reenact", fault.facts) if needs_option else fault
