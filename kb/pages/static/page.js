// What HTML alone cannot do: keys, permalinks, the provision in hand. No network, no libraries; cookies remember
// which door was chosen and, until the browser is closed, the name of who works here; nothing else is kept.
// The server sends `data`; what a reader does goes back as one trigger, `event`.

const LAW = ".law", START = "tra-cuu";
const room = (window.kbRoom ??= { data: {}, typed: new Map(), send: () => {}, done: {}, installed: false });

export default function (component) {
  room.data = component.data ?? {};
  room.send = (event) => component.setTriggerValue("event", { ...event, at: Date.now() });
  Object.assign(room, { choose, settle, drawn, bring, opens, wordsMeant });
  if (!room.installed) { install(); room.installed = true; }
  if (room.touched) heardOfDrafts();
  settle(90);
}

// A call is told of as soon as its page is there: what comes before the server has told this script anything is sent when it has.
queueMicrotask(() => {
  if (room.listening) return;
  room.listening = true;
  watchCall();
  document.addEventListener("keydown", (event) => { if (!room.installed && !(event.metaKey || event.ctrlKey || event.altKey || event.isComposing)) callKey(event); }, true);
});

// Elements of the page may arrive after this script: try again until they are there.
const SOON = 70;
function settle(tries) {
  clearTimeout(room.settling);
  if (!apply() && tries > 0) room.settling = setTimeout(() => settle(tries - 1), tries > SOON ? 15 : 60);
}

function once(name, token, action) {
  if (token == null || room.done[name] === token) return true;
  if (!action()) return false;
  room.done[name] = token;
  return true;
}

function apply() {
  const { data } = room;
  document.documentElement.lang = data.lang ?? "vi";
  // A menu with a heading in it is no list, which Streamlit says it is.
  for (const part of document.querySelectorAll("[data-testid=stSidebarNavItems], [data-testid=stSidebarNavItems] li")) part.role = "none";
  keepDayFocus();
  if (room.spoken !== data.lang) { room.spoken = data.lang; translate(document.body); }
  const head = document.querySelector(".top");
  if (head) document.documentElement.style.setProperty("--head", `${headBottom() + 6}px`);
  once("fold", data.fold, () => { delete document.body.dataset.unfolded; return true; });
  tellFolds();
  tellFiles();
  locate();
  let ready = once("focus", data.focus, () => { const box = searchBox(); if (!typing(document.activeElement)) box?.focus(); return !!box; });
  ready = once("hit", data.hit, () => { const hit = document.querySelector("a.hit"); if (!dayBox()?.contains(document.activeElement)) hit?.focus(); return !!hit; }) && ready;
  const over = data.call?.number < room.call;  // an order of a call that is over takes nobody anywhere
  ready = once("go", data.go?.[0], () => { if (!over) visit(data.go[1]); return true; }) && ready;
  ready = once("card", data.card?.[0], () => {
    const cards = document.querySelectorAll(".card[data-item]");
    if (!cards.length) return false;
    if (document.querySelector(`.card[data-item="${CSS.escape(String(data.card[2]))}"]`)) return false;
    cards[Math.min(data.card[1], cards.length - 1)].focus();
    return true;
  }) && ready;
  ready = once("form", data.form?.[0], () => {
    const box = document.querySelector(`.st-key-${data.form[1].replace(/[^\w-]/g, "-")} :is(textarea, input)`);
    box?.scrollIntoView({ block: "center" }); box?.focus({ preventScroll: true });
    return !!box;
  }) && ready;
  ready = once("asked", data.asked, () => { const box = document.querySelector(".st-key-who_asked input"); box?.focus(); return !!box; }) && ready;
  ready = once("door", data.door, () => { document.cookie = `tuluat_door=${data.door}; path=/; max-age=31536000; samesite=strict`; return true; }) && ready;
  ready = once("name", data.name, () => {
    document.cookie = `tuluat_name=${encodeURIComponent(data.name)}; path=/; samesite=strict${data.name ? "" : "; max-age=0"}`;
    return true;
  }) && ready;
  ready = returned(data) && ready;
  ready = settleCall(data) && ready;
  if (!data.law) return once("scroll", data.scroll, () => { letGo(); document.querySelector(".stMain")?.scrollTo(0, 0); return true; }) && ready;
  const law = document.querySelector(LAW);
  if (!law || law.dataset.base !== data.base) return false;
  if (!law.dataset.ready) prepare(law);
  marks(law);
  return once("scroll", data.scroll, () => {
    const target = place(data.chosen);
    if (target) bring(target);
    else document.querySelector(".stMain")?.scrollTo(0, 0);
    return true;
  }) && ready;
}

// The element of a provision; in a long text it may not have been drawn before.
function place(path) { return path ? window.kbLaw?.place(path) ?? document.getElementById(path) : null; }

// What a part of a text needs when it has been drawn.
function drawn(part) {
  for (const mark of part.querySelectorAll("a.n")) mark.href = link(mark.closest("section").id);
  for (const path of room.data.noted ?? []) document.getElementById(path)?.classList.add("noted");
  window.kbPen?.drawn?.();
}

function prepare(law) {
  law.dataset.ready = "1";
  drawn(law);
  room.contents = new Map();
  for (const entry of document.querySelectorAll(".toc a[data-to]")) { entry.href = link(entry.dataset.to); room.contents.set(entry.dataset.to, entry); }
  const toc = document.querySelector(".toc");
  if (toc && window.innerWidth <= 900) toc.open = false;
}

function link(path) {
  const base = document.querySelector(LAW)?.dataset.base ?? "";
  return `${base}${base.includes("?") ? "&" : "?"}dk=${encodeURIComponent(path).replaceAll("%2F", "/")}`;
}

function marks(law) {
  const { data } = room;
  for (const old of law.querySelectorAll(".on, .noted, .to-print")) old.classList.remove("on", "noted", "to-print");
  for (const old of document.querySelectorAll(".toc .noted")) old.classList.remove("noted");
  const chosen = place(data.chosen);
  chosen?.classList.add("on");
  (chosen?.closest(".k-article") ?? chosen)?.classList.add("to-print");
  for (const path of data.noted ?? []) {
    document.getElementById(path)?.classList.add("noted");
    room.contents?.get(path.split("/").reduce((best, _, i, all) => { const p = all.slice(0, i + 1).join("/"); return room.contents.has(p) ? p : best; }, ""))?.classList.add("noted");
  }
  current(data.chosen);
}

function current(path) {
  if (!path || !room.contents) return;
  let entry = null;
  for (let p = path; p && !entry; p = p.includes("/") ? p.slice(0, p.lastIndexOf("/")) : "") entry = room.contents.get(p);
  if (!entry || entry === room.entry) return;
  room.entry?.classList.remove("on");
  entry.classList.add("on");
  room.entry = entry;
  entry.parentElement.querySelector(":scope > details")?.setAttribute("open", "");
  for (let d = entry.closest("details"); d && !d.classList.contains("toc"); d = d.parentElement.closest("details")) d.open = true;
  const toc = entry.closest(".toc");
  if (toc && toc.scrollHeight > toc.clientHeight) toc.scrollTop += entry.getBoundingClientRect().top - toc.getBoundingClientRect().top - toc.clientHeight / 3;
}

function choose(path, scroll, panel) {
  room.data.chosen = path;
  history.replaceState(history.state, "", link(path));
  const law = document.querySelector(LAW);
  if (law) marks(law);
  const target = place(path);
  if (scroll && target) bring(target);
  room.send({ kind: "choose", path, panel });
}

// The place that was asked for stands under the head of the page and stays there while the page settles: fonts arrive, articles
// above it get their true height, a banner appears. Whoever scrolls, types or points takes over.
function bring(target, show = put) {
  const until = performance.now() + 2500;
  room.held = target;
  const step = () => {
    if (room.held !== target || !target.isConnected) return;
    show(target);
    if (performance.now() < until) setTimeout(step, 60); else room.held = null;
  };
  step();
  document.fonts?.ready.then(() => { if (room.held === target) show(target); });
}

// A clause is shown under the heading of its article where both fit on the screen.
function put(target) {
  const pane = document.querySelector(".stMain");
  const article = target.closest(".k-article") ?? target;
  const near = target.getBoundingClientRect().top - article.getBoundingClientRect().top < window.innerHeight / 2.2;
  const shown = near ? article : target;
  const mark = shown.querySelector(":scope > .h") ?? shown;
  const off = mark.getBoundingClientRect().top - headBottom() - 14;
  if (pane && Math.abs(off) > 1) pane.scrollTop += off;
}

// Where the head of the page ends while it sticks to the top.
function headBottom() {
  return (document.querySelector(".stAppHeader")?.offsetHeight || 60) + (document.querySelector(".top")?.offsetHeight ?? 0);
}

function letGo() { room.held = room.hit = room.going = null; }

// Streamlit follows the browser's history: a new entry, told as a step in it, changes the page without loading anything anew,
// and leaves exactly one entry to go back from.
function visit(href) {
  leaveDraft(null);
  const url = new URL(href, document.baseURI).href;
  if (url === location.href) return;
  history.pushState(null, "", url);
  if (room.left) room.left.gone = true;
  room.going = url;
  arrive(url, 2);
}

// What is told while a page is being drawn may get lost: it is told again where that page has not come. That page may even write its
// own address over the one that was asked for; whoever has done anything else meanwhile stays where they are.
function arrive(url, tries) {
  window.dispatchEvent(new PopStateEvent("popstate", { state: null }));
  const check = () => {
    if ((location.href !== url && room.going !== url) || shows(url) || !tries) return;
    if (location.href !== url) history.pushState(null, "", url);
    if (document.querySelector("[data-test-script-state=running]")) setTimeout(check, HEARD); else arrive(url, tries - 1);
  };
  setTimeout(check, HEARD);
}

// Whether the page that was drawn last is the one of an address.
function shows(url) {
  const { pathname, searchParams } = new URL(url), [page, params] = room.data.at ?? [];
  const name = pathname.slice(pathname.lastIndexOf("/") + 1) || START;
  return name === page && [...searchParams].every(([key, value]) => params[key] === value);
}

// A day that was typed and not yet applied goes along.
function follow(href) {
  const typed = typedDay();
  if (typed) askDay(typed, href); else visit(href);
}

// A field that somebody writes a draft in hands its words over before the page changes under it.
function leaveDraft(target) {
  const box = document.activeElement;
  // The list of a choice and the calendar of a day hang elsewhere on the page, and close as soon as their field is left.
  if (target?.closest?.("[role=listbox], [role=dialog], [data-trigger]")) return;
  if (box?.closest?.("[class*='st-key-draft_']") && !box.contains(target)) box.blur();
}

function searchBox() { return document.querySelector(".st-key-box input, .st-key-find input"); }
function typing(element) { return !!element?.closest("input, textarea, select, [contenteditable], [role=combobox], [role=listbox]"); }

function install() {
  document.addEventListener("pointerdown", (event) => leaveDraft(event.target), true);
  window.addEventListener("popstate", () => leaveDraft(null), true);
  watchDrawing();
  watchLeaving();
  watchWords();
  watchReturns();
  watchPicks();
  watchFiles();
  document.addEventListener("click", clicked, true);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("input", (event) => { if (event.target.closest?.(".daybox")) showWaiting(); }, true);
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"]) document.addEventListener(act, letGo, { capture: true, passive: true });
  document.addEventListener("scroll", () => {
    if (room.menu && Math.abs(boxOf(room.menuFrom).top - room.menuTop) > 1) closeMenu();
    if (room.spying) return;
    room.spying = setTimeout(() => { room.spying = 0; spy(); }, 150);
  }, true);
}

function spy() {
  locate();
  const law = document.querySelector(LAW);
  if (!law) return;
  const { left, width } = law.getBoundingClientRect();
  const section = document.elementFromPoint(left + width / 2, 150)?.closest(".law section");
  if (section) current(section.closest(".k-article")?.id ?? section.id);
}

// The map of a comparison says which article is on the screen: the first one below what sticks to the top.
function articleHere() {
  const line = (document.querySelector(".whole .heads")?.getBoundingClientRect().bottom ?? 0) + 24;
  const sections = [...document.querySelectorAll(".whole > section")];
  return [sections, sections.findIndex((section) => section.getBoundingClientRect().bottom > line)];
}

function locate() {
  const map = document.querySelector(".ticks");
  if (!map) return;
  const [sections, here] = articleHere();
  const tick = here >= 0 && map.querySelector(`[data-row="${sections[here].dataset.at}"]`);
  const old = map.querySelector(".on");
  if (!tick || tick === old) return;
  old?.classList.remove("on");
  tick.classList.add("on");
  map.lastElementChild.textContent = tick.title;
}

function stepTo(by) {
  const [sections, here] = articleHere();
  sections[Math.max(0, here + by)]?.scrollIntoView({ block: "start" });
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const at = event.target.closest?.("a, button");
  if (at?.matches(OPENERS)) opens();
  if (room.menu && !room.menu.contains(event.target)) closeMenu();
  closePicks(event.target.closest?.("details.pick"));
  if (!at) return;
  const stop = () => { event.preventDefault(); event.stopPropagation(); };
  if (at.dataset.menu != null) { stop(); openMenu(at); }
  else if (at.dataset.panel != null) { stop(); choose(at.dataset.path, false, at.dataset.panel); toMargin(); }
  else if (at.dataset.decide != null) { stop(); decideCard(at); }
  else if (at.dataset.to) {
    stop();
    closeMenu();
    choose(at.dataset.to, true);
    const toc = at.closest(".toc");
    if (toc && window.innerWidth <= 900) toc.open = false;
  }
  else if (at.matches(".law a.n")) { stop(); choose(at.closest("section").id, false); }
  else if (at.dataset.anchor != null) { stop(); room.send({ kind: "anchor", anchor: at.dataset.anchor }); }
  else if (at.dataset.margin != null) { stop(); document.querySelector(".st-key-margin")?.scrollIntoView({ block: "center" }); }
  else if (at.dataset.ask != null) { stop(); room.send({ kind: "ask", words: at.dataset.ask }); }
  else if (at.dataset.doubt) { stop(); const path = at.closest("section").id; room.data.chosen = path; room.send({ kind: "doubt", path, span: at.dataset.doubt }); toMargin(); }
  else if (at.dataset.actJob) { stop(); room.send({ kind: "job", act: at.dataset.actJob, id: Number(at.dataset.job) }); }
  else if (at.dataset.run != null) { stop(); room.send({ kind: "run", id: at.dataset.run }); }
  else if (at.dataset.pair != null) { stop(); window.kbPair?.(at.dataset.pair); }
  else if (at.dataset.fold) { stop(); unfold(at.dataset.fold); }
  else if (at.dataset.row) { stop(); document.getElementById(at.dataset.row)?.scrollIntoView({ block: "start" }); }
  else if (at.dataset.step) { stop(); stepTo(Number(at.dataset.step)); }
  else if (at.dataset.copy != null) { stop(); copy(at.dataset.copy ? new URL(at.dataset.copy, document.baseURI).href : location.href, "copied_link"); }
  else if (at.dataset.cite != null) { stop(); copy(at.dataset.cite, "copied_quote", at.closest(".hand").querySelector(".quoted")); }
  else if (at.dataset.print != null) { stop(); window.print(); }
  else if (at.dataset.day != null) { stop(); dayButton(at); }
  else if (at.dataset.go != null) { stop(); closeMenu(); leaveBy(at); if (at.closest(".turns")) document.querySelector(".stMain")?.scrollTo(0, 0); follow(at.getAttribute("href")); }
  else if (at.matches("header a[href], [data-testid=stSidebarNav] a[href]") && (typedDay() || kept())) {
    stop();
    follow(withKept(at.href));
  }
}

// What a narrow screen folds away until it is asked for; another text chosen folds it again. The server draws it all the same.
function unfold(name) {
  const open = new Set((document.body.dataset.unfolded ?? "").split(" ").filter(Boolean));
  if (!open.delete(name)) open.add(name);
  document.body.dataset.unfolded = [...open].join(" ");
  tellFolds();
}

function tellFolds() {
  const open = (document.body.dataset.unfolded ?? "").split(" ");
  for (const button of document.querySelectorAll("[data-fold]")) button.setAttribute("aria-expanded", String(open.includes(button.dataset.fold)));
}

function toMargin() {
  if (window.innerWidth <= 900) setTimeout(() => document.querySelector(".st-key-margin")?.scrollIntoView({ block: "start" }), 300);
}

// A reference to several places, or to one that is not in the base, opens a list of them.
function openMenu(from) {
  closeMenu();
  const menu = Object.assign(document.createElement("div"), { className: "kb-menu", lang: "vi" });
  for (const [words, href, inside, note] of JSON.parse(from.dataset.menu)) {
    const line = document.createElement(href || inside ? "a" : "span");
    line.textContent = words;
    if (href) { line.href = href; line.dataset.go = "1"; }
    else if (inside) { line.href = link(inside); line.dataset.to = inside; }
    if (note) line.append(Object.assign(document.createElement("small"), { textContent: note }));
    menu.append(line);
  }
  const box = boxOf(from);
  document.querySelector(".stApp").append(menu);
  const below = box.bottom + menu.offsetHeight + 12 < window.innerHeight;
  menu.style.top = `${below ? box.bottom + 4 : Math.max(box.top - menu.offsetHeight - 4, 8)}px`;
  menu.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - menu.offsetWidth - 12))}px`;
  room.menu = menu;
  room.menuFrom = from;
  room.menuTop = box.top;
  menu.querySelector("a")?.focus({ preventScroll: true });
}

function boxOf(element) { return element.getClientRects()[0] ?? element.getBoundingClientRect(); }

// A scroll that was under way before the menu opened tells of itself afterwards: only a link that has moved closes its menu.
function closeMenu(back) {
  if (!room.menu) return;
  room.menu.remove();
  room.menu = null;
  if (back) room.menuFrom?.focus({ preventScroll: true });
}

function pressed(event) {
  if (saveKey(event)) return;
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
  if (dayKey(event) || callKey(event)) return;
  const active = document.activeElement, box = searchBox();
  if (event.key === "Escape" && room.menu) { event.preventDefault(); closeMenu(true); return; }
  if ((event.key === "Enter" || event.key === " ") && active?.matches?.("a[role=button]")) { event.preventDefault(); active.click(); return; }
  if (pickKey(event, active)) { event.preventDefault(); return; }
  if (reviewKey(event, active)) return;
  if (event.key === "/" && !typing(active) && !wordsMeant() && box) { event.preventDefault(); box.focus(); box.select(); return; }
  if (event.key === "Escape" && active === box) { box.blur(); return; }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const hits = [...document.querySelectorAll("a.hit, a.row")];
  const index = hits.indexOf(active);
  if (!hits.length || (index < 0 && active !== box && active !== document.body)) return;
  event.preventDefault();
  const next = event.key === "ArrowDown" ? index + 1 : index - 1;
  if (next < 0) { box?.focus(); return; }
  hits[Math.min(next, hits.length - 1)].focus();
  hits[Math.min(next, hits.length - 1)].scrollIntoView({ block: "nearest" });
}

function decideCard(button) {
  const card = button.closest(".card[data-item]");
  room.send({ kind: "decide", what: button.dataset.decide, id: card.dataset.item, seen: card.dataset.seen, index: [...document.querySelectorAll(".card[data-item]")].indexOf(card) });
}

// The queue of the review: arrows move between cards, a letter decides about the one in use.
function reviewKey(event, active) {
  const cards = [...document.querySelectorAll(".card[data-item]")];
  if (typing(active)) return false;
  const card = active?.closest?.(".card[data-item]"), key = event.key.toLowerCase();
  if (cards.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const index = cards.indexOf(card) + (event.key === "ArrowDown" ? 1 : -1);
    const next = cards[Math.min(Math.max(index, 0), cards.length - 1)];
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    return true;
  }
  const button = !opening() && (card?.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? (key === "l" && document.querySelector(".st-key-take_back button")));
  if (!button) return false;
  event.preventDefault();
  event.stopPropagation();
  button.click();
  return true;
}

// Words, and for whoever takes them the same as HTML, with the link that leads back to them.
async function copy(text, said, element) {
  const html = element?.cloneNode(true);
  for (const link of html?.querySelectorAll("a") ?? []) link.setAttribute("href", new URL(link.getAttribute("href"), document.baseURI).href);
  const kinds = { "text/plain": text, ...(html ? { "text/html": html.innerHTML.trim() } : {}) };
  let done = true;
  try {
    if (html && window.ClipboardItem) await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(Object.entries(kinds).map(([kind, words]) => [kind, new Blob([words], { type: kind })])))]);
    else await navigator.clipboard.writeText(text);
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area); area.select(); done = document.execCommand("copy"); area.remove();
  }
  if (done) toast(room.data.words?.[said]);
  else toast(room.data.words?.not_copied, 6000);
}

function toast(words, shown = 1800) {
  const line = Object.assign(document.createElement("div"), { className: "kb-toast", textContent: words ?? "✓" });
  line.setAttribute("role", "status");
  document.querySelector(".stApp").append(line);
  setTimeout(() => line.remove(), shown);
}
