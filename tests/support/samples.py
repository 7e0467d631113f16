"""Repositories of an invented organisation, with histories that show what the site must tell."""

from __future__ import annotations

from tests.support.mini_site import furnish
from tests.support.repo import PolicyRepo

FIRST = """# Купуялык саясаты {#privacy}

Биз сиздин маалыматыңызды коргойбуз.

## Маалымат {#data}

Атыңызды жана дарегиңизди 30 күн сактйбыз.

## Кукилер {#cookies}

Сайт кукилерди колдонбойт.
"""
CORRECTED = FIRST.replace("сактйбыз", "сактайбыз")
SECOND = CORRECTED.replace("30 күн", "60 күн")
THIRD = SECOND.replace("колдонбойт", "статистика үчүн гана колдонот")


def four_commits(repo: PolicyRepo) -> tuple[str, ...]:
    """A first text, a typo fixed, a new version, and one announced for the next month.

    ::

        2024-01-01  first commit           effective 2024-01-01
        2024-02-10  typo                   editorial
        2025-03-01  new version            effective 2025-04-01
        2026-11-20  announced              effective 2026-12-01
    """
    furnish(repo)
    return _privacy(repo, *PRIVACY)


PRIVACY = (
    (FIRST, "2024-01-01", {"effective": "2024-01-01"}),
    (CORRECTED, "2024-02-10", {"effective": "2024-01-01", "editorial": "тамга катасы"}),
    (SECOND, "2025-03-01", {"effective": "2025-04-01", "summary": "Сактоо мөөнөтү узартылды."}),
    (THIRD, "2026-11-20", {"effective": "2026-12-01", "summary": "Кукилер тууралуу бөлүм өзгөрдү."}),
)
"""The texts of the four commits, their days and their front matter."""


def _privacy(repo: PolicyRepo, *commits: tuple[str, str, dict[str, str]]) -> tuple[str, ...]:
    title = "Купуялык саясаты"
    return tuple(
        repo.policy("ky", "privacy", body, date=f"{day}T12:00:00+06:00", title=title, **front_matter)
        for body, day, front_matter in commits
    )


RUSSIAN = """# Политика {#privacy}

Мы защищаем Ваши данные.

## Данные {#data}

Храним 60 дней.

## Куки {#cookies}

Сайт не использует куки.
"""
ORDERS = """# Заказ эрежелери {#orders}

Заказ 5 жумуш күнүндө аткарылат.

| Кызмат | Баасы |
|---|--:|
| Сертификат | 100 сом |
"""
ENGLISH_ORDERS = """# Order rules {#orders}

Orders take 5 working days.

| Service | Price |
|---|--:|
| Certificate | 100 som |
"""
ARCHIVE = "# Архив {#archive}\n\nАрхив 10 жыл сакталат. [Купуялык](privacy.md#data)\n"
GONE = "# Убактылуу эреже {#gone}\n\nУбактылуу.\n"


def every_kind(repo: PolicyRepo) -> None:
    """A site with every kind of page, as of 2026-11-24. Nothing in it is a fact of any publisher.

    ``privacy``: the four commits above; the version of 2025 in Russian too, nothing in English.
    ``orders``: recorded without a date, renamed, dated later; an announced version that was withdrawn.
    ``archive``: repealed. ``gone``: removed from the repository. The commits are in the order of their days.
    """
    furnish(repo, has_documents=True)

    def commit(language: str, slug: str, body: str, date: str, **front_matter: str) -> None:
        repo.policy(language, slug, body, date=f"{date}T12:00:00+06:00", **front_matter)

    policy = {"title": "Политика конфиденциальности", "translation": "unofficial"}
    orders = {"title": "Заказ эрежелери"}
    archive = {"title": "Архив", "effective": "2024-03-03"}
    longer = ORDERS.replace("5 жумуш", "7 жумуш")

    _privacy(repo, *PRIVACY[:2])
    commit("ky", "archive", ARCHIVE, "2024-03-03", **archive)
    commit("ky", "gone", GONE, "2024-04-04", effective="2024-04-04", title="Убактылуу эреже")
    commit("ky", "rules", ORDERS, "2024-05-05", **orders)
    repo.rename("docs/ky/policies/rules.md", "docs/ky/policies/orders.md", date="2024-06-06T12:00:00+06:00")
    commit("ky", "orders", ORDERS, "2024-07-07", effective="2024-06-01", **orders)
    commit("ky", "orders", longer, "2024-08-01", effective="2024-10-01", **orders)
    commit("ky", "orders", ORDERS, "2024-09-01", effective="2024-06-01", **orders)
    commit("en", "orders", ENGLISH_ORDERS, "2024-09-02", effective="2024-06-01", title="Order rules")
    _privacy(repo, PRIVACY[2])
    commit("ru", "privacy", RUSSIAN, "2025-03-02", effective="2025-04-01", **policy)
    repo.remove("docs/ky/policies/gone.md", date="2025-05-05T12:00:00+06:00")
    commit("ky", "archive", ARCHIVE, "2025-12-01", repealed="2026-01-01", **archive)
    _privacy(repo, PRIVACY[3])
