"""What is deployed names only what exists, agrees with itself, and runs alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayasat.hosting.rules import HANDLER, MOST_POSTED
from sayasat_contact.lambda_entry import LEAST_TIME
from sayasat_contact.openapi import description
from sayasat_contact.posted import MOST_BYTES
from sayasat_contact.settings import VARIABLES, Part, read_settings
from tests.contact.contract_sample import sample_contract
from tests.contact.image import CONTAINERFILE, copied, instructions, lay_out, run

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy/contact"
IMAGE = dict(instructions())
WORKERS_ONLY = {"CONTACT_SMTP", "CONTACT_MAIL_FROM", "CONTACT_MAIL_TO", "CONTACT_IDENTITY"}


class _Template(yaml.SafeLoader):
    """Reads CloudFormation's short forms (``!Ref``) as plain values."""


def _short_form(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_Template.add_multi_constructor("!", _short_form)


@pytest.fixture(scope="module")
def service() -> Any:  # noqa: ANN401 (YAML)
    return yaml.safe_load((DEPLOY / "service.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def function() -> Any:  # noqa: ANN401 (YAML)
    template = yaml.load((DEPLOY / "template.yaml").read_text(encoding="utf-8"), _Template)  # noqa: S506
    return template["Resources"]["Function"]["Properties"]


@pytest.fixture(scope="module")
def paths() -> list[str]:
    """Every path of the handler, as its own description has them."""
    paths: Any = description(sample_contract())["paths"]
    return list(paths)


def gunicorn() -> dict[str, Any]:
    said: dict[str, Any] = {}
    exec((DEPLOY / "gunicorn.conf.py").read_text(encoding="utf-8"), said)  # noqa: S102 (gunicorn does so)
    return said


def test_every_variable_that_is_named_is_read() -> None:
    named = {
        f"{file.name}: {name}"
        for file in DEPLOY.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
        for name in re.findall(r"\bCONTACT_[A-Z_]+\b", file.read_text(encoding="utf-8"))
        if name not in VARIABLES
    }
    assert not named


def test_the_service_has_what_the_handler_cannot_do_without(service: Any) -> None:  # noqa: ANN401
    given = {each["name"] for each in service["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert {"CONTACT_DATABASE", *Part.HANDLER.required} <= given | {"CONTACT_CONTRACT"}
    assert "CONTACT_CONTRACT=" in IMAGE["ENV"]
    assert not given & WORKERS_ONLY


def test_the_function_has_what_the_handler_cannot_do_without(function: Any) -> None:  # noqa: ANN401
    given = set(function["Environment"]["Variables"])
    assert {"CONTACT_DATABASE", *Part.HANDLER.required} <= given
    assert not given & WORKERS_ONLY


def test_the_template_has_no_finding() -> None:
    lint = Path(sys.executable).parent / "cfn-lint"
    found = subprocess.run(
        [lint, "--include-checks", "I", "--", DEPLOY / "template.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, "")


def test_the_function_ends_after_what_it_begins(function: Any) -> None:  # noqa: ANN401
    assert function["Timeout"] * 1000 > 2 * LEAST_TIME
    assert function["Handler"] == "sayasat_contact.lambda_entry.handler"


def test_all_platforms_run_one_python(function: Any) -> None:  # noqa: ANN401
    version = re.search(r"python:(\d+\.\d+)\.", IMAGE["FROM"])
    assert version
    assert function["Runtime"] == f"python{version[1]}"


def test_a_service_is_given_as_many_requests_as_it_has_threads(service: Any) -> None:  # noqa: ANN401
    server = gunicorn()
    assert (
        service["spec"]["template"]["spec"]["containerConcurrency"] == server["workers"] * server["threads"]
    )
    assert service["spec"]["template"]["spec"]["timeoutSeconds"] <= server["timeout"]


def test_probes_ask_for_what_there_is(service: Any, paths: list[str]) -> None:  # noqa: ANN401
    container = service["spec"]["template"]["spec"]["containers"][0]
    probes = [container["startupProbe"], container["livenessProbe"]]
    assert {probe["httpGet"]["path"] for probe in probes} <= set(paths)
    assert {probe["httpGet"]["port"] for probe in probes} == {container["ports"][0]["containerPort"]}
    assert "/contact/health" in IMAGE["HEALTHCHECK"]
    assert f"PORT={container['ports'][0]['containerPort']}" in IMAGE["ENV"]


def test_web_servers_pass_on_every_path_of_the_handler_and_no_page(paths: list[str]) -> None:
    for path in paths:
        asked = re.sub(r"\{\w+\}", "K7M42XQP", path.replace("{prefix}", ""))
        assert re.fullmatch(HANDLER, asked.removeprefix("/")), asked
    assert not re.fullmatch(HANDLER, "contact/")


def test_web_servers_leave_it_to_the_handler_to_refuse_what_is_too_large() -> None:
    assert MOST_POSTED >= 2 * MOST_BYTES


def test_the_image_is_of_an_exact_base_and_holds_each_package_to_its_hash() -> None:
    assert re.fullmatch(r"docker\.io/library/python:\d+\.\d+\.\d+-slim-[a-z]+", IMAGE["FROM"])
    assert "--require-hashes" in IMAGE["RUN"] or "--require-hashes" in CONTAINERFILE.read_text(
        encoding="utf-8"
    )
    assert "ADD" not in IMAGE


def test_the_image_is_run_by_a_number_that_is_not_root() -> None:
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", IMAGE["USER"])


def test_the_image_holds_the_whole_package_and_nothing_else_of_the_repository() -> None:
    package = {
        file
        for file in (ROOT / "sayasat_contact").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    sources = {source for source, _ in copied()}
    assert package - sources == {ROOT / "sayasat_contact/README.md"}
    assert sources - package == {ROOT / "requirements/contact.txt", DEPLOY / "gunicorn.conf.py"}


def test_the_guide_has_every_setting_with_its_default() -> None:
    guide = (ROOT / "sayasat_contact/README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(CONTACT_\w+)` \| .+ \| (?:`(.+)`)? ?\|$", guide, flags=re.MULTILINE)
    assert [name for name, _ in rows] == list(VARIABLES)
    settings = read_settings({}, Part.OPERATION)
    values = {
        name: getattr(settings, name.removeprefix("CONTACT_").lower(), None)
        for name in VARIABLES
        if name != "CONTACT_CONTRACT"
    }
    assert {name: default for name, default in rows if default} == {
        name: str(value) for name, value in values.items() if value not in {None, "", ()}
    }


def test_it_runs_alone(tmp_path: Path) -> None:
    """Beside nothing but its own packages: no file and no package of the site is there."""
    lay_out(tmp_path)
    for module in (
        "sayasat_contact.application",
        "sayasat_contact.lambda_entry",
        "sayasat_contact.command",
        "sayasat_contact.delivery",
    ):
        done = run(tmp_path, "-c", f"import {module}", environ={})
        assert done.returncode == 0, done.stderr
    modules = run(tmp_path, "-c", "import sayasat_contact.application, sys; print(*sys.modules)", environ={})
    loaded = {name.split(".")[0] for name in modules.stdout.split()}
    assert not loaded & {"sayasat", "mkdocs", "babel", "git", "smtplib", "yaml"}
