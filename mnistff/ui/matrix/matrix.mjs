// The confusion matrix: a table of buttons. `props.value` holds the counts of the chosen model and test set
// (see `ui/matrix`).

import { DIGITS } from "../shared/bars.mjs";
import { arrow, button, make, oneTabStop, partsOf } from "../shared/dom.mjs";
import { makeGallery } from "../shared/gallery.mjs";
import { article, thousands } from "../shared/words.mjs";
import { heats, inWords, totals } from "./cells.mjs";

const share = (number) => (number === null ? "–" : `${(100 * number).toFixed(1)}%`);
const margin = (number) => make("td", { className: "margin", textContent: share(number) });

class Matrix {
  chosen = {}; // true and predicted label of the chosen cell; either may be missing
  percentages = false;

  constructor(element, value, server, trigger) {
    Object.assign(this, { value, part: partsOf(element) });
    const samples = (start) => {
      const { model, test_set } = this.value;
      return server.samples({ ...this.chosen, model, test_set, start });
    };
    const open = (index) => trigger("open_image", { test_set: this.value.test_set, index });
    this.load = makeGallery(this.part("samples"), samples, open, (total) => this.named(total));
    this.part("table").addEventListener("keydown", (event) => this.walk(event));
    oneTabStop(this.part("table"), "button");
    element.querySelector(".choice").addEventListener("change", ({ target }) => {
      this.percentages = target.value === "percent";
      this.render();
    });
  }

  changed(value) {
    this.value = value;
    this.render();
    this.renderPairs();
    if (this.chosen.true !== undefined || this.chosen.predicted !== undefined) this.choose(this.chosen);
  }

  // --- the table ------------------------------------------------------------------------------

  render() {
    const { counts, recall, precision, accuracy, count, test_set_name } = this.value;
    this.part("about").textContent = `${thousands(count)} images of ${test_set_name}, ${(100 * accuracy).toFixed(2)}% of them read right.`;
    const heat = heats(counts, this.percentages);
    const rows = DIGITS.map((row) => {
      const cells = DIGITS.map((column) => this.countCell(row, column, heat[row][column]));
      return make("tr", {}, this.headCell("row", { true: row }, row), ...cells, margin(recall[row]));
    });
    const name = make("th", { scope: "row", textContent: "precision", title: "Of the images read as a digit, the share that is it" });
    const bottom = make("tr", {}, name, ...precision.map(margin), margin(accuracy));
    const table = this.part("table");
    table.replaceChildren(table.caption, make("thead", {}, this.top()), make("tbody", {}, ...rows), make("tfoot", {}, bottom));
    table.querySelector("button").tabIndex = 0;
    this.mark();
  }

  top() {
    const corner = make("th", { scope: "col" }, make("span", { textContent: "true \\ predicted" }));
    const heads = DIGITS.map((digit) => this.headCell("col", { predicted: digit }, digit));
    const recall = make("th", { scope: "col", textContent: "recall", title: "Of the images of a digit, the share read as it" });
    return make("tr", {}, corner, ...heads, recall);
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
    const cell = make("td", { className: row === column ? "right" : "error" });
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
      const is = button.cell.true === this.chosen.true && button.cell.predicted === this.chosen.predicted;
      button.setAttribute("aria-pressed", is);
    }
  }

  // --- the images of a cell -------------------------------------------------------------------

  async choose(cell) {
    this.chosen = cell;
    this.mark();
    if (await this.load()) this.part("title").scrollIntoView({ block: "nearest" });
  }

  named(total) {
    this.part("title").textContent = inWords(this.chosen, total);
  }

  renderPairs() {
    const rows = this.value.pairs.map(({ true: label, predicted, count, total }) => {
      const text = `${label} taken for ${predicted}: ${count} of ${total}`;
      return make("li", {}, button(text, () => this.choose({ true: label, predicted })));
    });
    this.part("pairs").replaceChildren(...rows);
  }
}

export default function begin({ element, props, server, trigger, watch }) {
  const matrix = new Matrix(element, props.value, server, trigger);
  watch("value", () => matrix.changed(props.value));
  matrix.changed(props.value);
}
