"""What is read out of the messages of commits: those that forges write, and those of anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayasat.repository.commit_message import CommitMessage, read_message
from sayasat.repository.reader import Repository
from tests.support.repo import PolicyRepo


def read(repo: PolicyRepo, message: str) -> CommitMessage:
    repo.commit(message, files={"a.md": message})
    with Repository.open(repo.path) as repository:
        return repository.log()[-1].message


@pytest.mark.parametrize(
    ("message", "title", "number", "body"),
    [
        pytest.param(
            "Merge pull request #7 from a/b\n\nThe title\n\nWhy", "The title", "7", "Why", id="GitHub"
        ),
        pytest.param("Merge pull request #7 from a/b", "Merge pull request #7 from a/b", "7", "", id="bare"),
        pytest.param("The title (#7)\n\n* one", "The title", "7", "* one", id="squash"),
        pytest.param(
            "Merge pull request 'The title' (#7) from b into main\n\nWhy", "The title", "7", "Why", id="Gitea"
        ),
        pytest.param(
            "Merge branch 'b' into 'main'\n\nThe title\n\nSee merge request o/r!7",
            "The title",
            "7",
            "See merge request o/r!7",
            id="GitLab",
        ),
        pytest.param("Merged in b (pull request #7)\n\nThe title", "The title", "7", "", id="Bitbucket"),
        pytest.param("Merged PR 7: The title\n\nWhy", "The title", "7", "Why", id="Azure"),
        pytest.param("Merge branch 'b' into 'main'", "Merge branch 'b' into 'main'", "", "", id="no request"),
        pytest.param("As in (#7), amend\n\nWhy", "As in (#7), amend", "", "Why", id="number in the middle"),
    ],
)
def test_the_title_of_a_pull_request_is_found(message: str, title: str, number: str, body: str) -> None:
    subject, _, rest = message.partition("\n\n")
    found = read_message(subject, rest, "")
    assert (found.title, found.request, found.body) == (title, number, body)


def test_trailers_are_those_that_git_finds(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    found = read(
        repo, "Amend\n\nBy law: no.2.\n\nSource-Date: 1874-05-13\nNote: one\n  two\nLink: https://a.example/1"
    )
    assert found.trailers == (
        ("Source-Date", "1874-05-13"),
        ("Note", "one two"),
        ("Link", "https://a.example/1"),
    )
    assert found.body == "By law: no.2."
    assert found.links == ("https://a.example/1",)


def test_a_last_paragraph_that_is_no_trailers_stays_in_the_body(tmp_path: Path) -> None:
    found = read(PolicyRepo(tmp_path), "Amend\n\nWhy: because\nit is so\nand not otherwise\nin any way")
    assert found.trailers == ()
    assert found.body == "Why: because\nit is so\nand not otherwise\nin any way"


def test_settings_of_a_repository_change_no_trailers(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.git("config", "trailer.separators", "=#")
    assert read(repo, "Amend\n\nSource-Date: 1874-05-13").trailers == (("Source-Date", "1874-05-13"),)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            "See https://a.example/x, (https://b.example/y_(z)).",
            ["https://a.example/x", "https://b.example/y_(z)"],
        ),
        (
            "<https://a.example/?q=1&r=2> and [it](http://b.example)",
            ["https://a.example/?q=1&r=2", "http://b.example"],
        ),
        ("javascript:alert(1) data:text/html,x ftp://a.example/ //a.example/", []),
        ("https://user:pass@a.example/ https:///x https://a.example/\ufffdx", []),
        ("https://a.example/1 https://a.example/1", ["https://a.example/1"]),
    ],
)
def test_links_are_whole_urls_of_the_web(text: str, links: list[str]) -> None:
    assert list(read_message("Amend", text, "").links) == links


def test_no_address_of_mail_is_kept() -> None:
    trailers = "Co-authored-by\x1fA. Person <person@example.org>\n"
    found = read_message(
        "Amend", "Asked by <b@example.org>.\n\nCo-authored-by: A. Person <person@example.org>", trailers
    )
    assert found.body == "Asked by."
    assert found.trailers == (("Co-authored-by", "A. Person"),)


def test_what_is_too_long_is_cut_and_says_so() -> None:
    long = read_message("s" * 1_000_000, "b" * 1_000_000, "Note\x1f" + "v" * 1_000_000)
    assert long.is_cut
    assert max(map(len, (long.title, long.body, long.trailers[0][1]))) <= 3_000
    many = read_message("s", "", "".join(f"Note\x1f{number}\n" for number in range(99)))
    assert many.is_cut
    assert len(many.trailers) == 20
    assert not read_message("s", "b", "Note\x1fv").is_cut


def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    repo = PolicyRepo(tmp_path)
    repo.write("a.md", "a")
    repo.git("add", "--all")
    who = b"Editor <editor@example.org> 1700000000 +0000"
    head = f"tree {repo.git('write-tree')}\n".encode() + b"author " + who + b"\ncommitter " + who
    message = "Modifié\n\nhttps://a.example/é https://b.example/\n\nNote: é\n".encode("latin-1")
    raw = head + b"\n\n" + message
    repo.git("reset", "--quiet", repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw))
    with Repository.open(repo.path) as repository:
        found = repository.log()[-1].message
    assert found.title == "Modifi\ufffd"
    assert found.trailers == (("Note", "\ufffd"),)
    assert found.links == ("https://b.example/",)
