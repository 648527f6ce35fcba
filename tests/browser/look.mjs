// What must hold on every page: nothing serious for axe, nothing wider than the screen, in both themes; and it is light.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// What a first visit may weigh over the wire without films and pictures, in bytes. A lesson brings the fonts for reading.
const WEIGHT = { page: 100_000, lesson: 130_000 };

export async function look(visitor, name) {
  const { page } = visitor;
  const faults = [];
  const bytes = await weight(page);
  const most = new URL(page.url()).pathname.startsWith("/lessons/") ? WEIGHT.lesson : WEIGHT.page;
  if (bytes > most) faults.push(`${name} weighs ${bytes} bytes, more than ${most}`);
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 834, 1440]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) faults.push(`${name} is ${over} px wider than ${width} px`);
      await shoot(page, `${name} ${width} ${colorScheme}`);
      if (width === 834) continue;
      for (const found of await findings(page)) faults.push(`${name}, ${width} px, ${colorScheme}: ${found}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  return faults;
}

// As it was sent, whatever the cache had of it.
async function weight(page) {
  return page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .filter((entry) => !/^\/(media|lessons\/[^/]+\/poster)/.test(new URL(entry.name).pathname))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  );
}

// With SHOTS=folder, a picture for the eyes of who changes a page.
async function shoot(page, name) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SHOTS, `${name.replace(/[^a-z0-9]+/gi, "-")}.png`), fullPage: true });
}

// One for each page, and never let go: Chromium forgets its authenticator with any that ends.
const sessions = new WeakMap();

// axe runs in a world of its own, so that the content security policy of the page stays as it is.
async function findings(page) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  const session = sessions.get(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const evaluate = (expression) =>
    session.send("Runtime.evaluate", { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true });
  await evaluate(axe);
  const { result } = await evaluate("axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.map((v) => [v.impact, v.id, v.nodes[0].html.slice(0, 160)]))");
  return result.value.filter(([impact]) => ["serious", "critical"].includes(impact)).map((found) => found.join(": "));
}
