// Plays a film: in the size that the line allows, with its captions, from the place where one stopped.
//
//   [data-stage] holds  <video data-player data-playlist data-pictures data-position-url data-seconds  data-text-…>
//     [data-bar]: [data-seek] [data-time] [data-act=…] [data-volume] [data-captions] [data-quality] [data-player-speed]
//                 [data-menu] [data-now] [data-preview] with [data-preview-picture] [data-preview-time]
//     [data-trouble] with [data-trouble-text] [data-trouble-retry] [data-trouble-plain]
//     [data-resume data-text-continue] with [data-resume-text] [data-resume-play] [data-resume-restart]
//
// Without a playlist, or a browser that can read one, the film plays as it was uploaded: the src of the <video>.
// PUT data-position-url {"seconds": n}: every ten seconds of play, at a pause, at the end, on leaving.
const video = document.querySelector("video[data-player]");
const stage = video?.closest("[data-stage]");
const find = (name) => stage.querySelector(`[data-${name}]`);
const button = (name) => stage.querySelector(`[data-act="${name}"]`);
const RATES = [0.75, 1, 1.25, 1.5, 1.75, 2];
const kept = {
  read: (key) => { try { return localStorage.getItem(`tutela.${key}`); } catch { return null; } },
  write: (key, value) => { try { localStorage.setItem(`tutela.${key}`, value); } catch { /* A browser that keeps nothing plays as well. */ } },
};
let hls = null;
let plain = video?.src;

// The source: hls.js where there is Media Source, the browser's own reading of playlists where not, else the film as it is.
async function source() {
  const playlist = video.dataset.playlist;
  if (!playlist) return qualities([]);
  const { default: Hls } = await import("./hls.light.js");
  if (Hls.isSupported()) return adaptive(Hls, playlist);
  if (video.canPlayType("application/vnd.apple.mpegurl")) switchTo(playlist);
  qualities([]);
}

function adaptive(Hls, playlist) {
  const place = video.currentTime;
  hls = new Hls({ enableWorker: false, startPosition: place || Number(video.dataset.seconds) || -1, capLevelToPlayerSize: true, maxBufferLength: 30, backBufferLength: 60 });
  hls.on(Hls.Events.MANIFEST_PARSED, () => qualities(hls.levels));
  hls.on(Hls.Events.LEVEL_SWITCHED, now);
  hls.on(Hls.Events.ERROR, (_, error) => error.fatal && broken(Hls, error));
  video.removeAttribute("src");
  hls.loadSource(playlist);
  hls.attachMedia(video);
}

let mended = 0;
function broken(Hls, error) {
  // What is no longer allowed does not come back by asking again.
  const refused = [401, 403, 404].includes(error.response?.code);
  if (error.type === Hls.ErrorTypes.MEDIA_ERROR && mended++ < 2) return hls.recoverMediaError();
  hls.stopLoad();
  complain(refused ? "refused" : error.type === Hls.ErrorTypes.NETWORK_ERROR ? "offline" : "broken");
}

// Changes what is played and stays where it was.
function switchTo(address) {
  const [place, playing] = [video.currentTime || Number(video.dataset.seconds) || 0, !video.paused];
  video.src = address;
  video.addEventListener("loadedmetadata", () => {
    video.currentTime = place;
    if (playing) video.play();
  }, { once: true });
}

function qualities(levels) {
  const choice = find("quality");
  if (!choice) return;
  const sizes = levels.map((level, at) => ({ at, name: `${Math.min(level.width, level.height)}p` }));
  for (const { at, name } of sizes.toReversed()) choice.append(new Option(name, String(at)));
  choice.closest("label").hidden = sizes.length < 2;
  choice.addEventListener("change", () => {
    hls.currentLevel = Number(choice.value);
    hls.capLevelToPlayerSize = choice.value === "-1";
    now();
  });
  now();
}

// What is being played, in words.
function now() {
  const out = find("now");
  if (!out) return;
  const level = hls?.levels?.[hls.currentLevel];
  const size = level ? `${Math.min(level.width, level.height)}p` : video.dataset.textOriginal;
  const choice = find("quality");
  const words = [hls && choice?.value === "-1" ? video.dataset.textAuto.replace("{size}", size) : size];
  const track = shown();
  if (track) words.push(video.dataset.textCaptionsIn.replace("{language}", track.label));
  if (video.playbackRate !== 1) words.push(`${video.playbackRate} ×`);
  out.textContent = words.join(" · ");
}

function trouble() {
  video.addEventListener("error", () => !hls && complain("broken"));
  find("trouble-retry")?.addEventListener("click", () => {
    find("trouble").hidden = true;
    if (hls) hls.startLoad();
    else switchTo(plain);
    video.play();
  });
  find("trouble-plain")?.addEventListener("click", () => {
    find("trouble").hidden = true;
    const place = video.currentTime;
    hls?.destroy();
    hls = null;
    video.dataset.seconds = String(place);
    switchTo(plain);
    video.play();
    now();
  });
}

function complain(why) {
  const box = find("trouble");
  if (!box) return;
  find("trouble-text").textContent = video.dataset[`text${why[0].toUpperCase()}${why.slice(1)}`];
  find("trouble-plain").hidden = !hls || why === "refused";
  box.hidden = false;
}

// Captions: the browser draws them; here they are chosen.
function tracks() {
  return [...video.textTracks].filter((track) => track.kind === "captions");
}

function shown() {
  return tracks().find((track) => track.mode === "showing");
}

function show(language) {
  for (const track of tracks()) track.mode = track.language === language ? "showing" : "disabled";
  const choice = find("captions");
  if (choice) choice.value = language || "";
  button("captions")?.setAttribute("aria-pressed", String(Boolean(language)));
  now();
}

function captions() {
  const all = tracks();
  const choice = find("captions");
  if (!all.length) {
    choice?.closest("label").remove();
    button("captions")?.remove();
    return;
  }
  for (const track of all) choice?.append(new Option(track.label, track.language));
  const wanted = kept.read("captions");
  const usual = all.find((track) => track.mode === "showing")?.language ?? "";
  show(wanted === "" || all.some((track) => track.language === wanted) ? wanted : usual);
  choice?.addEventListener("change", () => choose(choice.value));
}

function choose(language) {
  kept.write("captions", language);
  show(language);
}

function captionsOnOff() {
  const all = tracks();
  if (!all.length) return;
  choose(shown() ? "" : (all.find((track) => track.language === kept.read("last-captions")) ?? all[0]).language);
  if (shown()) kept.write("last-captions", shown().language);
}

// Words stand above the bar, by as many of their lines as it is high: a line is a twentieth of the film, and a bit.
function lift() {
  const line = -Math.ceil(find("bar").offsetHeight / (video.offsetHeight * 0.064)) || -1;
  for (const track of tracks()) for (const cue of track.cues ?? []) if (cue.line !== line) cue.line = line;
}

// The bar.
function bar() {
  const box = find("bar");
  if (!box) return;
  video.controls = false;
  box.hidden = false;
  stage.dataset.own = "";
  for (const one of stage.querySelectorAll("[data-act]")) one.addEventListener("click", () => acts[one.dataset.act]?.());
  const seekBar = find("seek");
  seekBar.addEventListener("input", () => (video.currentTime = Number(seekBar.value)));
  find("volume")?.addEventListener("input", (event) => {
    video.volume = Number(event.target.value);
    video.muted = video.volume === 0;
  });
  for (const name of ["timeupdate", "durationchange", "loadedmetadata", "progress"]) video.addEventListener(name, times);
  for (const name of ["play", "pause", "ended"]) video.addEventListener(name, playing);
  video.addEventListener("volumechange", loudness);
  video.addEventListener("ratechange", now);
  video.addEventListener("waiting", () => (stage.dataset.waits = ""));
  for (const name of ["playing", "canplay", "seeked"]) video.addEventListener(name, () => delete stage.dataset.waits);
  video.addEventListener("click", () => touched || toggle());
  video.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
  if (!document.pictureInPictureEnabled) button("pip")?.remove();
  if (!document.fullscreenEnabled && !video.webkitEnterFullscreen) button("full")?.remove();
  document.addEventListener("fullscreenchange", () => state("full", Boolean(document.fullscreenElement)));
  for (const track of video.querySelectorAll("track")) track.addEventListener("load", lift);
  new ResizeObserver(lift).observe(video);
  hiding();
  preview(seekBar);
  playing();
  loudness();
  times();
}

let touched = false;
function times() {
  const [at, whole] = [video.currentTime, Number.isFinite(video.duration) ? video.duration : 0];
  const seekBar = find("seek");
  seekBar.max = String(whole);
  seekBar.value = String(at);
  seekBar.setAttribute("aria-valuetext", video.dataset.textAt.replace("{at}", clock(at)).replace("{whole}", clock(whole)));
  seekBar.style.setProperty("--at", whole ? String(at / whole) : "0");
  const end = video.buffered.length ? video.buffered.end(video.buffered.length - 1) : 0;
  seekBar.style.setProperty("--had", whole ? String(end / whole) : "0");
  find("time").textContent = `${clock(at)} / ${clock(whole)}`;
}

function state(name, on) {
  const at = button(name);
  if (!at) return;
  at.title = on ? at.dataset.on : at.dataset.off;
  at.setAttribute("aria-label", at.title);
  at.toggleAttribute("data-is-on", on);
}

function playing() {
  state("play", !video.paused);
  stage.toggleAttribute("data-playing", !video.paused);
}

function loudness() {
  state("mute", video.muted || video.volume === 0);
  const volume = find("volume");
  if (volume) volume.value = String(video.muted ? 0 : video.volume);
}

// While it plays and nobody moves, the picture stands alone.
function hiding() {
  let timer = 0;
  const wake = () => {
    delete stage.dataset.still;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const busy = stage.querySelector("[data-bar] :focus-visible, [data-menu][open]");
      if (!video.paused && !busy) stage.dataset.still = "";
    }, 2500);
  };
  for (const name of ["pointermove", "pointerdown", "focusin", "keydown"]) stage.addEventListener(name, wake);
  for (const name of ["play", "pause"]) video.addEventListener(name, wake);
  stage.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && !video.paused && !stage.querySelector("[data-menu][open]") && (stage.dataset.still = ""));
}

// Small pictures over the bar.
function preview(seekBar) {
  const box = find("preview");
  let cues = [];
  if (video.dataset.pictures) {
    fetch(video.dataset.pictures, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((text) => (cues = readPictures(text, new URL(video.dataset.pictures, location.href))))
      .catch(() => {});
  }
  const move = (event) => {
    if (!video.duration) return;
    const edge = seekBar.getBoundingClientRect();
    const part = Math.min(Math.max((event.clientX - edge.left) / edge.width, 0), 1);
    const at = part * video.duration;
    const cue = cues.find((one) => at >= one.begins && at < one.ends) ?? cues.at(-1);
    const picture = find("preview-picture");
    picture.hidden = !cue;
    if (cue) {
      picture.style.backgroundImage = `url("${cue.url}")`;
      picture.style.backgroundPosition = `-${cue.x}px -${cue.y}px`;
    }
    find("preview-time").textContent = clock(at);
    box.hidden = false;
    const half = box.offsetWidth / 2;
    box.style.insetInlineStart = `${Math.min(Math.max(part * edge.width, half), edge.width - half)}px`;
  };
  seekBar.addEventListener("pointermove", move);
  seekBar.addEventListener("pointerdown", move);
  for (const name of ["pointerleave", "pointerup", "pointercancel"]) seekBar.addEventListener(name, () => (box.hidden = true));
}

function readPictures(text, base) {
  const seconds = (time) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return [...text.matchAll(/([\d:.]+) --> ([\d:.]+)\n(\S+)#xywh=(\d+),(\d+),/g)].map(([, begins, ends, file, x, y]) => ({
    begins: seconds(begins), ends: seconds(ends), url: new URL(file, base).href, x: Number(x), y: Number(y),
  }));
}

// The place.
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
  const offer = find("resume");
  if (seconds < 5) return;
  const begin = () => {
    // At the very end there is nothing to go on with.
    if (video.duration - seconds < 10) return;
    video.currentTime = seconds;
    if (offer) propose(offer, seconds);
  };
  if (video.readyState >= 1) begin();
  else video.addEventListener("loadedmetadata", begin, { once: true });
}

function propose(offer, seconds) {
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
  const choice = find("player-speed");
  if (!choice) return;
  const rate = Number(kept.read("speed"));
  if (RATES.includes(rate)) video.playbackRate = video.defaultPlaybackRate = rate;
  const follow = () => {
    if (!RATES.includes(video.playbackRate)) return;
    choice.value = String(video.playbackRate);
    kept.write("speed", String(video.playbackRate));
  };
  follow();
  choice.addEventListener("change", () => (video.playbackRate = video.defaultPlaybackRate = Number(choice.value)));
  video.addEventListener("ratechange", follow);
}

// Keys.
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
  if (at === video && video.controls && /^( |Enter|Arrow.*)$/.test(event.key)) return true;
  if (at.matches?.("[data-seek], [data-volume]")) return /^(Arrow.*|Home|End|Page.*)$/.test(event.key);
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
  const at = RATES.indexOf(video.playbackRate);
  video.playbackRate = RATES[Math.min(Math.max((at < 0 ? 1 : at) + by, 0), RATES.length - 1)];
};
const mute = () => (video.muted = !video.muted);
const full = () => {
  if (document.fullscreenElement) return document.exitFullscreen();
  return stage.requestFullscreen ? stage.requestFullscreen() : video.webkitEnterFullscreen?.();
};
const pip = () => (document.pictureInPictureElement ? document.exitPictureInPicture() : video.requestPictureInPicture?.());
const acts = { play: toggle, back: seek(-10), forward: seek(10), mute, full, pip, captions: captionsOnOff };
const keys = {
  " ": toggle,
  k: toggle,
  j: seek(-10),
  l: seek(10),
  ArrowLeft: seek(-5),
  ArrowRight: seek(5),
  ArrowUp: louder(0.1),
  ArrowDown: louder(-0.1),
  m: mute,
  f: full,
  p: pip,
  c: captionsOnOff,
  "<": faster(-1),
  ">": faster(1),
};

function digit(key) {
  return /^[0-9]$/.test(key) && video.duration ? () => (video.currentTime = (video.duration * Number(key)) / 10) : null;
}

if (video) {
  captions();
  bar();
  speeds();
  trouble();
  remember();
  resume();
  source();
  document.addEventListener("keydown", onKey);
}
