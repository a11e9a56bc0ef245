// A curve that is being drawn: a value an epoch, null where there is none yet. No page.

import { between } from "../chart.mjs";

export class Drawn {
  at = 0; // the epoch, from 0, where the hand is

  constructor(epochs, most) {
    Object.assign(this, { most, values: Array(epochs).fill(null) });
  }

  get isWhole() {
    return !this.values.includes(null);
  }

  // The first epoch without a value, from 0.
  get gap() {
    return this.values.indexOf(null);
  }

  // The hand is at a place. `isDown`, if it has come from where it was: the curve goes straight between, for a fast hand
  // skips epochs.
  move({ epoch, value }, isDown = false) {
    const from = this.at;
    const start = isDown ? this.values[from] : null;
    if (start !== null)
      for (let i = Math.min(from, epoch); i <= Math.max(from, epoch); i++)
        this.values[i] = start + ((i - from) / (epoch - from || 1)) * (value - start);
    this.values[epoch] = value;
    this.at = epoch;
  }

  // A key moves by epochs to the right, and up by a part of the height; the first one begins where the hand is.
  step(right, up, otherwise) {
    const epoch = this.values[this.at] === null ? this.at : between(0, this.values.length - 1, this.at + right);
    const value = this.values[epoch] ?? this.values[this.at] ?? otherwise;
    this.move({ epoch, value: between(0, this.most, value + up * this.most) });
  }
}
