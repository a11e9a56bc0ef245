// What the components of the page share, one of each for the whole page: the drawing, what is looked at, what is
// chosen, and the address. A reload leaves them as they were.

import { Address } from "./address.mjs";
import { Choice } from "./choice.mjs";
import { Drawing } from "./drawing.mjs";
import { keep, readKept } from "./kept.mjs";
import { Looking } from "./looking.mjs";

export const drawing = new Drawing(readKept("drawing") ?? []);
export const looking = new Looking(readKept("looking") ?? {});
export const choice = new Choice(readKept("choice") ?? {});
export const address = new Address("draw", ({ model }) => model && choice.choose({ model }));

choice.onChange(() => {
  const { model } = choice;
  looking.ofModel(model);
  document.body.dataset.model = model; // for Gradio's events
  keep("choice", choice.wanted); // what nobody chose may be another one after a reload
});

addEventListener("pagehide", () => {
  keep("drawing", drawing.strokes);
  keep("looking", looking.kept);
});
