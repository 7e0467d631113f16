"""The command as an operator runs it: both databases, three languages, real processes where it matters."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import stat
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyrage import x25519  # type: ignore[import-untyped]

from sayasat_contact.arrival import Suspicion
from sayasat_contact.command import LANGUAGES, message_language, parser, texts_of
from sayasat_contact.commands import _owner
from sayasat_contact.outbox import STATES, lease
from sayasat_contact.register import Outcome
from sayasat_contact.sealing import open_sealed, seal
from sayasat_contact.wording import plural_forms
from tests.contact.mailroom import FIELDS, ROOT, Mailroom, contact, contact_process, environment, opened
from tests.contact.smtp import Accident, SmtpServer

OURS = x25519.Identity.generate()
SUSPECT = frozenset({Suspicion.HONEYPOT})
FORMULA = '=HYPERLINK("https://example.org","a")'


@pytest.mark.parametrize(
    "arguments", [["list", "{}"], ["{}"], ["export", "--output", "/nowhere/{}"], ["show", "{}"]]
)
def test_no_argument_reaches_the_terminal_as_it_was_given(
    database: str, tmp_path: Path, arguments: list[str]
) -> None:
    environ = environment(database, tmp_path)
    assert contact(environ, "init-db").returncode == 0
    ran = contact_process(environ, *(each.format("\x1b]0;a\x07\x9b\u202e") for each in arguments))
    assert ran.returncode in {1, 2}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", ran.stdout + ran.stderr)


# Texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_facts(language: str) -> None:
    english, other = texts_of("en").texts, texts_of(language).texts
    assert list(english) == list(other)
    assert {key: _facts(value) for key, value in english.items()} == {
        key: _facts(value) for key, value in other.items()
    }
    assert not [key for key, value in other.items() if not value.strip()]


def test_kyrgyz_and_russian_are_not_english() -> None:
    english = texts_of("en").texts
    for language in ("ru", "ky"):
        assert not [key for key, value in texts_of(language).texts.items() if value == english[key]]


def _facts(value: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}


def test_every_state_and_outcome_has_its_text() -> None:
    texts = texts_of("en").texts
    assert {f"state.{state}" for state in STATES} <= set(texts)
    assert {f"outcome.{outcome}" for outcome in Outcome if outcome is not Outcome.DONE} <= set(texts)


def test_no_text_stands_there_for_nothing() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "sayasat_contact").glob("*.py"))
    made = {"state", "status", "outcome", "done", "list", "show", "deliver", "digest"}
    unused = [key for key in texts_of("en").texts if f'"{key}"' not in source and f"'{key}'" not in source]
    assert {key.partition(".")[0] for key in unused} <= made


@pytest.mark.parametrize(
    ("given", "environ", "language"),
    [
        (None, {}, "en"),
        (None, {"LANG": "ru_RU.UTF-8"}, "ru"),
        (None, {"LANG": "ky_KG.UTF-8", "LC_ALL": ""}, "ky"),
        (None, {"LANG": "ky_KG.UTF-8", "LC_ALL": "ru_RU"}, "ru"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "../../etc"}, "en"),
        ("ky", {"LANG": "ru_RU.UTF-8"}, "ky"),
    ],
)
def test_the_language_is_the_one_given_or_the_environment_s(
    given: str | None, environ: dict[str, str], language: str
) -> None:
    assert message_language(given, environ) == language


def test_plurals_are_not_needed() -> None:
    """Numbers stand after a label and a colon: no language has to bend a word to them."""
    endings = {form for language in LANGUAGES for form in plural_forms(language)} - {"other"}
    assert not [key for key in texts_of("ru").texts if key.rpartition(".")[2] in endings]


# Arguments


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["show"],
        ["retry"],
        ["retry", "K7M2-QX9D-4RTC", "--all"],
        ["list", "--state", "lost"],
        ["deliver", "--watch", "0"],
        ["deliver", "--watch", "nan"],
        ["deliver", "--watch", "-1"],
        ["export", "--format", "xml"],
        ["--language", "de", "list"],
    ],
)
def test_wrong_arguments_are_refused_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as error:
        parser().parse_args(arguments)
    assert error.value.code == 2


def test_arguments_have_the_defaults_that_help_tells() -> None:
    assert parser().parse_args(["deliver"]).watch is None
    assert parser().parse_args(["deliver", "--watch"]).watch == 5
    assert parser().parse_args(["retry", "--all"]).references == []


# What goes wrong


def test_missing_settings_are_told_all_at_once(tmp_path: Path) -> None:
    environ = environment("", tmp_path, CONTACT_SMTP="", CONTACT_MAIL_TO="", CONTACT_ZONE="Nowhere")
    run = contact(environ, "deliver")
    assert run.returncode == 1
    assert [line.partition(":")[0] for line in run.stderr.splitlines()] == [
        "CONTACT_SMTP",
        "CONTACT_MAIL_TO",
        "CONTACT_ZONE",
    ]


@pytest.mark.parametrize("command", ["list", "deliver", "purge", "export"])
def test_a_database_without_tables_is_told(database: str, tmp_path: Path, command: str) -> None:
    run = contact(environment(database, tmp_path, CONTACT_RETENTION_DAYS="9"), command)
    assert run.returncode == 1
    assert "sayasat-contact init-db" in run.stderr


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nowhere/contact.db",
        "postgresql+psycopg://a:secret-word@127.0.0.1:1/contact",
    ],
)
@pytest.mark.parametrize("command", ["list", "init-db", "deliver"])
def test_a_database_that_does_not_answer_is_told_without_its_password(
    tmp_path: Path, url: str, command: str
) -> None:
    run = contact(environment(url, tmp_path), command)
    assert run.returncode == 1
    assert run.stderr.startswith("The database does not answer (OperationalError).")
    assert "secret-word" not in run.stderr


def test_a_database_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "contact.db").write_bytes(b"nonsense " * 1000)
    run = contact(environment(f"sqlite:///{tmp_path}/contact.db", tmp_path), "list")
    assert (run.returncode, "Traceback" in run.stderr) == (1, False)


def test_settings_can_be_checked(tmp_path: Path) -> None:
    environ = environment("", tmp_path)
    run = contact(environ, "check-settings")
    assert (run.returncode, run.stderr.startswith("CONTACT_SECRET: ")) == (1, True)
    fine = environ | {"CONTACT_SECRET": "0123456789abcdef" * 2, "CONTACT_SEAL_TO": str(OURS.to_public())}
    run = contact(fine, "check-settings")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith(
        "The settings are in order.\nNumber of recipients that messages are encrypted to: 1\n"
    )


# What goes right


def test_the_whole_way_of_a_message(database: str, tmp_path: Path, smtp: SmtpServer) -> None:
    environ = environment(database, tmp_path, smtp.port)
    assert contact_process(environ, "init-db").stdout == "The database is ready.\n"
    assert contact_process(environ, "init-db").returncode == 0
    assert contact_process(environ, "list").stdout == "There are no messages.\n"
    with opened(database) as room:
        reference = room.put()
    listed = contact_process(environ, "list").stdout.splitlines()
    assert listed[0].split() == ["Reference", "Received", "State", "Attempts", "Trouble"]
    assert listed[1] == f"{reference}  2026-11-24 12:00  waiting  0"
    assert contact_process(environ, "deliver").stdout == "Delivered: 1\n"
    assert contact_process(environ, "list", "--state", "waiting").stdout == "There are no messages.\n"
    assert reference in contact_process(environ, "list", "--state", "delivered").stdout
    assert FIELDS["name"] in contact_process(environ, "show", reference.lower().replace("-", "")).stdout
    erased = contact_process(environ, "erase", reference, "--why", "request")
    assert (erased.stdout, erased.returncode) == (f"{reference}: The content was erased.\n", 0)
    assert "CONTACT_ERASURE_JOURNAL" in erased.stderr
    gone = contact_process(environ, "show", reference)
    assert (gone.returncode, gone.stdout) == (1, "")
    assert gone.stderr == f"{reference}: The content of this message has already been erased.\n"


def test_the_list_says_when_an_answer_is_due_and_by_which_rule(mailroom: Mailroom, tmp_path: Path) -> None:
    mailroom.put()
    environ = environment(
        mailroom.url, tmp_path, CONTACT_ANSWER_DAYS="7", CONTACT_ANSWER_SOURCE="Order 12 of the office"
    )
    listed = contact(environ, "--language", "ru", "list").stdout
    assert "Ответить до" in listed
    assert "2026-12-01" in listed
    assert listed.endswith("Срок ответа: Order 12 of the office\n")


def test_dead_letters_are_sent_again_one_or_all(mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path) -> None:
    environ = environment(mailroom.url, tmp_path, smtp.port)
    dead = [mailroom.put(suspicions=SUSPECT) for _ in range(3)]
    smtp.faults = {"BODY": "550 5.7.1 no"}
    run = contact(environ, "deliver")
    assert run.stdout == "Delivered: 0. Dead letters: 3\n"
    assert run.stderr.count("ALARM contact: ") == 3
    smtp.faults = {}
    one = contact(environ, "retry", dead[0])
    assert one.stdout == f"{dead[0]}: It will be sent again.\n"
    assert contact(environ, "retry", dead[0]).returncode == 1
    assert contact(environ, "retry", "--all").stdout.count("sent again") == 2
    assert contact(environ, "deliver").stdout == "Delivered: 3\n"


def test_a_message_in_flight_says_when_to_try_again(mailroom: Mailroom, tmp_path: Path) -> None:
    reference = mailroom.put()
    with mailroom.store.transaction(write=True) as connection:
        assert lease(connection, "a", mailroom.clock())
        connection.change("UPDATE outbox SET leased_until = :until", until=int(time.time()) + 600)
    run = contact(environment(mailroom.url, tmp_path), "erase", reference)
    assert run.returncode == 1
    assert "15 minutes" in run.stderr


def test_an_unknown_reference_is_told_without_repeating_what_could_steer_a_terminal(
    mailroom: Mailroom, tmp_path: Path
) -> None:
    environ = environment(mailroom.url, tmp_path)
    for command in ("show", "erase", "retry", "export"):
        run = contact(environ, command, "\x1b[2Jred")
        assert run.returncode == 1
        assert run.stderr.startswith("\ufffd[2Jred: No message has this reference.")


def test_a_sealed_message_is_shown_with_the_key_and_as_armor_without(
    mailroom: Mailroom, tmp_path: Path
) -> None:
    identity = tmp_path / "identity"
    identity.write_text(f"# a comment\n{OURS}\n", encoding="ascii")
    sealed = seal(json.dumps(FIELDS).encode(), [str(OURS.to_public())])
    reference = mailroom.put(body=sealed, is_sealed=True)
    without = contact(environment(mailroom.url, tmp_path), "show", reference).stdout
    assert FIELDS["name"] not in without
    assert "-----BEGIN AGE ENCRYPTED FILE-----" in without
    environ = environment(mailroom.url, tmp_path, CONTACT_IDENTITY=str(identity))
    assert FIELDS["message"] in contact(environ, "show", reference).stdout
    exported = [json.loads(line) for line in contact(environ, "export").stdout.splitlines()]
    assert exported[0]["fields"] == FIELDS
    closed = json.loads(contact(environment(mailroom.url, tmp_path), "export").stdout)
    assert "fields" not in closed
    assert open_sealed(_dearmored(closed["sealed"]), [str(OURS)]) == json.dumps(FIELDS).encode()


def _dearmored(armor: str) -> bytes:
    return base64.b64decode("".join(line for line in armor.splitlines() if not line.startswith("-")))


def test_what_could_steer_a_terminal_is_shown_as_a_mark(mailroom: Mailroom, tmp_path: Path) -> None:
    """The form refuses such characters; whoever writes into the database need not."""
    reference = mailroom.put(message="a\x1b]0;title\x07\u202eb\tc\nd")
    shown = contact(environment(mailroom.url, tmp_path), "show", reference).stdout
    assert "message: a\ufffd]0;title\ufffd\ufffdb\tc\nd" in shown


def test_a_table_for_a_spreadsheet_runs_no_formula(mailroom: Mailroom, tmp_path: Path) -> None:
    values = [FORMULA, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", 'a"b,c\nd', "plain"]
    for value in values:
        mailroom.put(name=value, message=value)
    out = contact(
        environment(mailroom.url, tmp_path), "export", "--format", "csv", "--output", f"{tmp_path}/a.csv"
    )
    assert out.returncode == 0
    content = (tmp_path / "a.csv").read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [row["message"].lstrip("'") for row in rows] == values
    assert not [cell for row in rows for cell in row.values() if re.match(r"\s*[=+\-@]|[\t\r]", cell)]
    assert rows[-2]["message"] == 'a"b,c\nd'


def test_an_export_makes_a_new_file_for_its_owner_only(mailroom: Mailroom, tmp_path: Path) -> None:
    mailroom.put()
    environ = environment(mailroom.url, tmp_path)
    file = tmp_path / "messages.jsonl"
    assert contact(environ, "export", "--output", str(file)).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = contact(environ, "export", "--output", str(file))
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)
    assert contact(environ, "export", "--output", "/nowhere/a").returncode == 1
    with mailroom.store.transaction(write=False) as connection:
        assert len(connection.rows("SELECT * FROM audit")) == 1


def test_a_purge_needs_a_number_of_days(mailroom: Mailroom, tmp_path: Path) -> None:
    reference = mailroom.put(suspicions=SUSPECT)
    waiting = mailroom.put(suspicions=SUSPECT)
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE messages SET received = 1")
    refused = contact(environment(mailroom.url, tmp_path), "purge")
    assert (refused.returncode, refused.stderr.startswith("CONTACT_RETENTION_DAYS")) == (1, True)
    journal = tmp_path / "erased"
    environ = environment(
        mailroom.url, tmp_path, CONTACT_RETENTION_DAYS="30", CONTACT_ERASURE_JOURNAL=str(journal)
    )
    assert contact(environ, "show", reference).returncode == 0
    run = contact(environ, "purge")
    assert (run.returncode, run.stdout) == (0, "Erased after the retention period: 1\n")
    assert waiting in run.stderr
    assert reference in journal.read_text(encoding="utf-8")


def test_the_tables_can_be_taken_back_to_those_of_an_earlier_release(
    mailroom: Mailroom, tmp_path: Path
) -> None:
    reference = mailroom.put()
    environ = environment(mailroom.url, tmp_path)
    assert contact(environ, "init-db", "--version", "5").returncode == 0
    with mailroom.store.transaction(write=False) as connection:
        assert connection.value("SELECT max(number) FROM migrations") == 5
        assert connection.rows("SELECT count FROM counters") == []
    assert "sayasat-contact init-db" in contact(environ, "list").stderr
    for number in ("-1", "999"):
        refused = contact(environ, "init-db", "--version", number)
        assert (refused.returncode, "this program knows" in refused.stderr) == (1, True)
    assert contact(environ, "init-db").returncode == 0
    assert reference in contact(environ, "list").stdout


@pytest.mark.parametrize("command", ["init-db", "deliver"])
def test_a_restored_backup_is_made_to_forget_again(
    mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path, command: str
) -> None:
    journal = tmp_path / "erased"
    environ = environment(mailroom.url, tmp_path, smtp.port, CONTACT_ERASURE_JOURNAL=str(journal))
    reference = mailroom.put()
    body = mailroom.row(reference)["body"]
    assert contact(environ, "erase", reference).stderr == ""
    with mailroom.store.transaction(write=True) as connection:
        connection.change("UPDATE messages SET body = :body, erased = NULL, erased_why = NULL", body=body)
    again = contact(environ, command)
    assert "Erased again, as the journal of erasures says: 1\n" in again.stdout
    assert mailroom.row(reference)["body"] is None
    assert smtp.mails == []


def test_a_journal_that_cannot_be_written_stops_erasing_and_delivering(
    mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path
) -> None:
    (tmp_path / "erased").mkdir()
    environ = environment(mailroom.url, tmp_path, smtp.port, CONTACT_ERASURE_JOURNAL=str(tmp_path / "erased"))
    reference = mailroom.put()
    for arguments in (["erase", reference], ["deliver"], ["init-db"]):
        run = contact(environ, *arguments)
        assert (run.returncode, "Traceback" in run.stderr) == (1, False)
        assert "CONTACT_ERASURE_JOURNAL" in run.stderr
    assert mailroom.row(reference)["body"] is not None
    assert smtp.mails == []


def test_an_audit_line_says_who_and_never_what(mailroom: Mailroom, tmp_path: Path) -> None:
    reference = mailroom.put(message="canary")
    environ = environment(mailroom.url, tmp_path) | {"SUDO_USER": "asel"}
    contact(environ, "show", reference)
    contact(environ, "export", reference)
    contact(environ, "erase", reference)
    with mailroom.store.transaction(write=False) as connection:
        rows = connection.rows("SELECT * FROM audit ORDER BY id")
    assert [(row["act"], row["reference"]) for row in rows] == [
        (act, reference) for act in ("show", "export", "erase")
    ]
    assert {row["by"].partition(" ")[2] for row in rows} == {"(asel)"}
    assert "canary" not in repr(rows)


def test_no_output_but_show_and_export_holds_a_message_or_an_address(
    mailroom: Mailroom, smtp: SmtpServer, tmp_path: Path
) -> None:
    canaries = json.dumps({name: f"canary-{name}@canary.example" for name in FIELDS}).encode()
    references = [mailroom.put(body=canaries), mailroom.put(body=canaries, suspicions=SUSPECT)]
    broken = mailroom.put(body=canaries[:-1])
    environ = environment(mailroom.url, tmp_path, smtp.port, CONTACT_RETENTION_DAYS="1")
    smtp.faults = {"TAKEN": Accident.DROP}
    acts = [
        ["deliver"],
        ["list"],
        ["show", broken],
        ["export", broken],
        ["retry", broken],
        ["purge"],
        ["erase", references[0]],
        ["init-db"],
        ["check-settings"],
    ]
    runs = [contact_process(environ, *arguments) for arguments in acts]
    printed = "".join(run.stdout + run.stderr for run in runs)
    assert "Traceback" not in printed
    assert "canary" not in printed
    assert "@" not in printed


def test_a_failing_statement_tells_nothing_of_its_values(mailroom: Mailroom, tmp_path: Path) -> None:
    """The database refuses the act midway: its own words could repeat what was being written."""
    reference = mailroom.put(message="canary")
    with mailroom.store.transaction(write=True) as connection:
        connection.change("DROP TABLE audit")
    run = contact(environment(mailroom.url, tmp_path), "erase", reference, "--why", "canary")
    assert run.returncode == 1
    assert re.fullmatch(r"The database does not answer \(\w+\)\..*\n", run.stderr)
    assert "canary" not in run.stderr
    assert mailroom.row(reference)["body"] is not None


def test_a_reader_that_has_enough_is_no_fault(mailroom: Mailroom, tmp_path: Path) -> None:
    for _ in range(200):
        mailroom.put(message="a" * 5000)
    run = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m sayasat_contact export | head -n 1 | wc -l"],
        cwd=ROOT,
        env=environment(mailroom.url, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout.strip(), run.stderr) == ("1", "")


def test_a_full_disk_is_not_taken_for_the_journal(mailroom: Mailroom, tmp_path: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 (a device)
        run = subprocess.run(
            [sys.executable, "-m", "sayasat_contact", "list"],
            cwd=ROOT,
            env=environment(mailroom.url, tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert run.returncode == 1
    assert re.fullmatch(r"The operating system refused .*No space left on device.*\n", run.stderr)
    assert "JOURNAL" not in run.stderr


def test_each_worker_has_a_name_of_its_own() -> None:
    owners = {_owner() for _ in range(10)}
    assert len(owners) == 10
    assert max(map(len, owners)) <= 64
