"""The command ``sayasat headers``."""

from __future__ import annotations

import argparse
import sys

from sayasat.cli.site import Site
from sayasat.exports.http_headers import headers, nginx_snippet
from sayasat.mkdocs_plugin.site_files import read_inventory_file


def run_headers(options: argparse.Namespace) -> int:
    """Print the headers. Returns 0. Raises SettingsError for faults of mkdocs.yml or the cookie inventory."""
    site = Site.read(options)
    inventory = read_inventory_file(site.root, site.settings.languages)
    sys.stdout.write(nginx_snippet(headers(inventory.origins)))
    return 0
