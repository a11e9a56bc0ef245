// How each kind of question is answered: an element; `guess`, what it holds, null if that is no guess yet; `isGuess`,
// whether a guess that was kept is one; what is said of it, and of the truth; `reveal`, once it is answered, `clear`.

import { make } from "../../shared/dom.mjs";
import { thousands } from "../../shared/words.mjs";
import { makeCurveField } from "./curve.mjs";

const DIGITS = [...Array(10).keys()];
const nothing = () => {};

function makeNumberField({ unit, truth, asks }) {
  const input = make("input", { type: "number", step: "any", inputMode: "decimal", required: true, ariaLabel: asks });
  const inWords = (value) => `${thousands(value)}${unit && (unit === "%" ? unit : ` ${unit}`)}`;
  return {
    element: make("label", {}, input, ` ${unit}`),
    guess: () => (Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : null),
    isGuess: Number.isFinite,
    said: (value) => `You said ${inWords(value)}.`,
    truth: `It is ${inWords(truth)}.`,
    reveal: nothing,
    clear: () => (input.value = ""),
  };
}

function makeChoiceField({ name, choices, truth }) {
  const boxes = choices.map((_, i) => make("input", { type: "radio", name: `guess-${name}`, value: i, required: true }));
  const labels = boxes.map((box, i) => make("label", {}, box, ` ${choices[i]}`));
  const chosen = () => boxes.findIndex((box) => box.checked);
  return {
    element: make("div", { className: "choices" }, ...labels),
    guess: () => (chosen() < 0 ? null : chosen()),
    isGuess: (value) => value in choices,
    said: (value) => `You said: ${choices[value]}`,
    truth: `True is: ${choices[truth]}`,
    reveal: nothing,
    clear: () => boxes.forEach((box) => (box.checked = false)),
  };
}

function makePairField({ truth }) {
  const list = (label) => {
    const options = DIGITS.map((digit) => make("option", { textContent: digit, value: digit }));
    return make("select", { ariaLabel: label, required: true }, make("option", { textContent: "?", value: "" }), ...options);
  };
  const lists = [list("The digit that it is"), list("What it is taken for")];
  const values = () => lists.map(({ value }) => value);
  const inWords = ([label, prediction]) => `a ${label} taken for a ${prediction}`.replaceAll("a 8", "an 8");
  return {
    element: make("div", { className: "pair" }, "a ", lists[0], " taken for a ", lists[1]),
    guess: () => (values().includes("") ? null : values().map(Number)),
    isGuess: (value) => Array.isArray(value) && value.length === 2 && value.every((digit) => DIGITS.includes(digit)),
    said: (value) => `You said ${inWords(value)}.`,
    truth: `It is ${inWords(truth)}.`,
    reveal: nothing,
    clear: () => lists.forEach((each) => (each.value = "")),
  };
}

export const FIELDS = { number: makeNumberField, choice: makeChoiceField, pair: makePairField, curve: makeCurveField };
