"""The rules that an entry of ``check.yml`` can silence."""

from __future__ import annotations

from sayasat.check.changed_meaning import CODES as MEANING
from sayasat.check.put_before import EARLY, UNDONE
from sayasat.check.reused_ids import REUSED
from sayasat.check.rules.all import RULES

SILENCEABLE = frozenset({
    *(rule.name for rule in RULES),
    EARLY,
    UNDONE,
    REUSED,
    *MEANING,
    "date-far",
    "notice-short",
    "postponed-too-late",
    "effective-past",
    "replaces-none",
    "translation-behind",
    "translation-missing",
    "translation-redated",
})  # fmt: skip
"""The rules that an entry of ``check.yml`` can silence. Faults of the version rules always stop the build."""
