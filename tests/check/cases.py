"""Reads the golden cases of the rules on texts, which a lawyer can read: one file for each rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct, field

from sayasat.check.check_yml import LONGEST_SENTENCE, CheckSettings
from sayasat.check.rule import CheckedText
from sayasat.policy_files.document import read_document
from tests.support.golden_files import read_yaml

GOLDEN = Path(__file__).parents[1] / "golden" / "check"


class Case(Struct, frozen=True):
    rule: str
    claim: str
    text: CheckedText
    settings: CheckSettings
    finds: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.rule}: {self.claim}"


def text(language: str, body: str, original: CheckedText | None = None) -> CheckedText:
    """An edition of an invented policy."""
    path = f"docs/{language}/policies/sample.md"
    return CheckedText(path, language, read_document(body.encode("utf-8", "replace")), original)


def cases(side: str) -> list[Case]:
    """All good cases, or all bad ones."""
    return [case for file in sorted(GOLDEN.glob("*.yml")) for case in _cases(file, side)]


def _cases(file: Path, side: str) -> list[Case]:
    read = read_yaml(file)
    settings = CheckSettings(longest_sentence=read.get("longest", LONGEST_SENTENCE))
    return [
        Case(file.stem, each["claim"], _text(each), settings, each.get("finds", [])) for each in read[side]
    ]


def _text(each: dict[str, Any]) -> CheckedText:
    original = text("ky", each["original"]) if "original" in each else None
    return text(each["language"], each["text"], original)
