"""A publisher's first ten publications, with the commands that README.md names, and without one override."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec import Struct, field

from sayasat.versions.log_events import LogEvent
from tests.support.built_site import contents
from tests.support.mini_site import furnish
from tests.support.publisher import Publisher, begin_log, with_origin
from tests.support.repo import PolicyRepo, policy_text

PRIVACY = "docs/ky/policies/privacy.md"
ANNOUNCED = {"effective": "2026-04-01", "summary": "Сактоо мөөнөтү узартылды."}
REPEAL = {"effective": "2026-03-10", "repealed": "2026-06-15", "authority": "№ 7 буйрук"}
FIRST = "# Купуялык {#privacy}\n\nАтыңызды 30 күн сактйбыз."
CORRECTED = FIRST.replace("сактйбыз", "сактайбыз")
SECOND = CORRECTED.replace("30", "60")
RUSSIAN = "# Конфиденциальность {#privacy}\n\nХраним имя 60 дней."
COOKIES = "# Кукилер {#cookies}\n\nСайт кукилерди колдонбойт."
THIRD = SECOND.replace("60", "90")

Files = Mapping[str, str | None]


def privacy(body: str, **front_matter: object) -> str:
    return policy_text(body, title="Купуялык саясаты", **front_matter)


def cookies(**front_matter: object) -> str:
    return policy_text(COOKIES, title="Кукилер", **front_matter)


class Step(Struct, frozen=True):
    """A proposal, and its publication on the same day."""

    name: str
    day: str
    files: Files
    events: list[str]
    """What it adds to the log: the event and the kind of each line, but the first."""


def steps() -> Iterator[Step]:
    """The ten publications, in their order."""
    yield Step(
        "the first publication",
        "2026-01-15",
        {PRIVACY: privacy(FIRST, effective="2026-01-15")},
        ["text new"],
    )
    yield Step(
        "a version is announced",
        "2026-02-02",
        {PRIVACY: privacy(SECOND, **ANNOUNCED)},
        ["text new"],
    )
    yield Step(
        "the version in force is corrected beside it",
        "2026-02-20",
        {
            "docs/ky/versions/privacy/2026-01-15.md": privacy(
                CORRECTED, effective="2026-01-15", editorial="тамга катасы"
            )
        },
        ["text editorial"],
    )
    yield Step(
        "a second policy",
        "2026-03-01",
        {"docs/ky/policies/cookies.md": cookies(effective="2026-03-10")},
        ["text new"],
    )
    yield Step(
        "a translation that is months late",
        "2026-06-10",
        {"docs/ru/policies/privacy.md": policy_text(RUSSIAN, title="Политика", effective="2026-04-01")},
        ["text new"],
    )
    yield Step(
        "a backdated repeal with its authority",
        "2026-07-01",
        {"docs/ky/policies/cookies.md": cookies(**REPEAL)},
        ["text repeal,past", "repealed"],
    )
    renamed: dict[str, str | None] = {
        "docs/ky/policies/personal-data.md": privacy(SECOND, formerly=["privacy"], **ANNOUNCED),
        "docs/ru/policies/personal-data.md": policy_text(
            RUSSIAN, title="Политика", effective="2026-04-01", formerly=["privacy"]
        ),
        PRIVACY: None,
        "docs/ru/policies/privacy.md": None,
    }
    lines = ["renamed", "text technical"]
    yield Step("the policy is renamed", "2026-07-10", renamed, [*lines, *lines])
    third = {"docs/ky/policies/personal-data.md": privacy(THIRD, effective="2026-10-01")}
    yield Step("another version is announced", "2026-08-01", third, ["text new"])
    postponed = {"docs/ky/policies/personal-data.md": privacy(THIRD, effective="2026-11-01")}
    yield Step("it is postponed", "2026-08-10", postponed, ["text readopted", "withdrawn"])
    found = privacy("# Купуялык {#privacy}\n\n2024-жылдын тексти.", source="Архив, 3-иш", until="2025-01-01")
    yield Step(
        "a text from before the repository is found",
        "2026-09-01",
        {"docs/ky/versions/personal-data/2024-05-01.md": found},
        ["text documented,past", "until"],
    )


class Walk(Struct):
    """A publisher, and everything that was ever published below policies/."""

    publisher: Publisher
    published: dict[str, bytes] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Check the proposal, merge it, publish it, and look at the log and at all former URLs."""
        clone, before = self.publisher.clone, len(self.publisher.log.lines)
        for path, text in step.files.items():
            clone.write(path, text)
        checked = self.publisher.run("check", "--base", "origin/main", today=step.day)
        assert checked.returncode == 0, (step.name, checked.stdout + checked.stderr)
        clone.commit(step.name, date=f"{step.day}T09:00:00+06:00")
        self.publisher.push()
        self.publisher.published(today=step.day)
        lines = self.publisher.log.lines[before:]
        events = [f"{line.event} {line.kind}".strip() for line in lines if line.policy]
        assert events == step.events, step.name
        self.look()

    def look(self) -> None:
        """No URL is lost, no source of a revision has other bytes, and the manifest is right."""
        site = self.publisher.site
        subprocess.run(["sha256sum", "--check", "--quiet", "proof/manifest.txt"], cwd=site, check=True)
        files = contents(site)
        lost = self.published.keys() - files.keys()
        sources = [path for path in self.published if "/revisions/" in path and path.endswith(".md")]
        changed = [path for path in sources if files.get(path) != self.published[path]]
        assert (sorted(lost), changed) == ([], [])
        self.published |= {path: data for path, data in files.items() if "policies/" in path}

    def shown(self, *arguments: str, today: str) -> str:
        done = self.publisher.run("show", *arguments, today=today)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def walk(tmp_path: Path) -> Walk:
    """A publisher whose log is begun, and who has published nothing."""
    clone = PolicyRepo(tmp_path / "clone")
    furnish(clone)
    publisher = with_origin(clone, day="2026-01-10")
    begin_log(clone, day="2026-01-10")
    clone.git("push", "--quiet", "origin", "main")
    return Walk(publisher)


@pytest.mark.soak
def test_a_publisher_goes_from_the_first_publication_to_the_tenth_without_an_override(walk: Walk) -> None:
    for step in steps():
        walk.take(step)
    log = walk.publisher.log
    assert walk.publisher.numbers == list(range(1, 11))
    assert not log.of_event(LogEvent.OVERRIDE)
    today = log.lines[-1].day.isoformat()
    assert "30 күн сактайбыз" in walk.shown("privacy", "2026-03-31", today=today)
    before_correction = ("privacy", "2026-03-31", "--as-published", "2026-02-19")
    assert "30 күн сактйбыз" in walk.shown(*before_correction, today=today)
    look_back(walk, today)
    nightly = walk.publisher.published(today="2026-11-01")
    assert "New lines in the publication log: 0" in nightly
    walk.look()


def look_back(walk: Walk, today: str) -> None:
    """What the ten publications say of the past."""
    assert "60 күн" in walk.shown("privacy", "2026-09-01", today=today)
    assert "2024-жылдын тексти" in walk.shown("personal-data", "2024-06-01", today=today)
    assert walk.publisher.run("show", "personal-data", "2025-02-01", today=today).returncode == 2
    assert walk.publisher.run("show", "cookies", "2026-06-20", today=today).returncode == 2
    as_published = ("cookies", "2026-06-20", "--as-published", "2026-06-20")
    assert "Сайт кукилерди колдонбойт" in walk.shown(*as_published, today=today)
    pointer = (walk.publisher.site / "policies/privacy/2026-04-01/index.html").read_text(encoding="utf-8")
    assert "policies/personal-data/2026-04-01/" in pointer or "../../personal-data/2026-04-01/" in pointer
