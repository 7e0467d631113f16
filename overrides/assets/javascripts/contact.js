// The contact form without a page load: the handler's own pages are put in place of the form, so that errors, questions
// and the receipt are the same with and without a script. What was typed stays on the page until there is a receipt.

const place = document.getElementById("__text");
const RETRY = 15_000;
let shown = location.pathname;

/** A signed token: without one the handler asks a second time before it takes a message. */
async function fetchToken(form) {
  const field = form.querySelector("[data-contact-token]");
  if (field.value) return;
  try {
    const answer = await fetch(new URL("token", form.action));
    if (answer.ok) field.value ||= (await answer.json()).token;
  } catch {
    // Without a connection the handler will ask
  }
}

/** What the handler answers, or nothing where it cannot be reached. */
async function post(form, sent) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById("__text") ? { page, address: answer.url, isReceipt: answer.ok && answer.redirected } : undefined;
  } catch {
    return undefined;
  }
}

/** Waits until there is a connection again, or a while. */
function pause() {
  return new Promise((resolve) => {
    addEventListener("online", resolve, { once: true });
    setTimeout(resolve, RETRY);
  });
}

async function send(form, submitter) {
  const progress = form.querySelector("[data-contact-progress]");
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  if (progress) progress.textContent = progress.dataset.sending;
  if (form.matches("[data-contact-form]")) await fetchToken(form);
  const sent = new URLSearchParams(new FormData(form));
  if (submitter?.name) sent.set(submitter.name, submitter.value);
  // The token is the same at every attempt: however often a message arrives, it is taken once
  let answer = await post(form, sent);
  while (!answer) {
    if (progress) progress.textContent = progress.dataset.offline;
    await pause();
    if (!form.isConnected) return;
    answer = await post(form, sent);
  }
  show(answer);
}

function show({ page, address, isReceipt }) {
  document.title = page.title;
  place.replaceChildren(...page.getElementById("__text").childNodes);
  if (isReceipt) keep(address);
  connect();
  const heading = place.querySelector("h1");
  const first = place.querySelector("[data-contact-summary]:not([hidden]), [data-contact-notice]") ?? heading;
  first.tabIndex = -1;
  first.focus();
}

/** Loading the page again shows the receipt again; the links around it were relative to the form's address. */
function keep(address) {
  for (const link of document.querySelectorAll("[href]:not([href^='#'])")) link.href = link.href;
  history.pushState(null, "", address);
  shown = location.pathname;
}

function connect() {
  const form = place.querySelector("form");
  if (!form) return;
  if (form.matches("[data-contact-form]")) form.addEventListener("focusin", () => fetchToken(form), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter);
  });
}

// Going back from a receipt loads the form; going to a field of it, as the summary's links do, must not
addEventListener("popstate", () => location.pathname !== shown && location.reload());
connect();
