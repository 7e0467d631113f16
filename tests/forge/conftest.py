"""A forge that answers on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.forge.api import Forge, listening


@pytest.fixture
def forge() -> Iterator[Forge]:
    """For one test."""
    with listening() as started:
        yield started
