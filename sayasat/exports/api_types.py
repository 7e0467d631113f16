"""The documents of the JSON API, version 1. Their JSON Schemas are generated from these types.

Longer than 300 lines because all that is promised stands in one file.

What is published here is a promise (decision 0027): a field is never taken away, renamed, or given another
meaning; fields, and new values of texts such as ``change_class`` and ``marks``, may be added. Docstrings of
the types are published in the schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from inspect import cleandoc
from typing import Annotated, Final

from msgspec import Meta, Struct, field, json

from sayasat.markdown.inline_form import InlineDetail
from sayasat.redline.as_json import RedlineData
from sayasat.redline.derivation import SectionOrigin
from sayasat.settings import LANGUAGE_TAG
from sayasat.version_days import calendar_day
from sayasat.versions.edition_timeline import Answer
from sayasat.versions.model import Basis, Day
from sayasat.versions.status import Status

Url = Annotated[str, Meta(extra_json_schema={"format": "uri"})]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
CommitId = Annotated[str, Meta(pattern="^([0-9a-f]{40}|[0-9a-f]{64})$")]
Language = Annotated[str, Meta(pattern=f"^{LANGUAGE_TAG}$")]
Moment = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0)]
VersionId = Annotated[str, Meta(pattern=r"^(\d{4}-\d\d-\d\d|undated)(\.\d+)?$")]


class Data(Struct, kw_only=True):
    """An object of the API. Dates are days in the publisher's zone; a value that is not known is null."""


class ApiDocument(Data):
    """A file of the API: `as_of` is the day for which it was made, `commit` the head of what was published.

    `publication` is its number in the publication log; null for a site without a log.
    """

    schema: Url
    as_of: Day
    commit: CommitId
    publication: int | None


class EditionEntry(Data):
    """A policy in one language. `status` is that of the text on the main page; null if there is none."""

    language: Language
    title: str
    in_force: Day | None
    in_force_id: VersionId | None
    status: Status | None
    url: Url
    history_url: Url
    versions_url: Url
    feed_url: Url
    calendar_url: Url


class PolicyEntry(Data):
    """A policy, its former names, and when its file was removed."""

    policy: str
    formerly: tuple[str, ...]
    removed: Moment | None
    editions: tuple[EditionEntry, ...]


class Policies(ApiDocument):
    """Every policy, edition and URL.

    `publisher` is empty if nobody is named, in an archive of somebody else's texts; `archivist` is who
    archives them. `repository_url` is where the repository of the texts stands on the web.
    """

    site_url: Url = field(name="site")
    publisher: dict[str, str]
    archivist: str | None
    repository_url: Url | None
    authentic: Language
    languages: tuple[Language, ...]
    policies: tuple[PolicyEntry, ...]


class GapEntry(Data):
    """Days of which no text is known to hold; `until` is the first day with a text again."""

    start: Day = field(name="from")
    end: Day | None = field(name="until")


class RemovalEntry(Data):
    """A commit that deleted the file."""

    commit: CommitId
    recorded: Moment = field(name="published")
    author: str
    subject: str


class PullRequestEntry(Data):
    """A pull request by its number, which a forge wrote into the message of the commit that merged it."""

    number: str
    title: str
    url: Url | None


class TrailerEntry(Data):
    """A trailer of a commit's message (git-interpret-trailers(1)), without e-mail addresses."""

    name: str
    value: str


class RevisionEntry(Data):
    """What one commit recorded. `published` is the commit's time; `sha256` is that of the file in Git.

    `path` is the file's at that commit, `file_url` and `commit_url` are at the forge; null if that is not
    known. `message` is what the commit's message says after its subject or the title of the pull request,
    `links` are the URLs in it: anybody may have written them. `message_is_cut` if any of it was too long.
    The body of a message is in archives of somebody else's texts only.

    `number` counts the revisions of a version that act; it is null for one that was at fault and set aside.
    `marks` has `past` if the revision states a date, or an end (`repeals`), of a day before its commit's.
    """

    number: int | None
    commit: CommitId
    recorded: Moment = field(name="published")
    author: str
    subject: str
    sha256: Sha256
    change: str = field(name="change_class")
    acts: bool
    marks: tuple[str, ...]
    editorial: str | None
    withdraws: tuple[Day, ...]
    repeals: Day | None
    url: Url | None
    source_url: Url | None
    path: str
    file_url: Url | None
    commit_url: Url | None
    pull_request: PullRequestEntry | None
    message: str
    message_is_cut: bool
    trailers: tuple[TrailerEntry, ...]
    links: tuple[Url, ...]


class TranslatedEntry(Data):
    """The revision of the original that a translation was made from; `behind` if its words changed since."""

    language: Language
    commit: CommitId
    url: Url
    behind: bool
    standing: str


class VersionEntry(Data):
    """A version, which `date` identifies. It holds from `from` until the day before `until`.

    That is so on a publisher's own site: there `id` is the same text, and `ordinal` is 1. In an archive of a
    repository that was not made for Sayasat, `id` identifies a version and is part of its URL: it may be
    `2023-12-27.2`, the second version recorded on a day, whose `ordinal` is 2, or `undated.2`, one that Git
    dates 1970-01-02 or before, for it knows no earlier days. Each other field that names a version by its
    date has such an id beside it, too. In an archive, `date_kind` may be
    `dated` (the text bears the date, it does not say that it takes effect on it) or `unrecorded`;
    `stated_date` is the date that the text bears, `stated_in` where it was read: `path:line`, a path or a
    commit.

    `from` and `until` are null if nobody stated the day; `until` is null also while no end is known.
    `announced_days` are the days from the first publication to the date; negative if that came later.
    `documented_source` says where a text from before the repository comes from; null for any other text.
    `translates` is null in the original. The last of `revisions` that acts is the version's text, and
    `commit` is its commit; `words_commit` is the one that made its words: those after it changed none.
    The counts are of the changes since the version before; of a first version, every word was added. Words in
    the place of as many others are `words_replaced`, and words that stand elsewhere `words_moved`: they are
    not in `words_added` and `words_removed`.
    """

    id: VersionId
    date: Day
    ordinal: Annotated[int, Meta(ge=1)]
    basis: Basis = field(name="date_basis")
    date_kind: str
    status: Status
    since: Day | None = field(name="from")
    until: Day | None
    announced_days: int | None
    withdrawn_on: Day | None
    replaced_by: Day | None
    formerly_dated: tuple[Day, ...]
    former_ids: tuple[VersionId, ...]
    url: Url
    source_url: Url
    changes_url: Url
    sha256: Sha256
    commit: CommitId
    words_commit: CommitId
    published: Moment
    first_published: Moment
    stated_date: Day | None
    stated_in: str | None
    adopted: Day | None
    authority: str | None
    documented_source: str | None
    summary: str | None
    translates: TranslatedEntry | None
    words_added: Count
    words_removed: Count
    words_replaced: Count
    words_moved: Count
    links_changed: Count
    images_changed: Count
    formats_changed: Count
    sections_changed: Count
    revisions: tuple[RevisionEntry, ...]


class Versions(ApiDocument):
    """The versions of one policy in one language. `in_force` is the date of the version in force.

    `repeals` are first days without a text in force, `gaps` days on which the file was gone, `unknown` days
    of which it is not known which text held. Which version held on day D, as published by day P: of
    the `answers` with `start` ≤ D and `published` ≤ P, and `withdrawn` null or > P, the one with the latest
    `start`; of several, the last. Their days are reckoned as `reckoned_from` says: `commits`, their times;
    `log`, the days of the publication log. `version` is the date of a version of the authentic edition; null
    if no text held, or it is not known which.
    """

    policy: str
    language: Language
    authentic: Language
    title: str
    in_force: Day | None
    in_force_id: VersionId | None
    repeals: tuple[Day, ...]
    gaps: tuple[GapEntry, ...]
    unknown: tuple[GapEntry, ...]
    removals: tuple[RemovalEntry, ...]
    reckoned_from: str
    answers: tuple[Answer, ...]
    versions: tuple[VersionEntry, ...]


class BlockEntry(Data, omit_defaults=True):
    """A block: `text` is what a reader sees; a tab separates cells, a line feed lines of code.

    `number` is what an ordered list shows before it. `form` differs where the same words look different:
    kind, depth, emphasis, targets of links. `details` are the links, images and formats in it: the kind, the
    text, the target of a link or image as written, and the URL of the image's file from the site's root.
    """

    kind: str
    text: str
    depth: Count
    number: str
    form: str
    details: tuple[InlineDetail, ...] = ()


class SectionEntry(Data, omit_defaults=True):
    """A heading of `level` and its blocks; subsections are sections of their own. Level 0 has no heading."""

    id: str
    level: Annotated[int, Meta(ge=0, le=6)]
    heading: str
    heading_form: str = field(name="headingForm")
    blocks: tuple[BlockEntry, ...]
    heading_details: tuple[InlineDetail, ...] = field(name="headingDetails", default=())


class Blocks(Data):
    """The sections and blocks of one version: what a comparison reads. `label` is the version's name."""

    schema: Url
    policy: str
    language: Language
    date: Day
    id: VersionId
    label: str
    url: Url
    sections: tuple[SectionEntry, ...]


class DerivationEntry(Data):
    """What became of each section from the version `before` to that of `date`.

    `sections` are in the order of the text, then those deleted. A section that is not named is unchanged and
    has the same id. `before` is null for the first version, in which all sections are new.
    """

    date: Day
    id: VersionId
    before: Day | None
    before_id: VersionId | None
    sections: tuple[SectionOrigin, ...]


class SectionStateEntry(Data):
    """Consecutive versions in which a section, with its subsections, has the same visible text.

    `first` and `last` are their dates, `id` is the section's id in `last`; its ids before are in the
    derivations. `sha256` is that of the text, white space folded.
    """

    id: str
    first: Day
    first_id: VersionId
    last: Day
    last_id: VersionId
    sha256: Sha256


class Sections(Data):
    """The sections of one policy in one language in time; a withdrawn version is left out.

    `derivations` are those of each version, oldest first. `lives` are the texts that each section has had,
    oldest first: those of the present sections in their order, then those of sections that are gone. An id
    alone does not tell a section in time: it may have been given to another text.
    """

    schema: Url
    policy: str
    language: Language
    derivations: tuple[DerivationEntry, ...]
    lives: tuple[tuple[SectionStateEntry, ...], ...]


SCHEMAS: Final[Mapping[str, type[Struct]]] = {
    "policies": Policies,
    "versions": Versions,
    "blocks": Blocks,
    "sections": Sections,
    "redline": RedlineData,
}
"""The types with a published schema, by the name of the schema's file."""


def schema(document: type[Struct]) -> bytes:
    """The JSON Schema of a document. Additional fields are allowed, as the promise says."""
    generated = json.schema(document)
    for each in generated["$defs"].values():
        if "description" in each:
            each["description"] = cleandoc(each["description"])
    return as_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **generated})


def as_json(document: object) -> bytes:
    """A document as JSON in UTF-8, indented."""
    return json.format(json.encode(document, enc_hook=calendar_day), indent=2) + b"\n"
