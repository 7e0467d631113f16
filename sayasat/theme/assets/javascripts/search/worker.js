// Answers queries beside the page, so that typing never waits for them. It loads an index when a query first needs it.

import { Index, LOADED } from "./engine.js";
import { excerpt } from "./excerpts.js";

const MOST = 20;

const indexes = new Map();
let latest;

async function load(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

/** The index of the texts of all files: one for each set of files. */
function indexOf(language, root, names) {
  const key = names.join(" ");
  if (!indexes.has(key)) indexes.set(key, make(language, root, names));
  return indexes.get(key);
}

async function make(language, root, names) {
  const files = await Promise.all(names.map((name) => load(`${root}search/${name}.json`)));
  const index = new Index(language, files[0].synonyms);
  for (const { texts, parts } of files) {
    if (texts) index.addTexts(texts);
    else index.parts.push(new (await import("./parts.js")).Parts(index, parts, (path) => load(root + path)));
  }
  return { index, hasEarlier: files[0].has_earlier };
}

function shown({ url, title, heading, text, status, label, version }, found) {
  const place = [heading === title ? "" : title, version].filter(Boolean).join(" · ");
  return { url, place, heading: excerpt(heading, found, Infinity), text: excerpt(text, found, 160), status, label };
}

self.addEventListener("message", async ({ data: { number, query, language, root, names, first = 0 } }) => {
  latest = number;
  try {
    const { index, hasEarlier } = await indexOf(language, root, names);
    if (!query) return;
    const { results, found } = await index.find(query);
    // What has to be loaded comes after what is there
    const steps = !first && index.parts.length ? [0, LOADED, MOST] : [first, first + MOST];
    for (const [step, start] of steps.slice(0, -1).entries()) {
      const places = results.slice(start, steps[step + 1]).map(({ place }) => place);
      if (number !== latest || (start && !places.length)) return;
      await index.read(places);
      const part = places.map((place) => shown(index.sections[place], found));
      self.postMessage({ number, total: results.length, results: part, first: start, hasEarlier });
    }
  } catch {
    // What failed is tried again with the next query
    indexes.delete(names.join(" "));
    if (query) self.postMessage({ number, failed: true });
  }
});
