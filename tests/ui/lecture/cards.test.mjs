import assert from "node:assert/strict";
import { test } from "node:test";

import { inOrder, lacks } from "../../../mnistff/ui/lecture/memory/cards.mjs";

const PIECES = [
  { makes: ["np", "data"], needs: [] },
  { makes: ["model"], needs: ["np"] },
  { makes: ["a trained network"], needs: ["model", "data"] },
  { makes: ["accuracy"], needs: ["model", "a trained network"] },
];

test("a piece lacks what it needs and none before it makes", () => {
  assert.deepEqual(lacks(PIECES, [], 0), []);
  assert.deepEqual(lacks(PIECES, [], 2), ["model", "data"]);
  assert.deepEqual(lacks(PIECES, [0, 1], 3), ["a trained network"]);
  assert.deepEqual(lacks(PIECES, [0, 1, 2], 3), []);
});

test("what was kept stands as far as it may", () => {
  assert.deepEqual(inOrder(PIECES, [0, 1, 2, 3]), [0, 1, 2, 3]);
  assert.deepEqual(inOrder(PIECES, [0, 0, 2, 7, -1, 1]), [0, 1]);
});
