// Examples, drawn as if somebody drew them.

import { pause } from "../shared/ask.mjs";

export class Replay {
  #number = 0; // of the current replay; any other ends when it sees that it is not its own

  // `tell` is given what there is to be learnt from it.
  constructor(drawing, tell) {
    Object.assign(this, { drawing, tell });
  }

  stop() {
    this.#number += 1;
    this.tell("");
  }

  async play({ lesson, strokes }) {
    this.stop();
    const mine = this.#number;
    this.tell(lesson);
    this.drawing.clear();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const stroke of strokes) {
      this.drawing.strokes.push([]);
      for (const at of stroke) {
        this.drawing.strokes.at(-1).push(at);
        if (still) continue;
        this.drawing.changed();
        await pause(16);
        if (this.#number !== mine) return;
      }
    }
    this.drawing.changed();
  }
}
