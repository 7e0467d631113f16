"""A fixture with the GitHub-like server of `tests.forge.api`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.forge.api import Forge, listening


@pytest.fixture
def forge() -> Iterator[Forge]:
    """A server for one test."""
    with listening() as started:
        yield started
