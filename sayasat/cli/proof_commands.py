"""The commands ``sayasat proof prepare``, ``seal``, ``stamp``, ``attach``: arguments, and what they do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from sayasat.builder.packages import new_packages
from sayasat.cli.argument_files import read_input, write_output
from sayasat.cli.log_commands import shown
from sayasat.cli.site import Site, present
from sayasat.errors import EditError, Fault, SettingsError
from sayasat.i18n.messages import Messages, messages, report
from sayasat.proof.additions import chosen_head, prepared, seal_certificate
from sayasat.proof.files import ROOT, authority_root, revocation_list, seals_of
from sayasat.proof.heads import LogHead, read_heads, stem
from sayasat.proof.record import read_record
from sayasat.proof.sealing import attached, expiring, sealed, stamped
from sayasat.publish.served_log import NOT_BEGUN, fetched_log
from sayasat.repository.log_branch import LogBranch
from sayasat.settings import ProofSettings
from sayasat.versions.log_lines import is_named
from sayasat.versions.publication_log import PublicationLog, rendered


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


def run_proof(options: argparse.Namespace) -> int:
    """Run one of the commands, and print its result. Returns the exit code. Raises SayasatError."""
    site, t = Site.read(options), messages(options.message_language)
    branch = LogBranch(site.root)
    log = fetched_log(branch)
    if not is_named(log, site.settings):
        raise SettingsError([NOT_BEGUN])
    run = _Run(site, branch, log, branch.files(), t)
    if options.own_command == "prepare":
        print(run.prepare())
        sys.stderr.write("".join(f"{report([each], t)}\n" for each in expiring(log, run.files, present())))
        return 0
    if options.own_command == "stamp":
        code = run.stamp(options.number)
        run.pack()
        return code
    head = chosen_head(run.files, options.number)
    if options.own_command == "attach":
        print(run.add(head, brought(options.folder, head)))
        run.pack()
        return 0
    certificate = seal_certificate(log, head, old=options.old)
    if options.offline:
        print(run.write_offline(head, certificate, options.offline, old=options.old))
    else:
        print(run.add(head, sealed(run.files, head, options.key, certificate, old=options.old)))
        run.pack()
    return 0


class _Run(Struct, frozen=True):
    """One run of a command, on the branch as it was fetched."""

    site: Site
    branch: LogBranch
    log: PublicationLog
    files: Mapping[str, bytes]
    t: Messages

    def prepare(self) -> str:
        """Add the next head, if there is one. Returns what was done, as text."""
        certificates = certificates_of(self.site.settings.proof, self.site.root)
        done = prepared(self.log, self.files, certificates, self.site.today)
        if done.head is None:
            return self.t("proof.nothing-new")
        message = f"Prepare head {done.head.number}"
        self.branch.append(rendered(done.lines), self.log.data, message, done.files)
        lines = "\n".join(shown(line, self.t) for line in done.since) or self.t("proof.no-lines")
        head = done.head.data.decode()
        return self.t("proof.prepared", number=done.head.number, lines=lines, head=head)

    def write_offline(self, head: LogHead, certificate: str, folder: Path, *, old: bool) -> str:
        """Write what an officer seals into a folder. Returns the commands to run there, as text."""
        names = (f"{stem(head.number)}.txt", certificate, ROOT)
        for name in names:
            write_output(folder / Path(name).name, self.files[name], makes_folder=True)
        seal = Path(seals_of(head.number)[old]).name
        facts = {"head": Path(names[0]).name, "seal": seal, "certificate": Path(certificate).name}
        return self.t("proof.offline", folder=folder, number=head.number, **facts)

    def add(self, head: LogHead, new: Mapping[str, bytes]) -> str:
        """Verify new files of a head, and add them. Returns what is proved now."""
        verdict = attached(self.log, self.files, new, present())
        self.branch.append(b"", self.log.data, f"Seal head {head.number}", new)
        kept = self.t("proof.kept", files=", ".join(sorted(new)))
        return f"{kept}\n\n{verdict.text(self.t)}"

    def stamp(self, number: int | None) -> int:
        """Have seals stamped, and add the timestamps that hold. Returns 1 if an authority failed, or 0."""
        chosen = [chosen_head(self.files, number)] if number else read_heads(self.files)
        numbers = [head.number for head in chosen]
        proof = self.site.settings.proof
        if proof is None:
            raise SettingsError([Fault("proof-not-set", "extra.sayasat.proof")])
        new, faults = stamped(self.files, proof, numbers, present())
        if new:
            attached(self.log, self.files, new, present())
            self.branch.append(b"", self.log.data, "Stamp seals", new)
            print(self.t("proof.kept", files=", ".join(sorted(new))))
        elif not faults:
            print(self.t("proof.all-stamped"))
        if faults:
            sys.stderr.write(f"{report(faults, self.t)}\n")
        return 1 if faults else 0

    def pack(self) -> None:
        """Add the packages of the texts that are sealed and stamped by now, and have none."""
        files, packages = self.branch.files(), self.branch.packages()
        record = read_record(self.log, files, packages)
        with closing(self.site.open()) as publication:
            new = dict(new_packages(publication, record, files))
        if new:
            self.branch.append(b"", self.log.data, f"Pack {len(new)} sealed texts", new)
            print(self.t("proof-page.packed", number=len(new)))
