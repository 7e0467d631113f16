// Cuts a word to a stem that begins its other forms. The index has whole words: a stem finds all that begin with it.
//
// A rule only ever cuts: a stem cut too short finds too much, one with a changed letter would find nothing. Words are
// folded first (`fold` in words.js), so the rules know no ң, ө, ү and ё.

/** A rule that cuts one of `endings` where at least `floor` letters stay, the last of them `before`. The longest goes. */
const ending = (floor, endings, before = ".") => new RegExp(`^(.{${floor - 1},}?${before})(?:${endings})$`, "u");

/** The word without the ending that the first of `rules` finds. What stays has at least `floor` letters. */
function cut(word, rules, floor = 0) {
  for (const rule of rules) {
    const match = rule.exec(word);
    if (match && match[1].length >= floor) return match[1];
  }
  return word;
}

/* Kyrgyz. Vowel harmony gives a suffix several forms, which A and I stand for; the sound before it chooses д, т or н. */

const CLASSES = {
  A: "[аео]",
  I: "[ыиу]",
  Z: "[аеоыиу]",
  V: "[аеиоуыэюя]", // any vowel
  S: "[бвгджзйлмнр]", // voiced consonants
  H: "[кпстфхцчшщ]", // voiceless ones
  C: "[бвгджзйклмнпрстфхцчшщ]", // any consonant
};
const suffix = (floor, before, endings) => {
  const [at, cutOff] = [before, endings].map((part) => part.replace(/[AIZVSHC]/g, (letter) => CLASSES[letter]));
  return ending(floor, cutOff, at);
};
const PERSON = "(?:т|м|мIн|сIн|сIз|бIз|сIнAр|сIздAр)";
const PARTICIPLE = "[гк]Aн(?:дI[кг])?";
/* Words grow outwards: root, voice, tense, plural, possessive, case. So they are cut in reverse. */
const KYRGYZ = {
  question: [suffix(5, "(?:V|C)", "[бп]I")], // сатасыңар-бы
  without: [suffix(3, "нIз", "сIз"), suffix(5, "м", "сIз")], // макулдугуңуз-суз
  cases: [
    suffix(3, "V", "сI(?:нIн|нAн?|ндAн?|ндAгI)"), // ишкана-сынын: with the third person's possessive
    suffix(3, "C", "I(?:нIн|нAн?|ндAн?|ндAгI)"), // саясат-ында
    suffix(3, "V", "нIн|нI|гA|дAн?|дAгI|нIкI"), // ишкана-нын
    suffix(3, "S", "дIн|дI|гA|дAн?|дAгI|дIкI"), // мыйзам-дан
    suffix(3, "H", "тIн|тI|кA|тAн?|тAгI|тIкI"), // маалымат-ты
    suffix(4, "[нпр]", "кI"), // төмөн-кү
  ],
  possessives: [
    suffix(3, "C", "IнIз(?:дAр)?|IбIз"), // маалымат-ыңыз
    suffix(4, "V", "нIз|бIз"),
    suffix(6, "C", "Iм"), // маалымат-ым
    suffix(6, "V", "м"),
    suffix(5, "C", "Iн"),
    suffix(4, "V", "сIн?"),
    suffix(3, "C", "Iн"),
    suffix(4, "C", "I"),
  ],
  plurals: [suffix(3, "(?:V|[йр])", "лAр"), suffix(3, "S", "дAр"), suffix(3, "H", "тAр")],
  tenses: [
    suffix(3, "C", "(?:уу|оо)(?:чI?)?"), // колдон-уу, колдон-уучу
    suffix(4, "C", `Z?[бп]A(?:${PARTICIPLE}|й${PERSON}?|с)`), // берил-бейт
    suffix(4, "C", `Z${PARTICIPLE}`), // сакт-аган: the root's vowel goes, as in сакт-оо
    suffix(3, "C", PARTICIPLE),
    suffix(3, "C", "[гк]A"), // кир-ге: what is left where -нин took too much
    suffix(3, "C", "Iп"),
    suffix(4, "C", "Zп"),
    suffix(4, "V", "п"),
    suffix(4, "C", "ZсA[мнк]?"),
    suffix(3, "C", "сA[мнк]?"),
    suffix(4, "C", `Zй${PERSON}?`), // топт-ойбуз
    suffix(4, "V", `й${PERSON}?`),
    suffix(3, "C", `A${PERSON}`), // колдон-обуз
    suffix(4, "C", "[дт]I(?:[мн]|нIз)?"), // макул бол-ду, but макулдук is a noun
    suffix(4, "V", "ш(?:Iм|Iн|I|IнIз|IбIз)"), // төлө-шүм
    suffix(4, "C", "A"),
  ],
  mutual: [suffix(4, "C", "Iш")], // колдонул-уш
  voices: [
    suffix(4, "C", "Zл"), // топт-ол
    suffix(5, "C", "Zн"), // жарыял-ан, but not колд-он
  ],
  alternating: [suffix(4, "V", "[кг]"), suffix(3, "V", "[пб]")], // даре-к, даре-ги: not the same letter in every form
};

/* Roots that the rules would cut into. A word that begins with one is never cut shorter. */
const KYRGYZ_ROOTS = [
  // nouns that end as verbs do: -ат is also "he does"
  "агент адрес аракет документ интернет кабинет каражат комитет кызмат маалымат максат мамлекет милдет министр",
  "окмот саясат сертификат формат",
  // nouns that end as if in a case, a possessive or a tense
  "келишим кийин кыргызстан мумкун талап тарап тарти текст туйун",
  // nouns whose last vowel is their own
  "ишкана компания почта республика технология форма эреже",
  // a verb whose last sound is not a voice
  "пайдалан",
  // words that stand alone
  "алдын андай башка боюнча жонундо кандай кантип качан менен мындай мындан ошондой ушундай",
].flatMap((line) => line.split(" "));

function kyrgyz(word) {
  const floor = Math.max(0, ...KYRGYZ_ROOTS.filter((root) => word.startsWith(root)).map((root) => root.length));
  const inwards = (from, ...layers) => layers.reduce((rest, layer) => cut(rest, KYRGYZ[layer], floor), from);
  const noun = inwards(word, "question", "without", "cases", "possessives", "plurals");
  const verb = inwards(noun, "tenses", "mutual");
  return verb === noun ? inwards(noun, "alternating") : inwards(verb, "voices", "alternating");
}

/* Russian: an ending goes, then what makes a noun of a verb, or an adjective or participle of either. */

const RUSSIAN = [
  [ending(4, "ся"), ending(4, "сь", "(?:ла|ло|ли|ю|у|те|ши)")], // обратили-сь, but not запись
  [
    ending(4, "ость|ости|остью|остей|остям|остями|остях"),
    ending(4, "аем|аешь|яем|яешь|уем|уешь|ует|уете|уют"),
    ending(4, "ями|ям|ях|ем|ею|ей|е|я|ю|и|й", "[стрцлвздч]и"), // соглас-и-е: the vowel is the noun's
    ending(3, "иями|ями|ами|иям|иях|ием|иею|ией|иев|ии|ий|ия|ие|ию|ье|ья|ью"),
    ending(3, "ыми|ими|ого|его|ому|ему|ая|яя|ую|юю|ое|ее|ые|ый|ой|ей|ых|их|ым|им|ом|ем|ою|ею"),
    ending(3, "ивали|ывали|овали|ировать|овать|евать|ивать|ывать|уйте|ите|йте|ешь|ишь|ете|ите|ают|яют|уют|ает|яет|ует|ают|аете|яете|уете|ала|яла|ила|ела|али|яли|или|ели|ало|яло|ило|ело|ать|ять|ить|еть|уть|ут|ют|ат|ят|ет|ит|ал|ял|ил|ел|аю|яю|ую|ти|ть"),
    ending(3, "ов|ев|ам|ям|ах|ях|а|я|о|е|ы|и|у|ю|ь|й"),
  ],
  [
    ending(4, "ческ|еств|ств|тельств|ировани|овани|ивани|ывани|ени|ани|ени|яни"),
    ending(4, "ованн|ирован|ован|енн|анн|янн|нн|ен|ан|ян|ующ|ающ|яющ|ющ|ущ|ащ|ящ|ивш|авш|вш|ова|ыва|ива|ыв|ив|аем|яем|уем"),
  ],
  [ending(4, "лени|лен|л", "[бвмпф]"), ending(4, "ьн|н", "[бвгджзклмпрстфхцчшщ]"), ending(4, "ок|ек|к", "[бвгджзйлмнпрстфхцчшщ]")],
];

/* English, as far as cutting goes: -e, -s, -ed, -ing, and what makes nouns and adjectives. */

const ENGLISH = [
  [ending(3, "ies|es|s", "[^us]"), ending(4, "s", "u")],
  [
    ending(4, "ications?|isations?|izations?|ations?|ements?|ments?|ities|ity|ness|ances?|ences?|ables?|ibles?"),
    ending(4, "atives?|ively|ives?|ings?|edly|ed|ers?|ors?|als?|ions?|ures?|ly|y|i"),
    ending(5, "ants?|ents?"),
    ending(3, "ing|ed"),
    ending(3, "e|y|i"),
  ],
  [ending(4, "e|y|i")],
  [/^(.{2,}([bdfgklmnprt]))\2$/u],
];

/* Words that the rules would make one with another: policy. */
const UNCUT = new Set(["police"]);

const layered = (layers) => (word) => (UNCUT.has(word) ? word : layers.reduce((rest, rules) => cut(rest, rules), word));

const STEMS = { ky: kyrgyz, ru: layered(RUSSIAN), en: layered(ENGLISH) };
const LETTERS = { ky: /^[а-я]{4,}$/u, ru: /^[а-я]{4,}$/u, en: /^[a-z]{4,}$/ };

/** The stem of a folded word, which always begins it. A short word, and one of another language, stays as it is. */
export function stem(word, language) {
  return LETTERS[language]?.test(word) ? STEMS[language](word) : word;
}

const FUNCTION_WORDS = {
  ky: "ал албай алам алар аларды алса алат ары ар ага аны анда башка биз бизге бир боло болобу болбойт болом болот болсо бул дагы деген жана же жонундо кайсы кандай кантип канча качан керек ким кимге мен мени менен менин мага ошол сиз сизге силер тууралуу учун ушул эмне эмнени эмнеге эмес эле жатам жатат турат экен",
  ru: "а без бы быть в вам вас ваш вы где для до если есть за и из или к как какая какие какой когда кому которые кто ли меня мне мои моих мой мы на над нам не нет ни о об обо от по под при про с сколько со так такое у чего чем что чтобы эта это этот я",
  en: "a about an and any are as at be by can could did do does for from get had has have how i if in into is it its may me must my no not of on or our should so than that the their them there these they this to us was we were what when where which who whom why will with would you your",
};

/** The words that say little about what is sought, folded. */
export function functionWords(language) {
  return new Set((FUNCTION_WORDS[language] ?? "").split(" "));
}
