// Renders a redline as DOM elements, with the markup of sayasat/redline/as_html.py. Texts become text nodes, never HTML.

import { formChangeText } from "./details.js";
import {
  allPassages,
  isChanged,
  isSectionChanged,
  levelsOf,
  MOVED_AWAY,
  MOVED_HERE,
  remarkOf,
  remarksOf,
  renumbered,
} from "./redline.js";
import { DELETED, INSERTED, SAME } from "./words.js";

const CONTEXT = 1; // the number of unchanged passages shown before and after a changed one
const TAGS = { [INSERTED]: "ins", [DELETED]: "del" };
const BLANK_START = /^\s/u;
const BLANK_END = /\s$/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;

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
  const { move } = section;
  if (move) remarks.unshift(jump(fate, move, texts.text(`redline.${remarkOf(section)}`, { number: move }), texts));
  if (heading) made.append(headingElement(section, remarks, numbers, texts));
  else if (remarks.length) made.append(element("p", {}, remarks));
  made.append(...stretches(section, numbers, texts));
  return made;
}

function sectionRemarks(section, texts) {
  const [remark, levels, { parent }] = [remarkOf(section), levelsOf(section), section];
  const found = remark && !section.move ? [texts.text(`redline.${remark}`)] : [];
  if (!levels) return found;
  const [old, now] = levels;
  return [...found, texts.text(parent ? "redline.level-under" : "redline.level", { old, new: now, parent })];
}

function headingElement(section, remarks, numbers, texts) {
  const { heading, old, new: now } = section;
  const level = Math.min(Math.max((now ?? old).level, 2), 6);
  const made = element(
    `h${level}`,
    { class: "redline__heading" },
    remarks.flatMap((remark) => [remark, " "]),
    labelsOf(heading, texts),
    content(heading, section.move, texts),
  );
  directed(made);
  return numbered(made, numbers(isChangeIn(section, heading)));
}

/** Passages near changes are shown and others folded. Without changes all are shown, as the whole section is folded. */
function stretches(section, numbers, texts) {
  const isOpen = openPlaces(section);
  return grouped([...section.passages.keys()], (place) => isOpen(place)).flatMap((places) => {
    const made = places.map((place) => passageElement(section.passages[place], section.move, numbers, texts));
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

/** Gives a block the direction of its text, where that may not be the page's. */
function directed(block) {
  if (RIGHT_TO_LEFT.test(block.textContent)) block.dir = "auto";
}

function passageElement(passage, sectionMove, numbers, texts) {
  const { kind } = (passage.new.length ? passage.new : passage.old)[0];
  const text = element(kind === "code" ? "pre" : "p", {}, content(passage, sectionMove, texts));
  directed(text);
  const labels = [...labelsOf(passage, texts), ...images(passage, texts)];
  const isChange = isChanged(passage);
  const made = isChange || labels.length ? element("div", { class: "redline__passage" }, labels, text) : text;
  if (kind === "item") made.classList.add("redline__item");
  return numbered(made, numbers(isChange));
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

/** Labels for a passage that was renumbered, and for what changed beside its words. */
function labelsOf(passage, texts) {
  const names = remarksOf(passage).map((name) => texts.text(`redline.${name}`));
  const details = passage.details.map((change) => formChangeText(change, texts));
  return [...names, ...details].flatMap((text) => [spoken(text), " "]);
}

/** The text of a passage; `sectionMove` is the move of its section, whose heading has the label. */
function content(passage, sectionMove, texts) {
  const { fate, move } = passage;
  const isWhole = fate === MOVED_AWAY;
  const runs = [...numberOf(passage), ...passage.runs];
  const made = isWhole ? lines(runs.map((run) => run.text).join(""), true) : runsNodes(runs, texts);
  if (!move) return made;
  const label = texts.text(`redline.${fate}`, { number: move });
  const shown = move === sectionMove ? hidden(label) : jump(fate, move, label, texts);
  return [element(isWhole ? "del" : "ins", { class: "redline__moved" }, shown, " ", made)];
}

const hidden = (text) => element("span", { class: "visually-hidden" }, text);

/** The label of a move, which leads to its other place. */
function jump(fate, move, label, texts) {
  const [here, there, other] = fate === MOVED_AWAY ? ["from", "to", MOVED_HERE] : ["to", "from", MOVED_AWAY];
  const attributes = {
    class: "redline__said redline__jump",
    id: `_move${move}-${here}`,
    href: `#_move${move}-${there}`,
  };
  return element("a", attributes, label, hidden(` ${texts.text(`redline.to-${other}`)}`));
}

/** The number of a list item as runs. */
function numberOf(passage) {
  const { old, new: now } = passage;
  const { number } = (now.length ? now : old)[0];
  if (!number) return [];
  const change = renumbered(passage);
  if (!change) return [{ mark: !old.length ? INSERTED : now.length ? SAME : DELETED, text: `${number} ` }];
  const runs = change.map((text, side) => ({ mark: side ? INSERTED : DELETED, text }));
  return [...runs.filter(({ text }) => text), { mark: SAME, text: " " }];
}

/** Runs, with a blank between an insertion and what it replaces. */
function runsNodes(runs, texts) {
  return grouped(runs, ({ mark, move = 0 }) => `${mark}${move}`).flatMap((group, place, all) => {
    const before = all[place - 1]?.at(-1);
    const isNext = before?.mark === DELETED && group[0].mark === INSERTED;
    const gap = isNext && !BLANK_END.test(before.text) && !BLANK_START.test(group[0].text) ? [" "] : [];
    return [...gap, ...runNodes(group, texts)];
  });
}

/** Of neighbouring runs of one mark and move, which are parted at risks only. */
function runNodes(group, texts) {
  const [{ mark, move }] = group;
  const text = group.flatMap((each) => part(each, texts));
  if (mark === SAME) return text;
  if (!move) return [marked(mark, texts, text)];
  const fate = mark === DELETED ? MOVED_AWAY : MOVED_HERE;
  const label = texts.text(`redline.${fate}`, { number: move });
  return [element(TAGS[mark], { class: "redline__moved" }, jump(fate, move, label, texts), " ", text)];
}

function part({ mark, text, risk }, texts) {
  const shown = lines(text, mark !== SAME);
  return risk ? [element("strong", { class: "redline__risk", title: texts.text(`redline.risk.${risk}`) }, shown)] : shown;
}

function marked(mark, texts, ...content) {
  return element(TAGS[mark], { class: `redline__${mark}` }, hidden(`${texts.text(`redline.${mark}`)} `), ...content);
}

/** Splits a visible text: a line feed separates paragraphs, a tab separates cells. */
function lines(text, isMark) {
  return text.split("\n").flatMap((line, place) => {
    const sign = isMark ? [element("span", { class: "redline__break", "aria-hidden": "true" }, "¶")] : [];
    return [...(place ? [...sign, element("br", {})] : []), ...cells(line)];
  });
}

const cells = (line) =>
  line.split("\t").flatMap((cell, place) => (place ? [" ", element("i", {}, "│"), " ", cell] : [cell]));
