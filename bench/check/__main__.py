"""What share of slips the check catches: make bench writes bench/RESULTS-check.md.

Policies are published in three languages; then a new version of each is proposed in all of them, with a slip
in one text. It is caught where the check finds there what it does not find in the same versions without it.
"""

from __future__ import annotations

import platform
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.check.slips import Kind, Slipped, Texts, slips
from sayasat.check.finding import Finding, Severity
from sayasat.check.runner import CheckResult
from sayasat.cli.parser import parser
from sayasat.cli.proposals import ProposalTarget
from sayasat.mkdocs_plugin.config import read_configuration
from tests.support.repo import PolicyRepo

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
RESULTS = ROOT / "bench" / "RESULTS-check.md"
COUNT, SEED = 200, 2026
LANGUAGES = ("ky", "ru", "en")
_HEAD = re.compile(r"---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tried:
    """One slip, and what came of it."""

    slipped: Slipped
    policy: str
    findings: tuple[Finding, ...]
    """Those that the text without it does not have."""

    @property
    def outcome(self) -> str:
        """``error``, ``warning`` or ``missed``."""
        severities = {finding.severity for finding in self.findings}
        if Severity.ERROR in severities:
            return "error"
        return "warning" if severities else "missed"


def samples() -> dict[str, Texts]:
    """Bodies by policy and language: the publisher's own, those of the invented office, one full of dates."""
    ours = {"publisher": ROOT / "docs/{}/policies/privacy.md", "order": HERE / "texts/order.{}.md"}
    office = ROOT / "tests/demo/texts"
    files = ours | {name: office / f"{name}.{{}}.md" for name in ("access", "privacy", "services", "wifi")}
    return {
        name: {language: _body(Path(str(file).format(language))) for language in LANGUAGES}
        for name, file in files.items()
    }


def measure() -> tuple[list[Tried], int]:
    """Every slip with its outcome; how many errors the texts have without one."""
    texts = samples()
    with TemporaryDirectory(prefix="slips-") as folder:
        bench = _Bench(PolicyRepo(Path(folder)))
        bench.publish(texts)
        clean = bench.propose(texts)
        tried = [
            Tried(slipped, name, _new(bench.propose(texts | {name: slipped.texts}).findings, clean.findings))
            for name, slipped in _slips(texts)
        ]
    return tried, clean.errors


def _slips(texts: Mapping[str, Texts]) -> Iterator[tuple[str, Slipped]]:
    """As many in each policy, `COUNT` in all."""
    share, rest = divmod(COUNT, len(texts))
    for number, (name, languages) in enumerate(texts.items()):
        for slipped in slips(languages, share + (number < rest), SEED + number):
            yield name, slipped


@dataclass(frozen=True, slots=True)
class _Bench:
    """A repository with one policy."""

    repo: PolicyRepo

    def publish(self, texts: Mapping[str, Texts]) -> None:
        self._write(texts, "2024-01-01")
        for language in LANGUAGES:
            self.repo.write(f"docs/{language}/contact.md", "# Contact\n")
        self.repo.commit(date="2024-01-01T12:00:00+06:00")

    def propose(self, texts: Mapping[str, Texts]) -> CheckResult:
        """What the check says of a version of each for the next year."""
        self._write(texts, "2027-01-01")
        settings, _, names = read_configuration(ROOT / "mkdocs.yml")
        moment = datetime(2026, 11, 24, 12, tzinfo=settings.zone)
        return ProposalTarget(self.repo.path, settings, names, moment).check(parser().parse_args(["check"]))

    def _write(self, texts: Mapping[str, Texts], effective: str) -> None:
        for name, languages in texts.items():
            for language, body in languages.items():
                head = f"---\ntitle: Policy\neffective: {effective}\n---\n"
                self.repo.write(f"docs/{language}/policies/{name}.md", head + body)


def _new(found: tuple[Finding, ...], before: tuple[Finding, ...]) -> tuple[Finding, ...]:
    known = Counter((finding.rule, finding.path, finding.extract) for finding in before)
    new = []
    for finding in found:
        name = (finding.rule, finding.path, finding.extract)
        if known[name]:
            known[name] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _body(file: Path) -> str:
    return _HEAD.sub("", file.read_text(encoding="utf-8"), count=1)


def page(tried: list[Tried], false_alarms: int, seconds: float) -> str:
    """The page of results."""
    when, python = datetime.now(UTC).date().isoformat(), platform.python_version()
    missed = [each for each in tried if each.outcome == "missed"]
    caught = len(tried) - len(missed)
    examples = "\n".join(f"- {_told(each)}" for each in missed) or "None."
    return f"""# The check, measured

{when}, {platform.machine()}, {platform.system()}, Python {python}. `make bench` writes this page.

{len(tried)} slips (seed {SEED}), each in one text of new versions of {len(samples())} policies: {caught}
caught, {len(missed)} missed. Errors found in the same versions without a slip: {false_alarms}.

{_table(tried)}

A slip is caught where the check finds something that it does not find without it. Checking a proposal took
{seconds / (len(tried) or 1):.2f} s on average.

## Missed

{examples}
"""


def _table(tried: list[Tried]) -> str:
    lines = ["| kind | slips | as an error | as a warning | caught |", "| --- | --: | --: | --: | --: |"]
    for kind in Kind:
        counts = Counter(each.outcome for each in tried if each.slipped.kind is kind)
        total = counts.total()
        if total:
            caught = total - counts["missed"]
            lines.append(
                f"| {kind} | {total} | {counts['error']} | {counts['warning']} | {caught / total:.0%} |"
            )
    return "\n".join(lines)


def _told(tried: Tried) -> str:
    slipped = tried.slipped
    old, new = (" ".join(text.split()) for text in (slipped.was, slipped.became))
    start = next((at for at, (a, b) in enumerate(zip_longest(old, new)) if a != b), 0)
    first = max(0, start - 30)
    was, is_now = (text[first : start + 30] for text in (old, new))
    return f"{tried.policy}, {slipped.language}, {slipped.kind}: “{was}” became “{is_now}”"


if __name__ == "__main__":
    begun = time.monotonic()
    outcome, alarms = measure()
    RESULTS.write_text(page(outcome, alarms, time.monotonic() - begun), encoding="utf-8")
