// The canvas of the Draw tab. `props.value` holds the chosen model, all models and an image to trace (see
// `ui/draw`), `props.examples` drawings to replay.

import { button, partsOf } from "../shared/dom.mjs";
import { drawing } from "../shared/page.mjs";
import { inInk, paint } from "../shared/paint.mjs";
import { Answers } from "./answers.mjs";
import { Pen } from "./pen.mjs";
import { Replay } from "./replay.mjs";

const PEN = 0.055; // of the canvas's width; only for the eye, the network's pen is drawn on the server
const MOST_PIXELS = 2048; // of a side: without its styles the canvas is as wide as its pixels, or wider
const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

class Canvas {
  constructor(element, props, classify) {
    this.part = partsOf(element);
    this.canvas = this.part("canvas");
    this.replay = new Replay(drawing, (lesson) => (this.part("lesson").textContent = lesson));
    this.pen = new Pen(this.canvas, drawing, () => this.replay.stop());
    this.answers = new Answers(this.part, drawing, classify, () => this.pen.isDown);
    drawing.onChange(() => this.changed());
    for (const example of props.examples)
      this.part("examples").append(button(example.name, () => this.play(example)));
    this.listen();
  }

  listen() {
    const { part } = this;
    part("undo").addEventListener("click", () => this.undo());
    part("clear").addEventListener("click", () => this.clear());
    part("untrace").addEventListener("click", () => this.showTemplate(null));
    document.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    // Gradio's class says whether the page is dark; the ink is then another colour.
    const repaint = () => {
      this.redraw();
      this.tintTemplate();
    };
    new MutationObserver(repaint).observe(document.body, { attributeFilter: ["class"] });
  }

  changed() {
    const { isEmpty } = drawing;
    this.part("hint").hidden = !isEmpty;
    this.part("undo").disabled = this.part("clear").disabled = isEmpty;
    this.answers.ask(); // first: the server works while the page draws
    this.redraw();
  }

  redraw() {
    const side = Math.min(MOST_PIXELS, Math.round(this.canvas.clientWidth * devicePixelRatio));
    if (!side) return; // in a tab that is not shown
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const pen = this.canvas.getContext("2d");
    pen.clearRect(0, 0, side, side);
    pen.strokeStyle = getComputedStyle(this.canvas).color;
    pen.lineWidth = PEN * side;
    pen.lineCap = pen.lineJoin = "round";
    for (const stroke of drawing.strokes) {
      pen.beginPath();
      pen.moveTo(stroke[0][0] * side, stroke[0][1] * side);
      for (const [x, y] of stroke) pen.lineTo(x * side, y * side);
      pen.stroke();
    }
  }

  undo() {
    this.replay.stop();
    if (!this.pen.isDown) drawing.strokes.pop();
    drawing.changed();
  }

  clear() {
    this.replay.stop();
    this.pen.letGo();
    drawing.clear();
  }

  play(example) {
    this.pen.letGo();
    this.replay.play(example);
  }

  key(event) {
    if (event.target.closest?.(TYPED) || !this.canvas.clientWidth) return;
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo && event.key !== "Escape") return;
    event.preventDefault();
    if (isUndo) this.undo();
    else this.clear();
  }

  showTemplate(template) {
    paint(this.part("template"), template, inInk);
    this.tintTemplate();
    this.part("untrace").hidden = !template;
    if (template) this.clear();
    this.canvas.scrollIntoView({ block: "nearest" });
  }

  // Whatever the colour is written in (rgb, oklch, …), the browser can fill with it.
  tintTemplate() {
    const ink = this.part("template").getContext("2d");
    ink.globalCompositeOperation = "source-in";
    ink.fillStyle = getComputedStyle(this.canvas).color;
    ink.fillRect(0, 0, 28, 28);
  }
}

export default function begin({ element, props, server, watch }) {
  const canvas = new Canvas(element, props, server.classify);
  const choose = () => {
    const { model, models, template } = props.value;
    canvas.answers.choose(model, models);
    if (template) canvas.showTemplate(template);
  };
  watch("value", choose);
  choose();
  canvas.changed();
}
