// A walk through images in random order, once through all of them, and then again in another order. No page.

import { shuffled } from "../shared/shuffled.mjs";

export class Walk {
  #order = [];
  #at = -1; // -1 before the first, or at an image that is not in it

  constructor(random = Math.random) {
    this.random = random;
  }

  // Walk through these from now on; `index` is of the image that is shown, which is the first then, or undefined.
  begin(indices, index) {
    const others = indices.filter((each) => each !== index);
    this.#order = shuffled(others, this.random);
    if (others.length < indices.length) this.#order.unshift(index);
    this.goTo(index);
  }

  has(index) {
    return this.#order.includes(index);
  }

  goTo(index) {
    this.#at = this.#order.indexOf(index);
  }

  // A step, 1 or -1, and where it leads; `again` says that it began again. Undefined if there is no image.
  step(by) {
    if (!this.length) return undefined;
    const again = this.#at + by >= this.length;
    if (again) {
      this.#order = shuffled(this.#order, this.random);
      this.#at = 0;
    } else this.#at = Math.max(0, this.#at + by);
    return { index: this.#order[this.#at], again };
  }

  get length() {
    return this.#order.length;
  }

  get isAtFirst() {
    return this.#at <= 0;
  }

  get place() {
    if (this.#at >= 0) return `${this.#at + 1} of ${this.length}`;
    return this.length ? `${this.length} mistakes` : "";
  }
}
