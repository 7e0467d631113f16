"""What a redline says, measured: false moves, words struck and inserted again, edges, pairs of sections.

    python -m bench.redline_quality [FIRST SEED]

Revisions are generated with known edits (`tests.support.known_edits`), with 40 seeds from the first one on.
The results of those from 0 on are written to RESULTS-redline-quality.md. Definitions:

- *False move*: a passage shown as moved although it stands in the same order as all unchanged blocks.
- *Re-inserted*: words struck and inserted again in the same section, in order, of all marked words.
- *Wrong edge*: a pure insertion or deletion that could be shifted, with the same two texts, to a better
  boundary (`sayasat.redline.edges.quality`), or that has half a pair of brackets or quotation marks where
  another has none.
- *Mispaired*: a section that is paired with another one than that it was made of, or with none though the
  other text has it (the generator knows); or two pairs of sections that were together more alike with their
  old sections exchanged.
- *Marked*: words in deletions and insertions by the fewest that must be marked (the longest common
  subsequence of words). Below 1 where something moved: its words are not marked.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from diff_match_patch import diff_match_patch
from msgspec import Struct, field
from rapidfuzz.distance import LCSseq
from redlines import Redlines

from sayasat.markdown.section_reader import sections, visible_text
from sayasat.markdown.sections import Section
from sayasat.markdown.words import tokens, words
from sayasat.redline import edges
from sayasat.redline.compare import compare_blocks
from sayasat.redline.marks import Mark
from sayasat.redline.model import ChangeStatus, PassageChange, Redline, SectionChange
from tests.support.known_edits import KINDS, Author, Revision, known_revision

RESULTS = Path(__file__).parent / "RESULTS-redline-quality.md"
_SEEDS = 40
_ARTICLE = 2
"""The level of the headings of articles in the generated laws."""

_LOOKED_AT = "\n## Looked at"
"""What begins with this is written by hand, and stays."""

_COLUMNS = (
    *("edits", "program", "false moves", "re-inserted", "wrong edges", "mispaired"),
    *("marked/least: median; p99", "s"),
)
HEAD = (f"| {' | '.join(_COLUMNS)} |", f"|{' --- |' * len(_COLUMNS)}")
"""The first two lines of the table."""


class Score(Struct):
    """What was counted over all revisions of one kind."""

    moves: int = 0
    false_moves: int = 0
    marked: int = 0
    again: int = 0
    edges: int = 0
    wrong_edges: int = 0
    pairs: int = 0
    mispaired: int = 0
    ratios: list[float] = field(default_factory=list)
    seconds: float = 0

    def add(self, other: Score) -> None:
        """Add what another one counted."""
        for name in ("moves", "false_moves", "marked", "again", "edges", "wrong_edges", "pairs", "mispaired"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ratios += other.ratios
        self.seconds += other.seconds


Stretch = list[tuple[Mark, str]]
"""The runs of one passage, or of a whole text where a program knows no passages."""


def ours(made: Revision) -> Score:
    """The product's redline."""
    old, new, _ = made
    before, after = sections(old), sections(new)
    begun = time.perf_counter()
    redline = compare_blocks(before, after)
    seconds = time.perf_counter() - begun
    score = score_of(redline, old, new, before, made.origins)
    score.seconds = seconds
    return score


def score_of(
    redline: Redline,
    old: str,
    new: str,
    before: Sequence[Section],
    origins: Sequence[int | None] | None = None,
) -> Score:
    """What a redline of two texts counts; ``before`` are the sections of the old one."""
    score = _scored(_stretches(redline), old, new)
    score.again = sum(_struck_again(_whole(section)) for section in redline.sections)
    score.moves, score.false_moves = _moves(redline)
    score.pairs, score.mispaired = _pairs(redline, before, origins)
    return score


def marked_of_least(old: str, new: str) -> float:
    """Words that the product's redline marks, for each word that must be marked."""
    ratios = _scored(_stretches(compare_blocks(sections(old), sections(new))), old, new).ratios
    return ratios[0] if ratios else 1.0


def _stretches(redline: Redline) -> list[Stretch]:
    return [
        [(run.mark, run.text) for run in passage.runs]
        for section in redline.sections
        for passage in section.all_passages
        if passage.fate is not ChangeStatus.MOVED_AWAY
    ]


def diff_match_patch_semantic(made: Revision) -> Score:
    """By characters, then its own semantic clean-up."""
    old, new, _ = made
    marks = {0: Mark.SAME, -1: Mark.DELETED, 1: Mark.INSERTED}
    texts = visible_text(old), visible_text(new)
    begun = time.perf_counter()
    differ = diff_match_patch()
    found = differ.diff_main(*texts)
    differ.diff_cleanupSemantic(found)
    seconds = time.perf_counter() - begun
    runs = [(marks[mark], text) for mark, text in found]
    score = _scored([runs], old, new)
    score.again = _struck_again(runs)
    score.seconds = seconds
    return score


def redlines(made: Revision) -> Score:
    """The package of that name."""
    old, new, _ = made
    texts = visible_text(old), visible_text(new)
    begun = time.perf_counter()
    changes = Redlines(*texts).changes
    seconds = time.perf_counter() - begun
    marked = [(change.source_text or "", change.test_text or "") for change in changes]
    score = _scored([[(Mark.DELETED, gone), (Mark.INSERTED, come)] for gone, come in marked], old, new)
    score.again = max(0, (score.marked - _least(old, new)) // 2)
    score.seconds = seconds
    return score


PROGRAMMES = {"sayasat": ours, "diff-match-patch": diff_match_patch_semantic, "redlines": redlines}


def _scored(stretches: Sequence[Stretch], old: str, new: str) -> Score:
    score = Score()
    for stretch in stretches:
        score.marked += sum(len(words(text)) for mark, text in stretch if mark is not Mark.SAME)
        for place, (mark, _) in enumerate(stretch):
            if mark is not Mark.SAME and _stays(stretch, place - 1) and _stays(stretch, place + 1):
                score.edges += 1
                score.wrong_edges += _is_wrong(stretch, place)
    least = _least(old, new)
    if least:
        score.ratios.append(score.marked / least)
    return score


def _stays(stretch: Stretch, place: int) -> bool:
    return not 0 <= place < len(stretch) or stretch[place][0] is Mark.SAME


def _is_wrong(stretch: Stretch, place: int) -> bool:
    """Whether a better boundary can be reached. A change that begins within a word is always wrong."""
    parts = [
        edges.pieces(tokens(each))
        for each in (
            stretch[place - 1][1] if place else "",
            stretch[place][1],
            stretch[place + 1][1] if place + 1 < len(stretch) else "",
        )
    ]
    around = [piece for part in parts for piece in part]
    if around != edges.pieces(tokens("".join(around))):
        return True
    start = len(parts[0])
    shift = edges.best_shift(
        around,
        start,
        start + len(parts[1]),
        is_first=place < 2,  # noqa: PLR2004 (nothing but what stays is before it)
        is_last=place > len(stretch) - 3,
    )
    return shift != 0


def _whole(section: SectionChange) -> Stretch:
    return [
        run
        for passage in section.all_passages
        if passage.fate is not ChangeStatus.MOVED_AWAY
        for run in (*((each.mark, each.text) for each in passage.runs), (Mark.SAME, "\n"))
    ]


def _struck_again(stretch: Stretch) -> int:
    """Words that could have stayed: in order in both texts, and yet marked."""
    old = [word for mark, text in stretch if mark is not Mark.INSERTED for word in words(text)]
    new = [word for mark, text in stretch if mark is not Mark.DELETED for word in words(text)]
    kept = sum(len(words(text)) for mark, text in stretch if mark is Mark.SAME)
    return max(0, LCSseq.similarity(old, new) - kept)


def _least(old: str, new: str) -> int:
    before, after = words(visible_text(old)), words(visible_text(new))
    return len(before) + len(after) - 2 * LCSseq.similarity(before, after)


def _moves(redline: Redline) -> tuple[int, int]:
    """Passages that moved, and those of them that crossed no passage that stayed."""
    flow = [passage for section in redline.sections for passage in section.all_passages]
    stays = [place for place, passage in enumerate(flow) if passage.fate is ChangeStatus.SAME]
    here = {passage.move: place for place, passage in enumerate(flow) if _is_move(passage, "moved-here")}
    away = {passage.move: place for place, passage in enumerate(flow) if _is_move(passage, "moved-away")}
    crossed = [
        any(min(here[move], away[move]) < place < max(here[move], away[move]) for place in stays)
        for move in here.keys() & away.keys()
    ]
    return len(crossed), crossed.count(False)


def _is_move(passage: PassageChange, name: str) -> bool:
    return bool(passage.move) and passage.fate == name


def _pairs(
    redline: Redline, before: Sequence[Section], origins: Sequence[int | None] | None
) -> tuple[int, int]:
    """Sections of the new text with a heading, and those of them that are mispaired."""
    pairs = [(each.old, each.new) for each in redline.sections if each.new and each.new.level >= _ARTICLE]
    articles = [new for _, new in pairs if new.level == _ARTICLE]
    olds = [each for each in before if each.level == _ARTICLE]
    known = {
        id(new): None if origin is None else olds[origin]
        for new, origin in zip(articles, origins or (), strict=origins is not None)
    }
    wrong = [
        (origins is not None and known.get(id(new)) is not old)
        or any(_is_exchangeable(old, new, *other) for other in pairs)
        for old, new in pairs
    ]
    return len(pairs), sum(wrong)


def _is_exchangeable(
    old: Section | None, new: Section, other_old: Section | None, other_new: Section
) -> bool:
    if not old or not other_old:
        return False
    now = _alike(old, new) + _alike(other_old, other_new)
    return _alike(old, other_new) + _alike(other_old, new) > now


def _alike(old: Section, new: Section) -> float:
    a, b = _content(old), _content(new)
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def _content(section: Section) -> Counter[str]:
    return Counter(word for block in section.blocks for word in words(block.text))


def table(first_seed: int) -> Iterator[str]:
    """A row for each kind of edit and program."""
    yield from HEAD
    totals = {name: Score() for name in PROGRAMMES}
    for kind in KINDS:
        for name, program in PROGRAMMES.items():
            score = Score()
            for seed in range(first_seed, first_seed + _SEEDS):
                score.add(program(known_revision(kind, seed)))
            totals[name].add(score)
            yield row(kind, name, score)
    for name, score in totals.items():
        yield row("**all**", name, score)


def row(kind: str, name: str, score: Score) -> str:
    """A row of the table; only our own redlines know moves and pairs of sections."""
    ratios = sorted(score.ratios) or [1.0]
    high = ratios[min(len(ratios) - 1, int(len(ratios) * 0.99))]
    own = bool(score.pairs)
    moves, mispaired = _share(score.false_moves, score.moves), _share(score.mispaired, score.pairs)
    return (
        f"| {kind} | {name} "
        f"| {moves if own else '–'} | {_share(score.again, score.marked)} "
        f"| {_share(score.wrong_edges, score.edges) if score.edges else '–'} | {mispaired if own else '–'} "
        f"| {median(ratios):.2f}; {high:.2f} | {score.seconds:.2f} |"
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if part else "")


def large() -> str:
    """Two laws of 1.5 MB, in processor time. diff-match-patch may take as long as it needs."""
    old, new = Author(5).large_revision(1500, 400)
    before, after = sections(old), sections(new)
    texts = visible_text(old), visible_text(new)
    begun = time.process_time()
    compare_blocks(before, after)
    own = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    differ = diff_match_patch()
    differ.Diff_Timeout = 0
    found = differ.diff_main(*texts)
    differ.diff_cleanupSemantic(found)
    other = time.process_time() - begun
    return (
        f"Two laws of {len(old.encode()) / 1e6:.1f} MB: {own:.2f} s, diff-match-patch {other:.2f} s "
        f"({own / other:.2f} times as long); {memory:.0f} MB at most until then."
    )


def main(first_seed: int) -> None:
    """Measure, print, and write the results of the first seeds."""
    text = f"{large()}\n\n" + "\n".join(table(first_seed)) + "\n"
    if first_seed == 0:
        definitions = (__doc__ or "").split("Definitions:", 1)[1].strip()
        _, heading, looked_at = RESULTS.read_text(encoding="utf-8").partition(_LOOKED_AT)
        head = f"# What the redline says, measured\n\n{definitions}"
        RESULTS.write_text(f"{head}\n\n{text}{heading}{looked_at}", encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
