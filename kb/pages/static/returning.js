// Coming back to results: the same search, and the hit that was opened. Which search an entry of the browser's history showed is kept
// with the entry, as a mark that says nothing; the words are in the session on the server, and no address has them.

function watchReturns() {
  window.addEventListener("popstate", (event) => {
    room.came = true;
    room.askedAgain = null;
    if (event.isTrusted) room.going = null;
  }, true);
  document.addEventListener("click", (event) => { if (event.target.closest?.("a")) markEntry(document.querySelector(".results")?.dataset.mark); }, true);
}

// Somebody may go on before the script has heard which search it is that is shown.
function markEntry(mark) {
  if (mark && history.state?.kbSearch !== mark) history.replaceState({ ...history.state, kbSearch: mark }, "");
}

function leaveBy(link) {
  const mark = link.closest(".results")?.dataset.mark;
  if (mark) room.left = { mark, place: placeOf(link), from: location.pathname, gone: false };
}

function placeOf(link) {
  const params = new URL(link.href, document.baseURI).searchParams;
  return `${params.get("vb")}#${params.get("dk")}`;
}

function returned(data) {
  if (!("search" in data)) return true;
  const entry = history.state?.kbSearch;
  if (entry && entry !== data.search) {
    if (room.came && room.askedAgain !== entry) {
      room.askedAgain = entry;
      room.send({ kind: "again", mark: entry });
      return true;
    }
    const said = data.search ? null : document.querySelector(".forgotten");
    if (said) said.hidden = false;
  }
  room.came = false;
  markEntry(data.search);
  if (data.search) toHit(data.search);
  return true;
}

function toHit(mark) {
  const { left } = room;
  if (!left?.gone || left.mark !== mark || left.from !== location.pathname) return;
  room.left = null;
  holdHit(left.place);
}

// The results may be drawn more than once while they come back, and each time the hit is another element: it is found again for a
// while. Whoever scrolls, types or points takes over.
const RETURNING = 30000, SETTLING = 2000;

function holdHit(place) {
  const held = (room.hit = { until: performance.now() + RETURNING, found: false });
  const step = () => {
    if (room.hit !== held) return;
    const hit = [...document.querySelectorAll("a.hit, .choices a")].find((link) => placeOf(link) === place);
    if (hit && !held.found) { held.found = true; held.until = performance.now() + SETTLING; }
    if (hit && hit !== document.activeElement) {
      if (!typing(document.activeElement)) hit.focus({ preventScroll: true });
      hit.scrollIntoView({ block: "center" });
    }
    if (performance.now() < held.until) setTimeout(step, 60); else room.hit = null;
  };
  step();
}
