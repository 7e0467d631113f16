// The words of a text in any script. The same rules as sayasat/markdown/words.py, which explains them.

export const SAME = "same";
export const DELETED = "deleted";
export const INSERTED = "inserted";

// White space as Python knows it; that of JavaScript differs.
export const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
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

/** The words of a visible text in order, in Unicode normal form C. */
export function words(text) {
  return text.replace(UNSEEN, "").normalize("NFC").replace(BLANKS, " ").replace(FOOTNOTES, " ").match(WORDS) ?? [];
}

/** The words {word, start, end} of a text. */
export const wordSpans = (text) =>
  [...text.matchAll(WORDS)].map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }));

/** Words and other signs, each with the white space before it. */
export const tokens = (text) => text.match(TOKENS) ?? [];

/** A token without the white space before it. */
export const coreOf = (token) => token.replace(LEADING, "") || token;

/** Whether a text has any word. */
export const hasWord = (text) => ONE_WORD.test(text);

/** Whether it has a letter of a script without spaces. */
export const isLone = (text) => LONE.test(text);

export const isFootnoteMark = (token) => FOOTNOTE.test(token);

/** Whether a text is white space alone. */
export const isBlank = (text) => text !== "" && text.replace(LEADING, "") === "";

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

/** A number for each item; equal items have equal numbers. */
export function numbering() {
  const numbers = new Map();
  return (pieces) =>
    pieces.map((piece) => {
      if (!numbers.has(piece)) numbers.set(piece, numbers.size);
      return numbers.get(piece);
    });
}
