// A test set of the visitor's own digits: it is written in rounds, and then each network has read it. While that goes
// on it takes the place of the picture.

import { partsOf } from "../shared/dom.mjs";
import { keep, readKept } from "../state/kept.mjs";
import { address, choice, looking, yours } from "../state/page.mjs";
import { MOST, YOURS } from "../state/yours.mjs";
import { Keeping } from "./keeping.mjs";
import { Result } from "./result.mjs";
import { isRound, Round } from "./round.mjs";
import { digits, ofReads } from "./words.mjs";
import { Writing } from "./writing.mjs";

const FULL = `${digits(MOST)} are the most. Write fewer, or download these and forget them here.`;

const invitation = (count) => (count ? `Your ${digits(count)}` : "Test it on your handwriting");

class Test {
  #round = readKept("round", isRound);
  #isGuessing = false;

  constructor(element, props, server) {
    const part = partsOf(element);
    this.part = part;
    this.writing = new Writing(part, () => this.finish());
    this.keeping = new Keeping(part, props.minutes, (text) => this.say(text));
    this.result = new Result(part, server, () => this.show());
    if (this.#round) this.#begin(new Round(this.#round));
    part("test-open").addEventListener("click", () => address.visit("draw", { test: YOURS }));
    part("test-close").addEventListener("click", () => address.visit("draw", {}));
    part("start-round").addEventListener("click", () => this.start(Number(part("times").value)));
    part("guess").addEventListener("submit", (event) => this.guess(event));
    for (const each of [looking, yours, choice]) each.onChange(() => this.show());
    this.show();
  }

  say(text) {
    this.part("test-note").textContent = text;
  }

  // --- a round --------------------------------------------------------------------------------

  start(times) {
    if (yours.digits.length + 10 * times > MOST) {
      this.say(FULL);
      return;
    }
    this.say("");
    this.#begin(Round.of(times));
    this.show();
    this.writing.focus();
  }

  #begin(round) {
    this.#round = round;
    const kept = () => keep("round", { labels: round.labels, done: round.done });
    round.onChange(kept);
    kept();
    this.writing.ask(round);
  }

  // A round is over, or was stopped.
  finish() {
    const written = this.#round.digits(this.keeping.writer);
    this.#round = null;
    keep("round", null);
    this.#isGuessing = written.length > 0;
    this.say("");
    if (written.length) yours.add(written);
    this.show();
    this.part(written.length ? "guessed" : "start-round").focus();
  }

  guess(event) {
    event.preventDefault();
    this.result.guess(this.part("guessed").value);
    this.part("guessed").value = "";
    this.#isGuessing = false;
    this.show();
    this.part("test-title").focus();
  }

  // --- what is shown --------------------------------------------------------------------------

  show() {
    const { part } = this;
    const count = yours.digits.length;
    const isWriting = Boolean(this.#round);
    const isTold = count > 0 && !isWriting && !this.#isGuessing && this.result.isKnown;
    part("test").hidden = !looking.isTesting;
    part("test-open").hidden = looking.isTesting;
    part("test-open").textContent = this.#round ? `Go on writing: ${this.#round.place}` : invitation(count);
    part("writing").hidden = !isWriting;
    part("guess").hidden = !this.#isGuessing || !count;
    part("told").hidden = !isTold;
    part("reading").hidden = isWriting || this.#isGuessing || isTold || !count;
    part("test-summary").textContent = isTold ? ofReads(this.result.reads, count) : "";
    part("start").hidden = isWriting || this.#isGuessing;
    part("why-test").hidden = count > 0;
    part("keeping").hidden = isWriting || this.#isGuessing;
    part("test-title").textContent = count && !isWriting ? `Your ${digits(count)}` : "A test set of your own";
    part("start-round").textContent = count ? "Write more" : "Start";
    this.keeping.show();
    if (count && choice.chosen && looking.isTesting) this.result.show();
  }
}

export default function begin({ element, props, server }) {
  new Test(element, props, server);
}
