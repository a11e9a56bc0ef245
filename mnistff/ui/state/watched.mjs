// State that others are told of.

export class Watched {
  #listeners = [];

  // Have a function called after each change.
  onChange(listener) {
    this.#listeners.push(listener);
  }

  changed() {
    for (const listener of this.#listeners) listener();
  }
}
