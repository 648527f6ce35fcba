// The main job as people do it: an owner appoints a manager, who teaches; a learner learns; a stranger finds nothing.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Visitor, open } from "./house.mjs";
import { look } from "./look.mjs";

const content = join(dirname(fileURLToPath(import.meta.url)), "../../crates/tutela/demo/content");
const files = readdirSync(content);
const film = join(content, files.find((name) => name.endsWith(".mp4")));
const paper = join(content, files.find((name) => name.endsWith(".pdf")));
const password = "a window over the harbour";

const house = await open();
const faults = [];
const seen = async (visitor, name) => {
  faults.push(...(await look(visitor, name)));
  faults.push(...visitor.complaints.splice(0).map((complaint) => `${name}: ${complaint}`));
};
let passed = 0;
const step = async (name, walk) => {
  const begun = Date.now();
  await walk();
  passed += 1;
  console.log(`${name}  ${Date.now() - begun} ms`);
};

const made = {};
try {
  await step("the owner makes a channel and appoints a manager", owner);
  await step("the manager makes a course of a film, a document and a text", manager);
  await step("a learner watches, reads, and finds the place again", learner);
  await step("others find nothing", stranger);
  await step("the platform's administrator sees accounts and no content", administrator);
  await step("an upload that is no film says why", wrong);
} finally {
  await house.close();
}
for (const fault of faults) console.error(fault);
console.log(`${passed} passed, ${faults.length} failed`);
process.exitCode = faults.length ? 1 : 0;

async function owner() {
  const visitor = await Visitor.enter(house);
  const { page } = visitor;
  await page.goto("/sign-in");
  await seen(visitor, "sign-in");
  await visitor.signIn("account_owner");
  await seen(visitor, "home of the owner");
  await Promise.all([page.waitForNavigation(), page.click('main a[href^="/accounts/"]')]);
  await seen(visitor, "account");
  made.account = visitor.path();
  await page.goto(`${made.account}/channels/new`);
  await page.fill("[name=name]", "   ");
  await visitor.send("main form");
  assert.equal(visitor.path(), `${made.account}/channels/new`, "a channel without a name is not made");
  // Chromium complains of every answer that is not a success; this one was wanted.
  visitor.complaints.length = 0;
  await seen(visitor, "channel form with an error");
  await page.fill("[name=name]", "Harbour");
  await visitor.send("main form");
  made.channel = visitor.path();
  await seen(visitor, "empty channel");
  await page.goto(`${made.account}/people`);
  await seen(visitor, "people");
  made.manager = await bringIn(visitor, made.channel, "Maren Holt", "maren", "channel_manager");
  await page.goto(`${made.channel}/roles`);
  await seen(visitor, "roles of a channel");
  await page.goto(`${made.account}/activities`);
  await seen(visitor, "activities");
  await token(visitor);
  await visitor.leave();
}

// Makes an API token, sees it once, and ends it.
async function token(visitor) {
  const { page } = visitor;
  await page.goto("/me/tokens");
  await seen(visitor, "no tokens");
  await page.goto("/me/tokens/new");
  await seen(visitor, "token form");
  await page.fill("[name=name]", "Nightly copy");
  await page.fill("[name=purpose]", "Copies the catalogue");
  await visitor.send("main form");
  await seen(visitor, "token shown");
  assert.match(await page.inputValue("#token"), /^tutela_[\w-]{43}$/);
  await page.goto("/me/tokens");
  await seen(visitor, "tokens");
  await visitor.confirm("main [data-confirm=end-token] button", "#end-token");
  await seen(visitor, "tokens that ended");
}

// Invites somebody to a place; gives the link that is shown once, and the user name that its reader will choose.
async function bringIn(visitor, place, name, username, role) {
  const { page } = visitor;
  await page.goto(`${place}/invitations/new`);
  await seen(visitor, "invitation form");
  await page.fill("[name=name]", name);
  await page.check(`[name=role][value=${role}]`);
  await visitor.send("main form");
  await seen(visitor, `invitation of ${name}`);
  return { link: await page.inputValue("#link"), username };
}

async function accept({ link, username }) {
  const visitor = await Visitor.enter(house);
  await visitor.page.goto(new URL(link, house.address).pathname);
  await seen(visitor, "welcome");
  await visitor.page.fill("[name=username]", username);
  await visitor.page.fill("[name=password]", password);
  await visitor.send("main form");
  return visitor;
}

async function manager() {
  const visitor = await accept(made.manager);
  const { page } = visitor;
  await page.goto(`${made.channel}/courses/new`);
  await seen(visitor, "course form");
  await page.fill("[name=title]", "Knots that hold");
  await visitor.send("main form");
  made.course = visitor.path().replace(/\/edit$/, "");
  await seen(visitor, "empty course");
  made.film = await lesson(visitor, "video", "The bowline");
  await seen(visitor, "lesson without its film");
  await upload(visitor, film);
  await seen(visitor, "lesson with its film");
  made.paper = await lesson(visitor, "document", "A table of knots");
  await upload(visitor, paper);
  made.text = await lesson(visitor, "text", "Why knots hold");
  await page.fill("[name=body]", "## Friction\n\nA knot is **friction** in a good order.");
  await Promise.all([page.waitForNavigation(), page.click("button[form=text]")]);
  await seen(visitor, "text lesson");
  await page.goto(`${made.course}/edit`);
  const ordered = page.waitForResponse((answer) => answer.url().endsWith("/lessons/order"));
  await page.click(`[formaction*="${made.text.split("/").pop()}"][name=up]`);
  assert.ok((await ordered).ok(), "the order is kept");
  await page.goto(`${made.course}/edit`);
  await seen(visitor, "course in the making");
  await page.goto(made.course);
  await seen(visitor, "preview of a course");
  await page.goto(`${made.course}/edit`);
  await visitor.confirm('form[data-confirm="publish"] button', "#publish");
  made.learner = await bringIn(visitor, made.course, "Lasse Krog", "lasse", "course_learner");
  await visitor.leave();
}

async function lesson(visitor, kind, title) {
  const { page } = visitor;
  await page.goto(`${made.course}/edit`);
  const form = `form[action="${new URL(made.course, house.address).pathname}/lessons"]`;
  await page.fill(`${form} [name=lesson_title]`, title);
  await page.check(`${form} [name=kind][value=${kind}]`);
  await visitor.send(form);
  return visitor.path().replace(/\/edit$/, "");
}

async function upload(visitor, file) {
  const { page } = visitor;
  await page.setInputFiles('input[type="file"]', file);
  await page.waitForSelector('.file [data-state="ready"]', { timeout: 60_000 });
}

async function learner() {
  const visitor = await accept(made.learner);
  const { page } = visitor;
  await page.goto("/");
  await seen(visitor, "home of a learner");
  await Promise.all([page.waitForNavigation(), page.click(`main a[href^="${made.course}"], main a[href^="${made.film}"]`)]);
  await page.goto(made.course);
  await seen(visitor, "course");
  const order = await page.$$eval('main a[href^="/lessons/"]', (links) => links.map((link) => link.getAttribute("href")));
  const places = [made.film, made.text, made.paper].map((path) => order.indexOf(path));
  assert.deepEqual([...places].sort((a, b) => a - b), places, "the text was moved before the document");
  await page.goto(made.film);
  await seen(visitor, "film");
  await page.evaluate(async () => {
    const video = document.querySelector("video");
    video.muted = true;
    await video.play();
    video.currentTime = 11;
    await new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
    await new Promise((resolve) => setTimeout(resolve, 700));
    video.pause();
  });
  await page.waitForTimeout(500);
  await page.goto(made.text);
  assert.match(await page.innerHTML("article"), /<strong>friction<\/strong>/);
  await seen(visitor, "text");
  await page.goto(made.paper);
  await seen(visitor, "document");
  await page.goto(made.film);
  const seconds = Number(await page.getAttribute("video", "data-seconds"));
  assert.ok(seconds >= 10 && seconds <= 13, `the place is remembered, not ${seconds}`);
  made.media = await page.getAttribute("video", "src");
  await visitor.leave();
}

async function stranger() {
  const visitor = await Visitor.enter(house);
  await visitor.page.goto(made.film);
  assert.equal(visitor.path(), "/sign-in");
  await visitor.signIn("channel_manager");
  for (const path of [made.channel, made.course, made.film, made.paper, made.text, made.media, `${made.film}/poster`]) {
    const answer = await visitor.page.goto(path);
    assert.equal(answer.status(), 404, path);
  }
  visitor.complaints.length = 0;
  await visitor.page.goto(made.film);
  visitor.complaints.length = 0;
  await seen(visitor, "nothing here");
  await visitor.leave();
}

async function administrator() {
  const visitor = await Visitor.enter(house);
  await visitor.signIn("platform_administrator");
  await visitor.page.goto("/accounts");
  await seen(visitor, "accounts");
  await visitor.page.goto("/accounts/new");
  await seen(visitor, "account form");
  const answer = await visitor.page.goto(made.account);
  assert.equal(answer.status(), 404, "staff has no way into an account");
  await visitor.leave();
}

async function wrong() {
  const visitor = await Visitor.enter(house);
  await visitor.signInAs("maren", password);
  const { page } = visitor;
  await lesson(visitor, "video", "A film that is none");
  const buffer = Buffer.from("This is not a film.");
  await page.setInputFiles('input[type="file"]', { name: "film.mp4", mimeType: "video/mp4", buffer });
  await page.waitForSelector("[data-reason]:not([hidden])");
  assert.match(await page.innerText("[data-reason]"), /not an MP4 film/);
  visitor.complaints.length = 0;
  await seen(visitor, "upload that failed");
  await visitor.leave();
}
