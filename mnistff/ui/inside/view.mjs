// Paints what the server said of one image's way through a network (see `look_inside`).

import { makeBars } from "../shared/bars.mjs";
import { button, make } from "../shared/dom.mjs";
import { inEvidence, paint, unpack } from "../shared/paint.mjs";
import { fixed, signed } from "../shared/words.mjs";
import { activation, lead, ofActivations, ofInput, ofLogits, ofSoftmax, ofSums, ofUnit } from "./words.mjs";

export class View {
  look = null; // what the server said

  constructor(part, looking) {
    Object.assign(this, { part, looking });
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
    this.part("inside").hidden = true;
  }

  show(look) {
    this.look = look;
    this.part("inside").hidden = false;
    this.part("lead").textContent = lead(look);
    this.#showTiles();
    this.#showUnit();
    this.#showSteps();
  }

  // --- the units that count most ------------------------------------------------------------

  #showTiles() {
    const { part, look } = this;
    const focused = document.activeElement?.unit;
    part("tiles").replaceChildren(...look.tiles.map(([unit, weights]) => this.#makeTile(unit, weights)));
    const tiles = [...part("tiles").children];
    const stop = tiles.find(({ unit }) => unit === focused);
    (stop ?? tiles[0]).tabIndex = 0;
    stop?.focus({ preventScroll: true });
  }

  #makeTile(unit, weights) {
    const { look, looking } = this;
    const isOff = looking.off.has(unit);
    const active = activation(look, looking.off, unit);
    const added = look.added[unit];
    const name = `Unit ${unit}: ${isOff ? "switched off" : `activation ${active.toFixed(2)}`}, adds ${signed(added)} to the lead of ${lead(look)}`;
    const tile = button("", () => looking.choose(unit), { tabIndex: -1, unit, title: name, ariaLabel: name });
    tile.className = `tile ${added > 0 ? "for" : added < 0 ? "against" : ""} ${isOff ? "off" : ""}`;
    tile.style.setProperty("--bright", active / Math.max(...look.sums, 1e-9));
    tile.setAttribute("aria-pressed", unit === look.unit.number);
    const canvas = make("canvas", { width: 28, height: 28 });
    paintWeights(canvas, weights);
    tile.append(canvas, make("small", { textContent: isOff ? "off" : signed(added) }));
    return tile;
  }

  // --- one of them --------------------------------------------------------------------------

  #showUnit() {
    const { part, look, looking } = this;
    const { number, weights, parts, outgoing } = look.unit;
    part("name").textContent = `Unit ${number}`;
    part("does").textContent = ofUnit(look, looking.off);
    part("switch").textContent = looking.off.has(number) ? "Switch this unit on" : "Switch this unit off";
    part("ten").textContent = `Switch off the ten strongest for ${look.digit}`;
    part("ten").disabled = !looking.nextTen(look).length;
    part("on").disabled = !looking.off.size;
    part("changed").textContent = look.changed;
    paintWeights(part("weights"), weights);
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

  // --- the pass in numbers --------------------------------------------------------------------

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

function paintWeights(canvas, packed) {
  paint(canvas, unpack(packed), (share) => inEvidence(2 * share));
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
