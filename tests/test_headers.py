"""The headers are strict, and the same for every way of serving the site."""

from __future__ import annotations

from pathlib import Path

from sayasat.headers import HEADERS, POLICY, headers_file, nginx_snippet
from tests.built_site import Sample, pages

ROOT = Path(__file__).parents[1]


def test_nothing_may_come_from_elsewhere_or_run_inline() -> None:
    sources = {source for _, allowed in POLICY for source in allowed.split()}
    assert sources == {"'none'", "'self'", "data:"}
    assert dict(POLICY)["script-src"] == dict(POLICY)["style-src"] == "'self'"


def test_the_site_brings_its_headers(every_kind_site: Sample) -> None:
    text = (every_kind_site.site / "_headers").read_text(encoding="utf-8")
    assert text.splitlines() == ["/*", *(f"  {name}: {value}" for name, value in HEADERS)]
    assert headers_file() == text.encode()


def test_the_nginx_snippet_says_the_same() -> None:
    snippet = (ROOT / "deploy" / "nginx-headers.conf").read_text(encoding="utf-8")
    assert snippet.partition("\n")[2] == nginx_snippet()


def test_no_page_has_an_inline_script_or_style(every_kind_site: Sample) -> None:
    for address, page in pages(every_kind_site.site):
        inline = [
            script
            for script in page.all("script")
            if "src" not in script.attributes and script.attributes.get("type") != "application/json"
        ]
        assert not inline, address
        assert not page.all("style"), address
