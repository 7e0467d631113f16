"""README.txt needs none of our programs: its commands, as written, prove every answer of versions.json."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import stat
import subprocess
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from sayasat.builder.open import open_publication
from sayasat.mkdocs_plugin.config import read_configuration
from sayasat.proof.additions import prepared
from sayasat.proof.files import OLD
from sayasat.proof.heads import stem
from sayasat.repository.log_branch import FILE
from sayasat.versions.log_lines import new_lines, settings_line
from sayasat.versions.publication_log import PublicationLog
from tests.conftest import AS_OF
from tests.demo.history import POLICIES
from tests.support.built_site import Sample
from tests.support.by_hand import LANGUAGES, answers, asked, bare_path, steps, typed
from tests.support.sealed_log import SealedLog

TODAY = date.fromisoformat(AS_OF)
QUESTIONS = 200
Question = tuple[str, str, str]


class Archive(Struct, frozen=True):
    """The demo's repository, its data, and a folder with what proves its log."""

    repository: Path
    site: Path
    proof: Path


@pytest.fixture(scope="module")
def archive(demo_site: Sample, sealed: SealedLog, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The log that the demo's first publication begins with, sealed and stamped."""
    root = demo_site.repo.path
    settings, _, names = read_configuration(root / "mkdocs.yml")
    log = PublicationLog((settings_line(settings, TODAY),))
    with closing(open_publication(root, settings, TODAY, names)) as opened:
        log = log.extended(new_lines(opened.archive, settings, log, TODAY, opened.repository.head))
    certificates = {
        name: data for name, data in sealed.files.items() if "2027" not in name and "certs" in name
    }
    certificates = {name: data for name, data in certificates.items() if "crl" not in name}
    made = prepared(log, {}, certificates, TODAY)
    assert made.head is not None
    files = {FILE: log.extended(made.lines).data, **made.files, **sealed.sealed("", "seal-2026", made.head)}
    folder = tmp_path_factory.mktemp("archive") / "proof"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return Archive(root, demo_site.site, folder)


def versions_json(site: Path, policy: str, language: str) -> dict[str, Any]:
    prefix = "" if language == "ky" else language
    file = site / prefix / "policies" / policy / "versions.json"
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return data


def expected(site: Path, question: Question) -> tuple[str, str, str] | None:
    """What versions.json answers: the version's date, the digest of its text, and the commit."""
    policy, language, day = question
    data = versions_json(site, policy, language)
    given = [each for each in data["answers"] if each["start"] <= day and each["withdrawn"] is None]
    last = max(given, key=lambda each: each["start"], default={"version": None})
    found = [each for each in data["versions"] if each["date"] == last["version"]]
    return (found[0]["date"], found[0]["sha256"], found[0]["commit"]) if found else None


def questions(seed: int) -> list[Question]:
    """Random ones over the years of the demo; a failure names its question."""
    chosen = random.Random(seed)  # noqa: S311 (no secret)
    days = [TODAY + timedelta(days=chosen.randint(-1500, 400)) for _ in range(QUESTIONS)]
    return [(chosen.choice(POLICIES), chosen.choice([*LANGUAGES]), str(day)) for day in days]


def assert_proved(archive: Archive, output: str) -> None:
    """Every step of the page says that it is right, and every answer is that of versions.json."""
    first = output.partition("question ")[0]
    assert "log: OK" in first
    assert "heads/0001.txt: OK" in first
    found = answers(output)
    assert len(found) >= QUESTIONS * 3 // 4  # some were drawn twice
    kinds = {answer[:4] for answer, *_ in found.values()}
    assert {"none", "2026"} <= kinds
    for question, (answer, *from_git) in found.items():
        wanted = expected(archive.site, question)  # type: ignore[arg-type]  # it has three parts
        if wanted is None:
            assert answer.startswith("none: "), question
            continue
        day, digest, source, *_ = answer.split()
        assert (day, digest, source.partition(":")[0]) == wanted, question
        assert [line.split()[0] for line in from_git] == [digest], question


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_commands_are_the_same_in_every_language(language: str) -> None:
    assert steps(language) == steps("en")
    assert sorted(steps("en")) == [*range(1, 10)]


def test_the_page_proves_200_random_answers_of_the_demo_with_stock_tools(
    archive: Archive, tmp_path: Path
) -> None:
    path = bare_path(tmp_path / "bin")
    script = asked(steps("en"), questions(1), str(archive.repository))
    done = typed(script, archive.proof, str(path))
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert said.count("Verification: OK") == 2
    assert "CMS Verification successful" in said
    assert_proved(archive, done.stdout)


def test_a_file_in_the_hand_is_compared_with_the_answer(archive: Archive, tmp_path: Path) -> None:
    question = ("privacy", "ky", AS_OF)
    wanted = expected(archive.site, question)
    assert wanted is not None
    source = archive.site / "policies/privacy" / wanted[0] / "privacy.md"
    commands = steps("en")
    script = asked(commands, [question], str(archive.repository))
    script += commands[8].replace("file=privacy.md", f"file={source}")
    done = typed(script, archive.proof, str(bare_path(tmp_path / "bin")))
    assert [line.split()[0] for line in done.stdout.splitlines()[-2:]] == [wanted[1]] * 2


def test_the_page_finds_an_altered_log_a_foreign_seal_and_a_foreign_stamp(
    archive: Archive, sealed: SealedLog, tmp_path: Path
) -> None:
    path = str(bare_path(tmp_path / "bin"))
    commands = steps("en")
    script = "".join(commands[number] for number in range(1, 7))

    def said(name: str, data: bytes) -> str:
        folder = tmp_path / str(len([*tmp_path.iterdir()]))
        shutil.copytree(archive.proof, folder)
        (folder / name).write_bytes(data)
        done = typed(script, folder, path)
        return done.stdout + done.stderr

    head = (archive.proof / f"{stem(1)}.txt").read_bytes()
    assert "log: OK" not in said(FILE, (archive.proof / FILE).read_bytes().replace(b"\tky\t", b"\tru\t", 1))
    assert "signer certificate not found" in said(f"{stem(1)}.p7s", sealed.ca.seal("citizen", head))
    assert "Verification: FAILED" in said(f"{stem(1)}.tsa.tsr", sealed.stampers["tsb"].stamp(head))
    assert "heads/0001.txt: OK" not in said(f"{stem(1)}.txt", head.replace(b"previous: -", b"previous: 0"))


def test_a_renewal_and_a_former_key_stand_aside(sealed: SealedLog, tmp_path: Path) -> None:
    """With heads that have ``.old`` and renewals beside them, the page takes the newest head's own seal."""
    folder = tmp_path / "proof"
    for name, data in {**sealed.files, f"{stem(3)}.tsa.2.tsr": b""}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    commands = steps("en")
    script = "".join(commands[number] for number in range(1, 7))
    done = typed(script, folder, str(bare_path(tmp_path / "bin")))
    said = done.stdout + done.stderr
    assert "CMS Verification successful" in said
    assert "number: 3" in said
    assert "certs/seal-2027.pem" in said
    assert f"{stem(3)}{OLD}.p7s" in sealed.files
    assert said.count(".txt: OK") == 3


@pytest.mark.soak
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("debootstrap"), reason="needs root and debootstrap")
def test_the_page_proves_them_in_a_bare_debian(archive: Archive, tmp_path: Path) -> None:
    """A root file system that has the essential packages, git and openssl, and no Python."""
    root = tmp_path / "root"
    make = ["debootstrap", "--variant=minbase", "--include=git,openssl", "bookworm", str(root)]
    subprocess.run([*make, *mirror()], check=True, capture_output=True)
    assert not (root / "usr/bin/python3").exists()
    shutil.copytree(archive.proof, root / "proof")
    subprocess.run(["git", "clone", "--quiet", "--bare", archive.repository, root / "policies"], check=True)
    null = root / "dev/null"
    null.unlink()  # debootstrap may leave a file, which keeps what is written into it
    os.mknod(null, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    script = "cd /proof\n" + asked(steps("en"), questions(2), "/policies")
    done = typed(script, tmp_path, "/usr/bin:/bin", "/usr/sbin/chroot", str(root))
    assert done.returncode == 0, done.stderr
    assert_proved(archive, done.stdout)


def mirror() -> list[str]:
    """The mirror of Debian that this machine uses."""
    lists = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*.sources")]
    text = "".join(each.read_text(encoding="utf-8") for each in lists if each.is_file())
    return re.findall(r"^(?:URIs:|deb) *(http\S+/debian/?)(?:\s|$)", text, re.MULTILINE)[:1]
