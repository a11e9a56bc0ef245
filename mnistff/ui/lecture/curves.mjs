// Losses by epoch, as curves; mouse, finger or arrow keys move a cursor from epoch to epoch.

import { arrow, make } from "../shared/dom.mjs";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 320, 48, 16, 12, 36];

function svg(tag, attributes, text = "") {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// Where an epoch, from 0, and a loss are.
function scales(lines) {
  const epochs = lines[0].values.length;
  const most = Math.max(...lines.flatMap((line) => line.values));
  return {
    epochs,
    most,
    x: (i) => LEFT + ((WIDTH - LEFT - RIGHT) * i) / Math.max(1, epochs - 1),
    y: (value) => TOP + (HEIGHT - BOTTOM - TOP) * (1 - value / most),
    epochAt: (place) => Math.round(((place - LEFT) / (WIDTH - LEFT - RIGHT)) * Math.max(1, epochs - 1)),
  };
}

function* axes({ epochs, most, x, y }) {
  const tick = 10 ** Math.floor(Math.log10(most));
  for (let value = 0; value <= most; value += tick) {
    yield svg("path", { class: "grid", d: `M${LEFT} ${y(value)}H${WIDTH - RIGHT}` });
    yield svg("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, value.toPrecision(1));
  }
  for (let i = 0; i < epochs; i++) yield svg("text", { x: x(i), y: HEIGHT - 14, "text-anchor": "middle" }, i + 1);
}

function* line(values, n, { x, y }) {
  const points = values.map((value, i) => `${x(i)},${y(value)}`).join(" ");
  yield svg("polyline", { class: `line-${n}`, points });
  for (const [i, value] of values.entries()) yield svg("circle", { class: `line-${n}`, cx: x(i), cy: y(value), r: 3.5 });
}

export function makeCurves({ lines }) {
  const scale = scales(lines);
  const name = "Loss by epoch; the arrow keys go from epoch to epoch";
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, tabindex: 0, role: "img", "aria-label": name });
  chart.dataset.key = "curves";
  const cursor = svg("path", { class: "cursor" });
  chart.append(...axes(scale), cursor, ...lines.flatMap(({ values }, n) => [...line(values, n, scale)]));
  const numbers = lines.map(() => make("b"));
  const legend = lines.map(({ name }, n) => make("li", {}, make("i", { className: `line-${n}` }), `${name}: `, numbers[n]));
  const heading = make("b");
  let at;

  function move(next) {
    at = Math.min(scale.epochs - 1, Math.max(0, next));
    cursor.setAttribute("d", `M${scale.x(at)} ${TOP}V${HEIGHT - BOTTOM}`);
    heading.textContent = `Epoch ${at + 1}`;
    lines.forEach(({ values }, n) => (numbers[n].textContent = values[at].toFixed(4)));
  }

  function point({ clientX }) {
    const box = chart.getBoundingClientRect();
    move(scale.epochAt(((clientX - box.left) / box.width) * WIDTH));
  }

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
