"""deploy/install.sh on a bare Debian with systemd: what the team of a publisher does, from the first command to the last."""

from __future__ import annotations

import re
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.contact.listening import free_port
from tests.contact.smtp import SmtpServer
from tests.support.built_site import Page, parse
from tests.support.debian import Debian, booted
from tests.support.mini_site import ROOT
from tests.support.publisher import Publisher, edit, git_server, open_publisher
from tests.support.waiting import wait_until

HOST = "example.org"
TEXT = "Саламатсызбы! Канарейка 5551234"
ENV = "/etc/sayasat/site.env"
NEXT_STEP = """
sed -i 's/^VERSION = .*/VERSION = 8/' sayasat_contact/schema.py
printf '\\n[[step]] # 8\\nup = "CREATE TABLE extra (id INTEGER)"\\ndown = "DROP TABLE extra"\\n' >>sayasat_contact/tables.toml
sed -i 's/^version = "0.1.0"/version = "0.2.0"/' pyproject.toml
git -c user.name=x -c user.email=x@example.org commit -qam 'Release 0.2.0' && git tag v0.2.0 && git reset -q --hard HEAD~
"""
"""A next release of Sayasat, whose handler has another table."""


@dataclass(frozen=True)
class Server:
    """The installed server, as its visitors and its operator see it."""

    machine: Debian
    port: int

    def install(self, *arguments: str, code: int = 0) -> str:
        return self.machine.run("/root/sayasat/deploy/install.sh", *arguments, code=code)

    def page(self, path: str, fields: dict[str, str] | None = None) -> Page:
        """A page of the site, or the handler's answer to a form."""
        data = urlencode(fields).encode() if fields else None
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"Host": HOST, "Origin": f"https://{HOST}"}
        )
        with _opener().open(asked, timeout=60) as answer:
            return parse(answer.read().decode())

    def send(self) -> str:
        """Send the form without JavaScript, check page included; the path of the receipt."""
        form = self.page("/contact/")
        fields = {
            "contract": str(form.one("input", name="contract")["value"]),
            "name": "Айгүл",
            "email": "aigul@example.org",
            "topic": "other",
            "message": TEXT,
            "agreement": "yes",
        }
        check = self.page("/contact/messages", fields)
        token = str(check.one("input", name="token")["value"])
        try:
            self.page("/contact/messages", {**fields, "token": token})
        except urllib.error.HTTPError as answer:
            assert answer.code == 303
            return str(answer.headers["Location"])
        raise AssertionError("no receipt")

    def states(self) -> str:
        """The states of the messages, as the operator's command lists them."""
        return self.machine.run("sayasat-contact", "list")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirects)


@pytest.mark.soak
@pytest.mark.parametrize("web", ["nginx", "caddy"])
def test_a_bare_server_becomes_a_site_with_a_form_and_is_upgraded_rolled_back_and_removed(
    tmp_path: Path, smtp: SmtpServer, web: str
) -> None:
    publisher = open_publisher(tmp_path)
    publisher.begin()
    with booted(tmp_path / "machine") as machine, git_server(publisher.origin) as repository:
        subprocess.run(["git", "clone", "--quiet", ROOT, machine.root / "root/sayasat"], check=True)
        server = Server(machine, free_port())
        installs(server, repository, smtp, web)
        takes_a_message(server, smtp)
        keeps_to_its_rights(server)
        publishes_what_is_pushed(server, publisher)
        turns_at_midnight(server)
        is_upgraded_and_rolled_back(server, smtp)
        reports_a_failure(server, smtp)
        is_removed(server)


def installs(server: Server, repository: str, smtp: SmtpServer, web: str) -> None:
    server.machine.shell(f"mkdir -p /etc/sayasat && echo SAYASAT_TODAY=2026-11-24 >{ENV}")
    options = ["--repository", repository, "--host", HOST, "--web", web, "--listen", str(server.port)]
    options += ["--smtp", f"smtp://{smtp.address}?starttls=no", "--mail-from", "form@example.org"]
    options += ["--mail-to", "office@example.org", "--notify", "admin@example.org", "--retention", "90"]
    assert "/opt/sayasat/current" in server.install(*options)
    assert "60 күн" in server.page("/policies/privacy/").text
    # The second run
    assert server.install(*options).splitlines() == ["install.sh: nothing to change"]
    assert server.install().splitlines() == ["install.sh: nothing to change"]
    assert server.machine.shell("systemctl --failed --no-legend") == ""
    secret = server.machine.shell("grep -h SECRET /etc/sayasat/handler.env").partition("=")[2].strip()
    assert re.fullmatch("[0-9a-f]{64}", secret)
    modes = server.machine.shell("stat -c '%a %U %G %n' /etc/sayasat/*")
    assert {line.split()[0] for line in modes.splitlines()} == {"640"}


def takes_a_message(server: Server, smtp: SmtpServer) -> None:
    before = len(smtp.mails)
    receipt = server.send()
    assert receipt.rpartition("/")[2] in server.page(receipt).one("main").text
    wait_until(lambda: len(smtp.mails) > before)
    mail = smtp.mails[-1]
    assert mail.recipients == ("office@example.org",)
    body = mail.message.get_body()
    assert body is not None
    assert TEXT in body.get_content()


def keeps_to_its_rights(server: Server) -> None:
    """What the units' own users and restrictions do not let them do, tried within them."""
    tried = {
        "sayasat-contact": "touch /srv/sayasat/site/x || touch /etc/x || cat /etc/sayasat/site.env || ls /srv/sayasat/policies",
        "sayasat": "ls /var/lib/sayasat-contact || cat /etc/sayasat/handler.env || ls /var/backups/sayasat/contact || touch /etc/x",
    }
    for user, script in tried.items():
        as_user = ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups")
        server.machine.run(*as_user, "sh", "-c", f"{script} || exit 99", code=99)
    shown = "systemctl show --property=ProtectSystem,CapabilityBoundingSet --value 'sayasat-*.service'"
    assert set(server.machine.shell(shown).split()) == {"strict"}


def publishes_what_is_pushed(server: Server, publisher: Publisher) -> None:
    edit(publisher, "Жаңы сүйлөм.")
    server.machine.run("systemctl", "start", "sayasat-update.service")
    assert "Жаңы сүйлөм." in server.page("/en/about/").text
    # A fault in a text leaves the site as it was, and the publisher is not tried again and again
    edit(publisher, "Extra.")
    text = (publisher.clone.path / "docs/ky/policies/privacy.md").read_text(encoding="utf-8")
    publisher.clone.commit(
        files={"docs/ky/policies/privacy.md": text.replace("title:", "titel:")},
        date="2026-11-23T12:00:00+06:00",
    )
    publisher.push()
    server.machine.run("systemctl", "start", "sayasat-update.service", code=1)
    server.machine.run("systemctl", "start", "sayasat-update.service")
    assert "Жаңы сүйлөм." in server.page("/en/about/").text


def turns_at_midnight(server: Server) -> None:
    """The timer alone starts the publication of the day on which the announced version takes effect.

    The newest commit has a fault still: the last published one is built for the new day.
    """
    assert "колдонбойт" in server.page("/policies/privacy/").text
    server.machine.shell(
        f"sed -i s/TODAY=.*/TODAY=2026-12-01/ {ENV}; mkdir -p /run/systemd/system/sayasat-publish.timer.d;"
        "printf '[Timer]\\nOnCalendar=\\nOnCalendar=*-*-* *:*:0/5\\n' >/run/systemd/system/sayasat-publish.timer.d/soon.conf;"
        "systemctl daemon-reload; systemctl restart sayasat-publish.timer"
    )
    wait_until(lambda: "статистика үчүн гана" in server.page("/policies/privacy/").text)
    server.machine.shell(
        "rm -r /run/systemd/system/sayasat-publish.timer.d; systemctl daemon-reload; systemctl restart sayasat-publish.timer"
    )
    assert "00:05 Asia/Bishkek" in server.machine.shell("systemctl cat sayasat-publish.timer")
    wait_until(
        lambda: (
            server.machine.shell("systemctl is-active sayasat-publish.service || :").strip() != "activating"
        )
    )


def is_upgraded_and_rolled_back(server: Server, smtp: SmtpServer) -> None:
    before = server.states()
    server.machine.shell(f"cd /root/sayasat; {NEXT_STEP}")
    assert "backed up the messages" in server.install("upgrade", "v0.2.0")
    tables = "setpriv --reuid=sayasat-contact /opt/sayasat/current/bin/python -c \"import sqlite3; print(sqlite3.connect('/var/lib/sayasat-contact/contact.db').execute('SELECT name FROM sqlite_master').fetchall())\""
    assert "'extra'" in server.machine.shell(tables)
    assert "0.2.0" in server.machine.run("sayasat", "--version")
    assert server.states() == before
    takes_a_message(server, smtp)
    after = server.states()
    server.install("rollback")
    assert "'extra'" not in server.machine.shell(tables)
    assert "0.1.0" in server.machine.run("sayasat", "--version")
    assert server.states() == after
    takes_a_message(server, smtp)


def reports_a_failure(server: Server, smtp: SmtpServer) -> None:
    wait_until(lambda: any("sayasat-" in str(mail.message["Subject"]) for mail in smtp.mails))
    notices = [mail for mail in smtp.mails if mail.recipients == ("admin@example.org",)]
    assert notices
    assert "titel" in notices[0].message.get_content()
    server.machine.shell(
        "systemctl start sayasat-backup.service sayasat-contact-backup.service sayasat-contact-purge.service sayasat-contact-status.service"
    )
    kept = server.machine.shell(
        "ls /var/backups/sayasat/*; git bundle verify -q /var/backups/sayasat/policies/*.bundle 2>&1"
    )
    assert ".bundle" in kept
    assert re.search(r"contact-\d{4}-\d\d-\d\d\.db", kept)


def is_removed(server: Server) -> None:
    said = server.install("uninstall")
    assert "kept" in said
    with pytest.raises(OSError, match="refused|404|Connection"):
        server.page("/policies/privacy/")
    left = server.machine.shell(
        "ls -d /opt/sayasat /etc/systemd/system/*sayasat* /var/lib/sayasat-contact/contact.db /srv/sayasat/site/proof/log.txt 2>/dev/null || :"
    )
    assert left.split() == ["/srv/sayasat/site/proof/log.txt", "/var/lib/sayasat-contact/contact.db"]
    server.install("uninstall", "--purge")
    found = "find / -xdev \\( -name '*sayasat*' -o -user 'sayasat*' \\) -not -path '/proc/*' -not -path '/root/*' -not -path '/sys/*' -not -path '/var/log/*'"
    assert server.machine.shell(f"{found} 2>/dev/null || :") == ""
