"""Repositories of an invented organisation, with histories that show what the site must tell."""

from __future__ import annotations

from tests.mini_site import furnish
from tests.repo import PolicyRepo

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
    """A first text, a typo mended, a new version, and one announced for the next month.

    ::

        2024-01-01  first commit           effective 2024-01-01
        2024-02-10  typo                   editorial
        2025-03-01  new version            effective 2025-04-01
        2026-11-20  announced              effective 2026-12-01
    """
    furnish(repo)

    def commit(body: str, date: str, **front_matter: str) -> str:
        return repo.policy(
            "ky", "privacy", body, date=f"{date}T12:00:00+06:00", title="Купуялык саясаты", **front_matter
        )

    return (
        commit(FIRST, "2024-01-01", effective="2024-01-01"),
        commit(CORRECTED, "2024-02-10", effective="2024-01-01", editorial="тамга катасы"),
        commit(SECOND, "2025-03-01", effective="2025-04-01", summary="Сактоо мөөнөтү узартылды."),
        commit(THIRD, "2026-11-20", effective="2026-12-01", summary="Кукилер тууралуу бөлүм өзгөрдү."),
    )


def every_kind(repo: PolicyRepo) -> None:
    """A site with every kind of page, as of 2026-11-24.

    ``privacy``: the four commits above, translated into Russian up to 2025 (and then behind), into English never.
    ``orders``: recorded without a date, then dated later; an announced version that was withdrawn; renamed.
    ``archive``: repealed. ``gone``: removed from the repository. Nothing here is a fact of any publisher.
    """
    four_commits(repo)
    at = "T12:00:00+06:00"
    russian = "# Политика {#privacy}\n\nМы защищаем Ваши данные.\n\n## Данные {#data}\n\nХраним 60 дней.\n\n## Куки {#cookies}\n\nСайт не использует куки.\n"
    repo.policy(
        "ru",
        "privacy",
        russian,
        date=f"2025-03-02{at}",
        title="Политика конфиденциальности",
        effective="2025-04-01",
        translation="unofficial",
    )
    repo.policy(
        "ky",
        "privacy",
        THIRD,
        date=f"2026-11-20{at}",
        title="Купуялык саясаты",
        effective="2026-12-01",
        summary="Кукилер тууралуу бөлүм өзгөрдү.",
    )

    orders = "# Заказ эрежелери {#orders}\n\nЗаказ 5 жумуш күнүндө аткарылат.\n\n| Кызмат | Баасы |\n|---|--:|\n| Сертификат | 100 сом |\n"
    repo.policy("ky", "rules", orders, date=f"2024-05-05{at}", title="Заказ эрежелери")
    repo.rename("docs/ky/policies/rules.md", "docs/ky/policies/orders.md", date=f"2024-06-06{at}")
    repo.policy(
        "ky", "orders", orders, date=f"2024-07-07{at}", title="Заказ эрежелери", effective="2024-06-01"
    )
    longer = orders.replace("5 жумуш", "7 жумуш")
    repo.policy(
        "ky", "orders", longer, date=f"2024-08-01{at}", title="Заказ эрежелери", effective="2024-10-01"
    )
    repo.policy(
        "ky", "orders", orders, date=f"2024-09-01{at}", title="Заказ эрежелери", effective="2024-06-01"
    )
    repo.policy(
        "en",
        "orders",
        "# Order rules {#orders}\n\nOrders take 5 working days.\n\n| Service | Price |\n|---|--:|\n| Certificate | 100 som |\n",
        date=f"2024-09-02{at}",
        title="Order rules",
        effective="2024-06-01",
    )

    archive = "# Архив {#archive}\n\nАрхив 10 жыл сакталат. [Купуялык](privacy.md#data)\n"
    repo.policy("ky", "archive", archive, date=f"2024-03-03{at}", title="Архив", effective="2024-03-03")
    repo.policy(
        "ky",
        "archive",
        archive,
        date=f"2025-12-01{at}",
        title="Архив",
        effective="2024-03-03",
        repealed="2026-01-01",
    )

    repo.policy(
        "ky",
        "gone",
        "# Убактылуу эреже {#gone}\n\nУбактылуу.\n",
        date=f"2024-04-04{at}",
        title="Убактылуу эреже",
        effective="2024-04-04",
    )
    repo.remove("docs/ky/policies/gone.md", date=f"2025-05-05{at}")
