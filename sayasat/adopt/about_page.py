"""The page about an adopted archive: what it holds, where its dates come from, and what was found. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from sayasat.adopt.findings import FINDINGS_FILE, findings_html
from sayasat.adopt.options import AdoptOptions
from sayasat.adopt.summary import Contents
from sayasat.builder.publication import Publication
from sayasat.errors import Fault
from sayasat.i18n.messages import Messages
from sayasat.website.urls import relative

_LINE = Markup("<li>{}</li>")


def about_page(
    options: AdoptOptions, publication: Publication, held: Contents, faults: Sequence[Fault], t: Messages
) -> str:
    """The text of the page in the language of ``t``, in Markdown and HTML; ``faults`` are the findings."""
    archive, urls = publication.archive, publication.urls
    counted = ", ".join(held.counted(t)[:3])
    text = t("adopted.about", name=options.name, commit=archive.head[:12], counted=counted)
    kinds = Counter(each.date_kind for policy in archive.policies for each in policy.authentic.versions)
    lines = (_LINE.format(t(f"adopted.about-{kind}", number=kinds[kind])) for kind in sorted(kinds))
    sources = (Markup("<li><code>{}</code></li>").format(each) for each in options.dates)
    url = relative(FINDINGS_FILE, f"{urls.prefix(t.language)}archive/")
    return "\n\n".join(
        (
            Markup("<p>{}</p>").format(text),
            f"## {t('adopted.about-dates')}",
            Markup("<ul>{}</ul>\n<p>{}</p>\n<ol>{}</ol>").format(
                Markup("").join(lines), t("adopted.about-sources"), Markup("").join(sources)
            ),
            f"## {t('adopted.about-findings')}",
            findings_html(faults, url, t),
        )
    )
