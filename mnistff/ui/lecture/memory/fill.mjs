// The pieces with blanks to fill in.

import { button, make } from "../../shared/dom.mjs";
import { progress } from "../progress.mjs";
import { cut, isRight } from "./blanks.mjs";

const NARROWEST = 6; // letters

function makeBlank(name, answer, label) {
  const blank = make("input", { type: "text", className: "blank", ariaLabel: label, spellcheck: false, autocomplete: "off" });
  blank.autocapitalize = "off";
  blank.style.width = `${Math.max(NARROWEST, answer.length) + 2}ch`;
  blank.addEventListener("input", () => progress.fill(name, blank.value));
  return { name, answer, blank };
}

export function fillIn(part, pieces) {
  const blanks = [];

  function makePiece({ title, code, blanks: words }, step) {
    const mine = [];
    const shown = cut(code, words).map(({ text, answer }) => {
      if (text !== undefined) return text;
      const made = makeBlank(`${step + 1}-${mine.length}`, answer, `Blank ${mine.length + 1} of “${title}”`);
      mine.push(made);
      return made.blank;
    });
    blanks.push(...mine);
    const show = button("Show", () => mine.forEach(({ name, answer }) => progress.fill(name, answer)));
    return make("div", { className: "piece" }, make("h4", { textContent: title }), make("pre", {}, ...shown), show);
  }

  part("pieces").append(...pieces.map(makePiece));

  progress.onChange(() => {
    let right = 0;
    for (const { name, answer, blank } of blanks) {
      const text = progress.filled[name] ?? "";
      if (blank.value !== text) blank.value = text;
      const isDone = isRight(text, answer);
      blank.classList.toggle("right", isDone);
      right += isDone;
    }
    part("count").textContent = `${right} of ${blanks.length} are right.`;
  });
}
