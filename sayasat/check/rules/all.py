"""Every rule on policy texts, in the order of the guide for editors."""

from __future__ import annotations

from sayasat.check.rule import Rule
from sayasat.check.rules.dead_references import RULES as REFERENCES
from sayasat.check.rules.doubled_words import RULES as DOUBLED
from sayasat.check.rules.leftovers import RULES as LEFTOVERS
from sayasat.check.rules.letters import RULES as LETTERS
from sayasat.check.rules.long_sentences import RULES as SENTENCES
from sayasat.check.rules.section_ids import RULES as IDS
from sayasat.check.rules.structure import RULES as STRUCTURE
from sayasat.check.rules.translation import RULES as AGREEMENT
from sayasat.check.rules.typography import RULES as TYPOGRAPHY
from sayasat.check.rules.unfinished import RULES as UNFINISHED

RULES: tuple[Rule, ...] = (
    *IDS,
    *STRUCTURE,
    *AGREEMENT,
    *LETTERS,
    *DOUBLED,
    *TYPOGRAPHY,
    *SENTENCES,
    *UNFINISHED,
    *REFERENCES,
    *LEFTOVERS,
)
