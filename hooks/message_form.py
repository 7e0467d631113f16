"""MkDocs' events that make the contact form work under ``mkdocs serve``."""

from sayasat.mkdocs_plugin.serve_contact import *
