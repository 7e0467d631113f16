"""How long `sayasat versions` takes on a small repository, as a multiple of ``python -c "import git"``.

    python -m bench.command_line

Both are started by turns. Counted is the processor time of the process and of those that it starts.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.support.repo import PolicyRepo
from tests.support.samples import four_commits

RESULTS = Path(__file__).parent / "RESULTS-command-line.md"
ROUNDS = 15

COMMANDS = {
    "`python -c 'import git'`": ["-c", "import git"],
    "`sayasat versions`": ["-m", "sayasat", "versions"],
    "`sayasat --help`": ["-m", "sayasat", "--help"],
    "`sayasat check`": ["-m", "sayasat", "check"],
}


def processor_seconds(folder: Path, arguments: list[str]) -> float:
    """The processor time of one run, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"SITE_URL": "https://example.org/", "SAYASAT_TODAY": "2026-11-24"}
    subprocess.run(  # noqa: S603
        [sys.executable, *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, and write the results."""
    with TemporaryDirectory() as folder:
        repo = PolicyRepo(Path(folder))
        four_commits(repo)
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(ROUNDS):
            for name, arguments in COMMANDS.items():
                times[name].append(processor_seconds(repo.path, arguments))
    middle = {name: median(each) for name, each in times.items()}
    base = next(iter(middle.values()))
    rows = "".join(
        f"| {name} | {seconds * 1_000:.0f} | {seconds / base:.1f} |\n" for name, seconds in middle.items()
    )
    text = (
        "# Command line\n\nMade by `python -m bench.command_line`: processor time on a repository of one "
        f"policy with four commits, median of {ROUNDS} runs by turns.\n\n"
        f"| command | ms | of `import git` |\n| --- | --: | --: |\n{rows}"
    )
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
