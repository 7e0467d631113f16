// Answers queries beside the page, so that typing never waits for them. It loads an index when a query first needs it.

import { Index, excerpt } from "./engine.js";

const MOST = 20;

const loaded = new Map();
const indexes = new Map();

function load(url) {
  if (!loaded.has(url)) {
    const loading = fetch(url).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))));
    // What failed is tried again with the next query
    loading.catch(() => loaded.delete(url));
    loaded.set(url, loading);
  }
  return loaded.get(url);
}

/** The index of the texts of all files: one for each set of files. */
async function indexOf(language, files) {
  const key = files.join(" ");
  if (!indexes.has(key)) {
    const parts = await Promise.all(files.map(load));
    const sections = parts.flatMap(({ texts }) =>
      texts.flatMap(({ sections, ...page }) =>
        sections.map(([id, heading, text]) => ({ ...page, url: id ? `${page.url}#${id}` : page.url, heading, text })),
      ),
    );
    const { synonyms, has_earlier: hasEarlier } = parts[0];
    indexes.set(key, { index: new Index(language, sections, synonyms), hasEarlier });
  }
  return indexes.get(key);
}

self.addEventListener("message", async ({ data: { number, query, language, files } }) => {
  try {
    const { index, hasEarlier } = await indexOf(language, files);
    const { results, found } = index.find(query);
    const shown = results.slice(0, MOST).map((result) => {
      const { url, title, heading, text, status, label, version } = index.sections[result.place];
      const parts = [heading, text].map((each, at) => excerpt(each, found, language, at ? 160 : Infinity));
      const place = [heading === title ? "" : title, version].filter(Boolean).join(" · ");
      return { url, place, heading: parts[0], text: parts[1], status, label };
    });
    self.postMessage({ number, total: results.length, results: shown, hasEarlier });
  } catch {
    self.postMessage({ number, failed: true });
  }
});
