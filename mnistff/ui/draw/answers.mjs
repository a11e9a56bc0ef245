// What the networks say of the drawing, or of a test image: asked at each change, and shown in the picture.

import { pause, within } from "../shared/ask.mjs";
import { fillBars, makeBars } from "../shared/bars.mjs";
import { make, speak } from "../shared/dom.mjs";
import { choice, drawing, looking } from "../state/page.mjs";
import { inEvidence, inInk, paint } from "../shared/paint.mjs";
import { thousands } from "../shared/words.mjs";
import { Network } from "./network.mjs";

const PATIENCE = 10; // seconds, for an answer
const SLOW = 50; // milliseconds
const NOTHING = Array(10).fill(0);
const HINT = "Draw, and it answers while the pen moves.";
const LEGEND = "Orange speaks for a digit, blue against it. Lines are votes of units.";
const BEFORE = "The mark in a bar: with all units on.";
const WHY = "Which ink speaks for which digit.";

export class Answers {
  #asking = false;
  #unanswered = false;
  #unit = null; // that was asked about last

  // `isDown` says whether the pen is down: until it is lifted nothing is read out. `showImage` is given the pixels
  // of a test image and what it is, or null.
  constructor(part, classify, isDown, showImage) {
    Object.assign(this, { part, classify, isDown, showImage, bars: makeBars() });
    part("bars").append(this.bars);
    this.network = new Network(part, looking);
    part("compare").addEventListener("change", () => this.ask());
    drawing.onChange(() => this.ask());
    looking.onChange(() => {
      if (choice.chosen) this.#showCount();
      this.ask();
    });
    choice.onChange(() => this.#choose());
    this.#forget();
  }

  #choose() {
    const { chosen } = choice;
    this.network.count = chosen.units;
    this.#showCount();
    this.ask();
  }

  #showCount() {
    const { units } = choice.chosen;
    const off = looking.off.size ? `, ${thousands(looking.off.size)} off` : "";
    this.part("count").textContent = `${thousands(units)} hidden unit${units === 1 ? "" : "s"}${off}`;
  }

  // One question at a time: while the pen moves, each answer is shown, and then the newest drawing asked for.
  async ask() {
    this.#unanswered = true;
    if (this.#asking || !choice.chosen) return;
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
    const asked = looking.question(drawing);
    if (!asked) {
      this.#forget();
      offline.hidden = true; // nothing is tried again
      return;
    }
    const others = this.part("compare").checked ? choice.models.map(({ key }) => key) : [];
    const models = [...new Set([choice.model, ...others])];
    const began = performance.now();
    const reply = await within(PATIENCE, () => this.classify({ ...asked, models }));
    const took = performance.now() - began;
    offline.hidden = Boolean(reply);
    if (!reply || reply.waiting) {
      this.#unanswered = true;
      if (reply) this.#forget(reply.note);
      await pause(1000);
      return;
    }
    this.#unit = asked.unit;
    if (!looking.isNothing(drawing)) this.#show(reply, "index" in asked); // else it was cleared meanwhile
    if (took > SLOW) await pause(took); // a slow server is busy with others: leave it as long as it took
  }

  #show({ error, note, image, title, other, evidence, why, units, before, unusual, answers }, isImage) {
    if (error || image === null) {
      this.#forget(error ?? note);
      return;
    }
    const [{ label, sentence, probabilities }, ...others] = answers;
    this.part("answer").textContent = label;
    this.part("sentence").textContent = sentence;
    this.#tellUnusual(unusual);
    fillBars(this.bars, probabilities, label, before);
    paint(this.part("seen"), image, inInk);
    const parts = units?.parts;
    paint(this.part("evidence"), parts ?? evidence, inEvidence);
    this.part("legend").textContent = before ? `${BEFORE} ${LEGEND}` : LEGEND;
    if (parts) this.#explain(`Unit ${this.#unit}: its weights over the ink. Orange excites it.`, `unit ${this.#unit}`);
    else this.#explain(why, `why ${label}, not ${other}`);
    this.network.show(units ?? undefined, label);
    this.#compare(others);
    this.showImage(isImage ? { image, title } : null);
    if (!this.isDown()) this.#say(`${sentence} ${unusual}`.trim());
  }

  // In a sentence; on a phone, where that is below the fold, in two words above what the network sees too.
  #tellUnusual(sentence) {
    this.part("unusual").textContent = sentence;
    this.part("pixels").dataset.short = sentence ? "seldom seen" : "it sees 28×28";
  }

  // What the ink's colours mean; on a phone in few words.
  #explain(why, short) {
    this.part("why").textContent = why;
    this.part("reason").dataset.short = short;
  }

  #compare(others) {
    const named = (key) => choice.models.find((model) => model.key === key)?.label;
    const row = ({ model, label, sentence }) =>
      make("li", {}, `${named(model)} says `, make("b", { textContent: label }), `. ${sentence}`);
    this.part("compared").replaceChildren(...others.map(row));
    this.part("compare").parentElement.hidden = choice.models.length < 2;
  }

  #forget(error) {
    this.part("answer").textContent = "";
    this.part("sentence").textContent = error ?? HINT;
    this.#tellUnusual("");
    fillBars(this.bars, NOTHING, null);
    for (const name of ["seen", "evidence"]) paint(this.part(name), null);
    this.#explain(WHY, "why");
    this.part("legend").textContent = LEGEND;
    this.network.show(null);
    this.#compare([]);
    this.showImage(null);
    this.#say(error ?? "");
  }

  #say(sentence) {
    speak(this.part("spoken"), sentence);
  }
}
