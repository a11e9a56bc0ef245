// A round: one digit after another is asked for, in random order, and written or skipped. No page.

import { areStrokes } from "../state/drawing.mjs";
import { DIGITS } from "../shared/bars.mjs";
import { shuffled } from "../shared/shuffled.mjs";
import { Watched } from "../state/watched.mjs";

// Whether a value is what a round keeps.
export function isRound({ labels, done }) {
  const isDone = (strokes) => strokes === null || (strokes.length > 0 && areStrokes(strokes));
  return labels.every((label) => DIGITS.includes(label)) && done.length < labels.length && done.every(isDone);
}

export class Round extends Watched {
  // `labels` are asked for one after the other; `done` are the strokes of those that were written, null of the skipped.
  constructor({ labels, done = [] }) {
    super();
    Object.assign(this, { labels, done });
  }

  // Of each digit so many.
  static of(times, random) {
    return new Round({ labels: shuffled(Array(times).fill(DIGITS).flat(), random) });
  }

  get label() {
    return this.labels[this.done.length];
  }

  get isOver() {
    return this.done.length === this.labels.length;
  }

  // How many are written; the skipped don't count.
  get count() {
    return this.done.filter(Boolean).length;
  }

  get place() {
    return `${this.done.length + 1} of ${this.labels.length}`;
  }

  write(strokes) {
    this.done.push(strokes);
    this.changed();
  }

  skip() {
    this.write(null);
  }

  // The last one is asked for again.
  undo() {
    this.done.pop();
    this.changed();
  }

  // What was written, as the visitor's own digits.
  digits(writer) {
    const all = this.done.map((strokes, at) => ({ writer, label: this.labels[at], strokes }));
    return all.filter(({ strokes }) => strokes);
  }
}
