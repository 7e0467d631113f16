"""The parts of the report on one policy: redlines, what is beside the words, risks, translations. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayasat.check.history_rules import lags
from sayasat.check.report.beside_words import changed_forms, changed_head, source_lines, table
from sayasat.check.report.changed_editions import ChangedEdition, redline_of
from sayasat.check.report.effects import effect
from sayasat.check.report.fitting import FoldedPart, ReportPart
from sayasat.i18n.messages import Messages, messages
from sayasat.redline.as_markdown import escaped, redline_markdown
from sayasat.redline.counts import count_changes, summary
from sayasat.redline.model import Redline
from sayasat.redline.risk_marks import passage_risks, risk_counts, risk_texts
from sayasat.website.catalogue import Catalogue, Edition

_RISKS = 12
"""The most changes of meaning that are listed; the redline has all."""


def effects(changed: Sequence[ChangedEdition], t: Messages) -> Iterator[str]:
    """A line for each language: the policy, and what happens to it from which day."""
    for each in changed:
        title = escaped(each.edition.title)
        name = messages(each.edition.language)("language.name")
        yield f"- **{title}** ({name}): {effect(each.catalogue, each.edition, each.entry, t)}"


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
