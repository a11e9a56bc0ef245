// What the components of the page share, one of each for the whole page: the drawing, what is looked at, what is
// chosen, the visitor's own digits, and the address. A reload leaves them as they were.

import { Address } from "./address.mjs";
import { Choice, isWanted } from "./choice.mjs";
import { areStrokes, Drawing } from "./drawing.mjs";
import { FOR_GOOD, keep, onOthers, readKept } from "./kept.mjs";
import { isLook, Looking } from "./looking.mjs";
import { areDigits, Yours } from "./yours.mjs";

export const drawing = new Drawing(readKept("drawing", areStrokes) ?? []);
export const looking = new Looking(readKept("looking", isLook) ?? {});
export const choice = new Choice(readKept("choice", isWanted) ?? {});
const readDigits = () => readKept("digits", areDigits, FOR_GOOD) ?? [];
export const yours = new Yours(readDigits());
export const address = new Address("draw", ({ model }) => model && choice.choose({ model }));

choice.onChange(() => {
  const { model } = choice;
  looking.ofModel(model);
  document.body.dataset.model = model; // for Gradio's events
  keep("choice", choice.wanted); // what nobody chose may be another one after a reload
});

yours.joins = readKept("joins", Boolean) ?? false;
yours.onChange(() => {
  keep("joins", yours.joins);
  yours.isKept = keep("digits", yours.digits, FOR_GOOD);
});
onOthers("digits", () => yours.become(readDigits()));

addEventListener("pagehide", () => {
  keep("drawing", drawing.strokes);
  keep("looking", looking.kept);
});
