// The deleted and inserted words of a passage. The same rules as sayasat/redline/word_diff.py, which explains them.
// A change is {same, gone, come}: tokens that stay, and those after them that were deleted and inserted.

import { countWords, isBalanced, settle, straightened, withNumbers } from "./edges.js";
import { common, steps, untouched } from "./lcs.js";
import { DELETED, INSERTED, SAME, coreOf, isBlank, isFootnoteMark, isLone, numbering, tokens } from "./words.js";

const SENTENCE_END = /[.!?…;:。！？；：؟؛।॥۔]$/;
const DIGIT = /\p{Nd}/u;
const KEPT_SHARE = 0.4;
const PEPPER = 2;
const PAIRS = 100_000_000; // pairs of tokens; above it, whole sentences are compared

/** The runs ({mark, text}) between two texts, and whether the texts were compared word by word throughout. */
export function markWords(before, after) {
  if (before === after) return { runs: before ? [{ mark: SAME, text: before }] : [], isWhole: true };
  const { found, isWhole } = changesOf(tokens(before), tokens(after));
  const changes = withNumbers(sentenceBySentence(unpeppered(straightened(found))));
  settle(changes);
  return { runs: runsOf(changes), isWhole };
}

function changesOf(before, after) {
  const [first, last] = untouched(before, after);
  const [gone, come] = [before.slice(first, before.length - last), after.slice(first, after.length - last)];
  const found = [{ same: before.slice(0, first), gone: [], come: [] }];
  const isWhole = isShort(gone, come) ? compare(gone, come, found) : compareSentences(sentences(gone), sentences(come), found);
  for (const token of before.slice(before.length - last)) keep(token, found);
  if (isChange(found.at(-1))) found.push({ same: [], gone: [], come: [] });
  return { found, isWhole };
}

const isShort = (before, after) => before.length * after.length <= PAIRS;

/** Adds the changes of these tokens; false if they are not the fewest. */
function compare(before, after, found) {
  const numbered = numbering();
  const { pairs, isWhole } = common(numbered(before.map(key)), numbered(after.map(key)));
  for (const step of steps(pairs, before.length, after.length)) {
    const [gone, come] = [before.slice(...step.old), after.slice(...step.new)];
    const core = coreOf(gone[0] ?? "");
    if (!step.isEqual) change(gone, come, found);
    else if (gone[0] === come[0]) keep(gone[0], found);
    else if (come[0].endsWith(core)) {
      change([withoutEnd(gone[0], core)], [withoutEnd(come[0], core)], found);
      keep(core, found);
    } else change(gone, come, found);
  }
  return isWhole;
}

function compareSentences(olds, news, found) {
  const numbered = numbering();
  const keyOf = (sentence) => key(sentence.join(""));
  const { pairs } = common(numbered(olds.map(keyOf)), numbered(news.map(keyOf)));
  for (const step of steps(pairs, olds.length, news.length)) {
    const [gone, come] = [olds.slice(...step.old).flat(), news.slice(...step.new).flat()];
    if (isShort(gone, come)) compare(gone, come, found);
    else change(gone, come, found);
  }
  return false;
}

function change(gone, come, found) {
  for (const token of gone) if (token) found.at(-1).gone.push(token);
  for (const token of come) if (token) found.at(-1).come.push(token);
}

function keep(token, found) {
  if (isChange(found.at(-1))) found.push({ same: [token], gone: [], come: [] });
  else found.at(-1).same.push(token);
}

const isChange = ({ gone, come }) => gone.length > 0 || come.length > 0;

function sentences(found) {
  const all = [[]];
  for (const token of found) {
    all.at(-1).push(token);
    if (SENTENCE_END.test(token)) all.push([]);
  }
  return all.filter(({ length }) => length);
}

function key(piece) {
  const core = coreOf(piece);
  return isFootnoteMark(core) ? "[]" : core;
}

const withoutEnd = (text, end) => text.slice(0, text.length - end.length);

function unpeppered(changes) {
  const done = [];
  for (const each of changes) {
    done.push(each);
    while (done.length > 1 && isPepper(...done.slice(-2))) done.push(joined(done.splice(-2)));
  }
  return done;
}

function isPepper(before, after) {
  const isReplaced = (before.gone.length || after.gone.length) && (before.come.length || after.come.length);
  if (!isReplaced || !isChange(after)) return false;
  const kept = countWords(after.same);
  if (kept > PEPPER || after.same.some((token) => DIGIT.test(token)) || !isWholeWith([before, after])) return false;
  if (kept === 0) return [before, after].every(({ gone, come }) => gone.length && come.length);
  if (kept === 1 && after.same.some(isLone)) return true;
  return [before, after].every(({ gone, come }) => kept < Math.max(countWords(gone), countWords(come)));
}

/** Whether no half of a bracket would be marked, if what stays between the changes were. */
function isWholeWith(changes) {
  if (isBalanced(changes.slice(1).flatMap(({ same }) => same).join(""))) return true;
  const whole = joined(changes);
  return isBalanced(whole.gone.join("")) && isBalanced(whole.come.join(""));
}

/** The changes as one, with what stays between them deleted and inserted. */
function joined([first, ...rest]) {
  const side = (name) => [...first[name], ...rest.flatMap((each) => [...each.same, ...each[name]])];
  return { same: first.same, gone: side("gone"), come: side("come") };
}

function sentenceBySentence(changes) {
  const found = [];
  let [sentence, head] = [[], []];
  for (const each of changes) {
    const ends = each.same.flatMap((token, place) => (SENTENCE_END.test(token) ? [place + 1] : []));
    if (sentence.length && (ends.length || each === changes.at(-1))) {
      const tail = each.same.slice(0, ends[0]);
      found.push(...(isReplaced(sentence, countWords(head) + countWords(tail)) ? [joined(sentence)] : sentence));
      sentence = [];
    }
    if (!sentence.length) head = each.same.slice(ends.at(-1) ?? 0);
    sentence.push(each);
  }
  return [...found, ...sentence];
}

function isReplaced(sentence, around) {
  if (sentence.length === 1) return false;
  const sum = (name) => sentence.reduce((total, each) => total + countWords(each[name]), 0);
  const kept = around + sum("same") - countWords(sentence[0].same);
  return kept < KEPT_SHARE * (kept + Math.min(sum("gone"), sum("come"))) && isWholeWith(sentence);
}

function runsOf(changes) {
  const found = [];
  const put = (mark, text) => text && found.push({ mark, text });
  let stays = "";
  for (const each of withoutGaps(changes)) {
    const [gone, come] = [each.gone.join(""), each.come.join("")];
    const blank = sharedBlank(gone, come);
    stays += each.same.join("") + blank;
    if (blank.length === Math.max(gone.length, come.length)) continue;
    put(SAME, stays);
    put(DELETED, gone.slice(blank.length));
    put(INSERTED, come.slice(blank.length));
    stays = "";
  }
  put(SAME, stays);
  return found;
}

function withoutGaps(changes) {
  const done = [];
  for (const each of changes) {
    if (each.same.length || !done.length) done.push(each);
    else done.push(joined([done.pop(), each]));
  }
  return done;
}

function sharedBlank(gone, come) {
  let shared = 0;
  while (shared < gone.length && gone[shared] === come[shared] && isBlank(gone[shared])) shared++;
  return gone.slice(0, shared);
}
