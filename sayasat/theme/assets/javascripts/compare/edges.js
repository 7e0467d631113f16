// Shifts insertions and deletions to the best boundary. The same rules as sayasat/redline/edges.py, which explains them.

import { BLANK, coreOf, hasWord, isBlank } from "./words.js";

const FURTHEST = 200;
const LONGEST = 2_000;
const [OPENING, CLOSING, QUOTES] = ["([{（［｛「『【《〈〔", ")]}）］｝」』】》〉〕", '"“”„«»‹›'];
const PARTNERS = new Map([
  ...Array.from(OPENING, (sign, place) => [sign, CLOSING[place]]),
  ...Array.from(QUOTES, (sign) => [sign, QUOTES]),
  ...Array.from("‘‚", (sign) => [sign, "’‘"]),
]);
const FIRST = "“„«‹‘‚";
const inClass = (signs) => signs.replace(/[\]\\[]/g, "\\$&");
const SIGN = new RegExp(`[${inClass(OPENING + CLOSING + QUOTES)}‘’‚]`, "g");
const BEFORE_WORD = new RegExp(`^[${BLANK}\\-–—/=]$`);
const AFTER_WORD = new RegExp(`^(?:$|[${BLANK}.,;:!?…${inClass(CLOSING)}])`);
const SENTENCE_END = new RegExp(`[.!?…؟।॥۔][${inClass(CLOSING + QUOTES)}’‘]*$`, "u");
const LOWER = /^\p{Lowercase}/u;
const NUMBER = new RegExp(`[;:.][${BLANK}]+(?:\\([\\p{L}\\p{N}_]{1,3}\\)|[\\p{L}\\p{N}_]{1,3}\\))$`, "u");
const UNBALANCED = -100;
const [TEXT_END, PARAGRAPH, CELL, SENTENCE, CLAUSE, BETWEEN_WORDS] = [16, 14, 12, 10, 6, 2];
const CLAUSE_ENDS = [...",;:،؛，、；："];
const CLOSE_ENDS = new Map([...Array.from("。！？", (sign) => [sign, SENTENCE]), ...Array.from("，、；：", (sign) => [sign, CLAUSE])]);

/** Tokens, with the white space before each as a piece of its own. */
function pieces(tokens) {
  return tokens.flatMap((token) => {
    const core = isBlank(token) ? "" : coreOf(token);
    return [token.slice(0, token.length - core.length), core].filter(Boolean);
  });
}

/** How many pieces the change from `start` to `end` is to be shifted; to the left if negative. */
function bestShift(around, start, end, isFirst, isLast) {
  let [low, high] = [start, end];
  const [least, most] = [isFirst ? 0 : 1, around.length - (isLast ? 0 : 1)];
  const width = end - start;
  while (low > least && start - low < FURTHEST && around[low - 1] === around[low - 1 + width]) low--;
  while (high < most && high - end < FURTHEST && around[high] === around[high - width]) high++;
  if (low === start && high === end) return 0;
  const near = width <= LONGEST ? around.slice(Math.max(0, low - 2), high + 2) : [];
  const hasSigns = near.join("").search(SIGN) >= 0;
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
  if (isBlank(before)) {
    const worth = besideBlank(around[place - 2] ?? "", after);
    return worth + Number(worth === SENTENCE);
  }
  if (isBlank(after)) {
    const worth = besideBlank(before, around[place + 1] ?? "");
    return worth + Number(worth !== SENTENCE);
  }
  return CLAUSE_ENDS.includes(after) ? CLAUSE : (CLOSE_ENDS.get(before) ?? 0);
}

/** Whether each bracket and quotation mark in it has its partner in it. */
export function isBalanced(changed) {
  const awaited = [];
  let start = 0;
  for (const { 0: sign, index: place } of changed.matchAll(SIGN)) {
    if (OPENING.includes(sign) || (PARTNERS.has(sign) && opens(changed, place, start))) {
      awaited.push(PARTNERS.get(sign));
      start = place + 1;
    } else if (awaited.at(-1)?.includes(sign)) awaited.pop();
    else if (sign !== "’") return false;
  }
  return !awaited.length;
}

/** Whether the quotation mark there opens; at the start, or after white space, a word may begin. */
function opens(text, place, start) {
  if (place > start && !BEFORE_WORD.test(text[place - 1])) return false;
  return FIRST.includes(text[place]) || !AFTER_WORD.test(text.slice(place + 1, place + 2));
}

function besideBlank(before, after) {
  if (SENTENCE_END.test(before) && !LOWER.test(after)) return SENTENCE;
  return CLAUSE_ENDS.includes(before) ? CLAUSE : BETWEEN_WORDS;
}

/** Marks «[-3-]{+4+} of [-2-]{+3+}», not «{+4 of +}3[- of 2-]», which has as few words. */
export function straightened(changes) {
  changes.slice(1).forEach((second, place) => {
    const first = changes[place];
    const size = second.same.length;
    for (const [one, other] of [["gone", "come"], ["come", "gone"]]) {
      const [left, right] = [first[one], second[other]];
      if (!left.length || !right.length || first[other].length || second[one].length) continue;
      const crossed = left.slice(-size);
      const isSame = size > 0 && crossed.length === size && crossed.every((token, number) => token === right[number]);
      if (!isSame || countWords(crossed) < countWords(second.same)) continue;
      first[other] = second.same;
      second[one] = [...second.same];
      second.same = crossed;
      first[one] = left.slice(0, -size);
      second[other] = right.slice(size);
      break;
    }
  });
  return changes;
}

/** Marks «{+; b) new+}; [-b-]{+c+}) old», not «; b){+ new; c)+} old»: an item belongs to its number. */
export function withNumbers(changes) {
  return changes.flatMap((change, place) => {
    const side = change.gone.length ? "gone" : "come";
    const size = numberSize(change.same);
    if (!size || size !== numberSize(change[side]) || (change.gone.length && change.come.length)) return [change];
    const [number, other] = [change.same.slice(-size), change[side].slice(-size)];
    const [core, otherCore] = [coreOf(number[0]), coreOf(other[0])];
    const blank = number[0].slice(0, -core.length);
    if (other[0] !== blank + otherCore || number[1] !== other[1]) return [change];
    change.same = change.same.slice(0, -size);
    change[side] = [...number, ...change[side].slice(0, -size)];
    const cores = side === "gone" ? [[otherCore], [core]] : [[core], [otherCore]];
    changes[place + 1].same.unshift(...number.slice(1));
    return [change, { same: [blank], gone: cores[0], come: cores[1] }];
  });
}

/** Of how many tokens a number at the end of these consists; 0 if there is none. */
function numberSize(tokens) {
  if (!NUMBER.test(tokens.slice(-3).join(""))) return 0;
  return tokens.at(-1) === ")" ? 2 : 1;
}

/** How many of them have a word. */
export const countWords = (tokens) => tokens.filter(hasWord).length;

/** Shifts each insertion and each deletion that stands alone to its best boundary. */
export function settle(changes) {
  changes.slice(0, -1).forEach((change, place) => {
    if (change.gone.length && change.come.length) return;
    const following = changes[place + 1];
    [change.same, following.same] = [pieces(change.same), pieces(following.same)];
    const side = change.gone.length ? "gone" : "come";
    const changed = pieces(change[side]);
    const [before, after] = [change.same.slice(-FURTHEST), following.same.slice(0, FURTHEST)];
    const around = [...before, ...changed, ...after];
    const [start, end] = [before.length, before.length + changed.length];
    const isFirst = start === change.same.length && (place === 0 || isBreak(changes[place - 1]));
    const isLast = after.length === following.same.length && (place + 2 === changes.length || isBreak(following));
    const shift = bestShift(around, start, end, isFirst, isLast);
    if (shift < 0) {
      change.same.splice(shift);
      following.same.unshift(...around.slice(end + shift, end));
    } else if (shift) {
      change.same.push(...around.slice(start, start + shift));
      following.same.splice(0, shift);
    }
    change[side] = around.slice(start + shift, end + shift);
  });
}

/** Whether nothing changes there but where a paragraph begins. */
function isBreak({ gone, come }) {
  const text = [...gone, ...come].join("");
  return text.includes("\n") && isBlank(text);
}
