"""An address that an office can answer to passes; what could be two, or a header, does not."""

from __future__ import annotations

from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayasat_contact.mailbox import MailboxFault, mailbox_fault, wire_address


@pytest.mark.parametrize(
    "address",
    [
        "a@b.kg",
        "Aigul.Asan-uulu+form@mail.example.org",
        "o'neill_1@example.co.uk",
        "a@почта.рф",
        "a@xn--80a1acny.xn--p1ai",
        "a@bücher.de",
        "a@straße.de",
        "a@日本語テスト.jp",
    ],
)
def test_a_plain_address_passes(address: str) -> None:
    assert mailbox_fault(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.kg",
        "a@",
        "a@b",
        "a@b.1",
        "a@.kg",
        "a@b..kg",
        ".a@b.kg",
        "a.@b.kg",
        "a..b@c.kg",
        "a@-b.kg",
        "a@b-.kg",
        "a b@c.kg",
        "a@b.kg\n",
        "a@b.kg\r\nBcc: c@d.kg",
        '"a b"@c.kg',
        "<a@b.kg>",
        "A <a@b.kg>",
        "a@b.kg (comment)",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@127.0.0.1",
        "=?utf-8?q?a=0D=0ABcc=3A?=@b.kg",
        "a@=?utf-8?q?b?=.kg",
        "a@" + "b" * 64 + ".kg",
        "a" * 65 + "@b.kg",
        "a@" + "b." * 126 + "kg",
        "a@b.kg\x00",
        "a@b_c.kg",
        "a@b.k\u200bg",
    ],
)
def test_anything_else_does_not(address: str) -> None:
    assert mailbox_fault(address) is not None


@pytest.mark.parametrize("address", ["айгүл@example.org", "а@example.org", "a@exаmple.org", "a@example.оrg"])
def test_letters_of_another_keyboard_are_told_so(address: str) -> None:
    assert mailbox_fault(address) is MailboxFault.LETTERS


@pytest.mark.parametrize("address", ["a@b.kg, c@d.kg", "a@b.kg; c@d.kg", "a@b.kg c@d.kg"])
def test_several_addresses_are_told_so(address: str) -> None:
    assert mailbox_fault(address) is MailboxFault.SEVERAL


@given(st.one_of(st.emails(), st.text(), st.from_regex(r"\A[^@]{1,20}@[^@]{1,20}\.[a-z]{2}\Z")))
def test_what_passes_is_one_address_of_one_line(text: str) -> None:
    if mailbox_fault(text) is None:
        local, domain = text.split("@")
        wire = wire_address(text)
        assert wire.isascii()
        assert Address(addr_spec=wire).username == local
        assert domain
        assert not set(text) & set(' \r\n\t,;<>()[]"\\')


def test_a_domain_goes_over_the_wire_as_idna_2008_has_it() -> None:
    """IDNA 2003, which Python has, makes another domain of it: strasse.de."""
    assert wire_address("a@straße.de") == "a@xn--strae-oqa.de"
