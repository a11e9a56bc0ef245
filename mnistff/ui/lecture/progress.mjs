// What a reader has guessed and done of the lecture: kept in this browser for good, and sent nowhere. No page.

import { areTexts, FOR_GOOD, keep, readKept } from "../state/kept.mjs";

export const NOTHING = { asks: true, guesses: {}, placed: [], filled: {} };
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

export const isProgress = (value) =>
  isObject(value) &&
  typeof value.asks === "boolean" &&
  isObject(value.guesses) &&
  Array.isArray(value.placed) &&
  value.placed.every(Number.isInteger) &&
  isObject(value.filled) &&
  areTexts(Object.values(value.filled));

export class Progress {
  #looks = [];

  // `asks`: whether a question hides what follows it; `guesses` by question, null where none was made before the truth
  // was shown; `placed`: the cards in order; `filled`: what was written, by blank.
  constructor(read = () => readKept("lecture", isProgress, FOR_GOOD), write = (all) => keep("lecture", all, FOR_GOOD)) {
    Object.assign(this, { read, write, ...NOTHING, ...read() });
  }

  // Have a function told what `pick` takes of it: now, and whenever that has changed.
  watch(pick, tell) {
    let last = null;
    const look = () => {
      const now = JSON.stringify([pick(this)]);
      if (now === last) return;
      last = now;
      tell(pick(this));
    };
    this.#looks.push(look);
    look();
  }

  get isEmpty() {
    return ![this.guesses, this.placed, this.filled].some((each) => Object.keys(each).length);
  }

  isAnswered(name) {
    return name in this.guesses;
  }

  guess(name, value) {
    this.#change({ guesses: { ...this.guesses, [name]: value } });
  }

  ask(asks) {
    this.#change({ asks });
  }

  place(placed) {
    this.#change({ placed });
  }

  fill(blank, text) {
    this.#change({ filled: { ...this.filled, [blank]: text } });
  }

  forget() {
    this.#change({ ...NOTHING, asks: this.asks });
  }

  // Another page of this browser has gone on.
  readAgain() {
    Object.assign(this, this.read());
    this.#look();
  }

  #change(changes) {
    Object.assign(this, changes);
    const { asks, guesses, placed, filled } = this;
    this.write({ asks, guesses, placed, filled });
    this.#look();
  }

  #look() {
    for (const look of this.#looks) look();
  }
}

export const progress = new Progress();
globalThis.addEventListener?.("storage", () => progress.readAgain());
