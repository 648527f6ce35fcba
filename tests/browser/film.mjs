// A film from its upload to a learner who watches it: processed, played in the size that the line allows, sought, captioned, by
// keys and on a phone. Needs ffmpeg. `TUTELA=target/debug/tutela node tests/browser/film.mjs`
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Visitor, open } from "./house.mjs";
import { look } from "./look.mjs";

const folder = mkdtempSync(join(tmpdir(), "tutela-film-"));
const film = join(folder, "harbour.mp4");
execFileSync("ffmpeg", [
  "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=24", "-f", "lavfi", "-i", "sine=330:d=24",
  "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac", film,
]);
const house = await open({ processing: "auto" });
const faults = [];
let passed = 0;
const step = async (name, walk) => {
  const begun = Date.now();
  await walk();
  passed += 1;
  console.log(`${name}  ${Date.now() - begun} ms`);
};
const seen = async (visitor, name) => {
  faults.push(...(await look(visitor, name)));
  faults.push(...visitor.complaints.splice(0).map((complaint) => `${name}: ${complaint}`));
};

const made = {};
const visitor = await Visitor.enter(house);
const { page } = visitor;
try {
  await visitor.signIn("account_owner");
  await step("a film is uploaded and can be followed", upload);
  await step("captions are written beside it", captions);
  await step("it plays adaptively and is sought", plays);
  await step("captions, speed and quality are chosen", chooses);
  await step("keys do what people know", keys);
  await step("a phone plays it with a thumb", phone);
  await step("what goes wrong says so and has a way out", trouble);
} finally {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
console.log(`${passed} passed, ${faults.length} failed`);
process.exitCode = faults.length ? 1 : 0;

async function upload() {
  await Promise.all([page.waitForNavigation(), page.click('main a[href^="/accounts/"]')]);
  await page.goto(`${visitor.path()}/channels/new`);
  await page.fill("[name=name]", "Harbour");
  await visitor.send("main form");
  await page.goto(`${visitor.path()}/courses/new`);
  await page.fill("[name=title]", "Knots that hold");
  await visitor.send("main form");
  const course = visitor.path().replace(/\/edit$/, "");
  await page.fill(`form[action="${course}/lessons"] [name=lesson_title]`, "The bowline");
  await page.check(`form[action="${course}/lessons"] [name=kind][value=video]`);
  await visitor.send(`form[action="${course}/lessons"]`);
  made.lesson = visitor.path().replace(/\/edit$/, "");
  await page.setInputFiles('input[type="file"]', film);
  await page.waitForSelector("[data-processing]", { timeout: 60_000 });
  await seen(visitor, "lesson whose film is processed");
  // Films of the demo wait too, and none holds up the page: it follows by itself.
  await page.waitForFunction(() => document.querySelector("[data-processing]")?.dataset.state === "ready", null, { timeout: 540_000 });
  assert.match(await page.textContent("[data-processing]"), /240p, 480p, 720p/);
  await seen(visitor, "lesson whose film is ready");
}

async function captions() {
  await page.goto(`${made.lesson}/captions`);
  await page.fill("[name=language]", "en");
  await visitor.send("main form[enctype]");
  await page.fill("#text-0", "Make a small loop");
  await page.fill("#ends-0", "00:00:20.000");
  await Promise.all([page.waitForNavigation(), page.click('[value="split-0"]')]);
  assert.equal(await page.locator("[data-cue]").count(), 2);
  assert.ok(await page.isVisible(".note.warn"), "it says that nothing is saved yet");
  await Promise.all([page.waitForNavigation(), page.click("[form=cues][value=save]")]);
  assert.equal(await page.inputValue("#text-1"), "small loop");
  await seen(visitor, "captions");
}

const state = () => page.evaluate(() => {
  const video = document.querySelector("video[data-player]");
  return { at: video.currentTime, paused: video.paused, src: video.currentSrc, rate: video.playbackRate, muted: video.muted, volume: video.volume, ready: video.readyState, whole: video.duration };
});
const until = (wanted, what) => page.waitForFunction(wanted, null, { timeout: 20_000 }).catch((error) => assert.fail(`${what}: ${error.message}`));

async function plays() {
  const pieces = [];
  page.on("request", (request) => request.headers().range && pieces.push(request.url()));
  await page.goto(made.lesson);
  await page.waitForSelector("[data-bar]:not([hidden])");
  await page.evaluate(() => (document.querySelector("video").muted = true));
  await page.click('[data-act="play"]');
  await until(() => document.querySelector("video").currentTime > 1, "it plays");
  const now = await state();
  assert.match(now.src, /^blob:/, "by Media Source");
  assert.ok(Math.abs(now.whole - 24) < 0.5, `${now.whole} seconds`);
  assert.ok(pieces.length > 0, "its pieces are ranges");
  await page.fill("[data-seek]", "18");
  await until(() => document.querySelector("video").currentTime >= 18 && document.querySelector("video").readyState >= 3, "it is sought");
  await page.hover("[data-seek]", { position: { x: 200, y: 10 } });
  await page.waitForSelector("[data-preview]:not([hidden]) [data-preview-picture]:not([hidden])");
  await page.click('[data-act="play"]');
  await seen(visitor, "player");
}

async function chooses() {
  await page.click("[data-menu] summary");
  const options = (name) => page.$$eval(`[data-${name}] option`, (all) => all.map((one) => one.textContent));
  assert.deepEqual(await options("quality"), ["Automatic", "720p", "480p", "240p"]);
  assert.deepEqual(await options("captions"), ["Off", "English"]);
  await page.selectOption("[data-quality]", { label: "240p" });
  await page.selectOption("[data-player-speed]", "1.5");
  assert.equal((await state()).rate, 1.5);
  await page.selectOption("[data-captions]", "en");
  await page.fill("[data-seek]", "3");
  await until(() => [...document.querySelector("video").textTracks[0].activeCues ?? []].some((cue) => cue.text === "Make a"), "captions are shown");
  await until(() => document.querySelector("[data-now]").textContent.includes("240p"), "it says what is played");
  assert.match(await page.textContent("[data-now]"), /240p · Captions: English · 1.5 ×/);
  await seen(visitor, "player with its menu");
  await page.selectOption("[data-player-speed]", "1");
  await page.click("[data-menu] summary");
  await page.evaluate(() => document.activeElement.blur());
}

async function keys() {
  const after = async (key, check, what) => {
    await page.keyboard.press(key);
    await page.waitForFunction(check, null, { timeout: 5_000 }).catch(() => assert.fail(`${key}: ${what}`));
  };
  await after("5", () => Math.abs(document.querySelector("video").currentTime - 12) < 1, "five tenths");
  await after("j", () => Math.abs(document.querySelector("video").currentTime - 2) < 1, "ten seconds back");
  await after("l", () => Math.abs(document.querySelector("video").currentTime - 12) < 1, "ten seconds forward");
  await after("ArrowRight", () => Math.abs(document.querySelector("video").currentTime - 17) < 1, "five seconds forward");
  await after("ArrowLeft", () => Math.abs(document.querySelector("video").currentTime - 12) < 1, "five seconds back");
  await after("m", () => !document.querySelector("video").muted, "sound on");
  await after("m", () => document.querySelector("video").muted, "sound off");
  await after("c", () => document.querySelector("video").textTracks[0].mode !== "showing", "captions off");
  await after("c", () => document.querySelector("video").textTracks[0].mode === "showing", "captions on");
  await after(">", () => document.querySelector("video").playbackRate === 1.25, "faster");
  await after("<", () => document.querySelector("video").playbackRate === 1, "slower");
  await after("f", () => document.fullscreenElement !== null, "full screen");
  await after("f", () => document.fullscreenElement === null, "out of it");
  await after("k", () => !document.querySelector("video").paused, "play");
  await after(" ", () => document.querySelector("video").paused, "pause");
  await page.waitForTimeout(400);
  await page.reload();
  await page.waitForSelector("[data-resume]:not([hidden])");
  assert.ok((await state()).at > 10, "the place is remembered");
}

async function phone() {
  const other = await Visitor.enter(house, { width: 390 });
  await other.signIn("account_owner");
  await other.page.goto(made.lesson);
  await other.page.waitForSelector("[data-bar]:not([hidden])");
  const sizes = await other.page.$$eval(".player button, .player summary", (all) => all.filter((one) => one.offsetWidth).map((one) => Math.min(one.offsetWidth, one.offsetHeight)));
  assert.ok(sizes.length >= 5 && sizes.every((size) => size >= 44), `targets of ${sizes}`);
  await other.page.click("[data-menu] summary");
  faults.push(...(await look(other, "player on a phone")));
  await other.leave();
}

async function trouble() {
  await page.route("**/playlist.m3u8", (route) => route.abort());
  await page.goto(made.lesson);
  await page.waitForSelector("[data-trouble]:not([hidden])", { timeout: 60_000 });
  visitor.complaints.length = 0;
  await seen(visitor, "player in trouble");
  await page.click("[data-trouble-plain]");
  await until(() => document.querySelector("video").currentSrc.includes("/media/") && document.querySelector("video").readyState >= 2, "it plays as it was uploaded");
  await page.unroute("**/playlist.m3u8");
}
