// Who draws on the canvas of `canvas.js`: one pointer at a time, mouse, pen or finger, and no palm.

const PALM = 1000; // milliseconds before and after a pen in which a touch is taken for the palm

let drawing = null; // the pointer that draws, { id, type }
let penSeen = -Infinity; // when a pen last touched the page or hovered over it
const lifted = new WeakMap(); // of each stroke of a finger: when it ended

function start(event) {
  const palm = event.pointerType === "touch" && event.timeStamp - penSeen < PALM;
  if (event.button !== 0 || palm || !canvas.clientWidth) return;
  if (event.pointerType === "pen") dropPalm(event.timeStamp);
  if (cameAgain(event)) finish(event.timeStamp);
  if (drawing) return;
  stopReplay();
  drawing = { id: event.pointerId, type: event.pointerType };
  const stroke = [point(event)];
  if (drawing.type === "touch") lifted.set(stroke, Infinity);
  strokes.push(stroke);
  hold(event.pointerId);
  changed();
}

// Whether the pointer that draws has gone and nobody saw it: the first of its type comes down.
function cameAgain(event) {
  return event.pointerId === drawing?.id || (event.isPrimary && event.pointerType === drawing?.type);
}

// The palm often comes down before the pen: what it has drawn was no stroke.
function dropPalm(now) {
  strokes = strokes.filter((stroke) => !(now - lifted.get(stroke) < PALM));
  if (drawing?.type === "touch") drawing = null;
}

function hold(id) {
  try {
    canvas.setPointerCapture(id);
  } catch {
    // It has gone already: a move without its button, or the next pointer, ends the stroke.
  }
}

function move(event) {
  if (event.pointerId !== drawing?.id) return;
  const pressed = event.buttons & 1;
  if (!pressed || !canvas.clientWidth) return end(event); // it was lifted where nobody saw it
  const events = event.getCoalescedEvents?.() ?? [];
  strokes.at(-1).push(...(events.length ? events : [event]).map(point));
  changed();
}

function end(event) {
  if (event.pointerId !== drawing?.id) return;
  finish(event.timeStamp);
  // The browser takes the finger away when a second one comes to zoom: that was no stroke.
  if (event.type === "pointercancel") strokes.pop();
  changed();
}

function finish(now) {
  if (drawing.type === "touch") lifted.set(strokes.at(-1), now);
  drawing = null;
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  // A pen that leaves the canvas draws along its edge: ink that can't be seen would be read too.
  const share = (at, from, size) => Math.min(1, Math.max(0, Math.round(((at - from) / size) * 1e4) / 1e4));
  return [share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)];
}

function seePen(event) {
  if (event.pointerType === "pen") penSeen = event.timeStamp;
}

// An iPad that waits for handwriting (Scribble) would swallow the second of two quick strokes.
function refuseScribble(event) {
  if ([...event.changedTouches].some((touch) => touch.touchType === "stylus")) event.preventDefault();
}

function followPointers() {
  for (const sight of ["pointerover", "pointerdown", "pointermove", "pointerup"])
    document.addEventListener(sight, seePen, { capture: true }); // before `start`, and beside the canvas too
  canvas.addEventListener("pointerdown", start);
  canvas.addEventListener("pointermove", move);
  for (const over of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(over, end);
  canvas.addEventListener("touchmove", refuseScribble, { passive: false });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault()); // of a finger or pen that rests
}
