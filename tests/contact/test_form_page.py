"""The form can be used by everyone, works without a script, and shows what was typed as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from sayasat_contact.form_page import Filled, render_form
from tests.contact.contract_sample import LANGUAGES, sample_contract
from tests.contact.visitor import GOOD

CONTRACT = sample_contract()
ERRORS = [(field.name, f"Fix {field.name}") for field in CONTRACT.fields]
HOSTILE = "\"'><script>alert(1)</script>{{7*7}}{% raw %}<b onclick=x>&amp;"


class Elements(HTMLParser):
    """Every element with its attributes, in order; and those open at each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.all if tag in tags]


def elements(filled: Filled | None = None, language: str = "ky") -> Elements:
    return Elements(render_form(CONTRACT, language, filled=filled))


PAGES = pytest.mark.parametrize("filled", [None, Filled(GOOD, ERRORS, "token"), Filled({}, ERRORS[:1])])


@PAGES
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_input_has_a_label(filled: Filled | None, language: str) -> None:
    page = elements(filled, language)
    labelled = {label["for"] for label in page.named("label")}
    inputs = [each for each in page.named("input", "select", "textarea") if each.get("type") != "hidden"]
    assert {each["id"] for each in inputs} == labelled
    assert len(page.named("legend")) == len(page.named("fieldset")) == 1


@PAGES
def test_every_id_is_there_once_and_every_pointer_has_its_target(filled: Filled | None) -> None:
    page = elements(filled)
    ids = [attributes["id"] for _, attributes in page.all if "id" in attributes]
    assert len(set(ids)) == len(ids)
    pointers = [
        target
        for _, attributes in page.all
        for name in ("aria-describedby", "aria-labelledby", "for")
        for target in (attributes.get(name) or "").split()
    ]
    pointers += [href[1:] for link in page.named("a") if (href := link["href"] or "").startswith("#")]
    assert set(pointers) <= set(ids)


def test_an_error_is_in_the_summary_and_in_the_description_of_its_field() -> None:
    page = elements(Filled(GOOD, ERRORS))
    (summary,) = [attributes for _, attributes in page.all if "data-contact-summary" in attributes]
    assert summary["role"] == "alert"
    assert summary["tabindex"] == "-1"
    assert "hidden" not in summary
    described = " ".join(
        each.get("aria-describedby") or "" for each in page.named("input", "select", "textarea", "fieldset")
    )
    assert all(f"contact-{name}-error" in described for name, _ in ERRORS)
    assert [link["href"] for link in page.named("a")][:3] == [
        "#contact-name",
        "#contact-email",
        "#contact-topic-policy",
    ]


def test_without_errors_nothing_is_announced() -> None:
    page = elements()
    hidden = [
        "hidden" in attributes
        for _, attributes in page.all
        if "data-contact-summary" in attributes or "data-contact-error" in attributes
    ]
    assert hidden == [True] * (1 + len(CONTRACT.fields))
    assert "aria-invalid" not in render_form(CONTRACT, "ky")


@PAGES
def test_there_is_no_script_style_or_inline_handler(filled: Filled | None) -> None:
    page = elements(filled)
    assert not page.named("script", "style", "iframe", "object", "base", "meta")
    names = {name for _, attributes in page.all for name in attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_what_was_typed_is_shown_again_as_text() -> None:
    values = {field.name: HOSTILE for field in CONTRACT.fields}
    html = str(render_form(CONTRACT, "ky", filled=Filled(values, [("name", HOSTILE)], HOSTILE, HOSTILE)))
    page = Elements(html)
    assert not page.named("script", "b")
    assert "49" not in re.sub(r"[0-9a-f]{64}", "", html)
    assert [each["value"] for each in page.named("input") if each.get("name") == "name"] == [HOSTILE]


def test_a_text_that_begins_with_a_line_end_keeps_it() -> None:
    """HTML drops one line end after the tag."""
    assert ">\n\nfirst</textarea>" in render_form(CONTRACT, "ky", filled=Filled({"message": "\nfirst"}))


def test_browsers_can_fill_in_and_choose_the_keyboard() -> None:
    inputs = {each.get("name"): each for each in elements().named("input")}
    assert inputs["name"]["autocomplete"] == "name"
    assert inputs["email"]["autocomplete"] == "email"
    assert inputs["email"]["inputmode"] == "email"


def test_the_trap_is_out_of_the_way_of_people() -> None:
    page = elements()
    (trap,) = [each for each in page.named("input") if each.get("name") == "website"]
    assert (trap["tabindex"], trap["autocomplete"], trap["value"]) == ("-1", "off", "")
    assert "Бул талааны бош калтырыңыз" in render_form(CONTRACT, "ky")


def test_the_token_comes_last() -> None:
    """A body that was cut on its way has none, and is not stored."""
    names = [each.get("name") for each in elements().named("input", "select", "textarea")]
    assert names[-2:] == ["contract", "token"]


def test_the_policy_agreed_to_is_linked_by_its_date() -> None:
    html = render_form(CONTRACT, "en")
    assert (
        '<a href="/en/policies/privacy/2026-11-24/">Privacy policy, version recorded on 24 November 2026</a>'
        in html
    )


def test_the_action_is_the_caller_s() -> None:
    assert elements().named("form")[0]["action"] == "messages"
    page = Elements(render_form(CONTRACT, "ru", action="/ru/contact/messages"))
    assert page.named("form")[0] == {
        "class": "contact-form",
        "method": "post",
        "action": "/ru/contact/messages",
        "novalidate": None,
        "data-contact-form": None,
    }


def test_every_class_is_ours() -> None:
    classes = {
        name
        for _, attributes in elements(Filled(GOOD, ERRORS)).all
        for name in (attributes.get("class") or "").split()
    }
    assert {name for name in classes if not name.startswith("contact-")} == {"visually-hidden"}
