// The weights of the hidden units as pictures: what each of them looks for.

import { inEvidence, picture, SIDE, unpack } from "../../shared/paint.mjs";

const GAP = 2;

// How many pictures stand in a row, where a place is so many times as wide as high: few are larger, all fit.
export function columnsFor(count, ratio) {
  let columns = ratio === 1 ? 4 : 8;
  while (columns * (columns / ratio) < count) columns *= 2;
  return columns;
}

// Orange pixels speak for the unit, blue ones against it; what is near 0 stays clear. Returns how many there are.
export function paintTiles(canvas, tiles, ratio) {
  const weights = unpack(tiles);
  const count = weights.length / SIDE ** 2;
  const columns = columnsFor(count, ratio);
  canvas.width = columns * (SIDE + GAP) - GAP;
  canvas.height = (columns / ratio) * (SIDE + GAP) - GAP;
  const context = canvas.getContext("2d");
  for (let tile = 0; tile < count; tile++) {
    const of = weights.subarray(tile * SIDE ** 2, (tile + 1) * SIDE ** 2);
    const at = [(tile % columns) * (SIDE + GAP), Math.floor(tile / columns) * (SIDE + GAP)];
    context.putImageData(picture(of, (weight) => inEvidence(2 * weight)), ...at);
  }
  return count;
}
