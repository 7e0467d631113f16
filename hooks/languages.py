"""MkDocs' events for what static-i18n leaves to us: navigation and search index of each language."""

from sayasat.mkdocs_plugin.navigation import *
