// Aligns the headings and blocks of two texts, in order. The same rules as sayasat/redline/alignment.py, which
// explains them. A step is {old: [start, end], new: [start, end]}.

import { common, heaviest, similarity } from "./lcs.js";
import { CELLS, isAlike, likenessOf, measure, worth } from "./likeness.js";
import { numbering, words } from "./words.js";

const [ANCHOR_BLANKS, ANCHOR_WORTH] = [3, 3];
const OPENING = 3;
const PART = 70;
const NEAR = 30;
const ALIKE = 3;

/** The steps of the alignment of two lists of units; `isWhole` is false where a part was too long to compare. */
export function align(old, now) {
  const progress = { isWhole: true };
  const pairs = steps(anchors(old, now), old.length, now.length).flatMap((step) =>
    step.isEqual ? [pairOf(step)] : within(old, now, step, progress),
  );
  return { steps: grown(old, now, pairs), isWhole: progress.isWhole };
}

/** Whether these texts are few and short enough to be compared for likeness. */
export const isWeighed = (old, now) => measure(old.map(words), now.map(words)) !== null;

/** Pairs [old, new] of alike texts at any position, each at most once, the most alike first. */
export function likest(old, now, least) {
  const [olds, news] = [old.map(words), now.map(words)];
  const foundAgain = measure(olds, news);
  if (!foundAgain) return equal(old, now);
  const weighed = [];
  olds.forEach((a, i) =>
    news.forEach((b, j) => {
      if (2_000 * Math.min(a.length, b.length) < least * (a.length + b.length)) return;
      const alike = likenessOf(a, b, foundAgain);
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

function equal(old, now) {
  const where = places(old);
  const next = new Map();
  return now.flatMap((piece, place) => {
    const number = next.get(piece) ?? 0;
    const found = where.get(piece)?.[number];
    next.set(piece, number + 1);
    return found === undefined ? [] : [[found, place]];
  });
}

function places(pieces) {
  const where = new Map();
  pieces.forEach((piece, place) => {
    if (!where.has(piece)) where.set(piece, []);
    where.get(piece).push(place);
  });
  return where;
}

const pairOf = ({ old, new: now }) => [old[0], now[0]];

function steps(pairs, old, now) {
  const found = [];
  let [startOld, startNew] = [0, 0];
  for (const [placeOld, placeNew] of [...pairs, [old, now]]) {
    if (startOld < placeOld || startNew < placeNew) found.push({ old: [startOld, placeOld], new: [startNew, placeNew] });
    [startOld, startNew] = [placeOld + 1, placeNew + 1];
    found.push({ old: [placeOld, startOld], new: [placeNew, startNew], isEqual: true });
  }
  return found.slice(0, -1);
}

function anchors(old, now) {
  const [inOld, inNew] = [places(old.map(({ key }) => key)), places(now.map(({ key }) => key))];
  const once = now.flatMap((unit, place) => {
    const [before, after] = [inOld.get(unit.key), inNew.get(unit.key)];
    if (before?.length !== 1 || after.length !== 1 || !isAnchor(unit)) return [];
    return [[[before[0], place], ANCHOR_WORTH + blanks(unit)]];
  });
  const chain = heaviest(once);
  const isSame = (i, j) => old[i].key === now[j].key && now[j].isKnown;
  const found = [];
  chain.forEach(([placeOld, placeNew], number) => {
    const [afterOld, afterNew] = chain[number + 1] ?? [old.length, now.length];
    const [beforeOld, beforeNew] = found.at(-1) ?? [-1, -1];
    const back = [];
    for (let by = 1; placeOld - by > beforeOld && placeNew - by > beforeNew; by++) {
      if (!isSame(placeOld - by, placeNew - by)) break;
      back.push([placeOld - by, placeNew - by]);
    }
    for (const pair of back.reverse()) found.push(pair);
    found.push([placeOld, placeNew]);
    for (let by = 1; placeOld + by < afterOld && placeNew + by < afterNew; by++) {
      if (!isSame(placeOld + by, placeNew + by)) break;
      found.push([placeOld + by, placeNew + by]);
    }
  });
  return found;
}

const blanks = ({ block }) => block.text.split(" ").length - 1;

const isAnchor = (unit) => (unit.head ? unit.isKnown : blanks(unit) >= ANCHOR_BLANKS);

function within(old, now, gap, progress) {
  return parted(old, now, gap, [keyOf, opening], progress).flatMap((part) => {
    if (part.isEqual) return [pairOf(part)];
    const [olds, news] = [old.slice(...part.old), now.slice(...part.new)];
    if (!olds.length || !news.length) return [];
    const foundAgain = measure(wordsOf(olds), wordsOf(news));
    if (!foundAgain) return [];
    return likestInOrder(olds, news, foundAgain).map(([i, j]) => [part.old[0] + i, part.new[0] + j]);
  });
}

const keyOf = ({ key }) => key;

const opening = (unit) => unit.words.slice(0, OPENING).join(" ");

const wordsOf = (list) => list.map((unit) => unit.words);

function parted(old, now, gap, [key, ...rest], progress) {
  const [oldLength, newLength] = [gap.old[1] - gap.old[0], gap.new[1] - gap.new[0]];
  if (!key || oldLength * newLength <= CELLS) return [gap];
  const numbered = numbering();
  const found = common(numbered(old.slice(...gap.old).map(key)), numbered(now.slice(...gap.new).map(key)));
  if (!found.isWhole) progress.isWhole = false;
  return steps(found.pairs, oldLength, newLength).flatMap((step) => {
    const part = {
      old: step.old.map((place) => gap.old[0] + place),
      new: step.new.map((place) => gap.new[0] + place),
      isEqual: Boolean(step.isEqual) && key === keyOf,
    };
    return step.isEqual ? [part] : parted(old, now, part, rest, progress);
  });
}

function likestInOrder(old, now, foundAgain) {
  const value = old.map((a) => now.map((b) => worth(a, b, foundAgain)));
  const best = Array.from({ length: old.length + 1 }, () => new Array(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const together = value[i][j] ? value[i][j] + best[i + 1][j + 1] : 0;
      best[i][j] = Math.max(together, best[i + 1][j], best[i][j + 1]);
    }
  }
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    if (value[i][j] && best[i][j] === value[i][j] + best[i + 1][j + 1]) pairs.push([i++, j++]);
    else if (best[i][j] === best[i + 1][j]) i++;
    else j++;
  }
  return pairs;
}

function grown(old, now, pairs) {
  const found = [];
  let done = [0, 0];
  const alone = ([endOld, endNew]) => {
    for (let place = done[0]; place < endOld; place++) found.push({ old: [place, place + 1], new: [done[1], done[1]] });
    for (let place = done[1]; place < endNew; place++) found.push({ old: [endOld, endOld], new: [place, place + 1] });
  };
  pairs.forEach(([i, j], number) => {
    const [a, b] = [old[i], now[j]];
    let step = { old: [i, i + 1], new: [j, j + 1] };
    if (a.block.text !== b.block.text && a.isProse && b.isProse) {
      step = withParts(old, now, step, done, pairs[number + 1] ?? [old.length, now.length]);
      if (!step) return;
    }
    alone([step.old[0], step.new[0]]);
    found.push(step);
    done = [step.old[1], step.new[1]];
  });
  alone([old.length, now.length]);
  return found;
}

/** The step with its parts among the blocks around it; null if what it has in common is too little of the whole. */
function withParts(old, now, single, start, end) {
  let step = single;
  for (let next = wider(old, now, step, start, end); next; next = wider(old, now, step, start, end)) step = next;
  const [olds, news] = [joinedWords(old, step.old), joinedWords(now, step.new)];
  const [shorter, longer] = [Math.min(olds.length, news.length), Math.max(olds.length, news.length)];
  const isSingle = step.old[1] - step.old[0] === 1 && step.new[1] - step.new[0] === 1;
  if (longer <= ALIKE * shorter && isSingle) return step;
  const foundAgain = measure([olds], [news]);
  return foundAgain && !isAlike(foundAgain(olds, news), olds, news, true) ? null : step;
}

function wider(old, now, step, start, end) {
  const [ahead, back] = [1, -1];
  for (const way of [ahead, back]) {
    for (const side of ["new", "old"]) {
      const [list, number] = side === "new" ? [now, 1] : [old, 0];
      const limit = way === ahead ? end[number] : start[number] - 1;
      for (const place of reach(list, way === ahead ? step[side][1] : step[side][0] - 1, limit, way)) {
        const next = { ...step, [side]: [Math.min(step[side][0], place), Math.max(step[side][1], place + 1)] };
        if (isPart(old, now, step, next, list[place], side)) return next;
      }
    }
  }
  return null;
}

function isPart(old, now, step, next, part, side) {
  const [olds, news] = [joinedWords(old, step.old), joinedWords(now, step.new)];
  const least = Math.ceil((PART * part.words.length) / 100);
  if (!part.words.length || similarity(side === "new" ? olds : news, part.words) < least) return false;
  return similarity(joinedWords(old, next.old), joinedWords(now, next.new)) - similarity(olds, news) >= least;
}

const joinedWords = (side, range) => side.slice(...range).flatMap((unit) => unit.words);

/** The places up to the first unit that is no prose, the furthest first. */
function reach(side, first, limit, way) {
  const found = [];
  for (let place = first; place !== limit && found.length < NEAR && side[place].isProse; place += way) found.push(place);
  return found.reverse();
}
