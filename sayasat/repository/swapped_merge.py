"""Finds a merge that took the main line off the first-parent line, as a plain ``git pull`` makes it."""

from __future__ import annotations

import re

from sayasat.repository.commands import GitCommands


def merged_main_line(commands: GitCommands, head: str, *under: str) -> str:
    """The commit of the main line that the head merged into a local branch; empty if it did not.

    Its changes below ``under`` left the first-parent line, which is now that of the local commits. The merge
    is known by its subject, or by the upstream branch of this clone.
    """
    parents, subject = commands.run("log", "-1", "--format=%P%x00%s", head).split(b"\0")
    local, _, merged = parents.decode().partition(" ")
    if not merged or " " in merged:
        return ""
    if not commands.run("rev_list", "-1", merged, f"^{local}", "--", *under):
        return ""
    _, named, _ = commands.ask("symbolic_ref", "--quiet", "--short", "HEAD")
    _, upstream, _ = commands.ask("rev_parse", "--verify", "--quiet", "@{upstream}")
    branch = re.escape(named.decode().strip() or "main")
    pulled = rf"Merge (remote-tracking )?branch '([^/']+/)?{branch}'( of .*?)?( into {branch})?\s*"
    is_pulled = re.fullmatch(pulled, subject.decode(errors="replace")) is not None
    return merged if is_pulled or upstream.decode().strip() == merged else ""
