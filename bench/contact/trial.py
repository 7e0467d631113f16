"""One trial: visitors write, processes are killed, mail server and database fail; then all is counted."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.contact.processes import Program, handler, worker
from bench.contact.stores import STORES, Patient
from bench.contact.tally import Tally
from bench.contact.visitors import MARK, RIPE, Diary, Visitor
from sayasat_contact.errors import DatabaseError
from sayasat_contact.outbox import OutboxState
from sayasat_contact.settings import Part, read_settings
from sayasat_contact.store import MessageStore, open_store
from tests.contact.listening import free_port
from tests.contact.mailroom import environment
from tests.contact.smtp import Accident, SmtpServer
from tests.contact.smtp import Fault as MailFault

VISITORS = 12
_SECRET = "0123456789abcdef" * 4
_SHARE_OF_CHILDREN = 0.3
"""Of the handler's kills: those of the serving process alone, which gunicorn replaces."""

_STANDSTILL = 60
"""Seconds without any progress after which what is still waiting counts as stuck."""

MAIL_FAULTS: tuple[tuple[str, MailFault], ...] = (
    ("GREETING", "421 4.3.2 closing"),
    ("MAIL", "421 4.3.2 closing"),
    ("RCPT", "451 4.7.1 greylisted"),
    ("RCPT", "550 5.1.1 unknown"),
    ("BODY", "451 4.3.0 later"),
    ("BODY", "550 5.7.1 refused"),
    ("DATA", "421 4.3.2 closing"),
    ("TAKEN", "451 4.3.0 taken all the same"),
    *((step, each) for step in ("GREETING", "RCPT", "BODY", "TAKEN") for each in Accident),
    *(("TAKEN", each) for each in Accident),
)
"""At which step, and what; the 250 is lost twice as often."""


@dataclass
class Trial:
    """One run over one store."""

    patient: Patient
    folder: Path
    kills: int
    seed: str
    smtp: SmtpServer = field(default_factory=SmtpServer)
    diary: Diary = field(default_factory=Diary)
    counts: Counter[str] = field(default_factory=Counter)
    store_faults: Counter[str] = field(default_factory=Counter)
    mail_faults: Counter[str] = field(default_factory=Counter)
    weather: str = "fair"
    stopped: threading.Event = field(default_factory=threading.Event)
    """No more faults."""

    tried: threading.Event = field(default_factory=threading.Event)
    """Every fault of the database has been there."""

    running: dict[str, Program] = field(default_factory=dict)
    dead: dict[int, float] = field(default_factory=dict)
    """Workers that were killed, with when."""

    troubles: list[BaseException] = field(default_factory=list)
    """Of the trial's own threads."""

    def __post_init__(self) -> None:
        self._port = free_port()
        self._log = self.folder / "log"
        self._log.touch()
        settings = read_settings({"CONTACT_DATABASE": self.patient.healthy_url}, Part.OPERATION)
        self._store: MessageStore = open_store(settings)
        self._store.prepare()

    def run(self) -> Tally:
        """All of it."""
        self.smtp.start()
        # Once, for it writes the contract that others may be reading
        self._environ = environment(
            self.patient.healthy_url,
            self.folder,
            self.smtp.port,
            CONTACT_SECRET=_SECRET,
            CONTACT_LIMIT_TOTAL="1000000",
            CONTACT_LIMIT_ADDRESS="1000000",
        )
        visitors = [
            Visitor(number, self._port, self.diary, lambda: self.weather, self._dice(f"visitor {number}"))
            for number in range(VISITORS)
        ]
        try:
            self._storm(visitors)
            self._settle(visitors)
        finally:
            self.stopped.set()
            for program in self.running.values():
                program.kill()
            self.smtp.stop()
        tally = self._tally()
        self._store.close()
        return tally

    def _storm(self, visitors: list[Visitor]) -> None:
        killers = [self._thread(partial(self._keep_killing, name)) for name in ("handler", "worker")]
        others = [self._thread(each) for each in (self._spoil_mail, self._spoil_store, self._let_time_pass)]
        self.running = {name: self._start(name) for name in ("handler", "worker")}
        for visitor in visitors:
            visitor.start()
        # Until the first forms are filled in
        time.sleep(RIPE)
        for each in (*killers, *others):
            each.start()
        for each in killers:
            while each.is_alive() and not self.troubles:
                each.join(0.2)
        self.stopped.set()
        for each in (*killers, *others):
            each.join()
        if self.troubles:
            raise self.troubles[0]

    def _settle(self, visitors: list[Visitor]) -> None:
        self.smtp.stop()
        self.smtp.faults = {}
        self.smtp.start()
        for program in self.running.values():
            program.kill()
        with self._store.transaction(write=True) as connection:
            connection.change("UPDATE outbox SET leased_until = NULL, leased_by = NULL")
        self.running = {
            "handler": self._start("handler"),
            "worker": self._start("worker"),
            "second worker": self._start("worker"),
        }
        for visitor in visitors:
            visitor.leaving.set()
        for visitor in visitors:
            visitor.join(60)
            visitor.closing.set()
            visitor.join()
        self._wait_for_the_outbox()
        for program in self.running.values():
            program.end()

    def _wait_for_the_outbox(self) -> None:
        waiting = self._waiting()
        progressed = time.monotonic()
        while waiting and time.monotonic() - progressed < _STANDSTILL:
            self._cut_pauses_short()
            time.sleep(0.2)
            before, waiting = waiting, self._waiting()
            if waiting < before:
                progressed = time.monotonic()

    def _waiting(self) -> int:
        with self._store.transaction(write=False) as connection:
            return int(connection.value("SELECT count(*) FROM outbox WHERE state = 'waiting'"))

    def _keep_killing(self, name: str) -> None:
        random = self._dice(name)
        while self._is_to_be_killed(name):
            program = self.running.get(name)
            if program is None or not program.is_alive:
                if program is not None:
                    self.counts[f"{name} ended by itself"] += 1
                program = self.running[name] = self._start(name)
            self.stopped.wait(_life(random))
            if not program.is_alive:
                continue
            if name == "handler" and random.random() < _SHARE_OF_CHILDREN:
                self.counts[name] += program.kill_a_child(random)
                continue
            program.kill()
            if name == "worker":
                self.dead[program.pid] = time.monotonic()
            self.counts[name] += 1
            del self.running[name]

    def _is_to_be_killed(self, name: str) -> bool:
        if self.stopped.is_set():
            return False
        return self.counts[name] < self.kills or not self.tried.is_set()

    def _start(self, name: str) -> Program:
        url = self.patient.healthy_url if self.stopped.is_set() else self.patient.url
        given = self._environ | {"CONTACT_DATABASE": url}
        program = handler(self._port, given, self._log) if name == "handler" else worker(given, self._log)
        self.patient.disk.admit(program.pid)
        return program

    def _spoil_mail(self) -> None:
        random = self._dice("mail")
        while not self.stopped.is_set():
            step, fault = random.choice(MAIL_FAULTS)
            self.smtp.faults = {step: fault}
            self.mail_faults[fault[:3] if isinstance(fault, str) else fault.name.lower()] += 1
            self.stopped.wait(random.uniform(0.1, 0.5))
            if random.random() < 0.05:  # noqa: PLR2004 (now and then)
                self.smtp.stop()
                self.mail_faults["restarted"] += 1
                self.stopped.wait(random.uniform(0, 0.5))
                self.smtp.start()
            self.smtp.faults = {}
            self.stopped.wait(random.uniform(0.05, 0.5))

    def _spoil_store(self) -> None:
        random = self._dice("store")
        faults = self.patient.faults(
            lambda: [pid for each in list(self.running.values()) for pid in each.pids]
        )
        # Each once before any comes twice: a short trial has them all
        order = random.sample(sorted(faults), len(faults))
        while not self.stopped.wait(random.uniform(0.3, 1.5)):
            name = order.pop() if order else random.choice(sorted(faults))
            with faults[name]():
                self.weather = name
                self.store_faults[name] += 1
                # Now and then longer than anybody waits for a lock
                longest = 6.5 if random.random() < 0.1 else 2  # noqa: PLR2004
                self.stopped.wait(random.uniform(0.3, longest))
            self.weather = "fair"
            if not order:
                self.tried.set()

    def _let_time_pass(self) -> None:
        while not self.stopped.wait(0.3):
            with suppress(DatabaseError):  # the database is ill
                self._free_leases_of_the_dead()
                self._cut_pauses_short()

    def _free_leases_of_the_dead(self) -> None:
        # For a while, since a server may commit what a client asked of it before it died
        recently = [pid for pid, when in list(self.dead.items()) if time.monotonic() - when < 10]  # noqa: PLR2004
        with self._store.transaction(write=True) as connection:
            for pid in recently:
                free = "UPDATE outbox SET leased_until = NULL, leased_by = NULL WHERE leased_by LIKE :theirs"
                connection.change(free, theirs=f"% {pid} %")

    def _cut_pauses_short(self) -> None:
        with self._store.transaction(write=True) as connection:
            cut = "UPDATE outbox SET not_before = :now WHERE state = 'waiting' AND not_before > :now"
            connection.change(cut, now=int(time.time()))

    def _tally(self) -> Tally:
        query = "SELECT reference, body, state FROM messages JOIN outbox ON message = id"
        with self._store.transaction(write=False) as connection:
            rows = connection.rows(query)
        stored = {row["reference"]: _mark(json.loads(row["body"])["message"]) for row in rows}
        dead = {stored[row["reference"]] for row in rows if row["state"] == OutboxState.DEAD}
        ended = {OutboxState.DEAD, OutboxState.DELIVERED}
        mailed: defaultdict[str, set[str]] = defaultdict(set)
        sent: defaultdict[str, set[bytes]] = defaultdict(set)
        for mail, name in zip(self.smtp.mails, self.smtp.message_ids(), strict=True):
            mailed[_mark(mail.message.get_content())].add(name)
            sent[name].add(mail.data)
        receipts = self.diary.receipts
        unknown = [
            f"{mark}: the receipt {each} is of no message, or of another"
            for mark, shown in receipts.items()
            for each in shown
            if stored.get(each) != mark
        ]
        times = Counter(stored.values())
        return Tally(
            store=f"{self.patient.name} ({self.patient.disk.kind}; seed {self.seed})",
            kills=self.counts,
            store_faults=self.store_faults,
            mail_faults=self.mail_faults,
            answers=self.diary.answers,
            written=len(self.diary.written),
            received=len(receipts),
            stored=len(rows),
            untold=len(set(times) - set(receipts)),
            mails=len(self.smtp.mails),
            delivered=len(sent),
            dead=len(dead),
            both=len(dead & set(mailed)),
            lost=sorted(set(receipts) - set(mailed) - dead),
            stuck=[f"{row['reference']}: {row['state']}" for row in rows if row["state"] not in ended],
            false_claims=[*self.diary.false_claims, *unknown],
            doubled=sorted(
                mark for mark in times if max(times[mark], len(mailed[mark]), len(receipts.get(mark, ()))) > 1
            ),
            changed=sorted(name for name, found in sent.items() if len(found) > 1),
            alarms=[line for line in self._said() if "a fault of the handler's own" in line],
        )

    def _said(self) -> Iterator[str]:
        yield from self._log.read_text(encoding="utf-8", errors="replace").splitlines()

    def _thread(self, work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except BaseException as error:
                self.troubles.append(error)
                raise

        return threading.Thread(target=guarded, daemon=True)

    def _dice(self, name: str) -> Random:
        return Random(f"{self.seed} {name}")  # noqa: S311 (no secret hangs on it)


def trial(store: str, kills: int, seed: int) -> Tally:
    """Run one, over a new store in a new folder."""
    with _folder() as folder, STORES[store](folder) as patient:
        return Trial(patient, folder, kills, str(seed)).run()


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="contact-faults-", ignore_cleanup_errors=True) as name:
        # PostgreSQL runs under an account of its own, and must be able to enter
        Path(name).chmod(0o755)
        yield Path(name)


def _life(random: Random) -> float:
    """Seconds until a process is killed.

    Most die young: a tenth of a second is enough to start, and up to one to connect eight threads to
    PostgreSQL. Some live on, a few longer than any wait for a lock, whose end would never be seen otherwise.
    """
    longest, shortest = random.choices([(0.6, 0), (3, 0.6), (8, 5.5)], weights=[78, 20, 2])[0]
    return random.uniform(shortest, longest)


def _mark(text: str) -> str:
    found = MARK.search(text)
    assert found, "a message without its mark"
    return found[1]
