"""The commands of the units do their work in the restrictions that the units ask for."""

from __future__ import annotations

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
from tests.contact.restricted import Installation, namespace, refusal
from tests.contact.smtp import HOST, SmtpServer
from tests.contact.test_deploy import DEPLOY, UNITS, directives
from tests.support.waiting import wait_until

ROOT = Path(__file__).parents[2]
SECRET = "0123456789abcdef" * 4


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """With empty folders."""
    if why := refusal():
        pytest.skip(f"the kernel gives this account no mount namespace: {why}")
    made = Installation(tmp_path, ROOT, ("contact", "contact-erasures"))
    (made.opt / "contract.json").write_bytes(contract_json())
    return made


def start(
    installation: Installation, unit: str, *instead: str, **settings: str
) -> tuple[subprocess.Popen[str], list[str]]:
    """The unit's command, or another in its place."""
    said = directives(DEPLOY / f"{unit}.service")
    given = dict(each.split("=", 1) for each in said["Environment"])
    environ = {"CONTACT_CONTRACT": "/opt/contact/contract.json", **given, **settings}
    command = list(instead) or said["ExecStart"]
    return installation.start(command, said["StateDirectory"], environ), command


def done(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("act", "is_allowed"),
    [
        ("echo x > /var/lib/contact/x", True),
        ("echo x > /tmp/x && echo x > /dev/shm/x && echo x > /dev/null", True),
        ("echo x > /opt/contact/x", False),
        ("echo x > /etc/x", False),
        ("echo x > /var/lib/x", False),
        ("echo x > /var/lib/contact-erasures/x", False),
        ("echo x > /work-x || echo x > /usr/x", False),
        ("ls -A /home | grep .", False),
        ("ls /dev/sda /dev/vda /dev/tty1 /dev/kmsg 2>/dev/null | grep .", False),
        ("mount -t tmpfs none /tmp", False),
    ],
)
def test_the_restrictions_hold(installation: Installation, act: str, is_allowed: bool) -> None:
    """Else the tests below would show nothing."""
    process, _ = start(installation, "contact", "sh", "-c", act)
    code, out, err = done(process)
    assert (code == 0) is is_allowed, (out, err)


def test_the_units_take_send_and_erase_a_message(installation: Installation, smtp: SmtpServer) -> None:
    python = ("/opt/contact/.venv/bin/python", "-m", "sayasat_contact")
    code, _, err = done(start(installation, "contact-deliver", *python, "init-db")[0])
    assert code == 0, err
    port = free_port()
    server, _ = start(installation, "contact", CONTACT_SECRET=SECRET, PORT=str(port))
    try:
        wait_for(port, server)
        assert post(port) == 303
    finally:
        server.terminate()
    assert done(server)[0] == 0
    mail = {
        "CONTACT_SMTP": f"smtp://{HOST}:{smtp.port}?starttls=no",
        "CONTACT_MAIL_FROM": SENDER,
        "CONTACT_MAIL_TO": "office@example.org",
    }
    worker, command = start(installation, "contact-deliver", **mail)
    assert "--watch" in command
    wait_until(lambda: len(smtp.mails) == 1)
    worker.terminate()
    code, out, err = done(worker)
    assert (code, "1" in out) == (0, True), err
    age(installation)
    code, out, err = done(start(installation, "contact-purge", CONTACT_RETENTION_DAYS="1", **mail)[0])
    assert (code, out.strip()[-1]) == (0, "1"), err
    assert (installation.states["contact-erasures"] / "journal").read_text(encoding="ascii").count("\n") == 1
    assert {file.stat().st_mode & 0o077 for file in installation.states["contact"].iterdir()} == {0}


def post(port: int) -> int:
    """The status of the answer to a whole message."""
    token = Stamper([SECRET]).issue("ky", datetime.now(UTC) - timedelta(seconds=30))
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/contact/messages", urlencode(filled(token=token)), headers)
    return connection.getresponse().status


def age(installation: Installation) -> None:
    """Make all messages a year old."""
    with (
        opened(f"sqlite:///{installation.states['contact']}/contact.db") as room,
        room.store.transaction(write=True) as connection,
    ):
        connection.change("UPDATE messages SET received = received - 31536000")


def test_systemd_finds_nothing_wrong_with_the_units(installation: Installation) -> None:
    try:
        version = subprocess.run(["systemd-analyze", "--version"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("systemd-analyze is not installed")
    assert version.returncode == 0
    timers = sorted(DEPLOY.glob("contact*.timer"))
    script = 'mount --bind "$0" /opt 2>/dev/null || { mkdir -p /opt && mount --bind "$0" /opt; } && exec "$@"'
    above = installation.opt.parent / "above"
    above.mkdir()
    installation.opt.rename(above / "contact")
    found = subprocess.run(
        [*namespace(), "sh", "-c", script, above, "systemd-analyze", "verify", *UNITS, *timers],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
