// What stands beside words that are selected, what is said about them, and what is said when a mark cannot be kept.

const HEIGHT = 44, EDGE = 66;

export function toolbar(words, press) {
  const bar = Object.assign(document.createElement("div"), { className: "kb-pen", hidden: true });
  bar.setAttribute("role", "toolbar");
  for (const act of ["mark", "note"]) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.dataset.pen = act;
    button.addEventListener("click", () => press(act));
    bar.append(button);
  }
  // Pressing a button leaves the words selected.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  const said = Object.assign(document.createElement("div"), { className: "kb-said", lang: "vi" });
  said.setAttribute("aria-live", "polite");
  document.querySelector(".stApp").append(bar, said);

  return {
    show(range, told, coarse) {
      bar.setAttribute("aria-label", words().pen);
      for (const button of bar.children) { button.textContent = words()[button.dataset.pen]; button.title = words()[`${button.dataset.pen}_key`]; }
      bar.hidden = false;
      const boxes = [...range.getClientRects()].filter((box) => box.width), first = boxes[0] ?? range.getBoundingClientRect(), last = boxes.at(-1) ?? first;
      // A finger hides what is below it and the system's own menu stands above the words.
      const above = !coarse && first.top - HEIGHT > EDGE;
      const top = above ? first.top - HEIGHT : Math.min(last.bottom + (coarse ? 28 : 8), window.innerHeight - HEIGHT - 8);
      bar.style.top = `${Math.max(top, EDGE)}px`;
      bar.style.left = `${Math.min(Math.max(first.left, 8), window.innerWidth - bar.offsetWidth - 8)}px`;
      if (told) said.textContent = range.toString().slice(0, 300);
    },
    hide() { bar.hidden = true; said.textContent = ""; },
    get shown() { return !bar.hidden; },
  };
}

export function tell(sentence, offer, act) {
  document.querySelector(".kb-told")?.remove();
  const box = Object.assign(document.createElement("div"), { className: "kb-toast kb-told", textContent: sentence });
  box.setAttribute("role", act ? "status" : "alert");
  if (act) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: offer });
    button.addEventListener("click", () => { box.remove(); act(); });
    box.append(" ", button);
  }
  document.querySelector(".stApp").append(box);
  setTimeout(() => box.remove(), 8000);
}
