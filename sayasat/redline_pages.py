"""The prebuilt redlines: of each version against the one before, and against the text in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sayasat.addresses import relative
from sayasat.frame import Slots, fragment
from sayasat.frontmatter import read_document
from sayasat.holdings import Edition, Holdings
from sayasat.notices import Fact, day_fact
from sayasat.redline import Fate, Redline, compare
from sayasat.redline_html import redline_html
from sayasat.sections import same_words
from sayasat.surroundings import feeds, head, slots, switcher
from sayasat.versions import Placed, Version
from sayasat.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two versions of one edition, on one page."""

    holdings: Holdings
    edition: Edition
    old: Version
    new: Version
    page: str
    title: str

    @property
    def words(self) -> Wording:
        return wording(self.edition.language)


def changes_page(holdings: Holdings, edition: Edition, version: Version) -> Slots:
    """What a version changed against the latest earlier one not withdrawn; of the first, that it is so."""
    w, page = wording(edition.language), edition.addresses.changes(version.date)
    before = holdings.before(edition, version)
    title = w("redline.changes-title", title=edition.title_of(version.text))
    if before is None:
        content = fragment("first_version.html", w, title=title, href=_href(edition, version, page))
    else:
        comparison = _Comparison(holdings, edition, before, version, page, title)
        content = _content(comparison, _untold(holdings, edition, version, w))
    return _slots(holdings, edition, version, page, title, content)


def to_current_page(holdings: Holdings, edition: Edition, version: Version) -> Slots | None:
    """What changed from a version to the main page's text; absent for that text itself, or without one."""
    current = holdings.current(edition)
    if current is None or current.version is version:
        return None
    w, page = wording(edition.language), edition.addresses.to_current(version.date)
    title = w("redline.to-current-title", title=edition.title_of(version.text))
    content = _content(_Comparison(holdings, edition, version, current.version, page, title), [])
    return _slots(holdings, edition, version, page, title, content)


def revision_redline(holdings: Holdings, edition: Edition, placed: Placed) -> Redline | None:
    """What a revision changed against the one recorded before it; absent for an edition's first."""
    recorded = edition.timeline.edition.revisions
    place = recorded.index(placed.revision)
    if not place:
        return None
    before = read_document(holdings.read(recorded[place - 1].blob))
    return compare(before.body, holdings.document(placed).body)


def _content(comparison: _Comparison, remarks: list[str]) -> str:
    holdings, edition, page, w = comparison.holdings, comparison.edition, comparison.page, comparison.words
    old, new = comparison.old, comparison.new
    redline = compare(holdings.document(old.text).body, holdings.document(new.text).body)
    return fragment(
        "redline_page.html",
        w,
        title=comparison.title,
        old={"label": edition.label(old.date), "href": _href(edition, old, page)},
        new={"label": edition.label(new.date), "href": _href(edition, new, page)},
        facts=[*_counts(comparison, redline), *_record(new, w)],
        summary=new.text.source.front_matter.summary,
        reasons=[placed.editorial for placed in new.corrections],
        remarks=remarks,
        redline=redline_html(redline, w),
        total=sum(passage.is_change for section in redline.sections for passage in section.all_passages),
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
    own = _version_of(other, version)
    if other is None or own is None:
        return False
    current = holdings.current(other)
    is_to_current = page == edition.addresses.to_current(version.date)
    return not is_to_current or (current is not None and current.version is not own)


def _version_of(edition: Edition | None, version: Version) -> Version | None:
    """The version of the same date in another language."""
    versions = edition.timeline.versions if edition else ()
    return next((each for each in versions if each.date == version.date), None)


def _href(edition: Edition, version: Version, page: str) -> str:
    return relative(edition.addresses.version(version.date), page)


def _counts(comparison: _Comparison, redline: Redline) -> Iterator[Fact]:
    w = comparison.words
    counts = comparison.holdings.counts_between(comparison.old, comparison.new)
    added, removed = (
        w.count("words.added", counts.words_added),
        w.count("words.removed", counts.words_removed),
    )
    yield Fact(w("label.words"), f"{added}, {removed}")
    fates = (Fate.EDITED, Fate.INSERTED, Fate.DELETED, Fate.MOVED_HERE)
    told = [(fate, redline.count(fate)) for fate in fates]
    sections = ", ".join(w.count(f"redline.sections-{fate.value}", count) for fate, count in told if count)
    if sections:
        yield Fact(w("label.sections"), sections)


def _record(version: Version, w: Wording) -> Iterator[Fact]:
    """Who recorded the newer text, when, and in which commit."""
    revision = version.text.revision
    yield day_fact("published", version.published.date(), w)
    yield Fact(w("label.commit"), revision.commit[:12])
    yield Fact(w("label.author"), revision.author)


def _untold(holdings: Holdings, edition: Edition, version: Version, w: Wording) -> list[str]:
    """Other languages in which this version is not there, or did not change."""
    others = [each for each in holdings.settings.languages if each != edition.language]
    return [remark for each in others for remark in _untold_in(holdings, edition, each, version, w)]


def _untold_in(
    holdings: Holdings, edition: Edition, language: str, version: Version, w: Wording
) -> Iterator[str]:
    name = wording(language)("language.name")
    other = holdings.edition(edition.policy, language)
    own = (
        next((each for each in other.timeline.versions if each.date == version.date), None) if other else None
    )
    if other is None or own is None:
        yield w("redline.other-missing", language=name)
        return
    before = holdings.before(other, own)
    if before and same_words(holdings.document(before.text).body, holdings.document(own.text).body):
        yield w("redline.other-unchanged", language=name)
