"""An examination in words, as annotations and as data."""

from __future__ import annotations

import json
import re

import pytest

from sayasat.check.finding import Finding, Severity
from sayasat.check.formats import check_report
from sayasat.check.runner import SILENCEABLE, Examination
from sayasat.errors import Fault
from sayasat.i18n.messages import LANGUAGES, messages
from tests.i18n.test_messages import worded_codes

ERROR = Finding(
    Severity.ERROR,
    "docs/ky/policies/a.md",
    3,
    Fault(
        "front-matter-date-form",
        "docs/ky/policies/a.md:3",
        (("key", "effective"), ("value", "50%, soon:\nnow")),
    ),
)
WARNING = Finding(
    Severity.WARNING,
    "docs/en/policies/a.md",
    0,
    Fault("translation-missing", "docs/en/policies/a.md"),
)
FOUND = Examination((WARNING, ERROR), silenced=1)


def test_for_a_terminal_each_finding_says_where_what_why_and_what_to_do() -> None:
    assert check_report(FOUND, messages("en"), "text") == (
        "docs/en/policies/a.md: warning: There is no translation into this language. [translation-missing]\n"
        "  Why: Readers of this language have no text.\n"
        "  What to do: Add it under the same file name, marked “translation: unofficial” or “official”.\n"
        "\n"
        "docs/ky/policies/a.md:3: error: “effective: 50%, soon:\nnow” is not a date. "
        "[front-matter-date-form]\n"
        "  Why: The site takes the title and the dates from the head of the file.\n"
        "  What to do: Write year, month and day like this: 2026-12-01.\n"
        "\n"
        "1 error, 1 warning, 1 silenced in check.yml."
    )


def test_for_github_each_finding_is_an_annotation_that_no_text_can_break() -> None:
    warning, error, summary = check_report(FOUND, messages("en"), "github").splitlines()
    assert warning.startswith("::warning file=docs/en/policies/a.md,title=translation-missing::There is no")
    assert error.startswith("::error file=docs/ky/policies/a.md,title=front-matter-date-form,line=3::")
    assert "50%25, soon:%0Anow" in error
    assert summary == "1 error, 1 warning, 1 silenced in check.yml."


def test_a_path_cannot_end_the_properties_of_an_annotation() -> None:
    hostile = Finding(Severity.ERROR, "a,b:c::d.md", 0, Fault("file-empty", "x"))
    (annotation, _) = check_report(Examination((hostile,)), messages("en"), "github").splitlines()
    assert annotation.startswith("::error file=a%2Cb%3Ac%3A%3Ad.md,title=file-empty::")


def test_as_data_it_is_json_with_the_same_words() -> None:
    data = json.loads(check_report(FOUND, messages("ru"), "json"))
    assert {name: data[name] for name in ("language", "errors", "warnings", "silenced")} == {
        "language": "ru",
        "errors": 1,
        "warnings": 1,
        "silenced": 1,
    }
    assert data["findings"][0] == {
        "rule": "translation-missing",
        "severity": "warning",
        "path": "docs/en/policies/a.md",
        "line": None,
        "text": None,
        "what": messages("ru").what(WARNING.fault),
        "why": "У читателей этого языка нет текста.",
        "mend": messages("ru").fix(WARNING.fault),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_finding_it_says_so_in_every_language(language: str) -> None:
    assert re.match(r"0 \w+, 0 \w+\.", check_report(Examination(()), messages(language), "text"))


OF_COMMANDS = re.compile(
    "setting-|cookies-|no-|shallow|unreadable|unknown-|side-|output-|merge-|edit-|argument-"
    "|adopt-|init-|cache-|cluster-|work-|site-|uncommitted-|partial-"
)
"""What is wrong with a command or a setting, not with a text: that says enough without a reason."""


def test_every_fault_of_a_text_says_why_it_matters() -> None:
    codes = {code for code in worded_codes() if not OF_COMMANDS.match(code)}
    assert codes > SILENCEABLE
    missing = {code for code in codes if not _has_reason(code)}
    assert missing == set()


def _has_reason(code: str) -> bool:
    parts = code.split("-")
    return any(
        f"why.{'-'.join(parts[:length])}" in messages("ky").texts for length in range(1, len(parts) + 1)
    )


def test_no_reason_is_left_over() -> None:
    reasons = {key.removeprefix("why.") for key in messages("ky").texts if key.startswith("why.")}
    assert {
        reason
        for reason in reasons
        if not any(f"{code}-".startswith(f"{reason}-") for code in worded_codes())
    } == set()
