"""The dates of an adopted archive: those that texts bear, each kind of source on generated repositories."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from babel.dates import format_date
from msgspec import Struct

from sayasat.i18n.messages import messages
from sayasat.versions.archive import Archive
from sayasat.versions.model import Basis, Version
from sayasat.versions.status import standings
from sayasat.website.status_notice import notice
from tests.support.adopted import adopted
from tests.support.repo import PolicyRepo

TEXTS, REVISIONS = 7, 8
FIRST = date(2015, 1, 5)


class Written(Struct, frozen=True):
    """A way to write the date of a text."""

    file: Callable[[date, str], str]
    """The file of a date and words."""

    message: Callable[[date], str] = lambda _: "Edit"
    language: str = "en"
    sources: tuple[str, ...] = ()


def long(day: date, language: str) -> str:
    return format_date(day, "long", locale=language)


def line(label: str, language: str = "en", form: Callable[[date], str] | None = None) -> Written:
    def file(day: date, words: str) -> str:
        shown = form(day) if form else long(day, language)
        return f"# Terms\n\n{label.format(shown)}\n\n{words}\n"

    return Written(file, language=language)


def head(key: str, form: Callable[[date], str] = str) -> Written:
    return Written(lambda day, words: f"---\ntitle: Terms\n{key}: {form(day)}\n---\n\n{words}\n")


def american(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


WRITTEN: Mapping[str, Written] = {
    "key": head("effective"),
    "key with a name in camel case": head("effectiveDate", lambda day: f'"{day:%B} {day.day}, {day.year}"'),
    "key with a time": head("last_updated", lambda day: f"{day}T08:00:00Z"),
    "key of law": head("entry_into_force"),
    "label": line("**Effective date:** {}"),
    "label in italics": line("_Last updated: {}_", form=lambda day: f"{day:%B} {day.day}, {day.year}"),
    "label in a table": line("| Effective date | {} |\n|---|---|"),
    "label above": line("## Effective Date\n\n{}"),
    "sentence": line("This policy is effective as of {}."),
    "dotted": line("Stand: {}", "de", lambda day: f"{day:%d.%m.%Y}"),
    "German": line("Gültig ab {}", "de"),
    "French": line("Dernière mise à jour : {}", "fr"),
    "Spanish": line("Última actualización: {}", "es"),
    "Russian": line("Дата вступления в силу: {}", "ru"),
    "Japanese": line("最終更新日：{}", "ja"),
    "Arabic": line("آخر تحديث: {}", "ar"),
    "HTML": line("<p><em>Last modified: <time>{}</time></em></p>"),
    "attribute": Written(
        lambda day, words: f'# Terms\n\nIn force\n{{: datetime="{day}" }}\n\n{words}\n',
        sources=("effective attr:datetime",),
    ),
    "given expression": Written(
        lambda day, words: f"# Terms\n\nRelease of {long(day, 'en')}, by the board\n\n{words}\n",
        sources=("text:/release of (.*)/",),
    ),
    "given order": Written(
        lambda day, words: f"# Terms\n\nLast updated {american(day)}\n\n{words}\n",
        sources=("dated mdy text:updated",),
    ),
    "trailer": Written(
        lambda _, words: f"# Terms\n\n{words}\n",
        lambda day: f"Amend\n\nBy law.\n\nSource-Id: 7\nSource-Date: {day}",
    ),
}


def generate(
    folder: Path, written: Written, seed: int
) -> tuple[PolicyRepo, dict[str, list[tuple[str, date]]]]:
    """A repository of texts, each with some dated versions; some changes keep the date (silent ones)."""
    chance, repo = random.Random(seed), PolicyRepo(folder)  # noqa: S311 (a test)
    true: dict[str, list[tuple[str, date]]] = {}
    commits = []
    day = FIRST
    for number in range(REVISIONS):
        for text in range(TEXTS):
            day += timedelta(days=chance.randint(1, 9))
            name, words = f"t{text}.md", f"Text {text}, words {number} {chance.random()}."
            stated = day - timedelta(days=chance.randint(0, 5))
            earlier = true.setdefault(name, [])
            if earlier and chance.random() < 0.1:
                stated = earlier[-1][1]
            stated = max([stated, *(each for _, each in earlier)])
            earlier.append((words, stated))
            moment = datetime.combine(day, time(12), timezone(timedelta(hours=chance.choice([-8, 0, 6]))))
            commits.append((moment, written.message(stated), {name: written.file(stated, words)}))
    repo.replay(commits)
    return repo, true


@pytest.mark.parametrize("kind", WRITTEN)
def test_the_dates_of_a_source_are_read_and_none_is_wrong(tmp_path: Path, kind: str) -> None:
    written = WRITTEN[kind]
    repo, true = generate(tmp_path, written, len(kind))
    found = adopted(repo, languages=(written.language,), dates=written.sources)
    right = every = 0
    for policy in found.policies:
        days = [day for _, day in true[f"{policy.slug}.md"]]
        for placed, day in zip(policy.authentic.recorded, days, strict=True):
            every += 1
            stated = placed.source.stated
            assert stated is None or stated.day == day
            right += stated is not None and placed.version_date == day
        assert all(each.date_kind in {"stated", "dated"} for each in policy.authentic.versions)
    assert every == TEXTS * REVISIONS
    assert right >= 0.98 * every


DECOYS = (
    "Effective date: 06/05/2021",
    "Effective June 15, 2021, we no longer collect data.",
    "The effective date of the former policy was June 15, 2020.",
    "<!-- Effective date: June 15, 2020 -->",
    "```\nEffective date: June 15, 2020\n```",
    "~~Effective date: June 15, 2020~~",
    "Effective date: TBD",
    "Effective date: June 31, 2021",
    "Effective date: June 2021",
    "Version 2 from June 2021",
    "Effective date: 15 มิถุนายน 2564",
    "Effective date: 15. listopada 2020",
    "Effective date: June 1, 2020\n\nEffective date: June 1, 2021",
    "Last updated: January 1, 2031",
    "\n".join(["Words."] * 60) + "\n\nEffective date: June 15, 2020\n\n" + "\n".join(["Words."] * 60),
)


@pytest.mark.parametrize("text", DECOYS)
def test_what_is_no_date_of_the_text_dates_no_version(tmp_path: Path, text: str) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"a.md": f"# A\n\n{text}\n"}, date="2021-07-01T12:00:00+00:00")
    (version,) = adopted(repo).policies[0].authentic.versions
    assert (version.date, version.basis) == (date(2021, 7, 1), Basis.RECORDED)


def only(found: Archive) -> Sequence[Version]:
    (policy,) = found.policies
    return policy.authentic.versions


def test_a_version_says_where_its_date_was_read(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"a.md": "# A\n\nEffective date: June 15, 2021\n"}, date="2021-07-01T12:00:00+00:00")
    sha = repo.commit(
        "B\n\nSource-Date: 1874-05-13", files={"b.md": "# B\n"}, date="2021-07-02T12:00:00+00:00"
    )
    found = adopted(repo)
    for slug, where in (("a", "a.md:3"), ("b", f"{sha[:12]} Source-Date")):
        policy = found.policy(slug)
        assert policy is not None
        for language in ("ky", "ru", "en"):
            t = messages(language)
            (standing,) = standings(policy.authentic, date(2022, 1, 1))
            facts = {fact.label: fact.value for fact in notice(policy, standing, t).facts}
            assert facts[t("label.date-read")] == where


NOT_STATED = {"en": "not stated", "ru": "не указана", "ky": "көрсөтүлгөн эмес"}


@pytest.mark.parametrize("language", NOT_STATED)
@pytest.mark.parametrize(
    ("text", "is_stated"),
    [
        ("Effective date: June 15, 2021", True),
        ("Last updated: June 15, 2021", True),
        ("Last updated: June 15, 2031", True),
        ("Words", False),
    ],
)
def test_no_page_says_that_a_date_is_not_stated_where_one_is(
    tmp_path: Path, language: str, text: str, is_stated: bool
) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"a.md": f"# A\n\n{text}\n"}, date="2021-07-01T12:00:00+00:00")
    (policy,) = adopted(repo).policies
    (standing,) = standings(policy.authentic, date(2022, 1, 1))
    assert (NOT_STATED[language] not in notice(policy, standing, messages(language)).line) == is_stated


def names(versions: Sequence[Version]) -> list[str]:
    return [version.date.isoformat() for version in versions]


def test_a_second_change_on_one_recorded_day_is_a_version_of_its_own(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for minute, words in enumerate(("One", "One", "Two", "Three")):
        repo.commit(
            files={"a.md": f"# A\n\n{words}.{' ' * minute}\n"}, date=f"2023-12-27T12:0{minute}:00+00:00"
        )
    repo.commit(files={"a.md": "# A\n\nFour.\n"}, date="2023-12-28T12:00:00+00:00")
    found = adopted(repo)
    versions = only(found)
    assert names(versions) == ["2023-12-27", "2023-12-27.2", "2023-12-27.3", "2023-12-28"]
    assert [[each.change.value for each in version.revisions] for version in versions] == [
        ["new", "technical"],
        ["new"],
        ["new"],
        ["new"],
    ]
    held = [each.status.value for each in standings(found.policies[0].authentic, date(2023, 12, 27))]
    assert held == ["superseded", "superseded", "in-force", "upcoming"]


def test_commits_before_1970_have_an_order_and_no_day(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    start = datetime(1970, 1, 1, 6, tzinfo=UTC)
    commits = [
        (start + timedelta(minutes=each), "Edit", {"a.md": f"# A\n\nWords {each}.\n"}) for each in range(12)
    ]
    commits.append((datetime(1975, 5, 1, 12, tzinfo=UTC), "Edit", {"a.md": "# A\n\nNew.\n"}))
    repo.replay(commits)
    versions = only(adopted(repo))
    assert names(versions) == ["undated", *(f"undated.{each}" for each in range(2, 13)), "1975-05-01"]
    assert {version.date_kind for version in versions[:-1]} == {"unrecorded"}
    assert {version.withdrawn_on for version in versions} == {None}
    assert messages("en").day(versions[1].date) == "no. 2, day not recorded"


def test_a_text_dated_before_1970_withdraws_no_text_without_a_day(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    start = datetime(1970, 1, 1, 6, tzinfo=UTC)
    messages_of = ("Begin", "Amend\n\nSource-Date: 1950-05-13", "Amend")
    repo.replay(
        (start + timedelta(minutes=each), message, {"a.md": f"# A\n\nWords {each}.\n"})
        for each, message in enumerate(messages_of)
    )
    found = adopted(repo)
    versions = only(found)
    assert names(versions) == ["undated", "undated.2", "undated.3"]
    assert [each.text.source.stated and each.text.source.stated.day for each in versions] == [
        None,
        date(1950, 5, 13),
        None,
    ]
    held = [each.status.value for each in standings(found.policies[0].authentic, date(2023, 1, 1))]
    assert held == ["superseded", "superseded", "in-force"]


def test_a_commit_is_dated_by_the_committers_own_day(tmp_path: Path) -> None:
    """Late in the evening in California; one that goes back over the date line keeps the order."""
    repo = PolicyRepo(tmp_path)
    moments = ["2024-03-01T23:30:00-08:00", "2024-03-05T01:00:00+12:00", "2024-03-04T08:00:00-08:00"]
    for number, moment in enumerate(moments):
        repo.commit(files={"a.md": f"# A\n\nWords {number}.\n"}, date=moment)
    assert names(only(adopted(repo))) == ["2024-03-01", "2024-03-05", "2024-03-05.2"]


def test_a_version_names_the_commit_that_made_its_words(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"a.md": "# A\n\nOne.\n"}, date="2024-01-01T12:00:00+00:00")
    made = repo.commit(files={"a.md": "# A\n\nTwo.\n"}, date="2024-02-01T12:00:00+00:00")
    repo.commit(files={"a.md": "# A\n\nTwo.  \n\n"}, date="2024-03-01T12:00:00+00:00")
    _, version = only(adopted(repo))
    assert version.words.revision.commit == made


def test_words_that_change_under_the_date_of_the_text_are_silent_changes(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for month, stated in (
        (6, "June 1"),
        (7, "June 1"),
        (8, "June 1"),
        (9, "September 1"),
        (10, "September 1"),
    ):
        words = f"Words {min(month, 9)}."
        repo.commit(
            files={"a.md": f"# A\n\nEffective date: {stated}, 2021\n\n{words}{' ' * month}\n"},
            date=f"2021-{month:02}-05T12:00:00+00:00",
        )
    found = adopted(repo)
    first, second = only(found)
    assert [each.change.value for each in first.revisions] == ["new", "silent", "silent"]
    assert [each.change.value for each in second.revisions] == ["new", "technical"]
    assert [each.committed_on.month for each in first.silent_changes] == [7, 8]
    (policy,) = found.policies
    for language in ("ky", "ru", "en"):
        t = messages(language)
        shown, other = (notice(policy, each, t) for each in standings(policy.authentic, date(2022, 1, 1)))
        assert shown.remarks[-1] == t.count("remark.silent", 2, last=date(2021, 8, 5))
        assert t.count("remark.silent", 2, last=date(2021, 8, 5)) not in other.remarks


def test_one_text_in_two_languages_is_dated_by_each(tmp_path: Path) -> None:
    """“listopada” is October in Croatian and November in Polish; both files are one blob to Git."""
    repo = PolicyRepo(tmp_path)
    text = "# Terms\n\nEffective date: 3 listopada 2021\n\nWords.\n"
    files = {"hr/terms.md": text, "pl/terms.md": text}
    repo.commit(files=files, date="2022-05-01T12:00:00+00:00")
    days = {"hr": date(2021, 10, 3), "pl": date(2021, 11, 3)}
    for languages in (("hr", "pl"), ("pl", "hr")):
        (policy,) = adopted(repo, "{lang}/{slug}.md", languages=languages).policies
        found = [policy.authentic, *policy.translations]
        stated = {each.lineage.language: each.versions[0].text.source.stated for each in found}
        assert {language: each and each.day for language, each in stated.items()} == days
        assert policy.authentic.versions[0].date == days[languages[0]]


def test_one_text_under_two_names_has_the_date_of_each(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    text = "# Terms\n\nWords.\n"
    names_of = {"a-2019-02-01.md": text, "b-2020-03-01.md": text, "c.md": text}
    repo.commit(files=names_of, date="2022-05-01T12:00:00+00:00")
    dates = [str(policy.authentic.versions[0].date) for policy in adopted(repo).policies]
    assert dates == ["2019-02-01", "2020-03-01", "2022-05-01"]


def test_a_day_that_was_to_come_dates_the_same_text_later(tmp_path: Path) -> None:
    """The same file, before and after the day it bears; the text between them has no date."""
    repo = PolicyRepo(tmp_path)
    dated, other = "# Terms\n\nLast updated: 3 March 2021\n\nWords.\n", "# Terms\n\nOther.\n"
    for day, text in (("2021-01-05", dated), ("2021-02-05", other), ("2021-03-05", dated)):
        repo.commit(files={"a.md": text}, date=f"{day}T12:00:00+00:00")
    versions = only(adopted(repo))
    assert [(str(each.date), each.date_kind) for each in versions] == [
        ("2021-01-05", "recorded"),
        ("2021-02-05", "recorded"),
        ("2021-03-03", "dated"),
    ]


def test_a_recorded_day_is_not_said_to_be_the_day_of_a_publication_on_this_site(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.commit(files={"a.md": "# A\n\nWords.\n"}, date="2021-06-05T12:00:00+00:00")
    (policy,) = adopted(repo).policies
    (standing,) = standings(policy.authentic, date(2022, 1, 1))
    for language in ("ky", "ru", "en"):
        t = messages(language)
        shown = notice(policy, standing, t)
        assert shown.line == t("status.current-archived", since=date(2021, 6, 5))
        assert [each.label for each in shown.facts] == [t("label.archived-on")]
        assert t("status.current-archived", since=date(2021, 6, 5)) != t(
            "status.current-recorded", since=date(2021, 6, 5)
        )


@pytest.mark.parametrize(
    "form", ["# A\n\nStand: {:%d.%m.%Y}\n\n{}\n", "# A\n\n{}\n\n*Last updated: {:%Y-%m-%d}*\n"]
)
def test_a_date_that_changes_alone_in_the_text_is_no_new_text(tmp_path: Path, form: str) -> None:
    repo = PolicyRepo(tmp_path)
    for month, words in ((1, "One."), (2, "One."), (3, "Two.")):
        day = date(2021, month, 1)
        values = (day, words) if form.index("{:") < form.index("{}") else (words, day)
        repo.commit(files={"a.md": form.format(*values)}, date=f"{day}T12:00:00+00:00")
    found = [version.revisions[0].change.value for version in only(adopted(repo))]
    assert found == ["new", "readopted", "new"]


def test_words_of_a_translation_that_change_under_its_date_are_silent_changes(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    for month, day in ((1, 1), (2, 1), (3, 2)):
        files = {
            "en/a.md": f"# A\n\nLast updated: {day} January 2021\n\nWords {day}.\n",
            "de/a.md": f"# A\n\nStand: {day}. Januar 2021\n\nWorte {month}.\n",
        }
        repo.commit(files=files, date=f"2021-0{month}-05T12:00:00+00:00")
    (policy,) = adopted(repo, "{lang}/{slug}.md", languages=("en", "de")).policies
    changes = [
        [each.change.value for each in version.revisions] for version in policy.translations[0].versions
    ]
    assert changes == [["new", "silent"], ["new"]]
    assert [len(each.silent_changes) for each in policy.authentic.versions] == [0, 0]
