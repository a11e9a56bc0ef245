// The visitor's drawing, or an example, and what the network makes of it as it learns.

import { Asker, pause } from "../shared/ask.mjs";
import { fillBars, makeBars } from "../shared/bars.mjs";
import { address, choice, drawing, looking } from "../state/page.mjs";
import { inInk, paint } from "../shared/paint.mjs";
import { whenInSight } from "../shared/sight.mjs";

const NOTHING = Array(10).fill(0);
const PATIENCE = 1000; // milliseconds

function after(epoch) {
  if (epoch === 0) return "before the first step";
  return `after ${Number(epoch.toFixed(2))} epoch${epoch === 1 ? "" : "s"}`;
}

export class Mine {
  image = null; // 784 numbers, 0 to 255: how the networks see it

  constructor(part, runs, server, example) {
    Object.assign(this, { part, runs, server, example, bars: makeBars(), asker: new Asker(() => {}) });
    part("answers").append(this.bars);
    part("redraw").addEventListener("click", () => address.visit("draw", {}));
    const ask = whenInSight(part("mine"), () => this.ask());
    for (const each of [drawing, looking, choice]) each.onChange(ask);
    runs.onChange(() => this.show());
    this.show();
  }

  ask() {
    const question = looking.question(drawing) ?? { strokes: this.example };
    return this.asker.ask(
      () => this.server.see({ ...question, model: choice.model }),
      ({ image }) => {
        this.image = image ?? null;
        this.show();
      },
    );
  }

  // What a training is given: the image as it is now, unless the server is slow to say how it sees that.
  async given() {
    await Promise.race([this.ask(), pause(PATIENCE)]);
    return this.image;
  }

  // Whether something else was drawn since, which the next training will be given.
  #isAnother() {
    const { answer, training, epoch } = this.runs;
    return answer && !training && epoch === null && this.image && `${answer.image}` !== `${this.image}`;
  }

  #whose() {
    if (looking.isNothing(drawing)) return "An example";
    return looking.image ? "A test image" : "Your drawing";
  }

  show() {
    const answer = this.#isAnother() ? undefined : this.runs.answer;
    this.part("whose").textContent = answer ? `Read ${after(answer.epoch)}` : this.#whose();
    paint(this.part("mine"), answer?.image ?? this.image, inInk);
    const best = answer ? answer.probabilities.indexOf(Math.max(...answer.probabilities)) : null;
    fillBars(this.bars, answer?.probabilities ?? NOTHING, best);
  }
}
