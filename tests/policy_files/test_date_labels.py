"""What known labels and keys date a text by, and what they must not: the same day, written in many ways."""

from __future__ import annotations

from datetime import date

import pytest

from sayasat.policy_files.date_sources import PRESETS, WEAK, date_source, read_dates
from sayasat.policy_files.document import read_foreign

SOURCES = tuple(map(date_source, (*PRESETS, *WEAK)))

READ = {
    "en": (
        "Effective starting May 1, 2024",
        "Effective Date of this Policy: May 1, 2024",
        "Privacy Policy effective as of May 1, 2024",
        "These Terms of Service are effective May 1, 2024",
        "Version 3.1, effective May 1, 2024",
        "Version 3.1 (May 1, 2024)",
        "Effective this 1st day of May, 2024",
        "Effective May 1, 2024. See the [previous version](x.md).",
        "Last updated: Wednesday, May 1, 2024",
        "Last updated: May 1, 2024, 10:00 UTC",
        "Last&nbsp;updated: May&nbsp;1,&nbsp;2024",
        "Effective date: 20240501",
        "Published: 1 May 2024",
    ),
    "de": ("Stand: 1. Mai 2024", "Diese Satzung tritt am 1. Mai 2024 in Kraft.", "Inkrafttreten: 1.5.2024"),
    "ru": (
        "Дата вступления в силу: «1» мая 2024 г.",
        "Настоящая Политика вступает в силу с 1 мая 2024 года.",
        "Дата обновления: 1 мая 2024 г.",
        "Дата публикации: 01.05.2024",
    ),
    "ky": ("2024-жылдын 1-майынан тартып күчүндө", "Күчүнө кирген күнү: 2024-жылдын 1-майы"),
    "zh": ("2024年5月1日生效", "本政策自2024年5月1日起施行。", "版本更新日期：2024年5月1日"),
    "zh-Hant": ("最後更新：2024年5月1日",),
    "ja": ("2024年5月1日 施行", "2024年5月1日改定"),
    "ko": ("이 약관은 2024년 5월 1일부터 시행합니다.", "시행일자: 2024. 5. 1."),
    "fr": ("Version en vigueur au 1er mai 2024", "Dernière modification : mercredi 1er mai 2024"),
    "es": ("Fecha de la última actualización: 1 de mayo de 2024", "Entrada en vigor: 1 de mayo de 2024"),
    "pt-BR": ("Última atualização: 1º de maio de 2024", "Vigência: 1 de maio de 2024"),
    "it": ("Data ultimo aggiornamento: 1 maggio 2024",),
    "pl": ("Obowiązuje od dnia 1 maja 2024 roku",),
    "ar": ("تاريخ آخر تحديث: ١ مايو ٢٠٢٤", "تاريخ النفاذ: 1 أيار 2024"),
    "he": ("עודכן לאחרונה: 1 במאי 2024",),
    "th": ("มีผลบังคับใช้ตั้งแต่วันที่ 1 พฤษภาคม 2024",),
    "vi": ("Ngày có hiệu lực: 1 tháng 5 năm 2024",),
    "id": ("Terakhir diperbarui: 1 Mei 2024",),
    "sv": ("Giltig från och med den 1 maj 2024",),
    "fi": ("Voimassa 1. toukokuuta 2024 alkaen",),
    "hu": ("Hatályos: 2024. május 1.",),
    "ro": ("Data intrării în vigoare: 1 mai 2024",),
    "el": ("Τελευταία ενημέρωση: 1 Μαΐου 2024",),
    "uz": ("Kuchga kirish sanasi: 2024-yil 1-may",),
}


def first_day(text: str, language: str) -> date | None:
    document = read_foreign(text.encode())
    found = read_dates(document.entries, document.body, document.body_line, SOURCES, language)
    return found[0].day if found else None


@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language, lines in READ.items() for line in lines]
)
def test_a_label_dates_a_text(language: str, line: str) -> None:
    assert first_day(f"# Terms\n\n{line}\n\nWords.\n", language) == date(2024, 5, 1)


@pytest.mark.parametrize("key", ["effectiveFrom", "date-in-force", "Commencement", "updated_on", "pubdate"])
@pytest.mark.parametrize("value", ["2024-05-01", "20240501", '"Wed, 01 May 2024 10:00:00 +0200"'])
def test_a_key_dates_a_text(key: str, value: str) -> None:
    assert first_day(f"---\n{key}: {value}\n---\n\nWords.\n", "en") == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "The previous version of this policy took effect on May 1, 2024."),
        ("en", "The Data Protection Act came into force on May 1, 2024."),
        ("en", "The fee for the service is effective from May 1, 2024."),
        ("en", "This section was updated on May 1, 2024."),
        ("en", "We keep the logs for 30 days,\neffective May 1, 2024. You may object."),
        ("en", "Valid from May 1, 2024 to May 1, 2025 only."),
        ("en", "- Version 1.0 (May 1, 2024)\n- Version 2.0 (May 1, 2025)"),
        ("ru", "Прежняя редакция действовала с 1 мая 2024 г."),
        ("ru", "Закон вступил в силу с 1 мая 2024 г. и утратил её 1 июня 2024 г."),
        ("de", "Das Gesetz tritt am 1. Mai 2024 in Kraft."),
        ("zh", "《个人信息保护法》2024年5月1日起施行"),
        ("ja", "個人情報保護法は2024年5月1日に施行されました。"),
        ("ko", "개인정보보호법은 2024년 5월 1일부터 시행합니다."),
        ("fr", "Version du 1 mai 2024 remplacée"),
    ],
)
def test_a_date_of_something_else_dates_no_text(language: str, line: str) -> None:
    assert first_day(f"# Terms\n\n{line}\n\nWords.\n", language) is None
