// Between the stored text (fields of provisions, offsets in code points) and the page (elements, offsets in UTF-16).
// A place is [path, field, start, end], the end exclusive.

export const LAW = ".law", FIELD = "[data-f]";
const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

export const points = (text) => Array.from(text).length;
const units = (text, count) => Array.from(text).slice(0, count).join("").length;

// An end of a selection never stands inside a character as people see it: between a letter and its mark, or in an emoji.
export function edge(text, at, forward) {
  if (at <= 0 || at >= text.length) return Math.min(Math.max(at, 0), text.length);
  const whole = graphemes.segment(text).containing(at);
  if (!whole || whole.index === at) return at;
  return forward ? whole.index + whole.segment.length : whole.index;
}

// The element of a provision: the page draws the articles of a long law as they are wanted.
export const sectionOf = (path) => (path ? window.kbLaw?.place(path) ?? document.getElementById(path) : null);

const fieldsOf = (section, field) => {
  if (!section?.closest(LAW)) return [];
  const found = section.querySelectorAll(`[data-f="${CSS.escape(field)}"]`);
  return [...found].filter((element) => element.closest("section") === section && element.firstChild);
};

export function rangesOf(places, find = sectionOf) {
  const ranges = [];
  for (const [path, field, start, end] of places) {
    for (const element of fieldsOf(find(path), field)) {
      const from = Number(element.dataset.o), text = element.textContent, size = points(text);
      const a = Math.max(start - from, 0), b = Math.min(end - from, size);
      if (a < b) ranges.push(rangeIn(element, units(text, a), units(text, b)));
    }
  }
  return ranges;
}

export function rangeIn(element, a, b) {
  const range = new Range();
  range.setStart(...spot(element, a, true));
  range.setEnd(...spot(element, b, false));
  return range;
}

// The text node, and the offset in it, of a place in an element: links cut the words of a paragraph into several nodes.
function spot(element, offset, begins) {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walk.nextNode(), last = node;
  for (; node; node = walk.nextNode()) {
    if (begins ? offset < node.length : offset <= node.length) return [node, offset];
    offset -= node.length;
    last = node;
  }
  return last ? [last, last.length] : [element, 0];
}

// The places that a range of the page touches, field by field in reading order. What is not stored text (labels, footnotes, marks of
// ours) is passed over; blanks at either end are not part of what is meant. A range beside the law touches none of it.
export function placesOf(range, law) {
  if (!range.intersectsNode(law)) return [];
  window.kbLaw?.within(range);
  const inside = range.cloneRange();
  if (!law.contains(inside.startContainer)) inside.setStart(law, 0);
  if (!law.contains(inside.endContainer)) inside.setEnd(law, law.childNodes.length);
  if (inside.collapsed) return [];
  const places = [];
  for (const element of law.querySelectorAll(FIELD)) {
    if (!inside.intersectsNode(element)) continue;
    const text = element.textContent;
    let a = element.contains(inside.startContainer) ? edge(text, before(element, inside.startContainer, inside.startOffset), false) : 0;
    let b = element.contains(inside.endContainer) ? edge(text, before(element, inside.endContainer, inside.endOffset), true) : text.length;
    while (a < b && !text[a].trim()) a++;
    while (a < b && !text[b - 1].trim()) b--;
    if (a >= b) continue;
    const from = Number(element.dataset.o);
    places.push([element.closest("section").id, element.dataset.f, from + points(text.slice(0, a)), from + points(text.slice(0, b))]);
  }
  return places;
}

function before(element, node, offset) {
  const range = new Range();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

export function endsOf(places) {
  const first = places[0], last = places.at(-1);
  return { first: [first[0], first[1], first[2]], last: [last[0], last[1], last[3]] };
}

// From one place of the stored text to another.
export function placesBetween(first, last, law) {
  const range = new Range(), [begin] = rangesOf([[...first, first[2] + 1]]), [end] = rangesOf([[last[0], last[1], last[2] - 1, last[2]]]);
  if (!begin || !end) return [];
  range.setStart(begin.startContainer, begin.startOffset);
  range.setEnd(end.endContainer, end.endOffset);
  return placesOf(range, law);
}
