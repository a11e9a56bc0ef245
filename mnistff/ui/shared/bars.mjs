// Ten bars, a digit each.

import { make } from "./dom.mjs";
import { percent } from "./words.mjs";

export const DIGITS = [...Array(10).keys()];

export function makeBars() {
  const row = (digit) => make("li", {}, make("b", { textContent: digit }), make("span", {}, make("i")), make("small"));
  return make("ol", { className: "bars" }, ...DIGITS.map(row));
}

// Probabilities; `best` is the digit that stands out. `before`, if given, are other probabilities, which are marked.
export function fillBars(bars, probabilities, best, before = null) {
  bars.classList.toggle("cut", Boolean(before));
  bars.querySelectorAll("li").forEach((row, digit) => {
    const share = probabilities[digit];
    row.classList.toggle("best", digit === best);
    row.querySelector("i").style.setProperty("--share", share);
    row.style.setProperty("--before", before?.[digit]);
    row.querySelector("small").textContent = share < 0.001 ? "" : percent(share);
  });
}
