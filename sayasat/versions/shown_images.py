"""What the images of policies show at each commit, and the commits that replaced it. Pure, without Git.

A reader sees the bytes of an image. So a commit that changes a file which a text shows records a revision of
that text, though its own bytes stay the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from sayasat.markdown.links import is_resolved
from sayasat.policy_files.adopted_layout import Adopted, Layout
from sayasat.policy_files.facts import Source, Sources
from sayasat.policy_files.file_names import beside
from sayasat.repository.plumbing import Commit
from sayasat.versions.lineage import Event, Lineage, Lineages, Removal, Revision
from sayasat.versions.lineage_builder import commit_facts, in_time


def image_path(layout: Layout, text_path: str, url: str) -> str | None:
    """The path of an image that the text at a path shows; None for a URL that names no published file.

    In a repository that was not made for Sayasat, a leading slash is the repository's root.
    """
    if not is_resolved(url) or (url.startswith("/") and not isinstance(layout, Adopted)):
        return None
    path = beside(text_path, unquote(urlsplit(url).path))
    return path if layout.is_shown(path) else None


def image_paths(lineages: Iterable[Lineage], sources: Sources, layout: Layout) -> frozenset[str]:
    """The paths of all images that any revision shows; ``sources`` are the facts of their texts by blob."""
    revisions = (each for lineage in lineages for each in lineage.revisions)
    written = ((each.text_path, url) for each in revisions for url in sources[each.blob].images)
    shown = (image_path(layout, *each) for each in written)
    return frozenset(path for path in shown if path is not None)


def with_images(
    lineages: Sequence[Lineage],
    sources: Sources,
    commits: Iterable[Commit],
    layout: Layout,
    zone: ZoneInfo | None,
) -> tuple[Lineages, dict[str, Source]]:
    """The editions with what their images show, and the facts of their texts by `Revision.text_key`.

    An edition gets a revision for each commit that changed an image of the text that it had then. ``sources``
    are the facts of the texts by blob. ``commits`` are those that the editions were made from.
    """
    shown_paths = image_paths(lineages, sources, layout)
    if not shown_paths:
        return tuple(lineages), dict(sources)
    line = in_time(commits, zone)
    shown = _ShownImages(sources, line, _FileHistories(line, shown_paths), layout)
    found = tuple(shown.lineage(each) for each in lineages)
    revisions = (each for lineage in found for each in lineage.revisions)
    return found, {each.text_key: sources[each.blob].showing(dict(each.images)) for each in revisions}


class _FileHistories:
    """The blobs that some paths have held along the main line."""

    def __init__(self, line: Iterable[Commit], paths: frozenset[str]) -> None:
        self._places: dict[str, list[int]] = defaultdict(list)
        self._blobs: dict[str, list[str | None]] = defaultdict(list)
        for place, commit in enumerate(line):
            gone = {each.renamed_from: None for each in commit.changes if each.renamed_from in paths}
            held = {each.path: each.blob for each in commit.changes if each.path in paths}
            for path, blob in (gone | held).items():
                self._places[path or ""].append(place)
                self._blobs[path or ""].append(blob)

    def at(self, path: str, place: int) -> str | None:
        """The blob of a path after the commit at a place; None if no file was there."""
        until = bisect_right(self._places[path], place)
        return self._blobs[path][until - 1] if until else None

    def changed(self, path: str, after: int, before: int) -> list[int]:
        """The places between two others of the commits that changed a path."""
        places = self._places[path]
        return [each for each in places[bisect_right(places, after) :] if each < before]


class _ShownImages(Struct, frozen=True):
    """Finds what the images of each revision show."""

    sources: Sources
    line: Sequence[Commit]
    files: _FileHistories
    layout: Layout

    def lineage(self, lineage: Lineage) -> Lineage:
        by_file: dict[object, list[Event]] = defaultdict(list)
        for event in lineage.events:
            by_file[event.filed].append(event)
        if not any(self.sources[revision.blob].images for revision in lineage.revisions):
            return lineage
        images = {}
        replaced: list[Event] = []
        for events in by_file.values():
            ends = [*(each.place for each in events[1:]), len(self.line)]
            for event, end in zip(events, ends, strict=True):
                if isinstance(event, Removal):
                    continue
                first, *later = self._revisions(event, end)
                images[event] = first
                replaced += later
        events = [images.get(each, each) if isinstance(each, Revision) else each for each in lineage.events]
        return replace(lineage, events=tuple(sorted([*events, *replaced], key=attrgetter("place"))))

    def _revisions(self, revision: Revision, end: int) -> Iterator[Revision]:
        """A revision, and one for each later commit up to a place that changed what its text shows."""
        urls = dict.fromkeys(self.sources[revision.blob].images)
        located = ((url, image_path(self.layout, revision.text_path, url)) for url in urls)
        paths = {url: path for url, path in located if path is not None}
        places = {place for path in paths.values() for place in self.files.changed(path, revision.place, end)}
        last = replace(revision, images=self._images(paths, revision.place))
        yield last
        for place in sorted(places):
            images = self._images(paths, place)
            if images != last.images:
                last = replace(last, images=images, **commit_facts(self.line[place], place))
                yield last

    def _images(self, paths: Mapping[str, str], place: int) -> tuple[tuple[str, str], ...]:
        blobs = ((url, self.files.at(path, place)) for url, path in paths.items())
        return tuple((url, blob) for url, blob in blobs if blob is not None)
