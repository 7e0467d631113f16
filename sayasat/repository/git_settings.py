"""How every Git is started: what it says depends on no setting, and nothing that a repository names is run.

A repository's own files name programs: hooks, filters, merge drivers, a file system monitor, what reaches the
remote of a partial clone. Whoever gave us the repository wrote them (decision 0021).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

ENVIRONMENT: Final = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # replace refs and
    "GIT_GRAFT_FILE": os.devnull,  # grafts show another history than the one that was published
    "GIT_LITERAL_PATHSPECS": "1",  # a path with * or : in it is a path
    "GIT_OPTIONAL_LOCKS": "0",  # `serve` must not get in the way of the commits that it watches
    # A partial clone names the program that fetches what it lacks: remote.*.url (ext::), remote.*.uploadpack,
    # core.sshCommand, core.gitProxy, credential.helper.
    "GIT_NO_LAZY_FETCH": "1",  # not known before Git 2.45, nor to some older ones; so
    "GIT_ALLOW_PROTOCOL": "",  # no way to reach a remote is allowed either, whatever protocol.*.allow says
}
"""What Git finds in its environment besides `overrides`."""

KEPT: Final = frozenset({
    # Which settings to read is the user's to say: safe.directory can be nowhere else.
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH",
})  # fmt: skip
"""The variables of the calling process that Git may see; all others with a name in GIT_ are taken away."""

_SETTINGS: Final = (
    ("log.showRoot", "true"),  # else the first commit would have changed nothing
    ("log.follow", "false"),  # it would leave the main line for the history of a single file
    ("core.fileMode", "false"),  # an executable text is not an edited one
    ("core.deltaBaseCacheLimit", "8m"),  # every process that reads texts would fill 96 MB by and by
    ("core.fsmonitor", "false"),  # it may name a program to run
    ("core.hooksPath", os.devnull),  # post-index-change runs where an index is written, ours as well
    ("diff.orderFile", os.devnull),  # it may name a file that is not there
)
"""Settings that change answers or run programs, and have no option to override them."""

_DRIVERS: Final = {
    "filter": (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")),
    # A driver cannot be taken away, and an empty one would take our side; Git's own merge stands in for it.
    "merge": (("driver", "git merge-file --quiet %A %O %B"),),
}
"""What is set instead for each driver that a setting of these sections names; see gitattributes(5)."""


def overrides(keys: Iterable[str]) -> Mapping[str, str]:
    """Variables that override settings, for a repository with these keys of settings (git-config(1)).

    Not ``-c``, which ends a key at the first "=": the name of a filter may have one.
    """
    pairs = [*_SETTINGS, *_without_programs(keys)]
    return {
        "GIT_CONFIG_COUNT": str(len(pairs)),
        **{f"GIT_CONFIG_KEY_{number}": key for number, (key, _) in enumerate(pairs)},
        **{f"GIT_CONFIG_VALUE_{number}": value for number, (_, value) in enumerate(pairs)},
    }


def is_partial(keys: Iterable[str]) -> bool:
    """Whether a repository with these keys of settings may lack objects that a remote has promised."""
    return any(
        key == "extensions.partialclone" or (key.startswith("remote.") and key.endswith(".promisor"))
        for key in keys
    )


def _without_programs(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    parted = (key.partition(".") for key in keys)
    drivers = {(section, rest.rpartition(".")[0]) for section, _, rest in parted if section in _DRIVERS}
    for section, name in sorted(drivers):
        yield from ((f"{section}.{name}.{key}", value) for key, value in _DRIVERS[section] if name)
