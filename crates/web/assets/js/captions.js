// Captions beside their film: the row that is being said is marked, a row leads to its place, and the film's time becomes the
// row's. The buttons that split, join, add and shift send the form; where the page stood is kept.
//
//   <video data-captions-film>  <form data-cues data-text-now> with [data-cue]: [name=begins] [name=ends] [name=text]
const form = document.querySelector("form[data-cues]");
const film = document.querySelector("video[data-captions-film]");
if (form) {
  stay();
  if (film) follow();
}

function follow() {
  for (const row of form.querySelectorAll("[data-cue]")) {
    row.addEventListener("focusin", () => {
      const at = seconds(row.querySelector("[name=begins]").value);
      if (film.paused && Number.isFinite(at)) film.currentTime = at;
    });
    for (const field of row.querySelectorAll(".times input")) clock(field);
  }
  film.addEventListener("timeupdate", mark);
}

// A button that takes the time from the film.
function clock(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = form.dataset.textNow;
  button.addEventListener("click", () => {
    field.value = write(film.currentTime);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.closest("label").after(button);
}

function mark() {
  const now = film.currentTime;
  for (const row of form.querySelectorAll("[data-cue]")) {
    const [begins, ends] = ["begins", "ends"].map((name) => seconds(row.querySelector(`[name=${name}]`).value));
    row.toggleAttribute("data-plays", now >= begins && now < ends);
  }
}

function stay() {
  const key = `tutela.cues.${location.pathname}`;
  let sent = false;
  let changed = document.querySelector(".note.warn") !== null;
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    sessionStorage.removeItem(key);
    if (kept) {
      window.scrollTo(0, kept.scroll);
      if (film) film.addEventListener("loadedmetadata", () => (film.currentTime = kept.at), { once: true });
    }
  } catch {
    // A browser that keeps nothing begins at the top.
  }
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("change", () => (changed = true));
  form.addEventListener("submit", () => {
    sent = true;
    try {
      sessionStorage.setItem(key, JSON.stringify({ scroll: window.scrollY, at: film?.currentTime ?? 0 }));
    } catch {
      // The same.
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sent) event.preventDefault();
  });
}

function seconds(text) {
  return text.trim().replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part || NaN), 0);
}

function write(at) {
  const two = (n) => String(n).padStart(2, "0");
  const whole = Math.floor(at);
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${String(Math.floor((at - whole) * 1000)).padStart(3, "0")}`;
}
