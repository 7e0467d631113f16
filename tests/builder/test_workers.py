"""Every kind of worker does the same work, and an error says why one cannot."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sayasat.builder.workers import BuildOptions, Workers, read_build_options
from sayasat.cache.database import FILE
from sayasat.errors import (
    EditError,
    Fault,
    HistoryError,
    RepositoryError,
    SayasatError,
    SettingsError,
    WorkError,
)
from sayasat.i18n.messages import messages, report

LANGUAGES = ("ky", "ru", "en")
ENOUGH = 1_000
"""Texts for which processes are started."""


def double(number: int) -> tuple[int, int]:
    """Twice the number, and who says so."""
    return 2 * number, os.getpid()


def fail(number: int) -> int:
    if number == 3:
        raise RepositoryError([Fault("unreadable", "a/b.md", (("problem", "сөз"),)), Fault("shallow", "")])
    return number


def die(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def means(folder: Path, workers: int = 1, cluster: str = "") -> BuildOptions:
    return BuildOptions(folder, workers, cluster)


# ---------------------------------------------------------------- who does it


@pytest.mark.parametrize(("workers", "texts"), [(1, ENOUGH), (3, 1)])
def test_little_work_and_that_of_one_is_done_here(tmp_path: Path, workers: int, texts: int) -> None:
    with Workers(means(tmp_path, workers)) as pool:
        done = list(pool.run(double, range(10), texts=texts))
    assert done == [(2 * number, os.getpid()) for number in range(10)]


def test_a_single_job_is_done_here(tmp_path: Path) -> None:
    with Workers(means(tmp_path, 3)) as pool:
        assert list(pool.run(double, [4], texts=ENOUGH)) == [(8, os.getpid())]
        assert list(pool.run(double, [], texts=ENOUGH)) == []


def test_much_work_is_done_by_others_and_comes_back_in_order(tmp_path: Path) -> None:
    with Workers(means(tmp_path, 3)) as pool:
        done = list(pool.run(double, range(40), texts=ENOUGH))
    assert [number for number, _ in done] == [2 * number for number in range(40)]
    assert os.getpid() not in {who for _, who in done}
    for who in {who for _, who in done}:
        with pytest.raises(ProcessLookupError):
            os.kill(who, 0)


@pytest.mark.parametrize("length", [0, 1, 7, 40, 41, 4_000])
def test_a_list_is_split_in_order_into_parts_whose_number_does_not_grow(tmp_path: Path, length: int) -> None:
    with Workers(means(tmp_path, 2)) as pool:
        parts = pool.split(range(length))
    assert [number for part in parts for number in part] == list(range(length))
    assert min(length, 2) <= len(parts) <= 20


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("workers", [1, 2])
def test_what_the_work_raises_comes_out_as_it_is(tmp_path: Path, workers: int) -> None:
    """All its faults, from another process too."""
    with Workers(means(tmp_path, workers)) as pool, pytest.raises(RepositoryError) as caught:
        list(pool.run(fail, range(10), texts=ENOUGH))
    assert caught.value.faults == (
        Fault("unreadable", "a/b.md", (("problem", "сөз"),)),
        Fault("shallow", ""),
    )


@pytest.mark.parametrize(
    "kind", [SayasatError, SettingsError, RepositoryError, HistoryError, WorkError, EditError]
)
def test_every_error_can_be_handed_on(kind: type[SayasatError]) -> None:
    error = kind([Fault("shallow", "here", (("a", "b"),))])
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own)
    assert type(copy) is kind
    assert (copy.faults, str(copy)) == (error.faults, str(error))


def test_a_process_that_is_killed_is_work_lost(tmp_path: Path) -> None:
    """As the machine does where memory runs out. The workshop can be left then."""
    with Workers(means(tmp_path, 2)) as pool:
        with pytest.raises(WorkError) as caught:
            list(pool.run(die, range(10), texts=ENOUGH))
        with pytest.raises(WorkError):
            list(pool.run(double, range(10), texts=ENOUGH))
    assert [fault.code for fault in caught.value.faults] == ["work-lost"]
    said = {language: report(caught.value.faults, messages(language)) for language in LANGUAGES}
    assert len(set(said.values())) == 3
    assert all("SAYASAT_WORKERS=1" in each for each in said.values())


def closed_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _nobody() -> str:
    return f"tcp://127.0.0.1:{closed_port()}"


@pytest.mark.parametrize("address", [_nobody, lambda: "nonsense://there", lambda: "127.0.0.1:port"])
def test_a_cluster_that_does_not_answer_is_told(
    tmp_path: Path, address: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where there is little to do: whoever names a cluster wants it. In each language, with its name."""
    monkeypatch.setattr("sayasat.builder.workers._CONNECT_TIMEOUT", 0.5)
    there = address()
    with Workers(means(tmp_path, 1, there)) as pool, pytest.raises(WorkError) as caught:
        list(pool.run(double, [1], texts=1))
    assert [(fault.code, fault.where) for fault in caught.value.faults] == [
        ("cluster-unreachable", "SAYASAT_CLUSTER")
    ]
    said = {language: report(caught.value.faults, messages(language)) for language in LANGUAGES}
    assert len(set(said.values())) == 3
    assert all(there in each and each.startswith("SAYASAT_CLUSTER: ") for each in said.values())


def test_a_cluster_without_dask_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with Workers(means(tmp_path, 1, "tcp://127.0.0.1:1")) as pool, pytest.raises(WorkError) as caught:
        list(pool.run(double, [1, 2], texts=ENOUGH))
    assert [fault.code for fault in caught.value.faults] == ["cluster-not-installed"]
    said = {language: report(caught.value.faults, messages(language)) for language in LANGUAGES}
    assert len(set(said.values())) == 3
    assert all("requirements/cluster.txt" in each for each in said.values())


# ---------------------------------------------------------------- what the variables ask for


def test_without_variables_there_is_a_process_for_each_processor(tmp_path: Path) -> None:
    found = read_build_options({}, tmp_path / ".cache")
    assert found == BuildOptions(tmp_path / ".cache", len(os.sched_getaffinity(0)), "")
    assert found.cache == tmp_path / ".cache" / FILE


def test_where_the_system_does_not_say_which_processors_a_process_may_use_all_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """macOS has no ``sched_getaffinity``."""
    monkeypatch.delattr(os, "sched_getaffinity")
    assert read_build_options({}, tmp_path).workers == os.cpu_count()


def test_variables_name_folder_processes_and_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    named = {"SAYASAT_CACHE": "kept", "SAYASAT_WORKERS": "12", "SAYASAT_CLUSTER": "tcp://a:8786"}
    assert read_build_options(named, Path("/nowhere")) == BuildOptions(tmp_path / "kept", 12, "tcp://a:8786")
    empty = dict.fromkeys(named, "")
    assert read_build_options(empty, tmp_path) == read_build_options({}, tmp_path)


@pytest.mark.parametrize("asked", ["0", "-1", "two", "1.5", " ", "1 2", "²"])
def test_a_number_of_processes_that_is_none_is_told(tmp_path: Path, asked: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_build_options({"SAYASAT_WORKERS": asked}, tmp_path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.where) == ("setting-bad", "SAYASAT_WORKERS")
    said = {language: report([fault], messages(language)) for language in LANGUAGES}
    assert len(set(said.values())) == 3
    assert all(each.startswith("SAYASAT_WORKERS: ") and asked in each for each in said.values())
