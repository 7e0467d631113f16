"""The command ``sayasat verify``. It checks offline what ``proof/README.txt`` checks with stock tools."""

from __future__ import annotations

import argparse
from contextlib import closing
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from sayasat.cli.argument_files import read_input
from sayasat.cli.site import present
from sayasat.errors import Fault, RepositoryError
from sayasat.i18n.messages import messages
from sayasat.proof.files import digest
from sayasat.proof.package import read_package, with_text
from sayasat.proof.verdict import Pins
from sayasat.proof.verify import verify
from sayasat.repository.log_branch import BRANCH, FILE, LogBranch
from sayasat.repository.reader import Repository


def run_verify(options: argparse.Namespace) -> int:
    """Verify, and print the result. Returns the exit code. Raises SayasatError."""
    t = messages(options.message_language)
    heads = {file.name: read_input(file) for file in options.head}
    pins = Pins(options.seal or "", tuple(options.root), heads)
    root = options.repository or (None if options.folder or options.package else Path())
    files, faults = _files(options)
    if root is None:
        verdict = verify(files, present(), pins)
    else:
        with closing(Repository.open(root)) as repository:
            verdict = verify(files, present(), pins, partial(_digest_in, repository))
    verdict = replace(verdict, faults=(*faults, *verdict.faults))
    if options.package:
        verdict = with_text(verdict, files)
    print(msgspec.json.encode(verdict.data).decode() if options.json else verdict.text(t))
    return verdict.code


def _files(options: argparse.Namespace) -> tuple[dict[str, bytes], list[Fault]]:
    """The files that prove a log, and what is wrong with the package that they are in."""
    if options.package:
        return read_package(read_input(options.package), str(options.package))
    return (_read(options.folder) if options.folder else _read_branch()), []


def _read(folder: Path) -> dict[str, bytes]:
    """The files of a folder that prove a log. Raises UnknownError if it has no log or cannot be read."""
    found = {FILE: read_input(folder / FILE)}
    for each in sorted(path for name in ("heads", "certs") for path in (folder / name).rglob("*")):
        if each.is_file():
            found[each.relative_to(folder).as_posix()] = read_input(each)
    return found


def _read_branch() -> dict[str, bytes]:
    branch = LogBranch(Path())
    data = branch.read()
    if data is None:
        raise RepositoryError([Fault("log-none", BRANCH)])
    return {**branch.files(), FILE: data}


def _digest_in(repository: Repository, commit: str, path: str) -> str | None:
    """The digest of a text in Git; None if the repository does not have it."""
    try:
        blob = repository.find(commit, path)
    except RepositoryError:
        return None
    return digest(repository.text(blob)) if blob else None
