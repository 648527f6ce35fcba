// Passkeys in Chromium, with an authenticator that is part of the browser: made, used alone, used after a password, removed.
// `TUTELA=target/debug/tutela node tests/browser/passkey.mjs`
import assert from "node:assert/strict";
import { Visitor, open } from "./house.mjs";
import { look } from "./look.mjs";

const house = await open();
// A passkey belongs to a name; a number is none.
house.address = house.address.replace("127.0.0.1", "localhost");
const faults = [];
const seen = async (visitor, name) => {
  faults.push(...(await look(visitor, name)));
  faults.push(...visitor.complaints.splice(0).map((complaint) => `${name}: ${complaint}`));
};
let passed = 0;
const step = async (name, walk) => {
  await walk();
  passed += 1;
  console.log(name);
};

const visitor = await Visitor.enter(house);
const { page } = visitor;
const devtools = await visitor.context.newCDPSession(page);
await devtools.send("WebAuthn.enable");
await devtools.send("WebAuthn.addVirtualAuthenticator", {
  options: {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  },
});

try {
  await step("a passkey is made", async () => {
    await visitor.signIn("account_owner");
    await page.goto("/me/security");
    await seen(visitor, "sign-in and security");
    await page.fill("#passkey-name", "This laptop");
    await Promise.all([page.waitForNavigation(), page.click("[data-passkey-enrol] button[type=submit]")]);
    await page.waitForSelector("text=This laptop");
    await seen(visitor, "a passkey in the list");
  });
  await step("it signs in alone", async () => {
    await signOut();
    await page.waitForSelector("[data-passkey-enter]:not([hidden])");
    await seen(visitor, "sign-in with the button for passkeys");
    await Promise.all([page.waitForNavigation(), page.click("[data-passkey-button]")]);
    assert.equal(visitor.path(), "/");
  });
  await step("it is asked for after the password", async () => {
    await signOut();
    await visitor.signIn("account_owner");
    assert.equal(visitor.path(), "/sign-in/code");
    await seen(visitor, "the second factor is owed");
    await Promise.all([page.waitForNavigation(), page.click("[data-passkey-button]")]);
    assert.equal(visitor.path(), "/");
  });
  await step("it is removed, and the password is enough again", async () => {
    await page.goto("/me/security");
    await visitor.send('form[action*="/passkeys/"]');
    assert.equal(await page.locator("text=This laptop").count(), 0);
    await signOut();
    await visitor.signIn("account_owner");
    assert.equal(visitor.path(), "/");
    await page.goto("/me/sessions");
    await seen(visitor, "sessions");
  });
} finally {
  await house.close();
}
for (const fault of faults) console.error(fault);
console.log(`${passed} passed, ${faults.length} failed`);
process.exitCode = faults.length ? 1 : 0;

async function signOut() {
  await page.click("details[data-menu] summary");
  await Promise.all([page.waitForNavigation(), page.click('form[action="/sign-out"] button')]);
}
