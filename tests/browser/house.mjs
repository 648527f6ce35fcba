// The real program with the demo in it, and Chromium before it: what the walk stands on.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

// What keeps Chromium from talking to anybody but the program.
const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export async function open() {
  const folder = mkdtempSync(join(tmpdir(), "tutela-walk-"));
  const begin = async (listen) => {
    const words = ["demo", "--json", "--data", folder, "--listen", listen, "--log-level", "warn"];
    const program = spawn(process.env.TUTELA, words, { stdio: ["ignore", "pipe", "inherit"] });
    return { program, told: JSON.parse(await firstLine(program)) };
  };
  let { program, told } = await begin("127.0.0.1:0");
  // Ends the program without a word, and starts it again at the same address on what it left.
  const kill = () => new Promise((gone) => program.once("exit", gone) && program.kill("SIGKILL"));
  const again = async () => ({ program } = await begin(new URL(told.address).host));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: QUIET });
  const close = async () => {
    await browser.close();
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  // The letters that the demo has written, the latest first.
  const letters = () => {
    const shelf = join(folder, "outbox");
    const names = existsSync(shelf) ? readdirSync(shelf).filter((name) => name.endsWith(".txt")).sort().reverse() : [];
    return names.map((name) => readFileSync(join(shelf, name), "utf8"));
  };
  return { address: told.address, people: told.people, browser, letters, close, kill, again };
}

function firstLine(program) {
  return new Promise((resolve, reject) => {
    createInterface({ input: program.stdout }).once("line", resolve);
    program.once("exit", (code) => reject(new Error(`the program ended with ${code}`)));
  });
}

// A browser of one person's own. What the page complains of is a failure of the walk.
export class Visitor {
  static async enter(house, { width = 1440, colorScheme = "light" } = {}) {
    const context = await house.browser.newContext({ viewport: { width, height: 900 }, colorScheme, baseURL: house.address });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const visitor = new Visitor();
    Object.assign(visitor, { house, context, page, complaints: [] });
    page.on("pageerror", (error) => visitor.complaints.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) visitor.complaints.push(message.text());
    });
    return visitor;
  }

  async signIn(role) {
    const person = this.house.people.find((person) => person.role === role);
    await this.signInAs(person.name, person.password);
  }

  async signInAs(name, password) {
    await this.page.goto("/sign-in");
    await this.page.fill("[name=username]", name);
    await this.page.fill("[name=password]", password);
    await this.send("main form");
  }

  // Sends a form and waits for the page it leads to.
  async send(form) {
    await Promise.all([this.page.waitForNavigation(), this.page.click(`${form} button[type=submit]`)]);
  }

  // Sends a form that asks once more in a dialog.
  async confirm(button, dialog) {
    await this.page.click(button);
    await Promise.all([this.page.waitForNavigation(), this.page.click(`${dialog} [data-confirm-yes]`)]);
  }

  path() {
    return new URL(this.page.url()).pathname;
  }

  async leave() {
    await this.context.close();
  }
}
