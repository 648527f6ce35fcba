// A password field: [data-password] holds the input, a button [data-password-toggle]
// (data-text-show, data-text-hide) and, with data-minimum, a <meter> and a live hint [data-password-count]
// worded by data-text-short-one, data-text-short-other ({n}) and data-text-0 to data-text-3.
// Length and strength are judged here, in code points, as the server counts; nothing is sent.
for (const field of document.querySelectorAll("[data-password]")) {
  const input = field.querySelector("input");
  revealable(field, input);
  if (field.dataset.minimum) judged(field, input);
}

function revealable(field, input) {
  const button = field.querySelector("[data-password-toggle]");
  if (!button) return;
  button.hidden = false;
  const turn = (visible) => {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? button.dataset.textHide : button.dataset.textShow;
  };
  button.addEventListener("click", () => {
    turn(input.type === "password");
    input.focus();
  });
  // A browser offers to keep a password only from a password field.
  input.form?.addEventListener("submit", () => turn(false));
}

function judged(field, input) {
  const hint = field.querySelector("[data-password-count]");
  const meter = field.querySelector("meter");
  if (!hint) return;
  const { dataset } = field;
  const plural = new Intl.PluralRules(document.documentElement.lang || "en");
  const known = parts(dataset.known ?? "");
  input.addEventListener("input", () => {
    const missing = Number(dataset.minimum) - [...input.value].length;
    const level = missing > 0 ? -1 : strength(input.value, known);
    if (meter) {
      meter.hidden = input.value === "";
      meter.value = level + 1;
    }
    if (input.value === "") hint.textContent = "";
    else if (missing > 0) {
      const text = plural.select(missing) === "one" ? dataset.textShortOne : dataset.textShortOther;
      hint.textContent = text.replace("{n}", missing);
    } else hint.textContent = field.getAttribute(`data-text-${level}`);
  });
}

// 0 easy to guess, 1 better, 2 good, 3 strong: by the bits that are left when what a guesser tries first is taken out.
function strength(text, known) {
  let rest = text.normalize("NFKC").toLowerCase();
  for (const word of [...known, ...FIRST].sort((a, b) => b.length - a.length)) rest = rest.replaceAll(word, "\u0000");
  const letters = [...rest];
  const runs = letters.filter((letter, at) => at === 0 || !follows(letters[at - 1], letter));
  let alphabet = 0;
  if (/\d/.test(text)) alphabet += 10;
  if (/\p{Ll}|\p{Lo}/u.test(text)) alphabet += 26;
  if (/\p{Lu}/u.test(text)) alphabet += 26;
  if (/[^\p{L}\d]/u.test(text)) alphabet += 20;
  const bits = runs.length * Math.log2(alphabet || 1);
  return bits < 30 ? 0 : bits < 45 ? 1 : bits < 65 ? 2 : 3;
}

// The same once more, or the neighbour in the alphabet, among the digits or on the keyboard.
function follows(before, letter) {
  const step = letter.codePointAt(0) - before.codePointAt(0);
  return Math.abs(step) <= 1 || KEYBOARD.some((row) => row.includes(before + letter) || row.includes(letter + before));
}

function parts(text) {
  return text.normalize("NFKC").toLowerCase().split(/[^\p{L}\d]+/u).filter((part) => part.length >= 3);
}

const KEYBOARD = ["qwertyuiopå", "qwertzuiopü", "azertyuiop", "asdfghjklæø", "zxcvbnm"];
const FIRST = ["password", "adgangskode", "kodeord", "passwort", "welcome", "velkommen", "letmein", "login", "admin", "iloveyou", "dragon",
  "monkey", "football", "fodbold", "sunshine", "princess", "summer", "sommer", "winter", "vinter", "tutela", "secret", "hemmelig"];
