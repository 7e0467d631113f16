// Additions to a page for browsers with JavaScript. The page has all its content without them; nothing is stored.

/** Shows the controls that need a script. */
function revealControls() {
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
}

/** Says that the day has passed on which a status changes, if the page was made before: the site is out of date. */
function markPassedDays() {
  for (const element of document.querySelectorAll("[data-passes]")) {
    const { passes, zone } = element.dataset;
    // Swedish writes dates as ISO 8601 does
    element.hidden = new Date().toLocaleDateString("sv", { timeZone: zone }) < passes;
  }
}

/** Sets what stands at the edges of each printed sheet: CSS cannot read it from the page (print.css). */
function setPrintMargins() {
  const page = document.querySelector("[data-print-title]");
  if (!page) return;
  const { printTitle, printUrl, printDay } = page.dataset;
  const { lang, style } = document.documentElement;
  // Chromium has no Kyrgyz dates; Russian ones are written with the same figures
  const day = new Date().toLocaleDateString(lang === "en" ? "en-GB" : "ru", { dateStyle: lang === "ky" ? "short" : "long" });
  const texts = { title: printTitle, url: printUrl, day: printDay.replace("{day}", day) };
  for (const [name, text] of Object.entries(texts)) style.setProperty(`--s-print-${name}`, JSON.stringify(text));
}

/** Opens the facts about a text and folded lists for printing, so that the printout has them. */
function connectPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
  let opened = [];
  window.addEventListener("beforeprint", () => {
    setPrintMargins();
    opened = [...document.querySelectorAll(":is(.about, .fold__list):not([open])")];
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
}

/** Opens the folds around an element; returns whether one was closed. */
export function openFolds(element) {
  let isOpened = false;
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    isOpened ||= !fold.open;
    fold.open = true;
  }
  return isOpened;
}

/** Opens the folded list that the URL's fragment is in, or is the heading of; not every browser does. */
function connectFolds() {
  const follow = () => {
    const found = document.getElementById(decoded(location.hash.slice(1)));
    if (!found) return;
    const list = found.parentElement.matches(".fold") ? found.parentElement.querySelector(".fold__list") : found;
    if (openFolds(list)) found.scrollIntoView();
  };
  window.addEventListener("hashchange", follow);
  follow();
}

/** Percent-decodes a text; returns it unchanged if it does not decode to UTF-8. */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Filters a long list by name while the reader types. */
function connectFinding() {
  const form = document.querySelector("[data-find]");
  if (!form) return;
  const [field, output] = [form.querySelector("input"), form.querySelector("output")];
  const [entries, folds] = [form.dataset.find, ".fold"].map((each) => [...document.querySelectorAll(each)]);
  const names = entries.map((entry) => entry.querySelector(form.dataset.by).textContent.toLocaleLowerCase());
  const find = () => {
    const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found = entries.filter((entry, place) => {
      entry.hidden = !words.every((word) => names[place].includes(word));
      return !entry.hidden;
    });
    output.textContent = words.length ? output.dataset.template.replace("{number}", found.length) : "";
    for (const fold of folds) fold.hidden = !fold.querySelector(`${form.dataset.find}:not([hidden])`);
    if (words.length) found.forEach(openFolds);
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", find);
  find();
}

/** Filters the change log by policy and by kind of change. */
function connectFilters() {
  const form = document.querySelector("[data-filter]");
  if (!form) return;
  const output = form.querySelector("output");
  const entries = [...document.querySelectorAll(form.dataset.filter)];
  const filter = () => {
    const chosen = [...form.querySelectorAll("select")].filter(({ value }) => value);
    for (const entry of entries) entry.hidden = !chosen.every(({ name, value }) => entry.dataset[name] === value);
    const found = entries.filter(({ hidden }) => !hidden);
    output.textContent = chosen.length ? output.dataset.template.replace("{number}", found.length) : "";
    if (chosen.length) found.forEach(openFolds);
  };
  form.addEventListener("change", filter);
  filter();
}

/** Lets the links to other languages lead to the same section: section ids are the same in every language. */
function keepSection() {
  const links = document.querySelectorAll(".languages a");
  const follow = () => {
    for (const link of links) link.hash = location.hash;
  };
  window.addEventListener("hashchange", follow);
  follow();
}

/** The date of the version that held on a day, as published by another day; null if no text held. */
function heldOn(day, known, answers) {
  const published = answers.filter(
    ([start, , published, withdrawn]) => start <= day && published <= known && !(withdrawn && withdrawn <= known),
  );
  return published.at(-1)?.[1] ?? null;
}

/** A version's text as published by a day, with its dates: a link to it, or to a revision that was corrected later. */
function linkTo(item, known) {
  const texts = [...item.querySelectorAll("[data-published]")];
  const text = texts.filter(({ dataset }) => dataset.published <= known).at(-1);
  if (!text) return null;
  const link = document.createElement("a");
  const revision = text === texts.at(-1) ? null : text.querySelector("a");
  link.href = revision?.getAttribute("href") ?? item.dataset.href;
  link.textContent = revision ? `${item.dataset.label} (${revision.textContent})` : item.dataset.label;
  const answer = document.createElement("span");
  answer.append(link, ` – ${item.dataset.line}`);
  return answer;
}

/** What the page says of a day of which it is not known which text held; null of any other day. */
function unknownOn(day, known) {
  const gaps = [...document.querySelectorAll("[data-unknown]")];
  const gap = gaps.find(({ dataset }) => dataset.unknownFrom <= day && day < dataset.unknownUntil);
  return gap && linkTo(gap, known) ? gap.dataset.unknown : null;
}

/** Answers “Which text was in force on this day?”, also as published by an earlier day, from what the page says. */
function connectQuestion() {
  const form = document.querySelector("[data-held-on]");
  if (!form) return;
  const answers = JSON.parse(form.dataset.heldOn);
  const answer = form.querySelector("output");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = form.elements.on.value;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) {
      answer.textContent = answer.dataset.bad;
      return;
    }
    const known = form.elements.published.value || "9999-12-31";
    const date = heldOn(day, known, answers);
    const item = date && document.getElementById(`v${date}`);
    const isWithin = ([from, until]) => from <= day && (!until || day < until);
    const nothing = () => JSON.parse(answer.dataset.nothing).find(isWithin)?.[2];
    const none = () => unknownOn(day, known) ?? nothing() ?? answer.dataset.none;
    answer.replaceChildren((item && linkTo(item, known)) ?? (date ? answer.dataset.untranslated : none()));
  });
}

/** Buttons for the next and previous change, the keys n and p while a change has the focus, and two columns. */
export function connectRedline() {
  const redline = document.querySelector("[data-redline]");
  const tools = document.querySelector("[data-redline-tools]");
  if (!redline || !tools) return;
  // Copied with all of the page, a redline comes alone
  document.addEventListener("copy", () => {
    const selection = getSelection();
    if (selection.containsNode(redline)) selection.selectAllChildren(redline);
  });
  const changes = [...redline.querySelectorAll(".redline__change")];
  const place = tools.querySelector("[data-place]");
  let current = -1;
  const showPlace = () => {
    const facts = { number: current + 1, total: changes.length };
    place.textContent = place.dataset.template.replace(/\{(number|total)\}/g, (_, name) => facts[name]);
  };
  const edge = () => tools.getBoundingClientRect().bottom;
  const isInView = ({ top, bottom } = changes[current].getBoundingClientRect()) => bottom > edge() && top < innerHeight;
  const go = (step) => {
    if (!changes.length) return;
    // A reader who scrolled on goes on from there
    if (current < 0 || !isInView()) {
      const above = changes.filter((change) => change.getBoundingClientRect().top < edge()).length;
      current = step > 0 ? above - 1 : above;
    }
    current = (current + step + changes.length) % changes.length;
    openFolds(changes[current]);
    changes[current].focus();
    showPlace();
  };
  tools.querySelector("[data-next]").addEventListener("click", () => go(1));
  tools.querySelector("[data-previous]").addEventListener("click", () => go(-1));
  redline.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "n") go(1);
    if (event.key === "p") go(-1);
  });
  redline.addEventListener("focusin", (event) => {
    const found = changes.indexOf(event.target.closest(".redline__change"));
    if (found < 0) return;
    current = found;
    showPlace();
  });
  const button = tools.querySelector("[data-columns]");
  button.addEventListener("click", () => {
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(pressed));
    redline.classList.toggle("redline--columns", pressed);
    for (const change of redline.querySelectorAll(".redline__change")) {
      if (pressed) inColumns(change);
      else inLine(change);
    }
  });
}

/** Shows the old text on the left and the new one on the right, each without the other's words. */
function inColumns(change) {
  const inside = document.createElement("div");
  inside.append(...[...change.childNodes].filter((node) => !node.classList?.contains("redline__said")));
  const old = inside.cloneNode(true);
  for (const inserted of old.querySelectorAll("ins")) inserted.remove();
  for (const deleted of inside.querySelectorAll("del")) deleted.hidden = true;
  // An id is once in a page: where what it names is to be seen.
  for (const each of old.querySelectorAll("[id]")) if (!each.closest("del")) each.removeAttribute("id");
  for (const each of inside.querySelectorAll("del [id]")) {
    each.dataset.id = each.id;
    each.removeAttribute("id");
  }
  const columns = document.createElement("div");
  columns.className = "redline__columns";
  columns.append(old, inside);
  change.append(columns);
}

/** Shows both texts in one column again. */
function inLine(change) {
  const columns = change.querySelector(".redline__columns");
  if (!columns) return;
  const inside = columns.lastChild;
  for (const deleted of inside.querySelectorAll("del")) deleted.hidden = false;
  for (const each of inside.querySelectorAll("[data-id]")) {
    each.id = each.dataset.id;
    delete each.dataset.id;
  }
  columns.replaceWith(...inside.childNodes);
}

/** Replaces the labels that open the theme's menu by buttons: a keyboard cannot reach labels. */
function connectMenu() {
  const menu = document.querySelector(".md-sidebar--primary");
  const opener = document.querySelector(".md-header label[for='__drawer']");
  if (!menu || !opener) return;
  const drawer = opener.control;
  asButton(opener, menu).setAttribute("aria-label", menu.querySelector("nav").getAttribute("aria-label"));
  for (const label of menu.querySelectorAll("label.md-nav__link")) asButton(label, label.parentElement.querySelector("nav"));
  const close = () => drawer.checked && drawer.click();
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !menu.contains(relatedTarget) && close());
}

/** Replaces a label by a button with `aria-expanded`; the focus moves into its list and back. */
function asButton(label, list) {
  const toggle = label.control;
  const button = pressing(label, toggle);
  const back = list.querySelector(`label.md-nav__title[for="${toggle.id}"]:not([for="__drawer"])`);
  const first = back ? pressing(back, toggle) : list.querySelector("a");
  const showState = () => button.setAttribute("aria-expanded", String(toggle.checked));
  toggle.addEventListener("change", () => {
    const isInside = list.contains(document.activeElement);
    showState();
    if (toggle.checked) first.focus({ preventScroll: true });
    else if (isInside) button.focus({ preventScroll: true });
  });
  showState();
  return button;
}

/** Replaces a label by a button with its attributes: the theme's CSS selects by `for`. */
function pressing(label, toggle) {
  const button = document.createElement("button");
  for (const { name, value } of label.attributes) button.setAttribute(name, value);
  button.type = "button";
  button.append(...label.childNodes);
  button.addEventListener("click", () => toggle.click());
  label.replaceWith(button);
  return button;
}

/** Loads the script of the search box and, at the same time, its worker: each takes a round trip. */
async function startSearch(box) {
  const worker = new Worker(new URL("search/worker.js", import.meta.url), { type: "module" });
  const broken = new Promise((resolve) => worker.addEventListener("error", resolve));
  const { connect } = await import("./search/box.js");
  connect(box, worker, broken);
}

/** Opens and closes the search box, and loads its script when it is first used: nothing of the search loads before. */
function connectSearch() {
  const [box, toggle] = [document.querySelector("[data-search]"), document.getElementById("__search")];
  if (!box) return;
  const field = box.querySelector(".md-search__input");
  const turn = (isOpen) => toggle.checked !== isOpen && toggle.click();
  let loading;
  const load = () => (loading ??= startSearch(box));
  const [opener, icon] = document.querySelectorAll(".md-header label.md-icon[for='__search']");
  const buttons = [opener, icon].map((label) => pressing(label, toggle));
  // The keyboard has Escape; the button is for touch
  buttons[1].tabIndex = -1;
  const nameButtons = () => {
    const name = toggle.checked ? box.dataset.close : field.placeholder;
    for (const button of buttons) button.ariaLabel = button.title = name;
    buttons[0].ariaExpanded = String(toggle.checked);
  };
  nameButtons();
  field.addEventListener("focus", () => {
    turn(true);
    load();
  });
  field.addEventListener("input", load);
  toggle.addEventListener("change", () => {
    nameButtons();
    // The theme's overlay covers it
    document.querySelector(".md-container").inert = toggle.checked;
    if (toggle.checked) field.focus();
    else if (box.contains(document.activeElement)) document.activeElement.blur();
  });
  box.addEventListener("keydown", (event) => event.key === "Escape" && turn(false));
  box.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !box.contains(relatedTarget) && turn(false));
  if (document.activeElement === field || toggle.checked) load();
}

revealControls();
connectSearch();
markPassedDays();
connectPrinting();
connectFolds();
connectFinding();
connectFilters();
keepSection();
connectQuestion();
connectRedline();
connectMenu();
if (document.querySelector("[data-compare]")) import("./compare/page.js");
