// Uploads that survive: stock clients of tus against the real program, and the page itself with a broken line, a closed tab, a
// killed server and several files at once.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tus from "tus-js-client";
import { open, Visitor } from "./house.mjs";
import { look } from "./look.mjs";

const folder = mkdtempSync(join(tmpdir(), "tutela-uploads-"));
const house = await open();
const here = new URL(".", import.meta.url).pathname;
const short = readFileSync(join(here, "../../crates/tutela/demo/content/the-wand-every-time.mp4"));
const paper = join(here, "../../crates/tutela/demo/content/cleaning-schedule.pdf");
// A connection that is gone may hold its upload for twenty seconds, and a busy machine is slow besides.
const PATIENCE = 120_000;
const faults = [];
const seen = async (visitor, name) => faults.push(...(await look(visitor, name)));

try {
  const manager = await signIn("channel_manager");
  const course = await makeCourse(manager);
  await step("tus-js-client stops and goes on", () => stopAndGoOn(manager, course));
  await step("tus-js-client sends parts at once", () => parallel(manager, course));
  await step("tuspy goes on where it stopped", () => tuspy(manager, course));
  await step("the page: pause, closed tab, killed server", () => page(manager, course));
  await step("the page: several files at once", () => several(course));
} catch (error) {
  faults.push(error.stack ?? `${error}`);
} finally {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);

async function step(name, act) {
  const begun = performance.now();
  await act();
  console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

// The film with so many bytes of nothing behind it (ISO/IEC 14496-12, 8.1.2).
function longFilm(more, name) {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(more);
  head.write("free", 4);
  const film = Buffer.concat([short, head, Buffer.alloc(more - 8)]);
  const path = join(folder, name);
  writeFileSync(path, film);
  return { film, path };
}

async function signIn(role) {
  const person = house.people.find((person) => person.role === role);
  const answer = await fetch(`${house.address}/api/v1/session`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: person.name, password: person.password }),
  });
  const { token } = await answer.json();
  const ask = async (path, document, method = document ? "POST" : "GET") => {
    const headers = { authorization: `Bearer ${token}`, ...(document && { "content-type": "application/json" }) };
    const answer = await fetch(house.address + path, { method, headers, body: document && JSON.stringify(document) });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.headers.get("content-type")?.includes("json") ? answer.json() : Buffer.from(await answer.arrayBuffer());
  };
  return { token, ask };
}

async function makeCourse({ ask }) {
  const { roles } = await ask("/api/v1/me");
  const channel = roles.find((role) => role.role === "channel_manager").scope_id;
  return (await ask(`/api/v1/channels/${channel}/courses`, { title: "Uploads that survive" })).id;
}

async function makeLesson({ ask }, course, title, kind = "video") {
  return (await ask(`/api/v1/courses/${course}/lessons`, { title, kind })).id;
}

async function stands({ ask }, lesson, film) {
  const { media } = await ask(`/api/v1/lessons/${lesson}`);
  const found = media.find((one) => one.purpose === "video");
  assert.ok(found, "the film stands in its lesson");
  assert.ok(film.equals(await ask(found.path)), "every byte of it");
}

function upload({ token }, lesson, film, options) {
  return new Promise((resolve, reject) => {
    const sending = new tus.Upload(film, {
      endpoint: `${house.address}/api/v1/lessons/${lesson}/uploads`,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: "stock.mp4", filetype: "video/mp4" },
      retryDelays: [200, 1000, 3000],
      onError: reject,
      onSuccess: () => resolve(sending),
      ...options?.(() => sending),
    });
    sending.start();
  });
}

async function stopAndGoOn(manager, course) {
  const lesson = await makeLesson(manager, course, "Stopped");
  const { film } = longFilm(12_000_000, "stop.mp4");
  let stopped = false;
  const sending = await upload(manager, lesson, film, (sending) => ({
    chunkSize: 2_500_000,
    onChunkComplete: async (_, accepted) => {
      if (stopped || accepted < 5_000_000) return;
      stopped = true;
      await sending().abort();
      setTimeout(() => sending().start(), 300);
    },
  }));
  assert.ok(stopped && sending.url);
  await stands(manager, lesson, film);
}

async function parallel(manager, course) {
  const lesson = await makeLesson(manager, course, "In parts");
  const { film } = longFilm(9_000_000, "parts.mp4");
  await upload(manager, lesson, film, () => ({ parallelUploads: 3 }));
  await stands(manager, lesson, film);
}

async function tuspy(manager, course) {
  const lesson = await makeLesson(manager, course, "From Python");
  const { film, path } = longFilm(5_000_000, "tuspy.mp4");
  const python = process.env.TUSPY || "python3";
  execFileSync(python, [join(here, "stock.py"), house.address, lesson, manager.token, path], { stdio: "inherit" });
  await stands(manager, lesson, film);
}

// A slow line, on which much can happen.
async function slowly(page, bytes) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
}

async function page(manager, course) {
  const lesson = await makeLesson(manager, course, "By the page");
  const { film, path } = longFilm(16_000_000, "page.mp4");
  const visitor = await Visitor.enter(house);
  await visitor.signIn("channel_manager");
  let { page } = visitor;
  visitor.context.setDefaultTimeout(PATIENCE);
  await page.goto(`/lessons/${lesson}/edit`);
  await slowly(page, 2_000_000);
  await page.setInputFiles('#file', path);
  await page.waitForFunction(() => document.querySelector("progress")?.value > 15);
  assert.match(await page.innerText("[data-sent]"), /MB/);
  await page.click("[data-pause]");
  await page.waitForSelector("[data-resume]:not([hidden])");
  await seen(visitor, "upload that is paused");
  await page.click("[data-resume]");
  await page.waitForFunction(() => document.querySelector("progress")?.value > 30);
  // The tab is closed in the middle, and the page opened anew.
  await page.close({ runBeforeUnload: false });
  visitor.page = page = await visitor.context.newPage();
  await page.goto(`/lessons/${lesson}/edit`);
  assert.match(await page.innerText("[data-remembered]"), /page\.mp4/);
  await seen(visitor, "upload that is remembered");
  await slowly(page, 2_000_000);
  let offset = null;
  page.on("request", (request) => request.method() === "PATCH" && (offset = Number(request.headers()["upload-offset"])));
  await page.setInputFiles('#file', path);
  await page.waitForFunction(() => document.querySelector("progress")?.value > 60);
  assert.ok(offset > 1_000_000, `it went on at ${offset}`);
  // The server is killed and comes back.
  await house.kill();
  await page.waitForFunction(() => document.querySelector("[data-word]")?.textContent.includes("Waiting"));
  await house.again();
  await page.waitForSelector('.file [data-state="ready"]', { timeout: 60_000 });
  await stands(manager, lesson, film);
  await visitor.leave();
}

async function several(course) {
  const visitor = await Visitor.enter(house);
  await visitor.signIn("channel_manager");
  const { page } = visitor;
  await page.goto(`/courses/${course}/edit`);
  const none = join(folder, "none.mp4");
  writeFileSync(none, "This is not a film.");
  const films = ["first_knot.mp4", "second_knot.mp4"].map((name, at) => longFilm(1_000_000 + at, name).path);
  await page.setInputFiles('[data-many] input[type="file"]', [films[0], none, paper, films[1]]);
  await page.waitForFunction(() => document.querySelectorAll('[data-many] [data-state="ready"]').length === 3, null, { timeout: 60_000 });
  assert.match(await page.innerText("[data-many] [data-reason]:not([hidden])"), /not an MP4 film/);
  await seen(visitor, "several uploads, one of them refused");
  await page.goto(`/courses/${course}/edit`);
  const titles = await page.$$eval("ol.order .title", (links) => links.map((link) => link.textContent));
  for (const title of ["first knot", "second knot", "cleaning-schedule"]) assert.ok(titles.includes(title), `${title} in ${titles}`);
  await visitor.leave();
}
