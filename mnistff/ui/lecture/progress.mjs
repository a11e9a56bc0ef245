// What a reader has guessed and done of the lecture: kept in this browser for good, and sent nowhere. No page.

import { FOR_GOOD, keep, readKept } from "../shared/kept.mjs";

export const NOTHING = { asks: true, guesses: {}, placed: [], filled: {} };
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

export const isProgress = (value) =>
  isObject(value) &&
  typeof value.asks === "boolean" &&
  isObject(value.guesses) &&
  Array.isArray(value.placed) &&
  value.placed.every(Number.isInteger) &&
  isObject(value.filled) &&
  Object.values(value.filled).every((text) => typeof text === "string");

export class Progress {
  #told = [];

  // `asks`: whether a question hides what follows it; `guesses` by question, null where none was made before the truth
  // was shown; `placed`: the cards in order; `filled`: what was written, by blank.
  constructor(read = () => readKept("lecture", isProgress, FOR_GOOD), write = (all) => keep("lecture", all, FOR_GOOD)) {
    Object.assign(this, { read, write, ...NOTHING, ...read() });
  }

  onChange(tell) {
    this.#told.push(tell);
    tell();
  }

  get isEmpty() {
    return ![this.guesses, this.placed, this.filled].some((each) => Object.keys(each).length);
  }

  isAnswered(name) {
    return name in this.guesses;
  }

  guess(name, value) {
    this.#change({ guesses: { ...this.#kept().guesses, [name]: value } });
  }

  ask(asks) {
    this.#change({ asks });
  }

  place(placed) {
    this.#change({ placed });
  }

  fill(blank, text) {
    this.#change({ filled: { ...this.#kept().filled, [blank]: text } });
  }

  forget() {
    this.#change({ ...NOTHING, asks: this.asks });
  }

  // Another tab of the browser may have gone on meanwhile. Where nothing is kept, it is what this page knows.
  #kept() {
    return this.read() ?? this;
  }

  #change(changes) {
    const { asks, guesses, placed, filled } = { ...this.#kept(), ...changes };
    Object.assign(this, { asks, guesses, placed, filled });
    this.write({ asks, guesses, placed, filled });
    for (const tell of this.#told) tell();
  }
}

export const progress = new Progress();
