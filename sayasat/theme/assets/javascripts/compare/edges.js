// Shifts insertions and deletions to the best boundary. The same rules as sayasat/redline/edges.py, which explains them.

export const FURTHEST = 200;
const LONGEST = 2_000;
const OPENING = "([{«";
const CLOSING = ")]}»";
const QUOTES = '"“”„';
const SIGN = /[()[\]{}«»"“”„]/g;
const SENTENCE_END = /[.!?…][»”")\]]*$/u;
const BLANK = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const LOWER = /^\p{Lowercase}/u;
const UNBALANCED = -100;
const [TEXT_END, PARAGRAPH, CELL, SENTENCE, CLAUSE, BETWEEN_WORDS] = [16, 14, 12, 10, 6, 2];
const MARKS = [",", ";", ":"];

/** Tokens, with the white space before each as a piece of its own. */
export function pieces(tokens) {
  return tokens.flatMap((token) => {
    const blank = token.match(BLANK)?.[0] ?? "";
    return [blank, token.slice(blank.length)].filter(Boolean);
  });
}

/** How many pieces the change from `start` to `end` is to be shifted; to the left if negative. */
export function bestShift(around, start, end, isFirst, isLast) {
  let [low, high] = [start, end];
  const [least, most] = [isFirst ? 0 : 1, around.length - (isLast ? 0 : 1)];
  const width = end - start;
  while (low > least && start - low < FURTHEST && around[low - 1] === around[low - 1 + width]) low--;
  while (high < most && high - end < FURTHEST && around[high] === around[high - width]) high++;
  if (low === start && high === end) return 0;
  const near = width <= LONGEST ? around.slice(Math.max(0, low - 2), high + 2) : [];
  const hasSigns = near.some((piece) => piece.search(SIGN) >= 0);
  let [best, bestWorth] = [0, -Infinity];
  for (let shift = low - start; shift <= high - end; shift++) {
    let worth = quality(around, start + shift, isFirst, isLast) + quality(around, end + shift, isFirst, isLast);
    if (hasSigns && !isBalanced(around.slice(start + shift, end + shift).join(""))) worth += UNBALANCED;
    if (worth >= bestWorth) [best, bestWorth] = [shift, worth];
  }
  return best;
}

/** How good a boundary is that stands before the piece of this place. */
function quality(around, place, isFirst, isLast) {
  if ((place === 0 && isFirst) || (place === around.length && isLast)) return TEXT_END;
  const [before, after] = [around[place - 1] ?? "", around[place] ?? ""];
  for (const [sign, worth] of [["\n", PARAGRAPH], ["\t", CELL]]) {
    if (before.includes(sign) || after.includes(sign)) return worth + Number(after.includes(sign));
  }
  if (BLANK.test(before)) {
    const worth = besideBlank(around[place - 2] ?? "", after);
    return worth + Number(worth === SENTENCE);
  }
  if (BLANK.test(after)) {
    const worth = besideBlank(before, around[place + 1] ?? "");
    return worth + Number(worth !== SENTENCE);
  }
  return MARKS.includes(after) ? CLAUSE : 0;
}

/** Whether each bracket and quotation mark in it has its partner in it. */
export function isBalanced(changed) {
  const signs = changed.match(SIGN) ?? [];
  const open = [];
  for (const sign of signs) {
    if (OPENING.includes(sign)) open.push(CLOSING[OPENING.indexOf(sign)]);
    else if (CLOSING.includes(sign) && open.pop() !== sign) return false;
  }
  return !open.length && signs.filter((sign) => QUOTES.includes(sign)).length % 2 === 0;
}

function besideBlank(before, after) {
  if (SENTENCE_END.test(before) && !LOWER.test(after)) return SENTENCE;
  return MARKS.includes(before) ? CLAUSE : BETWEEN_WORDS;
}
