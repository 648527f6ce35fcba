// Remembers the place in a film and gives the keys people know.
//
//   <video data-player data-position-url data-seconds>  inside  [data-stage]
//   [data-resume data-text-continue="Continue at {time}"] with [data-resume-text],
//   [data-resume-play], [data-resume-restart]; [data-player-tools] with [data-player-speed]
//
// PUT data-position-url {"seconds": n}: every ten seconds of play, at a pause, at the end, on leaving.
const video = document.querySelector("video[data-player]");
if (video) {
  remember();
  resume();
  speeds();
  document.addEventListener("keydown", onKey);
}

function remember() {
  const url = video.dataset.positionUrl;
  if (!url) return;
  let saved = Number(video.dataset.seconds) || 0;
  let moved = false;
  const save = () => {
    const seconds = Math.floor(video.currentTime);
    if (!moved || seconds === saved) return;
    saved = seconds;
    fetch(url, { method: "PUT", keepalive: true, credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ seconds }) }).catch(() => {
      saved = -1;
    });
  };
  video.addEventListener("play", () => (moved = true));
  video.addEventListener("timeupdate", () => {
    if (Math.abs(video.currentTime - saved) >= 10) save();
  });
  video.addEventListener("pause", save);
  video.addEventListener("ended", save);
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}

function resume() {
  const seconds = Number(video.dataset.seconds) || 0;
  const offer = document.querySelector("[data-resume]");
  if (seconds < 5) return;
  const begin = () => {
    // At the very end there is nothing to go on with.
    if (video.duration - seconds < 10) return;
    video.currentTime = seconds;
    if (offer) show(offer, seconds);
  };
  if (video.readyState >= 1) begin();
  else video.addEventListener("loadedmetadata", begin, { once: true });
}

function show(offer, seconds) {
  offer.querySelector("[data-resume-text]").textContent = offer.dataset.textContinue.replace("{time}", clock(seconds));
  offer.querySelector("[data-resume-play]")?.addEventListener("click", () => {
    video.play();
    video.focus();
  });
  offer.querySelector("[data-resume-restart]")?.addEventListener("click", () => {
    video.currentTime = 0;
    video.play();
    video.focus();
  });
  video.addEventListener("play", () => (offer.hidden = true), { once: true });
  offer.hidden = false;
}

function clock(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function speeds() {
  const choice = document.querySelector("[data-player-speed]");
  if (!choice) return;
  const tools = choice.closest("[data-player-tools]");
  if (tools) tools.hidden = false;
  const kept = localStorage.getItem("tutela.speed");
  const known = (rate) => [...choice.options].some((option) => Number(option.value) === rate);
  if (kept && known(Number(kept))) video.playbackRate = video.defaultPlaybackRate = Number(kept);
  const follow = () => {
    if (known(video.playbackRate)) choice.value = String(video.playbackRate);
    localStorage.setItem("tutela.speed", String(video.playbackRate));
  };
  follow();
  choice.addEventListener("change", () => (video.playbackRate = Number(choice.value)));
  video.addEventListener("ratechange", follow);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || busy(event)) return;
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? digit(event.key);
  if (!act) return;
  event.preventDefault();
  act();
}

// Keys belong to whoever has the focus: fields, buttons, links, menus and open dialogs keep theirs.
function busy(event) {
  const at = event.target;
  if (document.querySelector("dialog[open]")) return true;
  // The browser's own controls sit inside the film and know these keys.
  if (at === video && /^( |Enter|Arrow.*)$/.test(event.key)) return true;
  if (at.closest?.("input, textarea, select, [contenteditable], summary")) return true;
  return (event.key === " " || event.key === "Enter") && Boolean(at.closest?.("button, a"));
}

const seek = (by) => () => (video.currentTime = Math.min(Math.max(video.currentTime + by, 0), video.duration || 0));
const louder = (by) => () => {
  video.muted = false;
  video.volume = Math.min(Math.max(video.volume + by, 0), 1);
};
const toggle = () => (video.paused ? video.play() : video.pause());
const faster = (by) => () => {
  const rates = [0.75, 1, 1.25, 1.5, 1.75, 2];
  const at = rates.indexOf(video.playbackRate);
  video.playbackRate = rates[Math.min(Math.max((at < 0 ? 1 : at) + by, 0), rates.length - 1)];
};
const keys = {
  " ": toggle,
  k: toggle,
  j: seek(-10),
  l: seek(10),
  ArrowLeft: seek(-5),
  ArrowRight: seek(5),
  ArrowUp: louder(0.1),
  ArrowDown: louder(-0.1),
  m: () => (video.muted = !video.muted),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen?.()),
  c: captions,
  "<": faster(-1),
  ">": faster(1),
};

function captions() {
  const track = [...video.textTracks].find((one) => one.kind === "captions" || one.kind === "subtitles");
  if (track) track.mode = track.mode === "showing" ? "hidden" : "showing";
}

function digit(key) {
  return /^[0-9]$/.test(key) && video.duration ? () => (video.currentTime = (video.duration * Number(key)) / 10) : null;
}
