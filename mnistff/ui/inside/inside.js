// The Inside the network tab: what is looked at, and which units are off. `props.value` says which model
// and test set are chosen, and which image was asked to be opened (see `inside.py`); what the server says
// of it is painted in `inside_view.js`. While the tab is not shown it asks the server nothing.

let source = null; // {strokes} of the drawing or {index} of a test image; null before the first look
let drawn = "[]"; // the drawing when it was last looked at
let opened = 0; // the last request to open an image that was met
let stale = true; // whether what is shown is older than what was chosen
let turn = 0; // number of the latest question to the server
let model = props.value.model; // the one that `off` and `unit` belong to
let unit = null; // the one that was chosen; null: the one that counts most
let off = new Set(); // the units that are switched off
const answers = new Map(); // to what is asked only once

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
  const look = insist(() => server.look(question), () => mine === turn, tell);
  const [reply, painted] = await Promise.all([look, once(`weights ${model}`, askWeights, tell)]);
  if (mine !== turn || !reply) return;
  part("note").textContent = reply.error ?? painted.error ?? reply.note;
  if (reply.waiting) setTimeout(() => mine === turn && refresh(), 1000);
  if (!reply.image || painted.error) part("net").hidden = true;
  else {
    render({ ...reply, weights: painted.weights });
    findExcitement();
  }
}

async function findExcitement() {
  const mine = turn;
  const { test_set, test_set_name } = props.value;
  const question = () => server.excitement({ model, test_set });
  const tellBelow = (error) => mine === turn && renderExcitement(null, error);
  const reply = await once(`excitement ${model} ${test_set}`, question, tellBelow);
  if (mine !== turn) return; // another look asks for itself
  const basis = `Its mean activation over the images of each digit in ${test_set_name}.`;
  renderExcitement(reply.means, reply.error ?? (reply.note || basis));
  if (reply.waiting) setTimeout(() => mine === turn && findExcitement(), 1000);
}

function tell(error) {
  part("note").textContent = error;
  part("net").hidden = true; // what it shows is of another choice
}

async function askWeights() {
  const reply = await server.weights({ model });
  if (!reply || reply.error) return reply;
  const bytes = Uint8Array.from(atob(reply.weights), (letter) => letter.charCodeAt(0));
  return { weights: new Int8Array(bytes.buffer) }; // [hidden][784]
}

async function once(name, question, tell) {
  if (!answers.has(name)) answers.set(name, insist(question, () => true, tell));
  const reply = await answers.get(name);
  if (reply.error || reply.note) answers.delete(name); // the next time it may be better
  return reply;
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

function toggle() {
  const { number } = shown.unit;
  switchOff(off.has(number) ? [...off].filter((other) => other !== number) : [...off, number]);
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

part("own").addEventListener("click", () => take(ownDrawing()));
part("random").addEventListener("click", () => take({ index: Math.floor(Math.random() * props.value.count) }));
part("index").addEventListener("change", takeIndex);
part("all").addEventListener("click", () => {
  everyTile = !everyTile;
  renderTiles();
});
part("switch").addEventListener("click", toggle);
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
