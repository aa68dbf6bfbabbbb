// The desk. What is told goes to the server in numbered acts, sent again until they are known to be done; nothing is stored here.

const AGAIN = 900, ALIVE = 240000, LOOK = 5000, ANSWERED = 5000;

function act(...what) {
  room.act = Math.max((room.act ?? 0) + 1, Date.now());
  room.acts = [...(room.acts ?? []), [room.act, ...what]];
  sendActs();
}

function sendActs() {
  clearTimeout(room.acting);
  if (!room.acts?.length) return;
  room.send({ kind: "call", acts: room.acts });
  room.acting = setTimeout(sendActs, AGAIN);
}

// What the server has done is not sent again. The answer to it is on the page as soon as the facts bear its number.
function settleCall(data) {
  const told = data.call ?? {};
  room.acts = (room.acts ?? []).filter(([number]) => number > (told.done ?? 0));
  settleEnd(told);
  if (told.turn == null) return true;
  const facts = document.querySelector(".dk-facts");
  if (facts?.dataset.turn !== String(told.turn)) return false;
  if (!room.acts.length && room.row === "") room.row = null;  // a row that was chosen meanwhile stays chosen
  markRow();
  const open = document.querySelector(".dk-item.on");
  if (open && room.opened !== open.dataset.name) { room.opened = open.dataset.name; within(open, ".dk-list"); }
  return true;
}

// A call that is over is told of until it was heard: the page is loaded anew, but for the desk that it was ended at.
function settleEnd(told) {
  if (told.number == null || told.number === room.call) return;
  if (told.number > room.call && !(room.ending && told.turn != null)) location.replace(deskAddress());
  room.ending = false;
  room.call = told.number;
}

function deskAddress() { return `quay-tu-van${kept() ? `?${kept()}` : ""}`; }

function watchCall() {
  room.used = room.alive = Date.now();
  for (const name of ["keydown", "pointerdown", "wheel"]) document.addEventListener(name, () => { room.used = Date.now(); }, { capture: true, passive: true });
  document.addEventListener("click", callClicked, true);
  setInterval(() => {
    if (!room.data.call?.open) { if (Date.now() - room.used > 1000 * (room.data.call?.idle ?? 600)) emptyFields(); return; }
    if (Date.now() - room.used > 1000 * room.data.call.idle) endCall();
    else if (room.used > room.alive && Date.now() - room.alive > ALIVE) { room.alive = Date.now(); act("alive"); }
  }, LOOK);
}

function emptyFields() { room.typed.clear(); for (const field of document.querySelectorAll("[data-field]")) field.value = field.defaultValue = ""; }

// Whatever the server says: what was told leaves the screen at once, and the page is loaded anew where no answer comes.
function endCall() {
  emptyFields();
  room.row = "";
  room.ending = true;
  act("end");
  setTimeout(() => { if (room.acts.length) location.replace(deskAddress()); }, ANSWERED);
}

// Scrolls the list, not the page.
function within(item, list) {
  const pane = item.closest(list), box = item.getBoundingClientRect(), frame = pane.getBoundingClientRect();
  if (box.top < frame.top) pane.scrollTop -= frame.top - box.top;
  else if (box.bottom > frame.bottom) pane.scrollTop += box.bottom - frame.bottom;
}

function rows() { return [...document.querySelectorAll(".dk-fact")]; }
function rowNow() { const name = room.row ?? document.querySelector(".dk-facts")?.dataset.next; return rows().find((row) => row.dataset.fact === name); }
function markRow() { const now = rowNow(); for (const row of rows()) row.classList.toggle("now", row === now); }

function chooseRow(row) {
  room.row = row.dataset.fact;
  markRow();
  within(row, ".dk-facts");
  const picks = row.querySelectorAll("[data-pick]");
  if (picks.length === 1 && picks[0].matches("input")) { picks[0].focus(); picks[0].select(); }
}

function pick(row, digit) {
  if (digit === "0") { setFact(row.dataset.fact, ""); return; }
  const chosen = row.querySelector(`[data-pick="${digit}"]`);
  if (chosen?.matches("input")) { chosen.focus(); chosen.select(); }
  else if (chosen) setFact(row.dataset.fact, chosen.dataset.value);
}

// Until the answer is there no row is asked for: a digit pressed twice does not fall into the next one.
function setFact(name, value) {
  for (const other of document.querySelectorAll(`.dk-fact[data-fact="${name}"] [data-act]`)) other.setAttribute("aria-pressed", String(other.dataset.value === value && value !== ""));
  room.row = "";
  act("set", name, value);
}

function openCard(item) {
  for (const other of document.querySelectorAll(".dk-item.on")) other.classList.remove("on");
  item.classList.add("on");
  within(item, ".dk-list");
  room.opened = item.dataset.name;
  act("open", item.dataset.name);
}

function fieldKey(event, field) {
  if (event.key !== "Enter" && event.key !== "Escape") return false;
  event.preventDefault();
  event.stopPropagation();
  forgetTyped(field.dataset.field);
  if (event.key === "Escape") field.value = field.defaultValue;
  else if (field.dataset.field === "ask") act("ask", field.value);
  else setFact(field.dataset.field, field.value.trim());
  field.blur();
  return true;
}

const CALL_KEYS = {
  "/": () => { const box = document.querySelector("[data-field=ask]"); box?.focus(); box?.select(); return !!box; },
  arrowdown: () => step(1),
  arrowup: () => step(-1),
  s: () => copyCard(),
  m: () => printCard(),
  l: () => { const there = document.querySelector("[data-act=law]") ?? document.querySelector(".dk-law a[data-go]"); there?.click(); return !!there; },
};

function step(by) {
  const items = [...document.querySelectorAll(".dk-item")].filter((item) => item.offsetParent);
  const next = items[Math.min(Math.max(items.findIndex((item) => item.classList.contains("on")) + by, 0), items.length - 1)];
  if (next) openCard(next);
  return !!next;
}

function copyCard() { const text = document.querySelector(".dk-copy")?.textContent; if (text) copy(text); return !!text; }
function printCard() { if (!document.querySelector(".dk-copy")) return false; window.print(); return true; }

function callKey(event) {
  if (!document.querySelector(".dk-strip") || !document.querySelector(".dk-facts")) return false;
  const field = event.target.closest?.("[data-field]");
  if (field) return fieldKey(event, field);
  if (typing(document.activeElement)) return false;
  const key = event.key.toLowerCase();
  let done = false;
  if (event.shiftKey && key === "k") { endCall(); done = true; }
  else if (event.shiftKey && key !== "/") return false;
  else if (/^[0-9]$/.test(key)) done = pressDigit(key);
  else {
    const row = rows().find((one) => one.dataset.key === key);
    if (row) { chooseRow(row); done = true; }
    else done = !!CALL_KEYS[key]?.();
  }
  if (done) { event.preventDefault(); event.stopPropagation(); }
  return done;
}

function pressDigit(digit) {
  const row = rowNow();
  if (digit === "0" && !room.row && document.querySelector("[data-act=ask]")) { act("ask", ""); return true; }
  if (row) pick(row, digit);
  return true;
}

const CALL_CLICKS = {
  set: (at) => setFact(at.dataset.name, at.getAttribute("aria-pressed") === "true" ? "" : at.dataset.value),
  open: (at) => { openCard(at); if (window.innerWidth <= 900) document.querySelector(".dk-card")?.scrollIntoView({ block: "start", behavior: "smooth" }); },
  ask: () => act("ask", ""),
  law: () => act("law"),
  end: () => endCall(),
  copy: () => copyCard(),
  print: () => printCard(),
};

function callClicked(event) {
  const at = event.target.closest?.("[data-act]");
  if (!at || at.disabled || !CALL_CLICKS[at.dataset.act]) return;
  event.preventDefault();
  event.stopPropagation();
  CALL_CLICKS[at.dataset.act](at);
  if (at.dataset.act !== "end") at.blur();
}
