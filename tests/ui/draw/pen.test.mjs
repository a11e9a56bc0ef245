import assert from "node:assert/strict";
import { test } from "node:test";

import { Pen } from "../../../mnistff/ui/draw/pen.mjs";
import { Drawing } from "../../../mnistff/ui/state/drawing.mjs";

// A canvas of 100 by 100 pixels, of which each event is sent to the whole page first, as in a browser.
class Paper extends EventTarget {
  clientWidth = 100;
  drawing = new Drawing();

  constructor() {
    super();
    globalThis.document = new EventTarget();
    new Pen(this, this.drawing, () => {});
  }

  getBoundingClientRect = () => ({ left: 0, top: 0, width: 100, height: 100 });
  setPointerCapture() {}

  // `pointer` is its type, its number and what else is to be said of it; `at` are milliseconds.
  send(type, pointer, [clientX, clientY], at = 0) {
    const event = Object.assign(new Event(type), { button: 0, buttons: 1, isPrimary: true, clientX, clientY, ...pointer });
    Object.defineProperty(event, "timeStamp", { value: at });
    globalThis.document.dispatchEvent(event);
    this.dispatchEvent(event);
  }

  draw(pointer, from, to, at = 0) {
    this.send("pointerdown", pointer, from, at);
    this.send("pointermove", pointer, to, at);
    this.send("pointerup", { ...pointer, buttons: 0 }, to, at);
  }

  get ends() {
    return this.drawing.strokes.map((stroke) => stroke.at(-1));
  }
}

const FINGER = { pointerType: "touch", pointerId: 1 };
const OTHER = { pointerType: "touch", pointerId: 2 };
const PEN = { pointerType: "pen", pointerId: 9 };

test("a palm that has just been lifted was no stroke either", () => {
  const paper = new Paper();
  paper.draw(FINGER, [90, 90], [92, 92], 100);
  paper.draw(PEN, [30, 20], [30, 80], 1099);
  assert.deepEqual(paper.ends, [[0.3, 0.8]]);
});

test("a finger that drew long before the pen stays", () => {
  const paper = new Paper();
  paper.draw(FINGER, [30, 30], [40, 40], 100);
  paper.draw(PEN, [30, 20], [30, 80], 1100);
  assert.deepEqual(paper.ends, [[0.4, 0.4], [0.3, 0.8]]);
});

test("a pen that hovers makes touches palms for a second", () => {
  const paper = new Paper();
  paper.send("pointermove", { ...PEN, buttons: 0 }, [50, 50], 5000);
  paper.draw(FINGER, [90, 90], [80, 80], 5999);
  assert.deepEqual(paper.ends, []);
  paper.draw(FINGER, [30, 30], [40, 40], 6000);
  assert.deepEqual(paper.ends, [[0.4, 0.4]]);
});

test("a pointer whose end nobody saw does not block the next", () => {
  const paper = new Paper();
  paper.send("pointerdown", FINGER, [30, 30]);
  paper.send("pointerdown", OTHER, [60, 60]);
  paper.send("pointermove", FINGER, [90, 90]);
  paper.send("pointermove", OTHER, [70, 60]);
  paper.send("lostpointercapture", OTHER, [70, 60]);
  paper.send("pointermove", OTHER, [80, 80]);
  assert.deepEqual(paper.ends, [[0.3, 0.3], [0.7, 0.6]]);
});

test("a second finger does not draw", () => {
  const paper = new Paper();
  paper.send("pointerdown", FINGER, [30, 30]);
  paper.draw({ ...OTHER, isPrimary: false }, [60, 60], [70, 60]);
  paper.send("pointermove", FINGER, [90, 90]);
  assert.deepEqual(paper.ends, [[0.9, 0.9]]);
});

test("only the first button draws", () => {
  const paper = new Paper();
  paper.draw({ ...PEN, button: 5, buttons: 32 }, [50, 50], [60, 60]); // a pen's eraser
  paper.draw({ pointerType: "mouse", pointerId: 3, button: 1, buttons: 4 }, [50, 50], [60, 60]);
  assert.deepEqual(paper.ends, []);
});
