"""What is sealed opens with an identity of a recipient, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pyrage  # type: ignore[import-untyped] # it ships no types
import pytest
from pyrage import x25519

from sayasat_contact.errors import SealingError
from sayasat_contact.sealing import armor, is_unfit, open_sealed, read_identities, seal

TEXT = "Жашыруун кат".encode()


def pair() -> tuple[str, str]:
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def test_any_recipient_opens_it() -> None:
    (first, to_first), (second, to_second) = pair(), pair()
    sealed = seal(TEXT, [to_first, to_second])
    assert TEXT not in sealed
    assert open_sealed(sealed, [first]) == open_sealed(sealed, [pair()[0], second]) == TEXT


def test_nobody_else_opens_it() -> None:
    with pytest.raises(SealingError):
        open_sealed(seal(TEXT, [pair()[1]]), [pair()[0]])


def test_a_damaged_one_does_not_open() -> None:
    identity, recipient = pair()
    sealed = bytearray(seal(TEXT, [recipient]))
    sealed[-1] ^= 1
    with pytest.raises(SealingError):
        open_sealed(bytes(sealed), [identity])


def test_without_a_recipient_nothing_is_sealed() -> None:
    with pytest.raises(pyrage.EncryptError):
        seal(TEXT, [])


def test_what_is_no_recipient_is_told() -> None:
    assert [is_unfit(each) for each in (pair()[1], "age1x", "AGE-SECRET-KEY-1")] == [False, True, True]


def test_the_armor_is_what_the_age_tool_reads() -> None:
    identity, recipient = pair()
    text = armor(seal(TEXT * 100, [recipient]))
    assert max(map(len, text.split("\n"))) == 64
    assert pyrage.decrypt(text.encode(), [x25519.Identity.from_str(identity)]) == TEXT * 100


def test_identities_are_read_as_age_keygen_writes_them(tmp_path: Path) -> None:
    identity, recipient = pair()
    file = tmp_path / "key.txt"
    file.write_text(f"# created: 2026-11-24\n# public key: {recipient}\n{identity}\n", encoding="ascii")
    assert read_identities(file) == (identity,)


@pytest.mark.parametrize("content", ["", "# nothing\n", "age1x\n", "ң\n"])
def test_a_file_without_an_identity_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key.txt"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SealingError):
        read_identities(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SealingError):
        read_identities(tmp_path / "none")
