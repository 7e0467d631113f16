"""The workflows are valid, give proposed code no rights, and run make targets, which are run here."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from sayasat.i18n.messages import LANGUAGES, messages
from tests.browser.conftest import chromium
from tests.forge.api import TOKEN
from tests.forge.test_watch import serving
from tests.forge.workplace import PRIVACY, TODAY, Workplace, open_workplace
from tests.support.mini_site import ROOT
from tests.support.publisher import begin_log

FOLDER = ROOT / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
NAMES = [file.stem for file in WORKFLOWS]
PROPOSED = ("check", "preview")
"""The workflows that run code of pull requests."""

BISHKEK = ZoneInfo("Asia/Bishkek")
STEPS = {
    "make check BASE=origin/main FORMAT=github",
    "make review BASE=origin/main",
    "make comment",
    "make preview BASE=origin/main",
    "make check",
    "make served-log SERVED=build/served-log.txt",
    "make publish BUNDLE=build/log.bundle SERVED=build/served-log.txt",
    "make push-log BUNDLE=build/log.bundle",
    "make publish LAST=1",
    "make report-failure",
    "make report-late",
    "make recheck",
    "make audit",
    "make newest",
}
"""The commands of all workflows. Each is run below (the last two in `make soak`, with the network) or in
tests/forge/: `make comment` in test_comment.py, `make report-failure` in test_failure.py, `make report-late`
in test_watch.py, `make recheck` in test_recheck.py."""

WRITES = {
    ("comment", "comment", "pull-requests"),
    ("publish", "log", "contents"),
    ("publish", "report", "issues"),
    ("watch", "watch", "issues"),
    ("recheck", "recheck", "actions"),
    ("publish", "deploy", "pages"),
    ("publish", "deploy", "id-token"),
}
"""All write permissions: workflow, job, scope."""


RUSSIAN = {"pull_request": {"body": "Тил · Язык · Language: ru\n"}}


def workflow(name: str) -> dict[str, Any]:
    """The content of a workflow's file. YAML 1.1 reads its key `on` as true."""
    content: dict[Any, Any] = yaml.safe_load((FOLDER / f"workflows/{name}.yml").read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in content.items()}


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(workflow, job, content) of every job."""
    for name in NAMES:
        for identity, job in workflow(name)["jobs"].items():
            yield name, identity, job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    """(workflow, step) of every step."""
    for name, _, job in jobs():
        for step in job["steps"]:
            yield name, step


def source(name: str) -> str:
    return (FOLDER / f"workflows/{name}.yml").read_text(encoding="utf-8")


def schema(kind: str, *files: Path) -> subprocess.CompletedProcess[str]:
    """Validate files by a published schema that check-jsonschema has built in."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        f"vendor.{kind}",
        *map(str, files),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_these_are_the_workflows() -> None:
    assert NAMES == ["check", "comment", "preview", "publish", "recheck", "upkeep", "watch"]


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/change.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("dependabot", "dependabot.yml"),
    ],
)
def test_workflows_and_forms_are_valid_by_the_published_schemas(kind: str, pattern: str) -> None:
    files = sorted(FOLDER.glob(pattern))
    assert files
    checked = schema(kind, *files)
    assert checked.returncode == 0, checked.stdout


def test_the_schema_refuses_a_workflow_with_a_typo(tmp_path: Path) -> None:
    slip = tmp_path / "slip.yml"
    slip.write_text(source("check").replace("runs-on:", "run-on:"), encoding="utf-8")
    assert schema("github-workflows", slip).returncode == 1


def zizmor(*files: Path) -> subprocess.CompletedProcess[str]:
    """Run zizmor offline, with all findings."""
    program = Path(sys.prefix) / "bin/zizmor"
    command = [str(program), "--offline", "--no-progress", "--persona=pedantic", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    found = zizmor(*WORKFLOWS)
    assert found.returncode == 0, found.stdout


def test_zizmor_would_find_an_unpinned_action(tmp_path: Path) -> None:
    loose = re.sub(r"@[0-9a-f]{40} # v[\d.]+", "@v6", source("check"))
    file = tmp_path / ".github/workflows/check.yml"
    file.parent.mkdir(parents=True)
    file.write_text(loose, encoding="utf-8")
    found = zizmor(file)
    assert found.returncode != 0
    assert "unpinned-uses" in found.stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(name: str) -> None:
    used = re.findall(r"uses: *(.*)", source(name))
    assert used
    for each in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each


def test_an_action_has_one_version() -> None:
    pinned = {step["uses"] for _, step in steps() if "uses" in step}
    assert len(pinned) == len({each.partition("@")[0] for each in pinned})


def test_the_decision_names_each_pinned_commit() -> None:
    decision = (ROOT / "decisions/0013-workflows.md").read_text(encoding="utf-8")
    pinned = {step["uses"].partition("@")[2] for _, step in steps() if "uses" in step}
    assert {each for each in pinned if each not in decision} == set()


def test_each_step_is_a_make_target() -> None:
    assert {step["run"] for _, step in steps() if "run" in step} == STEPS


def test_every_workflow_begins_without_permissions() -> None:
    assert {name: workflow(name)["permissions"] for name in NAMES} == {name: {} for name in NAMES}


def test_the_write_permissions_of_jobs_are_those_listed() -> None:
    granted = {
        (name, job, scope)
        for name, job, said in jobs()
        for scope, level in said["permissions"].items()
        if level != "read"
    }
    assert granted == WRITES


@pytest.mark.parametrize("name", PROPOSED)
def test_proposed_code_runs_with_a_token_that_only_reads_contents(name: str) -> None:
    for job in workflow(name)["jobs"].values():
        assert job["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("name", NAMES)
def test_no_workflow_runs_proposed_code_with_its_own_permissions(name: str) -> None:
    assert "pull_request_target" not in source(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_workflow_uses_a_secret(name: str) -> None:
    assert not re.search(r"\bsecrets\b|\bvars\b", re.sub(r"(?m)#.*$", "", source(name)))


@pytest.mark.parametrize("name", PROPOSED)
def test_steps_that_run_proposed_code_get_no_token(name: str) -> None:
    assert "token" not in re.sub(r"(?m)#.*$", "", source(name)).lower()


def test_no_checkout_leaves_a_token_behind() -> None:
    for _, step in steps():
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_the_comment_job_runs_no_proposed_code() -> None:
    said = workflow("comment")
    (job,) = said["jobs"].values()
    (checkout, step) = job["steps"]
    # Of a workflow_run, the default is the newest commit of the main branch
    assert set(checkout["with"]) == {"persist-credentials"}
    assert step["run"] == "make comment"
    names = [workflow(name)["name"] for name in PROPOSED]
    assert said["on"] == {"workflow_run": {"workflows": names, "types": ["completed"]}}


def test_no_value_from_a_pull_request_reaches_a_shell() -> None:
    assert [step["run"] for _, step in steps() if "${{" in step.get("run", "")] == []


def test_every_job_has_a_time_limit() -> None:
    assert all(job["timeout-minutes"] <= 20 for _, _, job in jobs())


def test_jobs_that_read_the_history_fetch_all_of_it() -> None:
    """The others run programs that need no history."""
    whole = {
        (name, job)
        for name, job, content in jobs()
        for step in content["steps"]
        if step.get("uses", "").startswith("actions/checkout@") and step["with"].get("fetch-depth") == 0
    }
    reading = [("check", "check"), ("preview", "preview"), ("publish", "build"), ("publish", "last")]
    assert whole == {*reading, ("upkeep", "newest")}


def test_the_report_is_written_even_if_the_check_finds_errors() -> None:
    (job,) = workflow("check")["jobs"].values()
    _, check, review, *uploads = job["steps"]
    assert "if" not in check
    assert {each["if"] for each in (review, *uploads)} == {"${{ !cancelled() }}"}
    assert [each["with"]["path"] for each in uploads] == [
        "build/review.md\nbuild/suggestions.json\n",
        "build/documents",
    ]


@pytest.mark.soak
@pytest.mark.parametrize("target", ["audit", "newest"])
def test_the_weekly_targets_end_well(target: str) -> None:
    done = subprocess.run(["make", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_publishing_is_for_the_main_branch() -> None:
    said = workflow("publish")
    assert set(said["on"]) == {"push", "schedule", "workflow_dispatch"}
    assert said["on"]["push"] == {"branches": ["main"]}
    assert said["jobs"]["build"]["if"] == "github.ref == 'refs/heads/main'"
    assert said["jobs"]["log"]["needs"] == "build"
    assert said["jobs"]["deploy"]["needs"] == ["log", "last"]
    assert said["concurrency"] == {"group": "publish", "cancel-in-progress": False}


def test_the_only_token_that_may_write_texts_is_in_a_job_that_installs_nothing() -> None:
    job = workflow("publish")["jobs"]["log"]
    assert job["permissions"] == {"contents": "write"}
    assert [step["run"] for step in job["steps"] if "run" in step] == [
        "make push-log BUNDLE=build/log.bundle"
    ]
    target = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\npush-log:")[2]
    assert target.splitlines()[1] == "\t@$(or $(PYTHON),python3) -m sayasat.forge.push_log '$(BUNDLE)'"


def test_the_texts_are_checked_before_anything_is_built() -> None:
    steps = [step["run"] for step in workflow("publish")["jobs"]["build"]["steps"] if "run" in step]
    assert steps == [
        "make check",
        "make served-log SERVED=build/served-log.txt",
        "make publish BUNDLE=build/log.bundle SERVED=build/served-log.txt",
    ]


def test_every_day_begins_with_a_build_in_bishkek() -> None:
    runs = [each["cron"].split() for each in workflow("publish")["on"]["schedule"]]
    assert all(rest == ["*", "*", "*"] for _, _, *rest in runs)
    times = [datetime(2026, 12, 31, int(hour), int(minute), tzinfo=UTC) for minute, hour, *_ in runs]
    local = [time.astimezone(BISHKEK) for time in times]
    assert {each.date().isoformat() for each in local} == {"2027-01-01"}
    midnight = datetime(2027, 1, 1, tzinfo=BISHKEK)
    assert min(local) - midnight <= timedelta(minutes=10)


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return open_workplace(tmp_path)


def test_check_passes_a_change_without_errors(workplace: Workplace) -> None:
    workplace.propose("Биз сиздин", "Биз Сиздин")
    done = workplace.step("make check BASE=origin/main FORMAT=github")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::error" not in done.stdout


def test_check_annotates_the_line_of_a_fault_in_the_editors_language(workplace: Workplace) -> None:
    workplace.propose("effective: 2026-12-01", "effective: 2026-13-01")
    done = workplace.step("make check BASE=origin/main FORMAT=github", event=RUSSIAN)
    assert done.returncode != 0
    (marked,) = [line for line in done.stdout.splitlines() if line.startswith("::error")]
    assert f"file={PRIVACY}" in marked
    assert "line=3" in marked
    assert "дня" in marked


def test_check_annotates_in_all_languages_where_the_pull_request_names_none(workplace: Workplace) -> None:
    workplace.propose("effective: 2026-12-01", "effective: 2026-13-01")
    step = "make check BASE=origin/main FORMAT=github"
    done = workplace.step(step, event={"pull_request": {"body": None}})
    (marked,) = [line for line in done.stdout.splitlines() if line.startswith("::error")]
    assert all(each in marked for each in ("күн", "дня", "day"))


def test_check_ignores_variables_of_the_environment(workplace: Workplace) -> None:
    workplace.propose("effective: 2026-12-01", "effective: 2026-13-01")
    done = workplace.run("make", "check", BASE="nonsense", FORMAT="nonsense", LANGUAGE="en_US:en")
    assert done.returncode == 2
    assert PRIVACY in done.stdout
    spoken = workplace.run("make", "check", "LANGUAGE=en")
    assert "1 error" in spoken.stdout


def test_check_prints_only_json_in_the_json_format(workplace: Workplace) -> None:
    done = workplace.run("make", "--silent", "check", "FORMAT=json", "LANGUAGE=en")
    assert yaml.safe_load(done.stdout)["errors"] == 0


def test_review_writes_its_report_in_the_editors_language(workplace: Workplace) -> None:
    workplace.propose("Биз сиздин", "Биз Сиздин")
    russian, every = (_review(workplace, event) for event in (RUSSIAN, {"pull_request": {"body": None}}))
    assert "Сиздин" in russian
    assert russian.count("\n## ") + russian.startswith("## ") == 1
    titles = [f"## {messages(each)('review.title')}\n" for each in LANGUAGES]
    assert titles[1] in russian
    assert [every.count(title) for title in titles] == [1, 1, 1]


def _review(workplace: Workplace, event: object) -> str:
    done = workplace.step("make review BASE=origin/main", event=event)
    assert done.returncode == 0, done.stdout + done.stderr
    return (workplace.clone.path / "build/review.md").read_text(encoding="utf-8")


def test_a_failed_review_leaves_no_older_report(workplace: Workplace) -> None:
    workplace.clone.write("build/review.md", "of yesterday")
    assert workplace.run("make", "review", "BASE=nonsense").returncode != 0
    assert not (workplace.clone.path / "build/review.md").exists()


@pytest.mark.browser
def test_preview_shows_what_a_proposal_changes(workplace: Workplace) -> None:
    workplace.propose("effective: 2026-12-01", "effective: 2026-12-15\nreplaces: 2026-12-01")
    done = workplace.step("make preview BASE=origin/main", event=RUSSIAN, CHROMIUM=chromium())
    assert done.returncode == 0, done.stdout + done.stderr
    folder = workplace.clone.path / "build/preview"
    assert {file.name for file in (folder / "site/_pictures").glob("*.png")} == {
        f"{page}-{width}.png"
        for page in (
            "01-policies-privacy",
            "02-policies-privacy-2026-12-15",
            "03-policies-privacy-2026-12-15-changes",
        )
        for width in (320, 1280)
    }
    shown = (folder / "index.html").read_text(encoding="utf-8")
    assert '<html lang="ru">' in shown
    assert (folder / "site/policies/privacy/2026-12-15/index.html").is_file()
    step = "make review BASE=origin/main PREVIEW=build/preview/preview.json"
    done = workplace.step(step, event=RUSSIAN)
    assert done.returncode == 0, done.stdout + done.stderr
    report = (workplace.clone.path / "build/review.md").read_text(encoding="utf-8")
    assert report.count("\n- Купуялык саясаты") == 3, "the pictures are in the artifact"


@pytest.fixture
def publishing(workplace: Workplace) -> Workplace:
    """A workplace whose log is begun."""
    begin_log(workplace.clone, workplace.origin)
    workplace.clone.git("pull", "--quiet")
    return workplace


BUILD = "make publish BUNDLE=build/log.bundle"
FETCH = "make served-log SERVED=build/served-log.txt"
PUSH = "make push-log BUNDLE=build/log.bundle"
URL = "https://example.org/"


def published(workplace: Workplace) -> list[str]:
    lines = workplace.origin.git("show", "publications:log.txt").splitlines()
    return [line.split("\t")[7] for line in lines if line.split("\t")[1] == "published"]


def step(workplace: Workplace, script: str, **environment: str) -> None:
    done = workplace.step(script, **{"SITE_URL": URL, **environment})
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_steps_publish_for_the_url_that_github_names_and_push_the_log(publishing: Workplace) -> None:
    step(publishing, "make check")
    step(publishing, BUILD)
    assert published(publishing) == []
    step(publishing, PUSH, GITHUB_TOKEN=TOKEN, GITHUB_SERVER_URL="https://forge.example")
    assert published(publishing) == ["1"]
    site = publishing.clone.path / "site"
    assert URL in (site / "sitemap.xml").read_text(encoding="utf-8")
    logged = publishing.origin.git("show", "publications:log.txt")
    assert (site / "proof/log.txt").read_text(encoding="utf-8").rstrip("\n") == logged
    for each in (BUILD, PUSH):
        step(publishing, each, SAYASAT_TODAY="2026-11-25")
    assert published(publishing) == ["1"]


def test_a_served_log_that_the_branch_does_not_extend_stops_a_publication(publishing: Workplace) -> None:
    """A site that serves none yet stops nothing; one that does not answer stops it too."""
    served = publishing.clone.path / "served"
    build = f"{BUILD} SERVED=build/served-log.txt"
    with serving(served) as url:
        step(publishing, FETCH, SITE_URL=url)
        step(publishing, build)
        (served / "proof").mkdir(parents=True)
        (served / "proof/log.txt").write_text("lost\n", encoding="utf-8")
        step(publishing, FETCH, SITE_URL=url)
        done = publishing.step(build, SITE_URL=URL)
    assert done.returncode != 0
    assert "The site serves lines that the publication log does not have" in done.stderr
    assert publishing.step(FETCH, SITE_URL=url).returncode != 0


@pytest.mark.soak
def test_a_log_that_grew_meanwhile_is_not_overwritten(publishing: Workplace) -> None:
    step(publishing, BUILD)
    shutil.copy(publishing.clone.path / "build/log.bundle", publishing.clone.path / "late.bundle")
    publishing.origin.commit("Edit", files={"docs/en/about.md": "# About\n"}, date=f"{TODAY}T10:00:00+06:00")
    publishing.clone.git("pull", "--quiet")
    for each in (BUILD, PUSH):
        step(publishing, each)
    assert publishing.step("make push-log BUNDLE=late.bundle").returncode != 0
    assert published(publishing) == ["1"]


def test_a_commit_that_is_not_the_head_of_main_any_more_is_refused(publishing: Workplace) -> None:
    publishing.origin.commit("Edit", files={"docs/en/about.md": "# About\n"}, date=f"{TODAY}T10:00:00+06:00")
    done = publishing.step(BUILD, SITE_URL=URL)
    assert done.returncode != 0
    assert "is not the newest one" in done.stderr
    assert not (publishing.clone.path / "site").exists()


def test_a_shallow_clone_publishes_nothing(publishing: Workplace) -> None:
    publishing.clone.git("fetch", "--quiet", "--depth=1", f"file://{publishing.origin.path}")
    assert publishing.clone.git("rev-parse", "--is-shallow-repository") == "true"
    assert publishing.step(BUILD, SITE_URL=URL).returncode != 0
    assert not (publishing.clone.path / "site").exists()


@pytest.mark.soak
def test_an_upcoming_version_takes_effect_on_its_day_also_where_a_new_publication_is_stopped(
    publishing: Workplace,
) -> None:
    for each in (BUILD, PUSH):
        step(publishing, each)
    faulty = {PRIVACY: "no front matter"}
    publishing.origin.commit("Break", files=faulty, date=f"{TODAY}T10:00:00+06:00")
    publishing.clone.git("pull", "--quiet")
    for day, shown in (("2026-11-30", "колдонбойт"), ("2026-12-01", "статистика үчүн")):
        assert publishing.step("make check").returncode != 0
        step(publishing, "make publish LAST=1", SAYASAT_TODAY=day)
        page = (publishing.clone.path / "site/policies/privacy/index.html").read_text(encoding="utf-8")
        assert shown in page
    assert published(publishing) == ["1"]
