"""The form as HTML: the site's build writes it into a page, the handler shows it again with what was typed.

It follows the patterns of the GOV.UK Design System: an error summary that takes the focus and links to the
fields, each error beside its field and named in its description. There is no script or style in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from sayasat_contact.contract_parts import Contract, PolicyBasis
from sayasat_contact.wording import Texts

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form that was sent before is shown with."""

    values: Mapping[str, str] = field(default_factory=dict)
    """By field; one that is not there is empty."""

    errors: Sequence[tuple[str, str]] = ()
    """(field, message) in the order of the form."""

    token: str = ""
    """A signed one; a static page has none, and a visitor without script gets it with the page to check."""

    trap: str = ""
    """What stood in the input that nobody fills in: kept, for a password manager may have."""


def render_form(
    contract: Contract, language: str, *, action: str = "messages", filled: Filled | None = None
) -> Markup:
    """The error summary, where there are errors, and the form. No heading."""
    return fragment("form.html", contract, language, action=action, filled=filled or Filled())


def fragment(template: str, contract: Contract, language: str, **values: object) -> Markup:
    """A template of this package, filled in. Everything is escaped but what is marked as markup."""
    texts = contract.texts[language]
    html = (
        _environment()
        .get_template(template)
        .render(
            contract=contract,
            page=contract.pages[language],
            w=texts,
            policy=policy_name(contract, language),
            choice_name=lambda name, choice: choice_name(contract, language, name, choice),
            **values,
        )
    )
    return Markup(html)  # noqa: S704 (the template has escaped it)


def choice_name(contract: Contract, language: str, name: str, choice: str) -> str:
    """What a choice is called; a policy has its own title."""
    if not choice:
        return contract.texts[language](f"contact.{name}.none")
    page = contract.pages[language]
    return page.policies[choice] if name == "policy" else contract.texts[language](f"contact.{name}.{choice}")


def policy_name(contract: Contract, language: str) -> str:
    """The policy that a visitor agrees to, with the date of its version."""
    texts: Texts = contract.texts[language]
    policy = contract.policy
    key = "contact.policy.stated" if policy.basis is PolicyBasis.STATED else "contact.policy.recorded"
    title = contract.pages[language].policies[policy.id]
    return texts(key, title=title, date=texts.day(policy.date))


@cache
def _environment() -> Environment:
    # Here, for most answers are no pages: a cold start does not pay for it
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader("sayasat_contact"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
