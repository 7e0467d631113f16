"""Renders the package's own templates."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import escape

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sayasat.characters import showable
from sayasat.i18n.messages import Messages


def fragment(template: str, t: Messages, **values: object) -> str:
    """Render a template of the package. Values are escaped, but for `markupsafe.Markup`.

    Raises jinja2.UndefinedError if the template names a value that is missing.
    """
    return _environment().get_template(template).render(t=t, **values)


def locale(language: str) -> str:
    """The Open Graph locale of a language; of an unknown one, its code."""
    return {"ky": "ky_KG", "ru": "ru_RU", "en": "en_GB"}.get(language, language)


def _xml(text: str) -> Markup:
    """What stands between two tags of XML, without characters that nobody sees."""
    return Markup(escape(showable(text)))  # noqa: S704


def _xml_attribute(text: str) -> Markup:
    """What stands between the quotation marks of an attribute of XML."""
    return Markup(escape(showable(text), {'"': "&quot;"}))  # noqa: S704


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sayasat"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"xml": _xml, "xml_attribute": _xml_attribute}
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    return environment
