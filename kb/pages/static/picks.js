// A row of choices: one is open at a time, arrows go through it, a click beside it closes it, typing sifts it.

const PICK = "details.pick";
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "d").toLowerCase();

function closePicks(but) {
  for (const pick of document.querySelectorAll(`${PICK}[open]`)) if (pick !== but) pick.open = false;
}

function watchPicks() {
  document.addEventListener("input", (event) => {
    if (event.target.dataset?.sift == null) return;
    const wanted = plain(event.target.value).split(/\s+/);
    for (const line of event.target.nextElementSibling.children) {
      const words = plain(line.textContent);
      line.hidden = !wanted.every((word) => words.includes(word));
    }
  }, true);
}

// Whether a key was for an open choice.
function pickKey(event, active) {
  const pick = active?.closest?.(PICK);
  if (event.key === "Escape" && pick?.open) { pick.open = false; pick.firstElementChild.focus(); return true; }
  if (!pick?.open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return false;
  const stops = [pick.firstElementChild, ...pick.querySelectorAll("input, li:not([hidden]) a")];
  stops[Math.min(Math.max(stops.indexOf(active) + (event.key === "ArrowDown" ? 1 : -1), 0), stops.length - 1)].focus();
  return true;
}
