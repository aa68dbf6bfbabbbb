// Coming back to results: the same search, and the hit that was opened. Which search an entry of the browser's history showed is kept
// with the entry, as a mark that says nothing; the words are in the session on the server, and no address has them.

function watchReturns() {
  window.addEventListener("popstate", () => { room.came = true; room.askedAgain = null; }, true);
}

function leaveBy(link) {
  const mark = link.closest(".results")?.dataset.mark;
  if (mark) room.left = { mark, place: placeOf(link) };
}

function placeOf(link) {
  const params = new URL(link.href, document.baseURI).searchParams;
  return `${params.get("vb")}#${params.get("dk")}`;
}

function returned(data) {
  if (!("search" in data)) { if (room.left) room.left.gone = true; return true; }
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
  if (data.search && entry !== data.search) history.replaceState({ ...history.state, kbSearch: data.search }, "");
  return data.search ? toHit(data.search) : true;
}

function toHit(mark) {
  const { left } = room;
  if (!left?.gone || left.mark !== mark) return true;
  const hit = [...document.querySelectorAll("a.hit, .choices a")].find((link) => placeOf(link) === left.place);
  if (!hit) return false;
  room.left = null;
  if (!typing(document.activeElement)) hit.focus({ preventScroll: true });
  hit.scrollIntoView({ block: "center" });
  return true;
}
