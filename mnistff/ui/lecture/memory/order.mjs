// The pieces as cards: whoever is pressed comes next, if it can.

import { button, make } from "../../shared/dom.mjs";
import { progress } from "../progress.mjs";
import { Cards } from "./cards.mjs";

const both = new Intl.ListFormat("en");
const UNTRAINED = "It would run here, but on a network that has not been trained yet.";

export function putInOrder(part, pieces) {
  const cards = new Cards(pieces, progress.placed);
  const shuffled = [...pieces.keys()].map((index) => [Math.random(), index]).sort(([a], [b]) => a - b);
  const tiles = shuffled.map(([, index]) => [index, button(pieces[index].code, () => choose(index), { className: "card" })]);
  part("cards").append(...tiles.map(([, tile]) => tile));

  function choose(index) {
    if (cards.place(index)) progress.place(cards.placed);
    else say(cards.lacks(index).length ? `It uses ${both.format(cards.lacks(index))}, which nothing so far makes.` : UNTRAINED);
  }

  part("back").addEventListener("click", () => {
    cards.takeBack();
    progress.place(cards.placed);
  });

  const say = (text) => (part("says").textContent = text);

  function makePlaced(index) {
    const summary = make("summary", { textContent: pieces[index].title });
    return make("li", {}, make("details", {}, summary, make("pre", { textContent: pieces[index].code, tabIndex: 0 })));
  }

  progress.onChange(() => {
    cards.placed = new Cards(pieces, progress.placed).placed; // guesses may have been forgotten
    for (const [index, tile] of tiles) tile.hidden = cards.placed.includes(index);
    part("placed").replaceChildren(...cards.placed.map(makePlaced));
    part("back").hidden = !cards.placed.length;
    say(cards.left.length ? `${cards.left.length} of ${pieces.length} pieces are left.` : "That is the notebook.");
  });
}
