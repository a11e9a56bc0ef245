// Losses by epoch, on axes: what the curves to read and the curve to draw share.

import { svg } from "../shared/dom.mjs";

export const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 320, 48, 16, 12, 36];
export const between = (least, most, value) => Math.min(most, Math.max(least, value));

// Where an epoch, from 0, and a loss are, and what is where somebody points.
export function scales(lines) {
  const epochs = lines[0].length;
  const most = Math.max(...lines.flat());
  const last = Math.max(1, epochs - 1);
  return {
    epochs,
    most,
    x: (i) => LEFT + ((WIDTH - LEFT - RIGHT) * i) / last,
    y: (value) => TOP + (HEIGHT - BOTTOM - TOP) * (1 - value / most),
    at(chart, { clientX, clientY }) {
      const box = chart.getBoundingClientRect();
      const across = ((clientX - box.left) / box.width) * WIDTH;
      const down = ((clientY - box.top) / box.height) * HEIGHT;
      return {
        epoch: between(0, epochs - 1, Math.round(((across - LEFT) / (WIDTH - LEFT - RIGHT)) * last)),
        value: between(0, most, most * (1 - (down - TOP) / (HEIGHT - BOTTOM - TOP))),
      };
    },
  };
}

// An empty chart, with its axes.
export function makeChart(name, { epochs, most, x, y }) {
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, tabindex: 0, role: "img", "aria-label": name });
  const tick = 10 ** Math.floor(Math.log10(most));
  for (let value = 0; value <= most; value += tick) {
    chart.append(svg("path", { class: "grid", d: `M${LEFT} ${y(value)}H${WIDTH - RIGHT}` }));
    chart.append(svg("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, value.toPrecision(1)));
  }
  for (let i = 0; i < epochs; i++)
    chart.append(svg("text", { x: x(i), y: HEIGHT - 14, "text-anchor": "middle" }, i + 1));
  return chart;
}

// A curve with its points; the values that are missing, null, are left out.
export function makeLine(values, className, { x, y }) {
  const there = [...values.entries()].filter(([, value]) => value !== null);
  const points = there.map(([i, value]) => `${x(i)},${y(value)}`).join(" ");
  const line = svg("g", { class: className });
  line.append(svg("polyline", { points }));
  line.append(...there.map(([i, value]) => svg("circle", { cx: x(i), cy: y(value), r: 3.5 })));
  return line;
}
