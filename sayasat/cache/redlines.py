"""Compares texts through the cache: each pair of texts is compared and rendered once. Used by one thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from sayasat.cache.database import Cache, Digest, decoded, encoded
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

_BATCH = 100
"""Redlines that are stored in one transaction."""


@dataclass(frozen=True, slots=True)
class CachedRedline:
    """A rendered redline."""

    escaped_html: str
    changes: int
    """The number of changes that a reader can step through."""

    count: ChangeCount
    risks: Mapping[str, int]
    """How many changes of words that may change the law are marked, by kind."""

    derivation: Derivation
    sections: tuple[ChangedSection, ...]

    def html(self, root: str) -> Markup:
        """The redline as an ``article`` element; ``root`` is the URL of the site's root from the page."""
        return Markup(self.escaped_html.replace(_ROOT, root))  # noqa: S704 (the templates escape)


class RedlineCache:
    """Compares texts of one language. `store` caches new results."""

    def __init__(self, cache: Cache, language: str) -> None:
        self._cache = cache
        self._language = language
        self._t = messages(language)
        self._unsaved: dict[Digest, bytes] = {}

    def redline(self, old: Text, new: Text) -> CachedRedline:
        """The redline of two texts."""
        key = self._cache.key("redline", self._language, old.key, new.key)
        found = decoded(self._unsaved.get(key) or self._cache.find([key]).get(key), CachedRedline)
        if found is None:
            found = self._compared(old, new)
            if len(self._unsaved) >= _BATCH:
                self.store()  # Before this one is added: it is needed again at once
            self._unsaved[key] = encoded(found)
        return found

    def store(self) -> None:
        """Write new results to the cache."""
        unsaved, self._unsaved = self._unsaved, {}
        self._cache.store(unsaved)

    def _compared(self, old: Text, new: Text) -> CachedRedline:
        plan = SectionPlan(old.sections, new.sections)
        redline = with_risks(compare_plan(plan), self._language)
        shown = sections_html(redline, self._t, _ROOT)
        html = article_html(shown, self._t, coarse=redline.coarse)
        return CachedRedline(
            str(html),
            changes_in(shown),
            count_changes(redline),
            risk_counts(redline),
            derivation_of(plan),
            changed_sections(redline),
        )
