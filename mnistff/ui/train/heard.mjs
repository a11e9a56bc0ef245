// Whether anything is heard of a training that is under way. The server tells of it all the time: silence means that
// it is gone, or that it goes on without this page.

import { UNREACHABLE, within } from "../shared/ask.mjs";

const SILENCE = 2000; // milliseconds, after which the server is asked whether it is there
const PATIENCE = 2; // seconds, for that
const MOST = 12_000; // milliseconds of silence of a server that is there
const LOST = "The connection was lost, and with it the training. Press Start to train again.";

export class Heard {
  #last = null; // when something was heard; null: nothing is under way
  #asking = false;

  // `say` is told what is wrong, `end` that the training can't be heard of any more.
  constructor(server, say, end) {
    Object.assign(this, { server, say, end });
    setInterval(() => this.#look(), 500);
  }

  // Something is heard: a training is under way.
  now() {
    this.#last = performance.now();
  }

  // Nothing is under way.
  stop() {
    this.#last = null;
  }

  async #look() {
    const last = this.#last;
    if (last === null || this.#asking || performance.now() - last < SILENCE) return;
    this.#asking = true;
    const isThere = await within(PATIENCE, () => this.server.see({}));
    this.#asking = false;
    if (this.#last !== last) return; // something was heard meanwhile
    if (!isThere) this.say(UNREACHABLE);
    else if (performance.now() - last > MOST) {
      this.end();
      this.say(LOST);
    }
  }
}
