"""Reads and writes ``archive.yml``: all choices of an adopted archive, to be committed with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from sayasat.adopt.options import AdoptOptions
from sayasat.errors import Fault, SettingsError
from sayasat.settings import Settings
from sayasat.yaml_nodes import syntax_fault


def read_archive_file(file: Path) -> AdoptOptions:
    """The choices of an ``archive.yml``; its repository is relative to its folder.

    Raises SettingsError if it cannot be read, or has a key or a value that it may not have.
    """
    text = ""
    try:
        text = file.read_text(encoding="utf-8")
        values = yaml.safe_load(text)
        if isinstance(values, dict) and isinstance(values.get("since"), date):
            values["since"] = values["since"].isoformat()  # YAML reads a day as a date
        options = msgspec.convert(values, AdoptOptions)
    except OSError as error:
        raise _unreadable(file, str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise _unreadable(file, str(error)) from error
    except yaml.YAMLError as error:
        raise SettingsError([syntax_fault(str(file), text, error)]) from error
    except msgspec.ValidationError as error:
        raise _unreadable(file, str(error)) from error
    return msgspec.structs.replace(options, repository=str(file.parent / options.repository))


def archive_settings(file: Path, options: AdoptOptions) -> Settings:
    """The checked settings of an ``archive.yml``. Raises SettingsError with all faults, at its keys."""
    try:
        return options.settings
    except SettingsError as error:
        keys = (re.sub(r"^extra\.sayasat\.(adopt\.)?", "", each.where) for each in error.faults)
        faults = zip(error.faults, keys, strict=True)
        raise SettingsError([replace(fault, where=f"{file}: {key}") for fault, key in faults]) from error


def _unreadable(file: Path, problem: str) -> SettingsError:
    return SettingsError([Fault("setting-file", str(file), (("problem", problem),))])


def archive_text(options: AdoptOptions, remarks: Mapping[str, Sequence[str]]) -> str:
    """The text of an ``archive.yml``; ``remarks`` are comments before its keys."""
    values: dict[str, Any] = msgspec.to_builtins(options)
    lines = []
    for key, value in values.items():
        lines += [f"# {each}" for each in remarks.get(key, ())]
        lines.append(yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=1000).rstrip())
    return "\n".join(lines) + "\n"
