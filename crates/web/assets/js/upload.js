// Sends files by the tus protocol 1.0, so that a broken line, a closed tab and a restarted server cost nothing.
//
//   <form data-upload data-url data-next data-poster-url data-limit data-accept data-text-…>      one file for one lesson
//   <section data-upload data-many data-lessons-url data-uploads-url data-limit data-accept>     each file a new lesson
//     [data-drop] with input[type=file]      where files are chosen or dropped
//     [data-upload-fallback]                 the button that sends the form without this file
//     [data-remembered]                      says which file was under way when the page was left
//     <template data-upload-row>             the row of one file, and the words; see transfer.html
//
// An upload is remembered by where it goes and by the file's name, size and age: the same file chosen again goes on.
const ATONCE = 3;
const PAUSES = [500, 1000, 2000, 5000, 10000];
const TUS = { "Tus-Resumable": "1.0.0" };

function prepare(place) {
  const drop = place.querySelector("[data-drop]");
  const input = place.querySelector('input[type="file"]');
  const fallback = place.querySelector("[data-upload-fallback]");
  if (fallback) fallback.hidden = true;
  place.hidden = false;
  const many = "many" in place.dataset;
  const queue = new Queue(place, drop, many);
  const begin = (files) => queue.add([...files].slice(0, many ? undefined : 1));
  input.addEventListener("change", () => {
    begin(input.files);
    input.value = "";
  });
  place.addEventListener("submit", (event) => event.preventDefault());
  accepting(drop, begin);
  remind(place);
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
    begin(event.dataTransfer.files);
  });
}

// What was under way when the page was left.
function remind(place) {
  const note = place.querySelector("[data-remembered]");
  const kept = note && memory.under(place.dataset.url)[0];
  if (!kept) return;
  note.textContent = place.dataset.textRemembered.replace("{name}", kept.name);
  note.hidden = false;
}

const memory = {
  key: (place, file) => `upload|${place}|${file.name}|${file.size}|${file.lastModified}`,
  get: (key) => JSON.parse(localStorage.getItem(key) ?? "null"),
  set: (key, what) => localStorage.setItem(key, JSON.stringify(what)),
  forget: (key) => localStorage.removeItem(key),
  under: (place) => Object.keys(localStorage).filter((key) => key.startsWith(`upload|${place}|`)).map((key) => memory.get(key)),
};

// Several files at once, each on its own: one that fails ends no other.
class Queue {
  constructor(place, drop, many) {
    Object.assign(this, { place, drop, many, waiting: [], running: 0, failed: 0 });
  }

  add(files) {
    for (const file of files) this.waiting.push(new Row(this, file));
    this.next();
  }

  async next() {
    while (this.running < ATONCE && this.waiting.length) {
      this.running += 1;
      this.waiting.shift().start().then((done) => this.ended(done));
    }
  }

  ended(done) {
    this.running -= 1;
    if (!done) this.failed += 1;
    if (this.running || this.waiting.length) return this.next();
    if (this.failed) return void (this.failed = 0);
    const { next } = this.place.dataset;
    if (next) location.assign(next);
    else location.reload();
  }
}

// What the person sees of one file.
class Row {
  constructor(queue, file) {
    const template = queue.place.querySelector("template[data-upload-row]");
    Object.assign(this, { queue, file, place: queue.place.dataset, texts: template.dataset, said: 0 });
    this.row = template.content.cloneNode(true).querySelector("[data-transfer]");
    this.progress = this.row.querySelector("progress");
    this.progress.setAttribute("aria-label", file.name);
    this.write("name", file.name);
    this.draw("[data-kind] use", file.type.startsWith("video/") ? "video" : "document");
    this.on("cancel", () => this.transfer.cancel());
    this.on("pause", () => this.transfer.pause());
    this.on("resume", () => this.transfer.resume());
    this.on("other", () => this.away());
    this.on("retry", () => this.again());
    queue.place.querySelectorAll(":scope > .note").forEach((note) => (note.hidden = true));
    queue.place.append(this.row);
    if (!queue.many) queue.drop.hidden = true;
    this.look("uploading", this.texts.textQueued);
    this.transfer = new Transfer(file, this.place, (what, detail) => this[what](detail));
    this.leaving = (event) => event.preventDefault();
  }

  async start() {
    const { limit, accept } = this.place;
    if (limit && this.file.size > Number(limit)) return this.refused(this.texts.textTooLarge.replace("{limit}", bytes(Number(limit))));
    if (accept && this.file.type && !accept.split(",").includes(this.file.type)) return this.refused(this.place.textWrongType ?? this.texts.textWrongType);
    // The picture is taken from the file here while its bytes travel.
    this.picture ??= this.file.type.startsWith("video/") ? still(this.file) : null;
    addEventListener("beforeunload", this.leaving);
    try {
      await this.transfer.run();
      await this.sendPicture();
      this.look("ready", this.texts.textReady);
      return true;
    } catch (problem) {
      return problem instanceof Cancelled ? this.cancelled() : this.refused(problem.reason ?? this.texts.textRefused);
    } finally {
      removeEventListener("beforeunload", this.leaving);
    }
  }

  again() {
    this.queue.waiting.push(this);
    this.queue.next();
  }

  begun() {
    Object.assign(this, { rate: new Rate(), said: 0 });
    this.look("uploading", this.texts.textUploading);
  }

  moved(loaded) {
    const share = loaded / this.file.size;
    const speed = this.rate.add(loaded);
    this.progress.value = share * 100;
    if (share >= 1) return this.look("finishing", this.texts.textFinishing);
    this.write("word", `${this.texts.textUploading} ${percent(share)}`);
    this.write("sent", this.texts.textSent.replace("{sent}", bytes(loaded)).replace("{total}", bytes(this.file.size)));
    this.write("speed", speed ? this.texts.textSpeed.replace("{speed}", bytes(speed)) : "");
    this.write("left", speed ? this.texts.textLeft.replace("{time}", span((this.file.size - loaded) / speed)) : "");
    // A screen reader hears the quarters only.
    if (Math.floor(share * 4) > this.said) this.write("said", percent((this.said = Math.floor(share * 4)) / 4));
  }

  paused() {
    this.look("paused", this.texts.textPaused);
  }

  waiting() {
    this.look("waiting", this.texts.textWaiting);
  }

  // A missing picture never spoils an upload that went well.
  async sendPicture() {
    const url = this.transfer.lesson ? `/api/v1/lessons/${this.transfer.lesson}/media?purpose=poster` : this.place.posterUrl;
    const body = url && (await this.picture);
    if (body) await fetch(url, { method: "POST", headers: { "Content-Type": "image/jpeg" }, body }).catch(() => {});
  }

  refused(reason) {
    this.look("failed", this.texts.textFailed);
    const place = this.row.querySelector("[data-reason]");
    place.textContent = reason;
    place.hidden = false;
    this.row.querySelector("[data-retry]")?.focus();
    return false;
  }

  cancelled() {
    const status = document.createElement("p");
    status.className = "note";
    status.setAttribute("role", "status");
    this.away();
    this.queue.place.prepend(status);
    status.textContent = this.texts.textCancelled;
    setTimeout(() => status.remove(), 6000);
    return false;
  }

  away() {
    this.row.remove();
    this.queue.drop.hidden = false;
    this.queue.drop.querySelector("input").focus();
  }

  look(state, word) {
    const mark = this.row.querySelector("[data-state]");
    const known = ["ready", "failed"].includes(state) ? state : "uploading";
    mark.dataset.state = known;
    this.draw("[data-state] use", known);
    this.row.querySelector("[data-reason]").hidden = true;
    const shown = {
      pause: ["uploading", "waiting"], resume: ["paused"], cancel: ["uploading", "paused", "waiting"], retry: ["failed"],
      other: this.queue.many ? [] : ["failed"], open: this.transfer?.lesson ? ["ready", "failed"] : [],
    };
    for (const [name, states] of Object.entries(shown)) this.show(name, states.includes(state));
    if (this.transfer?.lesson) this.row.querySelector("[data-open]").href = `/lessons/${this.transfer.lesson}/edit`;
    this.progress.hidden = state === "failed";
    if (state !== "uploading") for (const name of ["speed", "left"]) this.write(name, "");
    this.write("word", word);
    this.write("said", word);
  }

  draw(where, symbol) {
    const use = this.row.querySelector(where);
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${symbol}`));
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

class Cancelled extends Error {}

// Trying again does not help; the reason is in words.
class Refused extends Error {
  constructor(answer) {
    super();
    this.reason = answer.reason;
  }
}

// One file on its way: announced once, sent from where the server says that it stands, until all of it is there.
class Transfer {
  constructor(file, place, tell) {
    this.key = memory.key(place.url ?? place.lessonsUrl, file);
    Object.assign(this, { file, place, tell, tries: 0 });
  }

  async run() {
    this.over = false;
    for (this.tries = 0; ; this.tries += 1) {
      try {
        await this.step();
        return memory.forget(this.key);
      } catch (problem) {
        if (this.over) throw new Cancelled();
        if (problem instanceof Refused) throw problem;
        await this.rest();
      }
    }
  }

  pause() {
    this.held = true;
    this.request?.abort();
    this.wake?.();
  }

  resume() {
    this.held = false;
    this.tries = -1;
    this.wake?.();
  }

  async cancel() {
    this.over = true;
    this.request?.abort();
    this.wake?.();
    const kept = memory.get(this.key);
    memory.forget(this.key);
    if (kept?.address) await fetch(kept.address, { method: "DELETE", headers: TUS }).catch(() => {});
  }

  // Until the person goes on, or the line may be there again.
  async rest() {
    do {
      this.tell(this.held ? "paused" : "waiting");
      const woken = new Promise((wake) => (this.wake = wake));
      addEventListener("online", this.wake, { once: true });
      await (this.held ? woken : Promise.race([woken, wait(PAUSES[Math.max(Math.min(this.tries, PAUSES.length - 1), 0)])]));
      removeEventListener("online", this.wake);
    } while (this.held && !this.over);
    if (this.over) throw new Cancelled();
  }

  async step() {
    const kept = memory.get(this.key) ?? (await this.announce());
    this.lesson = kept.lesson;
    this.tell("begun");
    const stands = await fetch(kept.address, { method: "HEAD", headers: TUS });
    if (stands.status === 404) memory.set(this.key, await this.announce(kept.lesson));
    if (!stands.ok) throw [401, 403, 412].includes(stands.status) ? new Refused({}) : new Error(`${stands.status}`);
    const offset = Number(stands.headers.get("Upload-Offset"));
    if (offset < this.file.size) await this.send(kept.address, offset);
  }

  async announce(lesson = null) {
    const { url, lessonsUrl, uploadsUrl } = this.place;
    if (!url && !lesson) lesson = (await this.ask(lessonsUrl, { "Content-Type": "application/json" }, JSON.stringify(draft(this.file)))).document.id;
    const headers = { ...TUS, "Upload-Length": `${this.file.size}`, "Upload-Metadata": about(this.file, this.place.purpose) };
    const { address } = await this.ask(url ?? uploadsUrl.replace("{lesson}", lesson), headers);
    const kept = { address, lesson, name: this.file.name };
    memory.set(this.key, kept);
    return kept;
  }

  async ask(url, headers, body) {
    const answer = await fetch(url, { method: "POST", headers, body });
    const text = await answer.text();
    if (answer.ok) return { address: answer.headers.get("Location"), document: text && JSON.parse(text) };
    throw answer.status < 500 ? new Refused({ reason: explained(text) }) : new Error(text);
  }

  send(address, offset) {
    return new Promise((done, fail) => {
      const request = (this.request = new XMLHttpRequest());
      request.open("PATCH", address);
      const headers = { ...TUS, "Upload-Offset": `${offset}`, "Content-Type": "application/offset+octet-stream" };
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => {
        this.tries = 0;
        this.tell("moved", offset + event.loaded);
      });
      request.addEventListener("load", () => {
        if (request.status === 204) return done();
        // Another connection of ours may still hold it, or it has moved on: it is asked again where it stands.
        const passing = [409, 423].includes(request.status) || request.status >= 500;
        fail(passing ? new Error(`${request.status}`) : this.refusal(request));
      });
      for (const event of ["error", "abort", "timeout"]) request.addEventListener(event, () => fail(new Error(event)));
      request.send(this.file.slice(offset));
    });
  }

  refusal(request) {
    memory.forget(this.key);
    return new Refused({ reason: explained(request.responseText) });
  }
}

// A lesson for a file: called like it, without its ending.
function draft(file) {
  const title = file.name.replace(/\.[^.]+$/, "").replaceAll("_", " ").slice(0, 160);
  return { kind: file.type.startsWith("video/") ? "video" : "document", title };
}

function about(file, purpose) {
  return `filename ${inBase64(file.name)}${purpose ? `,purpose ${inBase64(purpose)}` : ""}`;
}

function inBase64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
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

for (const place of document.querySelectorAll("[data-upload]")) prepare(place);
