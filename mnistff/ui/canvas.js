// The canvas of the Draw tab. Gradio runs this once the component is on the page, as the body of
// a function of `element`, `props`, `server` and `watch`. `props.value` is the chosen model,
// `props.models` all of them, `props.examples` drawings to replay.

const part = (name) => element.querySelector(`[data-part="${name}"]`);
const canvas = part("canvas");
const PEN = 0.055; // of the canvas's width; only for the eye, the network's pen is drawn on the server
const PALM = 1000; // milliseconds after the pen in which a touch is taken for the palm

let strokes = []; // lists of [x, y], from 0 to 1 over the canvas
let drawing = null; // the id of the pointer that draws
let penSeen = -Infinity;
let replay = 0; // number of the current replay; any other ends when it sees that it is not its own
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
  part("hint").hidden = strokes.length > 0;
  part("undo").disabled = part("clear").disabled = strokes.length === 0;
  ask(); // first: the server works while the page draws
  redraw();
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  const share = (at, from, size) => Math.round(((at - from) / size) * 1e4) / 1e4;
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
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
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
      show(await server.classify({ strokes, model: props.value }));
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
  for (const answer of reply.answers) showAnswer(panels.get(answer.model), answer);
  paint(part("seen"), reply.image, (ink) => [255, 255, 255, ink]);
  paint(part("evidence"), reply.evidence, (share) =>
    share > 0 ? [230, 120, 0, share] : [0, 120, 255, -share],
  );
  part("why").textContent = reply.why;
  const own = reply.answers.find((answer) => answer.model === props.value);
  if (drawing === null) say(own.sentence);
}

function showAnswer(panel, answer) {
  panel.querySelector("output").textContent = answer.label;
  panel.querySelector(".sentence").textContent = answer.sentence;
  panel.querySelectorAll("li").forEach((row, digit) => {
    const probability = answer.probabilities[digit];
    row.classList.toggle("best", digit === answer.label);
    row.querySelector("i").style.setProperty("--share", probability);
    row.querySelector("small").textContent = `${Math.round(100 * probability)}%`;
  });
}

function forget() {
  for (const panel of panels.values()) {
    showAnswer(panel, { label: "", sentence: "Draw a digit and it is read while you draw.", probabilities: Array(10).fill(0) });
  }
  for (const name of ["seen", "evidence"]) paint(part(name), Array(784).fill(0), () => [0, 0, 0, 0]);
  part("why").textContent = "Why: the evidence of each pixel.";
  say("");
}

function paint(target, values, colour) {
  const image = new ImageData(28, 28);
  values.forEach((value, i) => image.data.set(colour(value), 4 * i));
  target.getContext("2d").putImageData(image, 0, 0);
}

function say(sentence) {
  const spoken = part("spoken");
  if (spoken.textContent !== sentence) spoken.textContent = sentence;
}

function makePanel(model) {
  const rows = [...Array(10).keys()].map((digit) => `<li><b>${digit}</b><span><i></i></span><small></small></li>`);
  const panel = document.createElement("article");
  panel.innerHTML = `<h3></h3><output></output><p class="sentence"></p><ol class="bars">${rows.join("")}</ol>`;
  panel.querySelector("h3").textContent = model;
  part("answers").append(panel);
  return [model, panel];
}

function chooseModel() {
  for (const [model, panel] of panels) panel.classList.toggle("chosen", model === props.value);
  ask();
}

// --- examples ------------------------------------------------------------------------------

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

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
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = example.name;
  button.addEventListener("click", () => play(example));
  part("examples").append(button);
}

// --- begin ---------------------------------------------------------------------------------

const panels = new Map(props.models.map(makePanel));
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
watch("value", chooseModel);
part("compare").hidden = panels.size === 1;
part("compare").addEventListener("change", (event) => {
  part("answers").classList.toggle("side-by-side", event.target.checked);
});
chooseModel();
changed();
