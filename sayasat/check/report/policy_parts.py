"""The parts of the report on one policy: effects, redlines, risks, translations. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayasat.check.history_rules import lags
from sayasat.check.report.beside_words import changed_forms, changed_head, source_lines, table
from sayasat.check.report.changes import ChangedEdition, redline_of
from sayasat.check.report.fitting import FoldedPart, ReportPart
from sayasat.i18n.messages import Messages, messages
from sayasat.redline.as_markdown import escaped, redline_markdown
from sayasat.redline.counts import count_changes, summary
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import passage_risks, risk_counts, risk_texts
from sayasat.versions.changelog import Entry
from sayasat.versions.model import Basis, ChangeClass, PlacedRevision, Version
from sayasat.versions.status import Status
from sayasat.website.catalogue import Catalogue, Edition

_OPENING = {ChangeClass.NEW, ChangeClass.READOPTED}


def _sentences(catalogue: Catalogue, edition: Edition, entry: Entry, t: Messages) -> Iterator[str]:
    """What an entry of the change log does, from which day, and what is stated of it."""
    version, placed = entry.version, entry.placed
    if version is None or placed is None:
        filed = entry.removal.filed if entry.removal else None
        yield t(f"review.does.{entry.kind}", day=filed or entry.day)
        return
    withdrawn = placed.withdraws[0] if placed.withdraws else version.date
    days = {"day": version.date, "old": withdrawn, "repealed": placed.repeals or version.date}
    yield t(f"review.does.{_key(edition, version, placed)}", **days)
    if not placed.acts:
        return
    if placed.change in _OPENING and catalogue.is_authentic(edition):
        yield from _until_then(edition, version, t)
    known = edition.timeline.lineage.revisions
    before = [each.slug for each in known if each.place < placed.revision.place]
    if before and before[-1] != placed.revision.slug:
        yield t("review.renamed", old=before[-1], new=placed.revision.slug)
    yield from _stated(placed, t)


def _until_then(edition: Edition, version: Version, t: Messages) -> Iterator[str]:
    """Which text applies until a version that is announced takes effect."""
    before = edition.timeline.before(version)
    is_coming = edition.standing(version).status is Status.UPCOMING
    if is_coming and before and edition.standing(before).until == version.date:
        name = t(f"version.{before.date_kind}", day=before.date)
        yield t("review.until-then", version=f"{name[:1].lower()}{name[1:]}")


def _key(edition: Edition, version: Version, placed: PlacedRevision) -> str:
    """The last part of the key of the sentence that says what a revision does."""
    if not placed.acts:
        return "set-aside"
    if placed.change is ChangeClass.REPEAL:
        return "repeal" if placed.repeals else "repeal-off"
    if placed.change is ChangeClass.READOPTED:
        return "moved" if placed.withdraws else "readopted"
    if placed.change is ChangeClass.EDITORIAL and version.translates is not None:
        return ChangeClass.TRANSLATION.value
    if placed.change is ChangeClass.TECHNICAL and _gets_file(edition, placed):
        return "stands"
    return _opening(edition, version, placed) if placed.change is ChangeClass.NEW else placed.kind


def _gets_file(edition: Edition, placed: PlacedRevision) -> bool:
    """Whether it is the first revision of a version's own file, in ``versions/``."""
    filed = placed.revision.filed
    known = (each for each in edition.timeline.lineage.revisions if each.filed == filed)
    return filed is not None and next(known) is placed.revision


def _opening(edition: Edition, version: Version, placed: PlacedRevision) -> str:
    kinds = {
        "new-translation": version.translates is not None,
        "new-recorded": version.basis is Basis.RECORDED,
        "first": len(edition.timeline.recorded) == 1,
        "past": placed.past,
    }
    return next((kind for kind, is_so in kinds.items() if is_so), "new")


def _stated(placed: PlacedRevision, t: Messages) -> Iterator[str]:
    """What the revision says of itself, each after its label."""
    if placed.withdraws and placed.change is not ChangeClass.READOPTED:
        days = ", ".join(t.day(day) for day in placed.withdraws)
        yield f"{t('label.withdraws')}: {days}"
    if placed.change is not ChangeClass.REPEAL and placed.repeals:
        yield f"{t('label.repealed-from')}: {t.day(placed.repeals)}"
    stated = {
        "review.summary": placed.summary,
        "review.reason": placed.editorial,
        "label.authority": placed.authority,
        "label.adopted": placed.adopted and t.day(placed.adopted),
    }
    yield from (f"{t(label)}: {text}" for label, text in stated.items() if text)


_RISKS = 12
"""The most changes of meaning that are listed; the redline has all."""


def effects(changed: Sequence[ChangedEdition], t: Messages) -> Iterator[str]:
    """A line for each language: the policy, and what happens to it from which day."""
    for each in changed:
        title = escaped(each.edition.title)
        name = messages(each.edition.language)("language.name")
        found = _sentences(each.catalogue, each.edition, each.entry, t)
        yield f"- **{title}** ({name}): {' '.join(escaped(t.sentence(sentence)) for sentence in found)}"


def redlines(changed: Sequence[ChangedEdition], t: Messages) -> Iterator[ReportPart]:
    """For each language the redline, and what changed beside the words."""
    for each in changed:
        name = messages(each.edition.language)("language.name")
        values = [*changed_head(*each.sources)]
        sections = redline_markdown(each.redline, t) if each.redline else ()
        if each.redline:
            values = [*changed_forms(each.redline, t), *values]
        if each.redline and sections:
            yield FoldedPart(f"{escaped(name)}: {_counted(each.redline, t)}", sections)
        if beside := table(values, f"{name}. {t('review.beside')}", t):
            yield beside
        elif not sections and each.before and (lines := source_lines(*each.sources, t("review.lines"))):
            yield lines


def risks(changed: Sequence[ChangedEdition], t: Messages) -> Iterator[str]:
    """A list of the words that may change the law, by language and section."""
    lines = [line for each in changed if each.redline for line in _risks(each.edition, each.redline, t)]
    if not lines:
        return
    left = len(lines) - _RISKS
    more = [f"- {t('review.more-risks', number=left)}"] if left > 0 else []
    yield "\n".join((f"**{t('redline.risks')}**\n", *lines[:_RISKS], *more))


def lacking(catalogue: Catalogue, changed: Sequence[ChangedEdition], t: Messages) -> Iterator[str]:
    """A list of the translations that are missing or lag behind, with the sections that changed."""
    policy = changed[0].edition.policy
    if policy.authentic.removed:
        return
    lines = []
    for language in catalogue.settings.languages[1:]:
        edition = catalogue.edition(policy, language)
        name = messages(language)("language.name")
        if edition is None or edition.timeline.removed:
            lines.append(f"- {name}: {t('review.untranslated')}")
        elif lags(edition.timeline, policy.authentic):
            lines.append(f"- {name}: {t('review.behind')} {_behind(catalogue, edition)}")
    if lines:
        yield "\n".join((f"**{t('review.translations')}**\n", *lines))


def _counted(redline: Redline, t: Messages) -> str:
    counted = summary(count_changes(redline), t)
    found = risk_texts(risk_counts(redline), t)
    return f"{counted}. {t('redline.risks')}: {', '.join(found)}" if found else counted


def _risks(edition: Edition, redline: Redline, t: Messages) -> Iterator[str]:
    name = messages(edition.language)("language.name")
    for section in redline.changes:
        found = [risk for passage in section.all_passages for risk in passage_risks(passage, t)]
        if found:
            yield f"- {name}, {escaped(f'#{section.id}')}: {escaped('; '.join(found))}"


def _behind(catalogue: Catalogue, edition: Edition) -> str:
    """The ids of the sections that changed in the original since it was translated."""
    version = edition.timeline.newest_version
    translated = version.translates if version else None
    if translated is None:
        return ""
    redline = redline_of(catalogue, translated, edition.policy.authentic.newest)
    return ", ".join(f"`#{section.id}`" for section in redline.changes if "`" not in section.id)
