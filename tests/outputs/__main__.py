"""Shows that a change of the code changes nothing that the product makes.

Builds the project's own site, two sample sites and three adopted repositories, and runs the commands, with
the code of two commits, from the same input repositories. Prints which outputs are not the same, byte for
byte. The exit code is 0 where all are, 1 where some are not, 2 for wrong arguments.

The inputs are made by the tests' helpers of this working tree; the texts of the own site are those of the old
commit. Times in what a command prints are left out. The outputs stay in the folder
--out: old/ and new/, with a list of checksums of each.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.outputs.commands import calls
from tests.outputs.differences import checksums, differences, digests, shown
from tests.outputs.inputs import make_inputs
from tests.outputs.side import Side
from tests.support.mini_site import ROOT


def main(arguments: list[str] | None = None) -> int:
    """Compare, and print the differences."""
    options = _parser().parse_args(arguments)
    chosen = [each for each in calls() if fnmatchcase(each.name, options.only)]
    sides = {"old": options.old, "new": options.new}
    for name in sides:
        shutil.rmtree(options.out / name, ignore_errors=True)
    with TemporaryDirectory(prefix="outputs-") as folder:
        inputs, work = Path(folder).resolve() / "inputs", Path(folder).resolve() / "work"
        needed = {name for call in chosen for name in (call.repository, *call.adopted)}
        make_inputs(inputs, needed, ROOT, options.old)
        for name, commit in sides.items():
            sys.stderr.write(f"{name}: {len(chosen)} calls with the code of {commit[:12]}\n")
            Side(ROOT, commit, inputs, work, options.out / name).run(chosen, options.jobs)
    return _report(options.out, has_diff=options.diff)


def _report(out: Path, *, has_diff: bool) -> int:
    old, new = (digests(out / name) for name in ("old", "new"))
    for name, found in (("old", old), ("new", new)):
        (out / f"{name}.sha256").write_text(checksums(found), encoding="utf-8")
    unequal = list(differences(old, new))
    for path, kind in unequal:
        sys.stdout.write(f"{kind}: {path}\n")
        if has_diff:
            sys.stdout.writelines(f"    {line}\n" for line in shown(out / "old" / path, out / "new" / path))
    sys.stdout.write(f"{len(old)} old outputs, {len(new)} new ones, {len(unequal)} differences\n")
    return 1 if unequal else 0


def _commit(name: str) -> str:
    command = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        raise argparse.ArgumentTypeError(f"there is no commit {name!r}")
    return found.stdout.strip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/compare-outputs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("old", type=_commit, metavar="OLD_COMMIT")
    parser.add_argument("new", type=_commit, metavar="NEW_COMMIT", nargs="?", default="HEAD")
    parser.add_argument(
        "--diff", action="store_true", help="print the first lines of each difference of texts"
    )
    parser.add_argument(
        "--only", default="*", metavar="PATTERN", help="calls by name, such as 'demo/versions*'"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="calls at a time")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "outputs", metavar="DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
