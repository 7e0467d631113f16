// What a page can do more with JavaScript. Everything it shows is on the page already; nothing is stored.

/** Shows what only works with a script. */
function revealControls() {
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
}

/** Printing opens the citation, so that the paper says where the text came from. */
function connectPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", () => {
    for (const cite of document.querySelectorAll("details.cite")) cite.open = true;
  });
}

/** Another language opens at the section that is being read: section ids are the same in every language. */
function keepSection() {
  const links = document.querySelectorAll(".languages a");
  const follow = () => {
    for (const link of links) link.hash = location.hash;
  };
  window.addEventListener("hashchange", follow);
  follow();
}

/** The version that held on a day: the latest that began by then and had not ended. */
function heldOn(day, versions) {
  return versions.find(
    ({ date, until, status }) => status !== "withdrawn" && date <= day && (!until || day < until),
  );
}

/** Answers "which text held on this day?" from the versions listed on the page. */
function connectQuestion() {
  const form = document.querySelector("[data-held-on]");
  if (!form) return;
  const versions = [...document.querySelectorAll(".timeline__version")].map((item) => ({ ...item.dataset }));
  const answer = form.querySelector("output");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = form.elements.on.value;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) {
      answer.textContent = answer.dataset.bad;
      return;
    }
    const version = heldOn(day, versions);
    answer.textContent = version ? "" : answer.dataset.none;
    if (version) {
      const link = document.createElement("a");
      link.href = version.href;
      link.textContent = version.label;
      answer.append(link);
    }
  });
}

revealControls();
connectPrinting();
keepSection();
connectQuestion();
