// The search box: sends what is in the field to the worker and lists what it finds. Loaded when the box is first used.

const ROOT = new URL("../../../../../", import.meta.url);

/** An element with a class and its children; texts become text nodes, so no text is ever read as HTML. */
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

const marked = (parts) => parts.map(([text, isMarked]) => (isMarked ? element("mark", "", text) : text));

function listed({ url, place, heading, text, status, label }) {
  const link = element("a", "md-search-result__link");
  link.href = new URL(url, ROOT);
  const article = element("div", "md-search-result__article md-typeset found");
  article.append(element("div", "found__heading", ...marked(heading)));
  const badge = label ? element("span", `badge badge--${status}`, label) : "";
  if (place || badge) article.append(element("div", "", place, place && badge && " ", badge));
  if (text.length) article.append(element("div", "found__text", ...marked(text)));
  link.append(article);
  return element("li", "md-search-result__item", link);
}

/** Connects a search box with a worker, and answers what is in its field already. */
export function connect(box) {
  const field = box.querySelector("input.md-search__input");
  const list = box.querySelector("ol");
  const told = box.querySelector("[role=status]");
  const earlier = box.querySelector(".found__earlier");
  const hint = told.textContent;
  const { language, none, found, failed, loading } = box.dataset;
  const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  const links = () => [...list.querySelectorAll("a")];
  let number = 0;

  const show = (said, results = [], first = 0) => {
    told.textContent = said;
    list.replaceChildren(...[...list.children].slice(0, first), ...results.map(listed));
  };
  const ask = () => {
    number += 1;
    const query = field.value.trim();
    if (!query) show(hint);
    else if (!list.children.length) told.textContent = loading;
    const names = earlier.control.checked ? [language, `${language}.earlier`] : [language];
    // Without a query the worker only prepares
    worker.postMessage({ number, query, language, root: ROOT.href, names });
  };
  worker.addEventListener("message", ({ data }) => {
    if (data.number !== number) return;
    if (data.failed) return show(failed);
    earlier.hidden = !data.hasEarlier;
    show(data.total ? found.replace("{number}", data.total) : none, data.results, data.first);
  });
  worker.addEventListener("error", () => show(failed));

  // Typing, pasting, dictation and dragging all say "input"
  field.addEventListener("input", ask);
  earlier.addEventListener("change", ask);
  field.form.addEventListener("reset", () => {
    setTimeout(ask);
    field.focus();
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    links()[0]?.click();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...links()];
    const place = stops.indexOf(document.activeElement);
    if (!step || place < 0 || !stops[place + step]) return;
    event.preventDefault();
    stops[place + step].focus();
  });
  ask();
}
