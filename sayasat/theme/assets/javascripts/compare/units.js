// What is aligned: the headings and blocks of a text. The same rules as sayasat/redline/units.py, which explains them.

import { words } from "./words.js";

const ROMAN = /^[IVXLC]+$/;
const STARTS_WITH_NUMBER = /^(?:[0-9§№]|\p{Nd})/u;
const ENDS_WITH_DIGIT = /\p{Nd}$/u;

/** The headings and blocks of a text, in order: {block, section, head, key, name, words, isProse}. */
export function units(sections) {
  const ends = endsOf(sections.map(({ level }) => level));
  return sections.flatMap((section, place) => {
    const blocks = section.blocks.map((block) => new Unit(block, place, null));
    return section.level ? [heading(section, place, sections.slice(place, ends[place])), ...blocks] : blocks;
  });
}

function heading(section, place, below) {
  const { heading: text, headingForm: form, headingDetails: details } = section;
  return new Unit({ kind: "heading", text, depth: 0, number: "", form, details }, place, new HeadedText(section, below));
}

/** For each section, the place where its subsections end. */
function endsOf(levels) {
  const ends = [];
  for (let place = levels.length - 1; place >= 0; place--) {
    let end = place + 1;
    while (end < levels.length && levels[end] > levels[place]) end = ends[end];
    ends[place] = end;
  }
  return ends;
}

class Unit {
  #key = null;
  #words = null;

  constructor(block, section, head) {
    Object.assign(this, { block, section, head, isProse: !["row", "code", "heading"].includes(block.kind) });
  }

  get words() {
    return (this.#words ??= words(this.block.text));
  }

  get key() {
    return (this.#key ??= this.#madeKey());
  }

  get name() {
    if (!this.head) return this.key;
    const known = withoutNumber(this.words);
    return ["heading", ...(known.length ? known : this.words)].join("\0");
  }

  #madeKey() {
    const key = `${this.block.kind}\0${this.block.text}`;
    return !this.head || withoutNumber(this.words).length ? key : [key, ...this.head.whole.texts].join("\0");
  }
}

class HeadedText {
  constructor(section, below) {
    Object.assign(this, { id: section.id, level: section.level, heading: section.heading });
    this.whole = new Content(below);
    this.own = below.length > 1 ? new Content([section]) : this.whole;
  }

  /** From 0 to 1,000. */
  likeness(other) {
    const own = this.own.likeness(other.own);
    const hasMore = this.own !== this.whole || other.own !== other.whole;
    return hasMore ? Math.max(own, this.whole.likeness(other.whole)) : own;
  }
}

class Content {
  #words = new Map();

  constructor(sections) {
    this.texts = sections.flatMap(({ heading: text, blocks }) => [text, ...blocks.map((block) => block.text)]).slice(1);
  }

  get size() {
    return this.#wordsOf(this.texts).length;
  }

  /** From 0 to 1,000. */
  likeness(other) {
    if (this.texts.join("\0") === other.texts.join("\0")) return this.texts.length ? 1_000 : 0;
    const [both, olds, news] = inBoth(this.texts, other.texts);
    const [more] = inBoth(this.#wordsOf(olds), other.#wordsOf(news));
    const all = this.size + other.size;
    return all ? Math.floor((2_000 * (this.#wordsOf(both).length + more.length)) / all) : 0;
  }

  #wordsOf(texts) {
    return texts.flatMap((text) => {
      if (!this.#words.has(text)) this.#words.set(text, words(text));
      return this.#words.get(text);
    });
  }
}

/** What two lists have in common, in any order, and the rest of either. */
export function inBoth(a, b) {
  const left = new Map();
  for (const item of a) left.set(item, (left.get(item) ?? 0) + 1);
  const [both, rest] = [[], []];
  for (const item of b) {
    const number = left.get(item) ?? 0;
    (number ? both : rest).push(item);
    if (number) left.set(item, number - 1);
  }
  return [both, [...left].flatMap(([item, number]) => new Array(number).fill(item)), rest];
}

/** The words of a heading without its number. */
export function withoutNumber(heading) {
  const [first, second] = heading;
  const isNumber = (word) => STARTS_WITH_NUMBER.test(word) || ROMAN.test(word);
  if (first !== undefined && (isNumber(first) || ENDS_WITH_DIGIT.test(first))) return heading.slice(1);
  return second !== undefined && isNumber(second) ? heading.slice(2) : heading;
}
