// The page that compares any two versions: ?from=DATE&to=DATE#section; without `to`, the text in force. It
// stores nothing and sends nothing.

import { connectRedline, decoded, openFolds } from "../sayasat.js";
import { compareBlocks } from "./redline.js";
import { countChanges, summary } from "./counts.js";
import { riskCounts, riskData, withRisks } from "./risks.js";
import { countPassages, element, redlineElement } from "./render.js";

const data = JSON.parse(document.getElementById("_compare-data").textContent);
const frame = document.querySelector("[data-compare]");
const form = frame.querySelector("form");
const status = frame.querySelector("[data-compare-status]");
const tools = frame.querySelector("[data-compare-tools]");
const prepared = document.querySelector("[data-without-comparison]");
const result = frame.querySelector("[data-compare-result]");

/** Texts that the page has as templates, with their values. */
const texts = {
  root: data.root,
  text: (key, facts = {}) => data.texts[key].replace(/\{(\w+)\}/g, (_, name) => facts[name]),
  count: (key, number) => texts.text(`${key}.${pluralForm(key, number)}`, { number }),
};

function pluralForm(key, number) {
  const isKnown = Intl.PluralRules.supportedLocalesOf(data.language).length > 0;
  const form = isKnown ? new Intl.PluralRules(data.language).select(number) : number === 1 ? "one" : "other";
  return `${key}.${form}` in data.texts ? form : "other";
}

/** The version of a date, or the version that had this date before it was postponed; else undefined. */
const versionOf = (date) =>
  data.versions.find((version) => version.date === date) ??
  data.versions.find(({ formerly }) => formerly.includes(date));

function say(...children) {
  status.replaceChildren(...children);
}

/** Says why nothing is compared, and shows the prepared redlines instead. */
function sayInstead(...children) {
  say(...children);
  prepared.classList.add("is-shown");
}

const paragraph = (...children) => element("p", {}, ...children);

const link = (href, text) => element("a", { href }, text);

const address = (from, to) => `?${new URLSearchParams({ from, to })}${location.hash}`;

function sayUnknown(date) {
  const known = data.versions.map(({ page, label }) => element("li", {}, link(page, label)));
  sayInstead(
    paragraph(texts.text("compare.unknown", { date: date.slice(0, 40) })),
    paragraph(texts.text("compare.known")),
    element("ul", {}, known.reverse()),
  );
}

/** Fetches two texts and shows their comparison. After any error the reader can try again. */
async function compare(old, now) {
  say(paragraph(texts.text("compare.working")));
  try {
    const [before, after] = await Promise.all([old.blocks, now.blocks].map(read));
    show(withRisks(compareBlocks(before.sections, after.sections), riskData(data.risks)), old, now);
  } catch (error) {
    console.warn(error);
    const again = element("button", { type: "button" }, texts.text("compare.again"));
    again.addEventListener("click", () => compare(old, now));
    sayInstead(paragraph(texts.text("compare.failed"), " ", again));
  }
}

async function read(href) {
  const response = await fetch(href);
  if (!response.ok) throw new Error(`${response.status} ${href}`);
  return response.json();
}

function show(redline, old, now) {
  const pair = element("p", { class: "redline__pair" }, ...side(old), ...to(), ...side(now));
  const total = countPassages(redline);
  const counted = total ? [paragraph(summary(countChanges(redline), texts))] : [];
  const risks = riskCounts(redline).map(([kind, number]) => texts.count(`redline.risks-${kind}`, number));
  if (risks.length) counted.push(paragraph(`${texts.text("redline.risks")}: ${risks.join(", ")}`));
  result.replaceChildren(pair, ...counted, redlineElement(redline, texts));
  // The bar shows the number
  const number = texts.count("redline.changes", total);
  say(...reversedOrder(old, now), element("p", { class: "visually-hidden" }, number));
  tools.hidden = total === 0;
  tools.querySelector("[data-place]").textContent = number;
  prepared.classList.remove("is-shown");
  connectRedline();
  goToSection(redline);
  window.addEventListener("hashchange", () => goToSection(redline));
}

const side = ({ page, label, status }) => [link(page, label), ` (${status})`];

const to = () => [
  " ",
  element("span", { "aria-hidden": "true" }, "→"),
  element("span", { class: "visually-hidden" }, texts.text("redline.to")),
  " ",
];

function reversedOrder(old, now) {
  if (old.date < now.date) return [];
  return [paragraph(texts.text("compare.reversed"), " ", link(address(now.date, old.date), texts.text("compare.swap")))];
}

/** Shows the section of the URL's fragment, found by its new id, else by its old one; opens the folds around it. */
function goToSection({ sections }) {
  const id = decoded(location.hash.slice(1));
  const withId = (side) => sections.find((each) => each[side]?.id === id);
  const section = id && (withId("new") ?? withId("old"));
  if (!section) return;
  const found = document.getElementById(section.new ? section.id : `_was-${section.id}`);
  openFolds(found);
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.scrollIntoView();
}

function choose(name, version) {
  if (version) form.elements[name].value = version.date;
}

function start() {
  const query = new URLSearchParams(location.search);
  const [from, until] = [query.get("from"), query.get("to") ?? (query.get("from") && data.current)];
  for (const element of document.querySelectorAll("[data-without-script]")) element.hidden = true;
  // The links to other languages lead to the same comparison.
  for (const each of document.querySelectorAll(".languages a")) each.search = location.search;
  if (!from && !until) return sayInstead();
  if (!from || !until) return sayInstead(paragraph(texts.text("compare.incomplete")));
  const [old, now] = [versionOf(from), versionOf(until)];
  choose("from", old);
  choose("to", now);
  if (!old || !now) return sayUnknown(old ? until : from);
  document.title = `${old.label} → ${now.label} – ${document.title}`;
  if (old === now) return sayInstead(paragraph(texts.text("compare.same"), " ", link(old.page, old.label)));
  compare(old, now);
}

start();
