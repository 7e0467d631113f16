"""The program that writes the comment, run as a process against a server, as in the workflow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sayasat.forge.comment import LONGEST, MARKER, comment, unpack
from tests.forge.api import COMMIT, REPOSITORY, TOKEN, Forge, event, packed
from tests.support.mini_site import ROOT

CHECK = "https://forge.example/77"


def said_of(text: str, language: str) -> str:
    return comment(text.encode(errors="surrogatepass"), COMMIT, CHECK, {}, language)


def run_it(
    forge: Forge, tmp_path: Path, *command: str, **changed: object
) -> subprocess.CompletedProcess[str]:
    """Run the workflow's step on an event."""
    file = tmp_path / "event.json"
    file.write_text(event(**changed), encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_API_URL": forge.address,
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_TOKEN": TOKEN,
    }
    return subprocess.run(
        command or (sys.executable, "-m", "sayasat.forge.comment"),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_report_becomes_a_comment(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.leave("## Купуялык саясаты\n")
    run = run_it(forge, tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    (said,) = forge.ours
    assert said.startswith(MARKER)
    assert said.endswith("## Купуялык саясаты\n")
    assert "`ccccccc`" in said


def test_the_workflow_runs_this_program(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.leave("report")
    assert run_it(forge, tmp_path, "make", "comment", f"PYTHON={sys.executable}").returncode == 0
    assert len(forge.ours) == 1


def test_it_needs_no_installed_package(tmp_path: Path) -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-S",
            "-I",
            "-c",
            f"import sys; sys.path[0:0] = [{str(ROOT)!r}]; import sayasat.forge.comment",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_a_second_report_replaces_the_first(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.leave("first")
    run_it(forge, tmp_path)
    forge.leave("second")
    run_it(forge, tmp_path)
    (said,) = forge.ours
    assert "second" in said
    assert "first" not in said


def test_the_comment_is_found_after_many_others(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.page = 2
    for number in range(5):
        forge.say(f"remark {number}", "editor")
    forge.say(f"{MARKER}\nold")
    forge.leave("new")
    run_it(forge, tmp_path)
    (said,) = forge.ours
    assert "new" in said


def test_a_comment_of_another_author_with_the_marker_is_not_changed(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.say(f"{MARKER}\nmine", "stranger")
    forge.leave("report")
    run_it(forge, tmp_path)
    assert forge.comments[0]["body"] == f"{MARKER}\nmine"
    assert len(forge.ours) == 1


def test_another_comment_of_a_workflow_is_not_changed(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.say("Welcome!")
    forge.leave("report")
    run_it(forge, tmp_path)
    assert forge.ours[0] == "Welcome!"
    assert len(forge.ours) == 2


@pytest.mark.parametrize(
    "moved",
    [
        {"sha": "d" * 40, "ref": "change", "repo": {"full_name": "stranger/policies"}},
        {"sha": COMMIT, "ref": "other", "repo": {"full_name": "stranger/policies"}},
        {"sha": COMMIT, "ref": "change", "repo": {"full_name": "stranger/elsewhere"}},
        {"sha": COMMIT, "ref": "change", "repo": None},
    ],
    ids=["newer commit", "other branch", "other fork", "fork gone"],
)
def test_nothing_is_written_if_no_pull_request_is_at_the_runs_commit(
    forge: Forge, tmp_path: Path, moved: dict[str, Any]
) -> None:
    forge.propose(head=moved)
    forge.leave("report")
    run = run_it(forge, tmp_path)
    assert run.returncode == 0
    assert "No open pull request" in run.stdout
    assert forge.comments == []


def test_a_pull_request_for_another_branch_gets_no_comment(forge: Forge, tmp_path: Path) -> None:
    forge.propose(base={"ref": "archive"})
    forge.leave("report")
    run_it(forge, tmp_path)
    assert forge.comments == []


def test_the_name_of_a_branch_is_escaped_in_the_request(forge: Forge, tmp_path: Path) -> None:
    name = "a&state=closed#;$(touch x)"
    forge.propose(head={"sha": COMMIT, "ref": name, "repo": {"full_name": "stranger/policies"}})
    forge.leave("report")
    run_it(forge, tmp_path, head_branch=name)
    assert len(forge.ours) == 1


def test_a_deleted_fork_is_not_an_error(forge: Forge, tmp_path: Path) -> None:
    run = run_it(forge, tmp_path, head_repository=None)
    assert (run.returncode, run.stderr) == (0, "")
    assert forge.asked == []


def test_the_comment_is_in_the_language_that_the_pull_request_names(forge: Forge, tmp_path: Path) -> None:
    forge.propose(body="Тил · Язык · Language: ru\n")
    forge.leave("report")
    run_it(forge, tmp_path)
    assert "Этот отчёт составлен" in forge.ours[0]


def test_the_comment_is_in_all_languages_where_the_pull_request_names_none(
    forge: Forge, tmp_path: Path
) -> None:
    forge.propose(body=None)
    forge.leave("report")
    run_it(forge, tmp_path)
    (said,) = forge.ours
    assert all(each in said for each in ("автоматтык түрдө түзүлдү", "Этот отчёт составлен", "This report"))


def test_a_comment_without_a_report_links_to_the_run(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    run_it(forge, tmp_path)
    (said,) = forge.ours
    assert "/actions/runs/77" in said
    assert "отчёт түзүлгөн жок" in said


def test_the_newest_report_of_a_run_is_used(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.leave("of the first attempt")
    forge.leave("of the second attempt")
    run_it(forge, tmp_path)
    assert "second attempt" in forge.ours[0]


def test_the_token_is_sent_only_to_the_api(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.leave("report")
    run_it(forge, tmp_path)
    assert {host for host, shown in forge.shown if shown == f"Bearer {TOKEN}"} == {forge.address}
    assert (forge.storage, None) in forge.shown


def test_an_artifact_with_a_large_stated_size_is_not_downloaded(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.leave("report")
    forge.sizes[1] = 1_000_001
    run_it(forge, tmp_path)
    assert not [each for each in forge.asked if "/zip" in each]
    assert len(forge.ours) == 1


def test_an_artifact_larger_than_its_stated_size_is_refused(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.artifacts[1] = bytes(1_000_001)
    forge.sizes[1] = 10
    run = run_it(forge, tmp_path)
    assert run.returncode == 1
    assert "more than 1000000 bytes" in run.stderr
    assert forge.comments == []


def test_a_refused_request_is_reported_without_the_token(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.refuses = "issues"
    run = run_it(forge, tmp_path)
    assert run.returncode == 1
    assert "403" in run.stderr
    assert TOKEN not in run.stdout + run.stderr


def test_the_comment_links_to_the_documents_and_to_the_preview(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.leave("report")
    documents = forge.leave_other("documents")
    run_it(forge, tmp_path)
    assert f"/actions/runs/77/artifacts/{documents}" in forge.ours[0]
    assert "/runs/78/" not in forge.ours[0]
    preview = forge.leave_other("preview")
    run_it(forge, tmp_path)
    (said,) = forge.ours
    assert f"/actions/runs/78/artifacts/{preview}" in said


def test_a_preview_that_is_ready_before_the_check_writes_no_comment(forge: Forge, tmp_path: Path) -> None:
    forge.propose()
    forge.checks = {COMMIT: (77, "in_progress")}
    forge.leave_other("preview")
    run = run_it(forge, tmp_path)
    assert (run.returncode, forge.comments) == (0, [])
    assert "has not finished" in run.stdout


def test_a_zip_bomb_is_read_only_up_to_the_limit() -> None:
    text = unpack(packed(b"a" * 50_000_000))
    assert text is not None
    assert len(text) < 5 * LONGEST


@pytest.mark.parametrize(
    "archive", [b"", b"PK\x03\x04 no archive", packed("text", "../review.md"), packed("text", "other.md")]
)
def test_other_data_than_an_archive_with_a_report_is_no_report(archive: bytes) -> None:
    assert unpack(archive) is None


def test_an_archive_with_broken_contents_is_no_report() -> None:
    archive = bytearray(packed("text " * 1_000))
    archive[45:50] = b"\xff" * 5
    assert unpack(bytes(archive)) is None


def test_invalid_utf_8_does_not_stop_it() -> None:
    text = unpack(packed(b"a\xffb"))
    assert comment(text, COMMIT, CHECK, {}, "en").endswith("a\N{REPLACEMENT CHARACTER}b\n")


def test_a_long_report_is_cut_at_a_line_and_links_to_the_complete_one() -> None:
    said = said_of("ң өйдө\n" * 20_000, "en")
    assert len(said) < 65_536
    assert "#artifacts" in said
    assert said.endswith("ң өйдө\n")


def test_a_single_long_line_is_cut_too() -> None:
    assert LONGEST < len(said_of("x" * 1_000_000, "ky")) < 65_536


def test_a_report_mentions_no_user() -> None:
    said = said_of("@everyone, @org/team and (@someone); info@example.org", "en")
    assert "@\N{WORD JOINER}everyone" in said
    assert "@\N{WORD JOINER}org/team" in said
    assert "(@\N{WORD JOINER}someone)" in said
    assert "info@example.org" in said


def test_control_characters_and_bidirectional_controls_are_left_out() -> None:
    said = said_of("a\x00b\x1b[31mc\u202ed\u2066e\ufefff\r\ng\th", "en")
    assert said.endswith("ab[31mcdef\ng\th\n")


def test_a_lone_surrogate_can_be_sent() -> None:
    assert said_of("a\ud800b", "en").encode()
