// Joins the alignment to sections. The same rules as sayasat/redline/section_matching.py, which explains them.

import { align } from "./alignment.js";
import { likest } from "./likeness.js";
import { units } from "./units.js";

const SECTION_LIKENESS = 500;

/**
 * Which sections and blocks of two texts belong together: {before, after, parts, moves, isWhole}. A part is
 * {old, new, heading, steps, move}: places of sections, steps of units.
 */
export function plan(old, now) {
  const [before, after] = [units(old), units(now)];
  const { steps, isWhole } = align(before, after);
  const made = { old, now, before, after, parts: [], moves: 0, isWhole };
  read(ordered(steps, made), made);
  joinMoved(made);
  return made;
}

const isEmpty = ([start, end]) => start === end;

function ordered(steps, { before, after }) {
  const found = [];
  let [gone, come] = [[], []];
  const flush = () => {
    const head = (list, isHead) => (list.findIndex(isHead) + list.length + 1) % (list.length + 1);
    const first = head(gone, (step) => before[step.old[0]].head);
    const second = head(come, (step) => after[step.new[0]].head);
    found.push(...gone.slice(0, first), ...come.slice(0, second), ...gone.slice(first), ...come.slice(second));
    [gone, come] = [[], []];
  };
  for (const step of steps) {
    if (isEmpty(step.new)) gone.push(step);
    else if (isEmpty(step.old)) come.push(step);
    else {
      flush();
      found.push(step);
    }
  }
  flush();
  return found;
}

function read(steps, made) {
  const following = nextNew(steps);
  steps.forEach((step, number) => {
    const old = isEmpty(step.old) ? null : made.before[step.old[0]];
    const now = isEmpty(step.new) ? null : made.after[step.new[0]];
    if (now?.head) made.parts.push(part(old?.head ? old.section : null, now.section, step));
    else if (old?.head && !now && !stays(following[number], made)) made.parts.push(part(old.section, null, step));
    else put(step, old, now, made);
  });
}

const part = (old, now, heading) => ({ old, new: now, heading, steps: [], move: 0 });

function nextNew(steps) {
  const found = [];
  let following = null;
  for (const step of steps.toReversed()) {
    found.push(following);
    if (!isEmpty(step.new)) following = step;
  }
  return found.reverse();
}

function stays(following, { now, after, parts }) {
  if (!following || isEmpty(following.old)) return false;
  const unit = after[following.new[0]];
  const current = parts.at(-1)?.new ?? null;
  return !unit.head && (now[unit.section].level > 0 || current === null || current === unit.section);
}

function put(step, old, now, made) {
  const bareOld = old && !made.old[old.section].level ? old.section : null;
  const bareNew = now && !made.now[now.section].level ? now.section : null;
  const isBare = now ? bareNew !== null : bareOld !== null;
  let last = made.parts.at(-1);
  if (!last || (isBare && !goesOn(last, bareOld, now))) {
    last = part(null, null, null);
    made.parts.push(last);
  }
  if (!last.heading) {
    last.old ??= bareOld;
    last.new ??= now?.section ?? null;
  }
  last.steps.push(step);
}

function goesOn(last, old, now) {
  const isSame = (mine, other) => other === null || mine === null || mine === other;
  return !last.heading && isSame(last.old, old) && isSame(last.new, now?.section ?? null);
}

function joinMoved(made) {
  const alone = made.parts.map(isAlone);
  const whole = [...made.parts.keys()].filter((place) => alone[place] && made.parts[place].heading);
  const gone = whole.filter((place) => made.parts[place].new === null);
  const come = whole.filter((place) => made.parts[place].old === null);
  const texts = (places) => places.map((place) => textOf(made.parts[place], made));
  for (const [i, j] of likest(texts(gone), texts(come), SECTION_LIKENESS)) {
    const [first, last] = [Math.min(gone[i], come[j]), Math.max(gone[i], come[j])];
    if (alone.slice(first, last).every(Boolean)) continue;
    const [away, here] = [made.parts[gone[i]], made.parts[come[j]]];
    away.move = here.move = ++made.moves;
    here.old = away.old;
    here.steps = again(away, here, made);
    here.heading = { old: away.heading.old, new: here.heading.new };
  }
}

const allSteps = ({ heading, steps }) => (heading ? [heading, ...steps] : steps);

const isAlone = (each) => !allSteps(each).some((step) => !isEmpty(step.old) && !isEmpty(step.new));

const unitsOf = (steps, side, list) => steps.flatMap((step) => list.slice(...step[side]));

function textOf(each, { before, after }) {
  const steps = allSteps(each);
  return [...unitsOf(steps, "old", before), ...unitsOf(steps, "new", after)].map(({ block }) => block.text).join("\n");
}

function again(away, here, { before, after }) {
  const [oldShift, newShift] = [away.heading.old[1], here.heading.new[1]];
  const { steps } = align(unitsOf(away.steps, "old", before), unitsOf(here.steps, "new", after));
  return steps.map((step) => ({
    old: step.old.map((place) => place + oldShift),
    new: step.new.map((place) => place + newShift),
  }));
}
