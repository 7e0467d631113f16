// Counts what a redline marks. The same rules as sayasat/redline/counts.py, which explains them.

import { allPassages, isSectionChanged, MOVED_AWAY, MOVED_HERE } from "./redline.js";
import { DELETED, groups, INSERTED, SAME, words } from "./words.js";

const OTHERS = { link: "linksChanged", image: "imagesChanged" };
const FORMATS = ["bold", "italic", "code", "struck", "underlined", "raised", "lowered", "block", "blocks"];
const TEXTS = {
  wordsAdded: "words.added",
  wordsRemoved: "words.removed",
  wordsReplaced: "words.replaced",
  wordsMoved: "words.moved",
  linksChanged: "links.changed",
  imagesChanged: "images.changed",
  formatsChanged: "formats.changed",
};

/** How many words, links, images and formats changed, and in how many sections. */
export function countChanges({ sections }) {
  const count = { ...Object.fromEntries(Object.keys(TEXTS).map((name) => [name, 0])), sectionsChanged: 0 };
  for (const section of sections) {
    if (section.fate === MOVED_AWAY || !isSectionChanged(section)) continue;
    count.sectionsChanged++;
    for (const passage of allPassages(section)) {
      if (passage.fate === MOVED_AWAY) continue;
      countWords(count, passage, section.fate === MOVED_HERE || passage.fate === MOVED_HERE);
      for (const name of others(passage)) count[name]++;
    }
  }
  return count;
}

function countWords(count, { runs }, hasMoved) {
  for (const group of groups(runs)) {
    const found = { [SAME]: 0, [DELETED]: 0, [INSERTED]: 0 };
    for (const { mark, text, move } of group) {
      const number = words(text).length;
      if (!move) found[mark] += number;
      else if (mark === INSERTED) count.wordsMoved += number;
    }
    const replaced = Math.min(found[DELETED], found[INSERTED]);
    count.wordsReplaced += replaced;
    count.wordsRemoved += found[DELETED] - replaced;
    count.wordsAdded += found[INSERTED] - replaced;
    count.wordsMoved += hasMoved ? found[SAME] : 0;
  }
}

function others({ details, formatted }) {
  const found = details.map(({ kind }) => OTHERS[kind] ?? (FORMATS.includes(kind) ? "formatsChanged" : ""));
  return [...found.filter(Boolean), ...(formatted && !details.length ? ["formatsChanged"] : [])];
}

/** What changed in words, links, images and formats, and in how many sections, of which there is one. */
export function summary(count, texts) {
  const found = Object.entries(TEXTS).filter(([name]) => count[name]);
  const counted = found.map(([name, key]) => texts.count(key, count[name]));
  if (!counted.length) counted.push(texts.text("words.none"));
  return [...counted, texts.count("sections.changed", count.sectionsChanged)].join(", ");
}
