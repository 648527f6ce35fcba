// Follows the processing of a film while it goes on, and shows the page anew when it stands differently.
//
//   [data-processing data-url data-state] with <progress>
//
// GET data-url: {"state": "processing", "progress": 40, "sizes": ["240p"]}, every two seconds, seldom in the background.
const box = document.querySelector("[data-processing]");
const ends = ["ready", "failed"];
if (box && !ends.includes(box.dataset.state)) follow();

async function follow() {
  let sizes = null;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, document.hidden ? 15_000 : 2_000));
    const now = await ask();
    if (!now) continue;
    const progress = box.querySelector("progress");
    if (progress && now.state === "processing") progress.value = now.progress;
    const changed = now.state !== box.dataset.state || (sizes !== null && now.sizes.length !== sizes);
    sizes = now.sizes.length;
    // What is being typed or sent is not thrown away for it.
    if (changed && !busy()) return location.reload();
  }
}

async function ask() {
  try {
    const answer = await fetch(box.dataset.url, { credentials: "same-origin" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function busy() {
  const typed = [...document.querySelectorAll("main input, main textarea")].some((field) => field.value !== field.defaultValue);
  return typed || document.querySelector("main [data-transfer]") !== null || document.activeElement?.matches("input, textarea");
}
