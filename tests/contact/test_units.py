"""The commands of the units do their work in the restrictions that the units ask for."""

from __future__ import annotations

import re
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sayasat_contact.stamp import Stamper
from tests.contact.contract_sample import contract_json
from tests.contact.form_data import filled
from tests.contact.listening import free_port, wait_for
from tests.contact.mailroom import SENDER, opened
from tests.contact.restricted import CURRENT, HELD, NOT_HELD, Installation, refusal
from tests.contact.smtp import HOST, SmtpServer
from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]
SYSTEMD = ROOT / "deploy/systemd"
UNITS = sorted(each.stem for each in SYSTEMD.glob("sayasat-contact*.service"))
DATA, ERASURES = Path("/var/lib/sayasat-contact"), Path("/var/lib/sayasat-contact-erasures")
BACKUPS = Path("/var/backups/sayasat/contact")
SECRET = "0123456789abcdef" * 4
SETTINGS = {
    "CONTACT_CONTRACT": f"{CURRENT}/contract.json",
    "CONTACT_DATABASE": f"sqlite:///{DATA}/contact.db",
    "CONTACT_ERASURE_JOURNAL": f"{ERASURES}/journal",
}
"""As deploy/install.sh writes them, but for the contract's place."""


def directives(file: Path) -> dict[str, list[str]]:
    """What the section [Service] of a unit says, each name with all its values."""
    found: dict[str, list[str]] = {}
    section = file.read_text(encoding="utf-8").partition("[Service]")[2].partition("\n[")[0]
    for name, value in re.findall(r"^(\w+)=(.*)$", section, flags=re.MULTILINE):
        found.setdefault(name, []).extend(shlex.split(value))
    return found


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """With empty folders."""
    if why := refusal():
        pytest.skip(f"the kernel gives this account no mount namespace: {why}")
    made = Installation(tmp_path, ROOT)
    (made.release / "contract.json").write_bytes(contract_json())
    return made


def start(installation: Installation, unit: str, *instead: str, **settings: str) -> subprocess.Popen[str]:
    """The unit's command, or another in its place."""
    said = directives(SYSTEMD / f"{unit}.service")
    states = [Path("/var/lib", each) for each in said["StateDirectory"]]
    writable = [*states, *map(Path, said.get("ReadWritePaths", []))]
    return installation.start(list(instead) or said["ExecStart"], writable, {**SETTINGS, **settings})


def done(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code and output, once it has ended."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_every_restriction_is_held_here_or_known_not_to_be() -> None:
    common = directives(SYSTEMD / "sayasat-.service.d/common.conf")
    assert set(common) == HELD | NOT_HELD
    assert common["ProtectSystem"] == ["strict"]
    assert {each.partition("-")[0] for each in UNITS} == {"sayasat"}


@pytest.mark.parametrize(
    ("act", "is_allowed"),
    [
        (f"echo x > {DATA}/x", True),
        ("echo x > /tmp/x && echo x > /dev/shm/x && echo x > /dev/null", True),
        (f"echo x > {CURRENT}/x", False),
        ("echo x > /etc/x", False),
        ("echo x > /var/lib/x", False),
        (f"echo x > {ERASURES}/x", False),
        ("echo x > /x || echo x > /usr/x", False),
        ("ls -A /home | grep .", False),
        ("ls /dev/sda /dev/vda /dev/tty1 /dev/kmsg 2>/dev/null | grep .", False),
        ("mount -t tmpfs none /tmp", False),
    ],
)
def test_the_restrictions_hold(installation: Installation, act: str, is_allowed: bool) -> None:
    """Else the test below would show nothing."""
    code, out, err = done(start(installation, "sayasat-contact", "sh", "-c", act))
    assert (code == 0) is is_allowed, (out, err)


def test_the_units_take_send_back_up_and_erase_a_message(
    installation: Installation, smtp: SmtpServer
) -> None:
    ran = set()

    def run(unit: str, *instead: str, **settings: str) -> str:
        ran.add(unit)
        code, out, err = done(start(installation, unit, *instead, **mail, **settings))
        assert code == 0, (out, err)
        return out

    mail = {
        "CONTACT_SMTP": f"smtp://{HOST}:{smtp.port}?starttls=no",
        "CONTACT_MAIL_FROM": SENDER,
        "CONTACT_MAIL_TO": "office@example.org",
    }
    run("sayasat-contact-deliver", f"{CURRENT}/bin/sayasat-contact", "init-db")
    port = free_port()
    server = start(installation, "sayasat-contact", CONTACT_SECRET=SECRET, PORT=str(port))
    try:
        wait_for(port, server)
        assert post(port) == 303
    finally:
        server.terminate()
    assert done(server)[0] == 0
    worker = start(installation, "sayasat-contact-deliver", **mail)
    wait_until(lambda: len(smtp.mails) == 1)
    worker.terminate()
    code, out, err = done(worker)
    assert (code, "1" in out) == (0, True), err
    run("sayasat-contact-backup")
    assert len(list(installation.kept(BACKUPS).glob("*.db"))) == 1
    run("sayasat-contact-status", CONTACT_BACKUP_HOURS="1")
    with (
        opened(f"sqlite:///{installation.kept(DATA)}/contact.db") as room,
        room.store.transaction(write=True) as connection,
    ):
        connection.change("UPDATE messages SET received = received - 31536000")
    assert run("sayasat-contact-purge", CONTACT_RETENTION_DAYS="1").strip().endswith("1")
    assert (installation.kept(ERASURES) / "journal").read_text(encoding="ascii").count("\n") == 1
    assert {file.stat().st_mode & 0o077 for file in installation.kept(DATA).iterdir()} == {0}
    assert ran | {"sayasat-contact"} == set(UNITS)


def post(port: int) -> int:
    """The status of the answer to a whole message."""
    token = Stamper([SECRET]).issue("ky", datetime.now(UTC) - timedelta(seconds=30))
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/contact/messages", urlencode(filled(token=token)), headers)
    return connection.getresponse().status
