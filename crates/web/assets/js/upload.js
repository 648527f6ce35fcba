// Sends a file as it is, with progress; for a film also a still picture of it.
//
//   <form data-upload data-url data-method="PUT" data-next data-poster-url data-limit data-accept  data-text-…>
//     [data-drop] with input[type=file]      where a file is chosen or dropped
//     [data-upload-fallback]                 the button that sends the form without this file
//     <template data-upload-row>             [data-transfer] with [data-name] [data-word] [data-said]
//                                            <progress> [data-reason] [data-sent] [data-speed] [data-left]
//                                            [data-retry] [data-other] [data-cancel]
//
// The request: METHOD data-url?name=FILE with the raw bytes and the file's own type. Then the still
// picture: METHOD data-poster-url, image/jpeg. Then the page at data-next, or this one again.
// All words come from data-text-…: uploading sent speed left finishing ready failed cancelled
// offline too-large ({limit}) wrong-type refused.
for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);

function prepare(form) {
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector('input[type="file"]');
  const fallback = form.querySelector("[data-upload-fallback]");
  if (fallback) fallback.hidden = true;
  const begin = (file) => file && new Upload(form, drop, file).start();
  input.addEventListener("change", () => {
    begin(input.files[0]);
    input.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  accepting(drop, begin);
}

function accepting(drop, begin) {
  let depth = 0;
  const over = (by) => drop.classList.toggle("over", (depth = by ? depth + by : 0) > 0);
  drop.addEventListener("dragenter", () => over(1));
  drop.addEventListener("dragleave", () => over(-1));
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    over(0);
    begin(event.dataTransfer.files[0]);
  });
}

class Upload {
  constructor(form, drop, file) {
    Object.assign(this, { form, drop, file, texts: form.dataset, rate: new Rate(), said: 0 });
    const row = form.querySelector("template[data-upload-row]").content.cloneNode(true);
    this.row = row.querySelector("[data-transfer]");
    this.progress = row.querySelector("progress");
    this.progress.setAttribute("aria-label", file.name);
    this.write("name", file.name);
    this.on("retry", () => this.send());
    this.on("other", () => this.away());
    this.on("cancel", () => this.request?.abort());
    form.querySelector(":scope > .note")?.remove();
    form.append(row);
    drop.hidden = true;
    this.leaving = (event) => event.preventDefault();
  }

  start() {
    const { limit, accept } = this.texts;
    if (limit && this.file.size > Number(limit)) return this.failed(this.texts.textTooLarge.replace("{limit}", bytes(Number(limit))));
    if (accept && this.file.type && !accept.split(",").includes(this.file.type)) return this.failed(this.texts.textWrongType);
    // The picture is taken from the file here while its bytes travel.
    if (this.texts.posterUrl && this.file.type.startsWith("video/")) this.picture = still(this.file);
    this.send();
  }

  send() {
    const request = (this.request = new XMLHttpRequest());
    const url = new URL(this.texts.url, location.href);
    url.searchParams.set("name", this.file.name);
    request.open(this.texts.method || "PUT", url);
    request.setRequestHeader("Content-Type", this.file.type || "application/octet-stream");
    request.upload.addEventListener("progress", (event) => this.moved(event.loaded));
    request.upload.addEventListener("load", () => this.say(this.texts.textFinishing));
    request.addEventListener("load", () => this.answered());
    request.addEventListener("error", () => this.failed(this.texts.textOffline));
    request.addEventListener("abort", () => this.cancelled());
    this.look("uploading", this.texts.textUploading);
    this.rate = new Rate();
    this.said = 0;
    addEventListener("beforeunload", this.leaving);
    request.send(this.file);
  }

  moved(loaded) {
    const share = this.file.size ? loaded / this.file.size : 1;
    const speed = this.rate.add(loaded);
    this.progress.value = share * 100;
    this.write("word", `${this.texts.textUploading} ${percent(share)}`);
    this.write("sent", this.texts.textSent.replace("{sent}", bytes(loaded)).replace("{total}", bytes(this.file.size)));
    this.write("speed", speed ? this.texts.textSpeed.replace("{speed}", bytes(speed)) : "");
    this.write("left", speed ? this.texts.textLeft.replace("{time}", span((this.file.size - loaded) / speed)) : "");
    // A screen reader hears the quarters only.
    if (Math.floor(share * 4) > this.said && share < 1) this.write("said", percent((this.said = Math.floor(share * 4)) / 4));
  }

  async answered() {
    const { status } = this.request;
    if (status < 200 || status > 299) return this.failed(this.reason(status));
    await this.sendPicture();
    this.look("ready", this.texts.textReady);
    removeEventListener("beforeunload", this.leaving);
    if (this.texts.next) location.assign(this.texts.next);
    else location.reload();
  }

  // A missing picture never spoils an upload that went well.
  async sendPicture() {
    const body = await this.picture;
    if (!body) return;
    await fetch(this.texts.posterUrl, { method: this.texts.method || "PUT", credentials: "same-origin", headers: { "Content-Type": "image/jpeg" }, body }).catch(() => {});
  }

  reason(status) {
    const told = explained(this.request.responseText);
    if (told) return told;
    if (status === 413) return this.texts.textTooLarge.replace("{limit}", bytes(Number(this.texts.limit) || this.file.size));
    return status === 415 ? this.texts.textWrongType : this.texts.textRefused;
  }

  failed(reason) {
    this.look("failed", this.texts.textFailed);
    const place = this.row.querySelector("[data-reason]");
    place.textContent = reason;
    place.hidden = false;
    this.row.querySelector("[data-retry]")?.focus();
  }

  cancelled() {
    const status = document.createElement("p");
    status.className = "note";
    status.setAttribute("role", "status");
    this.away();
    this.form.prepend(status);
    status.textContent = this.texts.textCancelled;
    setTimeout(() => status.remove(), 6000);
  }

  away() {
    removeEventListener("beforeunload", this.leaving);
    this.row.remove();
    this.drop.hidden = false;
    this.drop.querySelector("input").focus();
  }

  look(state, word) {
    const mark = this.row.querySelector("[data-state]");
    const use = mark.querySelector("use");
    mark.dataset.state = state;
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${state}`));
    this.row.querySelector("[data-reason]").hidden = true;
    const running = state === "uploading";
    this.show("cancel", running);
    this.show("retry", state === "failed");
    this.show("other", state === "failed");
    this.progress.hidden = state === "failed";
    if (!running) {
      removeEventListener("beforeunload", this.leaving);
      for (const name of ["speed", "left"]) this.write(name, "");
    }
    this.say(word);
  }

  say(word) {
    this.write("word", word);
    this.write("said", word);
  }

  write(name, text) {
    const place = this.row.querySelector(`[data-${name}]`);
    if (place) place.textContent = text;
  }

  show(name, visible) {
    const place = this.row.querySelector(`[data-${name}]`);
    if (place) place.hidden = !visible;
  }

  on(name, act) {
    this.row.querySelector(`[data-${name}]`)?.addEventListener("click", act);
  }
}

// Bytes a second over the last five seconds.
class Rate {
  points = [];

  add(loaded) {
    const now = performance.now();
    this.points.push([now, loaded]);
    while (now - this.points[0][0] > 5000) this.points.shift();
    const [since, before] = this.points[0];
    return now - since > 500 ? ((loaded - before) / (now - since)) * 1000 : 0;
  }
}

// What the server said in words, if it said anything (RFC 9457).
function explained(text) {
  try {
    const answer = JSON.parse(text);
    return answer.errors?.[0]?.message ?? answer.detail ?? answer.title ?? null;
  } catch {
    return null;
  }
}

// A JPEG of the film, taken here; null when this browser cannot show it or takes too long.
async function still(file) {
  const video = document.createElement("video");
  const url = URL.createObjectURL(file);
  Object.assign(video, { muted: true, playsInline: true, preload: "auto", src: url });
  try {
    return await Promise.race([chosen(video), wait(12000)]);
  } catch {
    return null;
  } finally {
    video.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}

// Films like to begin in the dark: later places are tried until one has light in it.
async function chosen(video) {
  await once(video, "loadeddata");
  const canvas = document.createElement("canvas");
  const width = Math.min(video.videoWidth, 1280);
  if (!width) return null;
  Object.assign(canvas, { width, height: Math.round((width * video.videoHeight) / video.videoWidth) });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  for (const share of [0.1, 0.25, 0.5]) {
    video.currentTime = Number.isFinite(video.duration) ? video.duration * share : 0;
    await once(video, "seeked");
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    if (light(context, canvas) > 24) break;
  }
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
}

function light(context, { width, height }) {
  const { data } = context.getImageData(0, 0, width, height);
  let sum = 0;
  let count = 0;
  for (let at = 0; at < data.length; at += 4 * 101) {
    sum += (data[at] + data[at + 1] * 2 + data[at + 2]) / 4;
    count += 1;
  }
  return sum / count;
}

function once(target, name) {
  return new Promise((done, fail) => {
    target.addEventListener(name, done, { once: true });
    target.addEventListener("error", fail, { once: true });
  });
}

const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds, null));

// Sizes, times and shares in the language of the page; no words of ours.
function unit(value, name, style, digits) {
  return new Intl.NumberFormat(document.documentElement.lang || undefined, { style: "unit", unit: name, unitDisplay: style, maximumFractionDigits: digits }).format(value);
}

function bytes(count) {
  const names = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = count < 1 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), names.length - 1);
  const value = count / 1000 ** step;
  return unit(value, names[step], "short", step > 0 && value < 10 ? 1 : 0);
}

function span(seconds) {
  if (seconds < 60) return unit(Math.max(Math.ceil(seconds), 1), "second", "long", 0);
  if (seconds < 5400) return unit(Math.ceil(seconds / 60), "minute", "long", 0);
  return unit(seconds / 3600, "hour", "long", 1);
}

function percent(share) {
  return new Intl.NumberFormat(document.documentElement.lang || undefined, { style: "percent" }).format(Math.min(Math.floor(share * 100) / 100, 1));
}
