// What is looked at: an image, by which network, and which of its hidden units are off. No page.

export class Looking {
  source = null; // {strokes} of the drawing or {index} of a test image; null before the first look
  unit = null; // the hidden unit that was chosen; null: the one that counts most
  off = new Set(); // the hidden units that are switched off
  #drawn = "[]"; // the drawing when it was last looked at
  #request; // the last request to open an image that was met

  // `value` says which model and test set are chosen, and which image was asked to be opened.
  constructor(value) {
    this.value = value;
    this.choose(value);
  }

  choose(value) {
    if (value.model !== this.value.model) {
      this.unit = null;
      this.off = new Set();
    }
    if (value.request !== this.#request && value.index !== null) this.source = { index: value.index };
    else if (this.source?.index >= value.count) this.source = null;
    this.#request = value.request;
    this.value = value;
  }

  // Takes the drawing, if it is another one than at the last look: the latest choice counts. Says whether it is.
  takeDrawing(strokes) {
    const now = JSON.stringify(strokes);
    if (now === this.#drawn) return false;
    this.#drawn = now;
    if (strokes.length) this.source = { strokes };
    else if (this.source?.strokes) this.source = null;
    return true;
  }

  toggle(unit) {
    if (!this.off.delete(unit)) this.off.add(unit);
  }

  // Of the units that speak for the answer the strongest ten that are on, in a look's `order`.
  nextTen({ order, added }) {
    return order.filter((unit) => added[unit] > 0 && !this.off.has(unit)).slice(0, 10);
  }

  question() {
    const { model, test_set } = this.value;
    return { ...(this.source ?? { index: 0 }), model, test_set, off: [...this.off], unit: this.unit };
  }
}
