"""The environment of every Git process: no setting changes its output, no program of a repository runs.

The files of a repository can name programs: hooks, filters, merge drivers, a file system monitor, transports
to the remote of a partial clone. Whoever made the repository wrote them (decision 0021).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

ENVIRONMENT: Final = {
    "GIT_NO_REPLACE_OBJECTS": "1",  # replace refs and
    "GIT_GRAFT_FILE": os.devnull,  # grafts show another history than the published one
    "GIT_LITERAL_PATHSPECS": "1",  # a path with * or : is no pattern
    "GIT_OPTIONAL_LOCKS": "0",  # `serve` must not lock the index while an editor commits
    # A partial clone names the program that fetches what it lacks: remote.*.url (ext::), remote.*.uploadpack,
    # core.sshCommand, core.gitProxy, credential.helper.
    "GIT_NO_LAZY_FETCH": "1",  # unknown before Git 2.45 and its backports; so
    "GIT_ALLOW_PROTOCOL": "",  # no transport is allowed either, whatever protocol.*.allow says
}
"""Variables for every Git process, besides `overrides`."""

PASSED_ON: Final = frozenset({
    # The user's settings stay: safe.directory can be set in no other file.
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH",
})  # fmt: skip
"""The GIT_ variables of the calling process that are passed on to Git; all others are removed."""

_SETTINGS: Final = (
    ("log.showRoot", "true"),  # otherwise the first commit has no changes
    ("log.follow", "false"),  # it would follow the history of a single file, off the main line
    ("core.fileMode", "false"),  # a change of the mode only is no edit
    ("core.deltaBaseCacheLimit", "8m"),  # the default is 96 MB for each process that reads texts
    ("core.fsmonitor", "false"),  # it may name a program to run
    ("core.filesRefLockTimeout", "2000"),  # milliseconds; `LogBranch` removes a lock that is left after that
    ("advice.graftFileDeprecated", "false"),  # GIT_GRAFT_FILE, above
    ("core.hooksPath", os.devnull),  # post-index-change runs where an index is written, ours as well
    ("trailer.separators", ":"),
    ("diff.orderFile", os.devnull),  # it may name a missing file
)
"""Settings that change output or run programs, and that no command-line option overrides."""

_DRIVERS: Final = {
    "filter": (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")),
    # A driver cannot be unset, and an empty one would keep our side: Git's own merge replaces it.
    "merge": (("driver", "git merge-file --quiet %A %O %B"),),
}
"""The settings that replace those of each driver in these sections; see gitattributes(5)."""


def overrides(keys: Iterable[str]) -> Mapping[str, str]:
    """Variables that override settings (git-config(1)), in a repository whose settings have these keys.

    ``git -c`` cannot do this: it ends a key at the first "=", which the name of a filter may contain.
    """
    pairs = [*_SETTINGS, *_without_programs(keys)]
    return {
        "GIT_CONFIG_COUNT": str(len(pairs)),
        **{f"GIT_CONFIG_KEY_{number}": key for number, (key, _) in enumerate(pairs)},
        **{f"GIT_CONFIG_VALUE_{number}": value for number, (_, value) in enumerate(pairs)},
    }


def is_partial(keys: Iterable[str]) -> bool:
    """Whether a repository whose settings have these keys is a partial clone, which may lack objects."""
    return any(
        key == "extensions.partialclone" or (key.startswith("remote.") and key.endswith(".promisor"))
        for key in keys
    )


def _without_programs(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    split = (key.partition(".") for key in keys)
    drivers = {(section, rest.rpartition(".")[0]) for section, _, rest in split if section in _DRIVERS}
    for section, name in sorted(drivers):
        yield from ((f"{section}.{name}.{key}", value) for key, value in _DRIVERS[section] if name)
