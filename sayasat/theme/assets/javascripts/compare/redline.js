// Compares two texts, each a list of sections as in blocks.json. The same rules as sayasat/redline/compare.py.

import { formChanges, looks } from "./details.js";
import { isWeighed, likest } from "./likeness.js";
import { LEAST_WORDS, MOVED_AWAY, withMovedSentences } from "./moves.js";
import { plan } from "./plan.js";
import { markWords } from "./word_diff.js";
import { DELETED, INSERTED, isBlank, SAME, words } from "./words.js";

export const EDITED = "edited";
export { MOVED_AWAY };
export const MOVED_HERE = "moved-here";

const MOVED_LIKENESS = 700;

/**
 * The comparison: {sections, coarse}. A section is {id, fate, old, new, heading, passages, move}, a passage
 * {fate, old, new, runs, formatted, move}, where `old` and `new` are its blocks and a run is {mark, text, move}, `move` only where sentences moved.
 */
export function compareBlocks(old, now) {
  const made = plan(old, now);
  const progress = { isWhole: made.isWhole };
  const found = made.parts.map((part) => sectionOf(part, made, progress));
  const moved = withMoves(found, made.moves, progress);
  const moves = moved.flatMap(({ passages }) => passages.map(({ move }) => move));
  const sections = withMovedSentences(moved, moves.reduce((most, move) => Math.max(most, move), made.moves));
  return { sections, coarse: !progress.isWhole || isTooLong(sections) };
}

/** The old and new number of a list item if they differ; else null. */
export function renumbered({ old, new: now }) {
  if (!old.length || !now.length || old[0].number === now[0].number) return null;
  return [old[0].number, now[0].number];
}

/** Whether a passage has a visible change. */
export const isChanged = (passage) => passage.fate !== SAME || passage.formatted || renumbered(passage) !== null;

/** The heading of a section, if it has one, and its passages. */
export const allPassages = ({ heading, passages }) => (heading ? [heading, ...passages] : passages);

/** Whether a section has a visible change. */
export function isSectionChanged(section) {
  const { fate } = section;
  const hasMoved = fate === MOVED_AWAY || fate === MOVED_HERE;
  return hasMoved || levelsOf(section) !== null || allPassages(section).some(isChanged);
}

/** The old and the new level of a section's heading if they differ; else null. */
export function levelsOf({ old, new: now }) {
  return old && now && old.level !== now.level ? [old.level, now.level] : null;
}

/** The name of the message about a section; empty if it was edited or not. */
export function remarkOf({ fate, passages }) {
  if (fate === SAME || fate === EDITED) return "";
  return fate === INSERTED && passages.some(({ old }) => old.length) ? "heading-inserted" : `section-${fate}`;
}

/** Names of messages about changes of a passage besides its move and those of the words. */
export function remarksOf(passage) {
  const flags = {
    renumbered: renumbered(passage),
    formatted: passage.formatted && !passage.details.length,
  };
  return Object.keys(flags).filter((name) => flags[name]);
}

/** The visible text of the old version: all runs but the inserted ones. */
export const oldText = ({ sections }) => text(sections, "old", MOVED_HERE, INSERTED);

/** The visible text of the new version: all runs but the deleted ones. */
export const newText = ({ sections }) => text(sections, "new", MOVED_AWAY, DELETED);

// -- sections and passages

function sectionOf(part, made, progress) {
  const old = part.old === null ? null : made.old[part.old];
  const now = part.new === null ? null : made.now[part.new];
  const blocks = (step, side, list) => list.slice(...step[side]).map(({ block }) => block);
  const { id } = now ?? old;
  const { move } = part;
  if (move && !now) {
    const away = (step) => single(MOVED_AWAY, blocks(step, "old", made.before), move);
    const passages = part.steps.map(away);
    return { id, fate: MOVED_AWAY, old, new: now, heading: part.heading && away(part.heading), passages, move };
  }
  const change = (step) => compared(blocks(step, "old", made.before), blocks(step, "new", made.after), progress);
  const section = { id, fate: SAME, old, new: now, heading: part.heading && change(part.heading), move };
  section.passages = part.steps.map((step) => takenOut(change(step)));
  section.parent = levelsOf(section) ? parentOf(made.now, part.new) : "";
  if (move) section.fate = MOVED_HERE;
  else if (!old || !now) section.fate = old ? DELETED : INSERTED;
  else if (isSectionChanged(section)) section.fate = EDITED;
  return section;
}

/** A passage below the heading of a section; it may be a heading that was taken out. */
function takenOut(passage) {
  if (passage.fate !== DELETED || passage.old[0].kind !== "heading") return passage;
  return { ...passage, details: [...passage.details, { kind: "heading-deleted", text: "", old: "", new: "" }] };
}

function parentOf(sections, place) {
  const { level } = sections[place];
  return sections.slice(0, place).findLast((each) => each.level && each.level < level)?.heading ?? "";
}

function compared(olds, news, progress) {
  if (!olds.length || !news.length) return single(olds.length ? DELETED : INSERTED, olds.length ? olds : news);
  const { runs, isWhole } = markWords(joinedText(olds), joinedText(news));
  note(progress, isWhole);
  const isSame = runs.every(({ mark, text }) => mark === SAME || (isBlank(text) && news[0].kind !== "code"));
  const formatted = isSame && looks(olds) !== looks(news);
  const details = formChanges(olds, news, runs, isSame);
  return { fate: isSame ? SAME : EDITED, old: olds, new: news, runs, formatted, details, move: 0 };
}

function single(fate, blocks, move = 0) {
  const isNew = fate === INSERTED;
  const whole = joinedText(blocks);
  const runs = whole ? [{ mark: isNew ? INSERTED : DELETED, text: whole }] : [];
  const [olds, news] = isNew ? [[], blocks] : [blocks, []];
  return { fate, old: olds, new: news, runs, formatted: false, details: formChanges(olds, news, [], false), move };
}

const textsOf = (blocks) => blocks.map(({ text }) => text);

const joinedText = (blocks) => textsOf(blocks).join("\n");

/** Whether two blocks may match: a table row or a code block matches only its own kind. */
function canBe(old, now) {
  return old.kind === now.kind || ![old.kind, now.kind].some((kind) => kind === "row" || kind === "code");
}

function note(progress, isWhole) {
  if (!isWhole) progress.isWhole = false;
}

// -- moves

function withMoves(found, sectionsMoved, progress) {
  const places = new Map();
  const stayed = [0];
  for (const section of found) {
    for (const passage of allPassages(section)) {
      places.set(passage, places.size);
      stayed.push(stayed.at(-1) + Number(passage.old.length && passage.new.length && !section.move));
    }
  }
  const [gone, come] = [loose(found, DELETED), loose(found, INSERTED)];
  const texts = [gone.map(({ old }) => joinedText(old)), come.map((passage) => joinedText(passage.new))];
  const fates = new Map();
  let move = sectionsMoved;
  for (const [i, j] of likest(...texts, MOVED_LIKENESS)) {
    const [away, here] = [gone[i], come[j]];
    const between = [places.get(away), places.get(here)].sort((a, b) => a - b);
    if (stayed[between[0]] === stayed[between[1]] || !canBe(away.old[0], here.new[0])) continue;
    move++;
    fates.set(away, { ...away, fate: MOVED_AWAY, move });
    fates.set(here, { ...compared(away.old, here.new, progress), fate: MOVED_HERE, move });
  }
  return found.map((section) => ({
    ...section,
    passages: section.passages.map((passage) => fates.get(passage) ?? passage),
  }));
}

const loose = (found, fate) =>
  found
    .flatMap(({ passages }) => passages)
    .filter(
      (passage) =>
        passage.fate === fate && words(joinedText(fate === DELETED ? passage.old : passage.new)).length >= LEAST_WORDS,
    );

function isTooLong(sections) {
  const passages = sections.flatMap(allPassages);
  const texts = (fate, side) => passages.filter((each) => each.fate === fate).map((each) => joinedText(each[side]));
  return !isWeighed(texts(DELETED, "old"), texts(INSERTED, "new"));
}

// -- texts

function text(sections, side, gone, without) {
  return sections
    .filter(({ fate }) => fate !== gone)
    .flatMap(allPassages)
    .filter((passage) => passage.fate !== gone && passage[side].length)
    .map(({ runs }) => runs.map((run) => (run.mark === without ? "" : run.text)).join(""))
    .filter(Boolean)
    .join("\n");
}
