// Losses by epoch, as curves; mouse, finger or arrow keys move a cursor from epoch to epoch.

import { arrow, make, svg } from "../../shared/dom.mjs";
import { between, BOTTOM, HEIGHT, makeChart, makeLine, scales, TOP } from "../chart.mjs";

export function makeCurves({ lines }) {
  const scale = scales(lines.map(({ values }) => values));
  const chart = makeChart("Loss by epoch; the arrow keys go from epoch to epoch", scale);
  chart.dataset.key = "curves";
  const cursor = svg("path", { class: "cursor" });
  chart.append(cursor, ...lines.map(({ values }, n) => makeLine(values, `line-${n}`, scale)));
  const numbers = lines.map(() => make("b"));
  const legend = lines.map(({ name }, n) => make("li", {}, make("i", { className: `line-${n}` }), `${name}: `, numbers[n]));
  const heading = make("b");
  let at;

  function move(next) {
    at = between(0, scale.epochs - 1, next);
    cursor.setAttribute("d", `M${scale.x(at)} ${TOP}V${HEIGHT - BOTTOM}`);
    heading.textContent = `Epoch ${at + 1}`;
    lines.forEach(({ values }, n) => (numbers[n].textContent = values[at].toFixed(4)));
  }

  const point = (event) => move(scale.at(chart, event).epoch);
  chart.addEventListener("pointermove", point);
  chart.addEventListener("pointerdown", point);
  chart.addEventListener("keydown", (event) => {
    const [, right] = ["ArrowLeft", "ArrowRight"].includes(event.key) ? arrow(event) : [0, 0];
    if (right) move(at + right);
  });
  move(scale.epochs - 1);
  const says = make("div", { role: "status" }, heading, make("ul", {}, ...legend));
  return make("div", { className: "curves" }, make("p", {}, "mean cross-entropy (nats) by epoch"), chart, says);
}
