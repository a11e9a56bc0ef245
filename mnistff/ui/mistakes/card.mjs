// The card of one test image: the image, the question or the answer, and why.

import { DIGITS, fillBars, makeBars } from "../shared/bars.mjs";
import { button } from "../shared/dom.mjs";
import { inEvidence, inInk, paint } from "../shared/paint.mjs";
import { article, percent } from "../shared/words.mjs";

export class Card {
  // `answer` is given the digit that a visitor says.
  constructor(part, answer) {
    Object.assign(this, { part, bars: makeBars() });
    part("bars").append(this.bars);
    part("digits").append(...DIGITS.map((digit) => button(digit, () => answer(digit))));
  }

  hide() {
    this.part("card").hidden = this.part("after").hidden = true;
  }

  // `look` is what the server said of the image; `mayShow`, whether its labels may be seen.
  show(look, testSet, mayShow) {
    const { part } = this;
    const { index, label, prediction, image, evidence, probabilities } = look;
    part("card").hidden = false;
    part("question").hidden = mayShow;
    part("answer").hidden = part("after").hidden = !mayShow;
    part("reason").hidden = !mayShow || !evidence;
    paint(part("image"), image, inInk);
    part("image").ariaLabel = mayShow ? `Image ${index}: ${article(label)}` : `Image ${index}`;
    part("which").textContent = `Image ${index} of ${testSet}. ${look.note}`;
    const isRight = label === prediction;
    const read = isRight ? ", and the network read it right" : `; the network took it for ${article(prediction)}`;
    part("heading").textContent = `It is ${article(label)}${read}`;
    const shares = `True label ${label}: ${percent(probabilities[label])}. Predicted label ${prediction}: ${percent(probabilities[prediction])}.`;
    part("rank").textContent = `${look.rank} ${shares}`;
    part("others").textContent = look.others.map(([model, digit]) => `${model} says ${digit}.`).join(" ");
    fillBars(this.bars, probabilities, prediction);
    this.bars.querySelectorAll("li").forEach((row, digit) => row.classList.toggle("true", digit === label));
    paint(part("evidence"), evidence, inEvidence);
    part("why").textContent = look.why;
    part("trace").disabled = part("inside").disabled = !image;
  }
}
