// A drawing: strokes, lists of [x, y] from 0 to 1 over the canvas.

import { Watched } from "./watched.mjs";

const MOST_STROKES = 500; // that the server reads (see `sketch.py`)
const MOST_POINTS = 4000; // 1000 fewer than it reads: beside these come both ends of every stroke
const NEAR = 0.004; // of the canvas, a tenth of MNIST's pixels: a mouse may tell of a thousand points a second
const MOST_STEPS = 100; // that Undo goes back

// Whether a value is what a drawing keeps.
export function areStrokes(value) {
  const isPoint = (point) => point.length === 2 && point.every(Number.isFinite);
  return value.every((stroke) => stroke.length > 0 && stroke.every(isPoint));
}

// What the server is sent: all of a digit; of minutes of scribbling the latest strokes, and of their
// points every second, or every third, and so on, so that it is answered however long it gets.
export function thinned(strokes) {
  const latest = strokes.slice(-MOST_STROKES);
  const every = Math.ceil(latest.reduce((count, stroke) => count + stroke.length, 0) / MOST_POINTS);
  return latest.map((stroke) => stroke.filter((_, at) => at % every === 0 || at === stroke.length - 1));
}

export class Drawing extends Watched {
  #past = []; // the strokes before each step that Undo takes back

  constructor(strokes = []) {
    super();
    this.strokes = strokes;
  }

  // A new stroke, which begins at a point.
  begin(point) {
    this.#step();
    const stroke = [point];
    this.strokes.push(stroke);
    return stroke;
  }

  // The last stroke goes on. It ends where the pen is; of the way there, what can be told apart is kept.
  extend(points) {
    const stroke = this.strokes.at(-1);
    for (const point of points) {
      const before = stroke.at(-2);
      if (before && Math.hypot(point[0] - before[0], point[1] - before[1]) < NEAR) stroke.pop();
      stroke.push(point);
    }
  }

  // In place of all that there was.
  restart() {
    if (!this.isEmpty) this.#step();
    this.strokes = [];
  }

  clear() {
    this.restart();
    this.changed();
  }

  undo() {
    this.strokes = this.#past.pop() ?? this.strokes.slice(0, -1);
    this.changed();
  }

  #step() {
    this.#past.push([...this.strokes]);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
  }

  get canUndo() {
    return this.#past.length > 0 || !this.isEmpty;
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  thinned() {
    return thinned(this.strokes);
  }
}
