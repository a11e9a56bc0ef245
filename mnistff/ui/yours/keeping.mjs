// Where the visitor's own digits are kept: in this browser, in a file, or not at all.

import { make } from "../shared/dom.mjs";
import { FOR_GOOD, keep, readKept } from "../state/kept.mjs";
import { yours } from "../state/page.mjs";
import { thousands } from "../shared/words.mjs";
import { isWriter, MOST } from "../state/yours.mjs";
import { asLines, newOnes, readLines } from "./lines.mjs";
import { digits } from "./words.mjs";

const MOST_BYTES = 20_000_000; // of a file: a thousand digits take less than a tenth of that
const TOO_MANY = `${digits(MOST)} are the most: forget those that are here, or make the file shorter.`;

// A name that nobody else has.
const someName = () => `writer-${Math.random().toString(36).slice(2, 7)}`;

export class Keeping {
  #writer; // where the browser keeps nothing

  // `minutes` is how long the server keeps them; `say` tells how it went.
  constructor(part, minutes, say) {
    Object.assign(this, { part, minutes, say });
    if (!readKept("writer", isWriter, FOR_GOOD)) this.#become(someName());
    part("writer").addEventListener("change", () => this.rename(part("writer").value.trim()));
    part("download").addEventListener("click", () => this.download());
    part("load").addEventListener("click", () => part("file").click());
    part("file").addEventListener("change", () => this.load(part("file").files[0]));
    part("forget").addEventListener("click", () => this.forget());
  }

  // Who writes here; another page of this browser may have named him otherwise.
  get writer() {
    return readKept("writer", isWriter, FOR_GOOD) ?? this.#writer;
  }

  #become(writer) {
    this.#writer = writer;
    yours.isKept = keep("writer", writer, FOR_GOOD);
  }

  show() {
    const { part } = this;
    if (document.activeElement !== part("writer")) part("writer").value = this.writer;
    const isEmpty = !yours.digits.length;
    part("writer").parentElement.hidden = part("download").hidden = part("forget").hidden = isEmpty;
    part("privacy").textContent = yours.isKept
      ? `They stay in this browser. The server is sent them to read them, or to learn from them, writes them nowhere, and forgets them ${this.minutes} minutes after it was last asked about them.`
      : "This browser keeps nothing for this page: download them before you leave.";
  }

  rename(writer) {
    if (!isWriter(writer)) {
      this.say("The writer is a name of 1 to 100 letters.");
      this.part("writer").value = this.writer;
      return;
    }
    const old = this.writer;
    this.#become(writer);
    if (yours.digits.some((digit) => digit.writer === old)) yours.rename(old, writer);
  }

  download() {
    const address = URL.createObjectURL(new Blob([asLines(yours.digits)], { type: "application/jsonl" }));
    make("a", { href: address, download: `${this.writer.replace(/[^\p{L}\p{N}]+/gu, "-")}.jsonl` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  async load(file) {
    if (!file) return;
    this.part("file").value = ""; // the same file may be loaded again
    try {
      if (file.size > MOST_BYTES) throw new Error(`It has more than ${MOST_BYTES / 1e6} MB.`);
      const found = readLines(await file.text());
      const added = newOnes(found, yours.digits);
      if (yours.digits.length + added.length > MOST) throw new Error(TOO_MANY);
      if (added.length) yours.add(added);
      const known = found.length - added.length;
      this.say(`${digits(added.length)} loaded${known ? `; ${thousands(known)} were there already` : ""}.`);
    } catch (error) {
      this.say(`${file.name} can't be loaded. ${error.message}`);
    }
  }

  // Whoever comes next is somebody else.
  forget() {
    this.#become(someName());
    yours.forget();
    this.say("They are forgotten.");
  }
}
