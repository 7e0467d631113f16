// What is shown of a text that is found.

import { split } from "./words.js";

/** A text as [[part, isFound]], cut to about `most` characters where most of the found words are. */
export function excerpt(text, found, most) {
  const words = split(text);
  const marks = words.filter(({ word }) => found.has(word));
  const first = text.length > most ? bestStart(words, marks, most) : 0;
  const last = text.length > most ? (words.findLast(({ end }) => end <= first + most)?.end ?? most) : text.length;
  const parts = [[first ? "…\u00a0" : "", false]];
  let at = first;
  for (const { start, end } of marks.filter((mark) => mark.start >= first && mark.end <= last)) {
    // Pairs of characters overlap
    if (start < at) parts.at(-1)[0] += text.slice(at, end);
    else parts.push([text.slice(at, start), false], [text.slice(start, end), true]);
    at = end;
  }
  parts.push([text.slice(at, last), false], [last < text.length ? "\u00a0…" : "", false]);
  return parts.filter(([part]) => part);
}

/** Where a stretch of `most` characters begins that has the most different words of `marks`, a few words before the first. */
function bestStart(words, marks, most) {
  const counts = new Map();
  let [best, greatest, next] = [undefined, 0, 0];
  for (const mark of marks) {
    for (; marks[next]?.end <= mark.start + most * 0.8; next++) counts.set(marks[next].word, (counts.get(marks[next].word) ?? 0) + 1);
    if (counts.size > greatest) [best, greatest] = [mark, counts.size];
    if (counts.get(mark.word) > 1) counts.set(mark.word, counts.get(mark.word) - 1);
    else counts.delete(mark.word);
  }
  const from = best && Math.min(best.start - most * 0.2, words.at(-1).end - most);
  return words.find(({ start }) => start >= from)?.start ?? 0;
}
