// Words that somebody looks for: marked where the law is drawn, and gone through one by one. The server says where they stand.

import { rangesOf, sectionOf } from "./places.js";
import { set } from "./painting.js";

const ABOVE = 30;
const sought = { turn: null, typed: "", places: [], ranges: [], at: null };
const room = () => window.kbRoom;
const head = () => document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0;

// The page is drawn anew with every step of the reader; other words have another turn, and words that were typed are gone to at once.
export function seek(data) {
  const { turn = null, typed = "", places = [] } = data ?? {};
  const other = turn !== sought.turn;
  if (other) Object.assign(sought, { turn, typed, places, ranges: [], at: null });
  paint();
  if (other && typed && places.length) step(1);
}

// What is drawn later is painted then.
export function paint() {
  const { places, ranges, at } = sought;
  places.forEach((place, index) => {
    if (!ranges[index]?.startContainer.isConnected) [ranges[index]] = rangesOf([place], (path) => document.getElementById(path));
  });
  set("found", ranges.filter(Boolean), ABOVE);
  set("found-at", ranges[at] ? [ranges[at]] : [], ABOVE + 1);
  const count = document.querySelector(".marked b");
  if (count && at !== null) count.textContent = `${at + 1}/${places.length}`;
}

// Where a place stands on the screen, or where its article does, which may not be drawn yet.
function top(index) {
  let path = sought.places[index][0], element = document.getElementById(path);
  while (!element && path.includes("/")) element = document.getElementById((path = path.slice(0, path.lastIndexOf("/"))));
  const box = (element?.closest(".k-article") ?? element)?.getBoundingClientRect();
  if (!box) return Infinity;
  const seen = box.bottom > 0 && box.top < window.innerHeight;
  return seen && sought.ranges[index] ? sought.ranges[index].getBoundingClientRect().top : box.top;
}

// To the next place, or the one before, seen from the one in hand; whoever has read on elsewhere goes on from there.
export function step(by) {
  const { places, at } = sought, count = places.length, above = head();
  if (!count) return;
  let next = at === null ? -1 : at + by;
  if (at === null || !(top(at) > above && top(at) < window.innerHeight)) {
    const below = places.findIndex((_, index) => top(index) > above);
    next = by > 0 ? Math.max(below, 0) : (below < 0 ? count : below) - 1;
  }
  sought.at = (next + count) % count;
  const [range] = rangesOf([places[sought.at]], sectionOf);
  sought.ranges[sought.at] = range;
  paint();
  const centre = () => {
    const off = range.getBoundingClientRect().top - window.innerHeight * 0.4;
    if (Math.abs(off) > 4) document.querySelector(".stMain").scrollTop += off;
  };
  if (range) room().bring(range.startContainer.parentElement, centre);
}

// In the box the words that are marked already, or a key that everywhere means the next place.
export function stepKey(event) {
  const box = event.target.closest?.(".st-key-find input");
  if (!sought.places.length || event.isComposing) return false;
  if (event.key !== "F3" && !(event.key === "Enter" && box?.value.trim() === sought.typed)) return false;
  step(event.shiftKey ? -1 : 1);
  return true;
}
