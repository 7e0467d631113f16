// Matches the blocks of two lists by similarity. The same rules as sayasat/redline/alignment.py, which explains them.

import { common, inPlace, similarity } from "./lcs.js";
import { numbering, words } from "./words.js";

export { inPlace };

const CELLS = 40_000; // at most so many pairs of blocks are compared for similarity
const WORD_PAIRS = 4_000_000_000; // at most so many pairs of words are compared in order
const WORDS = 4_000_000; // at most so many words, counted for each pair of blocks, are compared in any order
const OPENING = 3; // where there are too many pairs, two blocks match if their first words are the same
const LEAST = 0.4;
const LEAST_JOINED = 0.7;

/** Pairs of equal blocks and the gaps between them, in order: steps {old: [start, end], new: [start, end]}. */
export function script(old, now) {
  const numbered = numbering();
  const { pairs, isWhole } = common(numbered(old), numbered(now));
  const steps = [];
  let [nextOld, nextNew] = [0, 0];
  const gap = (endOld, endNew) => {
    if (nextOld < endOld || nextNew < endNew) steps.push({ old: [nextOld, endOld], new: [nextNew, endNew] });
  };
  for (const [placeOld, placeNew] of pairs) {
    gap(placeOld, placeNew);
    [nextOld, nextNew] = [placeOld + 1, placeNew + 1];
    steps.push({ old: [placeOld, nextOld], new: [placeNew, nextNew], isEqual: true });
  }
  gap(old.length, now.length);
  return { steps, isWhole };
}

/**
 * Matches the blocks of a gap in order: similar blocks, and a block with the two that it was split into or merged
 * from. If there are too many pairs to compare, blocks that begin with the same words match.
 */
export function align(old, now, canBe) {
  const [olds, news] = numberedWords(old, now);
  const foundAgain = measure(olds, news);
  if (foundAgain) return { steps: new Table(olds, news, canBe, foundAgain).steps(), isWhole: true };
  return { steps: byOpenings(olds, news, canBe), isWhole: false };
}

/** Pairs [old, new] of similar blocks at any position, each block at most once, the most similar pair first. */
export function likest(old, now, least) {
  if (old.length * now.length > CELLS) return equal(old, now);
  const [olds, news] = numberedWords(old, now);
  const foundAgain = measure(olds, news);
  if (!foundAgain) return equal(old, now);
  const weighed = [];
  olds.forEach((a, i) =>
    news.forEach((b, j) => {
      if (2 * Math.min(a.length, b.length) < least * (a.length + b.length)) return;
      const alike = likeness(a, b, foundAgain);
      if (alike >= least) weighed.push([-alike, Math.abs(i - j), i, j]);
    }),
  );
  weighed.sort((x, y) => x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || x[3] - y[3]);
  const [takenOld, takenNew, pairs] = [new Set(), new Set(), []];
  for (const [, , i, j] of weighed) {
    if (takenOld.has(i) || takenNew.has(j)) continue;
    pairs.push([i, j]);
    takenOld.add(i);
    takenNew.add(j);
  }
  return pairs;
}

/** Whether these blocks are few and short enough to be compared for similarity. */
export function isWeighed(old, now) {
  return old.length * now.length <= CELLS && measure(...numberedWords(old, now)) !== null;
}

/** How common words are counted: in order; in long texts, in any order; in still longer texts, not at all. */
function measure(olds, news) {
  if (olds.length * news.length > CELLS) return null;
  const [oldWords, newWords] = [total(olds), total(news)];
  if (oldWords * newWords <= WORD_PAIRS) return similarity;
  return olds.length * newWords + news.length * oldWords <= WORDS ? inAnyOrder : null;
}

const total = (lists) => lists.reduce((sum, { length }) => sum + length, 0);

function inAnyOrder(a, b) {
  const left = new Map();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let found = 0;
  for (const word of b) {
    const number = left.get(word) ?? 0;
    if (!number) continue;
    left.set(word, number - 1);
    found++;
  }
  return found;
}

function byOpenings(olds, news, canBe) {
  const opening = (piece) => piece.slice(0, OPENING).join(" ");
  return script(olds.map(opening), news.map(opening)).steps.flatMap((by) => {
    const [gone, come] = [olds.slice(...by.old), news.slice(...by.new)];
    const [left, right] = [by.old[0], by.new[0]];
    const shifted = (steps) =>
      steps.map((step) => ({ old: step.old.map((place) => left + place), new: step.new.map((place) => right + place) }));
    const foundAgain = measure(gone, come);
    if (!foundAgain) return shifted([...alone(gone, "old"), ...alone(come, "new")]);
    return shifted(new Table(gone, come, (i, j) => canBe(left + i, right + j), foundAgain).steps());
  });
}

const alone = (pieces, side) =>
  pieces.map((_, place) => ({ old: [0, 0], new: [0, 0], [side]: [place, place + 1] }));

function numberedWords(old, now) {
  const numbered = numbering();
  return [old, now].map((pieces) => pieces.map((piece) => numbered(words(piece))));
}

function equal(old, now) {
  const where = new Map();
  old.forEach((piece, place) => {
    if (!where.has(piece)) where.set(piece, []);
    where.get(piece).push(place);
  });
  const next = new Map();
  return now.flatMap((piece, place) => {
    const number = next.get(piece) ?? 0;
    const found = where.get(piece)?.[number];
    next.set(piece, number + 1);
    return found === undefined ? [] : [[found, place]];
  });
}

function likeness(a, b, foundAgain) {
  const all = a.length + b.length;
  return all ? (2 * foundAgain(a, b)) / all : 0;
}

/** For each pair of positions, the largest number of common words from there to the end. */
class Table {
  #old;
  #new;
  #foundAgain;
  #one;
  #best;
  #choice = new Map();

  constructor(old, now, canBe, foundAgain) {
    [this.#old, this.#new, this.#foundAgain] = [old, now, foundAgain];
    this.#one = old.map((a, i) => now.map((b, j) => (canBe(i, j) ? foundAgain(a, b) : 0)));
    this.#best = Array.from({ length: old.length + 1 }, () => new Array(now.length + 1).fill(0));
    for (let i = old.length - 1; i >= 0; i--) for (let j = now.length - 1; j >= 0; j--) this.#fill(i, j);
  }

  steps() {
    const steps = [];
    let [i, j] = [0, 0];
    while (i < this.#old.length || j < this.#new.length) {
      const rest = i < this.#old.length ? [1, 0] : [0, 1];
      const [down, right] = this.#choice.get(this.#at(i, j)) ?? rest;
      steps.push({ old: [i, i + down], new: [j, j + right] });
      [i, j] = [i + down, j + right];
    }
    return steps;
  }

  #at(i, j) {
    return i * (this.#new.length + 1) + j;
  }

  #fill(i, j) {
    const best = this.#best;
    const options = [[best[i][j + 1], [0, 1]], [best[i + 1][j], [1, 0]], ...this.#joining(i, j)];
    best[i][j] = Math.max(...options.map(([score]) => score));
    // Of equal results: a match before none, one block with one before one with two, a deletion before an insertion.
    this.#choice.set(this.#at(i, j), options.findLast(([score]) => score === best[i][j])[1]);
  }

  #joining(i, j) {
    const [old, now, best] = [this.#old, this.#new, this.#best];
    const one = this.#one[i][j];
    const found = [];
    const split = j + 1 < now.length ? this.#joined([i, i], [j, j + 1]) : 0;
    if (split) found.push([split + best[i + 1][j + 2], [1, 2]]);
    const merged = i + 1 < old.length ? this.#joined([i, i + 1], [j, j]) : 0;
    if (merged) found.push([merged + best[i + 2][j + 1], [2, 1]]);
    if (one && 2 * one >= LEAST * (old[i].length + now[j].length)) found.push([one + best[i + 1][j + 1], [1, 1]]);
    return found;
  }

  /** Common words of one block and two; 0 if the two are not its halves, or if one of them has as many. */
  #joined([i, lastOld], [j, lastNew]) {
    const [first, second] = [this.#one[i][j], this.#one[lastOld][lastNew]];
    const whole = (pieces, from, last) => (from === last ? pieces[from] : [...pieces[from], ...pieces[last]]);
    const length = (pieces, from, last) => pieces[from].length + (from === last ? 0 : pieces[last].length);
    const least = LEAST_JOINED * (length(this.#old, i, lastOld) + length(this.#new, j, lastNew));
    // Each half must have common words, and the sum of both is the most that the whole block can have.
    if (!first || !second || 2 * (first + second) < least) return 0;
    const kept = this.#foundAgain(whole(this.#old, i, lastOld), whole(this.#new, j, lastNew));
    return kept > Math.max(first, second) + 1 && 2 * kept >= least ? kept : 0;
  }
}
