"""A publisher with a log, whose settings name a seal and two timestamp authorities that answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path

from msgspec import Struct

from sayasat.builder.open import open_publication
from sayasat.mkdocs_plugin.config import read_configuration
from sayasat.repository.log_branch import LogBranch
from sayasat.versions.log_lines import new_lines
from sayasat.versions.publication_log import PublicationLog, parse_log, rendered
from tests.support.authorities import served
from tests.support.publisher import Publisher, begin_log, open_publisher
from tests.support.sealed_log import SealedLog

PUBLISHED = date(2026, 11, 24)


class SealingPublisher(Struct, frozen=True):
    """Its clone is configured, and one publication is logged."""

    publisher: Publisher
    authorities: SealedLog

    @property
    def files(self) -> dict[str, bytes]:
        """What everybody sees on the branch, beside the log."""
        branch = LogBranch(self.publisher.clone.path)
        branch.fetch()
        return branch.files()

    def run(self, *command: str, today: str = "2026-11-24") -> str:
        """What a command prints that succeeds."""
        done = self.publisher.run(*command, today=today)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def add_publication(self) -> None:
        """Log the newest commit as published, without building a site."""
        root = self.publisher.clone.path
        settings, _, names = read_configuration(root / "mkdocs.yml")
        branch = LogBranch(root)
        log = PublicationLog(parse_log(branch.fetch() or b""))
        with closing(open_publication(root, settings, PUBLISHED, names)) as opened:
            lines = new_lines(opened.archive, settings, log, PUBLISHED, opened.repository.head)
        branch.append(rendered(lines), log.data, "Publish")

    def name_seal(self, name: str, day: str) -> None:
        """Commit settings that name a seal's certificate."""
        clone = self.publisher.clone
        certificate = self.authorities.files[f"certs/{name}.pem"].decode()
        text = (clone.path / "mkdocs.yml").read_text(encoding="utf-8")
        named = text.replace("seal-2026", name)
        clone.commit(
            f"Seal with {name}", files={f"proof/{name}.pem": certificate, "mkdocs.yml": named}, date=day
        )
        self.publisher.push()


@contextmanager
def sealing_publisher(folder: Path, authorities: SealedLog) -> Iterator[SealingPublisher]:
    """Open one in an empty folder, with its authorities behind HTTP servers."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(served(each)) for name, each in authorities.stampers.items()}
        crl = stack.enter_context(served(authorities.ca))
        publisher = open_publisher(folder)
        begin_log(publisher.clone)
        own = "".join(
            f"        {name}: {{url: '{url}', root: proof/{name}.pem}}\n" for name, url in urls.items()
        )
        setting = (
            "    proof:\n      seal: proof/seal-2026.pem\n      root: proof/root.pem\n"
            f"      crl: {crl}crl\n      authorities:\n{own}"
        )
        text = (publisher.clone.path / "mkdocs.yml").read_text(encoding="utf-8")
        files = {"mkdocs.yml": text.replace("  sayasat:\n", f"  sayasat:\n{setting}")}
        files["proof/seal-2026.pem"] = authorities.files["certs/seal-2026.pem"].decode()
        for name in ("root", "tsa-root", "tsb-root"):
            files[f"proof/{name.removesuffix('-root')}.pem"] = authorities.files[f"certs/{name}.pem"].decode()
        publisher.clone.commit("Name the seal", files=files, date="2026-11-22T12:00:00+06:00")
        publisher.push()
        opened = SealingPublisher(publisher, authorities)
        opened.add_publication()
        yield opened
