"""Programmes that the bench runs on an archive."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.scale.programmes import ProgrammeError, Sayasat, run
from bench.scale.shape import Shape


@pytest.mark.soak
def test_a_site_of_three_languages_is_built_the_publishers_way(tmp_path: Path) -> None:
    ours = Sayasat(tmp_path, Shape(1, 2, ("ky", "ru", "en"), size=2000, ids=1))
    ours.prepare()
    cold = ours.cold()
    dated = [
        page.parent.name for page in (tmp_path / "sayasat").glob("policies/privacy/????-??-??/index.html")
    ]
    assert len(dated) == 2
    assert cold.pages > 6
    assert cold.written > 100_000
    after = ours.after_one_commit()
    assert after.pages > cold.pages


def test_a_job_clones_the_repository_and_restores_the_cache_of_the_last_one(tmp_path: Path) -> None:
    ours = Sayasat(tmp_path, Shape(2, 2, size=2000, ids=1))
    ours.prepare()
    empty, warm = ours.from_merge()
    assert warm.pages > empty.pages > 6
    assert len(list((tmp_path / "job/cache/pages").glob("*"))) > 6


def test_a_programme_that_fails_tells_what_it_said(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('No such luck')"]
    with pytest.raises(ProgrammeError, match=r"ended with 1:\s+No such luck"):
        run("this", 0, command, (tmp_path, tmp_path / "site"))


def test_what_was_built_when_the_time_was_over_is_counted(tmp_path: Path) -> None:
    code = "import time; open('site/a.html', 'w').write('12345'); time.sleep(60)"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "b.css").write_text("1")
    done = run("this", 0, [sys.executable, "-c", code], (tmp_path, tmp_path / "site"), limit=2)
    assert done.taken.stopped
    assert (done.pages, done.written) == (1, 6)
