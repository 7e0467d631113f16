"""What no page shows and no terminal acts on."""

from __future__ import annotations

import json

import pytest

from sayasat.characters import named, reordering, visible
from sayasat.i18n.messages import messages
from sayasat.markdown.html import render
from sayasat.markdown.section_reader import sections
from sayasat.redline.as_html import redline_html
from sayasat.redline.compare import compare
from tests.support.redline_texts import reading

BIDIRECTIONAL = [chr(number) for number in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
ACTED_ON = [
    *(chr(number) for number in (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))),
    *BIDIRECTIONAL,
]


@pytest.mark.parametrize("character", ACTED_ON, ids=lambda each: f"{ord(each):04X}")
def test_a_control_character_is_shown_as_its_number(character: str) -> None:
    assert visible(f"a{character}b") == f"a\\u{ord(character):04x}b"


def test_lines_tabs_and_marks_of_direction_stay() -> None:
    text = "a\tb\nң\u200e\u200f\u061c😀"
    assert visible(text) == text
    assert visible("a\r\nb") == "a\nb"


def test_json_means_the_same_as_before() -> None:
    value = "\x9b31m \u202e"
    assert json.loads(visible(json.dumps(value, ensure_ascii=False))) == value


@pytest.mark.parametrize("written", ["{}", "&#x{:x};", "&#X0{:X};", "&#{};"])
@pytest.mark.parametrize("character", BIDIRECTIONAL, ids=lambda each: f"{ord(each):04X}")
def test_a_bidirectional_control_is_found_however_it_is_written(character: str, written: str) -> None:
    text = f"a\nb {written.format(character if written == '{}' else ord(character))} c\n"
    assert list(reordering(text)) == [(2, character)]


def test_another_reference_is_none() -> None:
    assert not list(reordering("&#8206; &#x61; &#xFFFFFFFF; &amp; \u200e"))


def test_a_character_has_its_number_and_its_name() -> None:
    assert named("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert named("\x07") == "U+0007"


HOSTILE = """# A\u202eb {#a}

Text \u2066x &#x202E;y `c\u202ed` **&#8238;z** [l](b.md "t&#x202e;u") ![i\u202e&#x202E;j](c.png).

<b title="&#x202e;">raw &#x202e;</b>

<p title="\u202e">block &#8238;</p>

| h&#x202e; |
|---|
| \u202d |

```
code \u202e
```

Note[^1].

[^1]: n&#x202E;o
"""


def test_no_form_of_a_text_holds_a_bidirectional_control() -> None:
    redline = compare("Old.", HOSTILE)
    forms = [
        render(HOSTILE).html,
        "".join(heading.text for heading in render(HOSTILE).headings),
        redline_html(redline, messages("en")),
        reading(sections(HOSTILE)),
    ]
    for form in forms:
        assert not set(BIDIRECTIONAL) & set(form)
        assert not list(reordering(form))
