"""Changes of words, each with the risks that are to be marked; none is of any publisher."""

from __future__ import annotations

RISK_CASES: tuple[tuple[str, str, str, set[tuple[str, str]]], ...] = (
    # Russian
    (
        "ru",
        "Оператор обязан хранить данные.",
        "Оператор вправе хранить данные.",
        {("obligation", "обязан"), ("permission", "вправе")},
    ),
    ("ru", "Данные хранятся 30 дней.", "Данные хранятся 60 дней.", {("number", "30"), ("number", "60")}),
    (
        "ru",
        "Данные хранятся 30 дней.",
        "Данные хранятся 30 месяцев.",
        {("unit", "дней"), ("unit", "месяцев")},
    ),
    ("ru", "Мы передаём данные другим.", "Мы не передаём данные другим.", {("negation", "не")}),
    ("ru", "Срок не более 30 дней.", "Срок не менее 30 дней.", {("limit", "более"), ("limit", "менее")}),
    (
        "ru",
        "Доступ возможен после оплаты.",
        "Доступ возможен до оплаты.",
        {("limit", "после"), ("limit", "до")},
    ),
    (
        "ru",
        "Действует с 1 декабря 2026 года.",
        "Действует с 1 марта 2027 года.",
        {("date", "декабря"), ("date", "2026"), ("date", "марта"), ("date", "2027")},
    ),
    ("ru", "Согласие действительно.", "Согласие недействительно.", {("negation", "недействительно")}),
    ("ru", "Оператор отвечает за сайт.", "Оператора отвечает за сайт.", set()),
    ("ru", "Срок равен тридцати дням.", "Срок равен 30 дням.", set()),
    ("ru", "Оператор обязан хранить данные.", "Оператор должен хранить данные.", set()),
    ("ru", "Сумма 1 200 000 сомов.", "Сумма 1200000 сомов.", set()),
    ("ru", "Передача без согласия.", "Передача с согласия.", {("negation", "без")}),
    (
        "ru",
        "Расходы несёт арендатор дома.",
        "Расходы несёт арендодатель дома.",
        {("party", "арендатор"), ("party", "арендодатель")},
    ),
    ("ru", "Небо над сайтом голубое.", "Море над сайтом голубое.", set()),
    # Kyrgyz
    ("ky", "Биз маалыматты сактайбыз.", "Биз маалыматты сактабайбыз.", {("negation", "сактабайбыз")}),
    ("ky", "Маалымат үчүнчү жакка берилбейт.", "Маалымат үчүнчү жакка берилет.", {("negation", "берилбейт")}),
    (
        "ky",
        "Оператор маалыматты сактоого милдеттүү.",
        "Оператор маалыматты сактоого укуктуу.",
        {("obligation", "милдеттүү"), ("permission", "укуктуу")},
    ),
    ("ky", "Маалымат 30 күн сакталат.", "Маалымат 30 ай сакталат.", {("unit", "күн"), ("unit", "ай")}),
    (
        "ky",
        "Эреже 2026-жылдын 1-декабрынан колдонулат.",
        "Эреже 2026-жылдын 5-декабрынан колдонулат.",
        {("date", "1-декабрынан"), ("date", "5-декабрынан")},
    ),
    ("ky", "Бул милдеттүү эмес.", "Бул милдеттүү.", {("negation", "эмес")}),
    ("ky", "Айыл чарбасын өнүктүрөт.", "Айыл тажрыйбасын өнүктүрөт.", set()),
    ("ky", "Килобайт менен өлчөнөт.", "Байт менен өлчөнөт.", {("unit", "Килобайт")}),
    ("ky", "Токтобай келет.", "Нурбай келет.", set()),
    ("ky", "Баасы көтөрүлөт.", "Баасы көбөйт.", set()),
    (
        "ky",
        "Жашыруун сөздү башка адамга айтпаңыз.",
        "Жашыруун сөздү башка адамга айтыңыз.",
        {("negation", "айтпаңыз")},
    ),
    # English
    (
        "en",
        "The operator shall keep the data.",
        "The operator may keep the data.",
        {("obligation", "shall"), ("permission", "may")},
    ),
    ("en", "The operator shall keep the data.", "The operator must keep the data.", set()),
    ("en", "We share data with others.", "We never share data with others.", {("negation", "never")}),
    ("en", "You may share it.", "You cannot share it.", {("negation", "cannot")}),
    (
        "en",
        "It holds for 5 working days.",
        "It holds for 5 calendar days.",
        {("unit", "working"), ("unit", "calendar")},
    ),
    ("en", "See No. 5 of the list.", "See No. 6 of the list.", {("number", "5"), ("number", "6")}),
    ("en", "It applies from 1 May 2026.", "It applies from 2 May 2026.", {("date", "1"), ("date", "2")}),
    ("en", "Authorised access is logged.", "Unauthorised access is logged.", {("negation", "Unauthorised")}),
    ("en", "The text is in two parts.", "The text is in 2 parts.", set()),
    (
        "en",
        "The lender pays the costs.",
        "The borrower pays the costs.",
        {("party", "lender"), ("party", "borrower")},
    ),
    ("en", "Data is kept with consent.", "Data is kept without consent.", {("negation", "without")}),
)
"""(language, old text, new text, {(kind, marked text)})."""
