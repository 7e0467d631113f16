"""What is worth looking at in the sample site: addresses, and what each shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from sayasat.i18n.messages import messages
from tests.demo.history import dates
from tests.support.mini_site import LANGUAGES


class Sight(Struct, frozen=True):
    """One address, the same in every language that it is to be looked at in."""

    address: str
    """Below the language's root."""

    shows: str
    """In English."""

    where: str
    """A CSS selector: the place on the page that says it."""

    says: str = ""
    """A key of the site's texts: the words that stand there; empty where the place itself says it."""

    languages: tuple[str, ...] = LANGUAGES

    def addresses(self) -> Iterator[tuple[str, str]]:
        """(language, address from the root of the site)."""
        for language in self.languages:
            prefix = "" if language == LANGUAGES[0] else f"{language}/"
            yield language, prefix + self.address

    def words(self, language: str) -> str:
        """What stands at the place, in a language."""
        return messages(language)(self.says, number=1) if self.says else ""


def sights(today: date) -> tuple[Sight, ...]:
    """What to look at in a site built as of a day, in the order of a first visit."""
    first, _, current, coming = dates("privacy", today)
    _, moved, newest = dates("access", today)
    _, withdrawn, _ = dates("services", today)
    privacy, badge, line = "policies/privacy", ".standing__badge", ".standing__line"
    return (
        Sight("", "the four policies, with what holds today", ".policies"),
        Sight(f"{privacy}/", "a text in force, while the next is announced", line, "action.will-change"),
        Sight(f"{privacy}/{coming}/", "the announced version: upcoming", badge, "badge.upcoming"),
        Sight(f"{privacy}/{coming}/changes/", "its redline: what it will change", "ins.redline__inserted"),
        Sight(
            f"{privacy}/{current}/",
            "a version corrected without a new date",
            ".standing__status",
        ),
        Sight(f"{privacy}/{first}/", "the first version: superseded", badge, "badge.superseded"),
        Sight(f"{privacy}/{first}/to-current/", "what has changed since it", "ins.redline__inserted"),
        Sight(f"{privacy}/history/", "every version and every change", ".timeline__version"),
        Sight(
            f"{privacy}/compare/?from={first}&to={coming}",
            "any two versions compared",
            "ins.redline__inserted",
        ),
        Sight(f"{privacy}/parallel/", "two languages side by side", ".parallel"),
        Sight(
            "policies/access/",
            f"a translation that lags behind: it is of {moved}, and {newest} holds",
            line,
            "alert.changed-since",
            ("en",),
        ),
        Sight(
            "policies/services/",
            "a translation of a text that was corrected since",
            line,
            "alert.changed-since",
            ("ru",),
        ),
        Sight(
            f"policies/access/{moved}/changes/",
            "a section that moved",
            ".redline__said",
            "redline.section-moved-here",
        ),
        Sight(f"policies/services/{withdrawn}/", "announced, then withdrawn", badge, "badge.withdrawn"),
        Sight("policies/wifi/", "a repealed policy", badge, "badge.repealed"),
        Sight("changes/", "the change log of the whole site", ".log__entries"),
    )
