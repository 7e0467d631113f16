"""MkDocs' part: what stops a build and what it then says, drafts under ``serve``, links between policies."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from tests.forge.workplace import borrow_environment
from tests.support.built_site import Page, Sample, contents, own_assets, parse, read_page
from tests.support.mini_site import ROOT, Built, build, furnish
from tests.support.repo import PolicyRepo, policy_text
from tests.support.samples import FIRST
from tests.support.waiting import wait_until

AT = "T12:00:00+06:00"
PRIVACY = "docs/ky/policies/privacy.md"


@pytest.fixture
def repo(four_commits_site: Sample, tmp_path: Path) -> PolicyRepo:
    """The four commits, to be changed."""
    shutil.copytree(four_commits_site.repo.path, tmp_path / "repo", ignore=shutil.ignore_patterns("site"))
    return PolicyRepo(tmp_path / "repo")


def said(built: Built) -> list[str]:
    """What a failed build says, without MkDocs' own progress."""
    lines = [line for line in built.log.splitlines() if line and not line.startswith("INFO")]
    assert lines[0].startswith("Error: ")
    return [lines[0].removeprefix("Error: "), *lines[1:]]


# ---------------------------------------------------------------- faults of the newest revisions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            policy_text(FIRST, title="Саясат", effective="2026-12-01", efective="2027-01-01"),
            f"{PRIVACY}:4: The key “efective” is not known. Use a known key: effective.",
            id="unknown key",
        ),
        pytest.param(
            policy_text(FIRST, effective="2026-12-01"),
            f"{PRIVACY}:1: The front matter has no title. Add “title: …” to the front matter.",
            id="no title",
        ),
        pytest.param(
            policy_text(FIRST, title="Саясат", effective="01.12.2026"),
            f"{PRIVACY}:3: “effective: 01.12.2026” is not a date. Write it like this: 2026-12-01",
            id="not a date",
        ),
        pytest.param(
            policy_text(FIRST, title="Саясат", effective="2026-02-30"),
            f"{PRIVACY}:3: “effective: 2026-02-30” is not a day of the calendar. "
            "Check the date in a calendar.",
            id="no such day",
        ),
        pytest.param(
            policy_text(FIRST, title="Саясат"),
            f"{PRIVACY}: “effective” is missing, although earlier texts of this policy state it "
            "(the last one: 2026-12-01). "
            "Put that date back, or state the first day of the new version: “effective: DATE”.",
            id="no date any more",
        ),
        pytest.param(
            policy_text(FIRST + "\nҮчүнчү.\n", title="Саясат", effective="2027-01-01"),
            f"{PRIVACY}: Another version is announced (2026-12-01), "
            "and this one does not say what happens to it. "
            "To keep both, save the text of the announced version in the same change as the file "
            "versions/POLICY/DATE.md, beside the folder policies/. "
            "To withdraw it, add “replaces: DATE” with its date.",
            id="another is announced",
        ),
        pytest.param(
            policy_text(FIRST + "\n[x](nowhere.md)\n", title="Саясат", effective="2026-12-01"),
            f"{PRIVACY}:18: The target of the link does not exist: “nowhere.md”. "
            "Correct the path. It is relative to the folder of this file.",
            id="broken link",
        ),
        pytest.param(
            policy_text(FIRST, title="Саясат", effective="2026-12-01").encode() + b"\0\0",
            f"{PRIVACY}:18: The file is not plain text: it contains zero bytes (2). "
            "Save the file again as plain text in UTF-8.",
            id="zero bytes",
        ),
        pytest.param(b"", f"{PRIVACY}: The file is empty.", id="empty"),
        pytest.param(FIRST, f"{PRIVACY}:1: The file has no front matter.", id="no head"),
    ],
)
def test_a_fault_stops_the_build_with_one_line_that_says_where_what_and_how_to_fix_it(
    repo: PolicyRepo, text: str | bytes, expected: str
) -> None:
    repo.commit(date=f"2026-11-21{AT}", files={PRIVACY: text})
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    assert "Traceback" not in built.log
    lines = said(built)
    assert lines[0].startswith(expected)
    assert all(line.startswith(PRIVACY) for line in lines)
    has_no_head = expected.endswith(("has no front matter.", "is empty."))
    assert len(lines) == (2 if has_no_head else 1), "without a head there is no date either"


def test_all_faults_are_told_at_once(repo: PolicyRepo) -> None:
    broken = policy_text(
        FIRST + "[x](nowhere.md)\n![y](no.png)\n", title="Саясат", effective="2026-12-01", x="1"
    )
    repo.commit(
        date=f"2026-11-21{AT}",
        files={
            PRIVACY: broken,
            "docs/ky/policies/other.md": policy_text("# Башка\n"),
            "docs/ru/policies/privacy.md": policy_text("# Да\n", title="Политика", effective="2020-01-01"),
        },
    )
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    assert "Traceback" not in built.log
    assert [re.sub(r"(?<=[^:]): .*", "", line) for line in sorted(said(built))] == [
        "docs/ky/policies/other.md:1",
        f"{PRIVACY}:18",
        f"{PRIVACY}:19",
        f"{PRIVACY}:4",
        "docs/ru/policies/privacy.md",
    ]


def test_a_translation_without_an_original_is_told_together_with_other_faults(repo: PolicyRepo) -> None:
    repo.commit(
        date=f"2026-11-21{AT}",
        files={
            "docs/ru/policies/lonely.md": policy_text("# Одна\n", title="Одна"),
            PRIVACY: policy_text(FIRST, effective="2026-12-01"),
        },
    )
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    lines = said(built)
    assert any(line.startswith("docs/ru/policies/lonely.md: This policy has no text") for line in lines)
    assert any(line.startswith(f"{PRIVACY}:1: The front matter has no title.") for line in lines)


def test_a_fault_leaves_the_site_that_was_built_before(repo: PolicyRepo) -> None:
    assert build(repo, today="2026-11-24").code == 0
    before = contents(repo.path / "site")
    repo.commit(date=f"2026-11-21{AT}", files={PRIVACY: "no head"})
    assert build(repo, today="2026-11-24").code == 1
    assert contents(repo.path / "site") == before


def test_a_fault_of_an_older_revision_is_shown_in_the_history_and_stops_nothing(repo: PolicyRepo) -> None:
    text = (repo.path / PRIVACY).read_text()
    repo.commit(date=f"2026-11-21{AT}", files={PRIVACY: text.replace("2026-12-01", "2026-12-32")})
    repo.commit(date=f"2026-11-22{AT}", files={PRIVACY: text})
    built = build(repo, today="2026-11-24")
    assert built.code == 0, built.log
    history = read_page(built.site / "policies/privacy/history/index.html")
    [fault] = history.all("p", "revisions__fault")
    assert "2026-12-32" in fault.text
    assert f"{PRIVACY}:3" in fault.text


# ---------------------------------------------------------------- histories that cannot be read whole


def test_a_shallow_clone_stops_the_build_with_the_fix(four_commits_site: Sample, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    source = f"file://{four_commits_site.repo.path}"
    four_commits_site.repo.git("clone", "--quiet", "--depth=1", source, clone)
    built = build(PolicyRepo(clone), today="2026-11-24")
    assert built.code == 1
    [line] = said(built)
    assert "The clone in" in line
    assert "is shallow" in line
    assert "git fetch --unshallow" in line
    assert not built.site.exists()


def test_a_repository_without_a_commit_stops_the_build_with_the_fix(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path / "repo")
    furnish(repo)
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    [line] = said(built)
    assert "has no commit yet" in line
    assert "git add --all" in line


def test_a_folder_without_a_repository_stops_the_build_with_the_fix(repo: PolicyRepo) -> None:
    shutil.rmtree(repo.path / ".git")
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    [line] = said(built)
    assert "is not in a Git repository" in line
    assert "git clone" in line


# ---------------------------------------------------------------- settings


def test_unknown_and_bad_settings_are_told_at_once(repo: PolicyRepo) -> None:
    file = repo.path / "mkdocs.yml"
    text = file.read_text()
    assert "    zone: Asia/Bishkek\n" in text
    file.write_text(text.replace("    zone: Asia/Bishkek\n", "    zone: Asia/Frunze\n    publishers: x\n"))
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    assert sorted(said(built)) == [
        "extra.sayasat.publishers: There is no setting of this name. Use a known setting: publisher.",
        "extra.sayasat.zone: The value “Asia/Frunze” is not valid here. Write it like this: Asia/Bishkek.",
    ]


def test_an_entry_of_the_cookie_inventory_that_is_not_whole_stops_the_build(repo: PolicyRepo) -> None:
    file = repo.path / "cookies.yml"
    text = file.read_text(encoding="utf-8")
    assert "set_by: {ky: Ушул сайт, ru: Этот сайт, en: This site}" in text
    file.write_text(text.replace(", en: This site", "").replace("lifetime: session", "lifetime: long"))
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    lines = said(built)
    assert ["“items[1].set_by.en” is missing" in lines[0], "“items[5].lifetime”" in lines[1]] == [True, True]
    assert all(re.match(r"cookies\.yml:\d+: ", line) for line in lines)


def test_without_a_cookie_inventory_nothing_is_stored(repo: PolicyRepo) -> None:
    (repo.path / "cookies.yml").unlink()
    built = build(repo, today="2026-11-24")
    assert built.code == 0, built.log
    page = (built.site / "policies/privacy/index.html").read_text(encoding="utf-8")
    assert 'id="__cookies"' not in page


def test_a_cookie_inventory_that_cannot_be_read_stops_the_build(repo: PolicyRepo) -> None:
    (repo.path / "cookies.yml").unlink()
    (repo.path / "cookies.yml").mkdir()
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    assert "Correct the file cookies.yml beside mkdocs.yml" in said(built)[0]


def test_nothing_optional_is_enabled_without_a_text_to_ask_under(repo: PolicyRepo) -> None:
    file = repo.path / "cookies.yml"
    text = file.read_text(encoding="utf-8").replace("enabled: false", "enabled: true")
    file.write_text(text.replace("section: cookies", "section: kuki"), encoding="utf-8")
    built = build(repo, today="2026-11-24")
    assert built.code == 1
    assert said(built)[0].startswith("cookies.yml: text: Something optional is enabled")


def test_our_own_scripts_are_published_without_their_comments(four_commits_site: Sample) -> None:
    scripts = [
        own_assets(four_commits_site.site) / file.relative_to(ROOT / "sayasat/theme/assets")
        for file in (ROOT / "sayasat/theme/assets/javascripts").rglob("*.js")
        if not file.name.endswith(".min.js")
    ]
    assert len(scripts) > 5
    texts = [script.read_text(encoding="utf-8") for script in scripts]
    assert not [text[:80] for text in texts if text.startswith("//") or "/**" in text]


def test_a_bad_day_to_build_as_of_is_a_clear_error(repo: PolicyRepo) -> None:
    built = build(repo, today="2026-13-01")
    assert built.code == 1
    fix = "Write it like this: YYYY-MM-DD."
    assert said(built) == [f"SAYASAT_TODAY: The value “2026-13-01” is not valid here. {fix}"]


def test_without_a_day_a_site_is_built_as_of_today(repo: PolicyRepo) -> None:
    built = build(repo)
    assert built.code == 0, built.log


# ---------------------------------------------------------------- the newest commit, and nothing but it


def test_uncommitted_edits_new_and_deleted_files_are_not_in_a_build(
    repo: PolicyRepo, four_commits_site: Sample, tmp_path: Path
) -> None:
    repo.write(PRIVACY, policy_text("# Кол жазма\n", title="Кол жазма", effective="2026-12-01"))
    repo.write("docs/ky/policies/new.md", policy_text("# Жаңы\n", title="Жаңы"))
    repo.write("docs/ky/about.md", "# Башкача\n")
    repo.write("docs/en/about.md", None)
    repo.git("add", "docs/ky/about.md")
    built = build(repo, today="2026-11-24", site=tmp_path / "site")
    assert built.code == 0, built.log
    assert contents(built.site) == contents(four_commits_site.site)


def test_serve_shows_drafts_and_reloads(repo: PolicyRepo) -> None:
    with _served(repo) as (address, log):
        page = _wait(address, lambda page: "60 күн" in page.text)
        assert not page.all("p", "standing__draft")

        text = (repo.path / PRIVACY).read_text()
        repo.write(PRIVACY, text.replace("60 күн", "90 күн"))
        page = _wait(address, lambda page: "90 күн" in page.text)
        assert page.one("p", "standing__draft").text.startswith("Долбоор")

        repo.write(PRIVACY, text.replace("60 күн", "91 күн"))
        _wait(address, lambda page: "91 күн" in page.text)
        dated = _wait(f"{address}2025-04-01/", lambda page: "60 күн" in page.text)
        assert not dated.all("p", "standing__draft")

        repo.write("docs/ky/about.md", "# Сайт жөнүндө\n\nБашкача.\n")
        about = address.replace("policies/privacy/", "about/")
        _wait(about, lambda page: "Башкача." in page.one("main").text)

        committed = text.replace("effective: 2026-12-01", 'effective: 2026-12-01\neditorial: "x"')
        repo.commit(date=f"2026-11-22{AT}", files={PRIVACY: committed})
        # A build may start between the write of the file and the commit: it shows no draft either
        wait_until(lambda: f"Archive of {repo.head[:12]}" in log.read_text())
        _wait(address, lambda page: not page.all("p", "standing__draft"))


def test_serve_takes_a_message_and_shows_the_mail_that_the_office_would_get(repo: PolicyRepo) -> None:
    with _served(repo) as (address, log):
        _wait(address, lambda page: "60 күн" in page.text)
        form = address.replace("policies/privacy/", "contact/")
        page = _wait(form, lambda page: bool(page.all("form", method="post")))
        answers = {
            "contract": page.one("input", name="contract")["value"],
            "name": "Айгүл",
            "email": "aigul@example.org",
            "topic": "other",
            "message": "Саламатсызбы!",
            "agreement": "yes",
        }
        check, _ = _posted(f"{form}messages", answers)
        answers["token"] = check.one("input", name="token")["value"]
        receipt, where = _posted(f"{form}messages", answers)
        reference = where.rpartition("/")[2]
        assert reference in receipt.one("main").text
        wait_until(lambda: all(each in log.read_text() for each in (reference, "Саламатсызбы!", "Айгүл")))


@pytest.mark.parametrize("whom", ["process", "group"])
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_serve_that_is_ended_by_a_signal_leaves_no_process(
    repo: PolicyRepo, number: signal.Signals, whom: str
) -> None:
    """A terminal that is closed signals the whole group; ``make`` forwards SIGTERM to the process as well."""
    with _processes_of(*_serve(repo)) as (serve, others):
        assert sum("deliver" in each.cmdline() for each in others) == 1
        if whom == "group":
            os.killpg(serve.pid, number)
        serve.send_signal(number)
        serve.wait(60)


@pytest.mark.parametrize("killed", ["make", "mkdocs"])
def test_make_serve_that_is_killed_leaves_no_process(repo: PolicyRepo, killed: str) -> None:
    """A killed process tells nobody: those that it started notice it."""
    for name in ("Makefile", "requirements", "scripts", "pyproject.toml"):
        (repo.path / name).symlink_to(ROOT / name)
    borrow_environment(repo.path / ".venv")
    with _processes_of(*_serve(repo, "make", "serve")) as (make, others):
        (mkdocs,) = (each for each in others if "serve" in each.cmdline())
        assert any("deliver" in each.cmdline() for each in others)
        os.kill(make.pid if killed == "make" else mkdocs.pid, signal.SIGKILL)
        make.wait(60)


@contextmanager
def _processes_of(
    url: str, _log: Path, served: subprocess.Popen[bytes]
) -> Iterator[tuple[subprocess.Popen[bytes], list[psutil.Process]]]:
    """The process that serves and those that it has started; at the end of the block all must end."""
    try:
        _wait(url, lambda page: "60 күн" in page.text)
        others = psutil.Process(served.pid).children(recursive=True)
        yield served, others
        wait_until(lambda: not any(each.is_running() for each in others))
        with pytest.raises(ProcessLookupError):
            os.killpg(served.pid, 0)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(served.pid, signal.SIGKILL)
        served.wait()


def _posted(address: str, fields: dict[str, str]) -> tuple[Page, str]:
    """The page that the handler answers with, redirections followed, and its address."""
    request = urllib.request.Request(address, urlencode(fields).encode())  # noqa: S310 (our own server)
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        return parse(answer.read().decode()), answer.url


def test_a_fault_committed_under_serve_is_told_and_fixed_without_a_restart(repo: PolicyRepo) -> None:
    with _served(repo) as (address, log):
        _wait(address, lambda page: "60 күн" in page.text)
        text = (repo.path / PRIVACY).read_text()
        repo.commit(date=f"2026-11-21{AT}", files={PRIVACY: "no head"})
        wait_until(lambda: f"{PRIVACY}:1: The file has no front matter." in log.read_text())
        fixed = text.replace("effective: 2026-12-01", 'effective: 2026-12-01\neditorial: "x"')
        repo.commit(date=f"2026-11-22{AT}", files={PRIVACY: fixed})
        wait_until(lambda: repo.head[:12] in log.read_text())
        _wait(address, lambda page: not page.all("p", "standing__draft"))


# ---------------------------------------------------------------- links between policies


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """``rules`` links to what changes, moves and goes beside it."""
    repo = PolicyRepo(tmp_path_factory.mktemp("linked") / "repo")
    furnish(repo)
    body = (
        "# Эрежелер {#rules}\n\n[саясат](privacy.md#data) [барак](../about.md) ![сүрөт](../images/a.png)\n\n"
        "[кеткен](gone.md#x) [эски](old-page.md) [тышкы](https://example.com/x)\n"
    )

    def privacy(day: str, text: str) -> None:
        repo.policy("ky", "privacy", text, date=f"{day}{AT}", title="Саясат", effective=day)

    repo.write("docs/ky/images/a.png", b"first image")
    repo.write("docs/ky/policies/gone.md", policy_text("# X {#x}\n", title="Кеткен", effective="2024-01-01"))
    repo.write("docs/ky/old-page.md", "# Эски\n")
    privacy("2024-01-01", FIRST)
    repo.policy("ky", "rules", body, date=f"2024-02-01{AT}", title="Эрежелер", effective="2024-02-01")
    repo.write("docs/ky/images/a.png", b"second image")
    privacy("2025-01-01", FIRST + "\nДагы.\n")
    later = body.replace("[кеткен](gone.md#x) [эски](old-page.md) ", "")
    repo.policy("ky", "rules", later, date=f"2025-02-01{AT}", title="Эрежелер", effective="2025-02-01")
    repo.remove("docs/ky/policies/gone.md", "docs/ky/old-page.md", date=f"2025-03-01{AT}")
    repo.rename(PRIVACY, "docs/ky/policies/personal-data.md", date=f"2025-04-01{AT}")
    newest = later.replace("privacy.md", "personal-data.md")
    repo.policy("ky", "rules", newest, date=f"2025-05-01{AT}", title="Эрежелер", effective="2025-05-01")
    built = build(repo, today="2026-11-24")
    assert built.code == 0, built.log
    return Sample(repo, built.site)


def test_a_dated_text_links_to_the_dated_page_of_that_time_under_its_present_name(linked: Sample) -> None:
    for day, then in (
        ("2024-02-01", "2024-01-01"),
        ("2025-02-01", "2025-01-01"),
        ("2025-05-01", "2025-01-01"),
    ):
        hrefs = _links(_rules(linked, f"{day}/"))
        assert hrefs["саясат"] == f"../../personal-data/{then}/#data"
        assert hrefs["барак"] == "../../../about/"
        assert hrefs["тышкы"] == "https://example.com/x"


def test_the_main_page_links_to_the_text_in_force(linked: Sample) -> None:
    assert _links(_rules(linked))["саясат"] == "../personal-data/#data"


def test_a_link_to_a_removed_policy_leads_to_its_dated_page_which_stays(linked: Sample) -> None:
    assert _links(_rules(linked, "2024-02-01/"))["кеткен"] == "../../gone/2024-01-01/#x"


def test_a_link_to_a_page_that_is_gone_is_text_that_says_so(linked: Sample) -> None:
    page = _rules(linked, "2024-02-01/")
    assert "эски (мындан ары жарыяланбайт)" in page.text
    assert "эски" not in _links(page)


def test_images_come_from_the_same_commit(linked: Sample) -> None:
    for day, image in (
        ("2024-02-01/", b"first image"),
        ("2025-02-01/", b"second image"),
        ("", b"second image"),
    ):
        [shown] = _rules(linked, day).all("img", alt="сүрөт")
        assert (linked.site / "policies/rules" / day / shown["src"]).read_bytes() == image


# ---------------------------------------------------------------- tools


def _rules(linked: Sample, place: str = "") -> Page:
    return read_page(linked.site / "policies/rules" / place / "index.html")


def _links(page: Page) -> dict[str, str]:
    text = page.one("div", "text")
    return {each.text: each["href"] for each in page.inside(text) if each.tag == "a" and not each.classes}


@contextmanager
def _served(repo: PolicyRepo) -> Iterator[tuple[str, Path]]:
    """``mkdocs serve`` while the block runs: the URL of the privacy policy, and the log."""
    url, log, process = _serve(repo)
    try:
        yield url, log
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _default_signals() -> None:
    """A shell in the background, or nohup, lets its children ignore these; a terminal does not."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _serve(repo: PolicyRepo, *make: str) -> tuple[str, Path, subprocess.Popen[bytes]]:
    """Start ``mkdocs serve`` or ``make`` in a process group of its own: the policy's URL, log, process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    log = repo.path / ".git/serve.log"
    environment = os.environ | {
        "SAYASAT_TODAY": "2026-11-24",
        "NO_MKDOCS_2_WARNING": "1",
        "SITE_URL": "https://example.org/",
        "PYTHONUNBUFFERED": "1",
    }
    command = (
        [*make, f"ADDRESS={host}"] if make else [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", host]
    )
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=repo.path,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_default_signals,  # noqa: PLW1509
        )
    return f"http://{host}/policies/privacy/", log, process


def _wait(address: str, is_there: Callable[[Page], bool]) -> Page:
    """Ask until the page is as it is to be."""
    page: list[Page] = []

    def asked() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310 (our own server)
                page.append(parse(answer.read().decode()))
        except OSError:
            return False
        return is_there(page[-1])

    wait_until(asked)
    return page[-1]
