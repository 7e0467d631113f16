"""Reads built sites as a crawler does: with the standard library, and with nothing of what wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from tests.support.repo import PolicyRepo
from tests.support.visible import folded

SITE_URL = "https://example.org/"

_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)


_ADDED = {"standing", "life", "section-lag", "about"}
"""Classes of what the site adds to a text."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A repository and the site built from it."""

    repo: PolicyRepo
    site: Path


@dataclass(slots=True)
class Element:
    """An element and the text in it."""

    tag: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    parents: tuple[Element, ...] = field(default=(), repr=False)
    """Outermost first."""

    @property
    def text(self) -> str:
        return folded("".join(self.pieces))

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]


@dataclass(frozen=True, slots=True)
class Page:
    """A page's elements, in the order of its source."""

    elements: tuple[Element, ...]

    def all(self, tag: str, *classes: str, **attributes: str) -> list[Element]:
        """Elements of this tag with all these classes and these values of attributes."""
        return [
            each
            for each in self.elements
            if each.tag == tag
            and set(classes) <= set(each.classes)
            and attributes.items() <= each.attributes.items()
        ]

    def inside(self, element: Element) -> list[Element]:
        """The elements in an element, at any depth."""
        return [each for each in self.elements if any(parent is element for parent in each.parents)]

    def one(self, tag: str, *classes: str, **attributes: str) -> Element:
        found = self.all(tag, *classes, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {classes} {attributes}"
        return found[0]

    @property
    def status(self) -> str:
        """What the notice over a text says of it: the status in its class."""
        modifiers = [name.partition("--")[2] for name in self.one("aside", "standing").classes]
        return next(each for each in modifiers if each)

    @property
    def text(self) -> str:
        """The policy's own text, without the page around it."""
        return self.one("div", "text").text

    @property
    def is_indexed(self) -> bool:
        return not any("noindex" in each["content"] for each in self.all("meta", name="robots"))

    @property
    def canonical(self) -> str | None:
        found = self.all("link", rel="canonical")
        assert len(found) <= 1
        return found[0]["href"] if found else None

    @property
    def alternates(self) -> dict[str, str]:
        """hreflang to address."""
        found = [each for each in self.all("link") if "hreflang" in each.attributes]
        assert all("alternate" in each["rel"].split() for each in found)
        return {each["hreflang"]: each["href"] for each in found}

    @property
    def language(self) -> str:
        return self.one("html")["lang"]


def read_page(file: Path) -> Page:
    return parse(file.read_text(encoding="utf-8"))


def parse(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(tuple(reader.elements))


def read_xml(file: Path) -> ElementTree.Element:
    return parse_xml(file.read_bytes())


def parse_xml(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 (our own output)


def pages(site: Path) -> Iterator[tuple[str, Page]]:
    """Every page of a site: its address, relative to the root, and what is on it."""
    for file in sorted(site.rglob("*.html")):
        yield address_of(file.relative_to(site)), read_page(file)


def address_of(file: Path) -> str:
    return file.as_posix().removesuffix("index.html")


def file_at(site: Path, url: str) -> Path:
    """The file that a web server answers an absolute address of the site, or one relative to it, with."""
    path = unquote(urlsplit(url.removeprefix(SITE_URL)).path)
    return site / (f"{path}index.html" if path.endswith("/") or not path else path)


def own_assets(site: Path) -> Path:
    """The folder of the site's own styles and scripts, which is named by digest."""
    (folder,) = (site / "assets/sayasat").iterdir()
    return folder


def contents(site: Path) -> dict[str, bytes]:
    """Every file of a site, by its path."""
    files = (file for file in sorted(site.rglob("*")) if file.is_file())
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, parents=tuple(self.open))
        self.elements.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, parents=tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        """What the site adds to a text is no part of the text around it."""
        added = [place for place, each in enumerate(self.open) if _ADDED & set(each.classes)]
        for element in self.open[added[0] if added else 0 :]:
            element.pieces.append(data)
