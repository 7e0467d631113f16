"""A large search index in parts, of which a browser loads those that a query needs. Pure.

``words-N.json`` are the terms that stand between two others, each with the sections that have it;
``texts-N.json`` are the texts of some sections, which make excerpts; ``list-N.json`` are all terms with one
first letter, among which a mistyped word is sought. What ranks results before any text is loaded stands in
the value of `parts`.
"""

from __future__ import annotations

import json
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from math import log
from operator import itemgetter
from typing import Any

from sayasat.exports.search_entries import SearchEntry, SearchText
from sayasat.exports.search_terms import is_unspaced, terms

_PART = 48_000
"""Characters of a part of the terms: about 15 KB as sent."""

_TEXTS = 16_000
"""Characters of a part of the texts: about 5 KB as sent."""

_TITLE, _HEADING, _OWN_TITLE, _TEXT = 4, 30, 45, 10
"""How much a term counts, in tenths, as in ``search/engine.js``; third, in a heading that is the title."""

_STEP = 1.25
"""Lengths are stored as powers of it, one digit each."""

_NUMBER = re.compile(r"\d")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def as_json(value: object) -> bytes:
    """A value as JSON. Letters are not escaped: escaped, Cyrillic is three times as long."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def parts(name: str, texts: Sequence[SearchText]) -> tuple[Mapping[str, Any], Iterable[tuple[str, bytes]]]:
    """What the index called ``name`` has of its parts, and the path and bytes of each part.

    A part's path changes with any part's content, so that a browser never joins parts of two builds.
    """
    sections = [(text, entry) for text in texts for entry in text.sections]
    lengths, places = _counted(sections)
    words = sorted(places, key=lambda word: word.encode("utf-16-be"))  # the order of the browser
    blocks = list(_blocks(texts))
    shards = list(_shards(words, places))
    may_be_mistyped = (each for each in words if not is_unspaced(each) and not _NUMBER.search(each))
    lists = {first: list(group) for first, group in groupby(may_be_mistyped, itemgetter(0))}
    files = [
        *((f"list-{number}.json", as_json(" ".join(each))) for number, each in enumerate(lists.values())),
        *((f"words-{number}.json", data) for number, (_, data) in enumerate(shards)),
        *((f"texts-{number}.json", as_json(block)) for number, block in enumerate(blocks)),
    ]
    digest = sha256()
    for path, data in files:
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    folder = f"search/{name}.{digest.hexdigest()[:12]}/"
    kinds = groupby((text.rank, int(bool(text.status))) for text, _ in sections)
    head = {
        "folder": folder,
        "lengths": "".join(_DIGITS[min(35, round(log(max(1, each), _STEP)))] for each in lengths),
        "kinds": [(len(list(group)), *kind) for kind, group in kinds],
        "letters": "".join(lists),
        "words": [first for first, _ in shards],
        "texts": [sum(len(text["sections"]) for text in block) for block in blocks],
    }
    return head, ((folder + path, data) for path, data in files)


def _counted(sections: Sequence[tuple[SearchText, SearchEntry]]) -> tuple[list[int], dict[str, array[int]]]:
    """The number of terms in each section's text, and for each term its sections and weights in turn."""
    lengths = []
    places: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for place, (text, entry) in enumerate(sections):
        own = terms(entry.text)
        lengths.append(own.total())
        weights = Counter({term: _TEXT * times for term, times in own.items()})
        is_title = entry.heading == text.title
        for where, weight in ((text.title, _TITLE), (entry.heading, _OWN_TITLE if is_title else _HEADING)):
            for term, times in terms(where).items():
                weights[term] += weight * times
        for term, weight in weights.items():
            places[term].extend((place, weight))
    return lengths, places


def _shards(words: Sequence[str], places: Mapping[str, array[int]]) -> Iterator[tuple[str, bytes]]:
    """The first term and the bytes of each part of the terms."""
    shard: dict[str, list[int]] = {}
    size = 0
    for word in words:
        shard[word] = list(_listed(places[word]))
        size += len(word) + 4 + 3 * len(shard[word])
        if size > _PART or word == words[-1]:
            yield next(iter(shard)), as_json(shard)
            shard, size = {}, 0


def _listed(places: array[int]) -> Iterator[int]:
    """The step to each section from the one before; before it, unless it is usual, its negative weight."""
    before = -1
    for place, weight in zip(places[::2], places[1::2], strict=True):
        if weight != _TEXT:
            yield -weight
        yield place - before
        before = place


def _blocks(texts: Iterable[SearchText]) -> Iterator[list[dict[str, Any]]]:
    """The texts in groups of about equal size; of a long one, some sections each."""
    block: list[dict[str, Any]] = []
    size = 0
    for text in texts:
        block.append(text._asdict() | {"sections": []})
        for entry in text.sections:
            if size > _TEXTS:
                yield [each for each in block if each["sections"]]
                block, size = [text._asdict() | {"sections": []}], 0
            block[-1]["sections"].append(entry)
            size += len(entry.heading) + len(entry.text)
    if block:
        yield [each for each in block if each["sections"]]
