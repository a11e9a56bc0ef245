// How far a training is, and the weights of its hidden units. `props.value` is `learning_value`'s (see
// `ui/train/events.py`).

import { partsOf } from "../shared/dom.mjs";
import { isText, keep, readKept } from "../shared/kept.mjs";
import { address, choice } from "../shared/page.mjs";
import { inEvidence, picture, SIDE, unpack } from "../shared/paint.mjs";

const GAP = 2;
const ENDED = "The training ended when the page was loaded anew. Press Start to train again.";

// Orange pixels speak for the unit, blue ones against it; what is near 0 stays clear.
function paintTiles(canvas, weights, columns) {
  const count = weights.length / SIDE ** 2;
  canvas.width = columns * (SIDE + GAP) - GAP;
  canvas.height = Math.ceil(count / columns) * (SIDE + GAP) - GAP;
  const context = canvas.getContext("2d");
  for (let tile = 0; tile < count; tile++) {
    const of = weights.subarray(tile * SIDE ** 2, (tile + 1) * SIDE ** 2);
    const at = [(tile % columns) * (SIDE + GAP), Math.floor(tile / columns) * (SIDE + GAP)];
    context.putImageData(picture(of, (weight) => inEvidence(2 * weight)), ...at);
  }
  return count;
}

export default function begin({ element, props, watch, trigger }) {
  const part = partsOf(element);
  let own = [];
  part("use").addEventListener("click", () => address.visit("draw", { model: own.at(-1).key }));

  // What the page has made can be chosen everywhere.
  function offer({ ticket, runs }) {
    const old = [...own, ...runs].map(({ key }) => key);
    own = runs;
    choice.replace(({ key }) => old.includes(key), own);
    part("use").hidden = false;
    keep("ticket", ticket);
  }

  // After a reload the server knows the page by its ticket, and gives what it had made.
  let ticket = readKept("ticket", isText);
  function comeBack() {
    if (ticket === null) return;
    document.body.dataset.ticket = ticket;
    ticket = null;
    trigger("submit");
  }

  // A training that was under way before a reload has gone with the page; that is told until there is other news.
  const nothing = props.value.text;
  const hasEnded = readKept("training", Boolean);

  function render() {
    const { text, error, done, tiles, units, made } = props.value;
    if (made && JSON.stringify(made.runs) !== JSON.stringify(own)) offer(made);
    part("text").textContent = hasEnded && text === nothing ? ENDED : text;
    keep("training", done > 0 && !made && !error);
    part("text").classList.toggle("error", error);
    part("bar").value = done;
    part("figure").hidden = !tiles;
    if (!tiles) return;
    const weights = unpack(tiles);
    const columns = Math.min(weights.length / SIDE ** 2, element.clientWidth > 640 ? 16 : 8);
    const count = paintTiles(part("tiles"), weights, columns);
    const which = count < units ? `the first ${count} of ${units}` : `all ${units}`;
    part("caption").textContent = `What the hidden units look for (${which}): ink on orange excites a unit, ink on blue calms it.`;
  }

  watch("value", render);
  render();
  choice.onChange(comeBack); // once it is known which networks there are
}
