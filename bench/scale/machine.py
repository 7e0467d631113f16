"""The machine that a bench ran on, in a sentence."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import psutil

PACKAGES = ("mkdocs", "mkdocs-material", "markdown-it-py", "hugo")


def machine() -> str:
    """The day, the processor, the memory, the system and the releases of packages."""
    when = datetime.now(UTC).date().isoformat()
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    python = f"{platform.system()}, Python {platform.python_version()}"
    return f"{when}, {_processor()}, {os.cpu_count()} processors, {memory:.0f} GiB, {python}, {packages}."


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def _processor() -> str:
    """The model of the processor on Linux; elsewhere the architecture."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 (the kernel's own)
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()
