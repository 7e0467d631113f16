// Words of which a change may change the law. The same rules as sayasat/redline/risks.py and risk_marks.py, which explain
// them; the data is the same file.

import { allPassages, isSectionChanged } from "./redline.js";
import { DELETED, groups, INSERTED, SAME, wordSpans } from "./words.js";

const KINDS = ["negation", "obligation", "permission", "limit", "unit", "number", "date", "party"];
const CHANGED = [DELETED, INSERTED];
const DATE = /^(?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4})$/u;
const NUMBER = /^[§№]*[\u00a0 \u2009\u202f]?(\d.*)$/u;
const BLANK = /[\u00a0 \u2009\u202f]/gu;
const NUMBER_SIGN = /^\.\s?\d/u;
const SENTENCE_LABEL = /[.;:!?…\n] ?\($/u;
const YEAR = /^(?:19|20)\d\d$/u;
const BETWEEN = /^[ \u00a0\u2009\u202f]*$/u;
const NEXT = /^[ \u00a0\u2009\u202f,]*$/u;
const LONGEST = 3;
const LEAST_STEM = 4;

/** The words of a language, from its file. */
export function riskData(file) {
  const forms = new Map();
  for (const [kind, senses] of Object.entries(file.words)) {
    for (const [sense, words] of Object.entries(senses)) {
      for (const word of words) forms.set(word, [...(forms.get(word) ?? []), { kind, sense }]);
    }
  }
  const negative = file.negative.length ? new RegExp(`^(?:${file.negative.join("")})$`, "u") : null;
  const auxiliaries = file.auxiliaries.map((pair) => pair.map((each) => new RegExp(`^(?:${each})$`, "u")));
  return { forms, negative, positive: file.positive, prefixes: file.prefixes, auxiliaries };
}

/** The redline with its runs parted at risks. */
export function withRisks(redline, data) {
  const marked = (section) => ({
    ...section,
    heading: section.heading && markedPassage(section.heading, data),
    passages: section.passages.map((passage) => markedPassage(passage, data)),
  });
  return { ...redline, sections: redline.sections.map((each) => (isSectionChanged(each) ? marked(each) : each)) };
}

/** [kind, how many changes] of each kind that is marked. */
export function riskCounts({ sections }) {
  const found = new Map(KINDS.map((kind) => [kind, 0]));
  const passages = sections.filter(isSectionChanged).flatMap(allPassages);
  for (const group of passages.flatMap(({ runs }) => groups(runs))) {
    const times = (kind, only) => group.filter(({ mark, risk }) => risk === kind && mark === only).length;
    for (const kind of KINDS) found.set(kind, found.get(kind) + Math.max(...CHANGED.map((mark) => times(kind, mark))));
  }
  return [...found].filter(([, number]) => number);
}

// -- the words of a text

function riskWords(text, data) {
  const spans = wordSpans(text).filter((each) => !isLabel(text, each));
  const found = [];
  for (let place = 0; place < spans.length; ) {
    const { length, kinds } = at(text, spans.slice(place, place + LONGEST), data);
    const [{ start }, { end }] = [spans[place], spans[place + length - 1]];
    if (place && isAuxiliary(spans[place - 1].word, spans[place].word, data)) {
      found.push({ kind: "permission", sense: "may", start, end });
    }
    found.push(...kinds.map((kind) => ({ ...kind, start, end })));
    place += length;
  }
  return dated(text, found);
}

/** Whether it is the mark of a footnote, or the number in brackets that a sentence begins with. */
function isLabel(text, { start, end }) {
  const before = text.slice(Math.max(start - 3, 0), start);
  if (before.endsWith("[")) return text[end] === "]";
  return text[end] === ")" && (before === "(" || SENTENCE_LABEL.test(before));
}

function isAuxiliary(before, word, { auxiliaries }) {
  return auxiliaries.some(([one, two]) => one.test(before) && two.test(word));
}

function at(text, spans, data) {
  for (let length = spans.length; length; length--) {
    const words = spans.slice(0, length);
    if (words.slice(1).some(({ start }, place) => !BETWEEN.test(text.slice(words[place].end, start)))) continue;
    const written = words.map(({ word }) => word).join(" ");
    const kinds = data.forms.get(written) ?? data.forms.get(written.toLowerCase());
    if (!kinds) continue;
    const isSign = length === 1 && NUMBER_SIGN.test(text.slice(spans[0].end)) && written.length === 2;
    return { length, kinds: isSign ? [] : kinds };
  }
  return { length: 1, kinds: byShape(spans[0].word, data) };
}

function byShape(word, { forms, negative, positive }) {
  if (DATE.test(word)) return [{ kind: "date", sense: word }];
  const number = NUMBER.exec(word);
  if (number) {
    const [digits, ...rest] = number[1].split("-");
    const kinds = forms.get(rest.join("-")) ?? [];
    const isDate = kinds.some(({ kind, sense }) => kind === "date" || sense === "year");
    return [{ kind: isDate ? "date" : "number", sense: digits.replace(BLANK, "") }];
  }
  const isListed = (each) => word === each || (each.endsWith("*") && word.startsWith(each.slice(0, -1)));
  return negative?.test(word) && !positive.some(isListed) ? [{ kind: "negation", sense: "not" }] : [];
}

function dated(text, found) {
  const isNext = (one, two) => one && two && one.end <= two.start && NEXT.test(text.slice(one.end, two.start));
  const isMonth = (each) => each?.kind === "date" && each.sense.length <= 2;
  const isYearWord = (each) => each?.kind === "unit" && each.sense === "year";
  return found.flatMap((each, place) => {
    const before = isNext(found[place - 1], each) ? found[place - 1] : null;
    const after = isNext(each, found[place + 1]) ? found[place + 1] : null;
    const isDate = isMonth(before) || isMonth(after) || (YEAR.test(each.sense) && isYearWord(after));
    if (each.kind === "number" && isDate) return [{ ...each, kind: "date" }];
    return isYearWord(each) && before && YEAR.test(before.sense) ? [] : [each];
  });
}

function sideRisks(text, other, data) {
  const found = riskWords(text, data);
  const known = new Set(found.filter(({ kind }) => kind === "negation").map(({ start }) => start));
  return [...found, ...negated(other, text, data).filter(({ start }) => !known.has(start))];
}

function negated(old, now, { prefixes }) {
  if (!prefixes.length) return [];
  const olds = new Set(wordSpans(old).map(({ word }) => word.toLowerCase()));
  const isNegated = (word, prefix) =>
    word.startsWith(prefix) && word.length >= prefix.length + LEAST_STEM && olds.has(word.slice(prefix.length));
  return wordSpans(now).flatMap(({ word, start, end }) => {
    const lower = word.toLowerCase();
    if (olds.has(lower)) return [];
    return prefixes.filter((each) => isNegated(lower, each)).map(() => ({ kind: "negation", sense: "not", start, end }));
  });
}

function unlike(sides) {
  const key = ({ kind, sense }) => `${kind} ${sense}`;
  const counts = sides.map((side) => {
    const found = new Map();
    for (const each of side) found.set(key(each), (found.get(key(each)) ?? 0) + 1);
    return found;
  });
  const left = sides.map((side) => {
    const rest = new Map([...counts[0]].map(([name, number]) => [name, Math.min(number, counts[1].get(name) ?? 0)]));
    return side.filter((each) => {
      const number = rest.get(key(each)) ?? 0;
      if (number) rest.set(key(each), number - 1);
      return !number;
    });
  });
  const isLimit = ({ kind }) => kind === "limit";
  return left.every((side) => side.some(isLimit)) ? left : left.map((side) => side.filter((each) => !isLimit(each)));
}

// -- the marks of a passage

function markedPassage(passage, data) {
  const { runs, details } = passage;
  const isNumber = details.some(({ kind }) => kind === "number");
  if (!passage.old.length || !passage.new.length || isNumber || runs.every(({ mark }) => mark === SAME)) return passage;
  const without = (only) => runs.map(({ mark, text }) => (mark === only ? "" : text)).join("");
  const [old, now] = [without(INSERTED), without(DELETED)];
  const risks = [sideRisks(old, now, data), sideRisks(now, old, data)];
  const cuts = runs.map(() => []);
  for (const change of changesOf(runs)) {
    const within = change.map((spans, side) =>
      risks[side].filter((each) => spans.some(({ start, end }) => each.start < end && start < each.end)),
    );
    const left = unlike(within);
    change.forEach((spans, side) => {
      for (const { start, end, place } of spans) {
        const cut = (each) => [Math.max(each.start, start) - start, Math.min(each.end, end) - start, each.kind];
        cuts[place].push(...left[side].map(cut).filter(([first, last]) => first < last));
      }
    });
  }
  if (!cuts.some(({ length }) => length)) return passage;
  return { ...passage, runs: runs.flatMap((run, place) => parted(run, cuts[place])) };
}

/** Of each change, its places in both texts; what moved is left out. */
function changesOf(runs) {
  const ends = [0, 0];
  let place = 0;
  return groups(runs).map((group) => {
    const change = [[], []];
    for (const { mark, text, move } of group) {
      CHANGED.forEach((each, side) => {
        if (mark !== SAME && mark !== each) return;
        const start = ends[side];
        ends[side] += text.length;
        if (mark === each && !move) change[side].push({ start, end: ends[side], place });
      });
      place++;
    }
    return change;
  });
}

function parted(run, cuts) {
  const found = [];
  let last = 0;
  const put = (start, end, risk) => {
    if (start < end) found.push({ ...run, text: run.text.slice(start, end), ...(risk ? { risk } : {}) });
  };
  for (const [start, end, risk] of cuts.sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1))) {
    if (start < last) continue;
    put(last, start);
    put(start, end, risk);
    last = end;
  }
  put(last, run.text.length);
  return found;
}
