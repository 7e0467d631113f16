"""The headers are strict, and the same for every way of serving the site."""

from __future__ import annotations

import pytest

from sayasat.exports.http_headers import headers, meta_policy
from sayasat.mkdocs_plugin.site_files import read_inventory_file
from sayasat.pages.stubs import POINTER_POLICY
from tests.support.built_site import Sample, pages


def directives(*origins: str) -> dict[str, list[str]]:
    """The policy's directives with what each allows."""
    policy = dict(headers(origins))["Content-Security-Policy"]
    split = (directive.split() for directive in policy.split("; "))
    return {name: allowed for name, *allowed in split}


def test_nothing_may_come_from_elsewhere_or_run_inline() -> None:
    policy = directives()
    sources = {source for allowed in policy.values() for source in allowed}
    assert sources == {"'none'", "'self'", "data:"}
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


def test_an_origin_of_the_inventory_is_allowed_where_statistics_call_it_and_nowhere_else() -> None:
    origin = "https://stats.example.org"
    opened = {name for name, allowed in directives(origin).items() if origin in allowed}
    assert opened == {"script-src", "connect-src", "img-src"}


DATA = ("application/json", "application/ld+json")
"""Types of elements that browsers do not run."""


def test_no_page_has_an_inline_script_or_style(every_kind_site: Sample) -> None:
    for address, page in pages(every_kind_site.site):
        inline = [
            script
            for script in page.all("script")
            if "src" not in script.attributes and script.attributes.get("type") not in DATA
        ]
        assert not inline, address
        assert not page.all("style"), address


def test_a_page_states_what_the_header_states_but_for_what_browsers_ignore_there() -> None:
    origin = "https://stats.example.org"
    stated = dict(each.split(" ", 1) for each in meta_policy([origin]).split("; "))
    sent = {name: " ".join(allowed) for name, allowed in directives(origin).items()}
    assert sent.pop("frame-ancestors") == "'none'"
    assert stated == sent


@pytest.mark.parametrize("name", ["every_kind_site", "demo_site"])
def test_every_page_states_the_policy_before_anything_that_it_governs(
    name: str, request: pytest.FixtureRequest
) -> None:
    sample: Sample = request.getfixturevalue(name)
    inventory = read_inventory_file(sample.repo.path, ("ky", "ru", "en"))
    for address, page in pages(sample.site):
        head = page.inside(page.one("head"))
        assert head[0].attributes == {"charset": "utf-8"}, address
        is_pointer = any(each.attributes.get("http-equiv") == "refresh" for each in head)
        policy = POINTER_POLICY if is_pointer else meta_policy(inventory.origins)
        stated = {"http-equiv": "Content-Security-Policy", "content": policy}
        assert head[1].attributes == stated, address
        assert len(page.all("meta", **{"http-equiv": "Content-Security-Policy"})) == 1, address
