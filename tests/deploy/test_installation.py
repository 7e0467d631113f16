"""deploy/install.sh on a bare Debian with systemd: what an operator does, from first to last."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
from msgspec import Struct

from sayasat_contact.schema import VERSION
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
NEXT_RELEASE = f"""
sed -i 's/^VERSION = .*/VERSION = {VERSION + 1}/' sayasat_contact/schema.py
{{ echo; echo '[[step]]'; echo 'up = "CREATE TABLE extra (id INTEGER)"'; echo 'down = "DROP TABLE extra"'
}} >>sayasat_contact/tables.toml
sed -i 's/^version = .*/version = "9.0.0"/' pyproject.toml
git -c user.name=x -c user.email=x@example.org commit -qam 'Release 9.0.0'
git tag v9.0.0
git reset -q --hard HEAD~
"""
"""A next release of Sayasat, whose handler has another table."""

TABLES = """setpriv --reuid=sayasat-contact /opt/sayasat/current/bin/python -c "
import sqlite3
database = sqlite3.connect('/var/lib/sayasat-contact/contact.db')
print(database.execute('SELECT name FROM sqlite_master').fetchall())
" """
SOON = """
cd /run/systemd/system && mkdir -p sayasat-publish.timer.d
printf '[Timer]\nOnCalendar=\nOnCalendar=*-*-* *:*:0/5\n' >sayasat-publish.timer.d/soon.conf
systemctl daemon-reload
systemctl restart sayasat-publish.timer
"""
"""The timer fires within five seconds."""


class Server(Struct, frozen=True):
    """The installed server, as its visitors and its operator see it."""

    machine: Debian
    port: int

    def install(self, *arguments: str, code: int = 0) -> str:
        return self.machine.run("/root/sayasat/deploy/install.sh", *arguments, code=code)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Ask for a path, or send a form to it: the status, where it leads to, and the text."""
        headers = {"Host": HOST, "Origin": f"https://{HOST}"}
        form = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            body = urlencode(fields) if fields else None
            connection.request("POST" if fields else "GET", path, body, {**headers, **form})
            with connection.getresponse() as answer:
                return answer.status, answer.getheader("Location", ""), answer.read().decode()

    def is_served(self) -> bool:
        """Whether the web server answers with the site."""
        try:
            return self.ask("/policies/privacy/")[0] == 200
        except OSError:
            return False

    def page(self, path: str, fields: dict[str, str] | None = None) -> Page:
        """A page of the site, or the handler's answer to a form."""
        return parse(self.ask(path, fields)[2])

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
        status, receipt, _ = self.ask("/contact/messages", {**fields, "token": token})
        assert status == 303
        return receipt

    def states(self) -> str:
        """The states of the messages, as the operator's command lists them."""
        return self.machine.run("sayasat-contact", "list")


@pytest.mark.soak
@pytest.mark.parametrize("web", ["nginx", "caddy"])
def test_a_bare_server_becomes_a_site_with_a_form_and_is_upgraded_rolled_back_and_removed(
    tmp_path: Path, smtp: SmtpServer, web: str
) -> None:
    publisher = open_publisher(tmp_path)
    with booted(tmp_path / "machine") as machine, git_server(publisher.origin) as repository:
        subprocess.run(["git", "clone", "--quiet", ROOT, machine.root / "root/sayasat"], check=True)
        server = Server(machine, free_port())
        installs(server, repository, smtp, web, publisher)
        takes_a_message(server, smtp)
        keeps_to_its_rights(server)
        publishes_what_is_pushed(server, publisher)
        turns_at_midnight(server)
        is_upgraded_and_rolled_back(server, smtp)
        reports_a_failure(server, smtp)
        is_removed(server)


def installs(server: Server, repository: str, smtp: SmtpServer, web: str, publisher: Publisher) -> None:
    server.machine.shell(f"mkdir -p /etc/sayasat && echo SAYASAT_TODAY=2026-11-24 >{ENV}")
    options = ["--repository", repository, "--host", HOST, "--web", web, "--listen", str(server.port)]
    options += ["--smtp", f"smtp://{smtp.address}?starttls=no", "--mail-from", "form@example.org"]
    options += ["--mail-to", "office@example.org", "--notify", "admin@example.org", "--retention", "90"]
    said = server.install(*options)
    assert "/opt/sayasat/current" in said
    assert "sayasat log begin" in said
    assert "nothing is published yet" in said
    # The log is begun, and its setting merged: the rest comes by itself
    publisher.begin()
    server.machine.run("systemctl", "start", "sayasat-update.service")
    wait_until(lambda: server.machine.is_active("sayasat-contact.service"))
    assert "60 күн" in server.page("/policies/privacy/").text
    # The second run
    assert server.install(*options).splitlines() == ["install.sh: nothing to change"]
    assert server.install().splitlines() == ["install.sh: nothing to change"]
    server.machine.run("systemctl", "reset-failed", "sayasat-publish.service")
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
        "sayasat-contact": (
            "touch /srv/sayasat/site/x || cat /etc/sayasat/site.env || ls /srv/sayasat/policies"
        ),
        "sayasat": (
            "ls /var/lib/sayasat-contact || cat /etc/sayasat/handler.env || ls /var/backups/sayasat/contact"
        ),
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
    # A fault in a text leaves the site as it was, and is not tried again at once
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
    server.machine.shell(f"sed -i s/TODAY=.*/TODAY=2026-12-01/ {ENV}\n{SOON}")
    wait_until(lambda: "статистика үчүн гана" in server.page("/policies/privacy/").text)
    folder = "/run/systemd/system/sayasat-publish.timer.d"
    server.machine.shell(f"rm -r {folder}; systemctl daemon-reload; systemctl restart sayasat-publish.timer")
    assert "00:05 Asia/Bishkek" in server.machine.shell("systemctl cat sayasat-publish.timer")
    is_running = "systemctl show --property=ActiveState --value sayasat-publish.service"
    wait_until(lambda: server.machine.shell(is_running).strip() != "activating")


@contextmanager
def asked_all_the_time(server: Server) -> Iterator[None]:
    """Visitors ask the handler while the block runs: each gets an answer, if late."""
    answers: list[int] = []
    over = Event()

    def ask() -> None:
        while not over.wait(0.2):
            answers.append(server.ask("/contact/openapi.json")[0])

    visitor = Thread(target=ask)
    visitor.start()
    try:
        yield
    finally:
        over.set()
        visitor.join()
    assert set(answers) == {200}


def is_upgraded_and_rolled_back(server: Server, smtp: SmtpServer) -> None:
    before = server.states()
    server.machine.shell(f"cd /root/sayasat; {NEXT_RELEASE}")
    with asked_all_the_time(server):
        assert "backed up the messages" in server.install("upgrade", "v9.0.0")
    assert "'extra'" in server.machine.shell(TABLES)
    assert "9.0.0" in server.machine.run("sayasat", "--version")
    assert server.states() == before
    takes_a_message(server, smtp)
    after = server.states()
    with asked_all_the_time(server):
        server.install("rollback")
    assert "'extra'" not in server.machine.shell(TABLES)
    assert "9.0.0" not in server.machine.run("sayasat", "--version")
    assert server.states() == after
    takes_a_message(server, smtp)


def reports_a_failure(server: Server, smtp: SmtpServer) -> None:
    """The fault in the text, committed above, was mailed to those who look after the server."""
    notices = [mail for mail in smtp.mails if mail.recipients == ("admin@example.org",)]
    assert any("“titel” is not known" in mail.message.get_content() for mail in notices)
    for unit in ("backup", "contact-backup", "contact-purge", "contact-status"):
        server.machine.run("systemctl", "start", f"sayasat-{unit}.service")
    kept = server.machine.shell("ls /var/backups/sayasat/*")
    server.machine.shell("git clone --quiet --mirror /var/backups/sayasat/policies/*.bundle /root/restored")
    assert server.machine.shell("git -C /root/restored show refs/sayasat/log:log.txt")
    assert ".bundle" in kept
    assert re.search(r"contact-\d{4}-\d\d-\d\d\.db", kept)


def is_removed(server: Server) -> None:
    assert "kept the site" in server.install("uninstall")
    kept = ["/srv/sayasat/site/proof/log.txt", "/var/lib/sayasat-contact/contact.db"]
    gone = "/opt/sayasat /etc/systemd/system/*sayasat* /etc/nginx/conf.d/sayasat.conf /usr/local/bin/sayasat*"
    left = server.machine.shell(f"ls -d {gone} {' '.join(kept)} 2>/dev/null || :")
    assert left.split() == kept
    # A reload of nginx lets its old workers answer for a moment
    wait_until(lambda: not server.is_served())
    server.install("uninstall", "--purge")
    found = "find /etc /opt /srv /usr/local /var -path /var/log -prune -o -name '*sayasat*' -print"
    assert server.machine.shell(found) == ""
    assert "sayasat" not in server.machine.shell("cat /etc/passwd /etc/group")
