// A question to commit to. What follows it in its step is shown once it is answered (see lecture.css).
// `props.value` is one of `mnistff/lecture/questions.json`.

import { make, partsOf } from "../../shared/dom.mjs";
import { progress } from "../progress.mjs";
import { FIELDS } from "./fields.mjs";

export default function begin({ element, props }) {
  const question = props.value;
  const part = partsOf(element);
  const field = FIELDS[question.kind](question);
  part("asks").textContent = question.asks;
  part("field").append(field.element);

  part("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const guess = field.guess();
    if (guess === null) part("truth").textContent = field.lacks ?? "";
    else answer(guess);
  });
  part("show").addEventListener("click", () => answer(null));

  function answer(guess) {
    progress.guess(question.name, guess);
    part("truth").setAttribute("tabindex", "-1"); // the button that had the focus is gone
    part("truth").focus({ preventScroll: true });
  }

  function says() {
    const guess = progress.guesses[question.name];
    const shown = [make("b", { textContent: field.truth }), make("p", { textContent: question.why })];
    const isGuess = guess !== null && field.isGuess(guess);
    if (isGuess) shown.unshift(make("span", { textContent: field.said(guess) }), " ");
    field.reveal(isGuess ? guess : null);
    return shown;
  }

  function render() {
    const isAnswered = progress.isAnswered(question.name);
    part("ask").classList.toggle("open", !isAnswered);
    part("acts").hidden = isAnswered;
    part("field").hidden = isAnswered && !field.staysShown;
    part("truth").replaceChildren(...(isAnswered ? says() : []));
    if (!isAnswered) field.clear();
  }

  progress.onChange(render);
}
