// What each network read of the visitor's own digits, and what so few of them can tell.

import { Asker } from "../shared/ask.mjs";
import { button, make } from "../shared/dom.mjs";
import { address, choice, yours } from "../state/page.mjs";
import { inPercent, thousands } from "../shared/words.mjs";
import { YOURS } from "../state/yours.mjs";
import { asFarAs, chancesOf, digits, ofGuess, ofRange, whatWasSaid } from "./words.mjs";

const setOf = (model) => model.test_sets.find(({ key }) => key === YOURS);

export class Result {
  #guess = null; // { model, digits, version }: what somebody said before
  #asked = null; // about which digits and networks
  #known = null; // the version of the digits that all is known of

  // `known` is called when all is known.
  constructor(part, server, known) {
    Object.assign(this, { part, server, known });
    this.comparisons = new Asker((text) => this.#say(text));
    part("to-matrix").addEventListener("click", () => visit("matrix", choice.model));
    part("to-mistakes").addEventListener("click", () => visit("mistakes", this.#misreader().key));
    part("to-train").addEventListener("click", () => {
      yours.join(true);
      address.visit("train", {});
    });
  }

  // The networks that have read the digits as they are now, each with what it read.
  get reads() {
    const all = choice.models.map((model) => ({ ...model, set: setOf(model) }));
    return all.filter(({ set }) => set?.version === yours.version);
  }

  get isKnown() {
    return this.#known === yours.version;
  }

  // What is missing while it isn't.
  #say(text) {
    this.part("reading").textContent = text;
  }

  // A number, as it was typed.
  guess(text) {
    const isNumber = /^\s*\d{1,4}\s*$/.test(text);
    this.#guess = isNumber ? { model: choice.model, digits: Number(text), version: yours.version } : null;
  }

  // The network that is chosen, or one that misread some, if that did not.
  #misreader() {
    const misread = this.reads.filter(({ set }) => set.right < set.count);
    return misread.find(({ key }) => key === choice.model) ?? misread[0];
  }

  show() {
    const { part, reads } = this;
    const count = yours.digits.length;
    const [{ accuracy, name }] = choice.chosen.test_sets;
    part("guess-question").textContent = `How many of your ${digits(count)} has ${choice.chosen.label} read? It reads ${inPercent(accuracy)} of ${name}.`;
    part("read-of").textContent = `read, of your ${thousands(count)}`;
    part("to-train").hidden = !yours.canJoin;
    part("reads-yours").replaceChildren(...reads.map(makeRow));
    part("interval").textContent = asFarAs(count);
    part("guess-told").textContent = ofGuess(this.#guess, reads);
    this.#compare(reads);
    if (!this.isKnown && !part("reading").textContent) this.#say("The networks are reading them…");
  }

  #compare(reads) {
    const models = reads.map(({ key }) => key);
    const { version } = yours;
    const about = `${version} ${models}`;
    if (about === this.#asked || !models.length) return;
    this.#asked = about;
    this.comparisons.ask(
      () => this.server.comparison({ models, test_set: YOURS }),
      ({ error, misread = [], total = 0, tells }) => {
        this.#say(error ?? "");
        if (error) return;
        this.#known = version;
        this.part("to-mistakes").hidden = !total;
        this.part("verdict").textContent = chancesOf(tells, reads);
        this.part("misread-title").textContent = total ? "Misread" : "All of them were read by all.";
        this.part("misread").replaceChildren(...misread.map((digit) => makeThumbnail(digit, reads)));
        this.part("not-shown").textContent = total > misread.length ? `and ${thousands(total - misread.length)} more` : "";
        this.known();
      },
    );
  }
}

// A tab, with a network's answers to these digits.
function visit(tab, model, named = {}) {
  choice.choose({ model, testSet: YOURS });
  address.visit(tab, named);
}

function makeRow({ key, label, with_handwriting: hasLearnt, set: { right, count, interval }, test_sets: [first] }) {
  const range = make("td", { className: "range" }, make("i", { className: "line" }), make("i", { className: "dot" }));
  const [low, high] = interval;
  for (const [name, share] of Object.entries({ low, high, share: right / count })) range.style.setProperty(`--${name}`, share);
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, button(label, () => choice.choose({ model: key }), { ariaPressed: key === choice.model })),
    make("td", {}, make("b", { textContent: thousands(right) }), ` of ${thousands(count)}`),
    make("td", { textContent: hasLearnt ? "no test, if it learnt from these" : ofRange(interval) }),
    range,
    make("td", { textContent: `${inPercent(first.accuracy)} of ${first.name}` }),
  );
}

// It leads to what a network that misread it makes of it.
function makeThumbnail(digit, reads) {
  const { index, label, image, said } = digit;
  const [model] = said.find(([, answer]) => answer !== label);
  const open = () => visit("mistakes", model, { mistake: `${YOURS}-${index}`, model });
  const answers = whatWasSaid(digit, reads);
  const name = `Your ${label}. ${answers.map(({ text }) => text).join(", ")}`;
  const thumb = button("", open, { className: "thumb", title: name, ariaLabel: name });
  const lines = answers.map(({ text, isWrong }) => make("small", { textContent: text, className: isWrong ? "wrong" : "" }));
  thumb.append(make("img", { src: image, alt: "" }), make("b", { textContent: `your ${label}` }), ...lines);
  return thumb;
}
