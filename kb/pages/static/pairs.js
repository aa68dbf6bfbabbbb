// A click on a pair of a comparison opens its box: told to the part of the page that draws the box, so that the table stays as it is.

export default function (component) {
  window.kbPair = (id) => component.setTriggerValue("pair", { id, at: Date.now() });
}
