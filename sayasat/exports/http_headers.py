"""The HTTP headers of a site, and the Content-Security-Policy in each page's ``<meta>``. Pure.

The policy (W3C Content Security Policy Level 3) allows only the site's own files and the origins in the
cookie inventory, which a page calls only after the visitor's consent. It allows ``data:`` images because the
theme's CSS draws its icons that way.
"""

from __future__ import annotations

from collections.abc import Iterable

_POLICY = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    ("worker-src", "'self'"),
    ("manifest-src", "'self'"),
    ("base-uri", "'none'"),
    ("form-action", "'self'"),
    ("frame-ancestors", "'none'"),
)
# https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-content-security-policy
_NOT_IN_META = {"frame-ancestors", "report-uri", "sandbox"}
_OPEN_TO_ORIGINS = {"script-src", "connect-src", "img-src"}

Headers = tuple[tuple[str, str], ...]
"""(name, value), in the order in which they are sent."""


def headers(origins: Iterable[str] = ()) -> Headers:
    """The headers of a site whose pages may call these origins."""
    return (
        ("Content-Security-Policy", "; ".join(_directives(origins))),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
    )


def meta_policy(origins: Iterable[str] = ()) -> str:
    """The Content-Security-Policy for a page's ``<meta>``: the header's, without what browsers ignore there.

    It applies where a server does not send the header, or where a page is opened from a disk.
    """
    directives = (each for each in _directives(origins) if each.split()[0] not in _NOT_IN_META)
    return "; ".join(directives)


def _directives(origins: Iterable[str]) -> list[str]:
    others = " ".join(origins)
    open_to = {directive: f" {others}" for directive in _OPEN_TO_ORIGINS if others}
    return [f"{directive} {sources}{open_to.get(directive, '')}" for directive, sources in _POLICY]
