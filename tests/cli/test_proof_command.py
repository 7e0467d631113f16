"""``sayasat proof`` and ``sayasat verify``, from the first head to the second key, with real authorities."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayasat.proof.files import README, digest
from sayasat.repository.log_branch import LogBranch
from tests.support.publisher import another_clone, assert_whole, environment
from tests.support.sealed_log import SealedLog, sealed_log
from tests.support.sealing_publisher import SealingPublisher, sealing_publisher


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> SealedLog:
    return sealed_log(tmp_path_factory.mktemp("authorities"))


@pytest.fixture
def office(tmp_path: Path, authorities: SealedLog) -> Iterator[SealingPublisher]:
    with sealing_publisher(tmp_path, authorities) as opened:
        yield opened


def key(authorities: SealedLog, name: str = "seal-2026") -> str:
    return str(authorities.ca.key(name))


def test_a_head_is_prepared_sealed_elsewhere_attached_stamped_and_verified(
    office: SealingPublisher, authorities: SealedLog, tmp_path: Path
) -> None:
    prepared = office.run("proof", "prepare")
    head = office.files["heads/0001.txt"].decode()
    assert head in prepared
    assert "certs/seal-2026.pem" in prepared
    before = office.publisher.origin.git("rev-parse", "publications")
    office.run("proof", "prepare")
    assert office.publisher.origin.git("rev-parse", "publications") == before

    usb = tmp_path / "usb"
    said = office.run("proof", "seal", "--offline", str(usb))
    assert sorted(each.name for each in usb.iterdir()) == ["0001.txt", "root.pem", "seal-2026.pem"]
    assert (usb / "0001.txt").read_text(encoding="utf-8") == head
    (command,) = [line for line in said.splitlines() if line.startswith("openssl cms -sign")]
    own = (
        command.partition("-engine")[0] + f"-inkey {key(authorities)} " + command[command.index("-signer") :]
    )
    subprocess.run(shlex.split(own), cwd=usb, check=True)
    assert "heads/0001.p7s" in office.run("proof", "attach", "1", str(usb))

    stamped = office.run("proof", "stamp", "--language", "ky")
    names = ("certs/crl-0001.pem", "heads/0001.tsa.tsr", "heads/0001.tsb.tsr")
    assert all(name in stamped for name in names)
    before = office.publisher.origin.git("rev-parse", "publications")
    office.run("proof", "stamp")
    assert office.publisher.origin.git("rev-parse", "publications") == before

    assert office.files["README.txt"] == README
    pin = digest(office.files["certs/seal-2026.pem"])
    result = json.loads(office.run("verify", "--seal", pin, "--json"))
    assert [each["code"] for each in result["proved"]] == ["texts", "heads", "sealed", "stamped", "stamped"]
    assert result["wrong"] == []
    wrong = office.publisher.run("verify", "--seal", "0" * 64)
    assert (wrong.returncode, "0" * 64 in wrong.stdout) == (1, True)


def test_a_key_in_a_file_seals_and_is_on_no_branch(office: SealingPublisher, authorities: SealedLog) -> None:
    office.run("proof", "prepare")
    office.run("proof", "seal", "--key", key(authorities))
    secret = Path(key(authorities)).read_bytes()
    objects = office.publisher.origin.git("cat-file", "--batch-all-objects", "--batch-check")
    names = [line.split()[0] for line in objects.splitlines() if " blob " in line]
    assert names
    path = office.publisher.origin.path
    blobs = [subprocess.check_output(["git", "cat-file", "blob", name], cwd=path) for name in names]
    assert not [blob for blob in blobs if b"PRIVATE KEY" in blob or secret in blob]


@pytest.mark.soak
def test_a_second_key_is_confirmed_by_the_first(office: SealingPublisher, authorities: SealedLog) -> None:
    office.run("proof", "prepare")
    office.run("proof", "seal", "--key", key(authorities))
    office.name_seal("seal-2027", "2026-11-23T12:00:00+06:00")
    assert "certs/seal-2027.pem" in office.run("proof", "prepare")
    # The new key's seal is refused until the former key has sealed the same head
    alone = office.publisher.run("proof", "seal", "--key", key(authorities, "seal-2027"))
    assert (alone.returncode, "seal-2027.pem" in alone.stderr) == (1, True)
    office.run("proof", "seal", "--old", "--key", key(authorities))
    office.run("proof", "seal", "--key", key(authorities, "seal-2027"))
    office.run("proof", "stamp")
    for name in ("seal-2026", "seal-2027"):
        pin = digest(office.files[f"certs/{name}.pem"])
        assert "seal-2027.pem" in office.run("verify", "--seal", pin)
    assert {"heads/0002.old.p7s", "heads/0002.old.tsa.tsr"} <= office.files.keys()


def test_what_is_wrong_is_neither_kept_nor_replaces_anything(
    office: SealingPublisher, authorities: SealedLog, tmp_path: Path
) -> None:
    early = office.publisher.run("proof", "seal", "--key", key(authorities))
    assert (early.returncode, "sayasat proof prepare" in early.stderr) == (1, True)
    office.run("proof", "prepare")
    other = office.publisher.run("proof", "seal", "--key", key(authorities, "citizen"))
    assert (other.returncode, "openssl" in other.stderr) == (3, True)
    usb = tmp_path / "usb"
    usb.mkdir()
    nothing = office.publisher.run("proof", "attach", "1", str(usb))
    assert (nothing.returncode, "0001.p7s" in nothing.stderr) == (1, True)
    (usb / "0001.p7s").write_bytes(authorities.ca.seal("citizen", office.files["heads/0001.txt"]))
    foreign = office.publisher.run("proof", "attach", "1", str(usb))
    assert (foreign.returncode, "seal-2026.pem" in foreign.stderr) == (1, True)
    assert not [name for name in office.files if name.endswith(".p7s")]
    office.run("proof", "seal", "--key", key(authorities))
    again = office.publisher.run("proof", "seal", "--key", key(authorities))
    assert (again.returncode, "heads/0001.p7s" in again.stderr) == (1, True)


def test_one_authority_that_fails_does_not_stop_the_other(
    office: SealingPublisher, authorities: SealedLog
) -> None:
    office.run("proof", "prepare")
    office.run("proof", "seal", "--key", key(authorities))
    clone = office.publisher.clone
    file = clone.path / "mkdocs.yml"
    text = file.read_text(encoding="utf-8")
    url = next(line for line in text.splitlines() if "tsb: {url" in line).split("'")[1]
    file.write_text(text.replace(url, "http://127.0.0.1:9/"), encoding="utf-8")
    done = office.publisher.run("proof", "stamp")
    assert (done.returncode, "http://127.0.0.1:9/" in done.stderr) == (1, True)
    assert "heads/0001.tsa.tsr" in office.files
    # An authority under another one's name
    file.write_text(text.replace(url, url.replace(url, office_url(text, "tsa"))), encoding="utf-8")
    done = office.publisher.run("proof", "stamp")
    assert (done.returncode, "tsb" in done.stderr) == (1, True)
    assert "heads/0001.tsb.tsr" not in office.files


def office_url(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if f"{name}: {{url" in line).split("'")[1]


def test_a_certificate_that_expires_within_400_days_is_a_warning(office: SealingPublisher) -> None:
    office.run("proof", "prepare")
    soon = office.publisher.run("check", today="2027-12-01")
    assert (soon.returncode, "certs/seal-2026.pem" in soon.stdout) == (0, True), soon.stdout + soon.stderr
    assert "certs/seal" not in office.run("check", today="2026-11-24")


def test_a_folder_is_verified_without_git_and_with_a_repository(
    office: SealingPublisher, authorities: SealedLog, tmp_path: Path
) -> None:
    office.run("proof", "prepare")
    office.run("proof", "seal", "--key", key(authorities))
    office.run("proof", "stamp")
    folder = tmp_path / "proof"
    log = LogBranch(office.publisher.clone.path).read() or b""
    for name, data in {**office.files, "log.txt": log}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    path = tmp_path / "bin"
    path.mkdir()
    (path / "openssl").symlink_to(shutil.which("openssl") or "")
    command = [sys.executable, "-m", "sayasat", "verify", str(folder)]
    outside = {**environment(), "PATH": str(path)}
    done = subprocess.run(command, cwd=tmp_path, env=outside, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    head = folder / "heads/0001.txt"
    kept = tmp_path / "kept.txt"
    shutil.copy(head, kept)
    clone = str(office.publisher.clone.path)
    whole = office.run("verify", str(folder), "--repository", clone, "--head", str(kept), "--json")
    assert "texts" in [each["code"] for each in json.loads(whole)["proved"]]
    (path / "openssl").unlink()
    done = subprocess.run(command, cwd=tmp_path, env=outside, capture_output=True, text=True, check=False)
    assert (done.returncode, "OpenSSL 3" in done.stderr) == (3, True)
    (path / "openssl").write_text("#!/bin/sh\necho 'LibreSSL 3.3.6'\n", encoding="utf-8")
    (path / "openssl").chmod(0o755)
    done = subprocess.run(command, cwd=tmp_path, env=outside, capture_output=True, text=True, check=False)
    assert (done.returncode, "LibreSSL 3.3.6" in done.stderr) == (3, True)


@pytest.mark.soak
def test_two_officers_at_once_lose_nothing(
    office: SealingPublisher, authorities: SealedLog, tmp_path: Path
) -> None:
    office.run("proof", "prepare")
    other = another_clone(office.publisher, tmp_path / "other")
    office.run("proof", "seal", "--key", key(authorities))
    done = other.run("proof", "stamp")
    assert done.returncode == 0, done.stderr
    assert {"heads/0001.p7s", "heads/0001.tsa.tsr"} <= office.files.keys()


def test_a_publication_serves_what_proves_the_log(office: SealingPublisher, authorities: SealedLog) -> None:
    office.run("proof", "prepare")
    office.run("proof", "seal", "--key", key(authorities))
    office.publisher.published("--last")
    proof = office.publisher.site / "proof"
    for name, data in office.files.items():
        assert (proof / name).read_bytes() == data, name
    assert_whole(office.publisher, [office.publisher.log.heads[-1]])
    served = office.run("verify", str(proof))
    assert "seal-2026.pem" in served
