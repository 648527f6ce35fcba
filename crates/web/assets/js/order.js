// Drag, or move by keys, to order a list; the up and down buttons do it without this file.
//
//   <form data-order data-url data-method="PUT" data-key="lessons" data-text-moved data-text-failed>
//     li[data-id][data-name] with button[data-handle hidden] and button[name=up|down]
//     [data-order-status role=status]
//
// Sends data-url {"lessons": ["id", ...]}. If that fails the old order comes back, and the page says so.
for (const form of document.querySelectorAll("form[data-order]")) {
  const list = form.querySelector("ol, ul");
  const rows = () => [...list.children].filter((row) => row.dataset.id);
  let saved = rows();
  let timer = 0;

  for (const handle of list.querySelectorAll("[data-handle]")) {
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => drag(event, handle.closest("li")));
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

  function drag(event, row) {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const start = rows();
    const tops = start.map((one) => one.offsetTop);
    const height = row.offsetHeight;
    const from = start.indexOf(row);
    const origin = event.clientY + scrollY;
    let to = from;
    let last = event.clientY;
    handle.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    row.classList.add("dragging");
    list.classList.add("moving");

    const follow = () => {
      const by = last + scrollY - origin;
      row.style.transform = `translateY(${by}px)`;
      const middle = tops[from] + by + height / 2;
      to = start.filter((one, at) => at !== from && tops[at] + one.offsetHeight / 2 < middle).length;
      start.forEach((one, at) => {
        if (at === from) return;
        const shift = at < from && at >= to ? height : at > from && at <= to ? -height : 0;
        one.style.transform = shift ? `translateY(${shift}px)` : "";
      });
    };
    const scroll = setInterval(() => {
      const edge = 72;
      const by = last < edge ? last - edge : last > innerHeight - edge ? last - (innerHeight - edge) : 0;
      if (by) {
        scrollBy(0, by / 4);
        follow();
      }
    }, 16);
    const onMove = (moved) => {
      last = moved.clientY;
      follow();
    };
    const end = (keep) => {
      clearInterval(scroll);
      handle.removeEventListener("pointermove", onMove);
      handle.removeEventListener("pointerup", onUp);
      handle.removeEventListener("pointercancel", onCancel);
      removeEventListener("keydown", onEscape, true);
      row.classList.remove("dragging");
      list.classList.remove("moving");
      for (const one of start) one.style.transform = "";
      if (keep && to !== from) move(row, to);
    };
    const onUp = () => end(true);
    const onCancel = () => end(false);
    const onEscape = (key) => {
      if (key.key === "Escape") end(false);
    };
    handle.addEventListener("pointermove", onMove);
    handle.addEventListener("pointerup", onUp);
    handle.addEventListener("pointercancel", onCancel);
    addEventListener("keydown", onEscape, true);
  }
}
