"""Chooses the examples of a test that `make test` runs; `make soak` runs the others."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import settings


def chosen(examples: Iterable[object], *kept: object) -> list[object]:
    """The examples, for ``pytest.mark.parametrize``; those that are not among ``kept`` run in `make soak`."""
    return [each if each in kept else _soak(each) for each in examples]


def fewer_examples(part: int) -> settings:
    """Hypothesis tries this part of the examples of its profile: for tests whose examples are slow."""
    return settings(max_examples=settings.default.max_examples // part)  # type: ignore[union-attr]


def _soak(example: object) -> object:
    values = example if isinstance(example, tuple) else (example,)
    return pytest.param(*values, marks=pytest.mark.soak)
