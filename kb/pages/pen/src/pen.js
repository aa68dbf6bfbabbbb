// The pen: words of the law are selected with mouse, touch or keys, and marked. The server sends the marks; a new one is drawn at once
// and stands until the server has kept it, or takes it back with a sentence. What a reader does goes out through the page's script.

import { createTextAnnotator } from "@recogito/text-annotator";
import { LAW, endsOf, placesBetween, placesOf, rangesOf, sectionOf } from "./places.js";
import { renderer, set } from "./painting.js";
import { Caret } from "./keyboard.js";
import { paint, seek, step, stepKey } from "./found.js";
import { watchMargin } from "./margin.js";
import { tell, toolbar } from "./tools.js";

const PATIENCE = 4000, TRIES = 3, REMOTE = "REMOTE";
const pen = (window.kbPen ??= { data: {}, law: null, pending: new Map(), known: new Map(), marks: [], done: null });
const room = () => window.kbRoom;

export default function (component) {
  pen.data = component.data ?? {};
  if (!pen.installed) { install(); pen.installed = true; }
  settle(90);
}

// Elements of the page may arrive after this script: try again until they are there.
function settle(tries) {
  clearTimeout(pen.settling);
  if (!apply() && tries > 0) pen.settling = setTimeout(() => settle(tries - 1), tries > 70 ? 15 : 60);
}

function apply() {
  const law = document.querySelector(LAW);
  if (!law || law.dataset.base !== pen.data.base) return false;
  if (law !== pen.law) begin(law);
  answers();
  draw();
  seek(pen.data.found);
  pen.margin.settle();
  return point();
}

function begin(law) {
  finish();
  pen.law = law;
  pen.annotator = createTextAnnotator(law, { renderer, selectionMode: "all", offsetReferenceSelector: ".law, .law section" });
  pen.annotator.on("selectionChanged", chosen);
  pen.known = new Map();
  pen.margin = watchMargin(law, () => {
    const target = sectionOf(room()?.data.chosen);
    return target ? target.closest(".k-article, .law > section") : null;
  });
  // A pen that is put down takes its listeners along; where the text was drawn anew behind its back (a review's signs), it is taken up there.
  pen.gone = new MutationObserver(() => { if (!law.isConnected) { finish(); settle(90); } });
  pen.gone.observe(document.querySelector(".stMain") ?? document.body, { childList: true, subtree: true });
}

function finish() {
  if (!pen.law) return;
  pen.gone.disconnect();
  pen.margin.destroy();
  pen.annotator.destroy();
  pen.tools?.hide();
  pen.law = pen.caret = pen.annotator = null;
  set("typed", []);
  seek(null);
}

// What the server says of marks that wait for it.
function answers() {
  const { heard, refused } = pen.data;
  if (!heard || !pen.pending.has(heard)) return;
  pen.pending.delete(heard);
  if (refused) { pen.made = null; tell(refused); }
}

function draw() {
  const { store } = pen.annotator.state, wanted = new Map();
  pen.marks = pen.data.marks ?? [];
  for (const mark of pen.marks) if (mark.places.length) wanted.set(mark.id, mark);
  for (const draft of pen.data.drafts ?? []) {
    const places = placesBetween(...draft, pen.law);
    if (places.length) wanted.set(`draft ${JSON.stringify(draft)}`, { kind: "draft", places });
  }
  // Who has marked words is told so, and how they are unmarked: a key may have been pressed unawares.
  if (pen.told !== pen.made && wanted.has(pen.made)) { pen.told = pen.made; tell(words().marked, words().take_back, takeBack); }
  for (const [id, { mark }] of pen.pending) if (!wanted.has(id)) wanted.set(id, mark);
  const stamps = new Map([...wanted].map(([id, mark]) => [id, JSON.stringify(mark)]));
  for (const [id, stamp] of pen.known) if (stamps.get(id) !== stamp) { store.deleteAnnotation(id, REMOTE); pen.known.delete(id); }
  const fresh = [];
  for (const [id, mark] of wanted) {
    if (pen.known.has(id)) continue;
    const selector = rangesOf(mark.places).map((range) => ({ range, quote: range.toString(), start: 0, end: 0 }));
    if (!selector.length) continue;
    fresh.push({ id, bodies: [], properties: { kind: mark.kind }, target: { annotation: id, selector, created: new Date() } });
    pen.known.set(id, stamps.get(id));
  }
  if (fresh.length) store.bulkAddAnnotations(fresh, false, REMOTE);
  set("typed", rangesOf(pen.data.typed ?? []));
}

// The note that somebody asked for stands in sight, and is the one in hand.
function point() {
  for (const old of document.querySelectorAll(".note.in-hand")) if (!pen.hand?.includes(old.dataset.note)) old.classList.remove("in-hand");
  if (!pen.hand) return true;
  const cards = pen.hand.map((id) => document.querySelector(`.note[data-note="${CSS.escape(id)}"]`)).filter(Boolean);
  for (const card of cards) card.classList.add("in-hand");
  if (!cards.length) return false;
  if (pen.done !== pen.hand) { cards[0].scrollIntoView({ block: "nearest" }); pen.done = pen.hand; }
  return true;
}

// Something else is selected: words, notes, or nothing any more.
function chosen(selected) {
  const { store } = pen.annotator.state, mine = selected.filter(({ id }) => pen.known.has(id));
  const words = selected.find(({ id }) => !pen.known.has(id));
  for (const other of store.all()) if (!pen.known.has(other.id) && other.id !== words?.id) store.deleteAnnotation(other.id, REMOTE);
  if (words) { offer(false); return; }
  if (!pen.caret) pen.tools.hide();
  const notes = mine.map(({ id }) => id).filter((id) => pen.marks.some((mark) => mark.id === id));
  if (notes.length && getSelection().isCollapsed) open(notes);
}

// The words that are selected now, as places of the stored text.
function selectedRange() {
  if (pen.caret) return pen.caret.range();
  const selection = getSelection();
  return selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
}

function offer(told) {
  const range = selectedRange();
  if (!range || !pen.law || !placesOf(range, pen.law).length) { pen.tools.hide(); return; }
  pen.tools.show(range, told, pen.touch && !pen.caret);
}

function open(ids) {
  pen.hand = ids;
  const mark = pen.marks.find(({ id }) => id === ids[0]);
  room().choose(mark.path, false, "notes");
  settle(90);
}

function press(act) {
  const range = selectedRange(), places = range ? placesOf(range, pen.law) : [];
  leaveCaret();
  pen.tools.hide();
  if (!places.length) return;
  getSelection().removeAllRanges();
  pen.annotator.state.selection.clear();
  const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  if (act === "mark") pen.made = id; else room().opens();
  ask(id, { kind: act === "mark" ? "mark" : "select", id, law: pen.data.law, ...endsOf(places) }, { kind: act === "mark" ? "mark" : "draft", places });
}

// The mark that was made last goes again.
function takeBack() {
  const note = pen.made, id = `back ${note}`;
  pen.made = null;
  if (note && pen.law) ask(id, { kind: "unmake", id, note, law: pen.data.law }, { kind: "draft", places: [] });
}

// A mark is drawn at once. What is told while the page is drawn anew may get lost: it is told again, and taken back where nobody answers.
function ask(id, event, mark) {
  pen.pending.set(id, { mark });
  draw();
  room().send(event);
  let tries = TRIES;
  const check = () => {
    if (!pen.pending.has(id)) return;
    if (document.querySelector("[data-test-script-state=running]")) { setTimeout(check, PATIENCE / 2); return; }
    tries -= 1;
    if (tries) { room().send(event); setTimeout(check, PATIENCE); return; }
    pen.pending.delete(id);
    if (pen.law) draw();
    tell(words().unanswered);
  };
  setTimeout(check, PATIENCE);
}

const words = () => pen.data.words ?? {};
const typing = (element) => !!element?.closest?.("input, textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=radiogroup]");

function install() {
  pen.tools = toolbar(words, press);
  pen.drawn = () => { cancelAnimationFrame(pen.painting); pen.painting = requestAnimationFrame(paint); };
  document.addEventListener("pointerdown", (event) => {
    pen.touch = event.pointerType === "touch";
    pen.down = true;
    if (!event.target.closest?.(".kb-pen")) leaveCaret();
  }, true);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("click", (event) => {
    const { step: note, found, unmark } = event.target.closest?.("button")?.dataset ?? {};
    if (note) { event.preventDefault(); jump(Number(note)); }
    else if (found) step(Number(found));
    else if (unmark != null) { seek(null); room().send({ kind: "unmark" }); }
  }, true);
  for (const up of ["pointerup", "pointercancel"]) document.addEventListener(up, () => { pen.down = false; }, true);
  // Words may be selected, given up, or taken at other ends (on a touch screen) without the library hearing of it.
  document.addEventListener("selectionchange", (event) => {
    const range = selectedRange();
    if (pen.law && range && !range.intersectsNode(pen.law)) event.stopImmediatePropagation(); // the library fails on words beside the law
    clearTimeout(pen.timer);
    pen.timer = setTimeout(() => { if (pen.law?.isConnected && !pen.down && !pen.caret) offer(false); }, 200);
  });
  document.addEventListener("scroll", () => { if (pen.tools.shown) offer(false); }, { capture: true, passive: true });
}

function leaveCaret() {
  if (!pen.caret) return;
  pen.caret = null;
  pen.annotator?.setAnnotatingEnabled(true);
  pen.tools.hide();
  getSelection().removeAllRanges();
}

function pressed(event) {
  if (pen.law?.isConnected && stepKey(event)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  if (!pen.law?.isConnected || event.altKey || event.isComposing || typing(document.activeElement)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const stop = () => { event.preventDefault(); event.stopImmediatePropagation(); };
  if (event.metaKey || event.ctrlKey) { if (key === "z" && pen.made && pen.made === pen.told) { stop(); takeBack(); } return; }
  if (key.length === 1 && room().wordsMeant()) return;
  if (pen.caret && pen.caret.press(event.key, event.shiftKey)) { stop(); moved(); }
  else if (pen.caret && event.key === "Escape") { stop(); leaveCaret(); }
  else if (pen.caret && event.key === "Enter") { stop(); press("note"); }
  else if (pen.tools.shown && key === "t") { stop(); press("mark"); }
  else if (pen.tools.shown && key === "g") { stop(); press("note"); }
  else if (key === "b") { stop(); takeCaret(); }
  else if (key === "n" || key === "p") { stop(); jump(key === "n" ? 1 : -1); }
}

// The pen is taken up at the provision in hand, else at the first one in sight.
function takeCaret() {
  const chosen = room().data.chosen, head = document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0;
  const seen = () => [...pen.law.querySelectorAll(".k-article")].find((article) => article.getBoundingClientRect().bottom > head + 40);
  pen.annotator.setAnnotatingEnabled(false);
  window.kbLaw?.all();
  pen.caret = new Caret(pen.law, sectionOf(chosen) ?? seen());
  if (!pen.caret.fields.length) { leaveCaret(); return; }
  pen.law.focus({ preventScroll: true });
  moved();
}

function moved() {
  const range = pen.caret.range();
  getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  const box = pen.caret.element.getBoundingClientRect();
  if (box.top < 170 || box.bottom > window.innerHeight - 60) pen.caret.element.scrollIntoView({ block: "center" });
  offer(true);
}

// To the next note in the text, or the one before.
function jump(step) {
  const marks = pen.marks.map((mark) => [mark, rangesOf(mark.places)[0] ?? wholeOf(mark.path)]).filter(([, range]) => range);
  marks.sort(([, a], [, b]) => a.compareBoundaryPoints(Range.START_TO_START, b));
  if (!marks.length) { tell(words().none); return; }
  let index = marks.findIndex(([{ id }]) => id === pen.hand?.[0]);
  if (index < 0) {
    const here = wholeOf(room().data.chosen) ?? wholeOf(pen.law.querySelector("section")?.id);
    const after = marks.findIndex(([, range]) => here && range.compareBoundaryPoints(Range.START_TO_START, here) >= 0);
    index = step > 0 ? (after < 0 ? -1 : after - 1) : after < 0 ? 0 : after;
  }
  const [mark, range] = marks[(index + step + marks.length) % marks.length];
  const element = range.startContainer.nodeType === Node.TEXT_NODE ? range.startContainer.parentElement : sectionOf(mark.path);
  element.scrollIntoView({ block: "center" });
  open([mark.id]);
}

function wholeOf(path) {
  const section = sectionOf(path);
  if (!section) return null;
  const range = new Range();
  range.selectNode(section);
  return range;
}
