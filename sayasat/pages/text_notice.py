"""What a text's page says beside the text: the notice below its title, and the facts at its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from sayasat.i18n.messages import messages
from sayasat.proof.record import TextProof
from sayasat.settings import DOCX
from sayasat.versions.model import PlacedRevision, Version
from sayasat.versions.status import Standing, Status, shown
from sayasat.website.catalogue import Edition
from sayasat.website.citations import citation, cited
from sayasat.website.outline import Node
from sayasat.website.page_frame import PageFrame
from sayasat.website.provenance import provenance
from sayasat.website.section_history import TranslationLag, correction_lag, translation_lag
from sayasat.website.status_notice import corrections, notice, upcoming, without_announced_end
from sayasat.website.urls import PolicyUrls


class TextPage(Struct, frozen=True, dict=True):
    """A text, and the page that shows it."""

    frame: PageFrame
    edition: Edition
    standing: Standing
    placed: PlacedRevision

    @property
    def is_main(self) -> bool:
        """Whether it is the main page, which shows the text in force."""
        return self.frame.url == self.edition.urls.main

    @property
    def version(self) -> Version:
        """The version that the page shows."""
        return self.standing.version

    @property
    def is_translation(self) -> bool:
        """Whether the text is not in the authentic language."""
        return not self.frame.catalogue.is_authentic(self.edition)

    @cached_property
    def proof(self) -> TextProof | None:
        """What proves the text; None where nothing does and nothing will."""
        proof = self.frame.catalogue.proof.of(self.placed) if self.frame.catalogue.proof else None
        is_sealed = proof is not None and proof.sealed is not None
        return (proof or TextProof(0)) if is_sealed or self.frame.catalogue.settings.proof else None

    @cached_property
    def policy_standing(self) -> Standing:
        """The standing that the badge shows: on the main page of every language the policy's own.

        There it has no end where a line announces the version that ends it. The corrections are those of the
        text that the page shows, unless that translates another version.
        """
        if not self.is_main:
            return self.standing
        original = shown(self.frame.catalogue.original(self.edition.policy).standings) or self.standing
        if original.version.date == self.version.date:
            original = replace(original, version=self.version)
        return without_announced_end(original, self._announced)

    @cached_property
    def coming(self) -> dict[date, Version]:
        """The announced versions of the policy other than the one shown, by date, earliest first."""
        versions = (each.version for each in self._announced)
        return {each.date: each for each in versions if each.date != self.version.date}

    @property
    def _announced(self) -> tuple[Standing, ...]:
        return upcoming(self.frame.catalogue.original(self.edition.policy).standings)

    @cached_property
    def lag(self) -> TranslationLag | None:
        """What the text misses if it is a translation."""
        if not self.is_translation:
            return None
        find = translation_lag if self.is_main else correction_lag
        return find(self.frame.catalogue, self.edition, self.version)

    def urls_of(self, day: date) -> tuple[PolicyUrls, str]:
        """The URLs of the edition that has a version, and its language if that is not the page's.

        It is the authentic edition if this language does not have the version.
        """
        has_own = self.edition.timeline.version(day)
        original = self.frame.catalogue.original(self.edition.policy)
        return (self.edition.urls, "") if has_own else (original.urls, original.language)


def notice_html(text_page: TextPage, toc: Sequence[Node], *, is_draft: bool) -> str:
    """The notice below the title: status, announced versions, actions, table of contents, translation."""
    catalogue, edition, version = text_page.frame.catalogue, text_page.edition, text_page.version
    shown = notice(edition.policy, text_page.policy_standing, text_page.frame.t)
    ends = [shown.changes_on] if shown.changes_on else []
    changes = [*text_page.coming, *ends] if text_page.is_main else []
    now, current = catalogue.in_force(edition.policy), catalogue.current(edition)
    # A dated page of another version leads to the text in force
    leads_on = not text_page.is_main and now is not None and now.version.date != version.date
    never_applied = text_page.standing.status in {Status.UPCOMING, Status.WITHDRAWN}
    languages = [each for each in catalogue.settings.languages if catalogue.has_main(edition.policy, each)]
    return text_page.frame.fragment(
        "notice.html",
        shown=text_page,
        notice=shown,
        draft=is_draft,
        changes_on=min(changes, default=shown.changes_on),
        leads_on=leads_on,
        has_changed=leads_on and not never_applied and current and current.version is not version,
        announced=text_page.coming.values() if text_page.is_main else (),
        has_parallel=text_page.is_main and len(languages) > 1,
        has_document=DOCX in catalogue.settings.documents and text_page.placed is version.text,
        toc=toc,
        messages=messages,
    )


def about_html(text_page: TextPage) -> str:
    """The facts about a text that archivists need: status, corrections, provenance, citation, proof."""
    catalogue, edition, version = text_page.frame.catalogue, text_page.edition, text_page.version
    label, named = edition.label(version.date), cited(catalogue, version, text_page.placed)
    return text_page.frame.fragment(
        "about.html",
        notice=notice(edition.policy, text_page.standing, text_page.frame.t),
        label=label,
        corrections=corrections(version.corrections, text_page.frame.t),
        placed=named,
        source=edition.source_of(version, named),
        print_title=f"{edition.title_of(text_page.placed)}. {label}",
        print_url=catalogue.urls.absolute(edition.address(version, text_page.placed)),
        shown=text_page,
        cite=citation(catalogue, edition, version, text_page.placed),
        provenance=provenance(catalogue.settings, named.revision),
        settings=catalogue.settings,
    )
