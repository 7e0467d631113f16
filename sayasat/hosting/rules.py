"""The table that every web server's configuration is made from. Frozen values; pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Self
from urllib.parse import urlsplit

from msgspec import Struct

from sayasat.errors import Fault, SettingsError
from sayasat.exports.http_headers import Headers, headers
from sayasat.settings import Settings
from sayasat.website.urls import SiteUrls

MEDIA_TYPES: Mapping[str, str] = tomllib.loads(
    files("sayasat.hosting").joinpath("media_types.toml").read_text("utf-8")
)
"""By the end of a file's name. Any other file is ``application/octet-stream``, which browsers save."""

TEXTS = tuple(sorted({each for each in MEDIA_TYPES.values() if each.startswith("text/")}))
"""The media types that a charset is added to: each text of a site is UTF-8."""

COMPRESSED = (
    *TEXTS,
    *sorted({each for each in MEDIA_TYPES.values() if each.endswith(("xml", "json", "format"))}),
)
"""The media types of what is not compressed already."""

REVALIDATED = "no-cache"
"""Cache-Control of what can change: kept, and used again once the server has answered 304."""

IMMUTABLE = "public, max-age=31536000, immutable"
"""Cache-Control of files whose URL has a digest of their content."""

HASHED_FOLDER, ATTACHMENTS = "assets/sayasat/", "assets/files/"
"""The site's own styles and scripts, in a folder named by their digest; attachments, each in one."""

HASHED = (
    r"assets/(?:sayasat/[0-9a-f]{12}/.+|files/[0-9a-f]{40,64}/.+"
    r"|(?:javascripts|stylesheets)/[^/]+\.[0-9a-f]{8}\.min\.(?:css|js))"
)
"""A pattern of URLs with a digest of the content: of these, and of the theme's styles and scripts."""

HSTS = ("Strict-Transport-Security", "max-age=31536000")
"""Sent over TLS only (RFC 6797, 7.2), and never for a host that has another site as well."""

HANDLER = r"contact/(?:messages|token|receipts/[^/]+/?|health|openapi\.json)"
"""The URLs of the contact handler, below the folder of a language."""

SLOWEST = 10
"""Seconds between two parts of a request (nginx) or for its headers (Caddy) before it is cut off."""

MOST_POSTED = 256 * 1024
"""Bytes of a request. From half of it on, the handler refuses by itself, in the visitor's language."""

TOO_MANY_DIGITS = r"[3-9]\d{5}|\d{7,}"
"""A Content-Length that Caddy, which cannot compare numbers, refuses before it passes anything on."""

NOT_FOUND, TOO_LARGE, NO_ANSWER = "404.html", "413.html", "502.html"
"""The site's pages for errors, below the folder of each language."""

HANDLER_ERRORS = r"(?:413|502)\.html"
"""Those that are shown in place of an answer of the handler, and never by their own URLs."""

_PATH = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*")


def content_type(ending: str) -> str:
    """The header Content-Type of files with this ending of their names, one of `MEDIA_TYPES`."""
    media_type = MEDIA_TYPES[ending]
    return f"{media_type}; charset=utf-8" if media_type in TEXTS else media_type


class HostedSite(Struct, frozen=True):
    """What a web server has to know of a site."""

    host: str
    """In ASCII."""

    path: str
    """``/``, or the path below which the site stands: ``/legal/``."""

    prefixes: tuple[str, ...]
    """The folders of the languages, ``ru/``, but that of the authentic one, which is the whole site."""

    headers: Headers

    @classmethod
    def of(cls, settings: Settings, origins: Iterable[str]) -> Self:
        """The site of these settings, whose pages may call these origins.

        Raises SettingsError where the path of ``site_url`` has a character that a configuration cannot have.
        """
        url = urlsplit(settings.site_url)
        if not _PATH.fullmatch(url.path):
            facts = (("value", settings.site_url), ("expected", "https://example.org/legal/"))
            raise SettingsError([Fault("setting-bad", "site_url", facts)])
        urls = SiteUrls(settings)
        prefixes = tuple(urls.prefix(each) for each in settings.languages[1:])
        host = str(url.hostname).encode("idna").decode()
        return cls(host, url.path, prefixes, headers(origins))

    @property
    def folder(self) -> str:
        """A pattern of the folder of any language, the authentic one's included: ``(?:ru/|en/|)``."""
        return f"(?:{'|'.join((*self.prefixes, ''))})"


class WebServer(Struct, frozen=True):
    """Where the files and the handler are, and what the server listens on."""

    root: str
    """The folder of the site, or a link to it; without a slash at the end."""

    handler: str | None = None
    """``unix:/run/…/contact.sock`` or ``http://127.0.0.1:8001``; None for a site without a form."""

    certificate: tuple[str, str] | None = None
    """The files of certificate and key."""

    listen: str | None = None
    """A port, or ``ADDRESS:PORT``, for plain HTTP; never with a certificate."""

    is_included: bool = False
    """Whether the rules go into the configuration of a host that has another site."""
