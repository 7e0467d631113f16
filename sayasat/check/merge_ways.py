"""What each way to merge a proposal of several commits leaves in the history, as a table. Pure.

A squash and a merge commit put one commit on the main line, a rebase merge and a fast-forward each of them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sayasat.i18n.messages import Messages
from sayasat.redline.as_markdown import escaped
from sayasat.versions.archive import Archive
from sayasat.versions.edition_timeline import Timeline
from sayasat.versions.model import Day

Left = tuple[str, Day | str, int]
"""What is left of a policy: the last part of a message's key, and its facts: a day or name, and a number."""


@dataclass(frozen=True, slots=True)
class MergeWays:
    """What a proposal leaves of one edition in both ways; they differ."""

    title: str
    joined: tuple[Left, ...]
    """As one commit."""

    split: tuple[Left, ...]
    """With each of its commits."""


def merge_ways(joined: Archive, split: Archive, commits: Collection[str]) -> tuple[MergeWays, ...]:
    """The editions of which the two ways leave something else; one for each policy.

    ``commits``: those of the proposal in ``split``. The newest one of ``joined`` is its commit, or, where it
    changes nothing, the base, which is in both.
    """
    return tuple(way for policy in split.policies for way in _of_policy(policy.slug, joined, split, commits))


def _of_policy(slug: str, joined: Archive, split: Archive, commits: Collection[str]) -> Iterator[MergeWays]:
    own, other = split.policy(slug), joined.policy(slug)
    assert own is not None
    for timeline in (own.authentic, *own.translations):
        language = timeline.lineage.language
        same = other.timeline(language) if other else None
        if same and same.faults:
            continue
        one_by_one = _left(timeline, commits)
        proposed = {joined.head} - {each.revision.commit for each in timeline.recorded}
        as_one = _left(same, proposed) if same else {}
        left = [_named(each, one_by_one[each], as_one) for each in one_by_one]
        former = same.lineage.former_slugs if same else timeline.lineage.former_slugs
        left += [("name", name, 1) for name in timeline.lineage.former_slugs if name not in former]
        if same is None and timeline is own.authentic:
            left = [("removed", slug, 1)]
        if set(left) != set(as_one):
            title = timeline.newest.source.front_matter.title or slug
            yield MergeWays(title, tuple(as_one), tuple(left))
            return


def _named(left: Left, digest: str, as_one: dict[Left, str]) -> Left:
    """A version that has another text as one commit is named so."""
    return ("other-text", *left[1:]) if as_one.get(left, digest) != digest else left


def _left(timeline: Timeline, commits: Collection[str]) -> dict[Left, str]:
    """What some commits left of an edition, in the order of days; of a version, the digest of its text."""
    own = [each for each in timeline.recorded if each.revision.commit in commits]
    touched = {each.version_date for each in own if each.acts}.union(*(each.withdraws for each in own))
    left: dict[Left, str] = {}
    for version in timeline.versions:
        if version.date in touched:
            entries = sum(each.acts and each.version_date == version.date for each in own)
            stands = ("entries", entries) if entries > 1 else ("version", 1)
            key, number = stands if version.withdrawn_on is None else ("withdrawn", 1)
            left[key, version.date, number] = version.text.source.sha256
    left |= {("repeal", day, 1): "" for day in timeline.repeals if day in {each.repeals for each in own}}
    faulty = sum(not each.acts for each in own)
    return left | ({("set-aside", "", faulty): ""} if faulty else {})


def merge_ways_markdown(ways: Sequence[MergeWays], t: Messages) -> Iterator[str]:
    """The lines of the table; one sentence if the ways do not differ."""
    yield f"**{t('ways.title')}**\n"
    if not ways:
        yield t("ways.same")
        return
    yield f"| {t('ways.policy')} | {t('ways.joined')} | {t('ways.split')} |"
    yield "|---|---|---|"
    for way in ways:
        yield f"| {escaped(way.title)} | {_cell(way.joined, t)} | {_cell(way.split, t)} |"


def merge_ways_text(ways: Sequence[MergeWays], t: Messages) -> Iterator[str]:
    """The same as lines of plain text; none if the ways do not differ."""
    for way in ways:
        yield f"{t('ways.title')}: {way.title}"
        for key, left in (("joined", way.joined), ("split", way.split)):
            found = "; ".join(_text(*each, t) for each in left) or t("ways.nothing")
            yield f"  {t(f'ways.{key}')}: {found}"


def _cell(left: Sequence[Left], t: Messages) -> str:
    return "<br>".join(escaped(_text(*each, t)) for each in left) or t("ways.nothing")


def _text(key: str, fact: Day | str, number: int, t: Messages) -> str:
    if key == "set-aside":
        return t.count(f"ways.{key}", number)
    return t(f"ways.{key}", name=fact, day=fact, number=number)
