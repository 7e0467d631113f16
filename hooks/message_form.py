"""MkDocs' events that make the contact form work under ``mkdocs serve``."""

from sayasat.mkdocs_plugin.serve_contact import ContactEvents

_events = ContactEvents()
on_serve, on_shutdown = _events.on_serve, _events.on_shutdown
