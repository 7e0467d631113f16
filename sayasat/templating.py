"""Renders the package's own templates."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from sayasat.i18n.messages import Messages


def fragment(template: str, t: Messages, **values: object) -> str:
    """Render a template of the package. Values are escaped, but for `markupsafe.Markup`.

    Raises jinja2.UndefinedError if the template names a value that is missing.
    """
    return _environment().get_template(template).render(t=t, **values)


def locale(language: str) -> str:
    """The Open Graph locale of a language; of an unknown one, its code."""
    return {"ky": "ky_KG", "ru": "ru_RU", "en": "en_GB"}.get(language, language)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sayasat"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    return environment
