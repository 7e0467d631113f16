"""deploy/notice: who gets a notice of a failed unit, and how often."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.contact.smtp import SmtpServer
from tests.support.mini_site import ROOT

LONG = "Саясат " * 400


def notice(
    folder: Path, smtp: SmtpServer, line: str = LONG, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run it with a journal that has one long line."""
    journal = folder / "bin/journalctl"
    journal.parent.mkdir(exist_ok=True)
    journal.write_text(f"#!/bin/sh\necho '{line}'\n", encoding="utf-8")
    journal.chmod(0o755)
    settings = {
        "CONTACT_SMTP": f"smtp://{smtp.address}?starttls=no",
        "CONTACT_MAIL_FROM": "form@example.org",
        "NOTICE_TO": "web@example.org two@example.org",
        "STATE_DIRECTORY": str(folder),
        "PATH": f"{journal.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    command: list[str | Path] = [sys.executable, ROOT / "deploy/notice", "sayasat-publish"]
    return subprocess.run(
        command, env=settings | environ, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_failure_is_mailed_with_the_journal_and_the_same_once_in_six_hours(
    tmp_path: Path, smtp: SmtpServer
) -> None:
    assert notice(tmp_path, smtp).returncode == 0
    assert notice(tmp_path, smtp).returncode == 0
    (mail,) = smtp.mails
    assert mail.recipients == ("web@example.org", "two@example.org")
    assert "sayasat-publish has failed" in str(mail.message["Subject"])
    assert LONG.strip() in mail.message.get_content()
    assert notice(tmp_path, smtp, "Another failure").returncode == 0
    assert len(smtp.mails) == 2
    os.utime(tmp_path / "sayasat-publish", (0, 0))
    notice(tmp_path, smtp, "Another failure")
    assert len(smtp.mails) == 3


def test_a_notice_that_is_not_sent_fails_and_is_tried_at_the_next_failure(
    tmp_path: Path, smtp: SmtpServer
) -> None:
    smtp.faults["MAIL"] = "451 4.3.0 later"
    assert notice(tmp_path, smtp).returncode == 1
    smtp.faults.clear()
    assert notice(tmp_path, smtp).returncode == 0
    assert len(smtp.mails) == 1


def test_without_an_address_the_journal_alone_says_it(tmp_path: Path, smtp: SmtpServer) -> None:
    done = notice(tmp_path, smtp, NOTICE_TO="")
    assert (done.returncode, smtp.mails) == (0, [])
    assert "sayasat-publish has failed" in done.stdout
