"""The text of the ``mkdocs.yml`` of a new site, which a site of an adopted repository has as well."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from sayasat.i18n.messages import messages

_TEMPLATE = "new_site.yml"


def site_configuration(name: str, site_url: str, settings: Mapping[str, Any]) -> str:
    """The text of an ``mkdocs.yml``; ``settings`` is the value of ``extra.sayasat``.

    Values are written as JSON, which is YAML and needs no quoting rules.
    """
    languages = settings["languages"]
    values = {
        "title": name,
        "site_url": site_url.rstrip("/") + "/",
        "authentic": languages[0],
        "i18n": [
            {"locale": each, "name": messages(each)("language.name"), "default": each == languages[0]}
            for each in languages
        ],
        **{key: settings[key] for key in ("languages", "zone", "tag", "publisher")},
    }
    template = (files("sayasat.mkdocs_plugin") / _TEMPLATE).read_text(encoding="utf-8")
    return template.format_map({key: json.dumps(each, ensure_ascii=False) for key, each in values.items()})
