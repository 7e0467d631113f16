"""What deploy/contact/Containerfile puts into an image, laid out in a folder: copied by its own lines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTAINERFILE = ROOT / "deploy/contact/Containerfile"
REQUIREMENTS = ROOT / "requirements/contact.txt"


def instructions() -> list[tuple[str, str]]:
    """(INSTRUCTION, rest) in order, continued lines joined, comments left out."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines) if name]


def copied() -> Iterator[tuple[Path, Path]]:
    """Each file that is copied, and where to below the working directory of the image."""
    for name, rest in instructions():
        if name != "COPY":
            continue
        *patterns, target = rest.split()
        for pattern in patterns:
            sources = sorted(ROOT.glob(pattern))
            assert sources, f"nothing to copy: {pattern}"
            for source in sources:
                below = source.rglob("*") if source.is_dir() else [source]
                yield from (
                    (file, Path(target) / file.relative_to(source if source.is_dir() else source.parent))
                    for file in below
                    if file.is_file()
                )


def lay_out(folder: Path) -> None:
    """Copy what the image holds, with this machine's packages of requirements/contact.txt beside it."""
    for source, target in copied():
        place = folder / "srv" / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
    packages = folder / "packages"
    packages.mkdir()
    for name in required():
        for part in _parts(name):
            part_in = packages / part.name
            if not part_in.exists():
                part_in.symlink_to(part)


def run(folder: Path, *arguments: str, environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run this Python in the folder that `lay_out` filled, with nothing installed but what is there."""
    return subprocess.run(
        [sys.executable, "-S", "-W", "error", *arguments],
        cwd=folder / "srv",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder / 'srv'}:{folder / 'packages'}", **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def required() -> list[str]:
    """Names of the packages in requirements/contact.txt."""
    return re.findall(r"^([a-z0-9-]+)==", REQUIREMENTS.read_text(encoding="utf-8"), flags=re.MULTILINE)


def _parts(name: str) -> set[Path]:
    """The folders and files that a package installed beside others; none where it is for another machine."""
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return set()
    base = Path(str(package.locate_file("")))
    files = package.files or []
    return {base / file.parts[0] for file in files if file.parts[0] not in {"..", "__pycache__"}}
