// How each kind of question is answered: an element; `guess`, what it holds, null if that is no guess yet, and what it
// `lacks` then; `isGuess`, whether a guess that was kept is one; what is `said` of it, and the `truth`; `reveal`, once it
// is answered; `clear`.

import { DIGITS } from "../../shared/bars.mjs";
import { make } from "../../shared/dom.mjs";
import { article, thousands } from "../../shared/words.mjs";
import { makeCurveField } from "./curve.mjs";
import { readNumber } from "./number.mjs";

const LONGEST = 12; // letters

function makeNumberField({ unit, truth, asks }) {
  const most = unit === "%" ? 100 : Infinity;
  const input = make("input", { type: "text", inputMode: "decimal", maxLength: LONGEST, ariaLabel: asks, autocomplete: "off" });
  const isGuess = (value) => Number.isFinite(value) && value >= 0 && value <= most;
  const inWords = (value) => `${thousands(value)}${unit === "%" ? unit : unit && ` ${unit}`}`;
  return {
    element: make("label", {}, input, ` ${unit}`),
    guess: () => (isGuess(readNumber(input.value)) ? readNumber(input.value) : null),
    lacks: unit === "%" ? "A number from 0 to 100, please." : "A number, please, as 1000 or 0.5.",
    isGuess,
    said: (value) => `You said ${inWords(value)}.`,
    truth: `It is ${inWords(truth)}.`,
    clear: () => (input.value = ""),
  };
}

function makeChoiceField({ name, asks, choices, truth }) {
  const boxes = choices.map(() => make("input", { type: "radio", name: `guess-${name}` }));
  const labels = boxes.map((box, i) => make("label", {}, box, ` ${choices[i]}`));
  const chosen = () => boxes.findIndex((box) => box.checked);
  return {
    element: make("div", { className: "choices", role: "radiogroup", ariaLabel: asks }, ...labels),
    guess: () => (chosen() < 0 ? null : chosen()),
    lacks: "Choose one of them.",
    isGuess: (value) => Number.isInteger(value) && value in choices,
    said: (value) => `You said: ${choices[value]}.`,
    truth: `The answer: ${choices[truth]}.`,
    clear: () => boxes.forEach((box) => (box.checked = false)),
  };
}

function makePairField({ truth }) {
  const list = (label) => {
    const options = DIGITS.map((digit) => make("option", { textContent: digit, value: digit }));
    return make("select", { ariaLabel: label }, make("option", { textContent: "?", value: "" }), ...options);
  };
  const lists = [list("The digit that it is"), list("What it is taken for")];
  const values = () => lists.map(({ value }) => value);
  const inWords = ([label, prediction]) => `${article(label)} taken for ${article(prediction)}`;
  return {
    element: make("div", { className: "pair" }, "a ", lists[0], " taken for a ", lists[1]),
    guess: () => (values().includes("") ? null : values().map(Number)),
    lacks: "Choose two digits.",
    isGuess: (value) => Array.isArray(value) && value.length === 2 && value.every((digit) => DIGITS.includes(digit)),
    said: (value) => `You said ${inWords(value)}.`,
    truth: `It is ${inWords(truth)}.`,
    clear: () => lists.forEach((each) => (each.value = "")),
  };
}

export const FIELDS = { number: makeNumberField, choice: makeChoiceField, pair: makePairField, curve: makeCurveField };
