// Streamlit's own words (of select boxes, of a page that is not there …), in the language of the page. Law and what we draw stay as
// they are.

const OURS = "[data-testid=stHtml], .kb-menu, .kb-suggest, script, style", NAMED = ["aria-label", "placeholder", "title", "data-placeholder"];

function translated(text) {
  const words = text.trim(), number = /\d+/.exec(words)?.[0];
  const found = words && room.data.streamlit?.[number ? words.replace(number, "#") : words];
  return found ? text.replace(words, () => number ? found.replace("#", number) : found) : null;
}

function rewriteText(node) {
  const words = node.parentElement?.closest(OURS) ? null : translated(node.data);
  if (words !== null) node.data = words;
}

function rewriteName(element, name) {
  const words = translated(element.getAttribute(name) ?? "");
  if (words !== null) element.setAttribute(name, words);
}

function translate(root) {
  if (root.nodeType === Node.TEXT_NODE) { rewriteText(root); return; }
  if (root.nodeType !== Node.ELEMENT_NODE || root.closest(OURS)) return;
  const skip = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(OURS) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, skip);
  for (let node = root; node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) rewriteText(node);
    else for (const name of NAMED) if (node.hasAttribute(name)) rewriteName(node, name);
  }
}

function watchWords() {
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") { if (!change.target.closest(OURS)) rewriteName(change.target, change.attributeName); }
      else if (change.type === "characterData") rewriteText(change.target);
      else for (const node of change.addedNodes) translate(node);
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: NAMED });
}
