"""A sealed text has a package that proves it alone; it is made once, and its pages name it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from sayasat.builder.open import open_publication
from sayasat.builder.packages import new_packages
from sayasat.errors import EditError
from sayasat.mkdocs_plugin.config import read_configuration
from sayasat.proof.files import digest
from sayasat.proof.package import Bag, proof_files, read_package
from sayasat.proof.record import package_path, read_record, stamped_at
from sayasat.proof.verdict import Pins
from sayasat.proof.verify import verify
from sayasat.repository.log_branch import FILE, LogBranch
from sayasat.versions.log_events import LogEvent
from tests.support.built_site import read_page
from tests.support.by_hand import bare_path, steps, typed
from tests.support.publisher import AT, TODAY
from tests.support.repo import PolicyRepo
from tests.support.sealed_log import SealedLog
from tests.support.sealed_site import PICTURE, ROOT, SealedSite

VERSION = "policies/privacy/2024-01-01"
DAY = date(2026, 11, 24)


def packages(site: Path) -> dict[str, bytes]:
    return {str(file.relative_to(site)): file.read_bytes() for file in sorted(site.rglob("proof.tar"))}


def made_again(folder: Path) -> dict[str, bytes]:
    """The packages of a clone, made as if it had none."""
    settings, _, names = read_configuration(folder / "mkdocs.yml")
    branch = LogBranch(folder)
    with closing(open_publication(folder, settings, DAY, names)) as publication:
        log, files = publication.archive.log, branch.files()
        return dict(new_packages(publication, read_record(log, files, {}), files))


def unpacked(data: bytes, folder: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        tar.extractall(folder)  # noqa: S202 (our own)
    (found,) = folder.iterdir()
    return found


def altered(data: bytes, path: str, content: bytes | None, *, manifests: bool = False) -> bytes:
    """A package with another file; with ``manifests``, these are made anew as well."""
    payload, _ = read_package(data, "proof.tar")
    changed = {name: each for name, each in {**payload, path: content}.items() if each is not None}
    if manifests:
        return Bag("x", DAY, (), changed).tar
    bag, written = unpacked_files(data), io.BytesIO()
    bag = {**bag, f"x/data/{path}": content}
    with tarfile.open(fileobj=written, mode="w") as tar:
        for name, each in bag.items():
            if each is not None:
                member = tarfile.TarInfo(name)
                member.size = len(each)
                tar.addfile(member, io.BytesIO(each))
    return written.getvalue()


def unpacked_files(data: bytes) -> dict[str, bytes | None]:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        files = {each.name: tar.extractfile(each) for each in tar}
    return {f"x/{name.partition('/')[2]}": each.read() for name, each in files.items() if each}


def test_each_text_has_its_package_below_the_page_of_its_revision(sealed_pages: SealedSite) -> None:
    wanted = {f"{VERSION}/revisions/1/proof.tar", f"{VERSION}/revisions/2/proof.tar"}
    assert packages(sealed_pages.site).keys() == {*wanted, f"ru/{VERSION}/revisions/1/proof.tar"}
    assert packages(sealed_pages.before) == {}


def test_two_builds_on_two_paths_give_equal_bytes(
    sealed_pages: SealedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    origin = sealed_pages.publisher.origin
    other = PolicyRepo(tmp_path / "elsewhere")
    other.git("pull", "--quiet", origin.path, "main")
    other.git("fetch", "--quiet", origin.path, "publications:publications")
    first, second = made_again(sealed_pages.publisher.clone.path), made_again(other.path)
    assert first == second
    assert sorted(first.values()) == sorted(packages(sealed_pages.site).values())


def test_a_sealed_package_is_never_made_again(sealed_pages: SealedSite) -> None:
    """Also where the code would make another one by now: the bytes on the branch are published."""
    publisher = sealed_pages.publisher
    branch = LogBranch(publisher.clone.path)
    kept = branch.packages()
    lines = [number for number, each in enumerate(publisher.log.lines, 1) if each.event is LogEvent.TEXT]
    assert sorted(kept) == [package_path(number, 1) for number in lines]
    assert "proof.tar" not in sealed_pages.run("proof", "stamp")
    assert branch.packages() == kept


def test_an_archive_and_stock_tools_accept_a_package(sealed_pages: SealedSite, tmp_path: Path) -> None:
    for number, data in enumerate(packages(sealed_pages.site).values()):
        bag = unpacked(data, tmp_path / str(number))
        command = [sys.executable, "-m", "bagit", "--validate", str(bag)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            subprocess.run(["sha256sum", "--check", "--strict", manifest], cwd=bag, check=True)
        assert "Bagging-Date: 2026-11-24" in (bag / "bag-info.txt").read_text(encoding="utf-8")


def test_a_package_has_the_text_its_pictures_and_what_proves_them(sealed_pages: SealedSite) -> None:
    data = packages(sealed_pages.site)[f"{VERSION}/revisions/1/proof.tar"]
    payload, faults = read_package(data, "proof.tar")
    assert not faults
    assert payload[f"source/{ROOT}/seal.png"] == PICTURE
    published = (sealed_pages.site / VERSION / "revisions/1/privacy.md").read_bytes()
    assert payload[f"source/{ROOT}/privacy.md"] == published
    assert {"onday.sh", "README.txt", "heads/0001.txt", "heads/0001.p7s"} <= payload.keys()
    assert {"heads/0001.tsa.tsr", "heads/0001.tsb.tsr", "certs/tsb-root.pem"} <= payload.keys()
    assert "Source-Organization: " in unpacked_files(data)["x/bag-info.txt"].decode()  # type: ignore[union-attr]
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = tar.getmembers()
    assert [each.name for each in members] == sorted(each.name for each in members)
    assert {(each.mode, each.uid, each.gid, each.uname, each.gname) for each in members} == {
        (0o644, 0, 0, "", "")
    }
    assert len({each.mtime for each in members}) == 1


def test_the_commands_of_the_page_prove_a_package(sealed_pages: SealedSite, tmp_path: Path) -> None:
    """In its folder ``data/``, where nothing but the package is."""
    data = packages(sealed_pages.site)[f"{VERSION}/revisions/2/proof.tar"]
    bag = unpacked(data, tmp_path / "bag")
    commands = steps("en")
    script = "".join(commands[number] for number in range(1, 8)).replace("day=2027-03-01", "day=2026-12-01")
    script += commands[8].replace("file=privacy.md", f"file=source/{ROOT}/privacy.md")
    done = typed(script, bag / "data", str(bare_path(tmp_path / "bin")))
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert said.count("Verification: OK") == 2
    assert "CMS Verification successful" in said
    text = digest((bag / f"data/source/{ROOT}/privacy.md").read_bytes())
    assert said.count(text) == 3


def verified(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """``sayasat verify --package`` in a folder without a repository."""
    command = [sys.executable, "-m", "sayasat", "verify", "--package", str(file), *options]
    return subprocess.run(
        command,
        cwd=file.parent,
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_verify_proves_a_package_without_a_repository(sealed_pages: SealedSite, tmp_path: Path) -> None:
    file = tmp_path / "proof.tar"
    shutil.copy(sealed_pages.site / VERSION / "revisions/1/proof.tar", file)
    seal = digest(sealed_pages.seal.read_bytes())
    done = verified(file, "--seal", seal)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"The text source/{ROOT}/privacy.md is that of the log: policy privacy" in done.stdout
    assert "Origin: head 1" in done.stdout
    assert verified(file, "--seal", "0" * 64).returncode == 1
    for number, data in enumerate((b"", b"PK\x03\x04", file.read_bytes()[:700], altered_tags(file))):
        bad = tmp_path / f"bad-{number}.tar"
        bad.write_bytes(data)
        assert verified(bad).returncode in {1, 2, 3}
        assert "Traceback" not in verified(bad).stderr


def altered_tags(file: Path) -> bytes:
    return file.read_bytes().replace(b"Bagging-Date: 2026", b"Bagging-Date: 2020")


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        (f"source/{ROOT}/privacy.md", b"other", "proof-package-altered"),
        (f"source/{ROOT}/privacy.md", None, "proof-package-missing"),
        (f"source/{ROOT}/more.md", b"more", "proof-package-extra"),
        ("log.txt", b"", "proof-package-altered"),
        ("heads/0001.p7s", None, "proof-package-missing"),
    ],
)
def test_a_changed_file_is_named(
    sealed_pages: SealedSite, path: str, content: bytes | None, code: str
) -> None:
    data = packages(sealed_pages.site)[f"{VERSION}/revisions/1/proof.tar"]
    _, faults = read_package(altered(data, path, content), "proof.tar")
    assert [(each.code, each.where) for each in faults] == [(code, f"data/{path}")]


def test_a_swapped_text_is_found_behind_new_manifests(sealed_pages: SealedSite, tmp_path: Path) -> None:
    data = packages(sealed_pages.site)[f"{VERSION}/revisions/1/proof.tar"]
    swapped = {"other": (f"source/{ROOT}/privacy.md", b"other"), "gone": (f"source/{ROOT}/privacy.md", None)}
    codes = {"other": "This is not the text of the log", "gone": "The package has no text"}
    for name, (path, content) in swapped.items():
        file = tmp_path / f"{name}.tar"
        file.write_bytes(altered(data, path, content, manifests=True))
        done = verified(file)
        assert done.returncode == 1
        assert codes[name] in done.stdout
        assert "is that of the log" not in done.stdout


def test_what_is_no_package_is_refused() -> None:
    for data in (b"", b"x" * 2000, Bag("x", DAY, (), {}).tar[:1024]):
        with pytest.raises(EditError) as raised:
            read_package(data, "proof.tar")
        assert raised.value.faults[0].code == "proof-no-package"


def test_any_name_of_a_file_is_packed_and_read_back() -> None:
    names = ("a 100%.png", "two\nlines.png", "купуялык.md", "%25", "x" * 200)
    files = {f"source/{name}": name.encode() for name in names}
    bag = Bag("x", DAY, (("External-Description", "two\nlines"),), files)
    assert read_package(bag.tar, "proof.tar") == (files, [])
    assert b"External-Description: two lines\n" in (unpacked_files(bag.tar)["x/bag-info.txt"] or b"")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_a_package_takes_of_a_log_proves_it_up_to_its_head(sealed: SealedLog, number: int) -> None:
    """Also by the first key, after a new one has come."""
    kept = proof_files(sealed.log, sealed.files, sealed.heads[number - 1])
    verdict = verify(kept, sealed.now, Pins(sealed.pin))
    assert verdict.faults == ()
    assert verdict.sealed[-1].head.number == number
    assert max(name for name in kept if name.startswith("heads/")).startswith(f"heads/000{number}")
    assert kept[FILE] == sealed.log.data[: sealed.heads[number - 1].length]


def test_the_time_of_a_timestamp_is_that_which_openssl_reads(sealed: SealedLog) -> None:
    found = [name for name in sealed.files if name.endswith(".tsr")]
    assert len(found) == 8
    for name in found:
        text = sealed.ca.openssl(
            "ts", "-reply", "-in", "/dev/stdin", "-text", given=sealed.files[name]
        ).decode()
        at = stamped_at(sealed.files[name])
        assert at is not None
        assert f"Time stamp: {at:%b} {at.day:2} {at:%H:%M:%S %Y} GMT" in text
    assert stamped_at(b"none") is None


def test_a_dated_page_says_by_what_it_is_proved_and_before_that_it_is_pending(
    sealed_pages: SealedSite,
) -> None:
    for language, pending in (("", "мөөр күтүлүүдө"), ("ru/", "печать ожидается")):
        place = f"{language}{VERSION}/index.html"
        before = read_page(sealed_pages.before / place)
        assert pending in before.one("p", "standing__status").text
        after = read_page(sealed_pages.site / place)
        assert pending not in after.one("p", "standing__status").text
        about = after.one("details", id="_about")
        links = [each["href"] for each in after.inside(about) if each.tag == "a"]
        number = 1 if language else 2
        assert f"revisions/{number}/proof.tar" in links
        assert f"{'../' * 3}proof/" in links
        assert ("tsa, " in about.text) == ("tsb, " in about.text)
    main = (sealed_pages.before / "policies/privacy/index.html").read_text(encoding="utf-8")
    assert "мөөр күтүлүүдө" not in main


@pytest.mark.soak
def test_what_is_sealed_changes_no_more_and_stays_without_the_settings(
    sealed_pages: SealedSite, tmp_path: Path
) -> None:
    """The next head changes no page of what the first one proves, and neither do other settings."""
    publisher = sealed_pages.copied(tmp_path)
    before = {
        path: (publisher.site / path).read_bytes()
        for path in (f"{VERSION}/index.html", *packages(publisher.site))
    }
    assert publisher.run("proof", "prepare", today="2026-12-01").returncode == 0
    publisher.published(today="2026-12-01")
    assert (publisher.site / "proof/heads/0002.txt").exists()
    assert {path: (publisher.site / path).read_bytes() for path in before} == before
    text = (publisher.clone.path / "mkdocs.yml").read_text(encoding="utf-8")
    without = re.sub(r"    proof:\n(      .*\n)+", "", text)
    assert without != text
    own = {"title": "Жаңы", "effective": "2026-12-02"}
    publisher.clone.commit(files={"mkdocs.yml": without}, date=f"2026-12-01{AT}")
    publisher.clone.policy("ky", "later", "Кийин.", date=f"2026-12-01{AT}", **own)
    publisher.push()
    publisher.published(today="2026-12-01")
    assert packages(publisher.site).keys() == before.keys() - {f"{VERSION}/index.html"}
    page = read_page(publisher.site / VERSION / "index.html")
    assert "revisions/2/proof.tar" in [each["href"] for each in page.all("a")]
    later = publisher.site / "policies/later/2026-12-02/index.html"
    assert "мөөр күтүлүүдө" not in later.read_text(encoding="utf-8")


def test_a_package_answers_at_a_former_url_with_the_same_bytes(
    sealed_pages: SealedSite, tmp_path: Path
) -> None:
    publisher = sealed_pages.copied(tmp_path)
    files: dict[str, str | None] = {}
    for language in ("ky", "ru"):
        folder = f"docs/{language}/policies"
        text = (publisher.clone.path / folder / "privacy.md").read_text(encoding="utf-8")
        renamed = text.replace("---\n", "---\nformerly: [privacy]\n", 1)
        files |= {f"{folder}/privacy.md": None, f"{folder}/secrecy.md": renamed}
    publisher.clone.commit("Rename", files=files, date=f"2026-11-23{AT}")
    publisher.push()
    publisher.published()
    found, before = packages(publisher.site), packages(sealed_pages.site)
    assert before.items() <= found.items()
    assert {path.replace("secrecy", "privacy"): data for path, data in found.items()} == before
    assert len(found) == 2 * len(before)


@pytest.mark.parametrize(("language", "says"), [("", "кагаздан"), ("ru/", "на бумаге"), ("en/", "on paper")])
def test_the_page_on_the_proof_lists_heads_files_and_certificates_in_each_language(
    sealed_pages: SealedSite, language: str, says: str
) -> None:
    page = read_page(sealed_pages.site / f"{language}proof/index.html")
    text = page.one("article").text
    assert says in text
    for name in ("seal-2026.pem", "root.pem", "tsa-root.pem", "tsb-root.pem"):
        assert digest((sealed_pages.site / "proof/certs" / name).read_bytes()) in text
    links = [
        each["href"]
        for each in page.inside(page.one("article"))
        if each.tag == "a" and "href" in each.attributes
    ]
    here = (sealed_pages.site / f"{language}proof").resolve()
    files = {
        str((here / each).resolve().relative_to(sealed_pages.site.resolve()))
        for each in links
        if "#" not in each
    }
    assert {"proof/log.txt", "proof/README.txt", "proof/onday.sh", "proof/heads/0001.txt"} <= files
    assert {"proof/heads/0001.p7s", "proof/heads/0001.tsa.tsr", "proof/heads/0001.tsb.tsr"} <= files
    for file in files:
        assert (sealed_pages.site / file).is_file(), file
    readme = page.one("pre", "proof__readme").text
    assert "openssl cms -verify" in readme
    assert "=====" not in readme


def test_without_settings_of_a_proof_nothing_of_it_shows(demo_site: object) -> None:
    site = demo_site.site  # type: ignore[attr-defined]
    assert not (site / "proof/index.html").exists()
    for file in site.rglob("policies/*/2*/index.html"):
        text = file.read_text(encoding="utf-8")
        assert "proof/" not in text
        assert "мөөр" not in text


def test_today_is_the_day_of_the_publication() -> None:
    assert str(DAY) == TODAY
