// What the page speaks of: a network, and one of the test sets that it was evaluated on. No page.

import { Watched } from "./watched.mjs";

// Whether a value is what a choice keeps.
export const isWanted = ({ model, testSet }) => [model, testSet].every((key) => ["string", "undefined"].includes(typeof key));

export class Choice extends Watched {
  models = []; // all that may be chosen, as the server describes them (see `ui/page/about.py`)
  wanted; // { model, testSet } that somebody chose; they may not be there yet, or not for every model

  // `wanted` is what is chosen as soon as it is offered.
  constructor(wanted = {}) {
    super();
    this.wanted = wanted;
  }

  // Now too, if there is a choice already.
  onChange(listener) {
    super.onChange(listener);
    if (this.chosen) listener();
  }

  // The chosen model, or undefined while none is offered.
  get chosen() {
    return this.models.find(({ key }) => key === this.wanted.model) ?? this.models[0];
  }

  get model() {
    return this.chosen?.key;
  }

  get testSet() {
    const { test_sets: sets } = this.chosen;
    return sets.find(({ key }) => key === this.wanted.testSet) ?? sets[0];
  }

  // What questions to the server name; of the visitor's own digits there may be others later, which have another name.
  get named() {
    const { key, version } = this.testSet;
    return { model: this.model, test_set: version === undefined ? key : `${key}-${version}` };
  }

  // There are no such models any more.
  forget(gone) {
    if (gone.includes(this.wanted.model)) this.wanted = { ...this.wanted, model: undefined };
  }

  offer(models) {
    this.models = models;
    this.changed();
  }

  // Offers these in place of those that were of the same kind: `isOld` says which.
  replace(isOld, models) {
    this.offer([...this.models.filter((model) => !isOld(model)), ...models]);
  }

  choose({ model = this.wanted.model, testSet = this.wanted.testSet }) {
    if (model === this.wanted.model && testSet === this.wanted.testSet) return;
    this.wanted = { model, testSet };
    if (this.chosen) this.changed();
  }
}
