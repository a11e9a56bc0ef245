// A question that is answered by a curve: the loss at each epoch, drawn with mouse, finger or arrow keys beside a
// curve that is given. When it is answered the true one stands beside it.

import { arrow, make } from "../../shared/dom.mjs";
import { makeChart, makeLine, scales } from "../chart.mjs";

const STEP = 0.025; // of the height, for an arrow key

export function makeCurveField({ given, truth, asks }) {
  const scale = scales([given, truth]);
  const chart = makeChart(`${asks} Left and right go from epoch to epoch, up and down move the curve there.`, scale);
  chart.append(makeLine(given, "line-0", scale));
  let drawn, isOpen, at, lines = [];

  function paint(...curves) {
    for (const line of lines) line.remove();
    lines = curves.map(([values, className]) => makeLine(values, className, scale));
    chart.append(...lines);
  }

  // Between where it was and where it is, the curve goes straight: a fast hand skips epochs.
  function bend({ epoch, value }, from = { epoch, value }) {
    const [first, last] = from.epoch < epoch ? [from, { epoch, value }] : [{ epoch, value }, from];
    for (let i = first.epoch; i <= last.epoch; i++) {
      const share = (i - first.epoch) / (last.epoch - first.epoch || 1);
      drawn[i] = first.value + share * (last.value - first.value);
    }
    drawn[epoch] = value;
    at = epoch;
    paint([drawn, "line-1"]);
  }

  function draw(event) {
    if (!isOpen || !event.buttons) return;
    const place = scale.at(chart, event);
    const isFirst = event.type === "pointerdown" || drawn[at] === null;
    bend(place, isFirst ? undefined : { epoch: at, value: drawn[at] });
  }

  chart.addEventListener("pointerdown", draw);
  chart.addEventListener("pointermove", draw);
  chart.addEventListener("keydown", (event) => {
    const step = isOpen && arrow(event);
    if (!step) return;
    const epoch = Math.min(scale.epochs - 1, Math.max(0, at + step[1]));
    const value = (drawn[epoch] ?? drawn[at] ?? given[epoch]) - step[0] * STEP * scale.most;
    bend({ epoch, value: Math.min(scale.most, Math.max(0, value)) });
  });

  const isCurve = (curve) =>
    Array.isArray(curve) && curve.length === scale.epochs && curve.every((value) => Number.isFinite(value));
  const legend = ["training loss", "your test loss", "the test loss"].map((name, n) =>
    make("li", {}, make("i", { className: `line-${n}` }), name),
  );
  return {
    element: make("div", { className: "curve" }, chart, make("ul", {}, ...legend)),
    staysShown: true,
    guess: () => (isCurve(drawn) ? drawn : null),
    isGuess: isCurve,
    said: () => "Yours is the blue line.",
    truth: "The green line was measured.",
    lacks: "Draw the line from the first epoch to the last.",
    reveal(guess) {
      isOpen = false;
      legend[1].hidden = guess === null;
      legend[2].hidden = false;
      paint(...(guess ? [[guess, "line-1"]] : []), [truth, "line-2"]);
    },
    clear() {
      [drawn, isOpen, at] = [given.map(() => null), true, 0];
      legend[1].hidden = false;
      legend[2].hidden = true;
      paint();
    },
  };
}
