// What is looked at: the drawing or a test image, one of the hidden units, and which of them are off. No page.

import { Watched } from "./watched.mjs";

const isUnit = (value) => Number.isInteger(value) && value >= 0;

// Whether a value is what a look keeps.
export function isLook({ model, template, unit, off }) {
  const isImage = template === null || (template.length === 784 && template.every(Number.isFinite));
  return typeof model === "string" && isImage && (unit === null || isUnit(unit)) && off.every(isUnit);
}

export class Looking extends Watched {
  image = null; // { testSet, index } of a test image; null: the drawing
  template = null; // 784 numbers, 0 to 255: an image to be traced
  unit = null; // the hidden unit that was chosen
  off = new Set(); // the hidden units that are switched off
  isTesting = false; // the networks are tested on the visitor's handwriting, and the picture is out of sight

  // `model` is the network that the units are of, and undefined without one.
  constructor({ model, template = null, unit = null, off = [] } = {}) {
    super();
    Object.assign(this, { model, template, unit, off: new Set(off) });
  }

  // What outlives a reload; the address names the image.
  get kept() {
    const { model, template, unit, off } = this;
    return { model, template, unit, off: [...off] };
  }

  showImage(testSet, index) {
    if (this.image?.testSet === testSet && this.image.index === index && !this.isTesting) return;
    this.image = { testSet, index };
    this.template = null;
    this.isTesting = false;
    this.changed();
  }

  showDrawing() {
    if (!this.image && !this.isTesting) return;
    this.image = null;
    this.isTesting = false;
    this.changed();
  }

  test() {
    if (this.isTesting) return;
    this.isTesting = true;
    this.changed();
  }

  trace(template) {
    this.image = null;
    this.isTesting = false;
    this.template = template;
    this.changed();
  }

  choose(unit) {
    if (unit === this.unit) return;
    this.unit = unit;
    this.changed();
  }

  toggle(unit) {
    if (!this.off.delete(unit)) this.off.add(unit);
    this.changed();
  }

  switchOff(units) {
    for (const unit of units) this.off.add(unit);
    this.changed();
  }

  switchAllOn() {
    this.off.clear();
    this.changed();
  }

  // Another network has other units.
  ofModel(model) {
    if (model === this.model) return;
    this.model = model;
    this.unit = null;
    this.off = new Set();
    this.changed();
  }

  // Of the units that speak for the answer the strongest ten that are on, in a look's `order`.
  nextTen({ order, added }) {
    return order.filter((unit) => added[unit] > 0 && !this.off.has(unit)).slice(0, 10);
  }

  isNothing(drawing) {
    return !this.image && drawing.isEmpty;
  }

  // What the server is asked about: null if there is nothing to look at.
  question(drawing) {
    const { image } = this;
    if (this.isNothing(drawing)) return null;
    const source = image ? { test_set: image.testSet, index: image.index } : { strokes: drawing.thinned() };
    return { ...source, off: [...this.off], unit: this.unit };
  }
}
