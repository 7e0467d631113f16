// What changed in blocks beside their words. The same rules as sayasat/redline/details.py, which explains them.

import { common } from "./lcs.js";
import { withoutNumber } from "./units.js";
import { DELETED, INSERTED, numbering, words } from "./words.js";

const MEANING = ["link", "image", "struck", "raised", "lowered"];
const WITH_TARGET = ["link", "image"];
const LOOKS = new Map([..."АВЕКМНОРСТУХЅІЈаеорсухѕіјһԁӏ"].map((letter, place) => [letter, [..."ABEKMHOPCTYXSIJaeopcyxsijhdl"][place]]));
const PLAIN = ["blocks", "heading-deleted", "letters", "number", "moved-away", "moved-here"];
const LETTER = /\p{L}/u;

/** The changes {kind, text, old, new} from the old blocks to the new ones; `same`: their words are the same. */
export function formChanges(olds, news, runs, same) {
  const found = [];
  if (forms(olds) !== forms(news)) {
    found.push(...inline(olds, news, same));
    if (same && olds.length && news.length) found.push(...kinds(olds, news));
  }
  return [...found, ...number(olds, news), ...letters(runs)];
}

export const forms = (blocks) => blocks.map(({ form }) => form).join(" ");

function inline(olds, news, same) {
  const sides = [olds, news].map((blocks) => blocks.flatMap(({ details = [] }) => details));
  const numbered = numbering();
  const { pairs } = common(...sides.map((side) => numbered(side.map((detail) => detail.join("\0")))));
  const both = olds.length > 0 && news.length > 0;
  const isTold = ([kind]) => same || kind === "image" || (both && MEANING.includes(kind));
  const found = [];
  let [nextOld, nextNew] = [0, 0];
  for (const [placeOld, placeNew] of [...pairs, [sides[0].length, sides[1].length]]) {
    const [gone, come] = [sides[0].slice(nextOld, placeOld), sides[1].slice(nextNew, placeNew)];
    found.push(...replaced(gone.filter(isTold), come.filter(isTold)));
    [nextOld, nextNew] = [placeOld + 1, placeNew + 1];
  }
  return found;
}

function replaced(gone, come) {
  const left = [...come];
  const found = [];
  for (const [kind, text, target] of gone) {
    const place = WITH_TARGET.includes(kind) ? left.findIndex(([other]) => other === kind) : -1;
    if (place < 0) {
      found.push({ kind, text, old: target || text, new: "" });
      continue;
    }
    const [[, newText, newTarget]] = left.splice(place, 1);
    if (newTarget !== target) found.push({ kind, text: newText, old: target, new: newTarget });
  }
  return [...found, ...left.map(([kind, text, target]) => ({ kind, text, old: "", new: target || text }))];
}

function kinds(olds, news) {
  const [old, now] = [olds.at(-1).kind, news.at(-1).kind];
  if (old !== now) return [{ kind: "block", text: "", old, new: now }];
  const [before, after] = [olds.length, news.length].map(String);
  return before === after ? [] : [{ kind: "blocks", text: "", old: before, new: after }];
}

function number(olds, news) {
  if (olds.length !== 1 || news.length !== 1 || olds[0].kind !== "heading" || news[0].kind !== "heading") return [];
  const [old, now] = [words(olds[0].text), words(news[0].text)];
  const [rest, newRest] = [withoutNumber(old), withoutNumber(now)].map((side) => side.join("\0"));
  if (old.join("\0") === now.join("\0") || rest !== newRest) return [];
  const label = (side) => side.slice(0, side.length - withoutNumber(side).length).join(" ");
  return [{ kind: "number", text: "", old: label(old), new: label(now) }];
}

function letters(runs) {
  return runs.slice(1).flatMap((come, place) => {
    const gone = runs[place];
    if (gone.mark !== DELETED || come.mark !== INSERTED) return [];
    const [old, now] = [gone.text.trim(), come.text.trim()];
    return old !== now && LETTER.test(old) && look(old) === look(now) ? [{ kind: "letters", text: "", old, new: now }] : [];
  });
}

const look = (text) => [...text].map((letter) => LOOKS.get(letter) ?? letter).join("");

/** A change beside the words, as a text of the page. */
export function formChangeText(change, texts) {
  let { kind: name, ...facts } = change;
  if (name === "block") facts = { old: texts.text(`redline.kind.${facts.old}`), new: texts.text(`redline.kind.${facts.new}`) };
  else if (!PLAIN.includes(name)) {
    const isNamed = WITH_TARGET.includes(name);
    if (!isNamed) facts.format = texts.text(`redline.format.${name}`);
    const state = !change.old ? "added" : change.new ? "changed" : "removed";
    name = `${isNamed ? name : "format"}-${state}`;
  }
  return `(${texts.text(`redline.detail.${name}`, facts)})`;
}
