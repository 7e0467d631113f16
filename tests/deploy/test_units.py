"""The units of deploy/systemd/, and what deploy/install.sh writes: below another root, without a server."""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contact.mailroom import NOW, environment, opened
from tests.contact.smtp import SmtpServer
from tests.support.mini_site import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("sayasat-*.service"))
RELEASE = "opt/sayasat/releases/0.1.0"
GIVEN = ("--repository", "https://git.example.org/policies.git", "--host", "policies.example.org")
MAIL = ("--smtp", "smtp://form:pass%27word@mail.example.org:587", "--mail-from", "form@example.org")
MAIL_TO = (
    "--mail-to",
    "office@example.org two@example.org",
    "--retention",
    "90",
    "--notify",
    "web@example.org",
)


def install(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installer below a root that has a release."""
    if not (root / RELEASE).exists():
        shutil.copytree(DEPLOY, root / RELEASE / "deploy")
        (root / RELEASE / "bin").mkdir()
        for program in ("sayasat", "sayasat-contact", "gunicorn", "python"):
            (root / RELEASE / "bin" / program).write_text("#!/bin/sh\n", encoding="utf-8")
            (root / RELEASE / "bin" / program).chmod(0o755)
    command: list[str | Path] = ["bash", DEPLOY / "install.sh", *arguments, "--root", root]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root that the installer has written to."""
    root = tmp_path_factory.mktemp("installed")
    assert install(root, *GIVEN).returncode == 0
    return root


def written(root: Path) -> dict[str, bytes]:
    """Every file that an installation wrote."""
    return {
        str(each.relative_to(root)): each.read_bytes()
        for each in root.rglob("*")
        if each.is_file() and not each.is_symlink() and "releases" not in each.parts
    }


def settings(root: Path, name: str) -> dict[str, str]:
    lines = (root / "etc/sayasat" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_two_installations_at_once_are_refused(tmp_path: Path) -> None:
    assert install(tmp_path, *GIVEN).returncode == 0
    lock = os.open(tmp_path / "etc/sayasat", os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = install(tmp_path, "--host", "other.example.org")
    finally:
        os.close(lock)
    assert (done.returncode, done.stderr) == (1, "install.sh: another install.sh is at work\n")
    assert install(tmp_path).stdout.splitlines()[-1] == "install.sh: nothing to change"


def test_the_next_run_finishes_one_that_was_killed(tmp_path: Path) -> None:
    assert install(tmp_path, *GIVEN).returncode == 0
    (tmp_path / "etc/sayasat/.unfinished").touch()
    assert "left unfinished" in install(tmp_path).stdout
    assert install(tmp_path).stdout.splitlines()[-1] == "install.sh: nothing to change"


def test_every_wrong_argument_is_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    wrong = ("--host", "Policies", "--path", "legal", "--web", "apache", "--bogus", "1", "--key", "/none")
    done = install(tmp_path, *wrong, "--mail-to", "a b", "--smtp", "x'y")
    assert (done.returncode, done.stdout) == (2, "")
    for each in (
        "repository",
        "host",
        "path",
        "web",
        "bogus",
        "key",
        "certificate",
        "mail-to",
        "mail-from",
        "smtp",
    ):
        assert f"--{each}" in done.stderr
    assert written(tmp_path) == {}


def test_a_second_run_changes_nothing_and_a_new_option_only_itself(tmp_path: Path) -> None:
    first = install(tmp_path, *GIVEN)
    assert first.returncode == 0, first.stderr
    before = written(tmp_path)
    secret = settings(tmp_path, "handler.env")["CONTACT_SECRET"]
    assert re.fullmatch("[0-9a-f]{64}", secret)
    assert secret not in first.stdout + first.stderr
    again = install(tmp_path)
    assert again.stdout.splitlines()[-1] == "install.sh: nothing to change"
    assert written(tmp_path) == before

    with (tmp_path / "etc/sayasat/deliver.env").open("a", encoding="utf-8") as file:
        file.write("CONTACT_LIMIT_TOTAL=9\n")
    mailed = install(tmp_path, *MAIL, *MAIL_TO)
    assert mailed.returncode == 0, mailed.stderr
    changed = {name for name, content in written(tmp_path).items() if before.get(name) != content}
    assert changed == {"etc/sayasat/deliver.env", "etc/sayasat/install.conf"}
    assert settings(tmp_path, "deliver.env") | {
        "CONTACT_SMTP": MAIL[1],
        "CONTACT_MAIL_TO": "office@example.org two@example.org",
        "CONTACT_LIMIT_TOTAL": "9",
        "NOTICE_TO": "web@example.org",
    } == settings(tmp_path, "deliver.env")
    assert "pass" not in (tmp_path / "etc/sayasat/install.conf").read_text(encoding="utf-8")
    assert settings(tmp_path, "handler.env")["CONTACT_SECRET"] == secret
    assert {each.stat().st_mode & 0o777 for each in (tmp_path / "etc/sayasat").iterdir()} == {0o640}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("web", ["nginx", "caddy"])
def test_systemd_accepts_the_units_and_enables_them(tmp_path: Path, web: str) -> None:
    done = install(tmp_path, *GIVEN, *MAIL, *MAIL_TO, "--web", web)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "etc/systemd/system"
    units = [each.name for each in folder.iterdir() if each.is_file()]
    assert len(units) > len(UNITS)
    assert "@" not in "".join(each.read_text() for each in folder.glob("sayasat*.*") if each.is_file())
    for file in folder.glob("*.service"):
        file.write_text(
            file.read_text().replace("/opt/sayasat/", f"{tmp_path}/opt/sayasat/"), encoding="utf-8"
        )
    command: list[str | Path] = [
        "systemd-analyze",
        "--man=no",
        "verify",
        *(folder / each for each in units if "@" not in each),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert (folder / "timers.target.wants/sayasat-publish.timer").is_symlink()
    assert (folder / "timers.target.wants/sayasat-contact-purge.timer").is_symlink()


def directives(unit: Path) -> dict[str, list[str]]:
    """The section [Service] of a unit, and what all have in common: each name with all its values."""
    found: dict[str, list[str]] = {}
    for file in (unit, unit.parent / "sayasat-.service.d/common.conf"):
        section = file.read_text(encoding="utf-8").partition("[Service]")[2].partition("\n[")[0]
        for name, value in re.findall(r"^(\w+)=(.*)$", section, flags=re.MULTILINE):
            found.setdefault(name, []).extend(shlex.split(value))
    return found


def writable(said: dict[str, list[str]]) -> list[Path]:
    """The folders that systemd lets the unit's processes write to, besides /dev/shm and their own /tmp."""
    folders = {"StateDirectory": "/var/lib", "CacheDirectory": "/var/cache", "LogsDirectory": "/var/log"}
    listed = [Path(above, each) for name, above in folders.items() for each in said.get(name, [])]
    return [*listed, *map(Path, said.get("ReadWritePaths", []))]


def is_below(path: Path, folders: list[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_what_there_is_and_may_write_where_its_settings_say(unit: Path, installed: Path) -> None:
    said = directives(unit)
    assert said["ProtectSystem"] == ["strict"]
    for part in said["ExecStart"]:
        path = Path(part)
        if path.is_relative_to("/opt/sayasat/current/bin"):
            assert (Path(sys.executable).parent / path.name).exists()
        elif path.is_relative_to("/opt/sayasat/current"):
            assert (ROOT / path.relative_to("/opt/sayasat/current")).exists()
    for file in said.get("EnvironmentFile", []):
        values = settings(installed, Path(file).name)
        paths = [
            Path(values[name].removeprefix("sqlite:///"))
            for name in ("CONTACT_DATABASE", "CONTACT_ERASURE_JOURNAL", "SAYASAT_CACHE")
            if name in values
        ]
        assert [path for path in paths if is_below(path, writable(said))] == paths


@pytest.mark.parametrize(
    "name", ["sayasat-contact-purge", "sayasat-contact-deliver", "sayasat-contact-backup"]
)
def test_a_unit_s_command_writes_nowhere_else(
    name: str, installed: Path, tmp_path: Path, smtp: SmtpServer
) -> None:
    """Run below a folder in place of the root, with one message to erase and one to send."""
    said = directives(DEPLOY / f"systemd/{name}.service")
    program, *command = [
        each.replace("/var/", f"{tmp_path}/var/").replace("/opt/sayasat/current/deploy", str(DEPLOY))
        for each in said["ExecStart"]
        if each != "--watch"
    ]
    for folder in writable(said):
        (tmp_path / folder.relative_to("/")).mkdir(parents=True, exist_ok=True)
    given = {
        key: value.replace("/var/", f"{tmp_path}/var/")
        for key, value in settings(installed, "deliver.env").items()
    }
    del given["CONTACT_CONTRACT"]
    contact = Path(sys.executable).parent / "sayasat-contact"
    with opened(given.pop("CONTACT_DATABASE")) as room:
        environ = environment(
            room.url, tmp_path, smtp.port, **given, CONTACT_RETENTION_DAYS="30", SAYASAT_CONTACT=str(contact)
        )
        room.fill(1, NOW - timedelta(days=5000))
        room.put()
        before = written(tmp_path)
        done = subprocess.run(
            [contact if Path(program).name == contact.name else program, *command],
            cwd="/",
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        changed = [
            Path("/", file) for file, content in written(tmp_path).items() if before.get(file) != content
        ]
    assert changed
    assert not [path for path in changed if not is_below(path, writable(said))]
    if name == "sayasat-contact-purge":
        assert Path("/var/lib/sayasat-contact-erasures/journal") in changed


def test_the_newest_fourteen_backups_are_kept(tmp_path: Path) -> None:
    for day in range(1, 21):
        (tmp_path / f"contact-2026-01-{day:02}.db").touch()
    made = tmp_path / "made"
    made.write_text('#!/bin/sh\necho backup >"$2"\n', encoding="utf-8")
    made.chmod(0o755)
    folder = tmp_path / "folder"
    folder.mkdir()
    for file in tmp_path.glob("contact-*"):
        file.rename(folder / file.name)
    subprocess.run(
        [DEPLOY / "backup", "contact", folder], env={**os.environ, "SAYASAT_CONTACT": str(made)}, check=True
    )
    kept = sorted(each.name for each in folder.iterdir())
    assert len(kept) == 14
    assert kept[0] == "contact-2026-01-08.db"
    assert (folder / kept[-1]).stat().st_mode & 0o777 == 0o600
