// The desk. What is told goes to the server in numbered acts, sent again until they are known to be done; nothing is stored here.

const AGAIN = 900, RARELY = 10000, BUSY = 33, ALIVE = 240000, LOOK = 5000, ANSWERED = 5000;

function act(...what) {
  tellOfCall(room, Date.now(), ...what);
  sendActs();
}

function sendActs(wait = AGAIN) {
  clearTimeout(room.acting);
  if (!room.acts?.length) return;
  room.send({ kind: "call", acts: room.acts });
  room.busy = 0;
  room.acting = setTimeout(() => sendAgain(wait), wait);
}

// What is told stops the run that is under way: one that was told too often in the middle of it would never come to its end.
function sendAgain(wait) {
  if (document.querySelector("[data-test-script-state=running]") && ++room.busy < BUSY) room.acting = setTimeout(() => sendAgain(wait), AGAIN);
  else sendActs(Math.min(2 * wait, RARELY));
}

// What the server has done is not sent again. The answer to it is on the page as soon as the facts bear its number.
function settleCall(data) {
  const told = data.call ?? {}, heard = hearOfCall(room, told);
  if (heard === "leave") location.replace(deskAddress());
  if (heard === "lost") toast(data.words?.lost);
  blankOld();
  const facts = document.querySelector(".dk-facts");
  if (facts && room.facts !== facts) { room.facts = facts; facts.scrollTop = room.scrolled ?? 0; }  // drawn anew it stands where it stood
  if (heard === "old" || told.turn == null) return true;
  if (facts?.dataset.turn !== String(told.turn)) return false;
  if (!room.acts.length && room.take) { const then = room.take; room.take = null; then(); }
  if (!room.acts.length && room.row === "") room.row = null;  // a row that was chosen meanwhile stays chosen
  markRow();
  const open = document.querySelector(".dk-item.on");
  if (open && room.opened !== open.dataset.name) { room.opened = open.dataset.name; within(open, ".dk-list"); }
  return true;
}

function deskAddress() { return `quay-tu-van${kept() ? `?${kept()}` : ""}`; }

function watchCall() {
  room.used = room.alive = Date.now();
  const told = () => (room.data.call?.open && room.data.call.number === room.call) || room.acts?.some(([, , verb]) => verb !== "begin");
  const idle = () => Date.now() - room.used > 1000 * (room.data.call?.idle ?? 600);
  // Who comes back after too long speaks with somebody else: what was told before is over before the key is taken.
  const use = () => { if (told() && idle()) endCall(); room.used = Date.now(); };
  for (const name of ["keydown", "pointerdown", "wheel"]) document.addEventListener(name, use, { capture: true, passive: true });
  document.addEventListener("click", callClicked, true);
  document.addEventListener("scroll", (event) => { if (event.target === room.facts) room.scrolled = room.facts.scrollTop; }, true);
  setInterval(() => {
    if (idle()) { if (told()) endCall(); else emptyFields(); }
    else if (told() && room.used > room.alive && Date.now() - room.alive > ALIVE) { room.alive = Date.now(); act("alive"); }
  }, LOOK);
}

function emptyFields() { room.typed.clear(); for (const field of document.querySelectorAll("[data-field]")) field.value = field.defaultValue = ""; }

// Whatever the server says: what was told leaves the screen at once. Another page is loaded anew, also where no answer comes.
function endCall() {
  emptyFields();
  room.row = room.danger = "";
  room.take = null;
  room.scrolled = 0;
  beginCall(room, Date.now(), !!document.querySelector(".dk-facts"));
  blankOld();
  sendActs();
  if (room.leaving) setTimeout(() => { if (room.leaving) location.replace(deskAddress()); }, ANSWERED);
}

// What was drawn for a call that is over shows nothing of it, and what was told and not yet answered stands in what is drawn meanwhile.
function blankOld() {
  showDanger();
  for (const part of document.getElementsByClassName("dk-told")) {
    const over = Number(part.dataset.call) < (room.call ?? 0);
    part.classList.toggle("over", over);
    if (!over || part.blank) continue;
    part.blank = true;
    for (const field of part.querySelectorAll("[data-field]")) field.value = field.defaultValue = "";
    for (const button of part.querySelectorAll("[aria-pressed=true]")) button.setAttribute("aria-pressed", "false");
    for (const row of part.querySelectorAll(".known")) row.classList.remove("known");
    showWords("");
  }
  const told = (room.acts ?? []).filter(([, call]) => call === room.call);
  for (const [, , verb, name, value] of told) if (verb === "set") markFact(name, value);
  const asked = told.filter(([, , verb]) => verb === "ask").pop();  // the last alone: words that change each time would be drawn for ever
  if (asked) showWords(asked[3]);
}

// What was asked last stands whole below the box, which is empty for what comes next.
function showWords(words) { for (const said of document.querySelectorAll(".dk-words")) if (said.textContent !== words) said.textContent = words; }

function takeWords() {
  const box = document.querySelector("[data-field=ask]"), words = document.querySelector(".dk-words")?.textContent;
  if (!box || !words) return false;
  box.value = words;
  keepTyped(box);
  box.focus();
  return true;
}

function markFact(name, value) {
  for (const one of document.querySelectorAll(`.dk-fact[data-fact="${name}"] [data-pick]`)) {
    if (!one.matches("input")) one.setAttribute("aria-pressed", String(one.dataset.value === value && value !== ""));
    else if (one !== document.activeElement && !room.typed.has(name)) one.value = one.parentElement.parentElement.querySelector(`[data-value="${CSS.escape(value)}"]`) ? "" : value;
  }
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
  if (picks.length === 1 && picks[0].matches("input")) writeIn(picks[0]);
}

// On a phone the facts stand above the card that asks for one of them.
function showRow(name) {
  const row = rows().find((one) => one.dataset.fact === name);
  if (!row) return;
  chooseRow(row);
  if (window.innerWidth <= 900) row.scrollIntoView({ block: "center" });
}

// The row is in sight within its list; the page stays, or the open card would lose its name under the strip.
function writeIn(box) { box.focus({ preventScroll: true }); box.select(); }

function pick(row, digit) {
  if (digit === "0") { setFact(row.dataset.fact, ""); return; }
  const chosen = row.querySelector(`[data-pick="${digit}"]`);
  if (chosen?.matches("input")) writeIn(chosen);
  else if (chosen) setFact(row.dataset.fact, chosen.dataset.value);
  else { const box = row.querySelector("input[data-pick]"); if (box) { box.value = digit; box.focus({ preventScroll: true }); box.dispatchEvent(new Event("input", { bubbles: true })); } }  // "8/2025", typed at once
}

// Until the answer is there no row is asked for: a digit pressed twice does not fall into the next one.
function setFact(name, value) {
  forgetTyped(name);
  markFact(name, value);
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
  const { field: name, pick } = field.dataset, words = field.value.trim();
  const again = event.key === "ArrowUp" && name === "ask" && !words && takeWords();
  const chooses = pick === "1" && event.key === pick && !words;  // the field itself, which the letter of its row has opened already
  if (!again && !chooses && event.key !== "Enter" && event.key !== "Escape") return false;
  event.preventDefault();
  event.stopPropagation();
  if (again || chooses) return true;
  if (event.key === "Enter") {
    field.value = name === "ask" ? "" : words;
    forgetTyped(name);
    if (name !== "ask") setFact(name, words);
    else if (words) { act("ask", words); showWords(words); }
  } else if (name !== "ask") { forgetTyped(name); field.value = field.defaultValue; }  // what a caller said waits in the box
  field.blur();
  return true;
}

const CALL_KEYS = {
  "/": () => { const box = document.querySelector("[data-field=ask]"); box?.focus(); return !!box; },
  arrowdown: () => step(1),
  arrowup: () => step(-1),
  s: () => take("card", "copy"),
  m: () => take("card", "print"),
  "+": () => pickOpen(),
  "=": () => pickOpen(),
  escape: () => !!room.danger && danger(room.danger),
  l: () => { const there = document.querySelector(".dk-told:not(.over) [data-act=law]") ?? document.querySelector(".dk-card:not(.over) .dk-law a[data-go]"); there?.click(); return !!there; },
};

function step(by) {
  const items = [...document.querySelectorAll(".dk-told:not(.over) .dk-item")].filter((item) => item.offsetParent);
  const next = items[Math.min(Math.max(items.findIndex((item) => item.classList.contains("on")) + by, 0), items.length - 1)];
  if (next) openCard(next);
  return !!next;
}

// The summary is what the server makes of the cards that were picked: it is taken when the last of them has been heard.
function textOf(what) { return document.querySelector(`.dk-card:not(.over) .dk-copy${what === "summary" ? ".dk-summary" : ":not(.dk-summary)"}`)?.textContent; }
function take(what, how) {
  if (what === "summary" && room.acts?.some(([, , verb]) => verb === "pick")) { room.take = () => take(what, how); return true; }
  const text = textOf(what);
  if (!text) return false;
  if (how === "copy") copy(text, what === "summary" ? "copied_summary" : "copied_card");
  else { document.body.dataset.print = what; window.print(); }
  return true;
}

// What to say when there is danger is on the page from the beginning: it needs no server.
const DANGER = { Digit1: "111", Digit3: "113", Digit5: "115" };

function danger(number) {
  room.danger = room.danger === number ? "" : number;
  showDanger();
  return true;
}

function showDanger() {
  for (const part of document.getElementsByClassName("dk-danger")) if (part.hidden !== (part.dataset.danger !== room.danger)) part.hidden = !part.hidden;
  for (const button of document.querySelectorAll(".dk-strip .call")) button.setAttribute("aria-expanded", String(button.dataset.name === room.danger));
}

function pickOpen() {
  const at = document.querySelector(".dk-card:not(.over) [data-act=pick]");
  if (at) at.click();
  else toast(room.data.words?.none_open);
  return true;
}

// While a box is away between two drawings, what is typed for it waits in the one that was taken.
function awayKey(event, field) {
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.setRangeText(event.key, field.selectionStart, field.selectionEnd, "end");
  else if (event.key === "Backspace") field.value = field.value.slice(0, -1);
  else {
    const done = fieldKey(event, field);
    if (done) room.field = null;
    return done;
  }
  keepTyped(field);
  event.preventDefault();
  event.stopPropagation();
  return true;
}

function callKey(event) {
  const away = room.field?.dataset?.field && !room.field.isConnected && document.activeElement === document.body;
  if (away) return awayKey(event, room.field);
  if (!document.querySelector(".dk-strip") || !document.querySelector(".dk-facts")) return false;
  const field = event.target.closest?.("[data-field]");
  if (field) return fieldKey(event, field);
  if (typing(document.activeElement)) return false;
  const key = event.key.toLowerCase();
  let done = false;
  if (event.shiftKey && key === "k") { endCall(); done = true; }
  else if (event.shiftKey && DANGER[event.code]) done = danger(DANGER[event.code]);
  else if (event.shiftKey && "sm".includes(key)) done = take("summary", key === "s" ? "copy" : "print");
  else if (event.shiftKey && !"/+".includes(key)) return false;
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
  if (digit === "0" && !room.row && document.querySelector(".dk-cards:not(.over) [data-act=ask]")) { act("ask", ""); return true; }
  if (row) pick(row, digit);
  return true;
}

const CALL_CLICKS = {
  set: (at) => setFact(at.dataset.name, at.getAttribute("aria-pressed") === "true" ? "" : at.dataset.value),
  open: (at) => { openCard(at); if (window.innerWidth <= 900) document.querySelector(".dk-card")?.scrollIntoView({ block: "start", behavior: "smooth" }); },
  ask: () => act("ask", ""),
  words: () => takeWords(),
  fact: (at) => showRow(at.dataset.name),
  law: () => act("law"),
  end: () => endCall(),
  copy: (at) => take(at.dataset.name ?? "card", "copy"),
  print: (at) => take(at.dataset.name ?? "card", "print"),
  danger: (at) => danger(at.dataset.name || room.danger),
  pick: (at) => act("pick", at.dataset.name, at.dataset.value),
};

function callClicked(event) {
  const at = event.target.closest?.("[data-act]");
  if (!at || at.disabled || !CALL_CLICKS[at.dataset.act]) return;
  event.preventDefault();
  event.stopPropagation();
  CALL_CLICKS[at.dataset.act](at);
  if (at.dataset.act !== "end") at.blur();
}
