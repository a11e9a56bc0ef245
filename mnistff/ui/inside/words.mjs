// The forward pass in words and numbers, from what the server said of one image (see `look_inside`).

import { fixed, plus, signed } from "../shared/words.mjs";

export const lead = ({ digit, other }) => `${digit} over ${other}`;
export const activation = ({ sums }, off, unit) => (off.has(unit) ? 0 : Math.max(0, sums[unit]));

// What one unit does, in a sentence.
export function ofUnit(look, off) {
  const { digit, other, added, sums } = look;
  const { number, outgoing } = look.unit;
  if (off.has(number)) return `Its sum is ${fixed(sums[number])}, but it is switched off and passes nothing on: that takes ${signed(added[number])} from the lead of ${lead(look)}.`;
  const passed = fixed(Math.max(0, sums[number]));
  return (
    `Its sum is ${fixed(sums[number])}, so it passes on ${passed}. Times its weights to ${digit} and ${other}, ` +
    `${passed} · (${fixed(outgoing[digit])}${plus(-outgoing[other])}), it adds ${signed(added[number])} to the lead of ${lead(look)}.`
  );
}

export const ofInput = ({ image }) => `${image.filter(Boolean).length} of them are not 0.`;

export function ofSums({ sums, unit: { number, terms, rest, rest_count: more, bias } }) {
  const spelt = terms.map(({ weight, pixel }) => `${plus(weight)} · ${fixed(pixel)}`).join("");
  return (
    `W₁ has ${sums.length} × 784 weights; the ${sums.length} sums go from ${fixed(Math.min(...sums))} to ${fixed(Math.max(...sums))}. ` +
    `Unit ${number}, its bias first, then its largest terms: ${fixed(bias)}${spelt}${plus(rest)} (${more} more) = ${fixed(sums[number])}. ` +
    `The largest is at row ${terms[0].row}, column ${terms[0].column}.`
  );
}

export function ofActivations(look, off) {
  const { sums } = look;
  const { number } = look.unit;
  const on = sums.filter((_, unit) => activation(look, off, unit) > 0).length;
  const passed = off.has(number) ? "switched off, so 0" : `max(0, ${fixed(sums[number])}) = ${fixed(activation(look, off, number))}`;
  const cut = off.size ? ` Switched off, and so 0 whatever their sum: ${off.size}.` : "";
  return `${on} units pass something on, ${sums.length - on} give 0. Unit ${number}: ${passed}.${cut}`;
}

export function ofLogits(look, off) {
  const { order, added, logits, digit, other, bias } = look;
  const votes = order.filter((unit) => !off.has(unit)).map((unit) => [unit, added[unit]]);
  const few = votes.slice(0, 5).map(([unit, vote]) => `${plus(vote)} (unit ${unit})`).join("");
  const others = votes.slice(5).reduce((total, [, vote]) => total + vote, 0);
  return (
    `The lead of ${lead(look)} is ${fixed(logits[digit])}${plus(-logits[other])} = ${fixed(logits[digit] - logits[other])}: ` +
    `${fixed(bias)} (the biases)${few}${plus(others)} (the other units).`
  );
}

// Two decimals of a probability, which is never quite 1 or 0.
function finePercent(share) {
  if (share > 0.99995) return ">99.99%";
  if (share < 0.00005) return "<0.01%";
  return `${(100 * share).toFixed(2)}%`;
}

// The rows of a table: digit, logit, e to the power of it less the largest, probability.
export function ofSoftmax({ logits, probabilities }) {
  const most = Math.max(...logits);
  const power = (value) => (value < 1e-4 ? value.toExponential(1) : value.toFixed(4));
  return logits.map((logit, digit) => [digit, fixed(logit), power(Math.exp(logit - most)), finePercent(probabilities[digit])]);
}
