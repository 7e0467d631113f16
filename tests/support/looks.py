"""The widths and colour schemes in which axe looks at each page."""

from __future__ import annotations

import pytest

# A fault of width or of colour shows in one of the first two. `make soak` tries the other two as well.
EVERY_LOOK = pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (320, "dark"),
        (1280, "light"),
        pytest.param(320, "light", marks=pytest.mark.soak),
        pytest.param(1280, "dark", marks=pytest.mark.soak),
    ],
)
