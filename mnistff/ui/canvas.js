// The canvas of the Draw tab. `props.value` holds the chosen model, all models and an image to trace
// (see `draw.py`), `props.examples` drawings to replay.

const canvas = part("canvas");
const PEN = 0.055; // of the canvas's width; only for the eye, the network's pen is drawn on the server
const PALM = 1000; // milliseconds after the pen in which a touch is taken for the palm

let strokes = []; // lists of [x, y], from 0 to 1 over the canvas
let drawing = null; // the id of the pointer that draws
let penSeen = -Infinity;
let replay = 0; // number of the current replay; any other ends when it sees that it is not its own
let panels = new Map(); // the answers of the models, by key
let comparing = false; // whether all models answer, side by side
let asking = false;
let unanswered = false;

// --- the drawing ---------------------------------------------------------------------------

function redraw() {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
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

function changed() {
  document.drawing = strokes; // for other tabs to look at
  part("hint").hidden = strokes.length > 0;
  part("undo").disabled = part("clear").disabled = strokes.length === 0;
  ask(); // first: the server works while the page draws
  redraw();
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  // A pen that leaves the canvas draws along its edge: ink that can't be seen would be read too.
  const share = (at, from, size) => Math.min(1, Math.max(0, Math.round(((at - from) / size) * 1e4) / 1e4));
  return [share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)];
}

function start(event) {
  if (event.pointerType === "pen") penSeen = event.timeStamp;
  const palm = event.pointerType === "touch" && event.timeStamp - penSeen < PALM;
  if (drawing !== null || event.button !== 0 || palm) return;
  stopReplay();
  drawing = event.pointerId;
  canvas.setPointerCapture(drawing);
  strokes.push([point(event)]);
  changed();
}

function move(event) {
  if (event.pointerId !== drawing) return;
  if (event.pointerType === "pen") penSeen = event.timeStamp;
  const events = event.getCoalescedEvents?.() ?? [];
  strokes.at(-1).push(...(events.length ? events : [event]).map(point));
  changed();
}

function end(event) {
  if (event.pointerId !== drawing) return;
  drawing = null;
  // The browser takes the finger away when a second one comes to zoom: that was no stroke.
  if (event.type === "pointercancel") strokes.pop();
  changed();
}

function undo() {
  stopReplay();
  if (drawing === null) strokes.pop();
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
  while (unanswered) {
    unanswered = false;
    if (strokes.length === 0) {
      forget();
      continue;
    }
    const began = performance.now();
    try {
      show(await server.classify({ strokes, models: asked() }));
      part("offline").hidden = true;
      // A slow server is busy with others: leave it as long as it took.
      const took = performance.now() - began;
      if (took > 50) await pause(took);
    } catch {
      part("offline").hidden = false;
      unanswered = true;
      await pause(1000);
    }
  }
  asking = false;
}

function show(reply) {
  if (strokes.length === 0) return; // cleared meanwhile
  if (reply.error) {
    forget();
    say(reply.error);
    return;
  }
  for (const answer of reply.answers) if (panels.has(answer.model)) showAnswer(panels.get(answer.model), answer);
  paint(part("seen"), reply.image, inInk);
  paint(part("evidence"), reply.evidence, inEvidence);
  part("why").textContent = reply.why;
  if (drawing === null) say(reply.answers[0].sentence);
}

function showAnswer(panel, answer) {
  panel.querySelector("output").textContent = answer.label;
  panel.querySelector(".sentence").textContent = answer.sentence;
  fillBars(panel.querySelector(".bars"), answer.probabilities, answer.label);
}

function forget() {
  for (const panel of panels.values()) {
    showAnswer(panel, { label: "", sentence: "Draw a digit and it is read while you draw.", probabilities: Array(10).fill(0) });
  }
  for (const name of ["seen", "evidence"]) paint(part(name), null);
  part("why").textContent = "Why: the evidence of each pixel.";
  say("");
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

function showTemplate(template) {
  const colour = getComputedStyle(canvas).color.match(/\d+/g).slice(0, 3).map(Number);
  paint(part("template"), template, (ink) => [...colour, ink]);
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
canvas.addEventListener("pointerdown", start);
canvas.addEventListener("pointermove", move);
canvas.addEventListener("pointerup", end);
canvas.addEventListener("pointercancel", end);
part("undo").addEventListener("click", undo);
part("clear").addEventListener("click", clear);
document.addEventListener("keydown", key);
new ResizeObserver(redraw).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
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
