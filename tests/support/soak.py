"""Chooses the examples of a test that `make test` runs; `make soak` runs the others."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import settings


def chosen(examples: Iterable[object], *kept: object) -> list[object]:
    """The examples, for ``pytest.mark.parametrize``; those that are not among ``kept`` run in `make soak`."""
    return [each if each in kept else _soak(each) for each in examples]


def few_examples(number: int, soak: int = 5_000) -> settings:
    """How many examples Hypothesis tries in `make test`, and in `make soak`, where examples are slow."""
    return settings(max_examples=soak if settings().max_examples >= 1_000 else number)


def _soak(example: object) -> object:
    values = example if isinstance(example, tuple) else (example,)
    return pytest.param(*values, marks=pytest.mark.soak)
