"""A policy of three versions in three languages, for all that compares."""

from __future__ import annotations

from tests.support.mini_site import furnish
from tests.support.repo import PolicyRepo

DATES = ("2024-01-01", "2025-04-01", "2026-12-01")
"""Of the versions; as of 2026-11-24 the last is announced. Nothing here is a fact of any publisher."""

TITLES = {"ky": "Купуялык <b>саясаты</b>", "ru": "Политика конфиденциальности", "en": "Privacy policy"}

_PUBLISHED = ("2024-01-01", "2025-03-01", "2026-11-20")

_PROTECTION = {
    "ky": "# Саясат {#privacy}\n\nБиз сиздин маалыматыңызды коргойбуз.\n",
    "ru": "# Политика {#privacy}\n\nМы защищаем Ваши данные.\n",
    "en": "# Policy {#privacy}\n\nWe protect your data.\n",
}
_DATA = {
    "ky": "## Маалымат {#data}\n\n1. Атыңызды $ күн сактайбыз.\n2. Дарегиңизди сактайбыз.\n",
    "ru": "## Данные {#data}\n\n1. Имя храним $ дней.\n2. Адрес храним.\n",
    "en": "## Data {#data}\n\n1. We keep your name for $ days.\n2. We keep your address.\n",
}
_FORMER = {
    "ky": "## Эски бөлүм {#former}\n\nБул бөлүм кийинки редакцияда жок болот.\n",
    "ru": "## Старый раздел {#former}\n\nЭтого раздела в следующей редакции нет.\n",
    "en": "## Old section {#former}\n\nThis section is gone in the next version.\n",
}
_COOKIES = {
    "ky": "## Кукилер {#cookies}\n\nСайт кукилерди колдонбойт. `<script>alert(1)</script>`\n",
    "ru": "## Куки {#cookies}\n\nСайт не использует куки. `<script>alert(1)</script>`\n",
    "en": "## Cookies {#cookies}\n\nThe site uses no cookies. `<script>alert(1)</script>`\n",
}
_LAST = "\n1 < 2 & 3 > 2: <i>x</i> `<img src=x onerror=alert(1)>`\n"


def three_versions(repo: PolicyRepo) -> None:
    """The second keeps data longer and drops a section; the third adds a paragraph of signs at the end."""
    furnish(repo)
    for number in range(len(DATES)):
        for language, title in TITLES.items():
            repo.policy(
                language,
                "privacy",
                _text(language, number),
                date=f"{_PUBLISHED[number]}T12:00:00+06:00",
                title=title,
                effective=DATES[number],
            )


def _text(language: str, number: int) -> str:
    data = _DATA[language].replace("$", "60" if number else "30")
    former = [] if number else [_FORMER[language]]
    last = _LAST if number == 2 else ""
    return "\n".join((_PROTECTION[language], data, *former, _COOKIES[language] + last))
