// A question to commit to. What follows it in its step is shown once it is answered (see lecture.css).
// `props.value` is one of `mnistff/lecture/questions.json`.

import { make, partsOf } from "../../shared/dom.mjs";
import { progress } from "../progress.mjs";
import { FIELDS } from "./fields.mjs";

export default function begin({ element, props }) {
  const question = props.value;
  const part = partsOf(element);
  const field = FIELDS[question.kind](question);
  part("ask").ariaLabel = question.asks;
  part("asks").textContent = question.asks;
  part("guess").append(field.element);

  part("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const guess = field.guess();
    if (guess === null) part("lacks").textContent = field.lacks;
    else answer(guess);
  });
  part("show").addEventListener("click", () => answer(null));

  function answer(guess) {
    progress.guess(question.name, guess);
    part("truth").focus({ preventScroll: true }); // what had the focus is gone
  }

  // `answered` is null, or {guess}, which is null where the truth was shown without one, or another version's.
  function render(answered) {
    const guess = field.isGuess(answered?.guess) ? answered.guess : null;
    part("ask").classList.toggle("open", !answered);
    part("acts").hidden = Boolean(answered);
    part("guess").hidden = Boolean(answered) && !field.staysShown;
    part("lacks").textContent = "";
    part("truth").replaceChildren(...(answered ? truth(guess) : []));
    if (answered) field.reveal?.(guess);
    else field.clear();
  }

  function truth(guess) {
    const said = guess === null ? [] : [make("span", { textContent: field.said(guess) }), " "];
    return [...said, make("b", { textContent: field.truth }), make("p", { textContent: question.why })];
  }

  const { name } = question;
  progress.watch(() => (progress.isAnswered(name) ? { guess: progress.guesses[name] } : null), render);
}
