"""Every rule on policy texts, in the order of the guide for editors, and those on other pages."""

from __future__ import annotations

from functools import partial

from sayasat.check import causes
from sayasat.check.finding import Severity
from sayasat.check.language.figures import FigureKind
from sayasat.check.rule import Rule
from sayasat.check.rules import letters, pages, structure, translation, typography, unfinished, wording

ERROR, WARNING = Severity.ERROR, Severity.WARNING

RULES = (
    Rule("section-id-missing", ERROR, structure.section_id_missing),
    Rule("section-id-unnamed", ERROR, structure.section_id_unnamed),
    Rule("raw-html", ERROR, structure.raw_html),
    Rule("struck-text", ERROR, structure.struck_text),
    Rule("unsafe-link", ERROR, structure.unsafe_link),
    Rule("indented-code", WARNING, structure.indented_code),
    Rule("heading-level-jumps", WARNING, structure.heading_level_jumps),
    Rule("ids-differ", ERROR, translation.ids_differ),
    Rule("section-missing", ERROR, translation.section_missing),
    Rule("section-unknown", ERROR, translation.section_unknown),
    Rule("sections-out-of-order", ERROR, translation.sections_out_of_order),
    Rule("heading-levels-differ", ERROR, translation.heading_levels_differ),
    Rule("dates-differ", ERROR, partial(translation.figures_differ, FigureKind.DATE)),
    Rule("amounts-differ", ERROR, partial(translation.figures_differ, FigureKind.AMOUNT)),
    Rule("references-differ", ERROR, partial(translation.figures_differ, FigureKind.REFERENCE)),
    Rule("numbers-differ", ERROR, partial(translation.figures_differ, FigureKind.NUMBER)),
    Rule("links-differ", ERROR, translation.links_differ),
    Rule("paragraphs-differ", WARNING, translation.paragraphs_differ),
    Rule("mixed-script", WARNING, letters.mixed_script),
    Rule("kyrgyz-letter", WARNING, letters.kyrgyz_letter),
    Rule("doubled-word", WARNING, wording.doubled_word),
    Rule("typographic-slip", WARNING, typography.typographic_slip),
    Rule("unpaired-mark", WARNING, typography.unpaired_mark),
    Rule("long-sentence", WARNING, wording.long_sentence),
    Rule("wrong-language", WARNING, unfinished.wrong_language),
    Rule("sentence-cut", WARNING, unfinished.sentence_cut),
    Rule("section-empty", WARNING, unfinished.section_empty),
    Rule("doubled-paragraph", WARNING, unfinished.doubled_paragraph),
    Rule("reference-dead", WARNING, unfinished.reference_dead),
    Rule("paste-leftover", WARNING, wording.paste_leftover),
)

_ON_PAGES = frozenset({
    *("unsafe-link", "mixed-script", "kyrgyz-letter", "doubled-word", "typographic-slip", "unpaired-mark"),
    *("paste-leftover", "wrong-language", "sentence-cut", "doubled-paragraph"),
})  # fmt: skip
"""The rules on policies that hold of other pages too: none on ids, translations or the parts of a text."""

PAGE_RULES = (Rule("page-html", ERROR, pages.page_html), *(rule for rule in RULES if rule.name in _ON_PAGES))

SILENCEABLE = frozenset({*(rule.name for rule in RULES), *causes.SILENCEABLE})
"""The rules that an entry of ``check.yml`` can silence."""
