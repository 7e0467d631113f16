// Sends the contact form without a page load. The text of the handler's page replaces the form, so errors, questions and
// the receipt are the same with and without a script. What was typed stays on the page until there is a receipt.

const place = document.getElementById("__text");
const RETRY = 15_000;
const PATIENCE = 30_000;
let shown = location.pathname;

/** Fetches a signed token; without one the handler asks for confirmation before it accepts a message.

    The token has the time at which the page was opened, although it is fetched only when the form is sent. */
async function fetchToken(form) {
  const field = form.querySelector("[data-contact-token]");
  if (!field || field.value) return;
  try {
    const address = new URL("token", form.action);
    address.searchParams.set("opened", Math.floor(performance.now() / 1000));
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) field.value ||= (await answer.json()).token;
  } catch {
    // Without a connection there is no token: the handler asks for confirmation
  }
}

/** Posts the form; returns the page of the handler or of a proxy, or undefined if none is reachable. */
async function post(form, submitter) {
  const sent = new URLSearchParams(new FormData(form));
  if (submitter?.name) sent.set(submitter.name, submitter.value);
  try {
    const headers = { Accept: "text/html" };
    const answer = await fetch(form.action, { method: "POST", body: sent, headers, signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { title: page.title, text: page.getElementById("__text"), address: answer.url, isReceipt: answer.redirected };
  } catch {
    return undefined;
  }
}

/** Waits until the browser is online again, at most RETRY milliseconds. */
function pause() {
  return new Promise((resolve) => {
    addEventListener("online", resolve, { once: true });
    setTimeout(resolve, RETRY);
  });
}

async function send(form, submitter) {
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const progress = form.querySelector("[data-contact-progress]");
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  progress.textContent = progress.dataset.sending;
  await fetchToken(form);
  // Each attempt has the same token, so that the handler accepts the message once
  let answer;
  while (!(answer = await post(form, submitter))) {
    progress.textContent = progress.dataset.offline;
    await pause();
    if (!form.isConnected) return;
  }
  delete form.dataset.sending;
  for (const button of buttons) button.removeAttribute("aria-disabled");
  progress.textContent = "";
  if (!answer.text) progress.textContent = progress.dataset.failed;
  else if (answer.isReceipt || answer.text.querySelector("form")) show(answer);
  else refuse(form, answer);
}

/** Shows the next page: a receipt, or the form with what was typed. */
function show({ title, text, address, isReceipt }) {
  const { id } = place.querySelector("h1") ?? {};
  document.title = title;
  place.replaceChildren(...text.childNodes);
  if (isReceipt) keep(address);
  connect();
  const heading = place.querySelector("h1");
  if (id) heading.id = id; // the target of the skip link
  focus(place.querySelector("[data-contact-summary]:not([hidden]), [data-contact-notice]") ?? heading);
}

/** Shows the text of a page without a form above the form, so that what was typed is not lost. */
function refuse(form, { text }) {
  place.querySelector("[data-contact-refusal]")?.remove();
  const notice = document.createElement("div");
  notice.className = "contact-notice";
  notice.dataset.contactRefusal = "";
  notice.setAttribute("role", "alert");
  for (const part of text.querySelectorAll("h1, p:not(:has(a)), dl")) {
    const copy = document.createElement(part.matches("dl") ? "dl" : "p");
    copy.append(...(part.matches("dl") ? part.childNodes : [part.textContent]));
    notice.append(copy);
  }
  form.before(notice);
  focus(notice);
}

function focus(element) {
  element.tabIndex = -1;
  element.focus();
}

/** Makes the receipt's URL the page's URL. Links are made absolute first: they were relative to the form's URL. */
function keep(address) {
  for (const link of document.querySelectorAll("[href]:not([href^='#'])")) link.href = link.href;
  for (const { content } of document.querySelectorAll("template")) {
    for (const script of content.querySelectorAll("script")) script.src = new URL(script.getAttribute("src"), location);
  }
  history.pushState(null, "", address);
  shown = location.pathname;
}

function connect() {
  const form = place.querySelector("form");
  if (!form) return;
  form.addEventListener("focusin", () => fetchToken(form), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter);
  });
}

// Going back from a receipt loads the form. Going to a field of the form, by a link of the summary, must not
addEventListener("popstate", () => location.pathname !== shown && location.reload());
connect();
