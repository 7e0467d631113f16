"""The redline of two texts as it is cached: rendered, with all that pages say of it."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from msgspec import Struct

from sayasat.cache.texts import Text
from sayasat.i18n.messages import messages
from sayasat.redline.as_html import article_html, changes_in, sections_html
from sayasat.redline.changed_sections import ChangedSection, changed_sections
from sayasat.redline.compare import compare_plan
from sayasat.redline.counts import ChangeCount, count_changes
from sayasat.redline.derivation import Derivation, derivation_of
from sayasat.redline.risk_marks import risk_counts, with_risks
from sayasat.redline.section_matching import SectionPlan

_ROOT = "\x01"
"""Stands for the URL of the site's root in the HTML: no text has it."""


class CachedRedline(Struct, frozen=True):
    """A rendered redline."""

    escaped_html: str
    changes: int
    """The number of changes that a reader can step through."""

    count: ChangeCount
    risks: Mapping[str, int]
    """How many changes of words that may change the law are marked, by kind."""

    derivation: Derivation
    sections: tuple[ChangedSection, ...]

    @classmethod
    def of(cls, old: Text, new: Text, language: str) -> CachedRedline:
        """Align two texts of one language once, and take everything from that alignment."""
        t, plan = messages(language), SectionPlan(old.sections, new.sections)
        redline = with_risks(compare_plan(plan), language)
        shown = sections_html(redline, t, _ROOT)
        return cls(
            str(article_html(shown, t, coarse=redline.coarse)),
            changes_in(shown),
            count_changes(redline),
            risk_counts(redline),
            derivation_of(plan),
            changed_sections(redline),
        )

    def html(self, root: str) -> Markup:
        """The redline as an ``article`` element; ``root`` is the URL of the site's root from the page."""
        return Markup(self.escaped_html.replace(_ROOT, root))  # noqa: S704 (the text is escaped)
