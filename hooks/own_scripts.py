"""MkDocs' event that removes comments from scripts."""

from sayasat.mkdocs_plugin.minify import *
