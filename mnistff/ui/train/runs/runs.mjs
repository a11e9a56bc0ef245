// The runs of the page, and the training that is under way: what of them is shown, in which colour, and at which
// epoch. No page.

import { Watched } from "../../state/watched.mjs";

export const COLOURS = 9; // that can be told apart: of the runs that a page keeps, and of a training
const AT_FIRST = 10; // epochs on the axes, before there is a curve
const UNDER_WAY = ""; // the key of what is no run yet

// The last record until an epoch, or the first of all; undefined if there is none. A record begins with its epoch.
export function recordAt(records, epoch) {
  return records.findLast(([each]) => epoch === null || each <= epoch) ?? records[0];
}

export class Runs extends Watched {
  finished = []; // as the server describes them (see `ui/train/shown.py`)
  training = null; // what goes on, or was not kept
  epoch = null; // at which the curves are read; null: at their ends
  #hidden = new Set(); // keys of runs
  #colours = new Map(); // by key
  #answers = new Map(); // by key, what the network made of the image: { image, answers }

  // All that has a curve, the newest last.
  get all() {
    return [...this.finished, ...(this.training ? [this.training] : [])];
  }

  get shown() {
    return this.all.filter(({ key }) => !this.#hidden.has(key));
  }

  // The run whose numbers are told: the newest in sight.
  get told() {
    return this.shown.at(-1);
  }

  isShown(key) {
    return !this.#hidden.has(key);
  }

  colour(key) {
    return this.#colours.get(key);
  }

  // What the network that is told of made of the image, at the epoch; undefined if it was given none.
  get answer() {
    const { image, answers = [] } = this.#answers.get(this.told?.key) ?? {};
    const answer = recordAt(answers, this.epoch);
    return answer && { image, epoch: answer[0], probabilities: answer[1] };
  }

  // How far a curve goes.
  get epochs() {
    return this.shown.length ? Math.max(...this.shown.map(({ epochs }) => epochs)) : AT_FIRST;
  }

  // How the training goes on; `image` is what it was given.
  follow(training, image) {
    if (training.name !== this.training?.name) {
      this.epoch = null;
      this.#hidden.delete(UNDER_WAY);
    }
    this.training = { ...training, key: UNDER_WAY };
    this.#answers.set(UNDER_WAY, { image, answers: training.answers });
    this.#paint();
  }

  // What the page has made, all of it; the training may be the last of it now.
  keep(runs) {
    const before = new Set(this.finished.map(({ key }) => key));
    const newest = runs.at(-1);
    if (this.training && newest && !before.has(newest.key)) {
      for (const map of [this.#colours, this.#answers]) map.set(newest.key, map.get(UNDER_WAY));
      this.training = null;
    }
    this.finished = runs;
    this.#paint();
  }

  toggle(key) {
    if (!this.#hidden.delete(key)) this.#hidden.add(key);
    this.changed();
  }

  readAt(epoch) {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.changed();
  }

  // Each has a colour of its own, for as long as it is there.
  #paint() {
    const keys = this.all.map(({ key }) => key);
    for (const key of this.#colours.keys()) if (!keys.includes(key)) this.#colours.delete(key);
    for (const key of keys) {
      if (this.#colours.has(key)) continue;
      const taken = [...this.#colours.values()];
      this.#colours.set(key, [...Array(COLOURS).keys()].find((colour) => !taken.includes(colour)) ?? 0);
    }
    this.changed();
  }
}
