"""Each text is read once, by any worker, and what is known of it comes out of the cache unchanged."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from sayasat.builder.source_reader import SourceReader
from sayasat.builder.workers import BuildOptions, Workers
from sayasat.cache.database import FILE, Cache, decoded, encoded
from sayasat.errors import RepositoryError
from sayasat.policy_files.facts import Source, read_source
from sayasat.policy_files.front_matter import KEYS
from sayasat.repository.reader import Repository
from sayasat.settings import Adoption
from sayasat.versions.lineage import Lineage
from sayasat.versions.lineage_builder import lineages
from tests.support.archives import many_versions
from tests.support.markdown_texts import markdown
from tests.support.published import SETTINGS
from tests.support.repo import PolicyRepo


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> PolicyRepo:
    """No test may change it."""
    repo = PolicyRepo(tmp_path_factory.mktemp("reading") / "repo")
    many_versions(repo)
    return repo


def of(repo: PolicyRepo) -> tuple[Lineage, ...]:
    """The editions of a repository."""
    layout = SETTINGS.layout
    with Repository.open(repo.path) as repository:
        return lineages(repository.log(*layout.under), layout, SETTINGS.zone)[0]


def one_by_one(repo: PolicyRepo, *, is_foreign: bool = False) -> dict[str, Source]:
    """What there is to know of every text, read as a whole, straight out of Git."""
    blobs = [revision.blob for lineage in of(repo) for revision in lineage.revisions]
    with Repository.open(repo.path) as repository:
        return {blob: read_source(data, is_foreign=is_foreign) for blob, data in repository.texts(blobs)}


def read(
    repo: PolicyRepo, folder: Path, *, workers: int = 1, at: Path | None = None, is_foreign: bool = False
) -> dict[str, Source]:
    """What a reader returns; its workers look for the repository at ``at``."""
    options = BuildOptions(folder, workers)
    with Workers(options) as pool, Cache(options.cache) as cache:
        reader = SourceReader(pool, cache, at or repo.path)
        adopted = replace(SETTINGS, adoption=Adoption(repo.path, "", ("**",)))
        return dict(reader(of(repo), adopted if is_foreign else SETTINGS))


@pytest.mark.parametrize("workers", [1, 3])
def test_many_hands_read_what_one_reads_straight_out_of_git(
    repo: PolicyRepo, tmp_path: Path, workers: int
) -> None:
    sources = read(repo, tmp_path, workers=workers)
    assert len(sources) > 60
    assert sources == one_by_one(repo)


def test_what_was_read_is_not_read_again(repo: PolicyRepo, tmp_path: Path) -> None:
    """The repository is not even opened: workers that look for it find nothing."""
    sources = read(repo, tmp_path)
    assert read(repo, tmp_path, at=tmp_path / "nowhere") == sources
    with pytest.raises(RepositoryError):
        read(repo, tmp_path / "empty", at=tmp_path / "nowhere")


def test_after_a_commit_only_its_text_is_read(repo: PolicyRepo, tmp_path: Path) -> None:
    """The workers get a repository that holds no other."""
    copy = PolicyRepo(tmp_path / "copy")
    copy.git("fetch", "--quiet", repo.path, "main")
    copy.git("reset", "--quiet", "--hard", "FETCH_HEAD")
    read(repo, tmp_path / "cache")
    path = "docs/ky/policies/orders.md"
    copy.policy("ky", "orders", "# Жаңы {#orders}", date="2026-11-22T12:00:00+06:00")
    bare = PolicyRepo(tmp_path / "bare")
    bare.commit(files={path: (copy.path / path).read_bytes()})
    sources = read(copy, tmp_path / "cache", at=bare.path)
    assert len(sources) == len(one_by_one(repo)) + 1
    assert sources == one_by_one(copy)


def test_heads_that_are_read_in_two_ways_are_kept_apart(repo: PolicyRepo, tmp_path: Path) -> None:
    """A text that was not written for Sayasat may have its title from a heading."""
    own, foreign = (read(repo, tmp_path, is_foreign=is_foreign) for is_foreign in (False, True))
    assert foreign == one_by_one(repo, is_foreign=True)
    assert own == one_by_one(repo)


def test_a_cache_that_is_damaged_makes_no_other_source(repo: PolicyRepo, tmp_path: Path) -> None:
    sources = read(repo, tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        rows = connection.execute("SELECT key, value FROM kept").fetchall()
        for place, (key, value) in enumerate(rows):
            damaged = value[: place % len(value)] + b"?" + value[place % len(value) + 1 :]
            connection.execute("UPDATE kept SET value = ? WHERE key = ?", [damaged, key])
    assert read(repo, tmp_path) == sources


@pytest.mark.parametrize("workers", [1, 3])
def test_a_text_that_cannot_be_read_stops_all(repo: PolicyRepo, tmp_path: Path, workers: int) -> None:
    """Whoever finds it: the same error, with where and what."""
    copy = tmp_path / "copy"
    shutil.copytree(repo.path, copy)
    editions = of(repo)
    blob = next(each for each in editions if each.slug == "terms").revisions[7].blob
    _remove_object(copy, blob)
    with pytest.raises(RepositoryError) as caught:
        read(repo, tmp_path / "cache", workers=workers, at=copy)
    assert [fault.code for fault in caught.value.faults] == ["unreadable"]
    assert blob in str(caught.value.faults)


def _remove_object(repository: Path, blob: str) -> None:
    """Also out of packs."""
    objects = repository / ".git" / "objects"
    for pack in [*objects.glob("pack/*.pack")]:
        aside = repository / "aside.pack"
        pack.rename(aside)
        for each in objects.glob("pack/*"):
            each.unlink()
        PolicyRepo(repository).git("unpack-objects", "-q", stdin=aside.read_bytes())
    (objects / blob[:2] / blob[2:]).unlink()


# ---------------------------------------------------------------- what is kept of a text


_VALUES = st.one_of(
    st.sampled_from(
        ["2026-12-01", "none", "TBD", "[a, b]", "true", "5", '"\\ud800"', "{}", "unofficial", "~"]
    ),
    st.text(max_size=5),
)
_KEYS = st.sampled_from([*KEYS, "x"])


def comes_back(source: Source) -> bool:
    return decoded(encoded(source), Source) == source


@given(st.dictionaries(_KEYS, _VALUES), markdown, st.booleans())
@example({"title": "a", "replaces": "none"}, "# A {#a}\n\n# B {#a}\n", False)
@example({"title": "a", "replaces": "2026-12-01", "formerly": "[a, b]"}, "[a](b.md)", False)
def test_what_is_known_of_any_text_comes_back_as_it_was(
    head: dict[str, str],
    body: str,
    is_foreign: bool,
) -> None:
    lines = "".join(f"{key}: {value}\n" for key, value in head.items())
    data = f"---\n{lines}---\n\n{body}".encode(errors="surrogatepass")
    assert comes_back(read_source(data, is_foreign=is_foreign))


@given(st.binary(max_size=100))
def test_what_is_known_of_any_bytes_comes_back_as_it_was(data: bytes) -> None:
    assert comes_back(read_source(data))


def test_a_source_that_lacks_something_is_absent() -> None:
    known = read_source(b"---\ntitle: a\n---\n\n# A\n")
    assert decoded(encoded({"sha256": known.sha256}), Source) is None
    assert decoded(encoded(replace(known, hrefs=5)), Source) is None
