// What a visitor would have said of an image, before the labels are shown. A question is one of a test set's
// image, whichever model is chosen meanwhile. No page.

export class Quiz {
  isOn = false;
  #answered = new Set(); // TEST_SET-INDEX
  #score = { asked: 0, you: 0, agreed: 0, models: new Map() };

  // Whether the labels may be seen of what the server said of an image (see `look_at`).
  mayShow(testSet, { index, image, waiting }) {
    const canBeAsked = Boolean(image || waiting);
    return !this.isOn || !canBeAsked || this.#answered.has(`${testSet}-${index}`);
  }

  // The visitor's answer; returns what to say of it.
  answer(testSet, { index, label, prediction, model, others }, digit) {
    const score = this.#score;
    this.#answered.add(`${testSet}-${index}`);
    score.asked += 1;
    score.you += digit === label;
    score.agreed += digit === prediction;
    for (const [name, said] of [[model, prediction], ...others])
      score.models.set(name, (score.models.get(name) ?? 0) + (said === label));
    return this.#inWords(digit, digit === label);
  }

  #inWords(digit, isRight) {
    const { asked, you, agreed, models } = this.#score;
    const others = [...models].map(([model, right]) => `${model} ${right}`).join(", ");
    const verdict = isRight ? `You said ${digit}: right.` : `You said ${digit}.`;
    const times = `${agreed} time${agreed === 1 ? "" : "s"}`;
    return `${verdict} Right so far, of ${asked}: you ${you}, ${others}. You said what the network said ${times}.`;
  }
}
