"""MkDocs' events for what static-i18n leaves to us: the navigation of each language."""

from sayasat.mkdocs_plugin.navigation import *
