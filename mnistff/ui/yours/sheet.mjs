// The sheet on which a digit is written, and whether the pen rests.

import { paintStrokes } from "../draw/ink.mjs";
import { Pen } from "../draw/pen.mjs";
import { Drawing } from "../state/drawing.mjs";
import { sizeOf } from "../state/simplified.mjs";

const REST = 1200; // milliseconds: between two strokes of a digit it takes half of that
const DOT = 0.05; // of the sheet: what is smaller is no digit yet

export class Sheet {
  drawing = new Drawing();
  #clock = null;

  // `rested` is called when the pen has rested after something was written, if `mayRest` says so then.
  constructor(canvas, mayRest, rested) {
    Object.assign(this, { canvas, mayRest, rested });
    this.pen = new Pen(canvas, this.drawing, () => {});
    this.drawing.onChange(() => this.#changed());
    canvas.parentElement.style.setProperty("--rest", `${REST}ms`);
    new ResizeObserver(() => paintStrokes(canvas, this.drawing.strokes)).observe(canvas);
  }

  get isWritten() {
    return sizeOf(this.drawing.strokes) > DOT;
  }

  clear() {
    this.pen.letGo();
    this.drawing.strokes = [];
    this.drawing.changed();
  }

  #changed() {
    paintStrokes(this.canvas, this.drawing.strokes);
    clearTimeout(this.#clock);
    const rests = this.isWritten && !this.pen.isDown && this.mayRest();
    this.canvas.parentElement.classList.toggle("rests", rests);
    if (rests) this.#clock = setTimeout(this.rested, REST);
  }
}
