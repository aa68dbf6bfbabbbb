// Suggestions under the search box, and under the fields in which a text is looked for, while somebody types. What is typed goes to
// this machine's server and into no address. The server answers with `data`: for which field (`box`), what it answered for (`typed`),
// and the suggestions (`items`). What is chosen in a field other than the search box is told as its `key`.

const place = (window.kbSuggest ??= { boxes: new Map(), list: null, on: -1, timer: 0, shut: null, installed: false });
const PAUSE = 90, PATIENCE = 900, TRIES = 6, SEARCH = "box";

export default function (component) {
  const data = component.data ?? {}, name = data.box ?? SEARCH;
  place.boxes.set(name, {
    data,
    warm: place.boxes.get(name)?.warm,
    send: (typed) => component.setTriggerValue("typed", { typed, at: Date.now() }),
    pick: (key) => component.setTriggerValue("chosen", { key, at: Date.now() }),
  });
  if (!place.installed) { install(); place.installed = true; }
  show();
}

// The field that is typed in, and what is known of it.
function box() { return served(document.activeElement) ? document.activeElement : null; }

function served(element) {
  if (!element?.matches?.("input")) return null;
  for (const [name, one] of place.boxes) {
    if (element.closest(`.st-key-${name}`) && (name !== SEARCH || document.querySelector(".st-key-suggest"))) return one;
  }
  return null;
}

function here() { return served(document.activeElement) ?? { data: {}, send: () => {}, pick: () => {} }; }

function install() {
  document.addEventListener("input", (event) => { if (served(event.target)) typed(); }, true);
  document.addEventListener("focusin", (event) => {
    const one = served(event.target);
    if (one && !one.warm) { one.warm = true; one.send(""); }
  }, true);
  document.addEventListener("focusout", (event) => { if (served(event.target)) close(); }, true);
  // Before the page's own keys, which listen on the document.
  window.addEventListener("keydown", pressed, true);
  window.addEventListener("resize", close);
  document.addEventListener("scroll", (event) => { if (event.target !== place.list) close(); }, true);
}

function typed() {
  clearTimeout(place.timer);
  const words = box()?.value ?? "";
  if (place.shut === words) return;
  place.shut = null;
  if (words.trim().length < 2) { close(); return; }
  place.timer = setTimeout(() => request(words, TRIES), PAUSE);
}

// What is sent while the page is being drawn may get lost: ask again until there is an answer, or other words are typed.
function request(words, tries) {
  if (!tries || box()?.value !== words || place.shut === words || here().data.typed === words && tries < TRIES) return;
  here().send(words);
  place.timer = setTimeout(() => request(words, tries - 1), PATIENCE);
}

function show() {
  const input = box(), { typed: answered, items = [], label, count } = here().data;
  if (!input || input.value !== answered || place.shut === answered || !items.length) { hide(); return; }
  const list = place.list ?? document.createElement("ul");
  list.className = "kb-suggest";
  list.id = "kb-suggest";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label ?? "");
  list.replaceChildren(...items.map(option));
  if (!place.list) { document.querySelector(".stApp").append(list); place.list = list; }
  const around = input.closest("[data-baseweb=input], [data-testid=stTextInputRootElement]") ?? input;
  const at = around.getBoundingClientRect();
  list.style.cssText = `left:${at.left}px;top:${at.bottom + 3}px;width:${at.width}px`;
  place.on = -1;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "kb-suggest", "aria-expanded": "true" })) input.setAttribute(name, value);
  input.removeAttribute("aria-activedescendant");
  tell(count ?? "");
  place.input = input;
}

function option(item, number) {
  const line = Object.assign(document.createElement("li"), { id: `kb-suggest-${number}`, lang: "vi" });
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const sign = Object.assign(document.createElement("i"), { textContent: item.sign });
  sign.setAttribute("aria-hidden", "true");
  line.append(sign, Object.assign(document.createElement("span"), { textContent: item.text }));
  if (item.note) line.append(Object.assign(document.createElement("small"), { textContent: item.note }));
  line.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(number); });
  line.addEventListener("pointermove", () => mark(number));
  return line;
}

// The number of suggestions, for those who do not see them.
function tell(words) {
  let said = document.querySelector(".kb-said");
  if (!said) {
    said = Object.assign(document.createElement("div"), { className: "kb-said" });
    said.setAttribute("role", "status");
    document.querySelector(".stApp").append(said);
  }
  said.textContent = words;
}

function close() {
  clearTimeout(place.timer);
  hide();
}

// An answer to what was typed before takes the list away, and leaves the question that is under way.
function hide() {
  if (!place.list) return;
  place.list.remove();
  place.list = null;
  place.on = -1;
  place.input?.setAttribute("aria-expanded", "false");
  place.input?.removeAttribute("aria-activedescendant");
}

function mark(number) {
  if (!place.list) return;
  const lines = [...place.list.children];
  place.on = number;
  lines.forEach((line, n) => line.setAttribute("aria-selected", String(n === number)));
  const input = box();
  if (number < 0) { input?.removeAttribute("aria-activedescendant"); return; }
  input?.setAttribute("aria-activedescendant", lines[number].id);
  lines[number].scrollIntoView({ block: "nearest" });
}

function choose(number) {
  const one = here(), item = one.data.items[number];
  place.shut = box()?.value ?? null;
  close();
  clearTimeout(place.timer);
  if (item.key) {
    write("");  // the server says what the field holds then; what stood here would be taken for typed words when it is left
    one.pick(item.key);
  } else if (item.href) {
    const link = Object.assign(document.createElement("a"), { href: item.href, hidden: true });
    link.dataset.go = "1";
    document.querySelector(".stApp").append(link);
    link.click();
    link.remove();
  } else {
    write(item.text);
    window.kbRoom?.send({ kind: "ask", words: item.text });
  }
}

// It still holds what was typed, which the server's answer does not always replace.
function write(words) {
  const input = box();
  if (!input) return;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, words);
  place.shut = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function pressed(event) {
  if (event.isComposing || event.metaKey || event.ctrlKey || event.altKey || !served(event.target)) return;
  if (event.key === "Enter" && (!place.list || place.on < 0)) { place.shut = event.target.value; close(); return; }
  if (!place.list) return;
  const last = place.list.children.length - 1;
  const stop = () => { event.preventDefault(); event.stopImmediatePropagation(); };
  if (event.key === "ArrowDown") { stop(); mark(place.on >= last ? -1 : place.on + 1); }
  else if (event.key === "ArrowUp") { stop(); mark(place.on < 0 ? last : place.on - 1); }
  else if (event.key === "Escape") { stop(); place.shut = event.target.value; close(); }
  else if (event.key === "Enter") { stop(); choose(place.on); }
  else if (event.key === "Tab") close();
}
