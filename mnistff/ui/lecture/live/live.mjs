// A live result of the lecture: asked for when it comes into view, then shown block by block. `props.value` is
// its name.

import { Asker } from "../../shared/ask.mjs";
import { partsOf } from "../../shared/dom.mjs";
import { whenInSight } from "../../shared/sight.mjs";
import { makeBlock } from "./blocks.mjs";

export default function begin({ element, props, server }) {
  const part = partsOf(element);
  const say = (text) => (part("note").textContent = text);
  const asker = new Asker(say);
  const acts = { choose: load };

  function load(index) {
    asker.ask(() => server.result({ name: props.value, index }), show);
  }

  function show({ error, note, waiting, blocks }) {
    say(error ?? note);
    if (error || waiting) return;
    const place = part("blocks");
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    place.replaceChildren(...blocks.map((block) => makeBlock(block, acts)));
    if (focused) place.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }

  whenInSight(element, () => load(0), "300px")();
}
