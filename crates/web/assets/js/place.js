// Notes that a lesson without a player was opened, so that its reader is led back to it.
//   <article data-place-url="/api/v1/lessons/…/place">
const lesson = document.querySelector("[data-place-url]");
if (lesson) {
  fetch(lesson.dataset.placeUrl, {
    method: "PUT",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ seconds: 0 }),
  }).catch(() => {});
}
