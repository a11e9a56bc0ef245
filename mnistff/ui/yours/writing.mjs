// A round as it is written: what is asked, the sheet, and the keys.

import { speak } from "../shared/dom.mjs";
import { simplified } from "../state/simplified.mjs";
import { article } from "../shared/words.mjs";
import { Sheet } from "./sheet.mjs";

const KEYS = {
  Enter: "next-digit",
  " ": "next-digit",
  ArrowRight: "next-digit",
  Backspace: "undo-digit",
  ArrowLeft: "undo-digit",
  s: "skip-digit",
  Escape: "stop-round",
};

export class Writing {
  #round = null;

  // `finish` is called when the round is over, or is to be.
  constructor(part, finish) {
    Object.assign(this, { part, finish });
    const canvas = part("sheet");
    this.sheet = new Sheet(canvas, () => part("by-itself").checked, () => this.next());
    this.sheet.drawing.onChange(() => this.#enable());
    part("next-digit").addEventListener("click", () => this.next());
    part("undo-digit").addEventListener("click", () => this.undo());
    part("skip-digit").addEventListener("click", () => this.#round.skip());
    part("stop-round").addEventListener("click", () => this.stop());
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  // Ask for the digits of a round.
  ask(round) {
    this.#round = round;
    this.sheet.clear();
    round.onChange(() => this.#asked());
    this.#show();
  }

  focus() {
    this.part("sheet").focus({ preventScroll: true });
    this.part("sheet").scrollIntoView({ block: "nearest" });
  }

  next() {
    if (this.sheet.isWritten) this.#round.write(simplified(this.sheet.drawing.thinned()));
  }

  // What is on the sheet counts too.
  stop() {
    this.next();
    if (this.#round) this.#end();
  }

  // What is on the sheet goes; else the last digit is asked for again.
  undo() {
    if (this.sheet.drawing.isEmpty) this.#round.undo();
    else this.sheet.clear();
  }

  key(event) {
    const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey);
    const name = isUndo ? "undo-digit" : (KEYS[event.key] ?? KEYS[event.key.toLowerCase()]);
    if (!name || (!isUndo && (event.ctrlKey || event.metaKey || event.altKey))) return;
    event.preventDefault();
    this.part(name).click();
  }

  #asked() {
    this.sheet.clear();
    if (this.#round.isOver) {
      this.#end();
      return;
    }
    this.#show();
    this.focus();
  }

  #end() {
    this.#round = null;
    this.finish();
  }

  #show() {
    const { part } = this;
    const { label, place, done, labels } = this.#round;
    speak(part("asked"), `Write ${article(label)}`);
    part("ordinal").textContent = place;
    part("progress").max = labels.length;
    part("progress").value = done.length;
    this.#enable();
  }

  #enable() {
    this.part("next-digit").disabled = !this.sheet.isWritten;
    this.part("undo-digit").disabled = this.sheet.drawing.isEmpty && !this.#round?.done.length;
  }
}
