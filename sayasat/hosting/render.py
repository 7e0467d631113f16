"""The rules as configurations: a template for each web server and each file of static hosts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from sayasat.hosting import rules
from sayasat.hosting.rules import HostedSite, WebServer

STATIC_FILES = ("_headers", "_redirects")
"""What static hosts (Netlify, Cloudflare Pages) read at the root of a site."""


def nginx(site: HostedSite, server: WebServer) -> str:
    """A file for ``/etc/nginx/conf.d/``, or one to include in the ``server`` block of another site."""
    return _indented(
        _rendered("nginx.conf", site, server, bool(server.certificate) and not server.is_included)
    )


def caddy(site: HostedSite, server: WebServer) -> str:
    """A site block of a ``Caddyfile``, or what to import into that of another site."""
    return _indented(_rendered("Caddyfile", site, server, server.listen is None and not server.is_included))


def static_files(site: HostedSite) -> dict[str, str]:
    """The texts of `STATIC_FILES`, by name."""
    return {name: _rendered(name, site) for name in STATIC_FILES}


def _rendered(template: str, site: HostedSite, server: WebServer | None = None, has_tls: bool = False) -> str:
    """``has_tls``: whether visitors reach this server over TLS, and no other site on its host."""
    values = {"site": site, "server": server, "has_tls": has_tls, "rules": rules}
    return _environment().get_template(template).render(values)


def _indented(text: str) -> str:
    """A configuration with its blocks indented, without empty lines in a row or at the end of a block."""
    return re.sub(r"\n\n+(?=\n| *\})", "\n", "\n".join(_lines(text)).strip()) + "\n"


def _lines(text: str) -> Iterator[str]:
    depth = 0
    for line in map(str.strip, text.splitlines()):
        depth -= line == "}"
        yield f"{'    ' * depth}{line}".rstrip()
        depth += line.endswith("{")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sayasat.hosting"),
        autoescape=False,  # noqa: S701 (no HTML; `HostedSite` and `WebServer` have no characters to escape)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
