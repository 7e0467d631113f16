"""What the tests of the proof share: a sealed log."""

from __future__ import annotations

import pytest

from tests.support.sealed_log import SealedLog, sealed_log


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> SealedLog:
    return sealed_log(tmp_path_factory.mktemp("authorities"))
