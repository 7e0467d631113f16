"""The package's own templates, filled in."""

from __future__ import annotations

from functools import cache

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined

from sayasat.i18n.messages import Messages


def fragment(template: str, t: Messages, **values: object) -> str:
    """A template of this package, filled in. Everything is escaped but what is marked as markup."""
    return _environment().get_template(template).render(t=t, **values)


def compile_by(bytecode: BytecodeCache | None) -> None:
    """Keep compiled templates there from now on, or nowhere."""
    _environment().bytecode_cache = bytecode


def locale(language: str) -> str:
    """The Open Graph locale of a language, as its readers in the Kyrgyz Republic use it."""
    return {"ky": "ky_KG", "ru": "ru_RU", "en": "en_GB"}.get(language, language)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sayasat"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
