"""MkDocs' events that publish policies."""

from sayasat.mkdocs_plugin.events import *
