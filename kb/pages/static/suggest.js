// Suggestions under the search box while somebody types. What is typed goes to this machine's server and into no address.
// The server answers with `data`: what it answered for (`typed`), and the suggestions (`items`).

const place = (window.kbSuggest ??= { send: () => {}, data: {}, list: null, on: -1, timer: 0, shut: null, installed: false, warm: false });
const PAUSE = 90, PATIENCE = 900, TRIES = 6;

export default function (component) {
  place.data = component.data ?? {};
  place.send = (typed) => component.setTriggerValue("typed", { typed, at: Date.now() });
  if (!place.installed) { install(); place.installed = true; }
  show();
}

function box() { return document.querySelector(".st-key-suggest") ? document.querySelector(".st-key-box input") : null; }

function install() {
  document.addEventListener("input", (event) => { if (event.target === box()) typed(); }, true);
  document.addEventListener("focusin", (event) => {
    if (event.target === box() && !place.warm) { place.warm = true; place.send(""); }
  }, true);
  document.addEventListener("focusout", (event) => { if (event.target === box()) close(); }, true);
  // Before the page's own keys, which listen on the document.
  window.addEventListener("keydown", pressed, true);
  window.addEventListener("resize", close);
  document.addEventListener("scroll", (event) => { if (event.target !== place.list) close(); }, true);
}

function typed() {
  clearTimeout(place.timer);
  const words = box().value;
  if (place.shut === words) return;
  place.shut = null;
  if (words.trim().length < 2) { close(); return; }
  place.timer = setTimeout(() => request(words, TRIES), PAUSE);
}

// What is sent while the page is being drawn may get lost: ask again until there is an answer, or other words are typed.
function request(words, tries) {
  if (!tries || box()?.value !== words || place.shut === words || place.data.typed === words && tries < TRIES) return;
  place.send(words);
  place.timer = setTimeout(() => request(words, tries - 1), PATIENCE);
}

function show() {
  const input = box(), { typed: answered, items = [] } = place.data;
  if (!input || document.activeElement !== input || input.value !== answered || place.shut === answered || !items.length) { hide(); return; }
  const list = place.list ?? document.createElement("ul");
  list.className = "kb-suggest";
  list.id = "kb-suggest";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", place.data.label ?? "");
  list.replaceChildren(...items.map(option));
  if (!place.list) { document.querySelector(".stApp").append(list); place.list = list; }
  const around = input.closest("[data-baseweb=input], [data-testid=stTextInputRootElement]") ?? input;
  const at = around.getBoundingClientRect();
  list.style.cssText = `left:${at.left}px;top:${at.bottom + 3}px;width:${at.width}px`;
  place.on = -1;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "kb-suggest", "aria-expanded": "true" })) input.setAttribute(name, value);
  input.removeAttribute("aria-activedescendant");
  tell(place.data.count ?? "");
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
  const input = box();
  input?.setAttribute("aria-expanded", "false");
  input?.removeAttribute("aria-activedescendant");
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
  const item = place.data.items[number];
  place.shut = box()?.value ?? null;
  close();
  clearTimeout(place.timer);
  if (item.href) {
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

// The box shows what was chosen at once; it still holds what was typed, which the server's answer does not always replace.
function write(words) {
  const input = box();
  if (!input) return;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, words);
  place.shut = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function pressed(event) {
  if (event.isComposing || event.metaKey || event.ctrlKey || event.altKey || event.target !== box()) return;
  if (event.key === "Enter" && (!place.list || place.on < 0)) { place.shut = box().value; close(); return; }
  if (!place.list) return;
  const last = place.list.children.length - 1;
  const stop = () => { event.preventDefault(); event.stopImmediatePropagation(); };
  if (event.key === "ArrowDown") { stop(); mark(place.on >= last ? -1 : place.on + 1); }
  else if (event.key === "ArrowUp") { stop(); mark(place.on < 0 ? last : place.on - 1); }
  else if (event.key === "Escape") { stop(); place.shut = box().value; close(); }
  else if (event.key === "Enter") { stop(); choose(place.on); }
  else if (event.key === "Tab") close();
}
