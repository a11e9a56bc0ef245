// The hidden units as dots, the brighter the more excited, and lines from those that count to the outputs, as thick
// as their votes: orange for a digit, blue against it.

import { arrow } from "../shared/dom.mjs";
import { colourOf } from "../shared/paint.mjs";
import { fixed, signed } from "../shared/words.mjs";
import { Grid } from "./grid.mjs";

const REACH = 14; // pixels around a unit that counts, in which it is meant before others
const MOST_PIXELS = 4096; // of a side: without its styles the canvas is as wide as its pixels, or wider
const HINT = "The brighter, the more excited. Click one to see why.";
const SEVERAL = "Unit by unit, only a network with one hidden layer can be shown.";

export class Network {
  #units = null; // what the server said of them: `activations`, `lines` (see `units_of`)
  #lines = []; // the same lines, weakest first
  #answer = null; // the digit that the network says
  #count = 0;
  #pointed = null; // the unit under the mouse
  #grid = null;
  #field = null; // where the field is, within the canvas
  #ends = []; // where lines to each output end
  #frame = null; // in which it is painted next
  #goesDown = false; // whether the outputs are below the units, and not beside them
  #colours = null;

  constructor(part, looking) {
    Object.assign(this, { part, looking });
    const field = part("field");
    field.addEventListener("pointermove", (event) => this.#point(this.#unitAt(event)));
    field.addEventListener("pointerleave", () => this.#point(null));
    field.addEventListener("click", (event) => this.#toggle(this.#pointed ?? this.#unitAt(event)));
    field.addEventListener("keydown", (event) => this.#walk(event));
    looking.onChange(() => this.#paintSoon());
    new ResizeObserver(() => this.#measure()).observe(part("net"));
  }

  // How many units there are.
  set count(count) {
    if (count === this.#count) return;
    this.#count = count;
    this.#measure();
  }

  // `units` is null if there is nothing to show, undefined if it can't be shown; `answer` is the digit.
  show(units, answer = null) {
    this.#units = units?.activations.length === this.#count ? units : null;
    this.#answer = answer;
    this.#lines = (this.#units?.lines ?? []).filter(([, , vote]) => vote); // who is silent says nothing
    this.#lines.sort((a, b) => Math.abs(a[2]) - Math.abs(b[2]));
    this.#say(units === undefined ? SEVERAL : undefined);
    this.#paintSoon();
  }

  // --- where things are ----------------------------------------------------------------------

  #measure() {
    const { part } = this;
    const net = part("net").getBoundingClientRect();
    if (!net.width || !this.#count) return; // in a tab that is not shown
    const within = (element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left - net.left, y: top - net.top, width, height };
    };
    this.#field = within(part("field"));
    this.#grid = new Grid(this.#count, this.#field.width, this.#field.height);
    const outputs = [...part("bars").querySelectorAll("li")].map(within);
    this.#goesDown = outputs[0].y > this.#field.y + this.#field.height; // on a phone the outputs are below
    this.#ends = outputs.map(({ x, y, width, height }) => (this.#goesDown ? [x + width / 2, y - 4] : [x - 8, y + height / 2]));
    const pixels = (size) => Math.min(MOST_PIXELS, Math.round(size * devicePixelRatio));
    Object.assign(part("wires"), { width: pixels(net.width), height: pixels(net.height) });
    this.#paint();
  }

  #place(unit) {
    const [x, y] = this.#grid.place(unit);
    return [this.#field.x + x, this.#field.y + y];
  }

  #unitAt({ clientX, clientY }) {
    if (!this.#grid) return null;
    const box = this.part("field").getBoundingClientRect();
    const at = [clientX - box.left, clientY - box.top];
    const distance = (unit) => Math.hypot(...this.#grid.place(unit).map((value, axis) => value - at[axis]));
    const near = new Set(this.#lines.map(([unit]) => unit).filter((unit) => distance(unit) < REACH));
    const nearest = [...near].sort((a, b) => distance(a) - distance(b))[0];
    return nearest ?? this.#grid.at(...at);
  }

  // --- pointing ------------------------------------------------------------------------------

  #point(unit) {
    if (unit === this.#pointed) return;
    this.#pointed = unit;
    this.#say();
    this.#paintSoon();
  }

  #toggle(unit) {
    this.looking.choose(unit === this.looking.unit ? null : unit);
  }

  #walk(event) {
    const step = arrow(event);
    if (event.key === "Escape") this.looking.choose(null);
    if (!step || !this.#grid) return;
    this.#pointed = null; // the keys go on from the chosen one, wherever the mouse rests
    const { unit } = this.looking;
    this.looking.choose(unit === null ? (this.#lines.at(-1)?.[0] ?? 0) : this.#grid.step(unit, step));
  }

  #say(otherwise = HINT) {
    const unit = this.#pointed ?? this.looking.unit;
    const isOfUnit = unit !== null && this.#units !== null;
    this.part("says").textContent = isOfUnit ? this.#does(unit) : otherwise;
    this.part("says").classList.toggle("of-unit", isOfUnit);
  }

  #does(unit) {
    if (this.looking.off.has(unit)) return `Unit ${unit} is switched off.`;
    const active = this.#units.activations[unit];
    if (!active) return `Unit ${unit} passes nothing on.`;
    const vote = this.#lines.findLast(([each]) => each === unit);
    const most = vote ? `, most of all ${signed(vote[2])} to ${vote[1]}` : "";
    return `Unit ${unit} passes on ${fixed(active)}${most}.`;
  }

  // --- painting ------------------------------------------------------------------------------

  // Once a frame: answers come faster.
  #paintSoon() {
    if (this.#frame === null) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#frame = null;
    if (!this.#grid) return;
    this.#colours ??= { speaksFor: colourOf("for"), against: colourOf("against"), chalk: colourOf("chalk") };
    const pen = this.part("wires").getContext("2d");
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
    this.#paintLines(pen);
    this.#paintUnits(pen);
  }

  // Those to the answer above the others.
  #paintLines(pen) {
    const marked = this.#pointed ?? this.looking.unit;
    const most = Math.max(...this.#lines.map(([, , vote]) => Math.abs(vote)), 1e-9);
    const toAnswer = ([, digit]) => digit === this.#answer;
    for (const line of [...this.#lines.filter((each) => !toAnswer(each)), ...this.#lines.filter(toAnswer)]) {
      const [unit, digit, vote] = line;
      const isMeant = marked === null ? toAnswer(line) : unit === marked;
      const share = Math.abs(vote) / most;
      const colour = vote > 0 ? this.#colours.speaksFor : this.#colours.against;
      pen.strokeStyle = `rgb(${colour.join(" ")} / ${isMeant ? 0.4 + 0.6 * share : (marked === null ? 0.5 : 0.1) * share})`;
      pen.lineWidth = 0.75 + 4.25 * share;
      this.#line(pen, this.#place(unit), this.#ends[digit]);
    }
  }

  // Along the way that the picture goes, at both ends.
  #line(pen, [x, y], [endX, endY]) {
    pen.beginPath();
    pen.moveTo(x, y);
    if (this.#goesDown) pen.bezierCurveTo(x, y + (endY - y) / 2, endX, y + (endY - y) / 2, endX, endY);
    else pen.bezierCurveTo(x + (endX - x) / 2, y, x + (endX - x) / 2, endY, endX, endY);
    pen.stroke();
  }

  #paintUnits(pen) {
    const { radius } = this.#grid;
    const { off, unit: chosen } = this.looking;
    const activations = this.#units?.activations ?? [];
    const most = Math.max(...activations, 1e-9);
    const all = [...Array(this.#count).keys()];
    pen.fillStyle = pen.strokeStyle = `rgb(${this.#colours.chalk.join(" ")})`;
    pen.lineWidth = 1;
    pen.globalAlpha = 0.12;
    pen.fill(this.#circles(all.filter((unit) => !activations[unit] && !off.has(unit)), radius));
    for (const unit of all.filter((each) => activations[each])) {
      pen.globalAlpha = 0.25 + (0.75 * activations[unit]) / most;
      pen.fill(this.#circles([unit], radius));
    }
    pen.globalAlpha = 1;
    pen.stroke(this.#circles([...off], radius - 1));
    pen.lineWidth = 2;
    pen.stroke(this.#circles([chosen, this.#pointed].filter((unit) => unit !== null), Math.max(6, radius + 3)));
  }

  #circles(units, radius) {
    const path = new Path2D();
    for (const unit of units) {
      const [x, y] = this.#place(unit);
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, 7);
    }
    return path;
  }
}
