// Which pieces of two lists belong together, by likeness. The same rules as sayasat/matching.py.

import { common, inPlace, similarity } from "./lcs.js";
import { numbering, words } from "./words.js";

export { inPlace };

const CELLS = 40_000; // pairs of pieces up to which likeness is weighed
const WORK = 60_000_000_000; // pairs of words, in all of these
const LEAST = 0.4;
const LEAST_JOINED = 0.7;

/** Equal pieces one by one and the gaps between them: steps {old: [start, end], new: [start, end]}. */
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
    steps.push({ old: [placeOld, nextOld], new: [placeNew, nextNew] });
  }
  gap(old.length, now.length);
  return { steps, isWhole };
}

/** The pieces of a gap in order: alike ones together, a split or merged one with its two, the rest alone. */
export function align(old, now, canBe) {
  const [olds, news] = numberedWords(old, now);
  if (!isWeighed(old.length, now.length) || work(olds, news) > WORK) {
    return { steps: [...alone(old, "old"), ...alone(now, "new")], isWhole: false };
  }
  return { steps: new Table(olds, news, canBe).steps(), isWhole: true };
}

/** Pairs [old, new] of pieces that belong together wherever they stand, each at most once, the likest first. */
export function likest(old, now, least) {
  if (!isWeighed(old.length, now.length)) return equal(old, now);
  const [olds, news] = numberedWords(old, now);
  if (work(olds, news) > WORK) return equal(old, now);
  const weighed = [];
  olds.forEach((a, i) =>
    news.forEach((b, j) => {
      if (2 * Math.min(a.length, b.length) < least * (a.length + b.length)) return;
      const alike = likeness(a, b);
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

/** Whether a gap of so many pieces is matched by likeness, not by equal pieces only. */
export const isWeighed = (old, now) => old * now <= CELLS;

const alone = (pieces, side) =>
  pieces.map((_, place) => ({ old: [0, 0], new: [0, 0], [side]: [place, place + 1] }));

function numberedWords(old, now) {
  const numbered = numbering();
  return [old, now].map((pieces) => pieces.map((piece) => numbered(words(piece))));
}

function work(olds, news) {
  const all = (lists) => lists.reduce((sum, { length }) => sum + length, 0);
  return all(olds) * all(news);
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

function likeness(a, b) {
  const total = a.length + b.length;
  return total ? (2 * similarity(a, b)) / total : 0;
}

/** For each pair of places, the most words that can be found again from there on. */
class Table {
  #old;
  #new;
  #canBe;
  #best;
  #choice = new Map();

  constructor(old, now, canBe) {
    [this.#old, this.#new, this.#canBe] = [old, now, canBe];
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
    const options = [
      [best[i + 1][j], [1, 0]],
      [best[i][j + 1], [0, 1]],
    ];
    if (this.#canBe(i, j)) options.push(...this.#joining(i, j));
    best[i][j] = Math.max(...options.map(([score]) => score));
    // Together rather than apart, and one with one rather than with two.
    this.#choice.set(this.#at(i, j), options.findLast(([score]) => score === best[i][j])[1]);
  }

  #joining(i, j) {
    const [old, now, best] = [this.#old, this.#new, this.#best];
    const one = similarity(old[i], now[j]);
    const found = [];
    if (j + 1 < now.length && this.#canBe(i, j + 1)) {
      const kept = this.#joined(old[i], [...now[j], ...now[j + 1]], one);
      if (kept && kept > similarity(old[i], now[j + 1]) + 1) found.push([kept + best[i + 1][j + 2], [1, 2]]);
    }
    if (i + 1 < old.length && this.#canBe(i + 1, j)) {
      const kept = this.#joined([...old[i], ...old[i + 1]], now[j], one);
      if (kept && kept > similarity(old[i + 1], now[j]) + 1) found.push([kept + best[i + 2][j + 1], [2, 1]]);
    }
    if (one && 2 * one >= LEAST * (old[i].length + now[j].length)) found.push([one + best[i + 1][j + 1], [1, 1]]);
    return found;
  }

  #joined(old, now, one) {
    const kept = similarity(old, now);
    return kept > one + 1 && 2 * kept >= LEAST_JOINED * (old.length + now.length) ? kept : 0;
  }
}
