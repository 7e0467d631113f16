// Compares two texts, each a list of sections as in blocks.json. The same rules as sayasat/redline/compare.py.

import { align, inPlace, isWeighed, likest, script } from "./matching.js";
import { DELETED, INSERTED, markWords, SAME, words } from "./words.js";

export const EDITED = "edited";
export const MOVED_AWAY = "moved-away";
export const MOVED_HERE = "moved-here";

const MOVED_WORDS = 4;
const MOVED_LIKENESS = 0.7;
const SECTION_LIKENESS = 0.5;

/**
 * The comparison: {sections, coarse}. A section is {id, fate, old, new, heading, passages, move}, a passage
 * {fate, old, new, runs, formatted, move}, where `old` and `new` are its blocks and a run is {mark, text}.
 */
export function compareBlocks(old, now) {
  const progress = { isWhole: true };
  const pairs = matched(old, now);
  const staying = inPlace(pairs.map(([place]) => place));
  const moved = pairs.filter(([place]) => !staying.has(place));
  const sections = withMoves(inOrder(old, now, pairs, moved, progress), moved.length, progress);
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
  const { fate, old, new: now } = section;
  const hasMoved = fate === MOVED_AWAY || fate === MOVED_HERE;
  return hasMoved || Boolean(old && now && old.level !== now.level) || allPassages(section).some(isChanged);
}

/** The visible text of the old version: all runs but the inserted ones. */
export const oldText = ({ sections }) => text(sections, "old", [INSERTED, MOVED_HERE], INSERTED);

/** The visible text of the new version: all runs but the deleted ones. */
export const newText = ({ sections }) => text(sections, "new", [DELETED, MOVED_AWAY], DELETED);

// -- sections

function matched(old, now) {
  const pairs = same(old, now, [], ({ id }) => id);
  pairs.push(...same(old, now, pairs, ({ heading }) => heading));
  const [olds, news] = unmatched(old, now, pairs);
  const contents = (sections, places) => places.map((place) => content(sections[place]));
  const alike = likest(contents(old, olds), contents(now, news), SECTION_LIKENESS);
  pairs.push(...alike.map(([i, j]) => [olds[i], news[j]]));
  return pairs.sort((a, b) => a[1] - b[1]);
}

function same(old, now, pairs, key) {
  const [olds, news] = unmatched(old, now, pairs);
  const where = new Map();
  for (const place of olds.reverse()) {
    const name = key(old[place]);
    where.set(name, [...(where.get(name) ?? []), place]);
  }
  return news.flatMap((place) => {
    const name = key(now[place]);
    const found = name ? where.get(name)?.pop() : undefined;
    return found === undefined ? [] : [[found, place]];
  });
}

function unmatched(old, now, pairs) {
  const rest = (sections, side) => {
    const taken = new Set(pairs.map((pair) => pair[side]));
    return [...sections.keys()].filter((place) => !taken.has(place));
  };
  return [rest(old, 0), rest(now, 1)];
}

const content = ({ heading, blocks }) => [heading, ...blocks.map(({ text }) => text)].join("\n");

function inOrder(old, now, pairs, moved, progress) {
  const leaving = new Map(moved.map(([place], number) => [place, number + 1]));
  const partner = new Map(pairs.map(([placeOld, placeNew]) => [placeNew, placeOld]));
  const staying = pairs.map(([place]) => place).filter((place) => !leaving.has(place));
  const found = [];
  const gone = (start, end) => {
    for (let place = start; place < end; place++) {
      const move = leaving.get(place) ?? 0;
      found.push(alone(move ? MOVED_AWAY : DELETED, old[place], move));
    }
  };
  let next = 0;
  gone(0, staying[0] ?? old.length);
  now.forEach((section, place) => {
    const before = partner.get(place);
    if (before === undefined) found.push(alone(INSERTED, section));
    else {
      found.push(pair(old[before], section, leaving.get(before) ?? 0, progress));
      if (!leaving.has(before)) gone(before + 1, staying[++next] ?? old.length);
    }
  });
  return found;
}

function alone(fate, section, move = 0) {
  const [old, now] = fate === INSERTED ? [null, section] : [section, null];
  const heading = section.level ? single(fate, [headingBlock(section)], move) : null;
  const passages = section.blocks.map((block) => single(fate, [block], move));
  return { id: section.id, fate, old, new: now, heading, passages, move };
}

function pair(old, now, move, progress) {
  const titles = (section) => (section.level ? [headingBlock(section)] : []);
  const heading = old.level || now.level ? compared(titles(old), titles(now), progress) : null;
  const passages = sectionPassages(old.blocks, now.blocks, progress);
  const isEdited = old.level !== now.level || allPassages({ heading, passages }).some(isChanged);
  const fate = move ? MOVED_HERE : isEdited ? EDITED : SAME;
  return { id: now.id, fate, old, new: now, heading, passages, move };
}

const headingBlock = ({ heading, headingForm }) =>
  ({ kind: "heading", text: heading, depth: 0, number: "", form: headingForm });

// -- passages

function sectionPassages(old, now, progress) {
  const { steps, isWhole } = script(old.map(key), now.map(key));
  note(progress, isWhole);
  return steps.flatMap((step) => {
    const [olds, news] = [old.slice(...step.old), now.slice(...step.new)];
    return step.isEqual ? [compared(olds, news, progress)] : gap(olds, news, progress);
  });
}

function gap(olds, news, progress) {
  const { steps, isWhole } = align(textsOf(olds), textsOf(news), (i, j) => canBe(olds[i], news[j]));
  note(progress, isWhole);
  return steps.map((step) => compared(olds.slice(...step.old), news.slice(...step.new), progress));
}

function compared(olds, news, progress) {
  if (!olds.length || !news.length) return single(olds.length ? DELETED : INSERTED, olds.length ? olds : news);
  const { runs, isWhole } = markWords(joinedText(olds), joinedText(news));
  note(progress, isWhole);
  const isSame = runs.every(({ mark }) => mark === SAME);
  const formatted = isSame && forms(olds) !== forms(news);
  return { fate: isSame ? SAME : EDITED, old: olds, new: news, runs, formatted, move: 0 };
}

function single(fate, blocks, move = 0) {
  const isNew = fate === INSERTED;
  const whole = joinedText(blocks);
  const runs = whole ? [{ mark: isNew ? INSERTED : DELETED, text: whole }] : [];
  return { fate, old: isNew ? [] : blocks, new: isNew ? blocks : [], runs, formatted: false, move };
}

const key = ({ kind, text }) => `${kind}\0${text}`;

const textsOf = (blocks) => blocks.map(({ text }) => text);

const joinedText = (blocks) => textsOf(blocks).join("\n");

const forms = (blocks) => blocks.map(({ form }) => form).join(" ");

/** Whether two blocks may match: a table row or a code block matches only its own kind. */
function canBe(old, now) {
  return old.kind === now.kind || ![old.kind, now.kind].some((kind) => kind === "row" || kind === "code");
}

function note(progress, isWhole) {
  if (!isWhole) progress.isWhole = false;
}

// -- moves

function withMoves(found, sectionsMoved, progress) {
  const [gone, come] = [loose(found, DELETED), loose(found, INSERTED)];
  const before = gone.map(({ old }) => joinedText(old));
  const after = come.map((passage) => joinedText(passage.new));
  const fates = new Map();
  likest(before, after, MOVED_LIKENESS).forEach(([i, j], place) => {
    const [away, here, move] = [gone[i], come[j], sectionsMoved + place + 1];
    if (!canBe(away.old[0], here.new[0])) return;
    fates.set(away, { ...away, fate: MOVED_AWAY, move });
    fates.set(here, { ...compared(away.old, here.new, progress), fate: MOVED_HERE, move });
  });
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
        passage.fate === fate && words(joinedText(fate === DELETED ? passage.old : passage.new)).length >= MOVED_WORDS,
    );

function isTooLong(sections) {
  const passages = sections.flatMap(allPassages);
  const texts = (fate, side) => passages.filter((each) => each.fate === fate).map((each) => joinedText(each[side]));
  return !isWeighed(texts(DELETED, "old"), texts(INSERTED, "new"));
}

// -- texts

function text(sections, side, gone, without) {
  return sections
    .filter(({ fate }) => !gone.includes(fate))
    .flatMap(allPassages)
    .filter((passage) => !gone.includes(passage.fate) && passage[side].length)
    .map(({ runs }) => runs.map((run) => (run.mark === without ? "" : run.text)).join(""))
    .filter(Boolean)
    .join("\n");
}
