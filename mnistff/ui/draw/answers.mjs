// What the networks say of the drawing: asked at each change, shown beside the canvas.

import { pause, within } from "../shared/ask.mjs";
import { fillBars, makeBars } from "../shared/bars.mjs";
import { make } from "../shared/dom.mjs";
import { inEvidence, inInk, paint } from "../shared/paint.mjs";

const PATIENCE = 10; // seconds, for an answer
const SLOW = 50; // milliseconds
const NOTHING = Array(10).fill(0);

export class Answers {
  #panels = new Map(); // by the models' keys
  #comparing = false; // whether all models answer, side by side
  #model = null;
  #asking = false;
  #unanswered = false;

  // `isDown` says whether the pen is down: until it is lifted nothing is read out.
  constructor(part, drawing, classify, isDown) {
    Object.assign(this, { part, drawing, classify, isDown });
    part("compare").addEventListener("change", (event) => this.#compare(event.target.checked));
  }

  // The chosen model, and all that may answer, [label, key].
  choose(model, models) {
    this.#model = model;
    this.#panels = new Map(models.map(([label, key]) => [key, makePanel(label, key === model)]));
    this.part("answers").replaceChildren(this.part("compare"), ...this.#panels.values());
    this.part("compare").hidden = models.length === 1;
    this.#forget();
    this.ask();
  }

  #compare(all) {
    this.#comparing = all;
    this.part("answers").classList.toggle("side-by-side", all);
    this.ask();
  }

  // One question at a time: while the pen moves, each answer is shown, and then the newest drawing asked for.
  async ask() {
    this.#unanswered = true;
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#unanswered) await this.#askOnce();
    } finally {
      this.#asking = false;
    }
  }

  async #askOnce() {
    this.#unanswered = false;
    const offline = this.part("offline");
    if (this.drawing.isEmpty) {
      this.#forget();
      offline.hidden = true; // nothing is tried again
      return;
    }
    const models = [...new Set([this.#model, ...(this.#comparing ? this.#panels.keys() : [])])];
    const began = performance.now();
    const reply = await within(PATIENCE, () => this.classify({ strokes: this.drawing.thinned(), models }));
    const took = performance.now() - began;
    offline.hidden = Boolean(reply);
    if (!reply) {
      this.#unanswered = true;
      await pause(1000);
      return;
    }
    if (!this.drawing.isEmpty) this.#show(reply); // else it was cleared meanwhile
    if (took > SLOW) await pause(took); // a slow server is busy with others: leave it as long as it took
  }

  #show({ error, answers, image, evidence, why }) {
    if (error) {
      this.#forget(error);
      return;
    }
    for (const answer of answers) if (this.#panels.has(answer.model)) fill(this.#panels.get(answer.model), answer);
    paint(this.part("seen"), image, inInk);
    paint(this.part("evidence"), evidence, inEvidence);
    this.part("why").textContent = why;
    if (!this.isDown()) this.#say(answers[0].sentence);
  }

  #forget(error) {
    const sentence = error ?? "Draw a digit and it is read while you draw.";
    for (const panel of this.#panels.values()) fill(panel, { label: "", sentence, probabilities: NOTHING });
    for (const name of ["seen", "evidence"]) paint(this.part(name), null);
    this.part("why").textContent = "Why: the evidence of each pixel.";
    this.#say(error ?? "");
  }

  #say(sentence) {
    const spoken = this.part("spoken");
    if (spoken.textContent !== sentence) spoken.textContent = sentence;
  }
}

function makePanel(label, isChosen) {
  const sentence = make("p", { className: "sentence" });
  const panel = make("article", {}, make("h3", { textContent: label }), make("output"), sentence, makeBars());
  panel.classList.toggle("chosen", isChosen);
  return panel;
}

function fill(panel, { label, sentence, probabilities }) {
  panel.querySelector("output").textContent = label;
  panel.querySelector(".sentence").textContent = sentence;
  fillBars(panel.querySelector(".bars"), probabilities, label);
}
