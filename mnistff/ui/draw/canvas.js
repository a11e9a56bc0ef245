// The canvas of the Draw tab. `props.value` holds the chosen model, all models and an image to trace
// (see `draw.py`), `props.examples` drawings to replay. Which pointer draws is decided in `pen.js`.

const canvas = part("canvas");
const PEN = 0.055; // of the canvas's width; only for the eye, the network's pen is drawn on the server
const MOST_PIXELS = 2048; // of a side: without its styles the canvas is as wide as its pixels, or wider
const PATIENCE = 10; // seconds, for an answer
const MOST_STROKES = 500; // that the server reads (see `sketch.py`)
const MOST_POINTS = 4000; // 1000 fewer than it reads: beside these come both ends of every stroke

let strokes = []; // lists of [x, y], from 0 to 1 over the canvas
let replay = 0; // number of the current replay; any other ends when it sees that it is not its own
let panels = new Map(); // the answers of the models, by key
let comparing = false; // whether all models answer, side by side
let asking = false;
let unanswered = false;

// --- the drawing ---------------------------------------------------------------------------

function redraw() {
  const side = Math.min(MOST_PIXELS, Math.round(canvas.clientWidth * devicePixelRatio));
  if (!side) return; // in a tab that is not shown
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, side, side);
  pen.strokeStyle = getComputedStyle(canvas).color;
  pen.lineWidth = PEN * side;
  pen.lineCap = pen.lineJoin = "round";
  for (const stroke of strokes) {
    pen.beginPath();
    pen.moveTo(stroke[0][0] * side, stroke[0][1] * side);
    for (const [x, y] of stroke) pen.lineTo(x * side, y * side);
    pen.stroke();
  }
}

// What the server is sent: all of a digit; of minutes of scribbling the latest strokes, and of their
// points every second, or every third, and so on, so that it is answered however long it gets.
function thinned() {
  const latest = strokes.slice(-MOST_STROKES);
  const every = Math.ceil(latest.reduce((count, stroke) => count + stroke.length, 0) / MOST_POINTS);
  return latest.map((stroke) => stroke.filter((_, at) => at % every === 0 || at === stroke.length - 1));
}

function changed() {
  document.drawing = thinned(); // for other tabs to look at
  part("hint").hidden = strokes.length > 0;
  part("undo").disabled = part("clear").disabled = strokes.length === 0;
  ask(); // first: the server works while the page draws
  redraw();
}

function undo() {
  stopReplay();
  if (!drawing) strokes.pop();
  changed();
}

function clear() {
  stopReplay();
  drawing = null;
  strokes = [];
  changed();
}

function key(event) {
  const typing = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (typing || !canvas.clientWidth) return;
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (!isUndo && event.key !== "Escape") return;
  event.preventDefault();
  if (isUndo) undo();
  else clear();
}

// --- the answer ----------------------------------------------------------------------------

async function ask() {
  unanswered = true;
  if (asking) return;
  asking = true;
  try {
    while (unanswered) await askOnce();
  } finally {
    asking = false;
  }
}

async function askOnce() {
  unanswered = false;
  if (strokes.length === 0) {
    forget();
    part("offline").hidden = true; // nothing is tried again
    return;
  }
  const began = performance.now();
  const reply = await within(PATIENCE, server.classify({ strokes: document.drawing, models: asked() }));
  const took = performance.now() - began;
  part("offline").hidden = Boolean(reply);
  if (!reply) {
    unanswered = true;
    await pause(1000);
    return;
  }
  show(reply);
  if (took > 50) await pause(took); // a slow server is busy with others: leave it as long as it took
}

function show(reply) {
  if (strokes.length === 0) return; // cleared meanwhile
  if (reply.error) {
    forget(reply.error);
    return;
  }
  for (const answer of reply.answers) if (panels.has(answer.model)) showAnswer(panels.get(answer.model), answer);
  paint(part("seen"), reply.image, inInk);
  paint(part("evidence"), reply.evidence, inEvidence);
  part("why").textContent = reply.why;
  if (!drawing) say(reply.answers[0].sentence);
}

function showAnswer(panel, answer) {
  panel.querySelector("output").textContent = answer.label;
  panel.querySelector(".sentence").textContent = answer.sentence;
  fillBars(panel.querySelector(".bars"), answer.probabilities, answer.label);
}

function forget(error) {
  const sentence = error ?? "Draw a digit and it is read while you draw.";
  for (const panel of panels.values()) showAnswer(panel, { label: "", sentence, probabilities: Array(10).fill(0) });
  for (const name of ["seen", "evidence"]) paint(part(name), null);
  part("why").textContent = "Why: the evidence of each pixel.";
  say(error ?? "");
}

function say(sentence) {
  const spoken = part("spoken");
  if (spoken.textContent !== sentence) spoken.textContent = sentence;
}

function makePanel([label, model]) {
  const sentence = make("p", { className: "sentence" });
  const panel = make("article", {}, make("h3", { textContent: label }), make("output"), sentence, makeBars());
  panel.classList.toggle("chosen", model === props.value.model);
  return [model, panel];
}

// The models that are to answer: the chosen one first.
function asked() {
  const all = [props.value.model, ...(comparing ? panels.keys() : [])];
  return [...new Set(all)];
}

function chooseModel() {
  panels = new Map(props.value.models.map(makePanel));
  part("answers").replaceChildren(part("compare"), ...panels.values());
  part("compare").hidden = panels.size === 1;
  forget();
  ask();
}

// --- a template to trace ---------------------------------------------------------------------

// Whatever the colour is written in (rgb, oklch, …), the browser can fill with it.
function tintTemplate() {
  const ink = part("template").getContext("2d");
  ink.globalCompositeOperation = "source-in";
  ink.fillStyle = getComputedStyle(canvas).color;
  ink.fillRect(0, 0, 28, 28);
}

function showTemplate(template) {
  paint(part("template"), template, inInk);
  tintTemplate();
  part("untrace").hidden = !template;
  if (template) clear();
  canvas.scrollIntoView({ block: "nearest" });
}

// --- examples ------------------------------------------------------------------------------

function stopReplay() {
  replay += 1;
  part("lesson").textContent = "";
}

async function play(example) {
  clear();
  const mine = replay;
  part("lesson").textContent = example.lesson;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const stroke of example.strokes) {
    strokes.push([]);
    for (const at of stroke) {
      strokes.at(-1).push(at);
      if (still) continue;
      changed();
      await pause(16);
      if (replay !== mine) return;
    }
  }
  changed();
}

function makeExample(example) {
  const button = make("button", { type: "button", textContent: example.name });
  button.addEventListener("click", () => play(example));
  part("examples").append(button);
}

// --- begin ---------------------------------------------------------------------------------

props.examples.forEach(makeExample);
followPointers();
part("undo").addEventListener("click", undo);
part("clear").addEventListener("click", clear);
document.addEventListener("keydown", key);
new ResizeObserver(redraw).observe(canvas);
// Gradio's class says whether the page is dark; the ink is then another colour.
new MutationObserver(() => {
  redraw();
  tintTemplate();
}).observe(document.body, { attributeFilter: ["class"] });
part("untrace").addEventListener("click", () => showTemplate(null));
watch("value", () => {
  chooseModel();
  if (props.value.template) showTemplate(props.value.template);
});
part("compare").addEventListener("change", (event) => {
  comparing = event.target.checked;
  part("answers").classList.toggle("side-by-side", comparing);
  ask();
});
chooseModel();
changed();
