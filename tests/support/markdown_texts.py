"""Markdown as no one would write it, for Hypothesis: pieces of syntax, sound and broken, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

_MARKDOWN = [
    *(
        "# ",
        "## ",
        "> ",
        "- ",
        "1. ",
        "7) ",
        "    ",
        "  ",
        "\n",
        "\n\n",
        "===\n",
        "---\n",
        "\\",
        "\\*",
        "|",
        "\t",
    ),
    *("*", "**", "_", "`", "```\n", "~~", "~~~\n", "[a](b.md)", "[", "]", "(", ")", "![", "<http://a.kg>"),
    *("|a|b|\n|-|:-|\n|c|d|\n", "[^1]", "\n[^1]: note\n", "^[in]", "\n: def\n", "{#id}", "{#x .y}"),
]
_HTML = [
    *("<b>", "</b>", "<i>", "</i>", "<a href=x>", "</a>", "<script>", "</script>", "<style>", "</style>"),
    *("<div>", "</div>", "<p>", "</p>", "<pre>", "</pre>", "<table>", "<tr>", "<td>", "</td>", "</table>"),
    *("<ul>", "<li>", "</ul>", "<dl>", "<dd>", "<h2>", "</h2>", "<details>", "<summary>", "</details>"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!X", ">", "<b", "='", '"', "'", "<br>", "<hr>"),
    *("<textarea>", "</textarea>", "<title>", "</title>", "<xmp>", "<plaintext>", "<noscript>", "<template>"),
    *("<svg>", "</svg>", "<math>", "<mtext>", "</math>", "<select>", "<option>", "<iframe>", "</iframe>"),
    *("<form>", "<button>", "<object>", "<body>", "<html>", "<head>", "<base href=x>", "<ruby>", "<rt>"),
    *("<img src=x alt='y z'>", "<img src=x onerror=a>", "<nav>", "<del>", "</del>", "<center>", "<nobr>"),
]
_CHARACTERS = [
    *("&amp;", "&lt;", "&#x41;", "&nbsp;", "&shy;", "\u00ad", "\u200b", "\u0301", "\u2028"),
    *("\r\n", "\r", "\0", "\x0b", "\x85", "сөз", "ө", "а", "2026-12-01", " "),
]
_PIECES = st.sampled_from([*_MARKDOWN, *_HTML, *_CHARACTERS])

markdown = st.lists(st.one_of(_PIECES, _PIECES, st.text(max_size=3)), max_size=40).map("".join)
