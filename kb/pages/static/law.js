// The text of a law, which the server sends packed. Of a long one the inside of an article, between two seams, is drawn when it comes
// near; until then its words stand there alone, so that searching in the page, reading aloud and printing miss nothing.

const SEAM = "\0", AT_ONCE = 150_000, CHARACTERS = 0.47, LINE = 1.62;
const laws = (window.kbLaw ??= { insides: [], place, within, all });

export default async function ({ data, parentElement }) {
  const before = parentElement.kbPacked;
  if (before?.length === data.length && before.every((byte, at) => byte === data[at])) return;
  parentElement.kbPacked = data;
  const html = await new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  if (parentElement.kbPacked !== data) return;  // another text has come meanwhile
  if (!laws.installed) install();
  laws.near?.disconnect();
  laws.insides = html.length > AT_ONCE ? html.split(SEAM) : [html.replaceAll(SEAM, "")];
  parentElement.innerHTML = laws.insides.map((piece, at) => at % 2 ? later(piece, at) : piece).join("");
  const seen = (found) => { for (const { isIntersecting, target } of found) if (isIntersecting) draw(target); };
  laws.near = new IntersectionObserver(seen, { root: document.querySelector(".stMain"), rootMargin: "100% 0px" });
  const long = parentElement.querySelector(".law").clientWidth / CHARACTERS / 17.5;
  for (const box of parentElement.querySelectorAll(".undrawn")) {
    // As high as it will be, more or less, so that the place in a long text does not run away while articles are drawn.
    const lines = box.textContent.split("\n").reduce((count, line) => count + Math.ceil(line.length / long) * LINE + 0.55, 3);
    box.parentElement.style.containIntrinsicHeight = `auto ${Math.round(lines)}em`;
    laws.near.observe(box.parentElement);
  }
  window.kbRoom?.settle?.(90);
}

// The words of an article, a paragraph a line.
function later(html, at) {
  const words = html.replace(/<a class="n">([^<]*)<\/a>/g, "$1 ").replace(/<\/(?:p|div|aside|tr)>|<br>/g, "\n").replace(/<[^>]*>/g, " ");
  return words.trim() && `<div class="undrawn" data-at="${at}">${words}</div>`;
}

function draw(unit) {
  const box = unit.querySelector(":scope > .undrawn");
  if (!box) return;
  laws.near.unobserve(unit);
  box.outerHTML = laws.insides[box.dataset.at];
  window.kbRoom?.drawn?.(unit);
}

// The element of a provision, drawn.
function place(path) {
  for (let above = path; above; above = above.slice(0, Math.max(above.lastIndexOf("/"), 0))) {
    const unit = document.getElementById(above);
    if (!unit) continue;
    draw(unit);
    return above === path ? unit : document.getElementById(path);
  }
  return null;
}

// Everything that a range of the page touches.
function within(range) {
  for (const box of document.querySelectorAll(".law .undrawn")) if (range.intersectsNode(box)) draw(box.parentElement);
}

function all() {
  for (const box of document.querySelectorAll(".law .undrawn")) draw(box.parentElement);
}

function install() {
  laws.installed = true;
  document.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase(), command = event.ctrlKey || event.metaKey;
    if ((key === "f3" && !document.querySelector(".marked")) || (command && ["a", "f", "g"].includes(key))) all();
  }, true);
  // An article in hand is printed alone.
  window.addEventListener("beforeprint", () => { if (!document.querySelector(".law .to-print")) all(); });
}
