"""``sayasat diff`` and ``sayasat show --format docx``."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from hashlib import sha1
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from docx import Document
from jsonschema import Draft202012Validator

from sayasat.exports.api_types import as_json, schema
from sayasat.i18n.messages import messages
from sayasat.redline.as_json import RedlineData, redline_json
from sayasat.redline.compare import compare
from tests.cli.test_command_line import Ran, sayasat
from tests.support import word_files
from tests.support.built_site import Sample, parse
from tests.support.mini_site import furnish
from tests.support.redline_notation import Case, golden_cases
from tests.support.repo import PolicyRepo
from tests.support.samples import FIRST, THIRD, four_commits

DATES = ("2024-01-01", "2025-04-01", "2026-12-01")


def diff(sample: Sample, *arguments: str | Path) -> Ran:
    ran = sayasat(sample.repo.path, "diff", "privacy", *arguments)
    assert (ran.code, ran.error) == (0, "")
    return ran


# ---------------------------------------------------------------- what can be compared


def test_two_dates_are_compared_section_by_section(four_commits_site: Sample) -> None:
    assert diff(four_commits_site, DATES[0], DATES[2]).out.decode() == (
        "3 сөз кошулду, 2 сөз алмаштырылды, 2 бөлүм өзгөрдү.\n"
        "\n"
        "Маанини өзгөрткөн сөздөр: 1 терс маани, 1 сан.\n"
        "\n"
        "## Маалымат {#data}\n"
        "Атыңызды жана дарегиңизди [-30-]{+60+} күн сактайбыз. ‹сан: 30 → 60›\n"
        "\n"
        "## Кукилер {#cookies}\n"
        "Сайт кукилерди [-колдонбойт-]{+статистика үчүн гана колдонот+}. ‹терс маани: − колдонбойт›\n"
    )


def test_a_day_names_the_version_in_force_on_it(four_commits_site: Sample) -> None:
    ran = diff(four_commits_site, "2024-06-15", "2025-06-15")
    assert ran == diff(four_commits_site, DATES[0], DATES[1])
    assert b"[-30-]{+60+}" in ran.out


def test_commits_are_named_by_their_id_or_its_beginning(four_commits_site: Sample) -> None:
    first, corrected, *_ = four_commits_site.repo.git("log", "--format=%H", "--reverse").split()
    ran = diff(four_commits_site, first, corrected[:7].upper())
    assert ran.out.decode().endswith("дарегиңизди 30 күн [-сактйбыз-]{+сактайбыз+}.\n")


def test_a_file_may_have_front_matter_or_none(four_commits_site: Sample, tmp_path: Path) -> None:
    bare, headed = tmp_path / "bare.md", tmp_path / "headed.md"
    bare.write_text(THIRD, encoding="utf-8")
    headed.write_text(f"---\ntitle: Саясат\n---\n\n{THIRD}", encoding="utf-8")
    for file in (bare, headed):
        ran = diff(four_commits_site, DATES[1], file)
        assert ran.out == diff(four_commits_site, DATES[1], DATES[2]).out
    assert diff(four_commits_site, bare, headed).out == "Көрүнгөн текст өзгөргөн жок.\n".encode()


def test_equal_texts_are_reported_without_an_error(four_commits_site: Sample) -> None:
    ran = diff(four_commits_site, DATES[0], DATES[0])
    assert ran.out.decode() == "Көрүнгөн текст өзгөргөн жок.\n"


def test_the_messages_are_in_the_language_of_the_edition(every_kind_site: Sample) -> None:
    ran = diff(every_kind_site, DATES[1], DATES[1], "--language", "ru")
    assert ran.out.decode() != diff(every_kind_site, DATES[1], DATES[1]).out.decode()


def test_moves_new_numbers_and_formatting_are_described(four_commits_site: Sample, tmp_path: Path) -> None:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    fruits = "## Жемиштер {#b}\n\n1. бир алма\n2. эки алмурут\n3. үч өрүк\n"
    other = "## Башка {#a}\n\nБиринчи абзац, экинчи сүйлөм.\n"
    old.write_text(f"{other}\n{fruits}", encoding="utf-8")
    changed = fruits.replace("2. эки алмурут\n3. үч өрүк", "2. үч **өрүк**")
    new.write_text(f"{changed}\n{other}", encoding="utf-8")
    text = diff(four_commits_site, old, new).out.decode()
    t = messages("ky")
    for key in ("section-moved-here", "section-moved-away", "renumbered"):
        assert t(f"redline.{key}", number=1) in text
    assert t("redline.detail.format-added", format=t("redline.format.bold"), text="өрүк") in text
    assert "[-3.-]{+2.+} үч өрүк" in text
    assert "[-2. эки алмурут-]" in text


# ---------------------------------------------------------------- forms


def test_json_is_the_data_of_the_redline(four_commits_site: Sample) -> None:
    ran = diff(four_commits_site, DATES[1], DATES[2], "--format", "json")
    document = json.loads(ran.out)
    assert document["empty"] is False
    runs = [
        (run["mark"], run["text"])
        for section in document["sections"]
        if section["changed"]
        for passage in section["passages"]
        for run in passage["runs"]
    ]
    assert runs == [
        ("same", "Сайт кукилерди "),
        ("deleted", "колдонбойт"),
        ("inserted", "статистика үчүн гана колдонот"),
        ("same", "."),
    ]


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case.name)
def test_the_json_of_every_redline_keeps_to_its_schema(case: Case) -> None:
    document = json.loads(as_json(redline_json(compare(case.old, case.new))))
    Draft202012Validator(json.loads(schema(RedlineData))).validate(document)


def test_html_is_a_standalone_page(four_commits_site: Sample) -> None:
    page = parse(diff(four_commits_site, DATES[0], DATES[2], "--format", "html").out.decode())
    assert page.language == "ky"
    assert page.one("h1").text.startswith("Купуялык саясаты")
    assert [each.text for each in page.all("ins")] == [
        "кошулду: 60",
        "кошулду: статистика үчүн гана колдонот",
    ]
    assert not [each for each in page.elements if {"src", "href"} & each.attributes.keys()]


def test_docx_has_the_changes_tracked(four_commits_site: Sample, tmp_path: Path) -> None:
    file = tmp_path / "redline.docx"
    ran = diff(four_commits_site, DATES[0], DATES[2], "--format", "docx", "--output", file)
    assert ran.out == b""
    data = file.read_bytes()
    assert data == diff(four_commits_site, DATES[0], DATES[2], "--format", "docx").out
    assert word_files.resolved(data, accept=True) == word_files.expected(THIRD)
    assert word_files.resolved(data, accept=False) == word_files.expected(
        FIRST.replace("сактйбыз", "сактайбыз")
    )
    found = word_files.changes(data)
    assert {word_files.named(each, "author") for each in found} == {"«Инфоком» мамлекеттик ишканасы"}
    assert {word_files.named(each, "date") for each in found} == {"2026-11-20T06:00:00Z"}


def test_changes_to_a_file_have_no_date(four_commits_site: Sample, tmp_path: Path) -> None:
    file = tmp_path / "draft.md"
    file.write_text(THIRD, encoding="utf-8")
    data = diff(four_commits_site, DATES[0], file, "--format", "docx").out
    assert {word_files.named(each, "date") for each in word_files.changes(data)} == {None}


def test_show_gives_a_version_as_a_document(every_kind_site: Sample) -> None:
    ran = sayasat(every_kind_site.repo.path, "show", "archive", "2024-03-03", "--format", "docx")
    document = Document(BytesIO(ran.out))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0].startswith(messages("ky")("badge.repealed"))
    assert texts[-2:] == ["Архив", "Архив 10 жыл сакталат. Купуялык"]
    addresses = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert addresses == ["https://example.org/policies/privacy/2025-04-01/#data"]


def test_show_writes_the_source_to_a_file(four_commits_site: Sample, tmp_path: Path) -> None:
    file = tmp_path / "privacy.md"
    ran = sayasat(four_commits_site.repo.path, "show", "privacy", DATES[0], "--output", file)
    assert (ran.code, ran.out, ran.error) == (0, b"", "")
    assert file.read_bytes() == sayasat(four_commits_site.repo.path, "show", "privacy", DATES[0]).out


# ---------------------------------------------------------------- a terminal


def test_a_terminal_gets_colours_and_no_word_document(four_commits_site: Sample) -> None:
    code, shown = in_terminal(four_commits_site.repo.path, "diff", "privacy", DATES[0], DATES[2])
    assert (code, "\x1b[" in shown, "[-30-]" in shown) == (0, True, True)
    for arguments in (("show", "privacy", DATES[0]), ("diff", "privacy", DATES[0], DATES[2])):
        code, shown = in_terminal(four_commits_site.repo.path, *arguments, "--format", "docx")
        assert code == 2
        assert "--output FILE" in shown
        assert len(shown.splitlines()) == 1


def in_terminal(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and output of a command that writes to a terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {
        "SAYASAT_TODAY": "2026-11-24",
        "TERM": "xterm",
        "SITE_URL": "https://example.org/",
    }
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "sayasat", *arguments]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=theirs, stderr=theirs) as run:
        os.close(theirs)
        said = b""
        while part := _read(ours):
            said += part
        os.close(ours)
        return run.wait(), said.decode()


def _read(terminal: int) -> bytes:
    """Empty at the end of the output, where Linux raises an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


# ---------------------------------------------------------------- faulty arguments


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nowhere.md", "not a date, not a file"),
        ("abcdef0", "not a date, not a file"),
        ("abc", "not a date, not a file"),
        ("2026-02-30", "is not valid here"),
        ("2020-01-01", "No version was in force on 2020-01-01."),
        (".", "The file cannot be read"),
    ],
)
def test_an_argument_that_names_no_text_is_a_clear_error(
    four_commits_site: Sample, given: str, said: str
) -> None:
    ran = sayasat(four_commits_site.repo.path, "diff", "privacy", DATES[0], given)
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.error
    assert len(ran.error.splitlines()) == 1


def test_a_file_that_is_not_text_is_an_error(four_commits_site: Sample, tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(b"%PDF\xff\x00\xfe")
    ran = sayasat(four_commits_site.repo.path, "diff", "privacy", DATES[0], file)
    assert (ran.code, ran.out) == (2, b"")
    assert str(file) in ran.error


def test_a_file_that_cannot_be_written_is_an_error(four_commits_site: Sample, tmp_path: Path) -> None:
    for command in (("diff", "privacy", DATES[0], DATES[1]), ("show", "privacy", DATES[0])):
        ran = sayasat(four_commits_site.repo.path, *command, "--output", tmp_path / "no" / "file")
        assert (ran.code, ran.out) == (2, b"")
        assert "The file cannot be written: No such file or directory." in ran.error


def test_several_commits_with_the_same_beginning_are_listed(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    first, *_ = four_commits(repo)
    last = commit_like(repo, first[:4])
    ran = sayasat(tmp_path, "diff", "privacy", first[:4], last)
    assert (ran.code, ran.out) == (2, b"")
    fix = f"Give more characters of the commit that you mean: {first}, {last}."
    assert ran.error == f"{first[:4]}: Several commits begin with these characters. {fix}\n"


def commit_like(repo: PolicyRepo, beginning: str) -> str:
    """Replace the newest commit by one whose id has this beginning, by changing its message."""
    commit = repo.git("cat-file", "commit", "HEAD")
    for number in count():
        data = f"{commit}\n{number}\n".encode()
        found = sha1(b"commit %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        if found.startswith(beginning):
            written = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=data)
            repo.git("update-ref", "HEAD", written)
            return written
    raise AssertionError


def test_every_form_names_an_image_that_was_replaced(tmp_path: Path) -> None:
    """As a version, and as a file on disk beside its image."""
    repo = PolicyRepo(tmp_path / "repo")
    furnish(repo)
    stamp, body, ids = "docs/assets/stamp.png", "Акы.\n\n![Мөөр](../../assets/stamp.png)\n", []
    for date in DATES[:2]:
        repo.write(stamp, f"stamp of {date}")
        repo.policy("ky", "privacy", body, effective=date, date=f"{date}T12:00:00+06:00")
        ids.append(repo.git("rev-parse", f"HEAD:{stamp}"))
    sample = Sample(repo, tmp_path)
    named = f"../../assets/stamp.png ({ids[0][:7]} → {ids[1][:7]})"
    file = repo.path / "docs/ky/policies/privacy.md"
    for new in (DATES[1], file):
        assert named in diff(sample, DATES[0], new).out.decode()
        assert named in diff(sample, DATES[0], new, "--format", "html").out.decode()
        document = json.loads(diff(sample, DATES[0], new, "--format", "json").out)
        (detail,) = document["sections"][0]["passages"][1]["details"]
        assert [detail["old_file"], detail["new_file"]] == [f"assets/files/{each}/stamp.png" for each in ids]
        assert document["counts"]["images_changed"] == 1
        assert Document(BytesIO(diff(sample, DATES[0], new, "--format", "docx").out)).paragraphs
