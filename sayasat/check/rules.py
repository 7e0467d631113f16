"""Every rule on texts, in the order they are named in the guide."""

from __future__ import annotations

from sayasat.check.texts import Rule

RULES: tuple[Rule, ...] = ()
