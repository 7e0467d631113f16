"""Every rule on texts, in the order they are named in the guide."""

from __future__ import annotations

from sayasat.check import agreement, doubled, letters, sentences, structure, typography
from sayasat.check.texts import Rule

RULES: tuple[Rule, ...] = (
    *structure.RULES,
    *agreement.RULES,
    *letters.RULES,
    *doubled.RULES,
    *typography.RULES,
    *sentences.RULES,
)
