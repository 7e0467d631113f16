"""Active HTML in pages that are not policies is an error, and bidirectional controls in every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.i18n.messages import messages
from tests.support.mini_site import LANGUAGES, furnish
from tests.support.proposed import check, rule_places
from tests.support.repo import PolicyRepo

HEAD = "---\ntitle: About\ntemplate: home.html\n---\n\n# About {#about}\n\n"
LINE = HEAD.count("\n") + 1


@pytest.fixture
def repo(tmp_path: Path) -> PolicyRepo:
    repo = PolicyRepo(tmp_path)
    furnish(repo)
    for language in LANGUAGES:
        repo.policy(language, "privacy", "# Саясат {#privacy}\n\nМаалымат.", effective="2024-01-01")
    return repo


REFUSED = {
    "a script": "<script>owned()</script>",
    "in a sentence": "Text <script>owned()</script> text.",
    "escaped, which Python-Markdown does not see": r"Text \<script>owned()</script>",
    "a slash for a blank": "Text <svg/onload=owned()>",
    "a frame": '<iframe src="https://example.org/"></iframe>',
    "a base": '<base href="https://example.org/">',
    "a refresh": '<meta http-equiv="refresh" content="0">',
    "an event": '<b onclick="owned()">b</b>',
    "an event on its own": 'Text.\n{: onclick="owned()" }',
    "an event within a line": '*text*{onclick="owned()"}',
    "a style": '<p style="position:fixed">a</p>',
    "a style in a list": 'Text.\n{: style="position:fixed" }',
    "a form": '<form action="https://example.org/"></form>',
    "an object": '<object data="x"></object>',
    "a picture that runs": '<svg onload="owned()"></svg>',
    "a link of HTML": '<a href="javascript:owned()">a</a>',
    "a link of HTML with references": '<a href=" java&#115;cript:owned()">a</a>',
    "a link by its list": '[a](b.md){: href="javascript:owned()"}',
    "in a table": "| a |\n|---|\n| <embed src=x> |",
    "in a list": "- a\n\n    <iframe src=x></iframe>",
    "in a note": "Text[^1].\n\n[^1]: <img src=x onerror=owned()>",
}


@pytest.mark.parametrize("markdown", REFUSED.values(), ids=REFUSED.keys())
def test_html_that_runs_is_an_error(repo: PolicyRepo, markdown: str) -> None:
    repo.write("docs/ky/about.md", f"{HEAD}{markdown}\n")
    last = LINE + markdown.count("\n")
    found = [each for each in rule_places(check(repo)) if each[0] != "link-broken!"]
    assert found[0] in {("page-html!", f"ky/about.md:{line}") for line in range(LINE, last + 1)}


@pytest.mark.parametrize("target", ["javascript:owned()", "data:text/html,x", "//example.org/"])
def test_an_unsafe_link_is_an_error(repo: PolicyRepo, target: str) -> None:
    repo.write("docs/ru/folder/other.md", f"{HEAD}[a]({target})\n")
    assert ("unsafe-link!", f"ru/folder/other.md:{LINE}") in rule_places(check(repo))


RIGHT = """Text <b>bold</b>, <kbd>Ctrl</kbd><br> `<script>owned()</script>` <https://example.org/>
<a@example.org>
<!-- a comment --> {NAME} is a name, {: .class #id lang=ky }.

    <script>owned()</script>

```html
<iframe src="x"></iframe>
```

<details><summary>More</summary>Text</details>

[a](about.md){ .md-button target=_blank } 1 < 2
"""


def test_html_that_runs_nothing_is_allowed(repo: PolicyRepo) -> None:
    repo.write("docs/ky/about.md", HEAD + RIGHT)
    assert not rule_places(check(repo), without=("translation-missing", "contact-unnamed"))


CASES = {
    "the text": (
        "docs/ky/policies/privacy.md",
        "---\ntitle: A\neffective: 2024-01-01\n---\n\n# A {{#a}}\n\nb{}\n",
        8,
    ),
    "a comment of the front matter": (
        "docs/ky/policies/privacy.md",
        "---\ntitle: A\n# {}\neffective: 2024-01-01\n---\n\n# A {{#a}}\n",
        3,
    ),
    "a page": ("docs/ky/about.md", "---\ntitle: A\n---\n\n# A {{#a}}\n\nb{}\n", 7),
    "a page's title": ("docs/ky/about.md", "---\ntitle: A{}\n---\n\n# A {{#a}}\n", 2),
}


@pytest.mark.parametrize("written", ["\u202e", "\u2066", "&#x202E;", "&#8294;"])
@pytest.mark.parametrize(("path", "text", "line"), CASES.values(), ids=CASES.keys())
def test_a_bidirectional_control_is_an_error_at_its_line(
    repo: PolicyRepo, path: str, text: str, line: int, written: str
) -> None:
    repo.write(path, text.format(written))
    (fault,) = {each.fault for each in check(repo).findings if each.rule == "bidirectional-control"}
    assert fault.where == f"{path}:{line}"
    for language in LANGUAGES:
        assert "U+20" in messages(language).what(fault)
        assert messages(language).fix(fault)
        assert messages(language).why(fault)


def test_a_bidirectional_control_in_a_title_is_an_error(repo: PolicyRepo) -> None:
    repo.write("docs/ky/policies/privacy.md", "---\ntitle: A\u202e\neffective: 2024-01-01\n---\n\n# A {#a}\n")
    found = rule_places(check(repo))
    assert [rule for rule, place in found if place == "ky/privacy.md:2"] == ["bidirectional-control!"]


def test_a_bidirectional_control_in_the_name_of_a_file_is_an_error(repo: PolicyRepo) -> None:
    repo.write("docs/ky/a\u202eb.md", "# A {#a}\n")
    assert ("bidirectional-control!", "ky/a\u202eb.md") in rule_places(check(repo))


def test_marks_of_direction_are_allowed(repo: PolicyRepo) -> None:
    repo.write("docs/ky/about.md", f"{HEAD}a\u200e\u200f\u061c &lrm; &#8207;\n")
    assert not rule_places(check(repo), without=("translation-missing", "contact-unnamed"))
