// What each network reads of the visitor's own digits: one more of its test sets.

import { Asker } from "../shared/ask.mjs";
import { choice, yours } from "../state/page.mjs";
import { YOURS } from "../state/yours.mjs";

const keysOf = (models) => models.map(({ key }) => key);

function withSet(model, set) {
  const others = model.test_sets.filter(({ key }) => key !== YOURS);
  return { ...model, test_sets: set ? [...others, { ...set, version: yours.version }] : others };
}

export class OwnSet {
  #asked = null; // of which digits and networks it was asked last

  // `say` is told what is wrong.
  constructor(server, say) {
    Object.assign(this, { server, say, asker: new Asker(say) });
    yours.take = server.take_digits;
    for (const each of [choice, yours]) each.onChange(() => this.#refresh());
  }

  // Networks that are about to be offered, with it where it is what somebody wants to see; else it may come later.
  async of(models) {
    if (!yours.digits.length || choice.wanted.testSet !== YOURS) return models;
    this.#asked = this.#about(models);
    const { sets, error } = await this.#ask(models);
    this.say(error ?? "");
    return models.map((model) => withSet(model, sets?.[model.key]));
  }

  #about = (models) => JSON.stringify([yours.version, keysOf(models)]);
  #ask = (models) => this.server.own_set({ models: keysOf(models), test_set: YOURS });

  #refresh() {
    const { models } = choice;
    const about = this.#about(models);
    if (!choice.chosen || about === this.#asked) return;
    this.#asked = about;
    this.asker.forget();
    if (yours.digits.length) this.asker.ask(() => this.#ask(models), (reply) => this.#show(reply));
    else this.#show({});
  }

  #show({ error, sets = {} }) {
    this.say(error ?? "");
    choice.offer(choice.models.map((model) => withSet(model, sets[model.key])));
  }
}
