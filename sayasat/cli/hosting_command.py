"""The command ``sayasat hosting``."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from sayasat.cli.site import Site
from sayasat.hosting.render import caddy, nginx, static_files
from sayasat.hosting.rules import HostedSite, WebServer
from sayasat.mkdocs_plugin.site_files import read_inventory_file

_EXAMPLES = """\
examples:
  sayasat hosting nginx --handler unix:/run/sayasat-contact/contact.sock --certificate FILE --key FILE
  sayasat hosting nginx --include        for the server block of another site: the URL of this one has a path
  sayasat hosting caddy                  Caddy gets the certificate by itself
  sayasat hosting static --to site       _headers and _redirects, which static hosts read
"""

_ABSOLUTE = re.compile(r"/[^\s\"'\\;${}#]*")
_HANDLER = re.compile(r"unix:/[^\s\"'\\;${}#:]+|http://[\w.-]+:\d{1,5}|http://\[[0-9a-f:]+\]:\d{1,5}")
_LISTEN = re.compile(r"(?:(?:[\w.-]+|\[[0-9a-f:]+\]):)?\d{1,5}")


def add_hosting(command: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    command.description = "Prints the configuration that serves the site under the host and path of site_url."
    command.epilog = _EXAMPLES
    servers = command.add_subparsers(dest="server", required=True, metavar="nginx|caddy|static")
    for name in ("nginx", "caddy"):
        server = servers.add_parser(name)
        server.add_argument(
            "--root",
            type=_matching(_ABSOLUTE),
            default="/srv/sayasat/site",
            metavar="DIR",
            help="the folder of the site, or a link to it (default: /srv/sayasat/site)",
        )
        server.add_argument(
            "--handler",
            type=_matching(_HANDLER),
            metavar="ADDRESS",
            help="of the contact handler: unix:/run/sayasat-contact/contact.sock or http://127.0.0.1:8001",
        )
        server.add_argument("--certificate", type=_matching(_ABSOLUTE), metavar="FILE")
        server.add_argument("--key", type=_matching(_ABSOLUTE), metavar="FILE")
        server.add_argument(
            "--listen",
            type=_matching(_LISTEN),
            metavar="[ADDRESS:]PORT",
            help="plain HTTP: before there is a certificate, or behind another proxy",
        )
        server.set_defaults(include=False)
        if name == "nginx":
            text = "print the rules only, for the server block of another site"
            server.add_argument("--include", action="store_true", help=text)
    static = servers.add_parser("static")
    static.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder of a built site")


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def checked(value: str) -> str:
        if not pattern.fullmatch(value):
            raise argparse.ArgumentTypeError(f"not of the form that a configuration can have: {value}")
        return value

    return checked


def run_hosting(options: argparse.Namespace) -> int:
    """Print a configuration, or write the files of a static host. Returns the exit code, 0 or 2.

    Raises SettingsError for faults of mkdocs.yml or the cookie inventory.
    """
    site = Site.read(options)
    inventory = read_inventory_file(site.root, site.settings.languages)
    hosted = HostedSite.of(site.settings, inventory.origins)
    if options.server == "static":
        for name, text in static_files(hosted).items():
            (options.to / name).write_text(text, encoding="utf-8")
        return 0
    if (options.certificate is None) != (options.key is None) or (options.key and options.listen):
        sys.stderr.write("sayasat hosting: --certificate and --key go together, and not with --listen\n")
        return 2
    server = WebServer(
        root=options.root.rstrip("/"),
        handler=options.handler,
        certificate=(options.certificate, options.key) if options.key else None,
        listen=options.listen,
        is_included=options.include,
    )
    sys.stdout.write({"nginx": nginx, "caddy": caddy}[options.server](hosted, server))
    return 0
