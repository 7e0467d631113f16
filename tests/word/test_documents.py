"""Word documents are complete and valid; accepting all changes gives the new text, rejecting all the old."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from hypothesis import given

from sayasat.i18n.messages import messages
from sayasat.markdown.links import Link
from sayasat.redline.compare import compare
from sayasat.word.block_reader import format_text
from sayasat.word.documents import redline_document, version_document
from sayasat.word.runs import DocumentProperties, Format
from tests.support import word_files
from tests.support.markdown_texts import markdown
from tests.support.redline_notation import Case, golden_cases
from tests.support.soak import few_examples

IMPRINT = DocumentProperties(
    title="Купуялык саясаты",
    language="ky",
    publisher="Уюм",
    citation="Уюм. Купуялык саясаты. 2026-12-01",
    heading="Купуялык саясаты",
    published=datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Bishkek")),
)

TEXT = """# Купуялык саясаты {#privacy}

Биз **коргойбуз** жана *сактайбыз*; [байланыш](https://example.org/contact).

3. үчүнчү
4. төртүнчү
   - ичинде

| Кызмат | Баасы |
|---|--:|
| Сертификат | 100 сом |

> Цитата

```
код  код
экинчи сап
```

Сноска[^1].

[^1]: Түшүндүрмө.
"""


def redlined(old: str, new: str) -> bytes:
    return redline_document(compare(old, new), old, new, IMPRINT)


# ---------------------------------------------------------------- one version


def test_a_version_is_read_by_python_docx_as_headings_paragraphs_and_tables() -> None:
    document = Document(BytesIO(version_document(TEXT, IMPRINT, [("", "Колдонулат."), ("Күнү", "2026")])))
    shown = [
        (paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in document.paragraphs
    ]
    assert shown == [
        ("Normal", "Колдонулат."),
        ("Normal", "Күнү: 2026"),
        ("Heading 1", "Купуялык саясаты"),
        ("Normal", "Биз коргойбуз жана сактайбыз; байланыш."),
        ("Normal", "3.\tүчүнчү"),
        ("Normal", "4.\tтөртүнчү"),
        ("Normal", "•\tичинде"),
        ("Quote", "Цитата"),
        ("Normal", "код  код\nэкинчи сап"),
        ("Normal", "Сноска[1]."),
        ("Normal", "[1]\tТүшүндүрмө."),
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Кызмат", "Баасы"],
        ["Сертификат", "100 сом"],
    ]


def test_emphasis_and_links_are_kept() -> None:
    document = Document(BytesIO(version_document(TEXT, IMPRINT)))
    paragraph = document.paragraphs[1]
    assert [run.text for run in paragraph.runs if run.bold] == ["коргойбуз"]
    assert [run.text for run in paragraph.runs if run.italic] == ["сактайбыз"]
    assert [(link.text, link.address) for link in paragraph.hyperlinks] == [
        ("байланыш", "https://example.org/contact")
    ]


def test_a_link_that_leads_nowhere_leaves_its_words() -> None:
    text = "[бир](gone.md) [эки](other.md)"

    def resolve(href: str) -> Link:
        return Link(None if href == "gone.md" else "https://example.org/other/")

    document = Document(BytesIO(version_document(text, IMPRINT, resolve=resolve)))
    paragraph = document.paragraphs[1]
    assert paragraph.text == "бир эки"
    assert [link.address for link in paragraph.hyperlinks] == ["https://example.org/other/"]


def test_a_script_is_no_link() -> None:
    looks = {
        piece.format
        for formatted_block in format_text("[a](javascript:alert) [b](data:text/html,x)")
        for piece in formatted_block.runs
    }
    assert looks == {Format()}


def test_a_text_without_a_title_of_its_own_gets_one() -> None:
    document = Document(BytesIO(version_document("## Бөлүм\n\nСөз.\n", IMPRINT)))
    assert [paragraph.text for paragraph in document.paragraphs] == ["Купуялык саясаты", "Бөлүм", "Сөз."]


def test_the_file_says_who_published_it_when_and_in_what_language() -> None:
    data = version_document(TEXT, IMPRINT)
    properties = Document(BytesIO(data)).core_properties
    assert (properties.title, properties.author, properties.language) == ("Купуялык саясаты", "Уюм", "ky")
    assert properties.created is not None
    assert properties.created.isoformat() == "2026-11-20T06:00:00+00:00"
    styles = word_files.parts(data)["word/styles.xml"].decode()
    assert 'w:val="ky-KG"' in styles
    assert "en-US" not in styles.partition('w:eastAsia="')[0]


def test_a_file_begins_without_anything_that_no_document_uses() -> None:
    parts = word_files.parts(version_document("", IMPRINT))
    styles = [style.name for style in Document(BytesIO(version_document("", IMPRINT))).styles]
    assert styles == [
        *("Normal", "Header", "Footer", *(f"Heading {level}" for level in range(1, 7))),
        *("Default Paragraph Font", "Normal Table", "No List", "Title", "Quote", "Table Grid"),
    ]
    assert parts.keys() == {
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "docProps/app.xml"),
        *(
            f"word/{name}.xml"
            for name in ("document", "styles", "settings", "fontTable", "header1", "footer1")
        ),
        *("word/_rels/document.xml.rels", "word/theme/theme1.xml"),
    }


def test_every_page_carries_the_citation_and_its_number() -> None:
    files = word_files.parts(version_document(TEXT, IMPRINT))
    foot = "".join(text.decode() for name, text in files.items() if "footer" in name)
    assert IMPRINT.citation in foot
    assert "PAGE" in foot


def test_the_same_input_gives_the_same_bytes() -> None:
    new = TEXT.replace("100", "200")
    assert version_document(TEXT, IMPRINT) == version_document(TEXT, IMPRINT)
    assert redlined(TEXT, new) == redlined(TEXT, new)


@few_examples(20)
@given(markdown)
def test_any_text_becomes_a_document_that_loses_no_word(text: str) -> None:
    data = version_document(text, IMPRINT)
    for name, part in word_files.parts(data).items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)  # noqa: S314 (our own output)
    whole = "".join(word_files.resolved(data, accept=True))
    assert _letters(text) in _without_blanks(whole)


def _letters(text: str) -> str:
    """The words of the expected paragraphs, one after the other."""
    return _without_blanks("".join(word_files.expected(text)))


def _without_blanks(text: str) -> str:
    return "".join(text.split()).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


# ---------------------------------------------------------------- tracked changes


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case.name)
def test_accepting_gives_the_new_text_and_rejecting_the_old_one(case: Case) -> None:
    data = redlined(case.old, case.new)
    assert word_files.resolved(data, accept=True) == word_files.expected(case.new)
    assert word_files.resolved(data, accept=False) == word_files.expected(case.old)


@few_examples(20)
@given(markdown, markdown)
def test_any_two_texts_can_be_accepted_and_rejected(old: str, new: str) -> None:
    data = redlined(old, new)
    accepted, rejected = (word_files.resolved(data, accept=accept) for accept in (True, False))
    assert _without_blanks("".join(accepted)) == _letters(new)
    assert _without_blanks("".join(rejected)) == _letters(old)


def test_every_change_names_the_publisher_the_time_and_has_a_number_of_its_own() -> None:
    found = word_files.changes(redlined(TEXT, TEXT.replace("үчүнчү", "3-пункт").replace("100", "200")))
    assert {word_files.named(each, "author") for each in found} == {"Уюм"}
    assert {word_files.named(each, "date") for each in found} == {"2026-11-20T06:00:00Z"}
    numbers = [word_files.named(each, "id") for each in found]
    assert len(numbers) == len(set(numbers)) > 3


def test_the_same_text_twice_has_no_change() -> None:
    assert word_files.changes(redlined(TEXT, TEXT)) == []


def test_what_was_made_bold_is_a_change_of_its_look_not_of_its_words() -> None:
    found = word_files.changes(redlined("бир эки үч\n", "бир **эки** үч\n"))
    assert [each.tag.rpartition("}")[2] for each in found] == ["rPrChange"]


def test_a_link_that_leads_elsewhere_is_deleted_and_inserted() -> None:
    data = redlined("[эки](https://a.example/)\n", "[эки](https://b.example/)\n")
    assert [each.tag.rpartition("}")[2] for each in word_files.changes(data)] == ["del", "ins"]


def test_a_renumbered_item_shows_both_numbers() -> None:
    data = redlined("1. бир алма\n2. эки алмурут\n", "1. эки алмурут\n")
    assert word_files.resolved(data, accept=True) == ["1. эки алмурут"]
    assert word_files.resolved(data, accept=False) == ["1. бир алма", "2. эки алмурут"]


# ---------------------------------------------------------------- moves, cells, comments

_STAYS = "Бул абзац өз ордунда калат жана эч качан жылбайт, анткени ал баарынан узун."
_GOES = "Бул абзац тексттин башынан аягына көчүрүлөт."


def _sides(data: bytes) -> dict[str, list[str]]:
    """The names of the ranges of moves on either side."""
    tags = {"from": "moveFromRangeStart", "to": "moveToRangeStart"}
    return {
        side: [word_files.named(each, "name") for each in word_files.found(data, tag)]
        for side, tag in tags.items()
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"{_GOES}\n\n{_STAYS}\n", f"{_STAYS}\n\n{_GOES}\n"),
        (f"{_STAYS} {_GOES}\n\n{_STAYS} Ооба.\n", f"{_STAYS}\n\n{_STAYS} Ооба. {_GOES}\n"),
        (
            f"# A {{#a}}\n\n{_GOES}\n\n- бир\n\n# B {{#b}}\n\n{_STAYS}\n\n{_STAYS} Ооба.\n",
            f"# B {{#b}}\n\n{_STAYS}\n\n{_STAYS} Ооба.\n\n# A {{#a}}\n\n{_GOES}\n\n- бир\n",
        ),
    ],
    ids=["a paragraph", "a sentence", "a section"],
)
def test_what_moved_is_a_move_with_one_range_on_either_side(old: str, new: str) -> None:
    data = redlined(old, new)
    assert _sides(data) == {"from": ["move1"], "to": ["move1"]}
    assert {each.tag.rpartition("}")[2] for each in word_files.changes(data)} == {
        *("moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart")
    }
    assert word_files.resolved(data, accept=True) == word_files.expected(new)
    assert word_files.resolved(data, accept=False) == word_files.expected(old)


def test_a_word_put_into_what_moved_is_inserted() -> None:
    old = f"{_GOES}\n\n{_STAYS}\n"
    data = redlined(old, f"{_STAYS}\n\n{_GOES.replace('Бул', 'Бул кыска')}\n")
    assert _sides(data) == {"from": ["move1"], "to": ["move1"]}
    assert ["".join(each.itertext()).strip() for each in word_files.found(data, "ins")] == ["кыска"]


def test_a_table_parts_the_move_of_its_section() -> None:
    table = "| а | б |\n|---|---|\n| 1 | 2 |\n"
    moving = f"# A {{#a}}\n\n{_GOES}\n\n{table}\nДагы бир абзац.\n\n"
    staying = f"# B {{#b}}\n\n{_STAYS}\n\n{_STAYS} Ооба.\n\n{_STAYS} Жок.\n\n"
    data = redlined(moving + staying, staying + moving)
    assert _sides(data) == {"from": ["move1", "move1-2"], "to": ["move1", "move1-2"]}
    assert len(word_files.found(data, "trPr/del")) == len(word_files.found(data, "trPr/ins")) == 2


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_column_is_put_in_by_its_cells_and_no_row_is_deleted(place: int) -> None:
    rows = [["Кызмат", "Баасы"], ["---", "---"], ["Сертификат", "100"], ["Токен", "200"]]
    cells = ["Код", "---", "к-1", "к-2"]
    wide = [[*row[:place], cell, *row[place:]] for row, cell in zip(rows, cells, strict=True)]
    old, new = ("".join(f"| {' | '.join(row)} |\n" for row in table) for table in (rows, wide))
    for one, two, tag in ((old, new, "cellIns"), (new, old, "cellDel")):
        data = redlined(one, two)
        assert len(word_files.found(data, tag)) == 3
        assert not word_files.found(data, "trPr/del")
        assert not word_files.found(data, "trPr/ins")
        assert word_files.resolved(data, accept=True) == word_files.expected(two)
        assert word_files.resolved(data, accept=False) == word_files.expected(one)


def test_comments_tell_new_numbers_and_formats() -> None:
    data = redlined("1. бир алма\n2. эки алмурут\n3. үч өрүк\n", "1. бир алма\n2. үч **өрүк**\n")
    (comment,) = Document(BytesIO(data)).comments
    t = messages("ky")
    bold = t("redline.detail.format-added", format=t("redline.format.bold"), text="өрүк")
    assert (comment.author, comment.text) == ("Уюм", f"{t('redline.renumbered')} 3. → 2.\n{bold}")
    assert comment.timestamp == IMPRINT.published
