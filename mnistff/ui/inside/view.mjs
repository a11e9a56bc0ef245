// Paints what the server said of one image's way through a network (see `look_inside`).

import { fillBars, makeBars } from "../shared/bars.mjs";
import { button, make } from "../shared/dom.mjs";
import { inEvidence, inInk, paint } from "../shared/paint.mjs";
import { fixed, signed } from "../shared/words.mjs";
import { activation, lead, ofActivations, ofInput, ofLogits, ofSoftmax, ofSums, ofUnit } from "./words.mjs";

const FIRST = 24; // tiles, before "Show all"

export class View {
  look = null; // what the server said, and the `weights` int8 [hidden][784]
  everyTile = false;
  #tileOrder = ""; // which model's tiles are on the page, and in which order

  // `choose` is given the number of a unit.
  constructor(part, looking, choose) {
    Object.assign(this, { part, looking, choose });
    this.bars = this.#addBars("bars");
    this.excites = this.#addBars("excites");
    this.outgoing = this.#addBars("outgoing");
  }

  #addBars(name) {
    const bars = makeBars();
    this.part(name).append(bars);
    return bars;
  }

  say(sentence) {
    this.part("note").textContent = sentence;
  }

  hide() {
    this.part("net").hidden = true;
  }

  show(look) {
    const { part } = this;
    this.look = look;
    part("net").hidden = false;
    part("index").value = this.looking.source?.index ?? (this.looking.source ? "" : 0);
    part("index").max = this.looking.value.count - 1;
    paint(part("image"), look.image, inInk);
    part("title").textContent = look.title;
    this.showTiles();
    this.#showOutputs();
    this.#showUnit();
    this.#showSteps();
  }

  // --- the hidden units ---------------------------------------------------------------------

  showTiles() {
    const { part, look } = this;
    const hidden = look.sums.length;
    const units = this.everyTile ? look.order : look.order.slice(0, FIRST);
    part("count").textContent = `${hidden} hidden unit${hidden === 1 ? "" : "s"}`;
    part("lead").textContent = lead(look);
    part("all").hidden = hidden <= FIRST;
    part("all").textContent = this.everyTile ? `Show the first ${FIRST} only` : `Show all ${hidden}`;
    const order = `${this.looking.value.model} ${units}`;
    if (this.#tileOrder !== order) part("tiles").replaceChildren(...units.map((unit) => this.#makeTile(unit)));
    this.#tileOrder = order;
    const most = Math.max(...look.sums, 1e-9);
    for (const tile of part("tiles").children) this.#dress(tile, most);
    if (!part("tiles").querySelector("[tabindex='0']")) part("tiles").firstChild.tabIndex = 0;
  }

  #makeTile(unit) {
    const canvas = make("canvas", { width: 28, height: 28 });
    this.#paintWeights(canvas, unit);
    const tile = button("", () => this.choose(unit), { className: "tile", tabIndex: -1, unit });
    tile.append(canvas, make("small"));
    return tile;
  }

  #dress(tile, most) {
    const { look } = this;
    const { unit } = tile;
    const isOff = this.looking.off.has(unit);
    const active = activation(look, this.looking.off, unit);
    const added = look.added[unit];
    const state = isOff ? "switched off" : `activation ${active.toFixed(2)}`;
    tile.title = tile.ariaLabel = `Unit ${unit}: ${state}, adds ${signed(added)} to the lead of ${lead(look)}`;
    tile.className = `tile ${added > 0 ? "for" : added < 0 ? "against" : ""} ${isOff ? "off" : ""}`;
    tile.style.setProperty("--bright", active / most);
    tile.querySelector("small").textContent = isOff ? "off" : signed(added);
    tile.setAttribute("aria-pressed", unit === look.unit.number);
  }

  #paintWeights(canvas, unit) {
    const weights = this.look.weights.subarray(784 * unit, 784 * (unit + 1));
    paint(canvas, weights, (share) => inEvidence(2 * share));
  }

  // --- one of them --------------------------------------------------------------------------

  #showUnit() {
    const { part, look, looking } = this;
    const { number, parts, outgoing } = look.unit;
    part("name").textContent = `Unit ${number}`;
    part("does").textContent = ofUnit(look);
    part("switch").textContent = looking.off.has(number) ? "Switch this unit on" : "Switch this unit off";
    part("ten").textContent = `Switch off the ten strongest for ${look.digit}`;
    part("ten").disabled = !looking.nextTen(look).length;
    part("on").disabled = !looking.off.size;
    part("changed").textContent = look.changed;
    this.#paintWeights(part("weights"), number);
    paint(part("parts"), parts, inEvidence);
    fillChart(this.outgoing, outgoing);
    this.showExcitement(null, "Counting over the test set…");
  }

  // The mean activation of each unit by digit, [hidden][10], or null while it is not known.
  showExcitement(means, basis) {
    this.excites.hidden = !means;
    if (means) fillChart(this.excites, means[this.look.unit.number]);
    this.part("basis").textContent = basis;
  }

  // --- outputs, and the pass in numbers -----------------------------------------------------

  #showOutputs() {
    const { before, probabilities, sentence } = this.look;
    const { size } = this.looking.off;
    const inPercent = (digit) => `${Math.round(100 * before[digit])} → ${Math.round(100 * probabilities[digit])}%`;
    fillBars(this.bars, probabilities, probabilities.indexOf(Math.max(...probabilities)));
    this.bars.classList.toggle("cut", size > 0);
    this.bars.querySelectorAll("li").forEach((row, digit) => {
      row.style.setProperty("--before", before[digit]);
      if (size) row.querySelector("small").textContent = inPercent(digit);
    });
    this.part("sentence").textContent = sentence;
    this.part("legend").hidden = !size;
  }

  #showSteps() {
    const { part, look } = this;
    const { off } = this.looking;
    part("step-x").textContent = ofInput(look);
    part("step-z").textContent = ofSums(look);
    part("step-a").textContent = ofActivations(look, off);
    part("step-logits").textContent = ofLogits(look, off);
    const cells = (row) => row.map((text, column) => make(column ? "td" : "th", { textContent: text }));
    part("table").tBodies[0].replaceChildren(...ofSoftmax(look).map((row) => make("tr", {}, ...cells(row))));
  }
}

// Ten numbers as bars beside each other; a negative one is blue.
function fillChart(chart, values) {
  const most = Math.max(...values.map(Math.abs), 1e-9);
  chart.querySelectorAll("li").forEach((row, digit) => {
    row.classList.toggle("against", values[digit] < 0);
    row.querySelector("i").style.setProperty("--share", Math.abs(values[digit]) / most);
    row.querySelector("small").textContent = fixed(values[digit]);
  });
}
