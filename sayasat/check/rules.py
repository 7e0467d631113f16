"""Every rule on texts, in the order they are named in the guide."""

from __future__ import annotations

from sayasat.check.agreement import RULES as AGREEMENT
from sayasat.check.doubled import RULES as DOUBLED
from sayasat.check.letters import RULES as LETTERS
from sayasat.check.sentences import RULES as SENTENCES
from sayasat.check.structure import RULES as STRUCTURE
from sayasat.check.texts import Rule
from sayasat.check.typography import RULES as TYPOGRAPHY

RULES: tuple[Rule, ...] = (*STRUCTURE, *AGREEMENT, *LETTERS, *DOUBLED, *TYPOGRAPHY, *SENTENCES)
