// The four names that the theme's bundle expects to find. Material for MkDocs 9.8.1 writes them inline
// (partials/javascripts/base.html, MIT licence), which the Content-Security-Policy forbids. Here reading what a
// blocked or broken storage holds gives nothing, where the theme's own throws.

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
    // Storage is blocked: the reader wants nothing kept.
  }
};
