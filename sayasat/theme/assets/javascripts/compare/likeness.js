// How alike two blocks or headings are. The same rules as sayasat/redline/likeness.py, which explains them.

import { similarity } from "./lcs.js";
import { words } from "./words.js";

export const CELLS = 40_000;
const WORD_PAIRS = 4_000_000_000;
const WORDS = 4_000_000;
const LEAST = 40;
const [CONTAINED, CONTAINED_WORDS] = [80, 4];
const HEADING_LEAST = 50;
const NUMBERED_LEAST = 25;
const HAS_DIGIT = /\p{Nd}/u;
const [CONTENT_WORTH, ID_WORTH, TEXT_WORTH, LEVEL_WORTH] = [400, 60, 60, 10];
const IMAGES_WORTH = 50;
const ROMAN = /^[IVXLC]+$/;
const STARTS_WITH_NUMBER = /^(?:[0-9§№]|\p{Nd})/u;
const ENDS_WITH_DIGIT = /\p{Nd}$/u;

/** The headings and blocks of a text, in order: {block, section, head, key, words, isProse, isKnown}. */
export const units = (sections) =>
  sections.flatMap((section, place) => {
    const heading = { kind: "heading", text: section.heading, depth: 0, number: "", form: section.headingForm, details: section.headingDetails };
    const blocks = section.blocks.map((block) => new Unit(block, place, null));
    return section.level ? [new Unit(heading, place, section), ...blocks] : blocks;
  });

class Unit {
  #words = null;

  constructor(block, section, head) {
    Object.assign(this, { block, section, head, key: `${block.kind}\0${block.text}` });
    this.isProse = !head && !["row", "code", "heading"].includes(block.kind);
  }

  get words() {
    this.#words ??= words(this.block.text);
    return this.#words;
  }

  get isKnown() {
    return !this.head || withoutNumber(this.words).length > 0;
  }
}

export function withoutNumber(heading) {
  const [first, second] = heading;
  const isNumber = (word) => STARTS_WITH_NUMBER.test(word) || ROMAN.test(word);
  if (first !== undefined && (isNumber(first) || ENDS_WITH_DIGIT.test(first))) return heading.slice(1);
  return second !== undefined && isNumber(second) ? heading.slice(2) : heading;
}

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
  if (old.head && now.head) return headingWorth(old.head, now.head, foundAgain);
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

const squared = (kept, old, now) => (kept ? Math.floor((200 * kept * kept) / (old + now)) : 0);

function headingWorth(old, now, foundAgain) {
  const [a, b] = [withoutNumber(words(old.heading)), withoutNumber(words(now.heading))];
  const kept = foundAgain(a, b);
  const content = contentLikeness(old, now);
  const [sameText, sameId] = [old.heading === now.heading, old.id === now.id].map(Number);
  const alike = kept > 0 && 200 * kept >= HEADING_LEAST * (a.length + b.length);
  if (!(alike || sameText || sameId || content >= 10 * HEADING_LEAST)) return 0;
  const haveWords = [old, now].every((section) => contentOf(section).length >= CONTAINED_WORDS);
  const isNumbered = !a.length && !b.length && HAS_DIGIT.test(now.id);
  if (isNumbered && content < 10 * NUMBERED_LEAST && haveWords) return 0;
  const whole = squared(kept, a.length, b.length) + Math.floor((CONTENT_WORTH * content) / 1_000);
  return whole + TEXT_WORTH * sameText + ID_WORTH * sameId + LEVEL_WORTH * Number(old.level === now.level);
}

function contentLikeness(old, now) {
  const texts = ({ blocks }) => blocks.map(({ text }) => text);
  const [before, after] = [texts(old), texts(now)];
  if (before.length === after.length && before.every((text, place) => text === after[place])) return before.length ? 1_000 : 0;
  const [a, b] = [contentOf(old), contentOf(now)];
  const all = a.length + b.length;
  return all ? Math.floor((2_000 * inAnyOrder(a, b)) / all) : 0;
}

const contents = new WeakMap();

function contentOf(section) {
  if (!contents.has(section)) contents.set(section, section.blocks.flatMap(({ text }) => words(text)));
  return contents.get(section);
}

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
