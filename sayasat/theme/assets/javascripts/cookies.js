// The cookie banner and the page of choices. Before an answer nothing is stored, and no gate is opened.
// The script element follows the banner and runs at once, so that the page's layout does not shift.
{
  const KEY = "sayasat.cookies";
  const YEAR = 365 * 864e5; // never over 12 months
  const all = (selector) => [...document.querySelectorAll(selector)];
  const banner = document.getElementById("__cookies");
  const { asks, date = "", sha256 = "", since = "", accepted = sha256 } = banner.dataset;
  const categories = asks.split(" ").filter(Boolean);
  const gpc = !!navigator.globalPrivacyControl;
  let record; // the stored answer if it is valid
  let changed; // whether there is an answer to an earlier text
  let confirmed; // the answer just given; "" after its confirmation was hidden

  /** Reads the stored answer. Deletes it if it is invalid; an answer to an earlier text stays until the new answer. */
  const read = () => {
    let kept;
    try {
      kept = localStorage.getItem(KEY);
    } catch {
      return; // Storage is blocked: the answer is valid for this page only
    }
    record = changed = undefined;
    try {
      const found = JSON.parse(kept);
      const { v, choices, at, language, text } = found;
      const age = Date.now() - Date.parse(at);
      const isWhole =
        v === 1 &&
        age >= 0 &&
        age < YEAR &&
        [language, text.date, text.sha256].every((each) => typeof each === "string") &&
        Object.values(choices).every((each) => typeof each === "boolean");
      if (isWhole) {
        changed = text.date < since || !accepted.split(" ").includes(text.sha256);
        if (!changed && categories.every((each) => each in choices)) record = found;
        return;
      }
    } catch {
      // The stored value is missing, damaged or another script's
    }
    forget();
  };

  /** Deletes the stored answer. Blocked storage holds none. */
  const attempt = (step) => {
    try {
      step();
    } catch {
      // Blocked
    }
  };

  const forget = () => attempt(() => localStorage.removeItem(KEY));

  /** Whether a category is allowed. A yes given before Global Privacy Control was switched on counts as a no. */
  const allows = (category) => !!record?.choices[category] && (!gpc || record.gpc === true);

  /** Opens the gates of allowed categories, each once; deletes the cookies and stored items of the others. */
  const act = () => {
    for (const gate of banner.querySelectorAll("template")) {
      const { dataset } = gate;
      const isAllowed = allows(dataset.gate);
      dataset.allowed = isAllowed; // for the gate's script, which may load later
      if (isAllowed && !dataset.opened) {
        dataset.opened = true;
        document.head.append(document.importNode(gate.content, true));
      }
      if (!isAllowed) for (const item of dataset.items.split(" ")) wipe(...item.split(":"));
    }
    dispatchEvent(new Event("sayasat:cookies"));
  };

  const wipe = (kind, name) => {
    const isMeant = (each) => (name.endsWith("*") ? each.startsWith(name.slice(0, -1)) : each === name);
    if (kind !== "cookie") {
      attempt(() => Object.keys(window[kind]).filter(isMeant).forEach((each) => window[kind].removeItem(each)));
      return;
    }
    for (const each of document.cookie.split(/=[^;]*;? ?/).filter(isMeant)) {
      for (let host = location.hostname; host; host = host.replace(/^[^.]*\.?/, "")) {
        for (const domain of ["", `;domain=${host}`]) document.cookie = `${each}=;path=/;max-age=0${domain}`;
      }
    }
  };

  /** Shows the present answer in the banner and on the page of choices. */
  const showAnswer = () => {
    const isOverruled = gpc && record && !record.gpc && Object.values(record.choices).includes(true);
    const question = !categories.length ? "notice" : gpc ? "gpc" : "ask";
    const shown = confirmed ?? (record && !isOverruled ? "" : question);
    banner.hidden = !shown;
    for (const part of all("#__cookies [data-when]")) {
      const { when } = part.dataset;
      part.hidden = when === "changed" ? !changed : when !== shown;
    }
    for (const button of all("[data-category]")) {
      const { category, cookies } = button.dataset;
      button.setAttribute("aria-pressed", !!record && allows(category) === (cookies === "yes"));
    }
    document.documentElement.toggleAttribute("data-answered", !!record);
    if (record) for (const part of all("[data-record]")) part.textContent = recordText(part);
  };

  /** A value of the record in the page's language; dates in the format of the page's data attributes. */
  const recordText = ({ dataset, parentNode }) => {
    const day = (time) =>
      dataset.days.split("|")[time.getMonth()].replace("{y}", time.getFullYear()).replace("{d}", time.getDate());
    const at = new Date(record.at);
    const { text } = record;
    switch (dataset.record) {
      case "at":
        return `${day(at)}, ${at.toTimeString().slice(0, 5)}`;
      case "until":
        return day(new Date(+at + YEAR));
      case "language":
        return dataset[record.language];
      case "text":
        parentNode.href = dataset.dated.replace("DATE", text.date);
        return text.date && day(new Date(`${text.date}T00:00`));
      case "sha256":
        return text.sha256;
      default:
        return dataset[allows(dataset.of) ? "yes" : "no"];
    }
  };

  const answer = (given) => {
    const choices = Object.fromEntries(categories.map((each) => [each, given[each] ?? allows(each)]));
    const at = new Date().toISOString();
    record = { v: 1, choices, at, language: document.documentElement.lang, text: { date, sha256 }, gpc };
    changed = false;
    try {
      localStorage.setItem(KEY, JSON.stringify(record));
    } catch {
      forget(); // Storage is blocked or full: an earlier answer must not stay after this one
    }
    act();
  };

  const copy = async ({ nextElementSibling, dataset }) => {
    const list = document.querySelector("dl[data-kept]");
    getSelection().selectAllChildren(list); // if the clipboard is blocked, the visitor can copy the selection
    try {
      await navigator.clipboard.writeText(list.innerText);
      nextElementSibling.textContent = dataset.done;
    } catch {
      // The text is selected
    }
  };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-cookies]");
    if (!button) return;
    const { cookies: action, category, done } = button.dataset;
    if (action === "copy") return copy(button);
    const isHiding = action === "hide";
    if (!isHiding || !confirmed) {
      const asked = category ? [category] : categories;
      answer(Object.fromEntries(asked.map((each) => [each, action === "yes"])));
    }
    confirmed = category || isHiding ? "" : action;
    showAnswer();
    if (category) return (document.querySelector(`output[data-of=${category}]`).textContent = done);
    const next = document.querySelector(isHiding ? "main" : `#__cookies [data-when=${action}]`);
    next.tabIndex = -1;
    next.focus();
  });

  const refresh = () => {
    read();
    // The answer may have changed since in another tab or on the page of choices
    const isSo = (each) => record.choices[each] === (confirmed === "yes");
    if (!record || (confirmed && !categories.every(isSo))) confirmed = undefined;
    act();
    showAnswer();
  };
  refresh();
  // When the choices below are parsed; after an answer in another tab; when the page comes back from the cache
  for (const event of ["DOMContentLoaded", "storage", "pageshow"]) addEventListener(event, refresh);
}
