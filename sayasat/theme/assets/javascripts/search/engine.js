// The search itself, without a browser: an index over sections, and queries of it.

import { functionWords, stem } from "./stems.js";
import { isUnspaced, likeness, queryTerms, wordsOf } from "./words.js";

/** How much a word counts where it stands: in the title of the text, in the section's heading, in the section. */
const PLACES = { title: 0.4, heading: 3, text: 1 };
/** How much more the heading counts that is the title. */
const TITLE = 1.5;
/** How much a page counts that is no policy. */
const PAGE = 0.7;
/** How many words of a query count: what is longer was pasted, and would load the whole of a large index. */
const ASKED = 32;
/** How much is added where words stand side by side as in the query. */
const ADJACENT = 0.4;
/** How many of the best sections are read for that. */
const READ = 50;
/** The same where their texts have to be loaded: as many are shown first. */
export const LOADED = 5;
/** How many parts of the words are loaded for a word, for one of one or two letters, and for a character with all its pairs. */
const [MOST_PARTS, MOST_FOR_SHORT, MOST_FOR_CHARACTER] = [4, 2, 12];
const SATURATION = 1.2;
const LENGTH = 0.4;
const FUNCTION_WORD = 0.05;
const SYNONYM = 0.8;
/** How much a word counts that only begins as the one sought does, where there are forms of that one. */
const BEGUN = 0.5;
/** Results below this part of the best score are left out, unless they have nearly all that is sought. */
const FLOOR = 0.3;
/** The same of what is listed before the best because the best is of an ended policy, or of another version. */
const FLOOR_BEFORE = 0.5;
/** The part of what is sought that is nearly all. */
const NEARLY_ALL = 0.75;

/** An index of sections in one language. `synonyms` are groups of words and phrases that mean the same. */
export class Index {
  /** What is loaded only when it is needed: see parts.js. */
  parts = [];
  sections = [];
  words = new Map();
  #stems = new Map();
  #sorted = [];

  constructor(language, synonyms) {
    this.language = language;
    this.functionWords = functionWords(language);
    this.synonyms = synonyms.map((group) => group.map(queryTerms));
    this.addWords(this.synonyms.flat(2));
  }

  /** Adds texts with all their words. */
  addTexts(texts) {
    const first = this.sections.length;
    this.describe(texts, first);
    for (const [at, section] of this.sections.slice(first).entries()) {
      const place = first + at;
      for (const [field, weight] of Object.entries(PLACES)) {
        const isTitle = field === "heading" && section.heading === section.title;
        const words = wordsOf(section[field]);
        for (const word of words) this.count(word, place, weight * (isTitle ? TITLE : 1));
        if (field === "text") section.length = words.length;
      }
    }
  }

  /** Notes what is shown of the sections of texts; `place` is that of the first. */
  describe(texts, place) {
    for (const { sections, ...page } of texts) {
      for (const [id, heading, text] of sections) {
        this.sections[place] = { ...this.sections[place], ...page, url: id ? `${page.url}#${id}` : page.url, heading, text };
        place += 1;
      }
    }
  }

  /** Adds words that texts may have. */
  addWords(words) {
    for (const word of words) if (!this.words.has(word)) this.words.set(word, new Map());
  }

  /** Counts a word in a section. */
  count(word, place, weight) {
    this.addWords([word]);
    const places = this.words.get(word);
    places.set(place, (places.get(place) ?? 0) + weight);
  }

  /** The known words in order. */
  get vocabulary() {
    if (this.#sorted.length !== this.words.size) this.#sorted = [...this.words.keys()].sort();
    return this.#sorted;
  }

  /** The sections that answer a query, best first, as [{place, score}], and the words found in them as a Set. */
  async find(query) {
    const words = queryTerms(query).slice(0, ASKED);
    const terms = await this.#withSynonyms(await Promise.all(words.map((word) => this.#term(word, words.length > 1))));
    const matched = terms.filter(({ places }) => places.size);
    const total = matched.reduce((sum, term) => sum + this.#rarity(term), 0);
    const average = this.sections.reduce((sum, { length }) => sum + length, 1) / (this.sections.length || 1);
    const scores = new Map();
    for (const term of matched) {
      const rarity = this.#rarity(term);
      for (const [place, count] of term.places) {
        const length = 1 - LENGTH + (LENGTH * this.sections[place].length) / average;
        const own = scores.get(place) ?? { score: 0, covered: 0 };
        own.score += (rarity * count * (SATURATION + 1)) / (count + SATURATION * length);
        own.covered += rarity * Math.min(1, count);
        scores.set(place, own);
      }
    }
    const results = [...scores].map(([place, { score, covered }]) => {
      const kind = this.sections[place].status ? 1 : PAGE;
      return { place, score: (kind * score * covered) / total, hasAll: covered >= NEARLY_ALL * total };
    });
    const sort = () => results.sort((a, b) => b.score - a.score || a.place - b.place);
    const read = sort().slice(0, this.parts.length ? LOADED : READ);
    await this.read(read.map(({ place }) => place));
    for (const each of read) each.score *= 1 + ADJACENT * this.#adjacent(matched, each.place);
    sort();
    const found = new Set(terms.flatMap(({ forms }) => [...forms.keys()]));
    return { results: this.#sifted(results), found };
  }

  /** Loads the texts of sections. */
  read(places) {
    return this.#load((part) => part.loadTexts(places));
  }

  #load(need) {
    return Promise.all(this.parts.map(need));
  }

  /** The results without the weak ones, by rank: what holds, other versions, ended policies. */
  #sifted(results) {
    const rank = ({ place }) => this.sections[place].rank;
    const best = results[0];
    const isStrong = (each) =>
      rank(each) < rank(best) ? each.score >= FLOOR_BEFORE * best.score : each.hasAll || each.score >= FLOOR * best.score;
    return results.filter(isStrong).sort((a, b) => rank(a) - rank(b));
  }

  /** The share of the pairs of neighbours in a query that are neighbours in a section too. */
  #adjacent(terms, place) {
    const pairs = terms.slice(1).map((term, step) => [terms[step], term]).filter((pair) => pair.some(({ weight }) => weight > FUNCTION_WORD));
    if (!pairs.length) return 0;
    const { heading, text } = this.sections[place];
    const words = wordsOf(`${heading} ${text}`);
    const stand = ([first, second]) =>
      words.some((word, at) => first.forms.has(word) && [1, 2].some((step) => second.forms.has(words[at + step])));
    return pairs.filter(stand).length / pairs.length;
  }

  #rarity({ places, weight }) {
    return weight * Math.log(1 + this.sections.length / places.size);
  }

  /** A word of a query: the words of the index that it finds, and how much each section has of them. */
  async #term(word, mayBeWeak) {
    const isFunctionWord = mayBeWeak && this.functionWords.has(word);
    // It would cost more to load than it says
    const likely = isFunctionWord && this.parts.length ? new Map() : await this.#forms(word);
    const best = Math.max(...likely.values());
    const forms = new Map([...likely].map(([form, weight]) => [form, weight / best]));
    const isWeak = isFunctionWord || (mayBeWeak && [...forms.keys()].every((form) => this.functionWords.has(form)));
    return { word, places: this.#places(forms), forms, weight: isWeak ? FUNCTION_WORD : forms.size ? best : 1 };
  }

  #places(forms) {
    const places = new Map();
    for (const [form, weight] of forms) {
      for (const [place, count] of this.words.get(form)) places.set(place, (places.get(place) ?? 0) + weight * count);
    }
    return places;
  }

  /** The words of the index that may be meant by a word, with how likely: the first way that finds any. */
  async #forms(word) {
    const found = await this.#begun(word);
    if (found.size || isUnspaced(word)) return found;
    const near = this.#load((part) => part.loadList([word[0]]));
    const [{ firstLetters, ways }] = await Promise.all([import("./guesses.js"), near]);
    // Of many words, those that begin alike come first: seldom is the first letter wrong
    for (const letters of this.parts.length ? [firstLetters(word), undefined] : [undefined]) {
      await this.#load((part) => part.loadList(letters));
      for (const way of ways) {
        const others = way(word, this);
        if (!others.size) continue;
        const likely = [...others].sort(([, one], [, other]) => other - one).map(([form]) => form);
        await this.#load((part) => part.loadPlaces(likely, MOST_PARTS));
        return others;
      }
    }
    return found;
  }

  /** The forms of a word, once their sections are loaded. */
  async #begun(word) {
    const most = isUnspaced(word) ? MOST_FOR_CHARACTER : word.length < 3 ? MOST_FOR_SHORT : MOST_PARTS;
    await this.#load((part) => part.loadBeginning(this.stem(word), word, most));
    return this.inflected(word);
  }

  /** All words that begin with the stem; those with the same stem first. */
  inflected(word) {
    const begin = this.stem(word);
    const found = new Map();
    const begun = new Map();
    for (const form of this.from(begin)) {
      if (form === word || isUnspaced(word) || this.stem(form) === begin) found.set(form, 0.8 + 0.2 * likeness(word, form));
      else begun.set(form, 0.7 / (1 + 0.15 * Math.max(0, form.length - word.length)));
    }
    const less = found.size ? BEGUN : 1;
    for (const [form, weight] of begun) found.set(form, less * weight);
    return found;
  }

  /** The known words that begin so. */
  *from(begin) {
    const words = this.vocabulary;
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < begin) low = middle + 1;
      else high = middle;
    }
    for (; words[low]?.startsWith(begin); low++) yield words[low];
  }

  stem(word) {
    if (!this.#stems.has(word)) this.#stems.set(word, stem(word, this.language));
    return this.#stems.get(word);
  }

  /** The terms, each with what its synonyms find. */
  async #withSynonyms(terms) {
    const meant = terms.map(({ word, forms }) => {
      const likely = [...forms].filter(([, weight]) => weight >= 0.75).map(([form]) => form);
      return new Set(this.functionWords.has(word) ? [] : [word, ...likely].map((each) => this.stem(each)));
    });
    const isMeant = (word, place) => word === terms[place]?.word || meant[place]?.has(this.stem(word));
    const at = (phrase) => terms.findIndex((_, start) => phrase.every((word, step) => isMeant(word, start + step)));
    const joined = this.synonyms.flatMap((group) => {
      const written = group.filter((phrase) => at(phrase) >= 0).sort((a, b) => b.length - a.length)[0];
      return written ? [[at(written), group.filter((phrase) => phrase !== written)]] : [];
    });
    await Promise.all(joined.flatMap(([start, others]) => others.map((phrase) => this.#join(terms[start], phrase))));
    return terms;
  }

  /** Adds to a term what a phrase finds: the sections that have all its words. */
  async #join(term, phrase) {
    const parts = await Promise.all(phrase.map((word) => this.#begun(word)));
    const places = parts.map((forms) => this.#places(forms));
    for (const place of places[0].keys()) {
      if (!places.every((each) => each.has(place))) continue;
      const least = Math.min(...places.map((each) => each.get(place)));
      term.places.set(place, Math.max(term.places.get(place) ?? 0, SYNONYM * least));
    }
    for (const form of parts.flatMap((forms) => [...forms.keys()])) {
      if (!term.forms.has(form) && !this.functionWords.has(form)) term.forms.set(form, 0);
    }
  }
}
