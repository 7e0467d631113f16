// Renders a redline as DOM elements, with the markup of sayasat/redline/as_html.py. Texts become text nodes, never HTML.

import { formChangeText } from "./details.js";
import {
  allPassages,
  isChanged,
  isSectionChanged,
  levelsOf,
  MOVED_AWAY,
  remarkOf,
  remarksOf,
  renumbered,
} from "./redline.js";
import { DELETED, INSERTED, SAME } from "./words.js";

const CONTEXT = 1; // the number of unchanged passages shown before and after a changed one
const MARKS = { [INSERTED]: ["ins", "redline__inserted"], [DELETED]: ["del", "redline__deleted"] };

/** The number of passages with a change. */
export const countPassages = (redline) =>
  redline.sections.flatMap((section) => allPassages(section).filter((passage) => isChangeIn(section, passage))).length;

/** Whether a passage of a section is a change; a heading is one too if its level changed. */
const isChangeIn = (section, passage) =>
  isChanged(passage) || (passage === section.heading && levelsOf(section) !== null);

/** The comparison as an article. */
export function redlineElement(redline, texts) {
  const total = countPassages(redline);
  const article = element("article", { class: "redline", "data-redline": "", "data-total": total });
  if (!total) article.append(element("p", { class: "redline__none" }, texts.text("redline.none")));
  if (redline.coarse) article.append(element("p", { class: "redline__coarse" }, texts.text("redline.coarse")));
  const numbers = counter();
  for (const group of grouped(redline.sections, isSectionChanged)) {
    const sections = group.map((section) => sectionElement(section, numbers, texts));
    if (isSectionChanged(group[0])) article.append(...sections);
    else article.append(folded(sections, "redline__folded redline__folded--sections", "redline.sections-unchanged", texts));
  }
  return article;
}

/** An element with attributes and children; a string becomes a text node, and an empty child is skipped. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat().filter((child) => child !== ""));
  return made;
}

function counter() {
  let number = 0;
  return (isChange) => (isChange ? ++number : 0);
}

/** Groups of adjacent items that have the same `key`. */
function grouped(list, key) {
  const groups = [];
  for (const each of list) {
    if (groups.length && key(groups.at(-1)[0]) === key(each)) groups.at(-1).push(each);
    else groups.push([each]);
  }
  return groups;
}

function folded(children, name, key, texts) {
  return element("details", { class: name }, element("summary", {}, texts.count(key, children.length)), children);
}

function sectionElement(section, numbers, texts) {
  const { fate, id, heading } = section;
  const gone = fate === DELETED || fate === MOVED_AWAY;
  const remarks = sectionRemarks(section, texts).map(spoken);
  const made = element("section", {
    class: `redline__section redline__section--${fate}`,
    id: gone ? `_was-${id}` : id,
  });
  if (heading) made.append(headingElement(section, remarks, numbers, texts));
  else if (remarks.length) made.append(element("p", {}, remarks));
  made.append(...stretches(section, numbers, texts));
  return made;
}

function sectionRemarks(section, texts) {
  const [remark, levels, { parent }] = [remarkOf(section), levelsOf(section), section];
  const found = remark ? [texts.text(`redline.${remark}`)] : [];
  if (!levels) return found;
  const [old, now] = levels;
  return [...found, texts.text(parent ? "redline.level-under" : "redline.level", { old, new: now, parent })];
}

function headingElement(section, remarks, numbers, texts) {
  const { heading, old, new: now } = section;
  const level = Math.min(Math.max((now ?? old).level, 2), 6);
  const made = element(
    `h${level}`,
    { class: "redline__heading", dir: "auto" },
    remarks.flatMap((remark) => [remark, " "]),
    told(heading, texts),
    content(heading, texts),
  );
  return numbered(made, numbers(isChangeIn(section, heading)));
}

/** Passages near changes are shown and others folded. Without changes all are shown, as the whole section is folded. */
function stretches(section, numbers, texts) {
  const isOpen = openPlaces(section);
  return grouped([...section.passages.keys()], (place) => isOpen(place)).flatMap((places) => {
    const made = places.map((place) => passageElement(section.passages[place], numbers, texts));
    return isOpen(places[0]) ? made : [folded(made, "redline__folded", "redline.passages-unchanged", texts)];
  });
}

function openPlaces(section) {
  if (!isSectionChanged(section)) return () => true;
  const open = new Set();
  section.passages.forEach((passage, place) => {
    if (!isChanged(passage)) return;
    for (let shift = -CONTEXT; shift <= CONTEXT; shift++) open.add(place + shift);
  });
  return (place) => open.has(place);
}

function passageElement(passage, numbers, texts) {
  const { kind } = (passage.new.length ? passage.new : passage.old)[0];
  const made = element(
    "div",
    { class: `redline__passage redline__passage--${kind} redline__passage--${passage.fate}` },
    told(passage, texts),
    images(passage, texts),
    element(kind === "code" ? "pre" : "p", { dir: "auto" }, content(passage, texts)),
  );
  return numbered(made, numbers(isChanged(passage)));
}

/** The images that changed, before and after; `texts.root` is the URL of the site's root. */
function images({ details }, texts) {
  const shown = details.flatMap(({ text, oldFile = "", newFile = "" }) => [
    ...(oldFile ? [marked(DELETED, texts, element("img", { src: texts.root + oldFile, alt: text }))] : []),
    ...(newFile ? [marked(INSERTED, texts, element("img", { src: texts.root + newFile, alt: text }))] : []),
  ]);
  return shown.length ? [element("p", { class: "redline__images" }, shown)] : [];
}

function numbered(made, number) {
  if (!number) return made;
  made.classList.add("redline__change");
  made.id = `_c${number}`;
  made.tabIndex = -1;
  return made;
}

const spoken = (text) => element("span", { class: "redline__said" }, text);

/** Labels for a passage that was moved or renumbered, and for what changed beside its words. */
function told(passage, texts) {
  const names = remarksOf(passage).map((name) => texts.text(`redline.${name}`));
  const details = passage.details.map((change) => formChangeText(change, texts));
  return [...names, ...details].flatMap((text) => [spoken(text), " "]);
}

function content(passage, texts) {
  return [...numberOf(passage, texts), ...passage.runs.flatMap((run) => runNodes(run, texts))];
}

function numberOf(passage, texts) {
  const { number } = (passage.new.length ? passage.new : passage.old)[0];
  const change = renumbered(passage);
  if (!number) return [];
  if (!change) return [number, " "];
  const [old, now] = change;
  const runs = [
    { mark: DELETED, text: old },
    { mark: INSERTED, text: now },
  ];
  return [...runs.filter(({ text }) => text).flatMap((run) => runNodes(run, texts)), " "];
}

function runNodes({ mark, text }, texts) {
  return mark === SAME ? lines(text, false) : [marked(mark, texts, lines(text, true))];
}

function marked(mark, texts, ...content) {
  const [name, style] = MARKS[mark];
  const hidden = element("span", { class: "visually-hidden" }, `${texts.text(`redline.${mark}`)} `);
  return element(name, { class: style }, hidden, ...content);
}

/** Splits a visible text: a line feed separates paragraphs, a tab separates cells. */
function lines(text, isMark) {
  return text.split("\n").flatMap((line, place) => {
    const sign = isMark ? [element("span", { class: "redline__break", "aria-hidden": "true" }, "¶")] : [];
    return [...(place ? [...sign, element("br", {})] : []), ...cells(line)];
  });
}

const cells = (line) =>
  line.split("\t").flatMap((cell, place) => (place ? [element("span", { class: "redline__cell" }, " │ "), cell] : [cell]));
