"""The table of relations names rules that there are."""

from __future__ import annotations

import pytest

from sayasat.check.causes import CAUSES, FOLLOWING, KEY_OF, MISSING, SUGGESTED
from sayasat.check.rules.all import SILENCEABLE
from sayasat.i18n.messages import messages
from sayasat.policy_files.front_matter import KEYS

CODES = {key.split(".")[1] for key in messages("en").texts if key.startswith("fault.")}
NAMED = {
    *CAUSES,
    *FOLLOWING,
    *MISSING,
    *SUGGESTED,
    *SILENCEABLE,
    *(each for of in FOLLOWING.values() for each in of),
}


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_rule_of_the_table_has_messages(name: str) -> None:
    assert name in CODES


@pytest.mark.parametrize("name", KEY_OF)
def test_a_key_belongs_to_a_rule_or_to_rules_that_begin_with_the_word(name: str) -> None:
    assert any(code == name or code.startswith(f"{name}-") for code in CODES)
    assert KEY_OF[name] in KEYS


def test_a_key_that_is_missing_is_one_of_front_matter() -> None:
    assert set(MISSING.values()) <= set(KEYS)
