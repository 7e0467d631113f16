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

/** Connects a search box with a worker, and answers what is in its field already. `broken` resolves if the worker cannot start. */
export function connect(box, worker, broken) {
  const field = box.querySelector("input.md-search__input");
  const list = box.querySelector("ol");
  const status = box.querySelector("[role=status]");
  const earlier = box.querySelector(".found__earlier");
  const more = box.querySelector(".found__more");
  const hint = status.textContent;
  const { language, none, found, failed, loading } = box.dataset;
  const links = () => [...list.querySelectorAll("a")];
  let number = 0;

  const show = (text, results = [], first = 0, total = 0) => {
    status.textContent = text;
    list.replaceChildren(...[...list.children].slice(0, first), ...results.map(listed));
    if (first && document.activeElement === more) links()[first]?.focus();
    more.hidden = list.children.length >= total;
  };
  const ask = (first = 0) => {
    number += 1;
    const query = field.value.trim();
    if (!query) show(hint);
    else if (!list.children.length) status.textContent = loading;
    const names = earlier.control.checked ? [language, `${language}.earlier`] : [language];
    // Without a query the worker only prepares
    worker.postMessage({ number, query, language, root: ROOT.href, names, first });
  };
  worker.addEventListener("message", ({ data }) => {
    if (data.number !== number) return;
    if (data.failed) return show(failed);
    earlier.hidden = !data.hasEarlier;
    show(data.total ? found.replace("{number}", data.total) : none, data.results, data.first, data.total);
  });
  broken.then(() => show(failed));

  // Typing, pasting, dictation and dragging all say "input"
  field.addEventListener("input", () => ask());
  earlier.addEventListener("change", () => ask());
  more.addEventListener("click", () => ask(list.children.length));
  field.form.addEventListener("reset", () => {
    setTimeout(() => ask());
    field.focus();
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    links()[0]?.click();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...links(), more];
    const place = stops.indexOf(document.activeElement);
    if (!step || place < 0 || !stops[place + step]) return;
    event.preventDefault();
    stops[place + step].focus();
  });
  ask();
}
