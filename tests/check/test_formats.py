"""A check result as sentences, as annotations and as JSON."""

from __future__ import annotations

import json
import re

import pytest

from sayasat.check.finding import Finding, Severity
from sayasat.check.formats import check_report
from sayasat.check.rules.all import SILENCEABLE
from sayasat.check.runner import CheckResult
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
FOUND = CheckResult((WARNING, ERROR), silenced=1)


def test_the_text_format_has_the_location_the_problem_the_reason_and_the_fix() -> None:
    assert check_report(FOUND, messages("en"), "text") == (
        "docs/en/policies/a.md: warning: There is no translation into this language. [translation-missing]\n"
        "  Why: Readers of this language cannot read the policy.\n"
        "  What to do: Add a file of the same name, with “translation: unofficial” or "
        "“translation: official” in its front matter.\n"
        "\n"
        "docs/ky/policies/a.md:3: error: “effective: 50%, soon:\nnow” is not a date. "
        "[front-matter-date-form]\n"
        "  Why: The site takes the title and the dates from the front matter.\n"
        "  What to do: Write the year, the month and the day like this: 2026-12-01.\n"
        "\n"
        "1 error, 1 warning, 1 silenced in check.yml."
    )


def test_of_more_findings_than_github_shows_the_rest_is_counted_in_one_line() -> None:
    faults = [(Severity.ERROR, 14), (Severity.WARNING, 12)]
    found = [
        Finding(severity, "a.md", line, ERROR.fault) for severity, number in faults for line in range(number)
    ]
    lines = check_report(CheckResult(tuple(found)), messages("en"), "github").splitlines()
    kinds = [line.split(" ")[0] for line in lines[:20]]
    assert (kinds.count("::error"), kinds.count("::warning")) == (10, 10)
    notice, summary = lines[20:]
    assert notice.startswith("::notice::")
    assert "6" in notice
    assert summary == "14 errors, 12 warnings."


def test_where_no_language_is_known_an_annotation_is_in_all_of_them() -> None:
    texts = [messages(each) for each in LANGUAGES]
    error, *_ = check_report(FOUND, texts[0], "github", texts[1:]).splitlines()
    assert all(t.what(ERROR.fault).partition("“")[0].partition("«")[0] in error for t in texts)
    assert error.count("%0A%0A") == 2


def test_the_github_format_escapes_the_texts_in_annotations() -> None:
    error, warning, summary = check_report(FOUND, messages("en"), "github").splitlines()
    assert warning.startswith("::warning file=docs/en/policies/a.md,title=translation-missing::There is no")
    assert error.startswith("::error file=docs/ky/policies/a.md,title=front-matter-date-form,line=3::")
    assert "50%25, soon:%0Anow" in error
    assert summary == "1 error, 1 warning, 1 silenced in check.yml."


def test_a_path_cannot_end_the_properties_of_an_annotation() -> None:
    hostile = Finding(Severity.ERROR, "a,b:c::d.md", 0, Fault("file-empty", "x"))
    (annotation, _) = check_report(CheckResult((hostile,)), messages("en"), "github").splitlines()
    assert annotation.startswith("::error file=a%2Cb%3Ac%3A%3Ad.md,title=file-empty::")


def test_the_json_format_has_the_same_sentences() -> None:
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
        "column": None,
        "commit": None,
        "text": None,
        "corrected": None,
        "what": messages("ru").what(WARNING.fault),
        "why": "Читатели этого языка не могут прочитать политику.",
        "fix": messages("ru").fix(WARNING.fault),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_without_findings_has_a_summary_in_every_language(language: str) -> None:
    assert re.match(r"0 \w+, 0 \w+\.", check_report(CheckResult(()), messages(language), "text"))


OF_COMMANDS = re.compile(
    "setting-|cookies-|no-|shallow|unreadable|unknown-|side-|output-|merge-|edit-|extra-|argument-"
    "|adopt-|preview-|git-|init-|cache-|cluster-|work-|site-|uncommitted-|partial-|rollback-|hosting-|openssl-"
    "|continues-|foreign-|since-|build-"
)
"""Codes of faults of commands, settings and archives, which need no sentence with a reason."""


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


def test_every_reason_belongs_to_a_fault() -> None:
    reasons = {key.removeprefix("why.") for key in messages("ky").texts if key.startswith("why.")}
    assert {
        reason
        for reason in reasons
        if not any(f"{code}-".startswith(f"{reason}-") for code in worded_codes())
    } == set()
