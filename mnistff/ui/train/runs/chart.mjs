// Curves by epoch, of all runs in the same axes. Mouse, finger and arrow keys read them at an epoch.

import { arrow, svg } from "../../shared/dom.mjs";
import { recordAt } from "./runs.mjs";

const [LEFT, RIGHT, TOP, BOTTOM] = [40, 10, 8, 24];

// Round numbers, about `count` of them, from `low` or less to `high` or more.
export function ticks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((each) => each >= rough);
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
  return Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(6)));
}

export class Chart {
  // `kinds` are [column of a record, class of its line, place where its number is told]; `bounds` gives the lowest and
  // highest of values, `tick` what one is beside the axis, `tell` what it is in the run that is told of. `empty` says
  // what will be drawn.
  constructor(place, runs, { name, kinds, bounds, tick, tell, empty }) {
    Object.assign(this, { place, runs, name, kinds, bounds, tick, tell, empty });
    this.chart = svg("svg", { tabindex: 0, role: "img" });
    place.append(this.chart);
    for (const kind of ["pointermove", "pointerdown"]) this.chart.addEventListener(kind, (event) => this.#point(event));
    for (const kind of ["pointerleave", "pointercancel"]) this.chart.addEventListener(kind, () => runs.readAt(null));
    this.chart.addEventListener("keydown", (event) => this.#key(event));
    runs.onChange(() => this.draw());
    new ResizeObserver(() => this.draw()).observe(place);
    this.draw();
  }

  #point({ clientX }) {
    if (!this.runs.told?.records.length) return;
    const { left } = this.chart.getBoundingClientRect();
    const share = (clientX - left - LEFT) / (this.width - LEFT - RIGHT);
    this.runs.readAt(Math.min(1, Math.max(0, share)) * this.runs.epochs);
  }

  #key(event) {
    if (event.key === "Escape") this.runs.readAt(null);
    const [, right] = ["ArrowLeft", "ArrowRight"].includes(event.key) ? arrow(event) : [0, 0];
    const records = this.runs.told?.records ?? [];
    if (!right || !records.length) return;
    const at = records.indexOf(recordAt(records, this.runs.epoch)) + right;
    this.runs.readAt(records[Math.min(records.length - 1, Math.max(0, at))][0]);
  }

  // In numbers, of the run that is told of, at the epoch that is read.
  #tellNumbers() {
    const { told, epoch } = this.runs;
    const record = told && recordAt(told.records, epoch);
    const numbers = this.kinds.map(([column]) => (record ? this.tell(record[column]) : ""));
    this.kinds.forEach(([, , place], n) => (place.textContent = numbers[n]));
    const where = record ? `, after ${record[0]} epochs: ${numbers.join(" and ")}` : "";
    this.chart.setAttribute("aria-label", `${this.name}${where}; the arrow keys go from record to record`);
  }

  draw() {
    this.#tellNumbers();
    const [width, height] = [this.place.clientWidth, this.place.clientHeight];
    if (!width) return; // in a tab that is not shown
    this.width = width;
    this.chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const { shown, epochs, epoch } = this.runs;
    const values = shown.flatMap(({ records }) => records.flatMap((record) => this.kinds.map(([column]) => record[column])));
    const across = ticks(0, epochs, Math.min(epochs, 5)).filter((each) => each <= epochs);
    const up = ticks(...this.bounds(values), 4);
    const x = (each) => LEFT + ((width - LEFT - RIGHT) * each) / epochs;
    const y = (each) => height - BOTTOM - ((height - BOTTOM - TOP) * (each - up[0])) / (up.at(-1) - up[0]);
    const text = (at, words, attributes) => svg("text", { ...at, ...attributes }, words);
    this.chart.replaceChildren(
      ...up.map((each) => svg("path", { class: "grid", d: `M${LEFT} ${y(each)}H${width - RIGHT}` })),
      ...up.map((each) => text({ x: LEFT - 6, y: y(each) + 4 }, this.tick(each), { "text-anchor": "end" })),
      ...across.map((each) => text({ x: x(each), y: height - 6 }, each, { "text-anchor": "middle" })),
      ...(values.length ? [] : [text({ x: (LEFT + width) / 2, y: y(up[0]) - 12 }, this.empty, { "text-anchor": "middle", class: "empty" })]),
      ...(epoch === null ? [] : [svg("path", { class: "cursor", d: `M${x(epoch)} ${TOP}V${height - BOTTOM}` })]),
      ...shown.flatMap((run) => this.kinds.map(([column, kind]) => this.#line(run, column, kind, x, y))),
    );
  }

  #line({ key, records }, column, kind, x, y) {
    const line = svg("g", { class: kind, style: `--colour: var(--mnist-run-${this.runs.colour(key)})` });
    line.append(svg("polyline", { points: records.map((record) => `${x(record[0])},${y(record[column])}`).join(" ") }));
    const end = recordAt(records, this.runs.epoch); // a point: of a single record there is no line
    if (end) line.append(svg("circle", { cx: x(end[0]), cy: y(end[column]), r: 3 }));
    return line;
  }
}
