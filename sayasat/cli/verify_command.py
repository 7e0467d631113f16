"""The command ``sayasat verify``. It checks offline what ``proof/README.txt`` checks with stock tools."""

from __future__ import annotations

import argparse
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from sayasat.cli.input_file import read_input
from sayasat.cli.site import present
from sayasat.errors import Fault, RepositoryError
from sayasat.i18n.messages import messages
from sayasat.proof.files import digest
from sayasat.proof.package import read_package, with_text
from sayasat.proof.verdict import Pins
from sayasat.proof.verify import Source, verify
from sayasat.repository.log_branch import BRANCH, FILE, LogBranch
from sayasat.repository.reader import Repository

_EXAMPLES: Final = """\
examples:
  sayasat verify --seal 3f2a…                   the log of this repository, and every text in Git
  sayasat verify saved --seal 3f2a… --root 9c…  a folder that was saved from /proof/
  sayasat verify --package proof.tar --seal …   the package of one text, without a repository
  sayasat verify saved --head 0006.txt          with a head that you have kept

exit codes: 0 nothing is wrong; 1 something is wrong; 2 wrong arguments; 3 it could not be verified
"""


def add_verify(verify: argparse.ArgumentParser) -> None:
    """Add the arguments of ``verify``."""
    verify.description = (
        "Verifies the publication log, its heads, seals and timestamps, and says what is proved and what is "
        "not. It needs openssl, and no network. Within a clone, each text is compared with the file in Git."
    )
    verify.epilog = _EXAMPLES
    folder = "a folder with log.txt, heads and certs (default: the branch publications of this repository)"
    place = verify.add_mutually_exclusive_group()
    place.add_argument("folder", type=Path, nargs="?", metavar="DIR", help=folder)
    package = "the package of one text, proof.tar, instead of DIR"
    place.add_argument("--package", type=Path, metavar="FILE", help=package)
    git = "the repository to compare the texts of DIR with"
    verify.add_argument("--repository", type=Path, metavar="DIR", help=git)
    seal = "SHA-256 of the seal's certificate, from outside the site; without it, origin is not proved"
    verify.add_argument("--seal", type=_digest, metavar="SHA256", help=seal)
    root = "SHA-256 of a root certificate, from outside the site; once for each"
    verify.add_argument("--root", type=_digest, action="append", default=[], metavar="SHA256", help=root)
    head = "a head that you have kept; once for each"
    verify.add_argument("--head", type=Path, action="append", default=[], metavar="FILE", help=head)
    verify.add_argument("--json", action="store_true", help="print the result as JSON")


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
            verdict = verify(files, present(), pins, _source(repository))
    verdict = replace(verdict, faults=(*faults, *verdict.faults))
    if options.package:
        verdict = with_text(verdict, files)
    if options.json:
        print(msgspec.json.encode(verdict.data).decode())
    else:
        print(verdict.text(t))
    return verdict.code


def _files(options: argparse.Namespace) -> tuple[dict[str, bytes], list[Fault]]:
    """The files that prove a log, and what is wrong with the package that they are in."""
    if options.package:
        return read_package(read_input(options.package), str(options.package))
    return (_read(options.folder) if options.folder else _read_branch()), []


def _digest(value: str) -> str:
    """A digest as people write it, with colons or spaces, in lower case. Raises ArgumentTypeError."""
    plain = value.replace(":", "").replace(" ", "").lower()
    if not re.fullmatch("[0-9a-f]{64}", plain):
        raise argparse.ArgumentTypeError(f"{value} is no SHA-256, which has 64 hexadecimal digits")
    return plain


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


def _source(repository: Repository) -> Source:
    def source(commit: str, path: str) -> str | None:
        try:
            blob = repository.find(commit, path)
        except RepositoryError:
            return None
        return digest(repository.text(blob)) if blob else None

    return source
