// A password field: [data-password] holds the input, a button [data-password-toggle]
// (data-text-show, data-text-hide) and, with data-minimum, a live hint [data-password-count]
// worded by data-text-short-one, data-text-short-other ({n}) and data-text-enough.
// The length is counted here, in code points, as the server does; nothing is sent.
for (const field of document.querySelectorAll("[data-password]")) {
  const input = field.querySelector("input");
  revealable(field, input);
  if (field.dataset.minimum) counted(field, input);
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

function counted(field, input) {
  const hint = field.querySelector("[data-password-count]");
  if (!hint) return;
  const minimum = Number(field.dataset.minimum);
  const plural = new Intl.PluralRules(document.documentElement.lang || "en");
  input.addEventListener("input", () => {
    const missing = minimum - [...input.value].length;
    if (input.value === "") hint.textContent = "";
    else if (missing <= 0) hint.textContent = field.dataset.textEnough;
    else {
      const text = plural.select(missing) === "one" ? field.dataset.textShortOne : field.dataset.textShortOther;
      hint.textContent = text.replace("{n}", missing);
    }
  });
}
