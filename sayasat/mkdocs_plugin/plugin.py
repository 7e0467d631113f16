"""MkDocs' plugin ``sayasat``: all events of this package under one name, which ``mkdocs.yml`` lists."""

from __future__ import annotations

import re

from mkdocs.plugins import EVENTS, BasePlugin, CombinedEvent
from mkdocs_static_i18n import config as static_i18n

from sayasat.mkdocs_plugin import navigation
from sayasat.mkdocs_plugin.events import PolicyEvents
from sayasat.mkdocs_plugin.serve_contact import ContactEvents
from sayasat.settings import LANGUAGE_TAG


class SayasatPlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call] # it has no options
    """Runs the events of policies, navigation and the contact form, in this order.

    MkDocs keeps one instance while ``mkdocs serve`` runs. Each event has its own priority.
    """

    def __init__(self) -> None:
        # static-i18n, which checks its languages later, would take none of three letters and no variant
        static_i18n.RE_LOCALE = re.compile(rf"^({LANGUAGE_TAG})$")
        parts = (PolicyEvents(), navigation, ContactEvents())
        for name in EVENTS:
            methods = [getattr(part, f"on_{name}") for part in parts if hasattr(part, f"on_{name}")]
            if methods:
                setattr(self, f"on_{name}", CombinedEvent(*methods) if len(methods) > 1 else methods[0])
