// The Confusion matrix tab. What it shows of a network and a test set it asks for once (see `ui/matrix`).

import { chooseTestSet } from "../page/select.mjs";
import { readCell } from "../state/address.mjs";
import { Asker } from "../shared/ask.mjs";
import { DIGITS } from "../shared/bars.mjs";
import { arrow, button, make, oneTabStop, partsOf } from "../shared/dom.mjs";
import { makeGallery } from "../shared/gallery.mjs";
import { address, choice } from "../state/page.mjs";
import { whenInSight } from "../shared/sight.mjs";
import { article, thousands } from "../shared/words.mjs";
import { YOURS } from "../state/yours.mjs";
import { heats, inWords, totals } from "./cells.mjs";

const share = (number) => (number === null ? "–" : `${(100 * number).toFixed(1)}%`);
const margin = (number) => make("td", { className: "margin", textContent: share(number) });

// Of a network that has learnt from handwriting it is not known whose that was.
const perhapsLearnt = ({ with_handwriting: hasLearnt }, { key }) => (hasLearnt && key === YOURS ? " It may have learnt from some of them." : "");

class Matrix {
  chosen = null; // true and predicted label of the chosen cell; either may be null, of a whole column or row
  percentages = false;

  constructor(element, server) {
    Object.assign(this, { server, part: partsOf(element) });
    const samples = (start) => server.samples({ ...this.chosen, ...choice.named, start });
    const openImage = (index) => address.visit("mistakes", { mistake: `${choice.testSet.key}-${index}`, model: choice.model });
    this.load = makeGallery(this.part("samples"), samples, openImage, (total) => this.entitle(total));
    this.counts = new Asker((error) => (this.part("about").textContent = error));
    this.part("table").addEventListener("keydown", (event) => this.walk(event));
    this.part("close").addEventListener("click", () => this.close());
    oneTabStop(this.part("table"), "button");
    element.querySelector(".choice").addEventListener("change", ({ target }) => {
      this.percentages = target.value === "percent";
      this.render();
    });
    chooseTestSet(this.part("test-set"), choice);
    choice.onChange(whenInSight(element, () => this.changed()));
    address.onVisit("matrix", ({ cell }) => this.visit(readCell(cell)));
  }

  changed() {
    const { named, testSet } = choice; // there may be others when the answer comes
    if (this.asked === JSON.stringify(named)) return;
    this.asked = JSON.stringify(named);
    this.counts.ask(() => this.server.matrix(named), (reply) => this.show(reply, testSet));
    if (!this.chosen) return;
    this.load();
    address.name("matrix", this.place());
  }

  // What is shown, as the address names it.
  place() {
    const { testSet, model } = choice;
    const { true: label, predicted } = this.chosen;
    return { cell: `${testSet.key}-${label ?? ""}-${predicted ?? ""}`, model };
  }

  show({ error, ...value }, testSet) {
    if (error) {
      this.part("about").textContent = error;
      this.asked = null;
      return;
    }
    this.value = value;
    const { count, accuracy } = value;
    const { testSet: wanted } = choice.wanted;
    const missing = wanted && wanted !== testSet.key ? `This network was not evaluated on a test set “${wanted}”. ` : "";
    this.part("about").textContent = `${missing}${thousands(count)} images of ${testSet.name}, ${(100 * accuracy).toFixed(2)}% of them read right.${perhapsLearnt(choice.chosen, testSet)}`;
    this.render();
    this.renderPairs();
    this.reveal();
  }

  // --- the table ------------------------------------------------------------------------------

  render() {
    const { counts, recall, precision, accuracy } = this.value;
    const heat = heats(counts, this.percentages);
    const rows = DIGITS.map((row) => {
      const cells = DIGITS.map((column) => this.countCell(row, column, heat[row][column]));
      return make("tr", {}, this.headCell("row", { true: row, predicted: null }, row), ...cells, margin(recall[row]));
    });
    const name = make("th", { scope: "row", textContent: "precision", title: "Of the images read as a digit, the share that is it" });
    const bottom = make("tr", {}, name, ...precision.map(margin), margin(accuracy));
    const table = this.part("table");
    table.replaceChildren(table.caption, make("thead", {}, this.top()), make("tbody", {}, ...rows), make("tfoot", {}, bottom));
    table.querySelector("button").tabIndex = 0;
    this.mark();
  }

  top() {
    const heads = DIGITS.map((digit) => this.headCell("col", { true: null, predicted: digit }, digit));
    const recall = make("th", { scope: "col", textContent: "recall", title: "Of the images of a digit, the share read as it" });
    return make("tr", {}, make("td"), ...heads, recall);
  }

  headCell(scope, cell, digit) {
    const what = scope === "row" ? `All images of ${article(digit)}` : `All images taken for ${article(digit)}`;
    return make("th", { scope }, this.makeButton(cell, digit, what));
  }

  countCell(row, column, heat) {
    const count = this.value.counts[row][column];
    const total = totals(this.value.counts)[row];
    const text = this.percentages ? (total ? ((100 * count) / total).toFixed(1) : "–") : count;
    const what = `True ${row}, predicted ${column}: ${count} of ${total}`;
    const cell = make("td", { className: row === column ? "right" : count ? "error" : "none" });
    cell.style.setProperty("--heat", heat.toFixed(3));
    cell.append(this.makeButton({ true: row, predicted: column }, text, what));
    return cell;
  }

  makeButton(cell, text, what) {
    return button(text, () => this.choose(cell), { title: what, ariaLabel: what, tabIndex: -1, cell });
  }

  // The arrows move within the table.
  walk(event) {
    const cell = event.target.closest("td, th");
    const step = cell && arrow(event);
    if (!step) return;
    const next = this.part("table").rows[cell.parentNode.rowIndex + step[0]]?.cells[cell.cellIndex + step[1]];
    next?.querySelector("button")?.focus();
  }

  mark() {
    for (const button of this.part("table").querySelectorAll("button")) {
      const is = button.cell.true === this.chosen?.true && button.cell.predicted === this.chosen?.predicted;
      button.setAttribute("aria-pressed", is);
    }
  }

  // --- the images of a cell -------------------------------------------------------------------

  visit(named) {
    if (named) choice.choose({ testSet: named.testSet });
    if (JSON.stringify(this.chosen) !== JSON.stringify(named && named.cell)) this.open(named && named.cell);
  }

  // Show the images of a cell, or the pairs in their place.
  open(cell) {
    this.chosen = cell;
    [this.isNew, this.hasSamples] = [Boolean(cell), false];
    this.part("worst").hidden = Boolean(cell);
    this.part("samples").hidden = !cell;
    if (this.value) this.mark();
    if (cell && choice.chosen) this.load();
  }

  choose(cell) {
    this.open(cell);
    address.name("matrix", this.place(), true);
  }

  close() {
    address.name("matrix", {}, true);
    this.open(null);
  }

  entitle(total) {
    if (!this.chosen) return; // it was closed meanwhile
    this.part("title").textContent = inWords(this.chosen, total);
    this.hasSamples = true;
    this.reveal();
  }

  // The samples of a new cell, which on a phone are below the matrix: once both are there.
  reveal() {
    if (!this.isNew || !this.hasSamples || !this.value) return;
    this.isNew = false;
    this.part("samples").scrollIntoView({ block: "nearest" });
  }

  renderPairs() {
    const rows = this.value.pairs.map(({ true: label, predicted, count, total }) => {
      const text = `${label} taken for ${predicted}: ${count} of ${total}`;
      return make("li", {}, button(text, () => this.choose({ true: label, predicted })));
    });
    this.part("pairs").replaceChildren(...rows);
  }
}

export default function begin({ element, server }) {
  new Matrix(element, server);
}
