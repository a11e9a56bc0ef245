// Questions to the server. Only what goes wrong on the way counts as "no answer": a mistake in what shows
// an answer is seen in the browser's console, as any other.

export const UNREACHABLE = "The server can't be reached just now.";
const PATIENCE = 60; // seconds
const REST = 1000; // milliseconds

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// The answer to a question, or undefined if there is none: the server can't be reached, it gave no answer,
// which Gradio gives as undefined, or the time is up.
export async function within(seconds, question) {
  let clock;
  const late = new Promise((done) => (clock = setTimeout(done, 1000 * seconds)));
  const reply = await Promise.race([question().catch(() => undefined), late]);
  clearTimeout(clock);
  return reply;
}

// Asks one kind of question, of which the latest counts.
export class Asker {
  #turn = 0;

  // `tell` is told that the server can't be reached.
  constructor(tell, rest = REST) {
    Object.assign(this, { tell, rest });
  }

  // Whatever is on its way does not count any more.
  forget() {
    this.#turn += 1;
  }

  // Ask, and show the answer: again, each second, until there is one, and while it says that it is `waiting`
  // for something. The result says whether it was answered, and no other question followed.
  async ask(question, show) {
    const mine = ++this.#turn;
    for (;;) {
      const reply = await within(PATIENCE, question);
      if (mine !== this.#turn) return false;
      if (!reply) this.tell(UNREACHABLE);
      else {
        show(reply);
        if (!reply.waiting) return true;
      }
      await pause(this.rest);
      if (mine !== this.#turn) return false;
    }
  }
}
