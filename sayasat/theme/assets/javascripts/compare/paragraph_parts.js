// Adds the parts of paragraphs to the pairs. The same rules as sayasat/redline/paragraph_parts.py, which explains them.

import { similarity } from "./lcs.js";
import { isAlike, measure } from "./likeness.js";

const PART = 70;
const NEAR = 30;
const ALIKE = 3;

/** The steps of the pairs with their parts, and of single units. */
export function withParts(old, now, pairs) {
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
      step = grown(old, now, step, done, pairs[number + 1] ?? [old.length, now.length]);
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
function grown(old, now, single, start, end) {
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
