// Selecting words by keys alone: from the provision in hand, word by word. What is chosen is the browser's own selection.

import { FIELD, rangeIn } from "./places.js";

const WORD = /\S+/gu;

export class Caret {
  // `anchor` and `focus` are words: the index of their field and the word's index in it.
  constructor(law, section) {
    this.fields = [...law.querySelectorAll(FIELD)].filter((element) => /\S/u.test(element.textContent));
    const index = this.fields.findIndex((element) => section && (section.contains(element) || section.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING));
    this.anchor = this.focus = { field: Math.max(index, 0), word: 0 };
  }

  words(field) { return [...this.fields[field].textContent.matchAll(WORD)]; }

  next(at) {
    if (at.word + 1 < this.words(at.field).length) return { field: at.field, word: at.word + 1 };
    return at.field + 1 < this.fields.length ? { field: at.field + 1, word: 0 } : at;
  }

  previous(at) {
    if (at.word > 0) return { field: at.field, word: at.word - 1 };
    return at.field > 0 ? { field: at.field - 1, word: this.words(at.field - 1).length - 1 } : at;
  }

  first(at, step) {
    const field = Math.min(Math.max(at.field + step, 0), this.fields.length - 1);
    return { field, word: 0 };
  }

  // To the end of the paragraph, from there to the end of the next one; upwards likewise.
  last(at) {
    const end = this.words(at.field).length - 1;
    if (at.word < end) return { field: at.field, word: end };
    const field = Math.min(at.field + 1, this.fields.length - 1);
    return { field, word: this.words(field).length - 1 };
  }

  start(at) { return at.word > 0 ? { field: at.field, word: 0 } : this.first(at, -1); }

  // Whether the key was one of these.
  press(key, extends_) {
    const to = {
      ArrowRight: () => this.next(this.focus),
      ArrowLeft: () => this.previous(this.focus),
      ArrowDown: () => (extends_ ? this.last(this.focus) : this.first(this.focus, 1)),
      ArrowUp: () => (extends_ ? this.start(this.focus) : this.first(this.focus, -1)),
      End: () => ({ field: this.focus.field, word: this.words(this.focus.field).length - 1 }),
      Home: () => ({ field: this.focus.field, word: 0 }),
    }[key];
    if (!to) return false;
    this.focus = to();
    if (!extends_) this.anchor = this.focus;
    return true;
  }

  range() {
    const turned = this.focus.field < this.anchor.field || (this.focus.field === this.anchor.field && this.focus.word < this.anchor.word);
    const [from, to] = turned ? [this.focus, this.anchor] : [this.anchor, this.focus];
    const begin = this.words(from.field)[from.word], end = this.words(to.field)[to.word];
    const range = rangeIn(this.fields[from.field], begin.index, begin.index + begin[0].length);
    const until = rangeIn(this.fields[to.field], end.index, end.index + end[0].length);
    range.setEnd(until.endContainer, until.endOffset);
    return range;
  }

  get element() { return this.fields[this.focus.field]; }
}
