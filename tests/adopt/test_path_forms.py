"""The patterns and the language of originals that are proposed for the paths of a repository."""

from __future__ import annotations

import pytest

from sayasat.adopt.path_forms import languages_of, proposed_patterns


@pytest.mark.parametrize(
    ("texts", "patterns"),
    [
        (["a/act_2017.09.01.md", "a/act_2019.09.01.md"], ["a/{slug}_{date}.md"]),
        (["_posts/2019-05-01-terms.md", "_posts/2020-05-01-terms.md"], ["_posts/{date}-{slug}.md"]),
        (["terms/2019-05-01.md", "terms/2020-05-01.md", "aup/2020-01-01.md"], ["{slug}/{date}.md"]),
        (["2019-05-01/terms.md", "2020-05-01/terms.md"], ["{date}/{slug}.md"]),
        (
            ["a-20190501.md", "a-20200501.md", "a.md", "LICENSE.md"],
            ["{slug}-{date}.md", "*.md", "!LICENSE.md"],
        ),
        (
            ["en/a-2019-05-01.md", "en/a-2020-05-01.md", "fr/a-2019-05-01.md", "en/b.md", "fr/b.md"],
            ["{lang}/{slug}-{date}.md", "{lang}/{slug}.md"],
        ),
        (
            ["en/a/2019-05-01.md", "en/a/2020-05-01.md", "fr/a/2019-05-01.md"],
            ["{lang}/{slug}/{date}.md"],
        ),
        (["x.md", "x.fr.md"], ["{slug}.{lang}.md", "*.md"]),
        (["x.md", "l10n/de/x.md", "l10n/fr/x.md"], ["l10n/{lang}/{slug}.md", "*.md"]),
        (["p/terms/en.md", "p/terms/de.md"], ["p/{slug}/{lang}.md"]),
        (["terms-en.md", "terms-de.md", "terms-fr.md"], ["{slug}-{lang}.md"]),
        (["sign-in.md", "sign-up.md", "sign-on.md"], ["*.md"]),
        (["hr/leave.md", "it/access.md"], ["hr/**/*.md", "it/**/*.md"]),
    ],
)
def test_patterns_are_proposed_by_the_forms_of_paths(texts: list[str], patterns: list[str]) -> None:
    assert list(proposed_patterns(texts)) == patterns


@pytest.mark.parametrize(
    ("texts", "languages"),
    [
        (["de/x.md", "en/x.md"], ("en", "de")),
        (["de/x.md", "en-US/x.md"], ("en-US", "de")),
        (["de/x.md", "fr/x.md"], ("de", "fr")),
        (["x.md", "l10n/de/x.md", "l10n/fr/x.md"], ("en", "de", "fr")),
        (["x.md", "x.fr.md"], ("en", "fr")),
        (["x.md", "y.md"], ()),
    ],
)
def test_originals_are_in_the_language_that_their_paths_do_not_name(
    texts: list[str], languages: tuple[str, ...]
) -> None:
    assert languages_of(texts, list(proposed_patterns(texts)), "en") == languages
