"""Every address in a site's output, followed: nothing leads nowhere, nothing is fetched from another host."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.support.built_site import SITE_URL, Element, Page, Sample, pages, read_xml
from tests.support.mini_site import ROOT, build
from tests.support.repo import PolicyRepo

_CSS_URL = re.compile(r"""url\(\s*['"]?([^'")\s]+)|@import\s+['"]([^'"]+)""")
_FETCHED = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "embed": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
}
_LINK_ONLY = {"canonical", "alternate", "prev", "next", "license", "me", "author"}
"""Kinds of <link> that a browser reads and does not fetch."""


class Output:
    """A site's files and pages, read once."""

    def __init__(self, site: Path) -> None:
        self.site = site

    @cached_property
    def pages(self) -> dict[str, Page]:
        return dict(pages(self.site))

    @cached_property
    def ids(self) -> dict[str, set[str]]:
        return {address: set(_ids(page)) for address, page in self.pages.items()}

    @cached_property
    def files(self) -> set[str]:
        return {file.relative_to(self.site).as_posix() for file in self.site.rglob("*") if file.is_file()}

    def fault(self, url: str) -> str | None:
        """What is wrong with an absolute address; None where all is well or it is another host's."""
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}/" != SITE_URL:
            return None
        path = unquote(parts.path.removeprefix("/"))
        file = f"{path}index.html" if path.endswith("/") or not path else path
        if file not in self.files:
            return f"{url}: no such file"
        anchor = unquote(parts.fragment)
        if not anchor:
            return None
        address = file.removesuffix("index.html")
        return None if anchor in self.ids.get(address, ()) else f"{url}: no such anchor"


@pytest.fixture(scope="module", params=["every_kind", "own"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Output:
    """The sample with every kind of page, and the project's own texts."""
    if request.param == "every_kind":
        sample: Sample = request.getfixturevalue("every_kind_site")
        return Output(sample.site)
    return Output(_own_site(tmp_path_factory.mktemp("own")))


def test_every_address_on_a_page_leads_to_a_file_and_every_anchor_to_an_element(output: Output) -> None:
    followed, faults = 0, []
    for address, page in output.pages.items():
        for href in _references(page):
            followed += 1
            fault = output.fault(urljoin(SITE_URL + address, href))
            faults += [f"{address or '/'} → {href}: {fault}"] if fault else []
    assert not faults, "\n".join(sorted(set(faults)))
    assert followed > 500


def test_every_address_in_feeds_sitemap_and_data_leads_to_a_file(output: Output) -> None:
    found = [*_xml_addresses(output.site), *_json_addresses(output.site)]
    assert len(found) > 50
    faults = [fault for url in found if (fault := output.fault(url))]
    assert not faults, "\n".join(sorted(set(faults)))


def test_every_result_of_the_search_leads_to_a_page_and_its_section(output: Output) -> None:
    for index in sorted((output.site / "search").glob("*.json")):
        texts = json.loads(index.read_bytes())["texts"]
        urls = [f"{text['url']}{'#' if id_ else ''}{id_}" for text in texts for id_, *_ in text["sections"]]
        assert urls or index.name.endswith(".earlier.json")
        for url in urls:
            assert output.fault(f"{SITE_URL}{url}") is None, url


def test_every_stylesheet_names_only_files_of_the_site(output: Output) -> None:
    for name in sorted(each for each in output.files if each.endswith(".css")):
        css = (output.site / name).read_text(encoding="utf-8")
        for found in _CSS_URL.findall(css):
            url = urljoin(SITE_URL + name, found[0] or found[1])
            assert url.startswith((SITE_URL, "data:")), f"{name}: {url}"
            assert output.fault(url) is None


def test_no_id_stands_twice_on_a_page(output: Output) -> None:
    for address, page in output.pages.items():
        twice = [name for name, count in Counter(_ids(page)).items() if count > 1]
        assert not twice, f"{address}: {twice}"


def test_labels_and_descriptions_name_elements_of_their_page(output: Output) -> None:
    names = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
    for address, page in output.pages.items():
        named = {
            id_ for each in page.elements for name in names for id_ in each.attributes.get(name, "").split()
        }
        missing = named - output.ids[address] - {"__toc"}  # the theme looks for its own
        assert not missing, f"{address}: {missing}"


def test_no_page_fetches_anything_from_another_host(output: Output) -> None:
    for address, page in output.pages.items():
        for element in page.elements:
            for url in _fetched(element):
                absolute = urljoin(SITE_URL + address, url)
                assert absolute.startswith((SITE_URL, "data:")), f"{address}: {url}"


def test_no_page_has_an_inline_event_handler(output: Output) -> None:
    for address, page in output.pages.items():
        handlers = [name for each in page.elements for name in each.attributes if name.startswith("on")]
        assert not handlers, f"{address}: {handlers}"


def _references(page: Page) -> Iterator[str]:
    for element in page.elements:
        for name in ("href", "src", "data-href", "action"):
            if name in element.attributes and not _is_answered(element, name):
                yield element[name]
        if element.attributes.get("http-equiv") == "refresh":
            yield element["content"].partition("url=")[2]
        if element.attributes.get("property") == "og:url":
            yield element["content"]
        for candidate in element.attributes.get("srcset", "").split(","):
            yield from candidate.split()[:1]


def _is_answered(element: Element, name: str) -> bool:
    """A form that stays on its page, or that the handler answers (tests/browser/test_contact.py)."""
    return element.tag == "form" and element[name] in {"", "messages"}


def _ids(page: Page) -> Iterator[str]:
    return (each["id"] for each in page.elements if "id" in each.attributes)


def _fetched(element: Element) -> Iterator[str]:
    if element.tag == "link" and set(element.attributes.get("rel", "").split()) & _LINK_ONLY:
        return
    for name in {_FETCHED.get(element.tag, "src"), "poster"}:
        if name in element.attributes:
            yield element[name]
    for candidate in element.attributes.get("srcset", "").split(","):
        yield from candidate.split()[:1]
    css = "".join(element.pieces) if element.tag == "style" else element.attributes.get("style", "")
    for found in _CSS_URL.findall(css):
        yield found[0] or found[1]


def _xml_addresses(site: Path) -> Iterator[str]:
    for file in (*site.rglob("*.atom"), site / "sitemap.xml"):
        for element in read_xml(file).iter():
            if "href" in element.attrib:
                yield element.attrib["href"]
            if element.tag.endswith("}loc"):
                yield element.text or ""


def _json_addresses(site: Path) -> Iterator[str]:
    def walk(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for each in value.values():
                yield from walk(each)
        elif isinstance(value, list):
            for each in value:
                yield from walk(each)
        elif isinstance(value, str) and value.startswith(SITE_URL):
            yield value

    for file in (*site.rglob("versions.json"), site / "api/policies.json"):
        yield from walk(json.loads(file.read_bytes()))


def _own_site(folder: Path) -> Path:
    repo = PolicyRepo(folder / "repo")
    for name in ("docs", "overrides"):
        shutil.copytree(ROOT / name, repo.path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("mkdocs.yml", "cookies.yml"):
        shutil.copy(ROOT / file, repo.path)
    repo.commit("The project's own texts", date="2026-11-20T12:00:00+06:00")
    built = build(repo, today="2026-11-24", site=folder / "site")
    assert built.code == 0, built.log
    return built.site
