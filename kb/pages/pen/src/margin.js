// On a narrow screen the margin stands under the article in hand, not under the whole law: the article leaves room for it.

const NARROW = 900;

export function watchMargin(law, article) {
  let under = null;
  const column = () => document.querySelector(".st-key-reading .stColumn:last-child");
  const free = () => {
    if (under) under.style.marginBottom = "";
    under = null;
    const margin = column();
    margin?.classList.remove("under");
    margin?.style.removeProperty("top");  // on a wide screen the style sheet holds it in sight
  };
  const settle = () => {
    const margin = column(), at = article();
    if (!margin || !at || window.innerWidth > NARROW) { free(); return; }
    if (at !== under) { free(); under = at; }
    margin.classList.add("under");
    const room = `${margin.offsetHeight + 24}px`;
    if (at.style.marginBottom !== room) at.style.marginBottom = room;
    const top = `${at.getBoundingClientRect().bottom - margin.offsetParent.getBoundingClientRect().top + 12}px`;
    if (margin.style.top !== top) margin.style.top = top;
    if (seen !== margin) { seen && sizes.unobserve(seen); seen = margin; sizes.observe(margin); }
  };
  let seen = null;
  const sizes = new ResizeObserver(() => settle());
  sizes.observe(law);
  window.addEventListener("resize", settle);
  return { settle, destroy: () => { free(); sizes.disconnect(); window.removeEventListener("resize", settle); } };
}
