// Aligns the headings and blocks of two texts, in order. The same rules as sayasat/redline/alignment.py, which
// explains them. A step is {old: [start, end], new: [start, end]}.

import { common, heaviest, steps, untouched } from "./lcs.js";
import { CELLS, measure, places, worth } from "./likeness.js";
import { withParts } from "./paragraph_parts.js";
import { withoutNumber } from "./units.js";
import { numbering } from "./words.js";

const [ANCHOR_BLANKS, ANCHOR_WORTH, HEADING_WORTH] = [3, 3, 100];
const NUMBERED_ALIKE = 500;
const OPENING = 3;

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
  return { steps: withParts(old, now, withHeadings(old, now, pairs)), isWhole: progress.isWhole };
}

function withHeadings(old, now, pairs) {
  const heads = pairs.filter(([, place]) => now[place].head);
  const [olds, news] = [0, 1].map((side) => new Set(pairs.map((pair) => pair[side])));
  const bounds = [[-1, -1], ...heads, [old.length, now.length]];
  let found = pairs;
  bounds.slice(1).forEach(([endOld, endNew], number) => {
    const [startOld, startNew] = bounds[number];
    const alone = new Map();
    for (let place = startNew + 1; place < endNew; place++) {
      if (now[place].head && !news.has(place)) alone.set(now[place].block.text, place);
    }
    for (let i = startOld + 1; alone.size && i < endOld; i++) {
      const j = old[i].head && !olds.has(i) ? alone.get(old[i].block.text) : undefined;
      if (j === undefined) continue;
      const staying = found.filter(([placeOld, placeNew]) => placeOld < i === placeNew < j);
      if (staying.length < found.length) found = [...staying, [i, j]].sort(([a], [b]) => a - b);
    }
  });
  return found;
}

const pairOf = ({ old, new: now }) => [old[0], now[0]];

function anchors(old, now, first, stop) {
  const named = (part) => places(part.map(({ name }) => name));
  const [inOld, inNew] = [named(old.slice(first, stop[0])), named(now.slice(first, stop[1]))];
  const once = [...inNew].flatMap(([name, [place, ...others]]) => {
    const before = inOld.get(name);
    if (before?.length !== 1 || others.length) return [];
    const pair = [first + before[0], first + place];
    const weight = anchorWorth(old[pair[0]], now[pair[1]]);
    return weight ? [[pair, weight]] : [];
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

function anchorWorth(old, now) {
  if (!old.head || !now.head) return blanks(now) >= ANCHOR_BLANKS ? ANCHOR_WORTH + blanks(now) : 0;
  if (old.key === now.key || withoutNumber(now.words).length) return HEADING_WORTH + blanks(now);
  const likeness = old.head.likeness(now.head);
  if (likeness < NUMBERED_ALIKE) return 0;
  return Math.floor((likeness * (old.head.whole.size + now.head.whole.size)) / 2_000);
}

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
