"""LibreOffice accepts all changes to exactly the new text, and rejects all to exactly the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.i18n.messages import messages
from sayasat.policy_files.document import read_document
from sayasat.redline.compare import compare
from tests.support import word_files
from tests.support.libreoffice import comments, review
from tests.support.redline_notation import golden_cases
from tests.support.soak import chosen
from tests.word.test_documents import redlined

ROOT = Path(__file__).parents[2]

_P = "{} абзац өзүнүн сөздөрү менен турат."
_THREE = "\n\n".join(_P.format(number) for number in ("Биринчи", "Экинчи", "Үчүнчү"))
_TABLE = "| Кызмат | Баасы |\n|---|---|\n| Сертификат | 100 |\n| Токен | 200 |\n"
_SECTIONS = {
    name: f"## {name} бөлүм {{#{place}}}\n\n{name} бөлүмдүн узунураак тексти ушул жерде турат.\n\n"
    for name, place in (("Биринчи", "a"), ("Экинчи", "b"), ("Үчүнчү", "c"))
}


def _whole(*names: str) -> str:
    return "# Саясат\n\n" + "".join(_SECTIONS[name] for name in names)


_LAST = "Төртүнчү абзац да өзүнүн сөздөрү менен турат."
_FOUR = f"{_THREE}\n\n{_LAST}"
_MOVING = "Бул сүйлөм башка жерге көчүрүлөт."
_SENTENCES = f"{_THREE} {_MOVING}\n\n{_FOUR}"


def _with_column(table: str, place: int) -> str:
    """The table with a column more."""
    lines = [line.split("|") for line in table.splitlines()]
    cells = (" № ", "---", " 1 ", " 2 ")
    return "".join(
        "|".join([*line[: place + 1], cell, *line[place + 1 :]]) + "\n"
        for line, cell in zip(lines, cells, strict=True)
    )


def _policy() -> str:
    return read_document((ROOT / "docs/ky/policies/privacy.md").read_bytes()).body


def _edited(policy: str) -> str:
    """Made-up edits of every kind; they are no facts of the publisher."""
    head, *sections = policy.split("\n## ")
    sections[0], sections[1] = sections[1], sections[0]
    text = "\n## ".join([head, *sections[:-1], "Жаңы бөлүм {#new}\n\nЖаңы сөздөр.\n\n1. бир\n2. эки\n"])
    return text.replace("Сиздин", "Колдонуучунун").replace(". ", ".\n\n", 3)


def _cases() -> dict[str, tuple[str, str]]:
    policy = _policy()
    return {
        "split": (
            _THREE,
            _THREE.replace(" турат.\n\nЭкинчи", " турат. Экинчи").replace("Үчүнчү абзац", "Үчүнчү.\n\nАбзац"),
        ),
        "start": (_THREE, f"Мурда турган абзац.\n\n{_THREE}"),
        "start-deleted": (_THREE, _THREE.partition("\n\n")[2]),
        "end": (_THREE, f"{_THREE}\n\nАкыркы кошулган абзац."),
        "end-deleted": (_THREE, _THREE.rpartition("\n\n")[0]),
        "row": (_TABLE, _TABLE + "| Мөөр | 300 |\n"),
        "row-deleted": (_TABLE, _TABLE.replace("| Сертификат | 100 |\n", "")),
        "column": (_TABLE, _TABLE.replace(" |\n", " | 1 |\n").replace("|---|---|", "|---|---|---|")),
        "table-before-all": (_THREE, f"{_TABLE}\n{_THREE}"),
        "table-at-the-end": (f"{_THREE}\n\n{_TABLE}", _THREE),
        "table-alone": (_TABLE, "Эми текст гана."),
        "list": ("1. бир алма\n2. эки алмурут\n3. үч өрүк\n", "1. бир алма\n2. үч өрүк\n\n- белги\n"),
        "moved": (_whole("Биринчи", "Экинчи", "Үчүнчү"), _whole("Үчүнчү", "Биринчи", "Экинчи")),
        "moved-and-edited": (
            _whole("Биринчи", "Экинчи", "Үчүнчү"),
            _whole("Үчүнчү", "Биринчи", "Экинчи").replace("узунураак", "кыскараак"),
        ),
        "moved-with-a-table": (
            _whole("Биринчи", "Экинчи") + f"{_TABLE}\n" + _whole("Үчүнчү").partition("\n\n")[2],
            _whole("Үчүнчү", "Биринчи", "Экинчи") + _TABLE,
        ),
        "paragraph-moved": (
            _FOUR,
            "\n\n".join([*_FOUR.split("\n\n")[1:], _FOUR.split("\n\n", maxsplit=1)[0]]),
        ),
        "sentence-moved": (_SENTENCES, _SENTENCES.replace(_MOVING, "") + f" {_MOVING}"),
        "sentence-moved-in": (_SENTENCES + f" {_MOVING.upper()}", f"{_MOVING.upper()} {_SENTENCES}"),
        "column-first": (_TABLE, _with_column(_TABLE, 0)),
        "column-first-deleted": (_with_column(_TABLE, 0), _TABLE),
        "column-between": (_TABLE, _with_column(_TABLE, 1)),
        "renumbered-and-bold": (
            "1. бир алма\n2. эки алмурут\n3. үч өрүк\n",
            "2. эки **алмурут**\n3. үч өрүк\n",
        ),
        "emptied": (_THREE, ""),
        "filled": ("", _THREE),
        "policy": (policy, _edited(policy)),
        "policy-back": (_edited(policy), policy),
        # test_documents.py reads all of them by the standard; a third shows that LibreOffice agrees.
        **{f"golden: {case.name}": (case.old, case.new) for case in golden_cases()[::3]},
    }


@pytest.mark.libreoffice
@pytest.mark.parametrize("step", chosen([4, 1], 4), ids=["a quarter", "all"])
def test_libreoffice_gives_the_new_text_when_all_is_accepted_and_the_old_one_when_all_is_rejected(
    tmp_path: Path, step: int
) -> None:
    every = _cases()
    assert compare(*every["policy"]).changes, "the made-up edits no longer find their places"
    cases = dict(list(every.items())[::step])
    assert "policy" in cases
    reviewed = review([redlined(*texts) for texts in cases.values()], tmp_path)
    found = {name: _folded(each.rejected, each.accepted) for name, each in zip(cases, reviewed, strict=True)}
    assert found == {name: tuple(map(word_files.expected, texts)) for name, texts in cases.items()}


@pytest.mark.libreoffice
def test_libreoffice_reads_the_comments(tmp_path: Path) -> None:
    t = messages("ky")
    old, new = "1. бир алма\n2. эки алмурут\n3. үч өрүк\n", "1. бир алма\n2. үч **өрүк**\n"
    bold = t("redline.detail.format-added", format=t("redline.format.bold"), text="өрүк")
    assert comments(redlined(old, new), tmp_path) == [f"{t('redline.renumbered')} 3. → 2.\n{bold}"]


def _folded(*texts: list[str]) -> tuple[list[str], ...]:
    return tuple([word_files.folded(line) for line in text] for text in texts)
