"""A handler follows the contract's file, and stores a form of the day before with the text that it named."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sayasat_contact.contract import read_contract
from sayasat_contact.contracts import ContractFile, Contracts
from tests.contact.contract_sample import FIELDS, contract_json, contract_values
from tests.contact.visitor import GOOD, Visit, hidden, visit

HOUR = 3600


def policy(date: str) -> bytes:
    """A contract in which the policy has this date."""
    return contract_json(policy={"id": "privacy", "date": date, "basis": "stated", "sha256": "cd" * 32})


OLD, NEW, NEWEST = policy("2026-01-01"), policy("2027-01-01"), policy("2028-01-01")


def digest(contract: bytes) -> str:
    return read_contract(contract).digest


@pytest.fixture
def guest(database: str, tmp_path: Path) -> Iterator[Visit]:
    made = visit(tmp_path, OLD, url=database)
    yield made
    made.store.close()


def agreed(guest: Visit) -> list[tuple[str, str]]:
    """The dates of the text that each message agrees to, with the contract that its form was made from."""
    return [(stored["agreed_date"], stored["contract"]) for stored in guest.stored()]


def health(guest: Visit) -> dict[str, Any]:
    contract: dict[str, Any] = guest.client.get("/contact/health").get_json()["contract"]
    return contract


def test_after_a_publication_each_form_is_stored_with_the_text_that_it_named(guest: Visit) -> None:
    old = guest.values()
    guest.publish(NEW)
    assert guest.post(guest.values()).status_code == 303
    assert guest.post(old).status_code == 303
    assert agreed(guest) == [("2027-01-01", digest(NEW)), ("2026-01-01", digest(OLD))]
    assert health(guest) == {"served": digest(NEW), "loaded": digest(NEW), "earlier": [digest(OLD)]}


@pytest.mark.parametrize("is_asked_before", [True, False])
def test_the_contract_before_outlives_the_process(guest: Visit, is_asked_before: bool) -> None:
    old = guest.values()
    guest.publish(NEW)
    if is_asked_before:
        health(guest)
    guest.start()
    assert guest.post(old).status_code == 303
    assert agreed(guest) == [("2026-01-01", digest(OLD))]


def test_a_contract_that_nobody_asked_for_is_accepted_after_it_was_replaced(guest: Visit) -> None:
    """A page without a script fetches no token, so the first request may come after the publication."""
    guest.publish(NEW)
    page = guest.post({**GOOD, "contract": digest(OLD)})
    assert guest.post(hidden(page.text)).status_code == 303
    assert agreed(guest) == [("2026-01-01", digest(OLD))]


def old_form(guest: Visit) -> dict[str, str]:
    """A form of the contract before, sent at this very moment."""
    token = guest.client.get("/contact/token?opened=9").get_json()["token"]
    return {**GOOD, "contract": digest(OLD), "token": token}


def test_a_form_is_accepted_for_a_day_after_another_took_its_place(guest: Visit) -> None:
    health(guest)
    guest.wait(400 * 24 * HOUR)
    guest.publish(NEW)
    health(guest)
    guest.start()
    guest.wait(24 * HOUR)
    assert guest.post(old_form(guest)).status_code == 303
    guest.wait(1)
    page = guest.post(old_form(guest))
    assert page.status_code == 409
    assert hidden(page.text)["contract"] == digest(NEW)
    assert "2027-жылдын 1-январы" in page.text
    assert agreed(guest) == [("2026-01-01", digest(OLD))]


def test_each_page_that_shows_an_old_form_again_names_the_old_text(guest: Visit) -> None:
    old = {**GOOD, "contract": digest(OLD)}
    guest.publish(NEW)
    check = guest.post(old)
    form = guest.post({**hidden(check.text), "change": "yes"})
    wrong = guest.post({**old, "email": "aigul"})
    for page in (check, form, wrong):
        assert hidden(page.text)["contract"] == digest(OLD)
        assert "2026-жылдын 1-январы" in page.text
        assert "2027-жыл" not in page.text


def test_going_back_to_the_form_after_its_day_asks_for_agreement_to_the_new_text(guest: Visit) -> None:
    check = guest.post({**GOOD, "contract": digest(OLD)})
    guest.publish(NEW)
    health(guest)
    guest.wait(25 * HOUR)
    form = guest.post({**hidden(check.text), "change": "yes"})
    assert form.status_code == 409
    assert hidden(form.text)["contract"] == digest(NEW)
    assert " checked" not in form.text.partition('name="agreement"')[2].partition(">")[0]


def test_an_old_form_is_read_by_its_own_fields_and_shown_in_the_new_frame(guest: Visit) -> None:
    """Its choice is gone, and so are the frame's styles; its language's texts are still its own."""
    values = contract_values(fields=[each for each in FIELDS if each["name"] != "policy"])
    for language, page in values["pages"].items():
        page["shell"] = f"<html lang={language}>[[title]]<i>new frame</i>[[content]]</html>"
    old = guest.values()
    guest.publish(contract_json(**values))
    assert "new frame" in guest.post({**old, "email": "aigul"}).text
    assert guest.post(old).status_code == 303
    assert json.loads(guest.stored()[0]["body"])["policy"] == "privacy"


def test_a_form_in_a_language_that_its_contract_lacked_is_stale(guest: Visit) -> None:
    values = contract_values()
    for part in ("texts", "pages"):
        values[part] = {each: values[part][each] for each in ("ky", "ru")}
    guest.publish(contract_json(**{**values, "languages": ["ky", "ru"]}))
    token = guest.token("ru/")
    named = guest.contract.digest
    guest.publish(NEW)
    sent = {**GOOD, "contract": named, "token": token}
    assert guest.post(sent, path="/en/contact/messages").status_code == 409
    assert guest.post(sent, path="/ru/contact/messages").status_code == 303


def test_a_publication_that_is_taken_back_is_in_force_again(guest: Visit) -> None:
    health(guest)
    for contract in (NEW, OLD):
        guest.wait(HOUR)
        guest.publish(contract)
        health(guest)
    assert health(guest)["earlier"] == [digest(NEW)]
    guest.wait(25 * HOUR)
    assert health(guest)["earlier"] == []
    assert guest.post(guest.values()).status_code == 303
    assert agreed(guest) == [("2026-01-01", digest(OLD))]


def test_each_of_several_publications_in_a_day_is_accepted_and_then_forgotten(guest: Visit) -> None:
    for contract in (OLD, NEW, NEWEST):
        guest.publish(contract)
        health(guest)
    assert health(guest)["earlier"] == [digest(NEW), digest(OLD)]
    guest.wait(25 * HOUR)
    guest.publish(policy("2029-01-01"))
    health(guest)
    with guest.store.transaction(write=False) as connection:
        kept = set(connection.column("SELECT digest FROM contracts"))
    assert kept == {digest(NEWEST), digest(guest.file.read_bytes())}


def test_a_process_that_notices_late_prolongs_nothing(guest: Visit) -> None:
    """It had no request for hours, while the others had loaded and written down the new contract."""
    health(guest)
    idle = ContractFile(guest.file)
    guest.publish(NEW)
    health(guest)
    late = Contracts(idle, guest.store)
    guest.wait(23 * HOUR)
    late.keep(late.loaded(), guest.now)
    guest.wait(2 * HOUR)
    assert late.earlier(guest.now) == (digest(NEW),)


@pytest.mark.parametrize("jump", [-400 * 24 * HOUR, -1])
def test_a_clock_that_is_set_back_does_not_change_the_order(guest: Visit, jump: float) -> None:
    health(guest)
    guest.wait(jump)
    guest.publish(NEW)
    assert guest.post(guest.values()).status_code == 303
    guest.start()
    assert health(guest) == {"served": digest(NEW), "loaded": digest(NEW), "earlier": [digest(OLD)]}


# A file that cannot be used

BROKEN = {
    "cut": NEW[: len(NEW) // 2],
    "empty": b"",
    "not its digest": NEW.replace(b"2027-01-01", b"2027-01-02"),
    "another schema": b'{"schema": 99}',
    "no text": b"\xff\xfe\0",
}


@pytest.mark.parametrize("content", [*BROKEN.values(), None], ids=[*BROKEN, "missing"])
def test_a_file_that_cannot_be_used_changes_nothing_and_is_told(
    guest: Visit, logged: Callable[[], list[str]], content: bytes | None
) -> None:
    if content is None:
        guest.file.unlink()
    else:
        guest.file.write_bytes(content)
    for _ in range(3):
        assert health(guest) == {"served": None, "loaded": digest(OLD), "earlier": []}
    assert guest.post(old_form(guest)).status_code == 303
    assert agreed(guest) == [("2026-01-01", digest(OLD))]
    (line,) = logged()
    assert line.startswith("ALARM contact: the contract file cannot be used, the last one stays: ")
    guest.file.write_bytes(NEW)
    assert health(guest) == {"served": digest(NEW), "loaded": digest(NEW), "earlier": [digest(OLD)]}
    assert logged() == []


def test_a_new_frame_is_taken_and_makes_no_form_stale(guest: Visit) -> None:
    values = guest.values()
    changed = json.loads(OLD)
    for page in changed["pages"].values():
        page["shell"] += "<!-- another page in the menu -->"
    guest.publish(json.dumps(changed).encode())
    assert health(guest)["earlier"] == []
    answer = guest.post(values)
    assert "another page in the menu" in guest.client.get(answer.headers["Location"]).text


def test_an_earlier_contract_that_this_release_cannot_read_is_stale(
    guest: Visit, logged: Callable[[], list[str]]
) -> None:
    health(guest)
    guest.publish(NEW)
    health(guest)
    with guest.store.transaction(write=True) as connection:
        connection.change(
            "UPDATE contracts SET content = :new WHERE digest = :old", new=b"{}", old=digest(OLD)
        )
    assert guest.post(old_form(guest)).status_code == 409
    assert len(logged()) == 1


@pytest.mark.parametrize("named", ["", "\0", "\udcff", "0" * 64, "a" * 100_000])
def test_a_contract_that_never_was_is_stale(
    guest: Visit, logged: Callable[[], list[str]], named: str
) -> None:
    assert guest.post_json(guest.values(contract=named)).status_code == 409
    assert logged() == []


def test_where_the_store_fails_an_old_form_is_never_stored_as_agreement_to_the_new_text(
    guest: Visit,
) -> None:
    old = guest.values()
    guest.publish(NEW)
    with guest.store.transaction(write=True) as connection:
        connection.change("ALTER TABLE contracts RENAME TO gone")
    page = guest.post(old)
    assert page.status_code == 409
    assert " checked" not in page.text.partition('name="agreement"')[2].partition(">")[0]
    with guest.store.transaction(write=True) as connection:
        connection.change("ALTER TABLE gone RENAME TO contracts")
    assert guest.post(old).status_code == 303
    assert agreed(guest) == [("2026-01-01", digest(OLD))]


def test_old_forms_that_come_to_many_processes_at_once_after_a_publication_are_all_accepted(
    guest: Visit,
) -> None:
    """Each of them finds that the new contract is not written down yet."""
    health(guest)
    guest.publish(NEW)
    processes = [Contracts(ContractFile(guest.file), guest.store) for _ in range(4)]
    barrier = threading.Barrier(len(processes))
    found: list[str] = []

    def look(each: Contracts) -> None:
        barrier.wait()
        named = each.named(digest(OLD), "ky", each.loaded(), guest.now)
        found.append(named.digest if named else "none")

    threads = [threading.Thread(target=look, args=(each,)) for each in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [digest(OLD)] * len(processes)


def test_a_file_that_is_written_over_with_the_size_and_time_of_the_one_before_is_followed(
    guest: Visit,
) -> None:
    """As ``rsync --inplace --times`` does where a build gives all its files one time."""
    before = guest.file.stat()
    assert before.st_size == len(NEW)
    guest.file.write_bytes(NEW)
    os.utime(guest.file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert health(guest)["loaded"] == digest(NEW)


def test_threads_share_the_file(guest: Visit) -> None:
    file = ContractFile(guest.file)
    seen: list[str] = []

    def look() -> None:
        seen.extend(file.loaded().contract.digest for _ in range(200))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    guest.publish(NEW)
    for thread in threads:
        thread.join()
    assert set(seen) <= {digest(OLD), digest(NEW)}
    assert file.loaded().contract.digest == digest(NEW)
    previous = file.loaded().previous
    assert previous is not None
    assert previous.contract.digest == digest(OLD)
