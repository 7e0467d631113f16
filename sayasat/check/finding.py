"""What a rule finds, and where. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sayasat.errors import Fault


class Severity(StrEnum):
    """An error keeps a change from being published; a warning is for a person to weigh."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found in one place. What it says is worded by its fault."""

    severity: Severity
    path: str
    """From the top of the repository."""

    line: int
    """Of the file, from 1; 0 where it is about the file as a whole."""

    fault: Fault
    """`Fault.code` names the rule."""

    extract: str = ""
    """The words it is about, as they stand in the text: what `check.yml` names to silence it in one place."""

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.fault.code
