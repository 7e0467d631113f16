// How alike two blocks or headings are. The same rules as sayasat/redline/likeness.py, which explains them.

import { similarity } from "./lcs.js";
import { inBoth, withoutNumber } from "./units.js";
import { words } from "./words.js";

export const CELLS = 40_000;
const WORD_PAIRS = 4_000_000_000;
const WORDS = 4_000_000;
const LEAST = 40;
const [CONTAINED, CONTAINED_WORDS] = [80, 4];
const HEADING_LEAST = 50;
const NUMBERED_LEAST = 25;
const HEADING_TIMES = 20;
const HAS_DIGIT = /\p{Nd}/u;
const [CONTENT_WORTH, ID_WORTH, TEXT_WORTH, LEVEL_WORTH] = [400, 60, 60, 10];
const IMAGES_WORTH = 50;

/** How common words are counted: in order; in long texts, in any order; in still longer texts, not at all. */
export function measure(olds, news) {
  if (olds.length * news.length > CELLS) return null;
  const [oldWords, newWords] = [total(olds), total(news)];
  if (oldWords * newWords <= WORD_PAIRS) return similarity;
  return olds.length * newWords + news.length * oldWords <= WORDS ? inAnyOrder : null;
}

const total = (lists) => lists.reduce((sum, { length }) => sum + length, 0);

/** What speaks for a new unit being made of an old one; 0 if it was not. */
export function worth(old, now, foundAgain) {
  if (old.head && now.head) return headingWorth(old, now, foundAgain);
  if (old.head || now.head) {
    const isSame = old.block.text === now.block.text && (old.isProse || now.isProse);
    return isSame ? squared(old.words.length, old.words.length, now.words.length) : 0;
  }
  const kinds = [old.block.kind, now.block.kind];
  if (kinds[0] !== kinds[1] && kinds.some((kind) => kind === "row" || kind === "code")) return 0;
  const [a, b] = [old.words, now.words];
  if (!a.length || !b.length) return old.block.text === now.block.text ? 50 : 0;
  const kept = foundAgain(a, b);
  if (isAlike(kept, a, b)) return squared(kept, a.length, b.length);
  const shown = imagesAlone(old.block);
  return shown && shown === imagesAlone(now.block) ? IMAGES_WORTH : 0;
}

/** What a block shows whose words are the descriptions of its images; empty for any other block. */
function imagesAlone({ text, details = [] }) {
  const images = details.filter(([kind]) => kind === "image");
  if (!images.length || text !== images.map(([, words]) => words).join(" ")) return "";
  return images.map(([, , target, file = ""]) => file.slice(0, Math.max(file.lastIndexOf("/"), 0)) || target).join("\0");
}

/** Whether so many words of both make them alike; `whole`: a part of a longer one is not enough. */
export function isAlike(kept, old, now, whole = false) {
  if (200 * kept >= LEAST * (old.length + now.length)) return true;
  const least = Math.min(old.length, now.length);
  return !whole && least >= CONTAINED_WORDS && 100 * kept >= CONTAINED * least;
}

/** From 0 to 1,000. */
export function likenessOf(old, now, foundAgain) {
  const all = old.length + now.length;
  return all ? Math.floor((2_000 * foundAgain(old, now)) / all) : 0;
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

export function places(pieces) {
  const where = new Map();
  pieces.forEach((piece, place) => {
    if (!where.has(piece)) where.set(piece, []);
    where.get(piece).push(place);
  });
  return where;
}

const squared = (kept, old, now) => (kept ? Math.floor((200 * kept * kept) / (old + now)) : 0);

function headingWorth({ head: old, words: oldWords }, { head: now, words: newWords }, foundAgain) {
  const [a, b] = [withoutNumber(oldWords), withoutNumber(newWords)];
  const kept = foundAgain(a, b);
  const content = old.likeness(now);
  const [sameText, sameId] = [old.heading === now.heading, old.id === now.id].map(Number);
  const alike = kept > 0 && 200 * kept >= HEADING_LEAST * (a.length + b.length);
  if (!(alike || sameText || sameId || content >= 10 * HEADING_LEAST)) return 0;
  const haveWords = [old, now].every(({ whole }) => whole.size >= CONTAINED_WORDS);
  const isNumbered = !a.length && !b.length && HAS_DIGIT.test(now.id);
  if (isNumbered && haveWords && content < 10 * NUMBERED_LEAST) return 0;
  const whole = squared(kept, a.length, b.length) + Math.floor((CONTENT_WORTH * content) / 1_000);
  const more = TEXT_WORTH * sameText + ID_WORTH * sameId + LEVEL_WORTH * Number(old.level === now.level);
  return HEADING_TIMES * (whole + more);
}

const inAnyOrder = (a, b) => inBoth(a, b)[0].length;
