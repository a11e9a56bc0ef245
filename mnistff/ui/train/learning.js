// How far a training is, and the weights of its hidden units. `props.value` is `learning_value`'s (see
// `learning.py`).

const SIDE = 28;
const GAP = 2;

function render() {
  const { text, error, done, tiles, units } = props.value;
  part("text").textContent = text;
  part("text").classList.toggle("error", error);
  part("bar").value = done;
  if (tiles) paintTiles(Int8Array.from(atob(tiles), (letter) => letter.charCodeAt(0)), units);
  part("figure").hidden = !tiles;
}

// Orange pixels speak for the unit, blue ones against it; what is near 0 stays clear.
function paintTiles(weights, units) {
  const count = weights.length / SIDE ** 2;
  const columns = Math.min(count, element.clientWidth > 640 ? 16 : 8);
  const canvas = part("tiles");
  canvas.width = columns * (SIDE + GAP) - GAP;
  canvas.height = Math.ceil(count / columns) * (SIDE + GAP) - GAP;
  const context = canvas.getContext("2d");
  for (let tile = 0; tile < count; tile++) {
    const image = new ImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE ** 2; i++) image.data.set(inEvidence(2 * weights[tile * SIDE ** 2 + i]), 4 * i);
    context.putImageData(image, (tile % columns) * (SIDE + GAP), Math.floor(tile / columns) * (SIDE + GAP));
  }
  const which = count < units ? `the first ${count} of ${units}` : `all ${units}`;
  part("caption").textContent = `What the hidden units look for (${which}): ink on orange excites a unit, ink on blue calms it.`;
}

watch("value", render);
render();
