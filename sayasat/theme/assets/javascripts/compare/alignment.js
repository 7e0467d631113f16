// Aligns the headings and blocks of two texts, in order. The same rules as sayasat/redline/alignment.py, which
// explains them. A step is {old: [start, end], new: [start, end]}.

import { common, heaviest, similarity, steps, untouched } from "./lcs.js";
import { CELLS, isAlike, measure, places, worth } from "./likeness.js";
import { numbering } from "./words.js";

const [ANCHOR_BLANKS, ANCHOR_WORTH] = [3, 3];
const OPENING = 3;
const PART = 70;
const NEAR = 30;
const ALIKE = 3;

/** The steps of the alignment of two lists of units; `isWhole` is false where a part was too long to compare. */
export function align(old, now) {
  const progress = { isWhole: true };
  const [first, last] = untouched(old.map(keyOf), now.map(keyOf));
  const stop = [old.length - last, now.length - last];
  const pairs = [];
  for (let place = 0; place < first; place++) pairs.push([place, place]);
  for (const anchor of [...anchors(old, now, first, stop), stop]) {
    const [doneOld, doneNew] = pairs.at(-1) ?? [-1, -1];
    const gap = { old: [doneOld + 1, anchor[0]], new: [doneNew + 1, anchor[1]] };
    for (const pair of within(old, now, gap, progress)) pairs.push(pair);
    pairs.push(anchor);
  }
  pairs.pop();
  for (let place = 0; place < last; place++) pairs.push([stop[0] + place, stop[1] + place]);
  return { steps: grown(old, now, pairs), isWhole: progress.isWhole };
}

const pairOf = ({ old, new: now }) => [old[0], now[0]];

function anchors(old, now, first, stop) {
  const [inOld, inNew] = [old.slice(first, stop[0]), now.slice(first, stop[1])].map((part) => places(part.map(keyOf)));
  const once = [...inNew].flatMap(([key, [place, ...others]]) => {
    const before = inOld.get(key);
    const unit = now[first + place];
    if (before?.length !== 1 || others.length || !isAnchor(unit)) return [];
    return [[[first + before[0], first + place], ANCHOR_WORTH + blanks(unit)]];
  });
  const chain = heaviest(once);
  const isSame = (i, j) => old[i].key === now[j].key;
  const found = [];
  chain.forEach(([placeOld, placeNew], number) => {
    const [afterOld, afterNew] = chain[number + 1] ?? stop;
    const [beforeOld, beforeNew] = found.at(-1) ?? [first - 1, first - 1];
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

const isAnchor = (unit) => unit.head !== null || blanks(unit) >= ANCHOR_BLANKS;

function within(old, now, gap, progress) {
  return parted(old, now, gap, [keyOf, opening], progress).flatMap((part) => {
    if (part.isEqual) return [pairOf(part)];
    const [olds, news] = [old.slice(...part.old), now.slice(...part.new)];
    if (!olds.length || !news.length) return [];
    const foundAgain = measure(...[olds, news].map((list) => list.map((unit) => unit.words)));
    if (!foundAgain) return [];
    return likestInOrder(olds, news, foundAgain).map(([i, j]) => [part.old[0] + i, part.new[0] + j]);
  });
}

const keyOf = ({ key }) => key;

const opening = (unit) => unit.words.slice(0, OPENING).join(" ");

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
