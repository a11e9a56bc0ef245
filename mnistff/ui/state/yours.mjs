// The visitor's own digits, a test set of his own. They are in this browser; the server is sent them when it is asked
// about them, and forgets them soon. No page.

import { areStrokes } from "./drawing.mjs";
import { Watched } from "./watched.mjs";

export const YOURS = "yours"; // what the server's names of them begin with (see `serving/own_sets.py`, for these too)
export const MOST = 1000;
const AT_ONCE = 8;
const FAR = 1e9; // no coordinate is as large: the squares of such could not be added any more
const MOST_AT_ONCE = 200_000; // letters of JSON: a question may have 300 kB

// Whether a value is digits as they are kept, and as files have them, a line each.
export const areDigits = (value) => value.length <= MOST && value.every(isDigit);

export function isDigit(value) {
  const { writer, label, strokes } = value ?? {};
  const isWritten = Array.isArray(strokes) && strokes.length > 0 && areStrokes(strokes);
  return isWriter(writer) && isLabel(label) && isWritten && strokes.flat(2).every((each) => Math.abs(each) < FAR);
}

// A name of 1 to 100 letters.
export const isWriter = (value) => typeof value === "string" && /^(?:(?![\p{C}\p{Z}]).| ){1,100}$/u.test(value);
const isLabel = (label) => Number.isInteger(label) && label >= 0 && label <= 9;

// As many at once as the server takes.
function* inParts(digits) {
  let [part, size] = [[], 0];
  for (const digit of digits) {
    const length = JSON.stringify(digit).length;
    if (part.length === AT_ONCE || (part.length && size + length > MOST_AT_ONCE)) {
      yield part;
      [part, size] = [[], 0];
    }
    part.push(digit);
    size += length;
  }
  if (part.length) yield part;
}

export class Yours extends Watched {
  version = 0; // another one for other digits
  isKept = true; // in this browser
  joins = false; // half of them is to join what is trained
  name = null; // by which the server knows them, once it was sent them
  take; // the server's, which is given some
  #sending = null;

  constructor(digits = []) {
    super();
    this.digits = digits;
  }

  // Other digits than before.
  become(digits) {
    this.digits = digits;
    this.version += 1;
    this.name = null;
    this.changed();
  }

  add(digits) {
    this.become([...this.digits, ...digits].slice(0, MOST));
  }

  forget() {
    this.become([]);
  }

  // Somebody has another name; the digits are the same, whoever wrote them.
  rename(old, writer) {
    this.digits = this.digits.map((digit) => (digit.writer === old ? { ...digit, writer } : digit));
    this.changed();
  }

  join(joins) {
    this.joins = joins;
    this.changed();
  }

  // Whether there is something to be halved: some digit was written twice.
  get canJoin() {
    return new Set(this.digits.map(({ label }) => label)).size < this.digits.length;
  }

  // Send them to the server; gives what is wrong with them, in a sentence, or "".
  send() {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #sendAll() {
    const { digits } = this;
    let after = null;
    for (const part of inParts(digits)) {
      const nameless = part.map(({ label, strokes }) => ({ label, strokes })); // names stay in the browser
      const reply = await this.take({ digits: nameless, after });
      if (!reply) throw new Error("No answer.");
      if (reply.error) return reply.error;
      after = reply.name;
    }
    if (digits !== this.digits) return this.#sendAll(); // there are others meanwhile
    this.name = after;
    return "";
  }
}
