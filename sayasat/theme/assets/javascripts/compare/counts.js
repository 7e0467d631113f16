// Counts what a redline marks. The same rules as sayasat/redline/counts.py, which explains them.

import { allPassages, isSectionChanged, MOVED_AWAY, MOVED_HERE } from "./redline.js";
import { DELETED, SAME, words } from "./words.js";

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

function countWords(count, { runs, details }, hasMoved) {
  const [went, came] = ["moved-away", "moved-here"].map((name) =>
    details.filter(({ kind }) => kind === name).map(({ text }) => text),
  );
  let removed = 0;
  for (const { mark, text } of runs) {
    const number = words(text).length;
    if (mark === DELETED) {
      removed = went.includes(text.trim()) ? 0 : number;
      count.wordsRemoved += removed;
      continue;
    }
    if (mark === SAME) count.wordsMoved += hasMoved ? number : 0;
    else if (came.includes(text.trim())) count.wordsMoved += number;
    else {
      const replaced = Math.min(removed, number);
      count.wordsReplaced += replaced;
      count.wordsRemoved -= replaced;
      count.wordsAdded += number - replaced;
    }
    removed = 0;
  }
}

function others({ details, formatted }) {
  const found = details.map(({ kind }) => OTHERS[kind] ?? (FORMATS.includes(kind) ? "formatsChanged" : ""));
  return [...found.filter(Boolean), ...(formatted && !details.length ? ["formatsChanged"] : [])];
}

/** What changed in words, links, images and formats; a message if nothing did. */
export function countTexts(count, texts) {
  const found = Object.entries(TEXTS).filter(([name]) => count[name]);
  if (found.length) return found.map(([name, key]) => texts.count(key, count[name]));
  return [texts.text(count.sectionsChanged ? "words.none" : "redline.none")];
}
