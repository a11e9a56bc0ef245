// Who draws: one pointer at a time, mouse, pen or finger, and no palm.

const PALM = 1000; // milliseconds before and after a pen in which a touch is taken for the palm

export class Pen {
  #pointer = null; // the one that draws, { id, type }
  #penSeen = -Infinity; // when a pen last touched the page or hovered over it
  #lifted = new WeakMap(); // of each stroke of a finger: when it ended

  // `begins` is called before each stroke.
  constructor(canvas, drawing, begins) {
    Object.assign(this, { canvas, drawing, begins });
    const seePen = (event) => {
      if (event.pointerType === "pen") this.#penSeen = event.timeStamp;
    };
    for (const sight of ["pointerover", "pointerdown", "pointermove", "pointerup"])
      document.addEventListener(sight, seePen, { capture: true }); // before `start`, and beside the canvas too
    canvas.addEventListener("pointerdown", (event) => this.#start(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const over of ["pointerup", "pointercancel", "lostpointercapture"])
      canvas.addEventListener(over, (event) => this.#end(event));
    canvas.addEventListener("touchmove", refuseScribble, { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault()); // of a finger or pen that rests
  }

  get isDown() {
    return this.#pointer !== null;
  }

  // Whatever is drawn now, it ends here.
  letGo() {
    this.#pointer = null;
  }

  #start(event) {
    const palm = event.pointerType === "touch" && event.timeStamp - this.#penSeen < PALM;
    if (event.button !== 0 || palm || !this.canvas.clientWidth) return;
    if (event.pointerType === "pen") this.#dropPalm(event.timeStamp);
    if (this.#cameAgain(event)) this.#finish(event.timeStamp);
    if (this.#pointer) return;
    this.begins();
    this.#pointer = { id: event.pointerId, type: event.pointerType };
    const stroke = this.drawing.begin(this.#point(event));
    if (event.pointerType === "touch") this.#lifted.set(stroke, Infinity);
    this.#hold(event.pointerId);
    this.drawing.changed();
  }

  // Whether the pointer that draws has gone and nobody saw it: the first of its type comes down.
  #cameAgain({ pointerId, pointerType, isPrimary }) {
    return pointerId === this.#pointer?.id || (isPrimary && pointerType === this.#pointer?.type);
  }

  // The palm often comes down before the pen: what it has drawn was no stroke.
  #dropPalm(now) {
    const { drawing } = this;
    drawing.strokes = drawing.strokes.filter((stroke) => !(now - this.#lifted.get(stroke) < PALM));
    if (this.#pointer?.type === "touch") this.letGo();
  }

  #hold(id) {
    try {
      this.canvas.setPointerCapture(id);
    } catch {
      // It has gone already: a move without its button, or the next pointer, ends the stroke.
    }
  }

  #move(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    const pressed = event.buttons & 1;
    if (!pressed || !this.canvas.clientWidth) return this.#end(event); // it was lifted where nobody saw it
    const events = event.getCoalescedEvents?.() ?? [];
    this.drawing.extend((events.length ? events : [event]).map((each) => this.#point(each)));
    this.drawing.changed();
  }

  #end(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    this.#finish(event.timeStamp);
    // The browser takes the finger away when a second one comes to zoom: that was no stroke.
    if (event.type === "pointercancel") this.drawing.undo();
    else this.drawing.changed();
  }

  #finish(now) {
    if (this.#pointer.type === "touch") this.#lifted.set(this.drawing.strokes.at(-1), now);
    this.letGo();
  }

  #point(event) {
    const box = this.canvas.getBoundingClientRect();
    // A pen that leaves the canvas draws along its edge: ink that can't be seen would be read too.
    const share = (at, from, size) => Math.min(1, Math.max(0, Math.round(((at - from) / size) * 1e4) / 1e4));
    return [share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)];
  }
}

// An iPad that waits for handwriting (Scribble) would swallow the second of two quick strokes.
function refuseScribble(event) {
  if ([...event.changedTouches].some((touch) => touch.touchType === "stylus")) event.preventDefault();
}
