"""The parts of a report within a limit of characters."""

from __future__ import annotations

from random import Random

import pytest

from sayasat.check.report.fitting import FoldedPart, ReportPart, fitted


@pytest.mark.parametrize("seed", range(30))
def test_a_report_is_within_its_limit_and_closes_what_it_opens(seed: int) -> None:
    random = Random(seed)  # noqa: S311 (not for secrets)
    limit = random.randint(400, 4_000)
    parts: list[ReportPart] = []
    for number in range(random.randint(0, 12)):
        sections = tuple("s" * random.randint(1, 300) for _ in range(random.randint(1, 8)))
        plain = "p" * random.choice([1, 20, 100, limit])
        parts.append(plain if random.random() < 0.5 else FoldedPart(f"summary {number}", sections))
    report = fitted("BEGINNING", parts, "END", "NOTE", limit)
    assert len(report) <= limit
    assert report.startswith("BEGINNING\n\n")
    assert report.endswith("END\n")
    assert report.count("<details") == report.count("</details>")
    whole = fitted("BEGINNING", parts, "END", "NOTE", None)
    assert ("NOTE" in report) is (len(whole) > limit)
    assert len(whole) > limit or report == whole


def test_what_is_short_stays_and_sections_are_left_out_from_the_last() -> None:
    sections = tuple(f"section {number} {'x' * 200}" for number in range(10))
    parts: list[ReportPart] = [
        FoldedPart("first", sections),
        "risks",
        FoldedPart("second", sections),
        "files",
    ]
    report = fitted("BEGINNING", parts, "END", "NOTE", 1_200)
    assert "section 0" in report
    assert "section 9" not in report
    kept = [each for each in ("first", "risks", "second", "files") if each in report]
    assert kept == ["first", "risks", "second", "files"]
    assert report.count("<details") == 1, "of the second, its summary stays"
