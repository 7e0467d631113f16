// Sentences that moved. The same rules as sayasat/redline/moved_sentences.py, which explains them.

import { DELETED, hasWord, INSERTED, SAME, words } from "./words.js";

export const MOVED_AWAY = "moved-away";
export const LEAST_WORDS = 4;

const BLANKS = " \\t\\n\\u00a0\\u2009\\u202f";
const SENTENCE = new RegExp(`[${BLANKS}]*(?:[^\\n\\t]*?[.!?…][»”")\\]]*(?=[${BLANKS}]|$)|[^\\n\\t]+|[${BLANKS}]+)`, "gu");
const OUTER_BLANKS = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "gu");

/** The sections, with a number at each run of sentences that moved; `moves`: how many moves are known. */
export function withMovedSentences(found, moves) {
  const here = found.filter(({ fate }) => fate !== MOVED_AWAY);
  const flow = here.flatMap(({ passages }) => passages.filter(({ move }) => !move));
  const numbers = movesOf(sentences(flow, DELETED), sentences(flow, INSERTED), moves);
  if (!numbers.size) return found;
  const marked = new Set(flow);
  const numbered = (passage) => (marked.has(passage) ? { ...passage, runs: withNumbers(passage.runs, numbers) } : passage);
  return found.map((section) => ({ ...section, passages: section.passages.map(numbered) }));
}

const partsOf = (text) => text.match(SENTENCE) ?? [];

const core = (text) => text.replace(OUTER_BLANKS, "");

function sentences(flow, only) {
  const found = [];
  let stayed = 0;
  for (const { mark, text } of flow.flatMap(({ runs }) => runs)) {
    if (mark === SAME) stayed += Number(hasWord(text));
    else if (mark === only) for (const part of partsOf(text)) found.push({ stayed, place: found.length, text: core(part) });
  }
  return found;
}

function movesOf(gone, come, number) {
  const [here, there] = [unique(gone), unique(come)];
  const found = new Map();
  let last = null;
  for (const [text, old] of here) {
    const now = there.get(text);
    if (!now || now.stayed === old.stayed || words(text).length < LEAST_WORDS) continue;
    if (!last || last[0] !== old.place - 1 || last[1] !== now.place - 1) number++;
    last = [old.place, now.place];
    found.set(text, number);
  }
  return found;
}

function unique(all) {
  const times = new Map();
  for (const { text } of all) times.set(text, (times.get(text) ?? 0) + 1);
  return new Map(all.filter(({ text }) => times.get(text) === 1).map((each) => [each.text, each]));
}

function withNumbers(runs, numbers) {
  const found = [];
  for (const { mark, text } of runs) {
    if (mark === SAME) {
      found.push({ mark, text });
      continue;
    }
    const first = found.length;
    for (const part of partsOf(text)) {
      const move = numbers.get(core(part)) ?? 0;
      if (found.length > first && (found.at(-1).move ?? 0) === move) found.at(-1).text += part;
      else found.push(move ? { mark, text: part, move } : { mark, text: part });
    }
  }
  return found;
}
