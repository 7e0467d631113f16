// Words as the search compares them: folded letters, transliteration, and how far apart two words are.

const MARKS = /\p{M}/gu;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
/** Scripts that write no blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Letters that keyboards lack, and what is typed for them. NFKD takes the marks off all others. */
const TYPED = { ң: "н", ө: "о", ү: "у", қ: "к", ғ: "г", ұ: "у", ә: "а", һ: "х", ı: "i", ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae" };
const TYPED_LETTERS = new RegExp(`[${Object.keys(TYPED).join("")}]`, "gu");

/** A word without capitals, marks and letters that a keyboard may lack: Мөөнөтү is мооноту. */
export function fold(word) {
  const lower = word.toLowerCase();
  // Most words: spared, because an index folds all of a site's
  if (/^[a-zа-я]*$/.test(lower)) return lower;
  return lower
    .normalize("NFKD")
    .replace(/и\u0306/gu, "й")
    .replace(MARKS, "")
    .replace(TYPED_LETTERS, (letter) => TYPED[letter]);
}

/** Where the words of a text are, as [start, end]. */
function places(text, language) {
  const found = [...text.matchAll(WORDS)].map((match) => [match.index, match.index + match[0].length]);
  if (!UNSPACED.test(text) || !Intl.Segmenter) return found;
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  return found.flatMap(([start, end]) =>
    [...segmenter.segment(text.slice(start, end))].map(({ segment, index }) => [start + index, start + index + segment.length]),
  );
}

/** The folded words of a text. */
export function wordsOf(text, language) {
  const found = UNSPACED.test(text) ? places(text, language).map((place) => text.slice(...place)) : text.match(WORDS);
  return (found ?? []).map(fold);
}

/** The words of a text as {word, start, end}; `word` is folded. */
export function split(text, language) {
  return places(text, language).map(([start, end]) => ({ word: fold(text.slice(start, end)), start, end }));
}

const LATIN = {
  shch: "щ", sch: "щ", yo: "е", yu: "ю", ya: "я", ye: "е", ju: "ю", ja: "я", zh: "ж", kh: "х", ts: "ц", ch: "ч", sh: "ш",
  ng: "н", a: "а", b: "б", c: "ц", d: "д", e: "е", f: "ф", g: "г", h: "х", i: "и", j: "ж", k: "к", l: "л", m: "м", n: "н", o: "о", p: "п",
  q: "к", r: "р", s: "с", t: "т", u: "у", v: "в", w: "в", x: "кс", y: "ы", z: "з",
};
const LATIN_LETTERS = new RegExp(Object.keys(LATIN).join("|"), "g");

/** A word in Latin letters as it is written in Cyrillic, roughly; null for any other word. */
export function inCyrillic(word) {
  if (!/^[a-z]+$/.test(word)) return null;
  return word.replace(/([aeiouy])y(?![aeou])/g, "$1й").replace(LATIN_LETTERS, (letters) => LATIN[letters]);
}

/** What is left of a word where letters that are confused in transliteration are one, and no letter is doubled. */
export function skeleton(word) {
  return word
    .replace(/[ьъ]/g, "")
    .replace(/[ый]/g, "и")
    .replace(/э/g, "е")
    .replace(/щ/g, "ш")
    .replace(/я/g, "иа")
    .replace(/ю/g, "иу")
    .replace(/кс/g, "х")
    .replace(/(.)\1+/gu, "$1");
}

/** How alike two words are, from 0 to 1: the share of their pairs of letters that both have. */
export function likeness(word, other) {
  const pairs = (text) => Array.from({ length: Math.max(1, text.length - 1) }, (_, at) => text.slice(at, at + 2));
  const [left, right] = [pairs(word), pairs(other)];
  return (2 * left.filter((pair) => right.includes(pair)).length) / (left.length + right.length);
}

/**
 * The number of letters to add, remove, replace or swap so that `word` becomes `other`, or a beginning of it if
 * `isBeginning`; more than `limit` is returned as Infinity.
 */
export function distance(word, other, limit, isBeginning = false) {
  if (!isBeginning && Math.abs(word.length - other.length) > limit) return Infinity;
  if (isBeginning) other = other.slice(0, word.length + limit);
  let [before, above] = [[], Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= word.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = word[row - 1] === other[column - 1];
      current[column] = Math.min(above[column] + 1, current[column - 1] + 1, above[column - 1] + !isSame);
      if (row > 1 && column > 1 && word[row - 1] === other[column - 2] && word[row - 2] === other[column - 1]) {
        current[column] = Math.min(current[column], before[column - 2] + 1);
      }
    }
    if (Math.min(...current) > limit) return Infinity;
    [before, above] = [above, current];
  }
  const steps = isBeginning ? Math.min(...above) : above[other.length];
  return steps > limit ? Infinity : steps;
}
