"""Makes the policies of an archive: versions of each original, and the translations that follow it. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from sayasat.errors import Fault, unlisted
from sayasat.policy_files.facts import Sources
from sayasat.settings import Settings
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.lineage import Lineage, Lineages
from sayasat.versions.policy import Policy
from sayasat.versions.publication_log import PublicationLog
from sayasat.versions.published_facts import PublishedFacts, without_unpublished
from sayasat.versions.renames import join_renamed, with_originals
from sayasat.versions.timeline import fold
from sayasat.versions.titles import with_titles
from sayasat.versions.translations import follow


def joined_editions(
    lineages: Lineages, sources: Sources, settings: Settings
) -> tuple[Lineages, tuple[Fault, ...]]:
    """The editions, joined with those of their former names, and a fault for each name that joins nothing.

    ``sources`` has the facts of every blob of the editions. In a foreign repository, the names are those that
    ``continues`` gives by hand.
    """
    former, faults = _former_names(lineages, sources), tuple[Fault, ...]()
    if settings.adoption:
        slugs = {(each.slug, each.language): each.former_slugs for each in lineages}
        known = sorted({slug for (slug, _), others in slugs.items() for slug in (slug, *others)})
        named = settings.adoption.continues
        faults = tuple(
            unlisted("continues-unknown", each, known)
            for new, old in named.items()
            for each in (new, *old)
            if each not in known and not (settings.adoption.only or settings.adoption.since)
        )
        for slug, language in slugs:
            there = tuple(each for each in named.get(slug, ()) if (each, language) in slugs)
            former |= {(slug, language): there} if there else {}
    joined, unjoined = join_renamed(lineages, former)
    if settings.adoption:
        unjoined = tuple(replace(each, code="continues-living") for each in unjoined)
    return with_originals(joined, settings.authentic), (*faults, *unjoined)


def _former_names(found: Lineages, sources: Sources) -> dict[tuple[str, str], tuple[str, ...]]:
    """What `formerly` ever named: taking the key out later does not part what was joined."""
    names = {}
    for lineage in found:
        named = (sources[revision.blob].front_matter.formerly for revision in lineage.revisions)
        former = tuple(dict.fromkeys(name for each in named for name in each))
        if former:
            names[lineage.slug, lineage.language] = former
    return names


def policies_of(
    found: Lineages, sources: Sources, settings: Settings, log: PublicationLog
) -> tuple[tuple[Policy, ...], list[Fault]]:
    """The policies that joined editions make, by slug, and a fault for each edition that does not fit.

    ``sources`` has the facts of every text by `Revision.text_key`; what ``log`` has of a revision is a fact.
    """
    by_name = {(lineage.slug, lineage.language): lineage for lineage in found}
    is_foreign, authentic = settings.is_foreign, settings.authentic

    def facts(lineage: Lineage) -> Sources:
        return with_titles(lineage, sources) if is_foreign else sources

    def policy(original: Timeline) -> Policy:
        """A policy with the versions that have a page."""
        shown = without_unpublished(original, log)
        dates = {version.date for version in shown.versions}
        gone = {each.date: each.replaced_by for each in original.versions if each.date not in dates}
        translations = []
        for language in settings.languages[1:]:
            if each := by_name.get((original.lineage.slug, language)):
                published = PublishedFacts(log, each)
                followed = follow(each, facts(each), original, published, dates, is_foreign=is_foreign)
                translations.append(without_unpublished(followed, log, gone))
        with_texts = tuple(each for each in translations if each.versions)
        return Policy(original.lineage.slug, shown, with_texts, is_adopted=is_foreign)

    originals = {}
    for each in found:
        if each.language == authentic and (each.main_events or is_foreign):
            published = PublishedFacts(log, each)
            originals[each.slug] = fold(each, facts(each), is_foreign=is_foreign, published=published)
    faults = [
        Fault("version-file-without-policy", lineage.path)
        if lineage.language == authentic
        else Fault("translation-without-original", lineage.path, (("language", authentic),))
        for lineage in found
        if lineage.slug not in originals and lineage.removed is None
    ]
    return tuple(policy(original) for _, original in sorted(originals.items())), faults
