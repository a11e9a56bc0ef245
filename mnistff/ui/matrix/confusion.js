// The confusion matrix: a table of buttons. `props.value` holds the counts of the chosen model and
// test set (see `confusion.py`).

const DIGITS = [...Array(10).keys()];
let chosen = {}; // true and predicted label of the chosen cell; either may be missing
let percentages = false;

const share = (number) => (number === null ? "–" : `${(100 * number).toFixed(1)}%`);

function render() {
  const { counts, recall, precision, accuracy, count, test_set_name } = props.value;
  part("about").textContent = `${count.toLocaleString("en")} images of ${test_set_name}, ${(100 * accuracy).toFixed(2)}% of them read right.`;
  const corner = make("th", { scope: "col" }, make("span", { textContent: "true \\ predicted" }));
  const top = make("tr", {}, corner, ...DIGITS.map((digit) => headCell("col", { predicted: digit }, digit)));
  top.append(make("th", { scope: "col", textContent: "recall", title: "Of the images of a digit, the share read as it" }));
  const heat = heats(counts);
  const rows = DIGITS.map((row) => {
    const cells = DIGITS.map((column) => countCell(counts, row, column, heat[row][column]));
    return make("tr", {}, headCell("row", { true: row }, row), ...cells, margin(recall[row]));
  });
  const name = make("th", { scope: "row", textContent: "precision", title: "Of the images read as a digit, the share that is it" });
  const bottom = make("tr", {}, name, ...precision.map(margin), margin(accuracy));
  const table = part("table");
  table.replaceChildren(table.caption, make("thead", {}, top), make("tbody", {}, ...rows), make("tfoot", {}, bottom));
  table.querySelector("button").tabIndex = 0;
  mark();
}

// Colours are those of the errors alone: beside the diagonal they would all look alike.
function heats(counts) {
  const total = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const value = counts.map((row, i) => row.map((count, j) => (i === j ? 0 : count / (percentages ? total[i] || 1 : 1))));
  const most = Math.max(...value.flat()) || 1;
  return value.map((row) => row.map((share) => share / most));
}

function headCell(scope, cell, digit) {
  const what = scope === "row" ? `All images of ${article(digit)}` : `All images taken for ${article(digit)}`;
  return make("th", { scope }, makeButton(cell, digit, what));
}

function countCell(counts, row, column, heat) {
  const count = counts[row][column];
  const total = counts[row].reduce((sum, other) => sum + other, 0);
  const text = percentages ? (total ? ((100 * count) / total).toFixed(1) : "–") : count;
  const what = `True ${row}, predicted ${column}: ${count} of ${total}`;
  const cell = make("td", { className: row === column ? "right" : "error" });
  cell.style.setProperty("--heat", heat.toFixed(3));
  cell.append(makeButton({ true: row, predicted: column }, text, what));
  return cell;
}

function margin(number) {
  return make("td", { className: "margin", textContent: share(number) });
}

function makeButton(cell, text, what) {
  const button = make("button", { type: "button", textContent: text, title: what, ariaLabel: what, tabIndex: -1 });
  button.cell = cell;
  button.addEventListener("click", () => choose(cell));
  return button;
}

// One stop of the Tab key for the whole table; the arrows move within it.
function arrow(event) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  const cell = event.target.closest("td, th");
  if (!step || !cell) return;
  event.preventDefault();
  const next = part("table").rows[cell.parentNode.rowIndex + step[0]]?.cells[cell.cellIndex + step[1]];
  next?.querySelector("button")?.focus();
}

function moveTabStop(event) {
  for (const button of part("table").querySelectorAll("button")) button.tabIndex = button === event.target ? 0 : -1;
}

function mark() {
  for (const button of part("table").querySelectorAll("button")) {
    const is = button.cell.true === chosen.true && button.cell.predicted === chosen.predicted;
    button.setAttribute("aria-pressed", is);
  }
}

// --- the images of a cell ------------------------------------------------------------------------

const load = makeGallery(
  part("samples"),
  (start) => server.samples({ ...chosen, model: props.value.model, test_set: props.value.test_set, start }),
  (index) => trigger("select", { test_set: props.value.test_set, index }),
);

async function choose(cell) {
  chosen = cell;
  mark();
  const reply = await load(0);
  if (!reply) return;
  part("title").textContent = inWords(cell, reply.total);
  part("title").scrollIntoView({ block: "nearest" });
}

function inWords(cell, total) {
  const images = `${total.toLocaleString("en")} image${total === 1 ? "" : "s"}`;
  if (cell.predicted === undefined) return `${images} of ${article(cell.true)}, most confident first`;
  if (cell.true === undefined) return `${images} taken for ${article(cell.predicted)}, most confident first`;
  if (cell.true === cell.predicted) return `${images} of ${article(cell.true)}, read right, most confident first`;
  return `${images} of ${article(cell.true)} taken for ${article(cell.predicted)}, most confident first`;
}

function renderPairs() {
  const rows = props.value.pairs.map(({ true: label, predicted, count, total }) => {
    const button = make("button", { type: "button", textContent: `${label} taken for ${predicted}: ${count} of ${total}` });
    button.addEventListener("click", () => choose({ true: label, predicted }));
    return make("li", {}, button);
  });
  part("pairs").replaceChildren(...rows);
}

function refresh() {
  render();
  renderPairs();
  if (chosen.true !== undefined || chosen.predicted !== undefined) choose(chosen);
}

part("table").addEventListener("keydown", arrow);
part("table").addEventListener("focusin", moveTabStop);
element.querySelector(".choice").addEventListener("change", (event) => {
  percentages = event.target.value === "percent";
  render();
});
watch("value", refresh);
refresh();
