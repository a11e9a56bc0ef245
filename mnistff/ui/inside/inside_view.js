// What the Inside the network tab shows, from what the server said of one image (see `look_inside`).

const FIRST = 24; // tiles, before "Show all"
let shown = null; // what the server said, and the `weights` int8 [hidden][784]
let everyTile = false;
let tileOrder = ""; // which model's tiles are on the page, and in which order

const [bars, excites, outgoing] = ["bars", "excites", "outgoing"].map((name) => {
  const made = makeBars();
  part(name).append(made);
  return made;
});

const fixed = (value, digits = 2) => value.toFixed(digits).replace("-", "−").replace(/^−(0\.0*)$/, "$1");
const power = (value) => (value < 1e-4 ? value.toExponential(1) : value.toFixed(4));
const signed = (value) => (value < 0 ? fixed(value) : `+${fixed(value)}`);
const plus = (value) => (value < 0 ? ` − ${fixed(-value)}` : ` + ${fixed(value)}`);

const activation = (number) => (off.has(number) ? 0 : Math.max(0, shown.sums[number]));
const lead = () => `${shown.digit} over ${shown.other}`;

function paintWeights(canvas, number) {
  const weights = shown.weights.subarray(784 * number, 784 * (number + 1));
  paint(canvas, weights, (share) => inEvidence(2 * share));
}

function render(reply) {
  shown = reply;
  part("net").hidden = false;
  part("index").value = source.index ?? "";
  part("index").max = props.value.count - 1;
  paint(part("image"), shown.image, inInk);
  part("title").textContent = shown.title;
  renderTiles();
  renderOutputs();
  renderUnit();
  renderSteps();
}

function renderTiles() {
  const hidden = shown.sums.length;
  const numbers = everyTile ? shown.order : shown.order.slice(0, FIRST);
  part("count").textContent = `${hidden} hidden unit${hidden === 1 ? "" : "s"}`;
  part("lead").textContent = lead();
  part("all").hidden = hidden <= FIRST;
  part("all").textContent = everyTile ? `Show the first ${FIRST} only` : `Show all ${hidden}`;
  if (tileOrder !== `${model} ${numbers}`) part("tiles").replaceChildren(...numbers.map(makeTile));
  tileOrder = `${model} ${numbers}`;
  const most = Math.max(...shown.sums, 1e-9);
  for (const tile of part("tiles").children) dress(tile, most);
  if (!part("tiles").querySelector("[tabindex='0']")) part("tiles").firstChild.tabIndex = 0;
}

function makeTile(number) {
  const canvas = make("canvas", { width: 28, height: 28 });
  paintWeights(canvas, number);
  const tile = make("button", { type: "button", className: "tile", tabIndex: -1 }, canvas, make("small"));
  tile.unit = number;
  tile.addEventListener("click", () => choose(number));
  return tile;
}

function dress(tile, most) {
  const { unit: number } = tile;
  const added = shown.added[number];
  const state = off.has(number) ? "switched off" : `activation ${activation(number).toFixed(2)}`;
  tile.title = tile.ariaLabel = `Unit ${number}: ${state}, adds ${signed(added)} to the lead of ${lead()}`;
  tile.className = `tile ${added > 0 ? "for" : added < 0 ? "against" : ""} ${off.has(number) ? "off" : ""}`;
  tile.style.setProperty("--bright", activation(number) / most);
  tile.querySelector("small").textContent = off.has(number) ? "off" : signed(added);
  tile.setAttribute("aria-pressed", number === shown.unit.number);
}

function renderOutputs() {
  const { before, probabilities } = shown;
  fillBars(bars, probabilities, probabilities.indexOf(Math.max(...probabilities)));
  bars.classList.toggle("cut", off.size > 0);
  bars.querySelectorAll("li").forEach((row, digit) => {
    row.style.setProperty("--before", before[digit]);
    if (off.size) row.querySelector("small").textContent = `${Math.round(100 * before[digit])} → ${Math.round(100 * probabilities[digit])}%`;
  });
  part("sentence").textContent = shown.sentence;
  part("legend").hidden = !off.size;
}

function renderUnit() {
  const { digit, other, added, sums } = shown;
  const unit = shown.unit.number;
  const [to, from] = [shown.unit.outgoing[digit], shown.unit.outgoing[other]];
  const excited = Math.max(0, sums[unit]);
  part("name").textContent = `Unit ${unit}`;
  part("does").textContent =
    `Its sum is ${fixed(sums[unit])}, so it passes on ${fixed(excited)}. Times its weights to ${digit} and ${other}, ` +
    `${fixed(excited)} · (${fixed(to)}${plus(-from)}), it adds ${signed(added[unit])} to the lead of ${lead()}.`;
  part("switch").textContent = off.has(unit) ? "Switch this unit on" : "Switch this unit off";
  part("ten").textContent = `Switch off the ten strongest for ${digit}`;
  part("ten").disabled = !nextTen().length;
  part("on").disabled = !off.size;
  part("changed").textContent = shown.changed;
  paintWeights(part("weights"), unit);
  paint(part("parts"), shown.unit.parts, inEvidence);
  fillChart(outgoing, shown.unit.outgoing);
  renderExcitement(null, "Counting over the test set…");
}

function renderExcitement(means, basis) {
  excites.hidden = !means;
  if (means) fillChart(excites, means[shown.unit.number]);
  part("basis").textContent = basis;
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

function renderSteps() {
  const { sums, image, logits, probabilities, digit, other, bias } = shown;
  const on = sums.filter((_, number) => activation(number) > 0).length;
  const { number: unit, terms, rest, rest_count, bias: own } = shown.unit;
  part("step-x").textContent = `${image.filter(Boolean).length} of them are not 0.`;
  const spelt = terms.map(({ weight, pixel }) => `${plus(weight)} · ${fixed(pixel)}`).join("");
  part("step-z").textContent =
    `W₁ has ${sums.length} × 784 weights; the ${sums.length} sums go from ${fixed(Math.min(...sums))} to ${fixed(Math.max(...sums))}. ` +
    `Unit ${unit}, its bias first, then its largest terms: ${fixed(own)}${spelt}${plus(rest)} (${rest_count} more) = ${fixed(sums[unit])}. ` +
    `The largest is at row ${terms[0].row}, column ${terms[0].column}.`;
  const passed = off.has(unit) ? "switched off, so 0" : `max(0, ${fixed(sums[unit])}) = ${fixed(activation(unit))}`;
  const cut = off.size ? ` Switched off, and so 0 whatever their sum: ${off.size}.` : "";
  part("step-a").textContent = `${on} units pass something on, ${sums.length - on} give 0. Unit ${unit}: ${passed}.${cut}`;
  const votes = shown.order.filter((number) => !off.has(number)).map((number) => [number, shown.added[number]]);
  const few = votes.slice(0, 5).map(([number, added]) => `${plus(added)} (unit ${number})`).join("");
  const others = votes.slice(5).reduce((total, [, added]) => total + added, 0);
  part("step-logits").textContent =
    `The lead of ${lead()} is ${fixed(logits[digit])}${plus(-logits[other])} = ${fixed(logits[digit] - logits[other])}: ` +
    `${fixed(bias)} (the biases)${few}${plus(others)} (the other units).`;
  const most = Math.max(...logits);
  const cells = (row) => row.map((text, column) => make(column ? "td" : "th", { textContent: text }));
  const rows = logits.map((logit, row) => cells([row, fixed(logit), power(Math.exp(logit - most)), `${(100 * probabilities[row]).toFixed(2)}%`]));
  part("table").tBodies[0].replaceChildren(...rows.map((row) => make("tr", {}, ...row)));
}

