"""What every test shares: how long Hypothesis searches, and a Git that only the test configures."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# `make test` tries the same examples each time, so a red run can be run again; `make soak` tries new ones.
# No deadline in either: two tests share two cores with a browser.
settings.register_profile("ci", derandomize=True, database=None, deadline=None)
settings.register_profile(
    "soak",
    max_examples=5_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True, scope="session")
def _no_git_configuration_from_outside() -> None:
    """The machine's and the user's Git settings (a hook, a signing key, a default branch) change no test."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
