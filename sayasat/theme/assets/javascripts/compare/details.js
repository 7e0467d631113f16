// What changed in blocks beside their words. The same rules as sayasat/redline/details.py, which explains them.

import { common } from "./lcs.js";
import { withoutNumber } from "./units.js";
import { DELETED, INSERTED, numbering, words } from "./words.js";

const MEANING = ["link", "image", "struck", "raised", "lowered"];
const WITH_TARGET = ["link", "image"];
const LOOKS = new Map([..."АВЕКМНОРСТУХЅІЈаеорсухѕіјһԁӏ"].map((letter, place) => [letter, [..."ABEKMHOPCTYXSIJaeopcyxsijhdl"][place]]));
const PLAIN = ["blocks", "heading-deleted", "letters", "number"];
const ID = 7; // digits of a file's digest that tell one image from another of the same name
const LETTER = /\p{L}/u;

/** The changes {kind, text, old, new} from the old blocks to the new ones; `same`: their words are the same. */
export function formChanges(olds, news, runs, same) {
  const found = [];
  if (looks(olds) !== looks(news)) {
    found.push(...inline(olds, news, same));
    if (same && olds.length && news.length) found.push(...kinds(olds, news));
  }
  return [...found, ...number(olds, news), ...letters(runs)];
}

/** Equal for blocks of the same text that look the same, but for their numbers. */
export const looks = (blocks) =>
  blocks.map(({ form, details = [] }) => [form, ...details.filter(isImage).map(keyOf)].join("\0")).join(" ");

const isImage = ([kind]) => kind === "image";

/** Equal for details that a reader cannot tell apart: an image is its bytes, whatever their name. */
const keyOf = ([kind, text, target, file = ""]) =>
  [kind, text, file.slice(0, Math.max(file.lastIndexOf("/"), 0)) || target].join("\0");

function inline(olds, news, same) {
  const sides = [olds, news].map((blocks) => blocks.flatMap(({ details = [] }) => details));
  const onWords = (side) => JSON.stringify(side.map(([kind, text]) => [kind, text]));
  if (same && onWords(sides[0]) === onWords(sides[1])) {
    const pairs = sides[0].map((detail, place) => [detail, sides[1][place]]);
    return pairs.filter(([old, now]) => keyOf(old) !== keyOf(now)).flatMap(([old, now]) => replaced([old], [now], same));
  }
  const numbered = numbering();
  const { pairs } = common(...sides.map((side) => numbered(side.map(keyOf))));
  const both = olds.length > 0 && news.length > 0;
  const isTold = ([kind]) => same || kind === "image" || (both && MEANING.includes(kind));
  const found = [];
  let [nextOld, nextNew] = [0, 0];
  for (const [placeOld, placeNew] of [...pairs, [sides[0].length, sides[1].length]]) {
    const [gone, come] = [sides[0].slice(nextOld, placeOld), sides[1].slice(nextNew, placeNew)];
    found.push(...replaced(gone.filter(isTold), come.filter(isTold), same));
    [nextOld, nextNew] = [placeOld + 1, placeNew + 1];
  }
  return found;
}

function replaced(gone, come, same) {
  const left = [...come];
  const found = [];
  for (const detail of gone) {
    const [kind, text, target, oldFile = ""] = detail;
    const isSamePlace = ([other, words]) => other === kind && (!same || words === text);
    const place = WITH_TARGET.includes(kind) ? left.findIndex(isSamePlace) : -1;
    if (place < 0) {
      found.push({ ...plain(kind, text, target || text, ""), oldFile });
      continue;
    }
    const [now] = left.splice(place, 1);
    const [, newText, newTarget, newFile = ""] = now;
    if (keyOf([kind, "", newTarget, newFile]) === keyOf([kind, "", target, oldFile])) continue;
    found.push({ kind, text: newText, old: target, new: newTarget, oldFile, newFile });
  }
  return [
    ...found,
    ...left.map(([kind, text, target, newFile = ""]) => ({ ...plain(kind, text, "", target || text), newFile })),
  ];
}

const plain = (kind, text, old, now) => ({ kind, text, old, new: now, oldFile: "", newFile: "" });

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
  if (name === "image" && change.old === change.new) {
    const [before, after] = [change.oldFile, change.newFile].map((file) => file.split("/").at(-2)?.slice(0, ID) ?? "–");
    facts = { ...facts, before, after };
    name = "image-replaced";
  } else if (name === "block") facts = { old: texts.text(`redline.kind.${facts.old}`), new: texts.text(`redline.kind.${facts.new}`) };
  else if (!PLAIN.includes(name)) {
    const isNamed = WITH_TARGET.includes(name);
    if (!isNamed) facts.format = texts.text(`redline.format.${name}`);
    const state = !change.old ? "added" : change.new ? "changed" : "removed";
    name = `${isNamed ? name : "format"}-${state}`;
  }
  return `(${texts.text(`redline.detail.${name}`, facts)})`;
}
