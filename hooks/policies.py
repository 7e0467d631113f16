"""MkDocs' events that publish policies."""

from sayasat.mkdocs_plugin.events import PolicyEvents

_events = PolicyEvents()
globals().update({name: getattr(_events, name) for name in dir(_events) if name.startswith("on_")})
