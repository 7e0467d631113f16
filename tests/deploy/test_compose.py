"""deploy/compose.yml: a valid file, whose services have the settings and folders that they need."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sayasat_contact.settings import VARIABLES, Part
from tests.support.mini_site import ROOT

DEPLOY = ROOT / "deploy"
FILE = DEPLOY / "compose.yml"


@pytest.fixture(scope="module")
def compose() -> Any:  # noqa: ANN401 (YAML)
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_it_follows_the_schema_of_compose_files() -> None:
    check = Path(sys.executable).parent / "check-jsonschema"
    command: list[str | Path] = [check, "--builtin-schema", "vendor.compose-spec", FILE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_value_that_it_takes_is_in_the_example_and_no_other() -> None:
    taken = set(re.findall(r"(?<!\$)\$\{(\w+)\}", FILE.read_text(encoding="utf-8")))
    lines = (DEPLOY / "compose.env.example").read_text(encoding="utf-8").splitlines()
    assert {line.partition("=")[0] for line in lines if "=" in line and line[0] != "#"} == taken


def test_handler_and_worker_have_what_they_cannot_do_without(compose: Any) -> None:  # noqa: ANN401
    for service, part in (("handler", Part.HANDLER), ("deliver", Part.DELIVERY)):
        given = set(compose["services"][service]["environment"])
        assert set(part.required) | {"CONTACT_DATABASE"} <= given <= set(VARIABLES)
    assert "CONTACT_SMTP" not in compose["services"]["handler"]["environment"]


def test_who_takes_messages_cannot_write_the_site_and_who_builds_it_cannot_read_them(compose: Any) -> None:  # noqa: ANN401
    mounts = {name: set(each["volumes"]) for name, each in compose["services"].items()}
    assert [name for name, each in mounts.items() if "site:/srv/sayasat" in each] == ["publisher"]
    assert {name for name, each in mounts.items() if "messages:/var/lib/contact" in each} == {
        "tables",
        "handler",
        "deliver",
        "daily",
    }
    assert {each.partition(":")[0] for volumes in mounts.values() for each in volumes} == set(
        compose["volumes"]
    )


def test_the_images_are_exact_or_built_from_files_that_are_there_and_make_the_volumes_folders(
    compose: Any,  # noqa: ANN401
) -> None:
    for each in compose["services"].values():
        if "build" in each:
            text = (ROOT / each["build"]["dockerfile"]).read_text(encoding="utf-8")
            user = re.search(r"^USER (\d+:\d+)$", text, re.MULTILINE)
            assert user
            assert f"chown {user[1]}" in text
            for volume in each["volumes"]:
                folder = volume.split(":")[1].removeprefix("/var/")
                assert volume.endswith(":ro") or folder in text
    assert re.search(r":\d+\.\d+\.\d+-", compose["services"]["web"]["image"])


def test_the_publisher_s_image_copies_what_there_is() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    assert [each for sources in copied for each in sources if not (ROOT / each).exists()] == []
