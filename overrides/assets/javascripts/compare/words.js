// Which words of a passage were deleted and inserted. The same rules as sayasat/wordmarks.py, where they are explained.

import { common } from "./lcs.js";

export const SAME = "same";
export const DELETED = "deleted";
export const INSERTED = "inserted";

// Python's \w, \d and \s, which are not quite those of JavaScript.
const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const PART = "[\\p{L}\\p{N}_\\u0300-\\u036f\\u0483-\\u0487\\u200c\\u200d]+";
const WORD = `${PART}(?:(?:[\\-‐‑'’ʼ]|(?<=\\p{Nd})[.,:/](?=\\p{Nd}))${PART})*`;
const WORDS = new RegExp(WORD, "gu");
const ONE_WORD = new RegExp(WORD, "u");
const TOKENS = new RegExp(`[${BLANK}]*(?:${WORD}|[^${BLANK}])|[${BLANK}]+`, "gu");
const BLANKS = new RegExp(`[${BLANK}]+`, "gu");
const UNSEEN = /[\u00ad\u200b\u2060\ufeff]/g;
const SENTENCE_END = /[.!?…;:]$/;

const PAIRS = 100_000_000; // of tokens; beyond, whole sentences are compared
const KEPT_SHARE = 0.4;

/** The words of a visible text, in order, composed. */
export function words(text) {
  return text.replace(UNSEEN, "").normalize("NFC").replace(BLANKS, " ").match(WORDS) ?? [];
}

/** The runs ({mark, text}) that lead from one text to the other, and whether they were compared in full. */
export function markWords(before, after) {
  if (before === after) return { runs: before ? [{ mark: SAME, text: before }] : [], isWhole: true };
  const [old, now] = [lined(before), lined(after)];
  const isFine = old.length * now.length <= PAIRS;
  const found = isFine ? script(old, now) : script(sentences(old), sentences(now));
  const runs = sentenceBySentence(unpeppered(found.runs));
  return { runs: joined(withoutBlanks(split(runs))), isWhole: isFine && found.isWhole };
}

/** Pieces as numbers, the same piece the same number. */
export function numbering() {
  const numbers = new Map();
  return (pieces) =>
    pieces.map((piece) => {
      if (!numbers.has(piece)) numbers.set(piece, numbers.size);
      return numbers.get(piece);
    });
}

const tokens = (text) => text.match(TOKENS) ?? [];

const lined = (text) => text.split("\n").flatMap((line) => ["\n", ...tokens(` ${line}`)]);

function sentences(found) {
  const all = [""];
  for (const token of found) {
    all[all.length - 1] += token;
    if (SENTENCE_END.test(token)) all.push("");
  }
  return all.filter(Boolean);
}

const run = (mark, text) => ({ mark, text, isWord: ONE_WORD.test(text) });

function script(old, now) {
  const numbered = numbering();
  const { pairs, isWhole } = common(numbered(old), numbered(now));
  const runs = [];
  let [nextOld, nextNew] = [0, 0];
  const gap = (endOld, endNew) => {
    for (; nextOld < endOld; nextOld++) runs.push(run(DELETED, old[nextOld]));
    for (; nextNew < endNew; nextNew++) runs.push(run(INSERTED, now[nextNew]));
  };
  for (const [placeOld, placeNew] of pairs) {
    gap(placeOld, placeNew);
    runs.push(run(SAME, old[placeOld]));
    nextOld++;
    nextNew++;
  }
  gap(old.length, now.length);
  return { runs, isWhole };
}

/** What stays and what changes, in turn. */
function groups(runs) {
  const found = [];
  for (const each of runs) {
    const last = found.at(-1);
    if (last && (last[0].mark === SAME) === (each.mark === SAME)) last.push(each);
    else found.push([each]);
  }
  return found;
}

function unpeppered(runs) {
  const found = groups(runs);
  let place = 1;
  while (place < found.length - 1) {
    const kept = found[place];
    if (kept[0].mark === SAME && isPepper(kept, found[place - 1], found[place + 1])) {
      found.splice(place - 1, 3, [...found[place - 1], ...kept.flatMap(both), ...found[place + 1]]);
      place = Math.max(place - 2, 1);
    } else place++;
  }
  return found.flat();
}

function isPepper(kept, before, after) {
  const number = count(kept);
  if (number === 0) return isReplacement(before) && isReplacement(after);
  return number <= 2 && number < Math.min(weight(before), weight(after));
}

const isReplacement = (group) =>
  group.every(({ mark }) => mark !== SAME) && new Set(group.map(({ mark }) => mark)).size === 2;

const weight = (group) => Math.max(count(group, DELETED), count(group, INSERTED));

function count(runs, only) {
  let number = 0;
  for (const { mark, isWord } of runs) if (isWord && (!only || mark === only)) number++;
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

function joined(runs) {
  const found = [];
  const put = (mark, text) => text && found.push({ mark, text });
  let stays = "";
  for (const group of groups(runs)) {
    const text = (mark) => group.map((each) => (each.mark === mark ? each.text : "")).join("");
    stays += text(SAME);
    let [gone, come] = [text(DELETED), text(INSERTED)];
    if (gone[0] === " " && come[0] === " ") {
      stays += " ";
      [gone, come] = [gone.slice(1), come.slice(1)];
    }
    if (!gone && !come) continue;
    put(SAME, stays);
    put(DELETED, gone);
    put(INSERTED, come);
    stays = "";
  }
  put(SAME, stays);
  return found;
}

const split = (runs) =>
  runs.flatMap(({ mark, text }) =>
    text.split(/(\n)/).flatMap((line) => (line === "\n" ? [line] : tokens(line)).map((token) => ({ mark, text: token }))),
  );

function withoutBlanks(runs) {
  const found = [];
  let [beginsOld, beginsNew] = [false, false];
  runs.forEach((each, place) => {
    const [old, now] = [each.mark !== INSERTED, each.mark !== DELETED];
    if (each.text === "\n") {
      [beginsOld, beginsNew] = [beginsOld || old, beginsNew || now];
      if (place) found.push(each);
      return;
    }
    found.push(...withoutBlank(each, old && beginsOld, now && beginsNew));
    [beginsOld, beginsNew] = [beginsOld && !old, beginsNew && !now];
  });
  return found;
}

function withoutBlank(each, old, now) {
  if (!old && !now) return [each];
  const rest = { mark: each.mark, text: each.text.slice(1) };
  const blank = { mark: old ? INSERTED : DELETED, text: each.text[0] };
  const found = each.mark === SAME && old !== now ? [blank] : [];
  return rest.text ? [...found, rest] : found;
}
