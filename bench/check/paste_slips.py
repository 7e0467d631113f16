"""What Word, Git and templates leave in a text, for slips: by kind, what is put after a paragraph.

Written before the rules of the check. ``{word}`` is a word of the text.
"""

from __future__ import annotations

from collections.abc import Mapping

COMMENT = (
    "[Комментарий АБ1]: уточнить у юристов",
    "[АБ2]",
    "[Комментарий КД12]",
    "[Comment AB3]: check this",
    "Комментарий [ЖТ1]: такталсын",
    "Примечание [АС4]: проверить",
)
REFERENCE_ERROR = (
    "Ошибка! Источник ссылки не найден.",
    "Ошибка! Закладка не определена.",
    "Error! Reference source not found.",
    "Error! Bookmark not defined.",
    "Ошибка! Неизвестное имя свойства документа.",
)
FORMATTED = (
    "Форматированный: Отступ: Слева: 1,25 см",
    "Отформатировано: русский (Россия)",
    "Formatted: Font: 12 pt",
    "Удалено: шесть",
    "Formatted: Indent: Left: 1 cm",
)
TODO = (
    "TODO: {word}",
    "FIXME {word}",
    "TBD",
    "XXX",
    "TODO",
    "Уточнить!!!",
    "??? {word}",
)
PLACEHOLDER = (
    "ХХ.ХХ.2027",
    "[вставить дату]",
    "[күнүн жазуу]",
    "[insert date]",
    "__.__.2027",
    "«___» __________ 2027",
    "[указать номер]",
    "XX.XX.20XX",
    "№ ____",
    "<дата>",
    "[датасы]",
    "[ФИО]",
)
LOREM = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
    "Sed ut perspiciatis unde omnis iste natus error sit voluptatem.",
    "Рыбатекст: lorem ipsum dolor.",
)
BULLETS = (
    "•\t{word}\n•\t{word}",
    "·\t{word}\n·\t{word}",
    "- {word}",
    "o\t{word}\no\t{word}",
    "\uf0b7\t{word}",
)
TAB_TABLE = ("{word}\t1\t2\n{word}\t3\t4", "№\t{word}\t{word}\n1\t{word}\t{word}\n2\t{word}\t{word}")
BOLD = ("**{word}", "{word}**", "** {word} **")
HASH = ("#{word}", "##{word}", "###{word} {word}")
DEAD_REFERENCE: Mapping[str, str] = {
    "ky": "Ушул эрежелердин 55-пунктун караңыз.",
    "ru": "См. пункт 55 настоящих правил.",
    "en": "See clause 55 of these rules.",
}
SHORT_DEAD_REFERENCE: Mapping[str, str] = {
    "ky": "Башка учурлар 9.4-пунктта көрсөтүлгөн.",
    "ru": "Другие случаи указаны в п. 9.4.",
    "en": "Other cases are named in clause 9.4.",
}
PASTED: Mapping[str, tuple[str, ...]] = {
    "a comment of Word": COMMENT,
    "a broken field of Word": REFERENCE_ERROR,
    "a balloon of Word": FORMATTED,
    "a note to oneself": TODO,
    "a gap to be filled in": PLACEHOLDER,
    "filler text": LOREM,
}
"""Kinds of which one item goes to the end of a paragraph."""
SET_APART: Mapping[str, tuple[str, ...]] = {
    "list marks of Word": BULLETS[:2] + BULLETS[3:],
    "a table made with tabs": TAB_TABLE,
    "a lone mark of bold": BOLD,
    "a heading without a blank": HASH,
}
"""Kinds of which one item becomes a paragraph of its own."""
