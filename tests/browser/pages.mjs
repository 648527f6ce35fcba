// Every page that the program has is looked at once: who may open it opens it. A page that is in the list of routes and
// not in this walk fails it.
// `TUTELA=target/debug/tutela node tests/browser/pages.mjs`; with SHOTS=folder each page leaves its pictures there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { Visitor, open } from "./house.mjs";
import { look } from "./look.mjs";

// What a browser gets and is no page of its own.
const NO_PAGE = ["/assets/", "/healthz", "/readyz", "/media/", "/poster", ".csv"];
// Pages that need more than a click, and the walk that looks at them.
const ELSEWHERE = {
  "/first-run": "the set-up is open on an empty installation alone; crates/identity/tests draw it",
  "/lessons/{lesson}": "walk.mjs",
  "/lessons/{lesson}/edit": "walk.mjs",
  "/sign-in/code": "passkey.mjs",
};

const house = await open();
const faults = [];
const opened = new Set();
const followed = new Set();
let passed = 0;
let visitor;

async function as(role, walk) {
  const begun = Date.now();
  visitor = await Visitor.enter(house);
  if (role) await visitor.signIn(role);
  await walk(visitor.page);
  await visitor.leave();
  passed += 1;
  console.log(`${role ?? "a stranger"}  ${Date.now() - begun} ms`);
}

// Looks at the page that is open.
async function seen(name, wanted = []) {
  opened.add(visitor.path());
  faults.push(...(await look(visitor, name)));
  // Chromium complains of every answer that is not a success; some are wanted.
  const complaints = visitor.complaints.splice(0).filter((said) => !wanted.some((status) => said.includes(`status of ${status}`)));
  faults.push(...complaints.map((complaint) => `${name}: ${complaint}`));
}

async function go(path, name) {
  const answer = await visitor.page.goto(path);
  assert.equal(answer.status(), 200, `${name}: ${path}`);
  await seen(name);
}

async function first(selector) {
  const path = await visitor.page.getAttribute(`main ${selector}`, "href");
  return path.replace(/\/edit$/, "");
}

const made = {};
try {
  await as(null, async (page) => {
    await go("/sign-in", "sign-in");
    await page.fill("[name=username]", "nobody");
    await page.fill("[name=password]", "not the password");
    await visitor.send("main form");
    await seen("sign-in, refused", [422, 401]);
    await go("/password/forgotten", "forgotten password");
    await go("/trust/policy", "policy");
  });
  await as("account_owner", owner);
  await as(null, async (page) => {
    await page.goto(made.invitation);
    await seen("invitation");
    await go(`${made.account}/register`, "registration");
  });
  await as("account_owner", own);
  await as("course_learner", letters);
  await as(null, lockedOut);
  await as("platform_administrator", administrator);
  missing();
} finally {
  await house.close();
}
for (const fault of faults) console.error(fault);
console.log(`${passed} passed, ${opened.size} pages, ${faults.length} failed`);
process.exitCode = faults.length ? 1 : 0;

async function owner(page) {
  await go("/", "home");
  made.account = await first('a[href^="/accounts/"]');
  await go(made.account, "account");
  made.channel = await first('a[href^="/channels/"]');
  await go(`${made.account}/channels/new`, "channel form");
  await go(made.channel, "channel");
  made.course = await first('a[href^="/courses/"]');
  await go(`${made.channel}/edit`, "channel settings");
  await go(`${made.channel}/courses/new`, "course form");
  await go(made.course, "course");
  await go(`${made.course}/edit`, "course in the making");
  for (const place of [made.account, made.channel, made.course]) {
    await go(`${place}/roles`, `roles of ${place.split("/")[1]}`);
    await go(`${place}/invitations`, `invitations to ${place.split("/")[1]}`);
    await go(`${place}/invitations/new`, `invitation form of ${place.split("/")[1]}`);
  }
  await removals(page);
  await people(page);
  await go(`${made.account}/activities`, "activities");
  await go(`${made.account}/security`, "security of an account");
  await go(`${made.account}/registration`, "newcomers");
  await page.check("[name=open]");
  await visitor.send('main form[action$="/registration"]');
  await seen("newcomers let in");
}

// A lesson, its file and a course are removed, looked at where they lie, and brought back.
async function removals(page) {
  await go(`${made.channel}/removed`, "removed courses, none");
  await go(`${made.course}/removed`, "removed lessons, none");
  await page.goto(`${made.course}/edit`);
  const lesson = (await page.getAttribute('main a[href$="/removal"][href^="/lessons/"]', "href")).replace(/\/removal$/, "");
  await page.goto(`${lesson}/edit`);
  await go(await page.getAttribute('main a[href*="/media/"][href$="/removal"]', "href"), "a file to remove");
  await visitor.send("main form");
  await seen("lesson without its file");
  await go(`${lesson}/removal`, "a lesson to remove");
  await visitor.send("main form");
  await seen("course without a lesson");
  await go(`${made.course}/removed`, "a removed lesson");
  await go(`${made.account}/storage`, "what an account keeps");
  await visitor.send('main form[action$="/restoration"]');
  await go(`${made.course}/removed`, "a removed file");
  await visitor.send('main form[action$="/restoration"]');
  await seen("lesson with its file again");
  await go(`${made.course}/removal`, "a course to remove");
  await visitor.send("main form");
  await seen("channel without a course");
  await go(`${made.channel}/removed`, "a removed course");
  await visitor.send('main form[action$="/restoration"]');
  await seen("course that is back");
}

async function people(page) {
  await page.goto(`${made.course}/invitations/new`);
  await page.fill("[name=name]", "Ada Lind");
  await page.check("[name=role][value=course_learner]");
  await visitor.send("main form");
  await seen("invitation to hand over");
  made.invitation = new URL(await page.inputValue("#link")).pathname;
  await go(`${made.course}/invitations`, "an invitation in the list");
  await go(`${made.account}/people`, "people");
  const person = await first('a[href*="/people/0"]');
  await go(person, "person");
  for (const place of [made.account, made.channel, made.course]) {
    await go(`${place}/reach/${person.split("/").pop()}`, `what a person sees in ${place.split("/")[1]}`);
  }
  await page.goto(`${made.account}/roles`);
  await go(await first('a[href^="/roles/"]'), "terms of a role");
  await go(`${made.account}/ownership`, "owner of an account");
  await go(`${made.account}/review`, "access review");
  await go(`${made.account}/imports`, "files of people");
  await file(page, "name,email,role\nBo Berg,bo@example,\nNo Address,,\nEva Dahl,eva@example.org,queen\n");
  await seen("file with an error", [422]);
  await page.goto(`${made.account}/imports`);
  await file(page, "name,email\nBo Berg,bo@example.org\nEva Dahl,eva@example.org\n");
  await seen("file that was looked through");
}

async function file(page, text) {
  await page.setInputFiles("#file", { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await visitor.send('main form[enctype="multipart/form-data"]');
}

async function own(page) {
  await go("/notifications", "notifications");
  await go("/me/activities", "own activities");
  await go("/me/contacts", "contacts");
  await go("/me/contacts/email", "change of mail address");
  await go("/me/contacts/phone", "change of phone number");
  await go("/me/sessions", "sessions");
  await go("/me/security", "sign-in and security");
  await page.goto("/me/security");
  await visitor.send('form[action="/me/security/app"]');
  await seen("app to set up");
  await go("/me/proof", "fresh proof");
  await go("/me/tokens", "tokens");
  await go("/me/tokens/new", "token form");
  await page.fill("[name=name]", "Nightly export");
  await page.fill("[name=purpose]", "Copies the list of courses into the intranet.");
  await page.uncheck("[name=read]");
  await visitor.send("main form");
  await seen("token form, refused", [422]);
  await page.check("[name=read]");
  await visitor.send("main form");
  await seen("token to copy");
  await go("/me/tokens", "a token in the list");
  await go("/me/password", "change of password");
  await page.fill("[name=current]", "something");
  await page.fill("[name=password]", "password1");
  await visitor.send("main form");
  await seen("change of password, refused", [422]);
  await go("/me/username", "user names");
}

// A mail address is added, confirmed, replaced, and the change is undone: by what stands in the letters.
async function letters(page) {
  const password = house.people.find((person) => person.role === "course_learner").password;
  for (const address of ["mina@example.org", "mina.new@example.org"]) {
    await page.goto("/me/contacts/email");
    await page.fill("[name=email]", address);
    await page.fill("[name=password]", password);
    await visitor.send("main form");
    await seen("contacts, one to confirm");
    await go(await link(/\/contact\/[^/\s]+/), "confirmation of a mail address");
    await visitor.send("main form");
    await seen("contacts, one confirmed");
  }
  await go("/notifications", "notifications of a change");
  await go(await link(/\/contact\/undo\/\S+/), "undo of a change");
  await visitor.send("main form");
  await seen("a change was undone");
}

// Three wrong passwords, the way out by the letter, and a new password.
async function lockedOut(page) {
  for (let tries = 0; tries < 4; tries += 1) {
    await page.goto("/sign-in");
    await page.fill("[name=username]", "mina@example.org");
    await page.fill("[name=password]", "not the password");
    await visitor.send("main form");
  }
  await seen("locked out", [422, 429, 401]);
  await go(await link(/\/unlock\/\S+/), "unlocking");
  await page.goto("/password/forgotten");
  await page.fill("[name=username]", "mina@example.org");
  await visitor.send("main form");
  await seen("code of a new password");
  await go(await link(/\/password\/reset\/\S+/), "new password");
}

// The address in the latest letter that has one of the kind, if it was not followed before.
async function link(kind) {
  for (let tries = 0; tries < 100; tries += 1) {
    for (const letter of house.letters()) {
      const found = letter.match(kind)?.[0];
      if (!found || followed.has(found)) continue;
      followed.add(found);
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no letter holds ${kind}`);
}

async function administrator(page) {
  await go("/accounts", "accounts");
  await go("/accounts/new", "account form");
  await go("/platform/roles", "roles of the platform");
  await go("/platform/invitations", "invitations to the platform");
  await go("/platform/invitations/new", "invitation form of the platform");
  await go("/people", "everybody");
  await go(await first('a[href$="/block"]'), "block");
  await go("/platform/locks", "locks");
  await go("/storage", "sealed objects");
  await page.fill("[name=gigabytes]", "a lot");
  await visitor.send('main form[action$="/quota"]');
  await seen("quota, refused", [422]);
  await page.fill("[name=gigabytes]", "50");
  await visitor.send('main form[action$="/quota"]');
  await seen("quota that is set");
}

// Which pages were forgotten.
function missing() {
  const routes = execFileSync(process.env.TUTELA, ["routes"], { encoding: "utf8" }).split("\n");
  const pages = routes.map((line) => line.split(/\s+/)).filter(([method]) => method === "GET").map(([, path]) => path);
  for (const path of pages) {
    if (path.startsWith("/api/") || NO_PAGE.some((part) => path.includes(part)) || ELSEWHERE[path]) continue;
    const like = new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`);
    if (![...opened].some((path) => like.test(path))) faults.push(`nobody looked at ${path}`);
  }
}
