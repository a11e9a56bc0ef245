// What each network read of the visitor's own digits, and what so few of them can tell.

import { Asker } from "../shared/ask.mjs";
import { button, make } from "../shared/dom.mjs";
import { address, choice, yours } from "../state/page.mjs";
import { inPercent, thousands } from "../shared/words.mjs";
import { YOURS } from "../state/yours.mjs";
import { asFarAs, chancesOf, ofGuess, ofReads, whatWasSaid } from "./words.mjs";

const setOf = (model) => model.test_sets.find(({ key }) => key === YOURS);

export class Result {
  #guess = null; // { model, digits }: what somebody said before
  #asked = null; // about which digits and networks
  #known = null; // the version of the digits that all is known of

  // `say` is told what is wrong, `known` when all is known.
  constructor(part, server, say, known) {
    Object.assign(this, { part, server, say, known });
    this.comparisons = new Asker(say);
    const visit = (tab) => () => {
      choice.choose({ testSet: YOURS });
      address.visit(tab, {});
    };
    part("to-matrix").addEventListener("click", visit("matrix"));
    part("to-mistakes").addEventListener("click", visit("mistakes"));
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

  // A number, as it was typed.
  guess(text) {
    const isNumber = /^\s*\d{1,4}\s*$/.test(text);
    this.#guess = isNumber ? { model: choice.model, digits: Number(text) } : null;
  }

  show() {
    const { part, reads } = this;
    const count = yours.digits.length;
    const [{ accuracy, name }] = choice.chosen.test_sets;
    part("guess-question").textContent = `How many of your ${thousands(count)} digits has ${choice.chosen.label} read? It reads ${inPercent(accuracy)} of ${name}.`;
    part("read-of").textContent = `read, of your ${thousands(count)}`;
    part("to-train").hidden = !yours.canJoin;
    part("reads-yours").replaceChildren(...reads.map(makeRow));
    part("interval").textContent = asFarAs(count);
    part("guess-told").textContent = ofGuess(this.#guess, reads);
    part("test-summary").textContent = ofReads(reads, count);
    this.#compare(reads);
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
        if (error) this.say(error);
        this.#known = version;
        this.part("verdict").textContent = chancesOf(tells, reads);
        this.part("misread-title").textContent = total ? "Misread" : "All of them were read by all.";
        this.part("misread").replaceChildren(...misread.map((digit) => makeThumbnail(digit, reads)));
        this.part("not-shown").textContent = total > misread.length ? `and ${thousands(total - misread.length)} more` : "";
        this.known();
      },
    );
  }
}

function makeRow({ key, label, with_handwriting: hasLearnt, set: { right, count, interval }, test_sets: [first] }) {
  const range = make("td", { className: "range" }, make("i", { className: "line" }), make("i", { className: "dot" }));
  const [low, high] = interval;
  for (const [name, share] of Object.entries({ low, high, share: right / count })) range.style.setProperty(`--${name}`, share);
  const ofHundred = (share) => Math.round(100 * share);
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, button(label, () => choice.choose({ model: key }), { ariaPressed: key === choice.model })),
    make("td", {}, make("b", { textContent: thousands(right) }), ` of ${thousands(count)}`),
    make("td", { textContent: hasLearnt ? "no test, if it learnt from these" : `${ofHundred(low)}% to ${ofHundred(high)}%` }),
    range,
    make("td", { textContent: `${inPercent(first.accuracy)} of ${first.name}` }),
  );
}

// It leads to what a network that misread it makes of it.
function makeThumbnail(digit, reads) {
  const { index, label, image, said } = digit;
  const [model] = said.find(([, answer]) => answer !== label);
  const open = () => {
    choice.choose({ model, testSet: YOURS });
    address.visit("mistakes", { mistake: `${YOURS}-${index}`, model });
  };
  const answers = whatWasSaid(digit, reads);
  const name = `Your ${label}. ${answers.map(({ text }) => text).join(", ")}`;
  const thumb = button("", open, { className: "thumb", title: name, ariaLabel: name });
  const lines = answers.map(({ text, isWrong }) => make("small", { textContent: text, className: isWrong ? "wrong" : "" }));
  thumb.append(make("img", { src: image, alt: "" }), make("b", { textContent: `your ${label}` }), ...lines);
  return thumb;
}
