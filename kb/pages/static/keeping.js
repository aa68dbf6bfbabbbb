// What somebody does while the page is drawn anew is not lost. Streamlit puts new elements in the place of our old ones at any moment:
// between a press and its release, and under a field that somebody types in.

const SLIP = 12, HELD = "[data-field], .card[data-item]";

function watchDrawing() {
  document.addEventListener("mousedown", pressing, true);
  document.addEventListener("mouseup", releasing, true);
  document.addEventListener("input", (event) => { if (event.target.matches?.("[data-field]")) keepTyped(event.target); }, true);
  document.addEventListener("focusin", (event) => { room.field = event.target.matches?.(HELD) ? event.target : null; }, true);
  // What is taken away may tell that it was left before it is gone.
  document.addEventListener("focusout", (event) => queueMicrotask(() => { if (event.target.isConnected && room.field === event.target) room.field = null; }), true);
  new MutationObserver(giveBack).observe(document.body, { childList: true, subtree: true });
}

// The same button or link: what it is for, and the card that it stands in.
function sign(at) {
  return JSON.stringify([at.tagName, at.getAttribute("href"), { ...at.dataset }, at.closest("[data-item]")?.dataset.item, at.closest("[data-card]")?.dataset.card]);
}

function pressing(event) {
  const at = event.target.closest?.("[data-testid=stHtml] :is(a, button)");
  if (room.field && !room.field.isConnected) room.field = null;
  const plain = !event.button && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  room.press = at && plain && (at.hasAttribute("href") || Object.keys(at.dataset).length) ? { at, same: sign(at), x: event.clientX, y: event.clientY } : null;
}

// Where both halves of a click are on one element the browser tells of it by itself.
function releasing(event) {
  const { press } = room;
  room.press = null;
  if (!press || press.at.isConnected || Math.hypot(event.clientX - press.x, event.clientY - press.y) > SLIP) return;
  [...document.querySelectorAll(press.at.tagName)].find((other) => sign(other) === press.same)?.click();
}

function keepTyped(field) { room.typed.set(field.dataset.field, field.value); }

function forgetTyped(name) { room.typed.delete(name); }

// Words that are half typed stand in the field that has come for theirs, whatever the server says of what was told before; and the
// field, or the card, that keys go to is the same as before.
function giveBack() {
  blankOld();
  const left = room.field && !room.field.isConnected ? room.field : null;
  if (!left && !room.typed.size) return;
  for (const field of document.querySelectorAll("[data-field]")) {
    const name = field.dataset.field, kept = room.typed.get(name);
    if (kept !== undefined && field.value !== kept) field.value = kept;
  }
  const { field, item } = left?.dataset ?? {};
  const now = left && document.querySelector(field ? `[data-field="${CSS.escape(field)}"]` : `.card[data-item="${CSS.escape(item)}"]`);
  if (!now || (document.activeElement && document.activeElement !== document.body)) return;
  now.focus({ preventScroll: true });
  if (field) now.setSelectionRange(left.selectionStart, left.selectionEnd);
}

// Letters typed right after a button was pressed are meant for the field that it opens, and those typed beside an open form are meant
// for that form: none of them is a shortcut.
const OPENERS = "[data-testid=stBaseButton-secondary], [data-testid=stBaseButton-tertiary], [data-decide=correct]";
const FORMS = ["noteform", "replyform_", "revise_", "correctform"].map((key) => `[class*='st-key-${key}'] textarea`).join() + ", [role=dialog]";
const MOMENT = 1500;
function opens() { room.formAt = performance.now(); }

function opening() {
  const since = performance.now() - (room.formAt ?? -Infinity);
  if (since < MOMENT || (since < PATIENT && running())) return true;
  room.formAt = null;
  return false;
}

function wordsMeant() { return opening() || !!document.querySelector(FORMS); }

// Ctrl+Enter in a field of a form saves it: the field hands its words over first, then the form's own button is pressed.
function saveKey(event) {
  const field = document.activeElement;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !field?.closest?.("[class*='st-key-draft_']")) return false;
  let form = field.closest("[class*='st-key-draft_']");
  const saves = "[data-testid=stBaseButton-primary]";
  while (form && !form.querySelector(saves)) form = form.parentElement;
  const key = form?.querySelector(saves)?.closest("[class*='st-key-']")?.className.match(/st-key-\S+/)?.[0];
  if (!key) return false;
  event.preventDefault();
  event.stopPropagation();
  field.blur();
  pressSoon(`.${CSS.escape(key)} button`, performance.now() + PATIENT);
  return true;
}

// The button may be away for a moment: it is pressed when it has come again, and until then the page is not left without a word.
const PATIENT = 20000;
function pressSoon(button, until) {
  room.pressing = true;
  setTimeout(() => {
    const found = document.querySelector(button);
    if (!found && performance.now() < until) { pressSoon(button, until); return; }
    found?.click();
    room.pressing = false;
  }, 30);
}

// Half-typed words are on the server as soon as their field is left, and go with the session when the page itself goes.
const DRAFT = "[class*='st-key-draft_'] :is(textarea, input)";
function watchLeaving() {
  document.addEventListener("input", (event) => { if (event.target.matches?.(DRAFT)) room.touched = event.target; }, true);
  window.addEventListener("beforeunload", (event) => {
    const typing = room.touched?.isConnected && (room.touched === document.activeElement || running());
    if (typing || room.pressing || (room.touched && running()) || room.data.unsaved) event.preventDefault();
  });
}

function running() { return !!document.querySelector("[data-test-script-state=running]"); }

// A run has come to its end: what was handed over before it is saved, or counted as unsaved.
function heardOfDrafts() {
  if (running() || room.pressing) setTimeout(heardOfDrafts, 100);
  else if (room.touched !== document.activeElement) room.touched = null;
}
