"""The wheel: it has all that a site needs, and a site that another organisation begins with it lives on.

The quick tests install the wheel alone, into an environment that sees the packages of this one but not its
`sayasat`. `make soak` installs it with its own dependencies into empty environments.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterator
from email.parser import HeaderParser
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tests.support import foreign
from tests.support.built_site import own_assets, read_page
from tests.support.mini_site import ROOT
from tests.support.repo import PolicyRepo

SITES = Path(__file__).parent / "data" / "sites"
"""What a build reads of the files that ``sayasat init`` of each release has written, by release."""

BUILD = ("python", "-m", "mkdocs", "build", "--strict")
URL = ("--site-url", "https://texts.example.org/")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the files that Git does not ignore: what a run leaves in a work tree is in no wheel."""
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in sources():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    uv("build", "--wheel", "--quiet", "--no-build-isolation", "--out-dir", folder, source)
    (built,) = folder.glob("*.whl")
    return built


def sources() -> list[str]:
    listed = subprocess.run(
        [
            "git",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "sayasat",
            "sayasat_contact",
            "pyproject.toml",
            "README.md",
            "LICENSE",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.split("\0")[:-1]


def uv(*arguments: str | Path) -> None:
    environment = os.environ | {"UV_PYTHON": sys.executable, "UV_NO_CONFIG": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "uv", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


class Installed:
    """An environment with the wheel."""

    def __init__(self, folder: Path, *blocked: str) -> None:
        """``blocked``: top-level modules that cannot be imported there, or ``sched_getaffinity``."""
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "NO_MKDOCS_2_WARNING": "1",
            "SAYASAT_TODAY": "2026-11-24",
            "BLOCKED": " ".join(blocked),
        }

    def run(self, place: Path, *command: str | Path, code: int = 0) -> str:
        """What a command of the environment prints, in a folder."""
        path = (self.folder / "bin" / command[0], *command[1:])
        done = subprocess.run(
            path, cwd=place, env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


_BLOCK = """\
import os, sys
blocked = os.environ.get("BLOCKED", "").split()
class Filtered:
    def __init__(self, finder):
        self._finder = finder
    def find_spec(self, name, path=None, target=None):
        return None if name in blocked else self._finder.find_spec(name, path, target)
    def __getattr__(self, name):
        return getattr(self._finder, name)
if "sched_getaffinity" in blocked:
    del os.sched_getaffinity
if blocked:
    sys.meta_path[:] = map(Filtered, sys.meta_path)
"""


@pytest.fixture(scope="module")
def folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    uv("pip", "install", "--quiet", "--no-deps", "--offline", "--python", python, wheel)
    (packages,) = folder.glob("lib/python*/site-packages")
    # A folder that a .pth file names is last on the path, and its own .pth files are not read
    (packages / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    # Not sitecustomize: Debian's Python has one of its own, which comes first
    (packages / "blocked_modules.py").write_text(_BLOCK)
    (packages / "blocked_modules.pth").write_text("import blocked_modules\n")
    return folder


@pytest.fixture
def installed(folder: Path) -> Installed:
    return Installed(folder)


def requirements(wheel: Path) -> list[Requirement]:
    with ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        metadata = HeaderParser().parsestr(archive.read(name).decode())
    return [Requirement(each) for each in metadata.get_all("Requires-Dist") or ()]


def of_extra(wheel: Path, extra: str) -> set[str]:
    """The names of the packages that an extra installs, or with "" the base."""
    return {
        each.name
        for each in requirements(wheel)
        if (each.marker is None) == (extra == "")
        if each.marker is None or each.marker.evaluate({"extra": extra})
    }


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        within = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert within == {name for name in sources() if "/" in name and (ROOT / name).is_file()}


def test_a_dependency_is_a_range_that_has_the_release_we_test(wheel: Path) -> None:
    pinned = dict(pins("base", "contact", "cluster"))
    for each in requirements(wheel):
        assert each.specifier.contains(pinned[each.name.lower()]), each
        assert not each.specifier.contains("0"), f"{each} has no lower bound"
        assert "==" not in str(each.specifier), each


def pins(*names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        text = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8")
        for package, release in re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)", text, re.MULTILINE):
            yield package.lower(), release


def test_what_we_pin_is_declared(wheel: Path) -> None:
    """Only the container's server is not: any other will do."""
    declared = {each.name.lower() for each in requirements(wheel)}
    assert {name for name, _ in pins("base", "contact", "cluster")} - declared == {"gunicorn"}


def test_an_editors_machine_gets_no_theme(wheel: Path) -> None:
    base = of_extra(wheel, "") | of_extra(wheel, "check")
    assert not {"mkdocs-material", "mkdocs-static-i18n", "python-docx", "psycopg", "distributed"} & base
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    assert set(extras) == {"check", "site", "docx", "cluster", "contact"}


def begin(installed: Installed, place: Path, *languages: str) -> PolicyRepo:
    installed.run(place, "sayasat", "init", "site", "--languages", ",".join(languages), *URL)
    repo = PolicyRepo(place / "site")
    repo.commit("Begin", date="2026-01-02T12:00:00+00:00")
    return repo


def test_a_site_is_begun_and_built_from_the_wheel(installed: Installed, tmp_path: Path) -> None:
    """In languages without interface texts, with Kyrgyz as a translation."""
    repo = begin(installed, tmp_path, "kk", "ru", "ar")
    installed.run(repo.path, *BUILD)
    page = read_page(repo.path / "site/policies/first/2026-01-02/index.html")
    assert page.one("html")["lang"] == "kk"
    assert (own_assets(repo.path / "site") / "stylesheets/sayasat.css").is_file()
    assert read_page(repo.path / "site/ar/index.html").one("html")["dir"] == "rtl"


def test_an_editor_checks_and_reads_without_the_theme(
    folder: Path, installed: Installed, tmp_path: Path
) -> None:
    repo = begin(installed, tmp_path, "kk", "ru")
    modules = ("material", "mkdocs_static_i18n", "rjsmin", "docx", "distributed", "werkzeug", "psycopg")
    editor = Installed(folder, *modules)
    assert editor.run(repo.path, "sayasat", "versions").startswith("first\tkk\t2026-01-02\t")
    editor.run(repo.path, "sayasat", "check")
    assert "first.md" in editor.run(repo.path, "sayasat", "show", "first", "2026-01-02")
    for command in (("build",), ("show", "first", "2026-01-02", "--format", "docx", "--output", "a.docx")):
        assert "pip install 'sayasat[" in editor.run(repo.path, "sayasat", *command, code=3)


@pytest.mark.parametrize("release", sorted(each.name for each in SITES.iterdir()))
def test_a_site_of_an_earlier_release_is_built_by_this_one(
    installed: Installed, tmp_path: Path, release: str
) -> None:
    """An upgrade changes requirements.txt alone."""
    repo = PolicyRepo(tmp_path / "site")
    for file in (each for each in (SITES / release).rglob("*") if each.is_file()):
        repo.write(file.relative_to(SITES / release).as_posix(), file.read_bytes())
    repo.commit("Begin", date="2026-01-02T12:00:00+00:00")
    installed.run(repo.path, *BUILD)
    assert (repo.path / "site/policies/first/2026-01-02/index.html").is_file()
    installed.run(repo.path, "sayasat", "check")


def test_a_repository_is_adopted_from_the_wheel(installed: Installed, tmp_path: Path) -> None:
    repo = foreign.nested(tmp_path / "hand-book")
    options = ("--policies", foreign.NESTED_GLOB, "--language", "kk", "--out", "out")
    installed.run(tmp_path, "sayasat", "adopt", repo.path, *options)
    assert read_page(tmp_path / "out/index.html").one("html")["lang"] == "kk"


@pytest.mark.soak
def test_a_release_is_the_same_on_every_machine(tmp_path: Path) -> None:
    """Of one commit: at another time, in another folder, with other rights."""
    builds = [release(tmp_path / name, mask) for name, mask in (("a", 0o022), ("b", 0o077))]
    assert {Path(name).suffix for name in builds[0]} == {".whl", ".gz", ".json"}
    assert builds[0] == builds[1]


def test_no_module_of_one_system_is_needed(folder: Path, installed: Installed, tmp_path: Path) -> None:
    """macOS has no sched_getaffinity; other systems have no fcntl and no resource."""
    repo = begin(installed, tmp_path, "kk", "ru")
    other = Installed(folder, "fcntl", "resource", "sched_getaffinity")
    other.environment["SAYASAT_WORKERS"] = "2"
    other.run(repo.path, *BUILD)
    other.run(repo.path, "sayasat", "check")
    other.run(repo.path, "sayasat", "build")


def release(folder: Path, mask: int) -> dict[str, bytes]:
    """The files of a release that is made in a new clone."""
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True, umask=mask)
    subprocess.run([sys.executable, folder / "scripts/release"], check=True, capture_output=True, umask=mask)
    return {file.name: file.read_bytes() for file in sorted((folder / "build/dist").iterdir())}


def test_the_bill_of_materials_has_every_pinned_package() -> None:
    text = (ROOT / "requirements/base.txt").read_text(encoding="utf-8")
    bom = load_script("release").sbom("1.0", text, 0)
    pinned = re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    assert {(each["name"], each["version"]) for each in bom["components"]} == set(pinned)
    assert all(each["externalReferences"][0]["hashes"] for each in bom["components"])


def load_script(name: str) -> Any:  # noqa: ANN401 (a module without types)
    loader = SourceFileLoader(name, str(ROOT / "scripts" / name))
    module = module_from_spec(spec_from_loader(name, loader))  # type: ignore[arg-type]
    loader.exec_module(module)
    return module


@pytest.mark.soak
def test_the_whole_way_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """With the dependencies that the wheel itself declares, from the package registry."""
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv/bin/python"
    uv("pip", "install", "--quiet", "--python", python, f"sayasat[site] @ {wheel.as_uri()}")
    repo = begin(Installed(tmp_path / "venv"), tmp_path, "kk", "ru", "en")
    Installed(tmp_path / "venv").run(repo.path, *BUILD)
    test_a_repository_is_adopted_from_the_wheel(Installed(tmp_path / "venv"), tmp_path)


@pytest.mark.soak
def test_a_new_site_installs_its_release_itself(wheel: Path, installed: Installed, tmp_path: Path) -> None:
    """Its Makefile, and so its workflows: checks, the site, and a program that holds a token."""
    repo = begin(installed, tmp_path, "kk", "ru")
    environment = installed.environment | {"PIP_FIND_LINKS": str(wheel.parent), "BLOCKED": ""}
    for goals in (["check", "FORMAT=github"], ["review", "BASE=HEAD"], ["site"], [".forge/.installed"]):
        subprocess.run(["make", *goals], cwd=repo.path, env=environment, check=True, timeout=600)
    assert (repo.path / "build/review.md").is_file()
    assert (repo.path / "site/index.html").is_file()
    program = (".forge/bin/python", "-m", "sayasat.forge.push_log", "none")
    done = subprocess.run(program, cwd=repo.path, capture_output=True, text=True, check=False)
    assert "none" in done.stderr
    assert not list((repo.path / ".forge").glob("lib/*/site-packages/mkdocs"))


@pytest.mark.soak
def test_the_base_is_enough_for_a_check(wheel: Path, installed: Installed, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    uv(
        "pip",
        "install",
        "--quiet",
        "--python",
        tmp_path / "venv/bin/python",
        f"sayasat[check] @ {wheel.as_uri()}",
    )
    repo = begin(installed, tmp_path, "kk", "ru")
    Installed(tmp_path / "venv").run(repo.path, "sayasat", "check")
