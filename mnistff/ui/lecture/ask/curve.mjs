// A question that is answered by a curve: the loss at each epoch, drawn with mouse, finger or arrow keys beside a
// curve that is given. When it is answered the true one stands beside it.

import { arrow, make, svg } from "../../shared/dom.mjs";
import { makeChart, makeLine, scales } from "../chart.mjs";
import { Drawn } from "./drawn.mjs";

const STEP = 0.025; // of the height, for an arrow key
const KEYS = "Left and right go from epoch to epoch, up and down move the line there.";
const NAMES = ["training loss", "your test loss", "the test loss"];

class CurveField {
  staysShown = true;
  truth = "The blue line was measured.";
  #lines = [];

  constructor({ given, truth, asks }) {
    Object.assign(this, { given, measured: truth, scale: scales([given, truth]) });
    this.chart = makeChart(`${asks} ${KEYS}`, this.scale);
    this.chart.append(makeLine(given, "line-0", this.scale));
    this.legend = NAMES.map((name, n) => make("li", {}, make("i", { className: `line-${n}` }), name));
    this.readout = make("output");
    this.element = make("div", { className: "curve" }, this.chart, make("ul", {}, ...this.legend), this.readout);
    this.chart.addEventListener("pointerdown", (event) => this.point(event));
    this.chart.addEventListener("pointermove", (event) => this.point(event));
    this.chart.addEventListener("keydown", (event) => this.press(event));
    this.clear();
  }

  guess = () => (this.drawn.isWhole ? this.drawn.values : null);
  said = () => "Yours is the green line.";
  isGuess = (curve) =>
    Array.isArray(curve) && curve.length === this.scale.epochs && curve.every((value) => Number.isFinite(value));

  get lacks() {
    return `Draw the line over all ${this.scale.epochs} epochs: epoch ${this.drawn.gap + 1} has no point yet.`;
  }

  point(event) {
    if (!this.isOpen || event.buttons !== 1) return;
    this.drawn.move(this.scale.at(this.chart, event), event.type === "pointermove");
    this.paintDrawn();
  }

  press(event) {
    const step = this.isOpen && !event.altKey && arrow(event);
    if (!step) return;
    this.drawn.step(step[1], -STEP * step[0], this.given[this.drawn.at]);
    this.paintDrawn();
  }

  paintDrawn() {
    const { values, at } = this.drawn;
    const hand = svg("circle", { class: "line-1", cx: this.scale.x(at), cy: this.scale.y(values[at]), r: 7 });
    this.paint(makeLine(values, "line-1", this.scale), hand);
    this.readout.textContent = `Epoch ${at + 1}: ${values[at].toFixed(2)}`;
  }

  paint(...lines) {
    for (const line of this.#lines) line.remove();
    this.#lines = lines;
    this.chart.append(...lines);
  }

  reveal(guess) {
    this.isOpen = false;
    this.readout.textContent = "";
    [this.legend[1].hidden, this.legend[2].hidden] = [guess === null, false];
    const yours = guess ? [makeLine(guess, "line-1", this.scale)] : [];
    this.paint(...yours, makeLine(this.measured, "line-2", this.scale));
  }

  clear() {
    this.isOpen = true;
    this.drawn = new Drawn(this.scale.epochs, this.scale.most);
    [this.legend[1].hidden, this.legend[2].hidden] = [false, true];
    this.paint();
  }
}

export const makeCurveField = (question) => new CurveField(question);
