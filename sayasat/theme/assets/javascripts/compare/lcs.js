// The longest common subsequence of two lists of numbers, by Hyyrö's bit-parallel algorithm. Of several longest ones,
// RapidFuzz's is chosen, as in Python.

const ROOM = 8_000_000; // 32-bit words, enough for two lists of 16,000 numbers; longer lists are compared in parts

/** The length of the longest common subsequence of `a` and `b`. */
export function similarity(a, b) {
  const [first, last] = untouched(a, b);
  const [restA, restB] = [a.slice(first, a.length - last), b.slice(first, b.length - last)];
  return first + last + (restA.length && restB.length ? filled(restA, restB).kept : 0);
}

/**
 * The positions of the common subsequence, as ascending pairs. Lists that are too long to compare in full are split
 * at numbers that occur once in each: `isWhole` is then false, and the subsequence may not be the longest.
 */
export function common(a, b) {
  const [first, last] = untouched(a, b);
  const [endA, endB] = [a.length - last, b.length - last];
  const pairs = [];
  for (let place = 0; place < first; place++) pairs.push([place, place]);
  const isWhole = between(a, b, [first, endA, first, endB], pairs);
  for (let place = 0; place < last; place++) pairs.push([endA + place, endB + place]);
  return { pairs, isWhole };
}

/** How many items both begin with, and how many of the rest both end with. */
export function untouched(a, b) {
  const limit = Math.min(a.length, b.length);
  let [first, last] = [0, 0];
  while (first < limit && a[first] === b[first]) first++;
  while (last < limit - first && a.at(-1 - last) === b.at(-1 - last)) last++;
  return [first, last];
}

/** A step {old, new, isEqual} for each of the rising pairs, and one for each gap before, between and after. */
export function steps(pairs, old, now) {
  const found = [];
  let [startOld, startNew] = [0, 0];
  for (const [placeOld, placeNew] of [...pairs, [old, now]]) {
    if (startOld < placeOld || startNew < placeNew) found.push({ old: [startOld, placeOld], new: [startNew, placeNew] });
    [startOld, startNew] = [placeOld + 1, placeNew + 1];
    found.push({ old: [placeOld, startOld], new: [placeNew, startNew], isEqual: true });
  }
  return found.slice(0, -1);
}

function between(a, b, [startA, endA, startB, endB], pairs) {
  if (startA === endA || startB === endB) return true;
  if ((endB - startB) * Math.ceil((endA - startA) / 32) > ROOM) {
    parted(a, b, [startA, endA, startB, endB], pairs);
    return false;
  }
  const part = a.slice(startA, endA);
  const { rows, width } = filled(part, b.slice(startB, endB), true);
  const found = [];
  let [column, row] = [endA - startA, endB - startB];
  const stays = () => (rows[(row - 1) * width + ((column - 1) >>> 5)] >>> ((column - 1) & 31)) & 1;
  while (row && column) {
    if (stays()) {
      column--;
      continue;
    }
    row--;
    if (row && !stays()) continue;
    column--;
    found.push([startA + column, startB + row]);
  }
  for (const pair of found.reverse()) pairs.push(pair);
  return true;
}

/** Compares the parts between numbers that occur once in both lists. Without such a number it compares nothing. */
function parted(a, b, [startA, endA, startB, endB], pairs) {
  const anchors = heaviest(once(a, b, [startA, endA, startB, endB]));
  let [nextA, nextB] = [startA, startB];
  for (const [placeA, placeB] of anchors) {
    between(a, b, [nextA, placeA, nextB, placeB], pairs);
    pairs.push([placeA, placeB]);
    [nextA, nextB] = [placeA + 1, placeB + 1];
  }
  if (anchors.length) between(a, b, [nextA, endA, nextB, endB], pairs);
}

function once(a, b, [startA, endA, startB, endB]) {
  const counted = (list, start, end) => {
    const where = new Map();
    for (let place = start; place < end; place++) where.set(list[place], where.has(list[place]) ? -1 : place);
    return where;
  };
  const inA = counted(a, startA, endA);
  return [...counted(b, startB, endB)]
    .filter(([number, place]) => place >= 0 && inA.get(number) >= 0)
    .map(([number, place]) => [[inA.get(number), place], 1]);
}

/** Of [[old, new], weight] in the order of the new text, the rising pairs of the greatest weight together. */
export function heaviest(pairs) {
  const order = new Map([...new Set(pairs.map(([[old]]) => old))].sort((a, b) => a - b).map((old, rank) => [old, rank + 1]));
  const best = Array.from({ length: order.size + 1 }, () => [0, -1]); // a Fenwick tree of [weight, last pair]
  const before = pairs.map(([[old], weight], number) => {
    const rank = order.get(old);
    let [total, previous] = [0, -1];
    for (let at = rank - 1; at; at &= at - 1) if (best[at][0] > total) [total, previous] = best[at];
    for (let at = rank; at < best.length; at += at & -at) {
      if (total + weight > best[at][0]) best[at] = [total + weight, number];
    }
    return previous;
  });
  const found = [];
  let last = best.reduce((most, each) => (each[0] > most[0] ? each : most))[1];
  for (; last >= 0; last = before[last]) found.push(pairs[last][0]);
  return found.reverse();
}

/** A bit is set where the next number of `a` does not lengthen the common subsequence with the first numbers of `b`. */
function filled(a, b, keepRows = false) {
  const width = Math.ceil(a.length / 32);
  const where = new Map();
  a.forEach((number, place) => {
    if (!where.has(number)) where.set(number, []);
    where.get(number).push(place);
  });
  const [state, mask] = [new Uint32Array(width).fill(0xffffffff), new Uint32Array(width)];
  const rows = keepRows ? new Uint32Array(width * b.length) : null;
  b.forEach((number, row) => {
    const places = where.get(number);
    if (places) step(state, mask, places);
    if (rows) rows.set(state, row * width);
  });
  return { rows, width, kept: zeros(state, a.length) };
}

function step(state, mask, places) {
  for (const place of places) mask[place >>> 5] |= 1 << (place & 31);
  let carry = 0;
  for (let place = 0; place < state.length; place++) {
    const [set, found] = [state[place], mask[place]];
    const sum = set + ((set & found) >>> 0) + carry;
    carry = sum > 0xffffffff ? 1 : 0;
    state[place] = sum | (set & ~found);
  }
  for (const place of places) mask[place >>> 5] = 0;
}

function zeros(state, length) {
  let count = 0;
  for (let place = 0; place < length; place++) count += ~(state[place >>> 5] >>> (place & 31)) & 1;
  return count;
}
