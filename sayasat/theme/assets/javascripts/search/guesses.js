// What else a word of a query may mean, when no word begins as it does. Loaded only then.

/** Ways to find words for a word: each gives the words of an index, with how likely. The first that finds any counts. */
export const ways = [
  (word, index) => index.inflected(word),
  transliterated,
  mistyped,
  beginning,
];

/** The letters that a word begins with as it is, and in Cyrillic. */
export const firstLetters = (word) => [word, inCyrillic(word) ?? ""].flatMap((each) => [...each].slice(0, 1));

function transliterated(word, index) {
  const cyrillic = inCyrillic(word);
  return cyrillic ? nearest(cyrillic, index, skeleton, skeleton(cyrillic).length < 5 ? 0 : 1) : new Map();
}

function mistyped(word, index) {
  if (/\p{N}/u.test(word) || word.length < 4) return new Map();
  return nearest(word, index, (form) => form, word.length < 8 ? 1 : word.length < 13 ? 2 : 3);
}

/** The words with the fewest letters wrong, as far as there are any: whole words, stems, then beginnings. */
function nearest(word, index, shape, limit) {
  const [whole, begin] = [shape(word), shape(index.stem(word))];
  for (let steps = 0; steps <= limit; steps++) {
    const [found, begun] = [new Map(), new Map()];
    for (const form of index.vocabulary) {
      const shaped = shape(form);
      if (distance(whole, shaped, steps) <= steps) found.set(form, 0.9 - 0.1 * steps);
      else if (begin.length > 3 && distance(begin, shape(index.stem(form)), steps) <= steps) begun.set(form, 0.5 - 0.1 * steps);
      else if (begin.length > 3 && distance(begin, shaped, steps, true) <= steps) begun.set(form, 0.25 - 0.05 * steps);
    }
    if (found.size) return withForms(found, index);
    if (begun.size) return begun;
  }
  return new Map();
}

/** Words with all that have their stems: of a mistyped word, the text may have another form. */
function withForms(found, index) {
  const forms = new Map();
  for (const [word, weight] of found) {
    for (const [form, likely] of index.inflected(word)) forms.set(form, Math.max(forms.get(form) ?? 0, weight * likely));
  }
  return forms;
}

/** The words with the longest beginning in common, of at least four letters and most of the word. */
function beginning(word, index) {
  for (let length = word.length - 1; length >= Math.max(4, word.length * 0.6); length--) {
    const found = new Map();
    for (const form of index.from(word.slice(0, length))) found.set(form, 0.4);
    if (found.size) return found;
  }
  return new Map();
}

const LATIN = {
  shch: "щ", sch: "щ", yo: "е", yu: "ю", ya: "я", ye: "е", ju: "ю", ja: "я", zh: "ж", kh: "х", ts: "ц", ch: "ч", sh: "ш",
  ng: "н", a: "а", b: "б", c: "ц", d: "д", e: "е", f: "ф", g: "г", h: "х", i: "и", j: "ж", k: "к", l: "л", m: "м", n: "н", o: "о", p: "п",
  q: "к", r: "р", s: "с", t: "т", u: "у", v: "в", w: "в", x: "кс", y: "ы", z: "з",
};
const LATIN_LETTERS = new RegExp(Object.keys(LATIN).join("|"), "g");

/** A word in Latin letters as it is written in Cyrillic, roughly; null for any other word. */
function inCyrillic(word) {
  if (!/^[a-z]+$/.test(word)) return null;
  return word.replace(/([aeiouy])y(?![aeou])/g, "$1й").replace(LATIN_LETTERS, (letters) => LATIN[letters]);
}

/** What is left of a word where letters that are confused in transliteration are one, and no letter is doubled. */
function skeleton(word) {
  return word
    .replace(/[ьъ]/g, "")
    .replace(/[ый]/g, "и")
    .replace(/э/g, "е")
    .replace(/щ/g, "ш")
    .replace(/ц/g, "тс")
    .replace(/я/g, "иа")
    .replace(/ю/g, "иу")
    .replace(/кс/g, "х")
    .replace(/(.)\1+/gu, "$1");
}

/**
 * The number of letters to add, remove, replace or swap so that `word` becomes `other`, or a beginning of it if
 * `isBeginning`; more than `limit` is returned as Infinity.
 */
function distance(word, other, limit, isBeginning = false) {
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
