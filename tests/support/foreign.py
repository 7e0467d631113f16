"""Repositories that were not made for Sayasat, each laid out in another way. Nothing in them is a fact."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.support.repo import PolicyRepo

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
NESTED_GLOB = "Policies/**/*.md"
COMPANY_GLOB = "*/Privacy Policy.md"
BARE_GLOBS = ("privacy/index.md", "legal/privacy.markdown")


def on(day: str) -> str:
    """Noon of a day, in UTC."""
    return f"{day}T12:00:00+00:00"


def nested(folder: Path) -> PolicyRepo:
    """Folders in ``Policies/``: dates good, bad and missing, links, a merge, a file that comes back.

    ::

        2020-01-10  Leave Policy (no date), Privacy (effective 2020-02-01), a README, a hidden file
        2020-03-01  Privacy: new words, effective TBD
        2020-04-01  Privacy: new words, no effective
        2020-05-01  Privacy: effective 2021-01-01, announced or not: its day has come since
        2020-06-01  a merge of a branch of two commits that change Leave Policy
        2020-07-01  Travel, with a head that no YAML parser takes; gone on 2020-08-01, back on 2020-09-01
    """
    repo = PolicyRepo(folder)

    def commit(day: str, files: Mapping[str, str | bytes | None]) -> None:
        repo.commit(date=on(day), files={f"Policies/{name}": content for name, content in files.items()})

    privacy = "---\n{head}owner: Legal\n---\n\n# Privacy\n\nWe keep data for {days} days.\n\n{rest}\n"
    links = (
        "See [leave](<../HR/Leave Policy.md#days>), [this](../../README.md) and ![a square](square.svg).\n"
    )
    leave = "# Leave\n\n## Days\n\nYou have {days} days.\n\n## Cookies\n\nThere are none. \n"
    repo.commit("Begin", date=on("2020-01-10"), files={"README.md": "# About\n"})
    commit(
        "2020-01-11",
        {
            "HR/Leave Policy.md": leave.format(days=20),
            "IT/privacy.md": privacy.format(head="effective: 2020-02-01\n", days=30, rest=links),
            "IT/square.svg": PICTURE,
            "IT/README.md": "# How to edit\n",
            "IT/.draft.md": "# Not yet\n",
        },
    )
    commit("2020-03-01", {"IT/privacy.md": privacy.format(head="effective: TBD\n", days=60, rest=links)})
    commit("2020-04-01", {"IT/privacy.md": privacy.format(head="", days=90, rest=links)})
    stated = "effective: 2021-01-01\nsummary: [not, ours]\n"
    commit("2020-05-01", {"IT/privacy.md": privacy.format(head=stated, days=120, rest=links)})
    repo.branch("days")
    commit("2020-05-10", {"HR/Leave Policy.md": leave.format(days=21)})
    commit("2020-05-11", {"HR/Leave Policy.md": leave.format(days=25)})
    repo.checkout("main")
    repo.merge("days", date=on("2020-06-01"), message="More days of leave")
    travel = "---\ntitle: [broken\n\ttabs: {{ everywhere\n---\nTravel\n======\n\nBy train.\n"
    commit("2020-07-01", {"travel.md": travel})
    commit("2020-08-01", {"travel.md": None})
    commit("2020-09-01", {"travel.md": travel.replace("By train", "By train or bus")})
    return repo


def companies(folder: Path) -> PolicyRepo:
    """A folder for each company, with blanks, Cyrillic and Chinese in names; setext headings; raw HTML."""
    repo = PolicyRepo(folder)
    acme = """Privacy Policy
==============

<p align="center"><b>Acme</b> keeps <script>alert(1)</script>logs.</p>

What we collect
---------------

- Name
- Address

| Data | Days |
|---|--:|
| Logs | {days} |
"""
    romashka = "# Privacy Policy\n\nМы храним данные {days} дней.\n\n## Куки\n\nИх нет.\n"
    wanwu = "---\n这不是元数据\n---\n\n我们保存数据{days}天。\n"
    for place, days in enumerate((10, 20, 30)):
        files: dict[str, str | bytes | None] = {
            "Acme & Sons/Privacy Policy.md": acme.format(days=days),
            "ОсОО Ромашка/Privacy Policy.md": romashka.format(days=days),
            "万物 公司/Privacy Policy.md": wanwu.format(days=days),
            "Acme & Sons/Terms of Service.md": f"# Terms\n\n{days}\n",
        }
        repo.commit(f"Crawl {place + 1}", date=on(f"2022-0{place + 1}-05"), files=files)
    return repo


def bare(folder: Path) -> Path:
    """A bare repository whose one policy was moved, deleted, and came back, on a branch that is not HEAD.

    ::

        2019-01-01  privacy/index.md
        2019-02-01  moved to legal/privacy.markdown
        2019-03-01  changed, effective: 2019-13-01
        2019-04-01  deleted
        2019-05-01  back, changed
    """
    repo = PolicyRepo(folder / "work")
    text = "Your privacy\n------------\n\nWe keep data for {} days. [Elsewhere](/privacy/)\n"
    repo.commit("Begin", date=on("2018-12-31"), files={"notes.txt": "none"})
    repo.branch("texts")
    repo.commit("Privacy", date=on("2019-01-01"), files={"privacy/index.md": text.format(1)})
    repo.rename("privacy/index.md", "legal/privacy.markdown", date=on("2019-02-01"))
    bad = f"---\neffective: 2019-13-01\n---\n{text.format(2)}"
    repo.commit("Change", date=on("2019-03-01"), files={"legal/privacy.markdown": bad})
    repo.remove("legal/privacy.markdown", date=on("2019-04-01"))
    repo.commit("Back", date=on("2019-05-01"), files={"legal/privacy.markdown": text.format(3)})
    repo.checkout("main")
    target = (folder / "policies.git").absolute()
    repo.git("clone", "--quiet", "--bare", ".", target)
    return target


MERGED_FILES = ("terms/Use.md", "terms/privacy.md")


def merged(folder: Path) -> PolicyRepo:
    """Merges and squashes as forges write them, trailers, links, and messages that try to do harm.

    ::

        2021-01-01  both texts
        2021-02-01  a merge of pull request 12 changes Use.md; its body begins with the title
        2021-02-02  all files get another line end: no word of Use.md changes
        2021-03-01  squashed, (#15), with trailers, one of them of many lines; Source-Date is 2021-02-27
        2021-03-02  once more, and again on that day
        2021-04-01  privacy.md, by a hostile message of a megabyte
        2021-05-01  privacy.md, by a message in Latin-1
    """
    repo = PolicyRepo(folder)
    use = "# Terms of use\n\nYou may use it for {days} days.\n"
    privacy = "# Privacy\n\nWe keep data for {days} days.\n"
    files = {"terms/Use.md": use.format(days=1), "terms/privacy.md": privacy.format(days=1)}
    repo.commit("Begin", date=on("2021-01-01"), files=files)
    repo.branch("longer")
    repo.commit("wip", date=on("2021-01-31"), files={"terms/Use.md": use.format(days=2)})
    repo.checkout("main")
    body = "Let people use it longer\n\nAs asked in https://forum.example.org/t/7 (see <a@example.org>)."
    message = f"Merge pull request #12 from someone/longer\n\n{body}"
    repo.merge("longer", date=on("2021-02-01"), message=message)
    repo.commit("Normalise", date=on("2021-02-02"), files={"terms/Use.md": use.format(days=2) + "\n"})
    squashed = (
        "Shorten the terms again (#15)\n\n* first\n\n* second\n\nSource-Date: 2021-02-27\n"
        "Link: https://gazette.example.org/2021/3.pdf\nNote: one line\n  and another\n"
        "Co-authored-by: A. Person <person@example.org>"
    )
    repo.commit(squashed, date=on("2021-03-01"), files={"terms/privacy.md": privacy.format(days=3)})
    for hour, days in ((12, 4), (15, 7)):
        again = {"terms/privacy.md": privacy.format(days=days)}
        repo.commit("Once more", date=f"2021-03-02T{hour}:00:00+00:00", files=again)
    hostile = (
        "<script>owned(1)</script> \u202eevil (#16)\n\n<img src=x onerror=owned(2)> javascript:owned(3) "
        '[a](javascript:owned(4)) https://evil.example/"onmouseover="owned(5) http://user@evil.example/ '
        f"\x1b[31m\x07 {'<b>word</b> ' * 100_000}\n\n"
        "Link: javascript:owned(6)\nOwned: <script>owned(7)</script>"
    )
    for day, text, days in (
        ("2021-04-01", hostile.encode(), 5),
        ("2021-05-01", "Modifié".encode("latin-1"), 6),
    ):
        repo.write("terms/privacy.md", privacy.format(days=days))
        repo.git("add", "--all")
        repo.git("commit", "--quiet", "--file=-", "--cleanup=verbatim", date=on(day), stdin=text)
    return repo
