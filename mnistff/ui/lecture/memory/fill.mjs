// The pieces with blanks to fill in.

import { make } from "../../shared/dom.mjs";
import { progress } from "../progress.mjs";
import { cut, isRight } from "./blanks.mjs";

const NARROWEST = 6; // letters

function makeBlank(name, answer, label) {
  const blank = make("input", { type: "text", className: "blank", placeholder: " ", spellcheck: false, autocomplete: "off" });
  blank.autocapitalize = "off";
  blank.style.width = `${Math.max(NARROWEST, answer.length) + 2}ch`;
  blank.addEventListener("input", () => progress.fill(name, blank.value));
  return { name, answer, blank, label };
}

export function fillIn(part, pieces) {
  const blanks = [];

  function makePiece({ title, code, blanks: words }, step) {
    const mine = [];
    const shown = cut(code, words).map(({ text, answer }) => {
      if (text !== undefined) return text;
      mine.push(makeBlank(`${step + 1}-${mine.length}`, answer, `Blank ${mine.length + 1} of “${title}”`));
      return mine.at(-1).blank;
    });
    blanks.push(...mine);
    const whole = make("details", {}, make("summary", { textContent: "Look at it" }), make("pre", { textContent: code, tabIndex: 0 }));
    return make("div", { className: "piece" }, make("h4", { textContent: title }), make("pre", {}, ...shown), whole);
  }

  part("pieces").append(...pieces.map(makePiece));

  progress.watch(
    ({ filled }) => filled,
    (filled) => {
      let right = 0;
      for (const { name, answer, blank, label } of blanks) {
        const text = filled[name] ?? "";
        if (blank.value !== text) blank.value = text;
        const isDone = isRight(text, answer);
        blank.classList.toggle("right", isDone);
        blank.ariaLabel = isDone ? `${label}, right` : label;
        right += isDone;
      }
      part("filled").textContent = `${right} of ${blanks.length} are right.`;
    },
  );
}
