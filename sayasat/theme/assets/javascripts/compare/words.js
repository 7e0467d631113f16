// The deleted and inserted words of a passage. The same rules as sayasat/redline/word_diff.py, which explains them.

import { FURTHEST, bestShift, isBalanced, pieces } from "./edges.js";
import { common } from "./lcs.js";

export const SAME = "same";
export const DELETED = "deleted";
export const INSERTED = "inserted";

// The patterns of sayasat/markdown/words.py. Its \s differs from that of JavaScript.
const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SCRIPTS = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"];
const UNSPACED = SCRIPTS.map((script) => `\\p{Script=${script}}`).join("");
const LETTER = `(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}_\\u200c\\u200d]`;
const PART = `(?:${LETTER})+`;
const GROUP = "[ \\u00a0\\u2009\\u202f]";
const DIGIT = "\\p{Nd}";
const GROUPED = `(?<!${DIGIT})(?<!${DIGIT}[.,])${DIGIT}{1,3}(?:${GROUP}${DIGIT}{3})+(?!${DIGIT})(?:[.,]${DIGIT}+)?`;
const SECTION = `[§№]{1,2}${GROUP}?${DIGIT}(?:${LETTER})*`;
const JOINT = `(?:[\\-‐‑'’ʼ]|(?<=${DIGIT})[.,:\\/](?=${DIGIT}))`;
const WORD = `${GROUPED}|${SECTION}|[${UNSPACED}]\\p{M}*|${PART}(?:${JOINT}${PART})*`;
const BRACKETED = `\\[${DIGIT}+\\]|\\((?:${DIGIT}{1,3}|[\\p{L}\\p{M}]{1,2})\\)`;
const WORDS = new RegExp(WORD, "gu");
const ONE_WORD = new RegExp(WORD, "u");
const TOKENS = new RegExp(`[${BLANK}]*(?:${BRACKETED}|${WORD}|[^${BLANK}]\\p{M}*)|[${BLANK}]+`, "gu");
const LEADING = new RegExp(`^[${BLANK}]+`, "u");
const BLANKS = new RegExp(`[${BLANK}]+`, "gu");
const LONE = new RegExp(`[${UNSPACED}]`, "u");
const FOOTNOTE = new RegExp(`^\\[${DIGIT}+\\]$`, "u");
const FOOTNOTES = new RegExp(`\\[${DIGIT}+\\]`, "gu");
const UNSEEN = /[\u00ad\u200b\u2060\ufeff]/g;
const SENTENCE_END = /[.!?…;:]$/;

const PAIRS = 100_000_000; // pairs of tokens; above it, whole sentences are compared
const KEPT_SHARE = 0.4;

/** The words of a visible text in order, in Unicode normal form C. */
export function words(text) {
  return text.replace(UNSEEN, "").normalize("NFC").replace(BLANKS, " ").replace(FOOTNOTES, " ").match(WORDS) ?? [];
}

/** The words {word, start, end} of a text. */
export const wordSpans = (text) =>
  [...text.matchAll(WORDS)].map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }));

/** The runs ({mark, text}) between two texts, and whether the texts were compared word by word throughout. */
export function markWords(before, after) {
  if (before === after) return { runs: before ? [{ mark: SAME, text: before }] : [], isWhole: true };
  const { runs, isWhole } = script(tokens(before), tokens(after));
  return { runs: joined(settled(sentenceBySentence(unpeppered(runs)))), isWhole };
}

/** A number for each item; equal items have equal numbers. */
export function numbering() {
  const numbers = new Map();
  return (pieces) =>
    pieces.map((piece) => {
      if (!numbers.has(piece)) numbers.set(piece, numbers.size);
      return numbers.get(piece);
    });
}

const tokens = (text) => text.match(TOKENS) ?? [];

/** Whether a text has any word. */
export const hasWord = (text) => ONE_WORD.test(text);

const run = (mark, text) => ({ mark, text, isWord: hasWord(text) });

const present = (...runs) => runs.filter(({ text }) => text);

/** The smallest set of deleted and inserted tokens; in long texts, only within sentences that differ. */
function script(before, after) {
  const limit = Math.min(before.length, after.length);
  let [first, last] = [0, 0];
  while (first < limit && before[first] === after[first]) first++;
  while (last < limit - first && before.at(-1 - last) === after.at(-1 - last)) last++;
  const [gone, come] = [before.slice(first, before.length - last), after.slice(first, after.length - last)];
  const { runs, isWhole } = isShort(gone, come) ? wordRuns(gone, come) : sentenceRuns(gone, come);
  const same = (part) => part.map((token) => run(SAME, token));
  return { runs: [...same(before.slice(0, first)), ...runs, ...same(before.slice(before.length - last))], isWhole };
}

const isShort = (before, after) => before.length * after.length <= PAIRS;

function wordRuns(before, after) {
  const isWhole = { yes: true };
  const runs = steps(before, after, key, isWhole).flatMap(({ gone, come, isEqual }) =>
    isEqual ? kept(gone[0], come[0]) : changed(gone, come),
  );
  return { runs, isWhole: isWhole.yes };
}

function sentenceRuns(before, after) {
  const olds = sentences(before);
  const news = sentences(after);
  const keyOf = (sentence) => key(sentence.join(""));
  const runs = steps(olds, news, keyOf, { yes: true }).flatMap((step) => {
    const [gone, come] = [step.gone.flat(), step.come.flat()];
    return isShort(gone, come) ? wordRuns(gone, come).runs : changed(gone, come);
  });
  return { runs, isWhole: false };
}

function steps(old, now, keyOf, isWhole) {
  const numbered = numbering();
  const found = common(numbered(old.map(keyOf)), numbered(now.map(keyOf)));
  if (!found.isWhole) isWhole.yes = false;
  const all = [];
  let [nextOld, nextNew] = [0, 0];
  const gap = (endOld, endNew) => {
    if (nextOld < endOld || nextNew < endNew) all.push({ gone: old.slice(nextOld, endOld), come: now.slice(nextNew, endNew) });
  };
  for (const [placeOld, placeNew] of found.pairs) {
    gap(placeOld, placeNew);
    [nextOld, nextNew] = [placeOld + 1, placeNew + 1];
    all.push({ gone: [old[placeOld]], come: [now[placeNew]], isEqual: true });
  }
  gap(old.length, now.length);
  return all;
}

function sentences(found) {
  const all = [[]];
  for (const token of found) {
    all.at(-1).push(token);
    if (SENTENCE_END.test(token)) all.push([]);
  }
  return all.filter(({ length }) => length);
}

const coreOf = (token) => token.replace(LEADING, "") || token;

/** The key that equal tokens share: without the blank before it, and without the number of a footnote. */
function key(piece) {
  const core = coreOf(piece);
  return FOOTNOTE.test(core) ? "[]" : core;
}

/** The run of a token that is in both texts; the blank before it may differ. */
function kept(old, now) {
  if (old === now) return [run(SAME, old)];
  const word = coreOf(old);
  if (!now.endsWith(word)) return changed([old], [now]);
  const blanks = present(run(DELETED, withoutEnd(old, word)), run(INSERTED, withoutEnd(now, word)));
  return [...blanks, run(SAME, word)];
}

const withoutEnd = (text, end) => (text.endsWith(end) ? text.slice(0, text.length - end.length) : text);

const changed = (gone, come) => [
  ...gone.map((token) => run(DELETED, token)),
  ...come.map((token) => run(INSERTED, token)),
];

/** Alternating unchanged and changed stretches. */
export function groups(runs) {
  const found = [];
  for (const each of runs) {
    const last = found.at(-1);
    if (last && (last[0].mark === SAME) === (each.mark === SAME)) last.push(each);
    else found.push([each]);
  }
  return found;
}

/** Joins two changes if only one or two unchanged words are between them, fewer than in either change. */
function unpeppered(runs) {
  const done = [];
  for (const group of groups(runs)) {
    done.push(stretch(group));
    while (done.length > 2 && isPepper(...done.slice(-3))) {
      const [stays, after] = done.splice(-2);
      swallow(done.at(-1), stays, after);
    }
  }
  return done.flatMap((each) => each.runs);
}

function stretch(runs) {
  const marks = new Set(runs.map(({ mark }) => mark));
  return {
    runs,
    marks,
    stays: marks.has(SAME),
    kept: count(runs, SAME),
    gone: count(runs, DELETED),
    come: count(runs, INSERTED),
  };
}

function swallow(change, stays, after) {
  for (const each of stays.runs) change.runs.push(...both(each));
  for (const each of after.runs) change.runs.push(each);
  for (const mark of [DELETED, INSERTED]) change.marks.add(mark);
  change.gone += stays.kept + after.gone;
  change.come += stays.kept + after.come;
}

function isPepper(before, stays, after) {
  if (!stays.stays) return false;
  if (![DELETED, INSERTED].every((mark) => isWhole(mark, before, stays, after))) return false;
  const isReplacement = ({ marks }) => marks.size === 2;
  if (stays.kept === 0) return isReplacement(before) && isReplacement(after);
  if (stays.kept === 1 && stays.runs.some(({ text }) => LONE.test(text))) return true;
  const weight = ({ gone, come }) => Math.max(gone, come);
  return stays.kept <= 2 && stays.kept < Math.min(weight(before), weight(after));
}

const textOf = (runs) => runs.map(({ text }) => text).join("");

/** Whether no half of a bracket would be marked, if what stays between two changes were. */
function isWhole(mark, before, stays, after) {
  const staying = textOf(stays.runs);
  if (isBalanced(staying)) return true;
  const side = ({ runs }) => textOf(runs.filter((each) => each.mark === mark));
  return isBalanced(side(before) + staying + side(after));
}

function count(runs, only) {
  let number = 0;
  for (const { mark, isWord } of runs) if (isWord && mark === only) number++;
  return number;
}

const both = ({ text }) => [run(DELETED, text), run(INSERTED, text)];

const givenUp = (each) => (each.mark === SAME ? both(each) : [each]);

function sentenceBySentence(runs) {
  return keptSentences(runs).flatMap((sentence) => {
    const changes = groups(sentence).filter(([first]) => first.mark !== SAME).length;
    const kept = count(sentence, SAME);
    const shorter = kept + Math.min(count(sentence, DELETED), count(sentence, INSERTED));
    return changes > 1 && kept < KEPT_SHARE * shorter ? replaced(sentence) : sentence;
  });
}

function keptSentences(runs) {
  const found = [[]];
  for (const each of runs) {
    found.at(-1).push(each);
    if (each.mark === SAME && SENTENCE_END.test(each.text)) found.push([]);
  }
  return found;
}

function replaced(sentence) {
  const first = sentence.findIndex(({ mark }) => mark !== SAME);
  const end = sentence.findLastIndex(({ mark }) => mark !== SAME) + 1;
  return [...sentence.slice(0, first), ...sentence.slice(first, end).flatMap(givenUp), ...sentence.slice(end)];
}

/** Shifts each insertion and each deletion that stands alone to its best boundary. */
function settled(runs) {
  const all = groups(runs).map((group) => ({
    group,
    marks: new Set(group.map(({ mark }) => mark)),
    parts: pieces(group.map(({ text }) => text)),
  }));
  all.forEach(({ marks, parts }, place) => {
    if (marks.size > 1 || marks.has(SAME)) return;
    const before = all[place - 1]?.parts ?? [];
    const after = all[place + 1]?.parts ?? [];
    const start = Math.min(before.length, FURTHEST);
    const around = [...before.slice(before.length - start), ...parts, ...after.slice(0, FURTHEST)];
    const end = start + parts.length;
    const isFirst = start === before.length && (place < 2 || isBreak(all[place - 2].group));
    const isLast = around.length === end + after.length && (place > all.length - 3 || isBreak(all[place + 2].group));
    const shift = bestShift(around, start, end, isFirst, isLast);
    if (shift < 0) {
      before.splice(shift);
      after.unshift(...around.slice(end + shift, end));
    } else if (shift) {
      before.push(...around.slice(start, start + shift));
      after.splice(0, shift);
    }
    parts.splice(0, parts.length, ...around.slice(start + shift, end + shift));
  });
  return all.flatMap(({ group, marks, parts }) =>
    marks.size > 1 ? group : parts.map((text) => ({ mark: [...marks][0], text })),
  );
}

/** Whether a text is white space alone. */
export const isBlank = (text) => text !== "" && text.replace(BLANKS, "") === "";

/** Whether nothing changes there but where a paragraph begins. */
function isBreak(runs) {
  const text = textOf(runs);
  return text.includes("\n") && isBlank(text);
}

function joined(runs) {
  const found = [];
  const put = (mark, text) => text && found.push({ mark, text });
  let stays = "";
  for (const group of groups(runs)) {
    const text = (mark) => group.map((each) => (each.mark === mark ? each.text : "")).join("");
    stays += text(SAME);
    let [gone, come] = [text(DELETED), text(INSERTED)];
    const blank = sharedBlank(gone, come);
    stays += blank;
    [gone, come] = [gone.slice(blank.length), come.slice(blank.length)];
    if (!gone && !come) continue;
    put(SAME, stays);
    put(DELETED, gone);
    put(INSERTED, come);
    stays = "";
  }
  put(SAME, stays);
  return found;
}

function sharedBlank(gone, come) {
  const blank = gone.match(LEADING)?.[0] ?? "";
  let shared = 0;
  while (shared < blank.length && blank[shared] === come[shared]) shared++;
  return blank.slice(0, shared);
}
