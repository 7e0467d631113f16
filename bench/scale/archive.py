"""Writes the archive of a shape: a Git repository, or the same texts as one file for each version."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO

from bench.scale.shape import Shape
from bench.scale.texts import Policy

_AUTHOR = "Editor <editor@example.org>"


def repository(folder: Path, shape: Shape, beside: Mapping[str, bytes] | None = None) -> None:
    """Make a repository with a commit for each version; the first commit also adds the files ``beside``.

    The texts of a policy are written one after another, so that Git stores them as deltas. Raises
    FileExistsError if the folder exists.
    """
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    with _import(folder) as stream:
        files = {path: _blob(stream, number, data) for number, (path, data) in enumerate(_sorted(beside), 1)}
        marks = {}
        number = len(files)
        for policy in range(shape.policies):
            for version, texts in enumerate(islice(_texts(shape, policy), shape.versions_of(policy))):
                for language, text in texts.items():
                    number += 1
                    marks[version, policy, language] = _blob(stream, number, text)
        for version, policy in shape.order():
            texts_of = {language: marks[version, policy, language] for language in shape.languages}
            _commit(stream, shape, (version, policy), texts_of, files)
            files = {}
    _git(folder, "reset", "--quiet", "--hard")


def one_more(folder: Path, shape: Shape, policy: int = 0) -> None:
    """Commit one more version of one policy."""
    texts = next(islice(_texts(shape, policy), shape.versions_of(policy), None))
    with _import(folder) as stream:
        marks = {
            language: _blob(stream, number, text) for number, (language, text) in enumerate(texts.items(), 1)
        }
        _commit(stream, shape, (shape.versions_of(policy), policy), marks, {}, parent="refs/heads/main^0")
    _git(folder, "reset", "--quiet", "--hard")


def plain_files(folder: Path, shape: Shape) -> None:
    """Write every version of every policy into a file: ``[en/]privacy/2026-10-01.md``."""
    for policy in range(shape.policies):
        for version, texts in enumerate(islice(_texts(shape, policy), shape.versions_of(policy))):
            name = f"{shape.slug(policy)}/{shape.published(version, policy).date()}.md"
            for language, text in texts.items():
                target = folder / (language if len(shape.languages) > 1 else "") / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text)


def _texts(shape: Shape, policy: int) -> Iterator[Mapping[str, bytes]]:
    """The file of each version by language, with front matter, earliest version first; endless."""
    generator = Policy(shape, policy)
    for version, bodies in enumerate(generator.bodies()):
        day = shape.published(version, policy).date()
        dated = "" if shape.kind == "terms" else f"effective: {day}\n"
        yield {
            language: f"---\ntitle: {generator.titles[language]}\n{dated}---\n\n{body}".encode()
            for language, body in bodies.items()
        }


def _commit(
    stream: IO[bytes],
    shape: Shape,
    version_and_policy: tuple[int, int],
    texts: Mapping[str, int],
    files: Mapping[str, int],
    *,
    parent: str = "",
) -> None:
    version, policy = version_and_policy
    seconds = int(shape.published(version, policy).timestamp())
    slug = shape.slug(policy)
    message = f"Publish version {version + 1} of {slug}".encode()
    changed = {**files} | {shape.path(policy, language): mark for language, mark in texts.items()}
    head = f"commit refs/heads/main\ncommitter {_AUTHOR} {seconds} +0600\ndata {len(message)}\n"
    lines = [f"from {parent}"] if parent else []
    lines += [f"M 100644 :{mark} {path}" for path, mark in changed.items()]
    stream.write(head.encode() + message + b"\n" + "\n".join(lines).encode() + b"\n\n")


def _blob(stream: IO[bytes], mark: int, data: bytes) -> int:
    stream.write(f"blob\nmark :{mark}\ndata {len(data)}\n".encode() + data + b"\n")
    return mark


def _sorted(files: Mapping[str, bytes] | None) -> list[tuple[str, bytes]]:
    return sorted((files or {}).items())


class _import:  # noqa: N801 (a context manager)
    """Runs ``git fast-import``; the block writes to its pipe. Raises CalledProcessError if Git fails."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            _command("fast-import", "--quiet", "--date-format=raw"),
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.PIPE,
        )

    def __enter__(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        if self._process.wait():
            raise subprocess.CalledProcessError(self._process.returncode, "git fast-import")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(_command(*arguments), cwd=folder, env=_environment(folder), check=True)  # noqa: S603


def _command(*arguments: str) -> list[str]:
    return ["git", "-c", "gc.auto=0", "-c", "core.hooksPath=/dev/null", *arguments]


def _environment(folder: Path) -> dict[str, str]:
    """An environment in which Git reads no configuration of the user or the machine.

    It names Git's directory: the bench's folder is below the project's own repository, which Git would use if
    the folder had none.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    work_tree = folder.absolute()
    own = {"GIT_DIR": str(work_tree / ".git"), "GIT_WORK_TREE": str(work_tree)}
    return inherited | own | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
