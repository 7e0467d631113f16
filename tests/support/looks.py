"""The widths and colour schemes in which axe looks at each page."""

from __future__ import annotations

from itertools import product

import pytest

from tests.support.soak import chosen

_LOOKS = ((320, "dark"), (1280, "light"), (320, "light"), (1280, "dark"))
# A fault of width or of colour shows in one of the first two. `make soak` tries the other two as well.


def every_look(places: object, few: object) -> pytest.MarkDecorator:
    """Parametrize ``width``, ``scheme`` and ``places``; wide and light, `make test` opens only ``few``."""
    in_test = ((320, "dark", places), (1280, "light", few))
    return pytest.mark.parametrize(
        ("width", "scheme", "places"),
        chosen([*in_test, *((*look, places) for look in _LOOKS[1:])], *in_test),
        ids=lambda value: str(value) if isinstance(value, int | str) else f"{len(value)} places",
    )


EVERY_LOOK_AND_LANGUAGE = pytest.mark.parametrize(
    ("width", "scheme", "language"),
    chosen(
        [(*look, language) for look, language in product(_LOOKS, ("ky", "ru", "en"))],
        (320, "dark", "ky"),
        (1280, "light", "ru"),
        (320, "dark", "en"),
    ),
)
