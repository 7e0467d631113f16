"""The HTTP headers that a web server sends with every page. Pure.

The policy lets nothing run or load that is not the site's own (W3C Content Security Policy
Level 3). Pictures may be ``data:``, for the theme draws its icons so in CSS.
"""

from __future__ import annotations

POLICY = (
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

HEADERS = (
    ("Content-Security-Policy", "; ".join(f"{directive} {sources}" for directive, sources in POLICY)),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
)


def headers_file() -> bytes:
    """As static hosts read it: ``_headers`` at the root of the site."""
    return "".join(["/*\n", *(f"  {name}: {value}\n" for name, value in HEADERS)]).encode()


def nginx_snippet() -> str:
    """As nginx reads it: to be included in a ``server`` or ``location`` block."""
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in HEADERS)
