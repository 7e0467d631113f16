"""Makes the sample repository: the project's theme, an invented office's settings and texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.demo.history import history
from tests.support.mini_site import LANGUAGES, furnish
from tests.support.repo import PolicyRepo

PAGES = Path(__file__).parent / "pages"
EDIT_URL = "https://example.org/sample-office/policies/edit/main/docs/"
"""Where the link “Edit this page” leads: a place that everybody knows to be no place."""

SETTINGS = (
    ("site_name: Саясаттар – «Инфоком»\nsite_url", "site_name: Үлгү саясаттар (ойдон чыгарылган)\nsite_url"),
    ("          site_name: Саясаттар – «Инфоком»", "          site_name: Үлгү саясаттар (ойдон чыгарылган)"),
    ("site_name: Политики – «Инфоком»", "site_name: Политики-образцы (вымышленные)"),
    ("site_name: Policies – Infocom", "site_name: Sample policies (invented)"),
    ("https://www.infocom.kg/", "https://example.org/"),
    ("tag: infocom.kg,2026", "tag: example.org,2026"),
    ("Кыргыз Республикасы, Бишкек ш., Чолпон-Ата көч., 2", "Үлгү шаары, Мисал көчөсү, 1 (ойдон чыгарылган)"),
    (
        "Кыргызская Республика, г. Бишкек, ул. Чолпон-Атинская, 2",
        "г. Образец, ул. Примерная, 1 (вымышленный)",
    ),
    ("2 Cholpon-Ata Street, Bishkek, Kyrgyz Republic", "1 Example Street, Sampletown (invented)"),
    ("Веб-сайт: www.infocom.kg", "Веб-сайт: example.org"),
    ("Сайт: www.infocom.kg", "Сайт: example.org"),
    ("Website: www.infocom.kg", "Website: example.org"),
    ("ky: «Инфоком» мамлекеттик ишканасы", "ky: «Үлгү» мекемеси (ойдон чыгарылган)"),
    ("ru: Государственное предприятие «Инфоком»", "ru: Учреждение «Образец» (вымышленное)"),
    ("en: State Enterprise “Infocom”", "en: Sample Office (invented)"),
)
"""What the project's mkdocs.yml says of the real publisher, and what the sample says in its place."""


def sample_office(repo: PolicyRepo, today: date) -> None:
    """Write the office's whole history into an empty repository, as of a day."""
    furnish(repo, has_documents=True)
    repo.write("mkdocs.yml", settings((repo.path / "mkdocs.yml").read_text(encoding="utf-8")))
    for language in LANGUAGES:
        for page in ("index", "contact"):
            text = (PAGES / f"{page}.{language}.md").read_bytes()
            repo.write(f"docs/{language}/{page}.md", text)
    for step in history(today):
        repo.commit(step.message, date=f"{step.published}T12:00:00+06:00", files=step.files)


def settings(own: str) -> str:
    """The project's mkdocs.yml with the invented office in the place of the publisher."""
    for real, invented in SETTINGS:
        assert own.count(real) == 1, f"{real!r} stands {own.count(real)} times in mkdocs.yml"
        own = own.replace(real, invented)
    return own
