// Ten bars, a digit each.

import { make } from "./dom.mjs";

export const DIGITS = [...Array(10).keys()];

export function makeBars() {
  const row = (digit) => make("li", {}, make("b", { textContent: digit }), make("span", {}, make("i")), make("small"));
  return make("ol", { className: "bars" }, ...DIGITS.map(row));
}

// Probabilities; `best` is the digit that stands out.
export function fillBars(bars, probabilities, best) {
  bars.querySelectorAll("li").forEach((row, digit) => {
    row.classList.toggle("best", digit === best);
    row.querySelector("i").style.setProperty("--share", probabilities[digit]);
    row.querySelector("small").textContent = `${Math.round(100 * probabilities[digit])}%`;
  });
}
