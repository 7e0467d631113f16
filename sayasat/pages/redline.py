"""The prebuilt redlines: of each version against the one before, and against the text in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sayasat.cache.redlines import Collated
from sayasat.i18n.messages import Wording, wording
from sayasat.redline.compare import Fate
from sayasat.redline.counts import ChangeCount
from sayasat.templating import fragment
from sayasat.versions.model import Placed, Version
from sayasat.website.catalogue import Edition, Holdings
from sayasat.website.page_frame import feeds, head, slots, switcher
from sayasat.website.shell import Slots
from sayasat.website.status_notice import Fact, day_fact
from sayasat.website.urls import relative


@dataclass(frozen=True, slots=True)
class _End:
    """One of the two texts."""

    placed: Placed
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two texts of one edition, on one page."""

    holdings: Holdings
    edition: Edition
    old: _End
    new: _End
    page: str
    title: str

    @property
    def words(self) -> Wording:
        return wording(self.edition.language)

    @property
    def redline(self) -> Collated:
        old, new = (self.holdings.text(self.edition, end.placed) for end in (self.old, self.new))
        return self.holdings.library.collate(self.edition.language, old, new)

    @property
    def counts(self) -> ChangeCount:
        return self.holdings.counts_between(self.edition, self.old.placed, self.new.placed)


def changes_page(holdings: Holdings, edition: Edition, version: Version) -> Slots:
    """What a version changed against the latest earlier one not withdrawn; of the first, that it is so."""
    w, page = wording(edition.language), edition.addresses.changes(version.date)
    before = holdings.before(edition, version)
    title = w("redline.changes-title", title=edition.title_of(version.text))
    if before is None:
        href = relative(edition.addresses.version(version.date), page)
        content = fragment("first_version.html", w, title=title, href=href)
    else:
        old, new = _version_end(edition, before), _version_end(edition, version)
        comparison = _Comparison(holdings, edition, old, new, page, title)
        content = _content(comparison, version.corrections, _untold(holdings, edition, version, w))
    return _slots(holdings, edition, version, page, title, content)


def to_current_page(holdings: Holdings, edition: Edition, version: Version) -> Slots | None:
    """What changed from a version to the main page's text; absent for that text itself, or without one."""
    current = holdings.current(edition)
    if current is None or current.version is version:
        return None
    w, page = wording(edition.language), edition.addresses.to_current(version.date)
    title = w("redline.to-current-title", title=edition.title_of(version.text))
    old, new = _version_end(edition, version), _version_end(edition, current.version)
    content = _content(_Comparison(holdings, edition, old, new, page, title))
    return _slots(holdings, edition, version, page, title, content)


def revision_changes_page(
    holdings: Holdings, edition: Edition, version: Version, placed: Placed
) -> Slots | None:
    """What a revision changed against the one recorded before it; absent for an edition's first."""
    before = edition.timeline.recorded_by(placed.revision.place - 1)
    if before is None:
        return None
    old, new = _revision_end(edition, *before), _revision_end(edition, version, placed)
    page = edition.addresses.revision_changes(version.date, placed.revision.commit)
    title = wording(edition.language)("redline.revision-title", title=edition.title_of(placed))
    comparison = _Comparison(holdings, edition, old, new, page, title)
    reasons = (placed,) if placed.editorial else ()
    return _slots(holdings, edition, version, page, title, _content(comparison, reasons))


def _version_end(edition: Edition, version: Version) -> _End:
    return _End(version.text, edition.label(version.date), edition.addresses.version(version.date))


def _revision_end(edition: Edition, version: Version, placed: Placed) -> _End:
    label = wording(edition.language).moment(placed.revision.recorded)
    return _End(placed, label, edition.addresses.revision(version.date, placed.revision.commit))


def _content(comparison: _Comparison, reasons: Sequence[Placed] = (), remarks: Sequence[str] = ()) -> str:
    edition, page, w = comparison.edition, comparison.page, comparison.words
    redline = comparison.redline
    ends = [
        {"label": end.label, "href": relative(end.address, page)} for end in (comparison.old, comparison.new)
    ]
    return fragment(
        "redline_page.html",
        w,
        title=comparison.title,
        old=ends[0],
        new=ends[1],
        facts=[*_counts(comparison, redline), *_record(comparison.new.placed, w)],
        summary=comparison.new.placed.source.front_matter.summary,
        reasons=[placed.editorial for placed in reasons],
        remarks=remarks,
        redline=redline.html,
        total=redline.changes,
        history=relative(edition.addresses.history, page),
    )


def _slots(
    holdings: Holdings, edition: Edition, version: Version, page: str, title: str, content: str
) -> Slots:
    around = head(holdings, edition.language, f"{title}. {edition.label(version.date)}", page, page)
    around = replace(around, indexed=False, feeds=feeds(holdings, edition))
    of = page.removeprefix(edition.addresses.main)
    there = holdings.addresses
    languages = switcher(
        holdings,
        edition.language,
        page,
        address=lambda each: there.policy(edition.policy.slug, each).main + of,
        is_there=lambda each: _has_redline(holdings, edition, each, version, page),
        instead=lambda _: there.policy(edition.policy.slug, holdings.settings.authentic).version(
            version.date
        ),
    )
    return slots(edition.language, around, title, languages, content)


def _has_redline(holdings: Holdings, edition: Edition, language: str, version: Version, page: str) -> bool:
    other = holdings.edition(edition.policy, language)
    own = other.timeline.version(version.date) if other else None
    if other is None or own is None:
        return False
    current = holdings.current(other)
    if page == edition.addresses.to_current(version.date):
        return current is not None and current.version is not own
    return page == edition.addresses.changes(version.date)


def _counts(comparison: _Comparison, redline: Collated) -> Iterator[Fact]:
    w = comparison.words
    counts = comparison.counts
    added, removed = (
        w.count("words.added", counts.words_added),
        w.count("words.removed", counts.words_removed),
    )
    yield Fact(w("label.words"), f"{added}, {removed}")
    fates = (Fate.EDITED, Fate.INSERTED, Fate.DELETED, Fate.MOVED_HERE)
    told = [(fate, redline.fates.get(fate, 0)) for fate in fates]
    sections = ", ".join(w.count(f"redline.sections-{fate.value}", count) for fate, count in told if count)
    if sections:
        yield Fact(w("label.sections"), sections)


def _record(placed: Placed, w: Wording) -> Iterator[Fact]:
    """Who recorded the newer text, when, and in which commit."""
    yield day_fact("published", placed.day, w)
    yield Fact(w("label.commit"), placed.revision.commit[:12])
    yield Fact(w("label.author"), placed.revision.author)


def _untold(holdings: Holdings, edition: Edition, version: Version, w: Wording) -> list[str]:
    """Other languages in which this version is not there, or did not change."""
    others = [each for each in holdings.settings.languages if each != edition.language]
    return [remark for each in others for remark in _untold_in(holdings, edition, each, version, w)]


def _untold_in(
    holdings: Holdings, edition: Edition, language: str, version: Version, w: Wording
) -> Iterator[str]:
    name = wording(language)("language.name")
    other = holdings.edition(edition.policy, language)
    own = other.timeline.version(version.date) if other else None
    if other is None or own is None:
        yield w("redline.other-missing", language=name)
        return
    before = holdings.before(other, own)
    if before and before.text.source.read == own.text.source.read:
        yield w("redline.other-unchanged", language=name)
