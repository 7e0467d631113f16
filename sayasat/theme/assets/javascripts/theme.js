// The four global names that the theme's bundle uses. Material for MkDocs 9.8.1 defines them in an inline script
// (partials/javascripts/base.html, MIT licence), which the Content-Security-Policy forbids. Unlike the theme's,
// `__md_get` returns null if the storage is blocked or its value is damaged.

document.documentElement.classList.replace("no-js", "js");

// Material's script would request a sitemap.xml beside every link[rel=alternate]; a blank hides them from it only
for (const link of document.querySelectorAll("link[rel=alternate]")) link.rel = "alternate ";

const scope = new URL(document.currentScript.dataset.scope, location);

window.__md_scope = scope;

window.__md_hash = (text) => [...text].reduce((sum, character) => (sum << 5) - sum + character.charCodeAt(0), 0);

window.__md_get = (key, storage, within = scope) => {
  try {
    return JSON.parse((storage ?? localStorage).getItem(`${within.pathname}.${key}`));
  } catch {
    return null;
  }
};

window.__md_set = (key, value, storage, within = scope) => {
  try {
    (storage ?? localStorage).setItem(`${within.pathname}.${key}`, JSON.stringify(value));
  } catch {
    // Storage is blocked: nothing is stored
  }
};
