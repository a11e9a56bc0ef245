import assert from "node:assert/strict";
import { test } from "node:test";

import { heats, inWords, totals } from "../../../mnistff/ui/matrix/cells.mjs";

const COUNTS = [
  [90, 10],
  [1, 1],
];

test("only errors are warm, the most frequent most", () => {
  assert.deepEqual(totals(COUNTS), [100, 2]);
  assert.deepEqual(heats(COUNTS, false), [[0, 1], [0.1, 0]]);
  assert.deepEqual(heats(COUNTS, true), [[0, 0.2], [1, 0]]);
  assert.deepEqual(heats([[5, 0], [0, 0]], true), [[0, 0], [0, 0]]);
});

test("a cell, a row and a column are named", () => {
  assert.equal(inWords({ true: 4, predicted: 9 }, 12), "12 images of a 4 taken for a 9, most confident first");
  assert.equal(inWords({ true: 8, predicted: 8 }, 1), "1 image of an 8, read right");
  assert.equal(inWords({ true: 8, predicted: null }, 1234), "1,234 images of an 8, most confident first");
  assert.equal(inWords({ true: null, predicted: 8 }, 0), "0 images taken for an 8");
});
