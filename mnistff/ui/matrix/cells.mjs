// Cells of a confusion matrix, counts [true][predicted]. No page.

import { article, thousands } from "../shared/words.mjs";

export const totals = (counts) => counts.map((row) => row.reduce((sum, count) => sum + count, 0));

// How warm each cell is, 0 to 1. Only errors are: beside the diagonal they would all look alike.
export function heats(counts, percentages) {
  const total = totals(counts);
  const value = counts.map((row, i) => row.map((count, j) => (i === j ? 0 : count / (percentages ? total[i] || 1 : 1))));
  const most = Math.max(...value.flat()) || 1;
  return value.map((row) => row.map((share) => share / most));
}

// What the images of a cell are; of a whole row or column one of its labels is null.
export function inWords({ true: label, predicted }, total) {
  const images = `${thousands(total)} image${total === 1 ? "" : "s"}`;
  const order = total > 1 ? ", most confident first" : "";
  if (predicted === null) return `${images} of ${article(label)}${order}`;
  if (label === null) return `${images} taken for ${article(predicted)}${order}`;
  if (label === predicted) return `${images} of ${article(label)}, read right${order}`;
  return `${images} of ${article(label)} taken for ${article(predicted)}${order}`;
}
