// The settings of a training, as a form: numbers with arrows, and lists.

import { button, make } from "../../shared/dom.mjs";
import { Watched } from "../../state/watched.mjs";
import { stepped } from "./steps.mjs";

const STEPS = { ArrowUp: true, ArrowDown: false };

const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

// What is in a number's field: null if there is nothing, and the text if it is no number.
function readNumber(input) {
  const text = input.value.trim();
  if (text === "") return null;
  return DECIMAL.test(text) ? Number(text) : text;
}

function makeNumber(field, changed) {
  const input = make("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
  const step = (isUp) => {
    const value = readNumber(input);
    input.value = stepped(typeof value === "number" ? value : null, isUp, field);
    changed();
  };
  input.addEventListener("input", changed);
  input.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    step(STEPS[event.key]);
  });
  const arrow = (text, word, isUp) =>
    button(text, () => step(isUp), { ariaLabel: `${field.label}: ${word}`, tabIndex: -1 });
  const element = make("span", { className: "number" }, arrow("−", "less", false), input, arrow("+", "more", true));
  return { element, control: input, read: () => readNumber(input) };
}

function makeChoice(field, changed) {
  const options = field.choices.map(([value, textContent]) => make("option", { value, textContent }));
  const select = make("select", {}, ...options);
  select.addEventListener("change", changed);
  return { element: select, control: select, read: () => select.value };
}

export class Form extends Watched {
  #controls = new Map(); // by the setting's name

  constructor(place, fields) {
    super();
    for (const field of fields) {
      const made = (field.choices ? makeChoice : makeNumber)(field, () => this.changed());
      made.control.id = `setting-${field.name}`;
      const label = make("label", { htmlFor: made.control.id, textContent: field.label });
      place.append(make("div", {}, label, made.element));
      this.#controls.set(field.name, made);
    }
  }

  get values() {
    return Object.fromEntries([...this.#controls].map(([name, { read }]) => [name, read()]));
  }

  fill(values) {
    for (const [name, { control }] of this.#controls) if (values[name] !== undefined) control.value = values[name] ?? "";
    this.changed();
  }
}
