// The Inside the network tab. `props.value` says which model and test set are chosen, and which image
// was asked to be opened (see `inside.py`). While the tab is not shown it asks the server nothing.

const FIRST = 24; // tiles, before "Show all"
let source = null; // {strokes} of the drawing or {index} of a test image; null before the first look
let drawn = "[]"; // the drawing when it was last looked at
let opened = 0; // the last request to open an image that was met
let stale = true; // whether what is shown is older than what was chosen
let turn = 0; // number of the latest question to the server
let model = props.value.model; // the one that `off` and `unit` belong to
let unit = null; // the one that is spelt out; null: the one that counts most
let off = new Set(); // the units that are switched off
let everyTile = false;
let weights = { model: null }; // what is fetched or on its way: the `values` int8 [hidden][784] of a model
let excitement = { of: null, means: null }; // [hidden][10]
let shown = null; // what the server said of the image on the page
let tileOrder = ""; // which model's tiles are on the page, and in which order

const inWeight = (share) => inEvidence(2 * share); // int8 to what `inEvidence` takes
const fixed = (value, digits = 2) => value.toFixed(digits).replace("-", "−").replace(/^−(0\.0*)$/, "$1");
const power = (value) => (value < 1e-4 ? value.toExponential(1) : value.toFixed(4));
const signed = (value) => (value < 0 ? fixed(value) : `+${fixed(value)}`);
const plus = (value) => (value < 0 ? ` − ${fixed(-value)}` : ` + ${fixed(value)}`);

// --- the input -----------------------------------------------------------------------------

// The latest choice counts: a drawing that is newer than the last look, or an image that was asked for.
function takeDrawing() {
  const drawing = document.drawing ?? [];
  const now = JSON.stringify(drawing);
  if (now === drawn) return;
  drawn = now;
  stale = true;
  part("own").disabled = !drawing.length;
  if (drawing.length) source = ownDrawing();
  else if (source?.strokes) source = null;
}

const ownDrawing = () => ({ strokes: JSON.parse(drawn) });

// The tab comes into sight, or changes its size.
function comeBack() {
  if (!element.clientWidth) return;
  takeDrawing();
  if (stale) refresh();
}

function take(next) {
  source = next;
  refresh();
}

function takeIndex() {
  if (part("index").value !== "") take({ index: Number(part("index").value) });
}

// --- asking --------------------------------------------------------------------------------

async function refresh() {
  stale = true;
  if (!element.clientWidth) return;
  stale = false;
  source ??= { index: 0 };
  const mine = ++turn;
  const question = { ...source, model, test_set: props.value.test_set, off: [...off], unit };
  const [reply, { error }] = await Promise.all([caught(server.look(question)), needWeights()]);
  if (mine !== turn) return;
  part("note").textContent = reply.error ?? error ?? reply.note;
  if (reply.waiting) setTimeout(() => mine === turn && refresh(), 1000);
  if (!reply.image || error) {
    part("net").hidden = true;
    return;
  }
  shown = reply;
  render();
  needExcitement();
}

async function needWeights() {
  if (weights.model !== model) weights = { model, values: null, coming: caught(server.weights({ model })) };
  const mine = weights;
  const reply = await mine.coming;
  if (reply.error) weights = { model: null }; // ask again at the next look
  else mine.values ??= new Int8Array(Uint8Array.from(atob(reply.weights), (letter) => letter.charCodeAt(0)).buffer);
  return reply;
}

async function needExcitement() {
  const { test_set } = props.value;
  const wanted = `${model} ${test_set}`;
  if (excitement.of === wanted) return;
  excitement = { of: wanted, means: null };
  part("basis").textContent = "Counting over the test set…";
  const reply = await caught(server.excitement({ model, test_set }));
  if (excitement.of !== wanted) return;
  excitement = { of: reply.means ? wanted : null, means: reply.means }; // without them, ask again at the next look
  part("basis").textContent = reply.error ?? (reply.note || `Its mean activation over the images of each digit in ${props.value.test_set_name}.`);
  if (reply.waiting) setTimeout(needExcitement, 1000);
  renderExcitement();
}

// --- the page ------------------------------------------------------------------------------

function render() {
  unit = shown.unit.number;
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

const activation = (number) => (off.has(number) ? 0 : Math.max(0, shown.sums[number]));
const weightsOf = (number) => weights.values.subarray(784 * number, 784 * (number + 1));
const lead = () => `${shown.digit} over ${shown.other}`;

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
  paint(canvas, weightsOf(number), inWeight);
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
  tile.setAttribute("aria-pressed", number === unit);
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
  paint(part("weights"), weightsOf(unit), inWeight);
  paint(part("parts"), shown.unit.parts, inEvidence);
  fillChart(outgoing, shown.unit.outgoing);
  renderExcitement();
}

function renderExcitement() {
  excites.hidden = !excitement.means;
  if (excitement.means) fillChart(excites, excitement.means[unit]);
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
  const { terms, rest, rest_count, bias: own } = shown.unit;
  part("step-x").textContent = `${image.filter(Boolean).length} of them are not 0.`;
  const spelt = terms.map(({ weight, pixel }) => `${plus(weight)} · ${fixed(pixel)}`).join("");
  part("step-z").textContent =
    `W₁ has ${sums.length} × 784 weights; the ${sums.length} sums go from ${fixed(Math.min(...sums))} to ${fixed(Math.max(...sums))}. ` +
    `Unit ${unit}, its bias first, then its largest terms: ${fixed(own)}${spelt}${plus(rest)} (${rest_count} more) = ${fixed(sums[unit])}. ` +
    `The largest is at row ${terms[0].row}, column ${terms[0].column}.`;
  const cut = off.size ? ` Switched off, and so 0 whatever the sum: ${[...off].sort((a, b) => a - b).join(", ")}.` : "";
  part("step-a").textContent = `${on} units pass something on, ${sums.length - on} give 0. Unit ${unit}: ${off.has(unit) ? "off, 0" : `max(0, ${fixed(sums[unit])}) = ${fixed(activation(unit))}`}.${cut}`;
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

// --- choosing and switching ----------------------------------------------------------------

async function choose(number) {
  unit = number;
  await refresh();
  part("changed").scrollIntoView({ block: "nearest" });
}

async function switchOff(numbers) {
  off = new Set(numbers);
  await refresh();
  part("changed").scrollIntoView({ block: "nearest" });
}

const nextTen = () => shown.order.filter((number) => shown.added[number] > 0 && !off.has(number)).slice(0, 10);

// One stop of the Tab key for all tiles; the arrows move within them.
function arrow(event) {
  const tiles = [...part("tiles").children];
  const columns = tiles.filter((tile) => tile.offsetTop === tiles[0].offsetTop).length;
  const step = { ArrowUp: -columns, ArrowDown: columns, ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  tiles[tiles.indexOf(event.target.closest(".tile")) + step]?.focus();
}

function moveTabStop(event) {
  for (const tile of part("tiles").children) tile.tabIndex = tile === event.target ? 0 : -1;
}

// --- begin ---------------------------------------------------------------------------------

const [bars, excites, outgoing] = ["bars", "excites", "outgoing"].map((name) => {
  const made = makeBars();
  part(name).append(made);
  return made;
});
part("own").addEventListener("click", () => take(ownDrawing()));
part("random").addEventListener("click", () => take({ index: Math.floor(Math.random() * props.value.count) }));
part("index").addEventListener("change", takeIndex);
part("all").addEventListener("click", () => {
  everyTile = !everyTile;
  renderTiles();
});
part("switch").addEventListener("click", () => switchOff(off.has(unit) ? [...off].filter((number) => number !== unit) : [...off, unit]));
part("ten").addEventListener("click", () => switchOff([...off, ...nextTen()]));
part("on").addEventListener("click", () => switchOff([]));
part("tiles").addEventListener("keydown", arrow);
part("tiles").addEventListener("focusin", moveTabStop);
new ResizeObserver(comeBack).observe(element);

function changed() {
  takeDrawing();
  const { index, request, count } = props.value;
  if (props.value.model !== model) {
    model = props.value.model;
    unit = null;
    off = new Set();
  }
  if (request !== opened && index !== null) source = { index };
  else if (source?.index >= count) source = { index: 0 };
  opened = request;
  refresh();
}
watch("value", changed);
changed();
