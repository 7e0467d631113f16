"""Files given to ``sayasat proof``: certificates that the settings name, and what an officer brings back."""

from __future__ import annotations

from pathlib import Path

from sayasat.cli.input_file import read_input
from sayasat.errors import EditError, Fault
from sayasat.proof.files import ROOT, authority_root, revocation_list
from sayasat.proof.heads import LogHead, stem
from sayasat.settings import ProofSettings


def certificates_of(proof: ProofSettings | None, root: Path) -> dict[str, bytes]:
    """The certificates that the settings name, by their paths on the branch.

    Raises EditError if a file is no certificate, and UnknownError if it cannot be read.
    """
    if proof is None:
        return {}
    named = {f"certs/{proof.seal.name}": proof.seal, ROOT: proof.root}
    named |= {authority_root(each.name): each.root for each in proof.authorities}
    found = {}
    for name, path in named.items():
        data = read_input(root / path)
        if b"-----BEGIN CERTIFICATE-----" not in data or b"PRIVATE KEY" in data:
            raise EditError([Fault("proof-not-a-certificate", str(path))])
        found[name] = data
    return found


def brought(folder: Path, head: LogHead) -> dict[str, bytes]:
    """The files of a head that an officer brings in a folder, by their paths on the branch.

    Raises EditError if there are none, and UnknownError if one cannot be read.
    """
    name = stem(head.number).removeprefix("heads/")
    found = {f"heads/{each.name}": each for each in sorted(folder.glob(f"{name}.*")) if each.suffix != ".txt"}
    listed = folder / Path(revocation_list(head.number)).name
    if listed.is_file():
        found[revocation_list(head.number)] = listed
    if not found:
        raise EditError([Fault("proof-nothing-brought", str(folder), (("name", f"{name}.p7s"),))])
    return {path: read_input(each) for path, each in found.items()}
