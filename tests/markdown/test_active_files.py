"""Files below docs/ that a browser would run are an error, and are not published."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.markdown.active_files import is_active
from tests.support.mini_site import LANGUAGES, build, furnish
from tests.support.proposed import check, rule_places
from tests.support.repo import PolicyRepo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">{}</svg>'

ACTING = {
    "a script": "<script>owned()</script>",
    "a script under another prefix": '<s:script xmlns:s="http://www.w3.org/2000/svg">owned()</s:script>',
    "an event": '<g onclick="owned()"/>',
    "a link that runs": '<a x:href="javascript:owned()"><text>a</text></a>',
    "a link with references": '<a href=" java&#115;cript:owned()"><text>a</text></a>',
    "an animated link": '<a href="#a"><set attributeName="x:href" to="javascript:owned()"/></a>',
    "HTML": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject>',
    "a picture from elsewhere": '<image href="https://example.org/p.png"/>',
    "a document within": '<image href="data:image/svg+xml,x"/>',
    "another drawing": '<use href="other.svg#a"/>',
    "what is no XML": "<g>",
    "an instruction": '<?xml-stylesheet href="a.xsl"?>',
}


@pytest.mark.parametrize("inside", ACTING.values(), ids=ACTING.keys())
def test_a_picture_that_acts_is_active(inside: str) -> None:
    assert is_active("docs/a.SVG", lambda: SVG.format(inside).encode())


@pytest.mark.parametrize(
    "declared", ['<!ENTITY a "x">', '<!ATTLIST svg onload CDATA "owned()">', '<!ENTITY % a SYSTEM "x"> %a;']
)
def test_a_picture_that_declares_what_its_text_means_is_active(declared: str) -> None:
    assert is_active("a.svg", lambda: f"<!DOCTYPE svg [{declared}]>{SVG}".format("").encode())


def test_a_picture_that_does_not_act_is_published() -> None:
    """As drawing programs write them: a declaration, a document type, links, pictures, styles, metadata."""
    start = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
    inside = (
        '<style>.a{fill:red}</style><metadata xmlns="https://example.org/">a</metadata><use x:href="#a"/>'
        '<image href="data:image/png;base64,AA=="/><a href="https://example.org/"><text>a</text></a>'
        '<animate attributeName="x" to="1"/>'
    )
    assert not is_active("a.svg", (start + SVG.format(inside)).encode)


def test_only_pictures_are_read() -> None:
    assert is_active("docs/a.b.HTML", lambda: pytest.fail("it was read"))
    assert not is_active("docs/a.pdf", lambda: pytest.fail("it was read"))


def test_active_files_are_errors_and_are_not_published(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    furnish(repo)
    text = "# Саясат {#privacy}\n\n![a](../good.svg) [b](../bad.svg)"
    repo.commit(files={f"docs/{language}/good.svg": SVG.format("<g/>") for language in LANGUAGES})
    for language in LANGUAGES:
        repo.policy(language, "privacy", text.removesuffix(" [b](../bad.svg)"), effective="2024-01-01")
    active = {
        "docs/index.html": "<script>owned()</script>",
        "docs/assets/javascripts/contact.js": "owned()",
        "docs/ky/bad.svg": SVG.format(ACTING["a script"]),
        "docs/ky/policies/page.xhtml": "<html/>",
    }
    repo.commit(files=active)
    files = [path.removeprefix("docs/").replace("policies/", "") for path in active]
    # A file that may not lie in docs/ has that one error, also where it could act
    found = [where for rule, where in rule_places(check(repo)) if rule in {"active-file!", "docs-unknown!"}]
    assert sorted(found) == sorted(files)
    built = build(repo, today="2026-11-24")
    assert built.code == 0, built.log
    assert not [path for path in built.site.rglob("*") if path.is_file() and b"owned()" in path.read_bytes()]
    assert list(built.site.glob("assets/files/*/good.svg"))
    repo.policy("ky", "privacy", text, effective="2024-01-01")
    assert ("link-broken!", "ky/privacy.md:8") in rule_places(check(repo))
