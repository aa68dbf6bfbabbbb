// Marks are painted as custom highlights of the browser: the words stay one text, to be copied, searched and printed as they are.
// Every kind of mark has a line of its own kind under it, so that colour never stands alone; where marks lie over each other there is
// a further one.

import { createRenderer } from "@recogito/text-annotator";

export const KINDS = ["mark", "note", "task", "done", "draft"];
const OVER = "over", HAND = "hand";
const name = (kind) => `kb-${kind}`;

export function renderer(container, state, viewport) {
  const { store, selection } = state;
  let version = 0, painted = null;
  store.observe(() => { version += 1; });
  // The library asks again with every scroll: the browser moves the marks by itself, they are set only when they have changed.
  const redraw = () => {
    const chosen = new Set(selection.selected.map(({ id }) => id)), stamp = `${version} ${[...chosen].join(" ")}`;
    if (stamp === painted) return;
    painted = stamp;
    const groups = new Map([...KINDS, OVER, HAND].map((kind) => [kind, []]));
    for (const annotation of store.all()) {
      const kind = annotation.properties?.kind;
      if (!groups.has(kind)) continue;
      const ranges = annotation.target.selector.map(({ range }) => range);
      groups.get(kind).push(...ranges);
      if (chosen.has(annotation.id)) groups.get(HAND).push(...ranges);
    }
    groups.set(OVER, shared(KINDS.slice(0, -1).flatMap((kind) => groups.get(kind))));
    [...groups].forEach(([kind, ranges], order) => set(kind, ranges, order));
  };
  const destroy = () => { for (const kind of [...KINDS, OVER, HAND]) CSS.highlights?.delete(name(kind)); };
  return createRenderer({ redraw, destroy, setVisible: () => {} }, container, state, viewport);
}

export function set(kind, ranges, order = 0) {
  if (!window.Highlight || !CSS.highlights) return;
  if (!ranges.length) { CSS.highlights.delete(name(kind)); return; }
  const highlight = new Highlight(...ranges);
  highlight.priority = order;
  CSS.highlights.set(name(kind), highlight);
}

// Where two ranges or more lie over each other. Each stands within one field.
function shared(ranges) {
  const order = (a, b) => a.compareBoundaryPoints(Range.START_TO_START, b);
  const found = [], open = [];
  for (const range of [...ranges].sort(order)) {
    for (let index = open.length - 1; index >= 0; index--) {
      if (open[index].compareBoundaryPoints(Range.START_TO_END, range) <= 0) open.splice(index, 1);
    }
    for (const other of open) {
      const both = range.cloneRange();
      if (other.compareBoundaryPoints(Range.END_TO_END, range) < 0) both.setEnd(other.endContainer, other.endOffset);
      if (!both.collapsed) found.push(both);
    }
    open.push(range);
  }
  return found;
}
