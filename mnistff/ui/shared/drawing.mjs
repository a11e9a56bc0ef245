// A drawing: strokes, lists of [x, y] from 0 to 1 over the canvas.

const MOST_STROKES = 500; // that the server reads (see `sketch.py`)
const MOST_POINTS = 4000; // 1000 fewer than it reads: beside these come both ends of every stroke

// What the server is sent: all of a digit; of minutes of scribbling the latest strokes, and of their
// points every second, or every third, and so on, so that it is answered however long it gets.
export function thinned(strokes) {
  const latest = strokes.slice(-MOST_STROKES);
  const every = Math.ceil(latest.reduce((count, stroke) => count + stroke.length, 0) / MOST_POINTS);
  return latest.map((stroke) => stroke.filter((_, at) => at % every === 0 || at === stroke.length - 1));
}

export class Drawing {
  strokes = [];
  #listeners = [];

  // Have a function called after each change.
  onChange(listener) {
    this.#listeners.push(listener);
  }

  changed() {
    for (const listener of this.#listeners) listener();
  }

  clear() {
    this.strokes = [];
    this.changed();
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  thinned() {
    return thinned(this.strokes);
  }
}

