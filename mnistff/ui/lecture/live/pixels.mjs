// The 28×28 numbers of an image over their pixels; mouse, finger or arrow keys move a cursor over them.

import { arrow, make } from "../../shared/dom.mjs";
import { SIDE } from "../../shared/paint.mjs";

export const BRIGHT = 118; // up to here numbers are white, from there on black: the contrast is 4.5 at least
const inside = (at) => Math.min(SIDE - 1, Math.max(0, at));

// `raw` are 784 numbers from 0 to 255, `inputs` what the loader makes of them, or null.
export function makePixels({ raw, inputs }) {
  const cells = raw.map((value) => {
    const cell = make("span", { textContent: value, className: value > BRIGHT ? "bright" : "" });
    cell.style.setProperty("--ink", value / 255);
    return cell;
  });
  const name = "28 by 28 numbers; the arrow keys move the cursor";
  const grid = make("div", { className: "pixels", tabIndex: 0, role: "img", ariaLabel: name }, ...cells);
  grid.dataset.key = "pixels";
  const readout = make("output");
  let at = raw.indexOf(Math.max(...raw));

  function move(next) {
    cells[at].classList.remove("at");
    at = next;
    cells[at].classList.add("at");
    const loader = inputs ? `; the loader gives ${inputs[at]}` : "";
    readout.textContent = `row ${Math.floor(at / SIDE)}, column ${at % SIDE}: ${raw[at]}${loader}`;
  }

  function point({ clientX, clientY }) {
    const next = cells.indexOf(document.elementFromPoint(clientX, clientY));
    if (next >= 0) move(next);
  }

  grid.addEventListener("pointermove", point);
  grid.addEventListener("pointerdown", point);
  grid.addEventListener("keydown", (event) => {
    const [down, right] = arrow(event) ?? [];
    if (down !== undefined) move(SIDE * inside(Math.floor(at / SIDE) + down) + inside((at % SIDE) + right));
  });
  move(at);
  return make("div", {}, grid, readout);
}
