// Drag, or move by keys, to order a list; the up and down buttons do it without this file.
//
//   <form data-order data-url data-method="PUT" data-key="lessons" data-text-moved data-text-failed>
//     li[data-id][data-name] with button[data-handle hidden] and button[name=up|down]
//     [data-order-status role=status]
//
// Sends data-url {"lessons": ["id", ...]}. If that fails the old order comes back, and the page says so.
for (const form of document.querySelectorAll("form[data-order]")) prepare(form);

function prepare(form) {
  const list = form.querySelector("ol, ul");
  const rows = () => [...list.children].filter((row) => row.dataset.id);
  let saved = rows();
  let timer = 0;

  for (const handle of list.querySelectorAll("[data-handle]")) {
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      const row = handle.closest("li");
      new Drag(event, row, rows(), (to) => move(row, to));
    });
    handle.addEventListener("keydown", (event) => onKey(event, handle.closest("li")));
  }
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const row = button?.closest("li[data-id]");
    if (!row) return;
    event.preventDefault();
    move(row, rows().indexOf(row) + (button.name === "up" ? -1 : 1));
    if (button.disabled) row.querySelector(`button[name="${button.name === "up" ? "down" : "up"}"]`).focus();
    else button.focus();
  });

  function onKey(event, row) {
    const at = rows().indexOf(row);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows().length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(row, to);
    row.querySelector("[data-handle]").focus();
  }

  function move(row, to) {
    const others = rows().filter((one) => one !== row);
    if (to < 0 || to > others.length || rows()[to] === row) return;
    list.insertBefore(row, others[to] ?? null);
    settled(row);
  }

  function settled(row) {
    const all = rows();
    all.forEach((one, at) => {
      const [up, down] = [one.querySelector('button[name="up"]'), one.querySelector('button[name="down"]')];
      if (up) up.disabled = at === 0;
      if (down) down.disabled = at === all.length - 1;
    });
    if (!row) return;
    say(form.dataset.textMoved.replace("{name}", row.dataset.name).replace("{place}", all.indexOf(row) + 1).replace("{count}", all.length));
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  }

  async function save() {
    const order = rows();
    const body = JSON.stringify({ [form.dataset.key]: order.map((row) => row.dataset.id) });
    try {
      const answer = await fetch(form.dataset.url, { method: form.dataset.method || "PUT", credentials: "same-origin", keepalive: true, headers: { "Content-Type": "application/json" }, body });
      if (!answer.ok) throw new Error(String(answer.status));
      saved = order;
    } catch {
      list.append(...saved);
      settled(null);
      say(form.dataset.textFailed, true);
    }
  }
  // What was ordered a moment before leaving is sent too.
  window.addEventListener("pagehide", () => {
    if (rows().some((row, at) => row !== saved[at])) save();
  });

  function say(text, failed = false) {
    const status = form.querySelector("[data-order-status]");
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("visually-hidden", !failed);
    status.classList.toggle("note", failed);
    status.classList.toggle("bad", failed);
  }
}

// One drag, from the press to the release: the row follows the pointer, the others make room.
class Drag {
  constructor(event, row, rows, moved) {
    Object.assign(this, { row, rows, moved, handle: event.currentTarget, list: row.parentElement });
    this.tops = rows.map((one) => one.offsetTop);
    this.height = row.offsetHeight;
    this.from = this.to = rows.indexOf(row);
    this.origin = event.clientY + scrollY;
    this.pointer = event.clientY;
    this.listeners = new AbortController();
    this.scrolling = setInterval(() => this.scroll(), 16);
    this.handle.setPointerCapture(event.pointerId);
    this.handle.focus({ preventScroll: true });
    this.listen();
    row.classList.add("dragging");
    this.list.classList.add("moving");
  }

  listen() {
    const { signal } = this.listeners;
    this.handle.addEventListener("pointermove", (event) => this.follow((this.pointer = event.clientY)), { signal });
    this.handle.addEventListener("pointerup", () => this.end(true), { signal });
    this.handle.addEventListener("pointercancel", () => this.end(false), { signal });
    addEventListener("keydown", (event) => event.key === "Escape" && this.end(false), { signal, capture: true });
  }

  follow() {
    const by = this.pointer + scrollY - this.origin;
    const middle = this.tops[this.from] + by + this.height / 2;
    this.row.style.transform = `translateY(${by}px)`;
    this.to = this.rows.filter((one, at) => at !== this.from && this.tops[at] + one.offsetHeight / 2 < middle).length;
    this.rows.forEach((one, at) => {
      if (at === this.from) return;
      const shift = at < this.from && at >= this.to ? this.height : at > this.from && at <= this.to ? -this.height : 0;
      one.style.transform = shift ? `translateY(${shift}px)` : "";
    });
  }

  scroll() {
    const edge = 72;
    const by = this.pointer < edge ? this.pointer - edge : Math.max(this.pointer - (innerHeight - edge), 0);
    if (!by) return;
    scrollBy(0, by / 4);
    this.follow();
  }

  end(keep) {
    clearInterval(this.scrolling);
    this.listeners.abort();
    this.row.classList.remove("dragging");
    this.list.classList.remove("moving");
    for (const one of this.rows) one.style.transform = "";
    if (keep && this.to !== this.from) this.moved(this.to);
  }
}
