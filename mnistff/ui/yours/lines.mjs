// Digits as a text of JSON lines, a digit each, as `train.py --drawn` reads them. No page.

import { thinned } from "../state/drawing.mjs";
import { simplified } from "../state/simplified.mjs";
import { isDigit } from "../state/yours.mjs";

const WHAT = 'this is no digit, {"writer": "ann", "label": 7, "strokes": [[[x, y], …], …]}.';

export const asLines = (digits) => digits.map((digit) => `${JSON.stringify(digit)}\n`).join("");

// The digits of a text, or an Error that says in which line there is none.
export function readLines(text) {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  const digits = lines.flatMap((line, at) => (line.trim() ? [readLine(line, at + 1)] : []));
  if (!digits.length) throw new Error("There is no digit in it.");
  return digits;
}

function readLine(line, number) {
  const digit = parsed(line);
  if (!digit) throw new Error(`Line ${number}: ${WHAT}`);
  const { writer, label, strokes } = digit;
  return { writer, label, strokes: simplified(thinned(strokes)) };
}

// What is in a line, if that is a digit.
function parsed(line) {
  try {
    const found = JSON.parse(line);
    return isDigit(found) ? found : null;
  } catch {
    return null;
  }
}

// Those that are not there yet, each once: the same file may be loaded twice.
export function newOnes(digits, before) {
  const known = new Set(before.map((digit) => JSON.stringify(digit)));
  return digits.filter((digit) => {
    const text = JSON.stringify(digit);
    return !known.has(text) && known.add(text);
  });
}
