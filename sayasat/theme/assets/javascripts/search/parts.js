// The parts of a large index, each loaded when a query first needs it. sayasat/exports/search_parts.py writes them.

export class Parts {
  #loaded = new Map();

  /** `head` is what the index file says of its parts; `load` gives the value of a file by its path. */
  constructor(index, { folder, lengths, kinds, letters, words, texts }, load) {
    this.index = index;
    this.load = load;
    this.folder = folder;
    this.letters = [...letters];
    this.firsts = words;
    this.offset = index.sections.length;
    const each = kinds.flatMap(([count, rank, status]) => Array.from({ length: count }, () => ({ rank, status })));
    for (const [at, kind] of each.entries()) index.sections.push({ ...kind, length: Math.round(1.25 ** parseInt(lengths[at], 36)) });
    let first = this.offset;
    this.blocks = texts.map((count) => [first, (first += count)]);
  }

  /** Loads a part once. */
  #once(name, take) {
    if (!this.#loaded.has(name)) this.#loaded.set(name, this.load(`${this.folder}${name}.json`).then(take));
    return this.#loaded.get(name);
  }

  /** The number of the part that has a word if any has. */
  #partOf(word) {
    const after = this.firsts.findIndex((first) => first > word);
    return Math.max(0, (after < 0 ? this.firsts.length : after) - 1);
  }

  #words(numbers, most) {
    return Promise.all([...new Set(numbers)].slice(0, most).map((number) => this.#once(`words-${number}`, (words) => this.#take(words))));
  }

  #take(words) {
    for (const [word, listed] of Object.entries(words)) {
      let [place, weight] = [this.offset - 1, 10];
      for (const number of listed) {
        if (number < 0) weight = -number;
        else {
          this.index.count(word, (place += number), weight / 10);
          weight = 10;
        }
      }
    }
  }

  /** Loads where a word stands, and words that begin so, from at most so many parts. */
  loadBeginning(begin, word, most) {
    const first = this.#partOf(begin);
    const after = this.firsts.findIndex((other, at) => at > first && !other.startsWith(begin));
    const numbers = Array.from({ length: (after < 0 ? this.firsts.length : after) - first }, (_, step) => first + step);
    return this.#words([this.#partOf(word), ...numbers], most);
  }

  /** Loads where these words stand, as far as so many parts have them. */
  loadPlaces(words, most) {
    return this.#words(words.map((word) => this.#partOf(word)), most);
  }

  /** Loads all words that begin with one of these letters, or with any, without where they stand. */
  loadList(letters = this.letters) {
    const numbers = letters.map((letter) => this.letters.indexOf(letter)).filter((number) => number >= 0);
    return Promise.all(numbers.map((number) => this.#once(`list-${number}`, (words) => this.index.addWords(words.split(" ")))));
  }

  /** Loads the texts of sections. */
  loadTexts(places) {
    const numbers = new Set(places.map((place) => this.blocks.findIndex(([first, end]) => place >= first && place < end)));
    numbers.delete(-1);
    return Promise.all(
      [...numbers].map((number) =>
        this.#once(`texts-${number}`, (texts) => {
          this.index.describe(texts, this.blocks[number][0]);
        }),
      ),
    );
  }
}
