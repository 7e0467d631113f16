"""The command ``sayasat hosting``."""

from __future__ import annotations

import argparse
import re
import sys

from sayasat.cli.argument_files import write_output
from sayasat.cli.site import Site
from sayasat.errors import Fault, UnknownError
from sayasat.hosting.render import caddy, nginx, static_files
from sayasat.hosting.rules import HostedSite, WebServer
from sayasat.mkdocs_plugin.site_files import read_inventory_file

_PATH = r"/[^\s\"'\\;${}#]+"
_HOST = r"(?:[\w.-]+|\[[0-9a-f:]+\])"
_VALUES = {
    "root": (_PATH, "/srv/sayasat/site"),
    "handler": (
        rf"unix:{_PATH}|http://{_HOST}:\d{{1,5}}",
        "unix:/run/sayasat-contact/contact.sock, http://127.0.0.1:8001",
    ),
    "certificate": (_PATH, "/etc/letsencrypt/live/example.org/fullchain.pem"),
    "key": (_PATH, "/etc/letsencrypt/live/example.org/privkey.pem"),
    "listen": (rf"(?:{_HOST}:)?\d{{1,5}}", "8080, 127.0.0.1:8080"),
}
"""The pattern of an option's values, which have no character that a configuration would read as its own."""


def run_hosting(options: argparse.Namespace) -> int:
    """Print a configuration, or write the files of a static host. Returns 0.

    Raises UnknownError for wrong options or a file that cannot be written, and SettingsError for faults of
    mkdocs.yml or the cookie inventory.
    """
    site = Site.read(options)
    inventory = read_inventory_file(site.root, site.settings.languages)
    hosted = HostedSite.of(site.settings, inventory.origins)
    if options.own_command == "static":
        for name, text in static_files(hosted).items():
            write_output(options.to / name, text.encode())
        return 0
    server = _server(options)
    sys.stdout.write({"nginx": nginx, "caddy": caddy}[options.own_command](hosted, server))
    return 0


def _server(options: argparse.Namespace) -> WebServer:
    faults = [
        Fault("setting-bad", f"--{name}", (("value", value), ("expected", expected)))
        for name, (pattern, expected) in _VALUES.items()
        if (value := getattr(options, name)) is not None and not re.fullmatch(pattern, value)
    ]
    certificate = options.certificate, options.key
    if any(certificate) and (not all(certificate) or options.listen):
        faults.append(Fault("hosting-certificate", "--certificate, --key"))
    if faults:
        raise UnknownError(faults)
    return WebServer(
        options.root.rstrip("/"),
        options.handler,
        certificate if all(certificate) else None,
        options.listen,
        options.include,
    )
