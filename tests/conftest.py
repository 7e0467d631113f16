"""What every test shares: how long Hypothesis searches, a Git that only tests configure, built samples."""

from __future__ import annotations

import fcntl
import os
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.demo.repository import EDIT_URL, sample_office
from tests.support.built_site import Sample
from tests.support.comparisons import three_versions
from tests.support.long_history import large_site
from tests.support.mini_site import build
from tests.support.repo import PolicyRepo
from tests.support.samples import every_kind, four_commits
from tests.support.sealed_log import SealedLog, sealed_log
from tests.support.sealed_site import SealedSite, sealed_site

AS_OF = "2026-11-24"
"""The day the samples are built as of."""

# `make test` tries the same examples each time, so a red run can be run again; `make soak` tries new ones.
# No deadline in either: two tests share two cores with a browser.
settings.register_profile("ci", max_examples=50, derandomize=True, database=None, deadline=None)
settings.register_profile(
    "soak",
    max_examples=5_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True, scope="session")
def _no_configuration_from_outside() -> None:
    """The machine's and the user's Git settings (a hook, a signing key, a default branch) change no test.

    Processes that tests start may keep compiled modules; otherwise each compiles all of them again.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull


@pytest.fixture(scope="session")
def four_commits_site(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """`four_commits` while the last version is announced."""
    return _sample(tmp_path_factory, "four_commits", four_commits, AS_OF)


@pytest.fixture(scope="session")
def four_commits_later(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """`four_commits` when the last version has taken effect."""
    return _sample(tmp_path_factory, "four_commits_later", four_commits, "2026-12-02")


@pytest.fixture(scope="session")
def every_kind_site(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """`every_kind`."""
    return _sample(tmp_path_factory, "every_kind", every_kind, AS_OF)


@pytest.fixture(scope="session")
def compared_site(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """`three_versions` while the last version is announced."""
    return _sample(tmp_path_factory, "three_versions", three_versions, AS_OF)


@pytest.fixture(scope="session")
def large_site_built(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """`large_site`."""
    return _sample(tmp_path_factory, "large_site", large_site, AS_OF)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """What `make demo` builds, with the link “Edit this page”."""
    office = partial(sample_office, today=date.fromisoformat(AS_OF))
    return _sample(tmp_path_factory, "demo", office, AS_OF, EDIT_URL)


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> SealedLog:
    """A log with sealed and stamped heads."""
    return sealed_log(tmp_path_factory.mktemp("authorities"))


@pytest.fixture(scope="session")
def sealed_pages(tmp_path_factory: pytest.TempPathFactory) -> SealedSite:
    """A site whose texts are sealed, stamped and packed."""
    return sealed_site(tmp_path_factory.mktemp("sealed"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests counted (``record_property`` with a table of numbers), added up over all processes."""
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for report in chain.from_iterable(terminalreporter.stats.values()):
        # By then each test has counted all
        if getattr(report, "when", "") == "teardown":
            for name, counts in report.user_properties:
                if isinstance(counts, dict):
                    totals[name].update(counts)
    for name, counted in totals.items():
        parts = ", ".join(f"{key}: {count}" for key, count in sorted(counted.items()))
        terminalreporter.write_line(f"{counted.total()} {name} ({parts})")


def _sample(
    factory: pytest.TempPathFactory,
    name: str,
    furnish: Callable[[PolicyRepo], object],
    today: str,
    edit_url: str = "",
) -> Sample:
    """Built once for all processes of a run: the first builds, the others wait. No test may change it."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, done = shared / name, shared / f"{name}.done"
    with Path(shared, f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        repo = PolicyRepo(folder)
        if not done.exists():
            furnish(repo)
            built = build(repo, today=today, edit_url=edit_url)
            done.write_text(built.log if built.code else "", encoding="utf-8")
    failure = done.read_text(encoding="utf-8")
    assert not failure, failure
    return Sample(repo, folder / "site")
