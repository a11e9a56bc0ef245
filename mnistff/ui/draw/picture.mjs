// The picture of the Draw tab: the canvas, and what the network makes of it. `props.examples` are drawings to replay.

import { button, partsOf } from "../shared/dom.mjs";
import { address, choice, drawing, looking } from "../state/page.mjs";
import { readImage } from "../state/address.mjs";
import { inInk, paint } from "../shared/paint.mjs";
import { YOURS } from "../state/yours.mjs";
import { Answers } from "./answers.mjs";
import { paintStrokes } from "./ink.mjs";
import { Pen } from "./pen.mjs";
import { Replay } from "./replay.mjs";

const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

class Picture {
  constructor(element, props, classify) {
    this.element = element;
    this.part = partsOf(element);
    this.canvas = this.part("canvas");
    this.replay = new Replay(drawing, (lesson) => (this.part("lesson").textContent = lesson));
    this.pen = new Pen(this.canvas, drawing, () => this.begin());
    this.answers = new Answers(this.part, classify, () => this.pen.isDown, (image) => this.showImage(image));
    for (const example of props.examples)
      this.part("examples").append(button(example.name, () => this.play(example)));
    this.listen();
  }

  listen() {
    const { part } = this;
    drawing.onChange(() => this.show());
    looking.onChange(() => this.show());
    part("undo").addEventListener("click", () => this.undo());
    part("clear").addEventListener("click", () => this.clear());
    part("back").addEventListener("click", () => this.goBack());
    part("toggle").addEventListener("click", () => (looking.unit === null ? looking.switchAllOn() : looking.toggle(looking.unit)));
    part("random").addEventListener("click", () => this.open(Math.floor(Math.random() * choice.testSet.count)));
    part("index").addEventListener("change", ({ target }) => {
      if (target.value !== "" && target.reportValidity()) this.open(Number(target.value));
    });
    choice.onChange(() => (part("index").max = choice.testSet.count - 1));
    document.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("keydown", (event) => event.key === "Escape" && this.clear());
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    address.onVisit("draw", ({ image, test }) => this.visit(readImage(image), test));
  }

  // --- the drawing ----------------------------------------------------------------------------

  // A stroke begins.
  begin() {
    this.replay.stop();
    if (!looking.image) return;
    drawing.restart();
    looking.showDrawing();
  }

  redraw() {
    paintStrokes(this.canvas, looking.image ? [] : drawing.strokes);
  }

  undo() {
    if (looking.image) return; // the drawing is not in sight
    this.replay.stop();
    this.pen.letGo();
    drawing.undo();
  }

  clear() {
    this.replay.stop();
    this.pen.letGo();
    if (looking.image) looking.showDrawing();
    else drawing.clear();
  }

  play(example) {
    this.pen.letGo();
    looking.showDrawing();
    this.canvas.scrollIntoView({ block: "nearest" }); // on a phone it may be above
    this.replay.play(example);
  }

  key(event) {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || event.target.closest?.(TYPED) || !this.canvas.clientWidth) return;
    event.preventDefault();
    this.undo();
  }

  // --- a test image, or one to be traced ----------------------------------------------------------

  visit(image, test) {
    if (test) looking.test();
    else if (!image) looking.showDrawing();
    else {
      choice.choose({ testSet: image.testSet });
      looking.showImage(image.testSet, image.index);
    }
  }

  // An image of the chosen test set.
  open(index) {
    this.replay.stop();
    address.visit("draw", { image: `${choice.testSet.key}-${index}`, model: choice.model });
    this.canvas.scrollIntoView({ block: "nearest" });
  }

  goBack() {
    if (looking.template) looking.trace(null);
    else looking.showDrawing();
  }

  // What stands on the canvas, and what can be done with it.
  show() {
    const { image, template } = looking;
    const { part } = this;
    part("hint").hidden = Boolean(image || template || !drawing.isEmpty);
    part("index").value = image?.index ?? "";
    part("undo").disabled = Boolean(image) || !drawing.canUndo;
    part("clear").disabled = drawing.isEmpty && !image;
    part("back").hidden = !image && !template;
    part("back").textContent = template ? "Template off" : "My drawing";
    this.showToggle();
    part("title").classList.toggle("of-image", Boolean(image));
    if (!image) {
      part("title").textContent = "You draw";
      this.showTemplate(template);
    }
    this.redraw();
    this.element.hidden = looking.isTesting;
    address.name("draw", this.place());
  }

  // What is shown, as the address names it.
  place() {
    const { image, isTesting } = looking;
    if (isTesting) return { test: YOURS };
    return image ? { image: `${image.testSet}-${image.index}`, model: choice.model } : {};
  }

  // Units are switched where one sees what becomes of the answer.
  showToggle() {
    const { unit, off } = looking;
    const toggle = this.part("toggle");
    toggle.hidden = unit === null && !off.size;
    toggle.textContent = unit === null ? "All units on" : `Unit ${unit} ${off.has(unit) ? "on" : "off"}`;
  }

  showTemplate(pixels, isWhole = false) {
    if (this.template === pixels) return;
    this.template = pixels;
    paint(this.part("template"), pixels, inInk);
    this.part("template").classList.toggle("whole", isWhole);
  }

  // A test image that the server gave, with its title; null if it gave none.
  showImage(shown) {
    if (!looking.image) return;
    this.showTemplate(shown && shown.image, true);
    this.part("title").textContent = shown ? shown.title : "A test image";
  }
}

export default function begin({ element, props, server }) {
  new Picture(element, props, server.classify).show();
}
