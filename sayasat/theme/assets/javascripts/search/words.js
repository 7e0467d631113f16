// Words as the search compares them.
// What makes terms of texts is the same in sayasat/exports/search_terms.py, which makes large indexes.

/** Blocks of scripts that write no spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese. */
const UNSPACED =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u9fff\\ua9e0-\\ua9ff" +
  "\\uaa60-\\uaa7f\\uf900-\\ufaff\\uff66-\\uff9f\\u{1b000}-\\u{1b16f}\\u{20000}-\\u{3ffff}";
const LETTER = "[\\p{L}\\p{M}\\p{N}]";
const BEGINS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");
const WORDS = new RegExp(`${LETTER}+`, "gu");
/** Words, and single characters of those scripts with their marks. */
const UNITS = new RegExp(`(?=${LETTER})[${UNSPACED}][\\p{M}\\uff9e\\uff9f]*|(?:(?![${UNSPACED}])${LETTER})+`, "gu");

const OPTIONAL_MARKS =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe2f\u{e0100}-\u{e01ef}]/gu;

/** Letters that keyboards lack or that are written in two ways, and what is compared in their place. */
const TYPED = {
  ң: "н", ө: "о", ү: "у", қ: "к", ғ: "г", ұ: "у", ә: "а", һ: "х", ı: "i", ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae", ς: "σ",
  ى: "ي", ی: "ي", ک: "ك", ة: "ه",
};
const TYPED_LETTERS = new RegExp(`[${Object.keys(TYPED).join("")}]`, "gu");

/** A term without capitals, optional marks and letters that a keyboard may lack: Мөөнөтү is мооноту. */
export function fold(term) {
  const lower = term.toLowerCase();
  // Most words: spared, because an index folds all of a site's
  if (/^[a-zа-я]*$/.test(lower)) return lower;
  return term
    .normalize("NFKD")
    .toLowerCase()
    .replace(/и\u0306/gu, "й")
    .replace(OPTIONAL_MARKS, "")
    .replace(TYPED_LETTERS, (letter) => TYPED[letter]);
}

/** Whether a term begins with a character of a script without spaces. */
export const isUnspaced = (term) => BEGINS_UNSPACED.test(term);

/** The terms of a text as {word, start, end}; `word` is folded. Without spaces they are pairs, and the last character alone. */
export function split(text) {
  return [...text.matchAll(UNITS)].map(({ 0: unit, index: start }, at, units) => {
    const next = units[at + 1];
    const isPair = next?.index === start + unit.length && isUnspaced(unit) && isUnspaced(next[0]);
    const end = start + unit.length + (isPair ? next[0].length : 0);
    return { word: fold(text.slice(start, end)), start, end };
  });
}

/** The folded terms of a text. */
export function wordsOf(text) {
  return HAS_UNSPACED.test(text) ? split(text).map(({ word }) => word) : (text.match(WORDS) ?? []).map(fold);
}

/** The terms of a query: of characters without spaces only the pairs, or the one if it is alone. */
export function queryTerms(query) {
  const terms = split(query);
  return terms.filter(({ word, end }, at) => !(isUnspaced(word) && terms[at - 1]?.end === end)).map(({ word }) => word);
}

/** How alike two words are, from 0 to 1: the share of their pairs of letters that both have. */
export function likeness(word, other) {
  const pairs = (text) => Array.from({ length: Math.max(1, text.length - 1) }, (_, at) => text.slice(at, at + 2));
  const [left, right] = [pairs(word), pairs(other)];
  return (2 * left.filter((pair) => right.includes(pair)).length) / (left.length + right.length);
}
