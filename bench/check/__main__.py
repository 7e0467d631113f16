"""What share of slips the check catches, and what it finds in right revisions.

`make bench` writes bench/check/RESULTS.md.

Policies are published in three languages; then a new version of each is proposed in all of them, every second
time with a right revision of one, and with a slip in one text or the same in all. It is caught where the
check finds there what it does not find in the same versions without it. What it finds in a right revision,
and not in the same versions without it, is false.
"""

from __future__ import annotations

import platform
import re
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from bench.check.meaning_slips import ALL, KINDS, meaning_slips
from bench.check.slips import Kind, Slipped, Texts, slips
from sayasat.check.finding import Finding, Severity
from sayasat.check.runner import CheckResult
from sayasat.cli.parser import parser
from sayasat.cli.proposals import ProposalTarget
from sayasat.mkdocs_plugin.config import read_configuration
from tests.support.repo import PolicyRepo

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
COUNT, MEANING_COUNT, SEED = 120, 350, 2026
"""How many slips of form (`slips`) and of sense (`meaning_slips`)."""
LANGUAGES = ("ky", "ru", "en")
_HEAD = re.compile(r"---\n.*?\n---\n", re.DOTALL)


class Tried(Struct, frozen=True):
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


class Revised(Struct, frozen=True):
    """A right revision, and what the check finds in it: false."""

    policy: str
    what: str
    texts: Texts
    findings: tuple[Finding, ...]


class Measured(Struct, frozen=True):
    """A run."""

    tried: list[Tried]
    revised: list[Revised]
    clean: CheckResult
    """What the check says of the versions without a slip and without a revision."""


def samples() -> dict[str, Texts]:
    """Bodies by policy and language: the publisher's own, and invented ones."""
    ours = {"publisher": ROOT / "docs/{}/policies/privacy.md"}
    more = {name: HERE / f"texts/{name}.{{}}.md" for name in ("order", "terms")}
    office = ROOT / "tests/demo/texts"
    files = (
        ours | more | {name: office / f"{name}.{{}}.md" for name in ("access", "privacy", "services", "wifi")}
    )
    return {
        name: {language: _body(Path(str(file).format(language))) for language in LANGUAGES}
        for name, file in files.items()
    }


def revisions(texts: Mapping[str, Texts]) -> Iterator[tuple[str, str, Texts]]:
    """The policy, the name and the revised texts of each right revision.

    Raises ValueError if a text lacks the words that a revision replaces.
    """
    for each in tomllib.loads((HERE / "revisions.toml").read_text(encoding="utf-8"))["revision"]:
        revised = dict(texts[each["policy"]])
        for language, body in revised.items():
            old, new = each[language]
            if old not in body:
                raise ValueError(f"{each['policy']}, {language}: {old}")
            revised[language] = body.replace(old, new, 1)
        yield each["policy"], each["what"], revised


def measure() -> Measured:
    """Every slip with its outcome, every right revision with what is found in it."""
    texts = samples()
    with TemporaryDirectory(prefix="slips-") as folder:
        bench = _Bench(PolicyRepo(Path(folder)))
        bench.publish(texts)
        clean = bench.propose(texts)
        revised = []
        for name, what, changed in revisions(texts):
            found = bench.propose(texts | {name: changed}).findings
            revised.append(Revised(name, what, changed, _new(found, clean.findings)))
        tried = []
        for slipped, name, base in _slips(texts, revised):
            known = (*clean.findings, *base.findings) if base else clean.findings
            found = bench.propose(texts | {name: slipped.texts}).findings
            tried.append(Tried(slipped, name, _new(found, known)))
    return Measured(tried, revised, clean)


def _slips(
    texts: Mapping[str, Texts], revised: list[Revised]
) -> Iterator[tuple[Slipped, str, Revised | None]]:
    """As many in each policy, `COUNT` and `MEANING_COUNT` in all; half of them beside a right revision."""
    for number, (name, languages) in enumerate(texts.items()):
        bases = [None, *(each for each in revised if each.policy == name)]
        for draw, count in ((slips, COUNT), (meaning_slips, MEANING_COUNT)):
            share, rest = divmod(count, len(texts))
            share += number < rest
            right = bases[1 + SEED % (len(bases) - 1)] if len(bases) > 1 else None
            for base, part in ((None, share - share // 2), (right, share // 2)):
                changed = base.texts if base else languages
                for slipped in draw(changed, part, SEED + number + 100 * (base is not None)):
                    yield slipped, name, base


class _Bench(Struct, frozen=True):
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
        return ProposalTarget(self.repo.path, settings, names, moment).check(
            parser().parse_args(["check", "--base", "HEAD"])
        )

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


def page(measured: Measured, seconds: float) -> str:
    """The page of results."""
    when, python = datetime.now(UTC).date().isoformat(), platform.python_version()
    tried, revised = measured.tried, measured.revised
    missed = [each for each in tried if each.outcome == "missed"]
    false = [each for each in revised if each.findings]
    examples = "\n".join(f"- {_described(each)}" for each in missed) or "None."
    falses = "\n".join(f"- {each.policy}, {each.what}: {_names(each)}" for each in false) or "None."
    ours = [each for each in measured.clean.findings if each.path.endswith("/publisher.md")]
    return f"""# The check, measured

{when}, {platform.machine()}, {platform.system()}, Python {python}. `make bench` writes this page.

{len(tried)} slips of {len({each.slipped.kind for each in tried})} kinds (seed {SEED}) in new versions of \
{len(samples())} policies, half of them beside a right revision:
**{len(tried) - len(missed)} caught ({(len(tried) - len(missed)) / len(tried):.0%}), {len(missed)} missed**.
{len(revised)} right revisions in three languages: **{len(false)} with a false finding**. Findings in the \
publisher's texts without a slip: {len(ours)} ({", ".join(sorted({each.rule for each in ours})) or "none"}).

A slip is caught where `check --base` finds something that it does not find without it. Checking a proposal \
took {seconds / (len(tried) + len(revised)):.2f} s on average.

{_table(tried)}

## False findings in right revisions

{falses}

## Missed

{examples}
"""


def _names(revised: Revised) -> str:
    return ", ".join(f"{each.rule} ({each.path}: {each.extract})" for each in revised.findings)


def _table(tried: list[Tried]) -> str:
    lines = [
        "| kind | slips | of them in all languages | as an error | as a warning | caught |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for kind in (*Kind, *KINDS):
        of_kind = [each for each in tried if each.slipped.kind == kind]
        counts = Counter(each.outcome for each in of_kind)
        if total := len(of_kind):
            caught, in_all = total - counts["missed"], sum(each.slipped.language == ALL for each in of_kind)
            row = (kind, total, in_all, counts["error"], counts["warning"], f"{caught / total:.0%}")
            lines.append(f"| {' | '.join(map(str, row))} |")
    return "\n".join(lines)


def _described(tried: Tried) -> str:
    slipped = tried.slipped
    old, new = (" ".join(text.split()) for text in (slipped.was, slipped.became))
    start = next((at for at, (a, b) in enumerate(zip_longest(old, new)) if a != b), 0)
    first = max(0, start - 30)
    was, is_now = (text[first : start + 40] for text in (old, new))
    return f"{tried.policy}, {slipped.language}, {slipped.kind}: “{was}” became “{is_now}”"


if __name__ == "__main__":
    begun = time.monotonic()
    outcome = measure()
    RESULTS.write_text(page(outcome, time.monotonic() - begun), encoding="utf-8")
