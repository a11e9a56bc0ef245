// The pieces as cards: the one that is pressed comes next, if it can.

import { button, make } from "../../shared/dom.mjs";
import { shuffled } from "../../shared/shuffled.mjs";
import { progress } from "../progress.mjs";
import { inOrder, lacks } from "./cards.mjs";

const all = new Intl.ListFormat("en");

export function putInOrder(part, pieces) {
  const placed = () => inOrder(pieces, progress.placed);
  const say = (text) => (part("told").textContent = text);
  const tiles = shuffled(pieces.keys()).map((index) => [index, button(pieces[index].code, () => choose(index), { className: "card" })]);
  part("cards").append(...tiles.map(([, tile]) => tile));

  function choose(index) {
    const missing = lacks(pieces, placed(), index);
    if (missing.length) say(`It needs ${all.format(missing)}, which no piece so far has made.`);
    else progress.place([...placed(), index]);
    keepFocus();
  }

  // What was pressed may be gone then.
  function keepFocus() {
    if (!document.activeElement.hidden && document.activeElement !== document.body) return;
    const next = tiles.map(([, tile]) => tile).find((tile) => !tile.hidden) ?? part("last");
    next.focus({ preventScroll: true });
  }

  part("last").addEventListener("click", () => {
    progress.place(placed().slice(0, -1));
    keepFocus();
  });

  function makePlaced(index) {
    const summary = make("summary", { textContent: pieces[index].title });
    return make("li", {}, make("details", {}, summary, make("pre", { textContent: pieces[index].code, tabIndex: 0 })));
  }

  progress.watch(placed, (now) => {
    for (const [index, tile] of tiles) tile.hidden = now.includes(index);
    part("placed").replaceChildren(...now.map(makePlaced));
    part("last").hidden = !now.length;
    const left = pieces.length - now.length;
    say(left ? `${left} of ${pieces.length} pieces are left.` : "That is the notebook.");
  });
}
