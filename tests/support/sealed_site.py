"""A publisher who seals: published, then sealed, stamped and packed by the commands, and published again."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from tests.support.authorities import TestAuthority, served
from tests.support.mini_site import furnish
from tests.support.publisher import AT, Publisher, begin_log, with_origin
from tests.support.repo import PolicyRepo

STAMPERS = ("tsa", "tsb")
PICTURE = b"\x89PNG\r\n\x1a\nseal"
TEXT = "# Купуялык саясаты {#privacy}\n\nБиз маалыматты коргойбуз. ![Мөөр](seal.png)\n"
ROOT = Path("docs/ky/policies")


class SealedSite(Struct, frozen=True):
    """The publisher, and its sites."""

    publisher: Publisher
    before: Path
    """The site before anything was sealed."""

    seal: Path
    """The certificate of the seal."""

    @property
    def site(self) -> Path:
        return self.publisher.site

    def copied(self, folder: Path) -> Publisher:
        """A copy of the publisher, for a test that publishes."""
        shutil.copytree(self.publisher.clone.path.parent, folder / "copy", symlinks=True)
        origin = PolicyRepo(folder / "copy/origin.git", bare=True)
        clone = PolicyRepo(folder / "copy/clone")
        clone.git("remote", "set-url", "origin", origin.path)
        return Publisher(origin, clone)

    def run(self, *command: str) -> str:
        """What a command says. Raises where it fails."""
        done = self.publisher.run(*command)
        assert done.returncode == 0, done.stderr
        return done.stdout


def sealed_site(folder: Path) -> SealedSite:
    """A policy with a picture, corrected once, and in Russian; all sealed by the first head."""
    ca = TestAuthority.made(folder / "ca", "CA")
    seal = ca.issue("seal-2026")
    clone = PolicyRepo(folder / "clone")
    furnish(clone)
    files = {f"{ROOT}/seal.png": PICTURE, "proof/seal-2026.pem": seal.read_bytes()}
    files["proof/root.pem"] = (ca.folder / "root.pem").read_bytes()
    with ExitStack() as servers:
        settings = (
            "    proof:\n      seal: proof/seal-2026.pem\n      root: proof/root.pem\n      authorities:\n"
        )
        for name in STAMPERS:
            authority = TestAuthority.made(folder / name, name)
            authority.issue("tsa", days=3650, stamps=True)
            url = servers.enter_context(served(authority))
            settings += f"        {name}: {{url: {url!r}, root: proof/{name}-root.pem}}\n"
            files[f"proof/{name}-root.pem"] = (authority.folder / "root.pem").read_bytes()
        named = (clone.path / "mkdocs.yml").read_text(encoding="utf-8")
        files["mkdocs.yml"] = named.replace("  sayasat:\n", f"  sayasat:\n{settings}").encode()
        clone.commit("Set the proof", files=files, date=f"2023-12-31{AT}")
        own = {"title": "Купуялык саясаты", "effective": "2024-01-01"}
        clone.policy("ky", "privacy", TEXT, date=f"2024-01-01{AT}", **own)
        corrected = TEXT.replace("коргойбуз", "коргойбуз!")
        clone.policy("ky", "privacy", corrected, date=f"2024-02-01{AT}", editorial="Белги", **own)
        clone.policy(
            "ru", "privacy", "Текст.", date=f"2024-02-02{AT}", title="Политика", effective="2024-01-01"
        )
        publisher = with_origin(clone, day="2026-11-20")
        begin_log(clone)
        publisher.push()
        publisher.published()
        before = folder / "before"
        shutil.copytree(publisher.site, before)
        made = SealedSite(publisher, before, seal)
        made.run("proof", "prepare")
        made.run("proof", "seal", "--key", str(ca.key("seal-2026")))
        made.run("proof", "stamp")
    publisher.published()
    return made
