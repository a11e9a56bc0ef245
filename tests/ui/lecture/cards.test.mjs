import assert from "node:assert/strict";
import { test } from "node:test";

import { Cards } from "../../../mnistff/ui/lecture/memory/cards.mjs";

const PIECES = [
  { makes: ["np", "data"], needs: [], after: 0 },
  { makes: ["model"], needs: ["np"], after: 0 },
  { makes: [], needs: ["model", "data"], after: 0 },
  { makes: ["accuracy"], needs: ["model"], after: 3 },
];

test("a piece comes when all is there that it needs", () => {
  const cards = new Cards(PIECES);
  assert.deepEqual(cards.lacks(2), ["model", "data"]);
  assert.ok(!cards.place(2));
  assert.deepEqual(cards.placed, []);
  for (const index of [0, 1, 2, 3]) assert.ok(cards.place(index));
  assert.deepEqual(cards.left, []);
});

test("what no name says is too early until its step has come", () => {
  const cards = new Cards(PIECES, [0, 1]);
  assert.deepEqual(cards.lacks(3), []);
  assert.ok(cards.isTooEarly(3));
  assert.ok(!cards.place(3));
  cards.place(2);
  assert.ok(!cards.isTooEarly(3));
});

test("the last one can be taken back", () => {
  const cards = new Cards(PIECES, [0, 1]);
  cards.takeBack();
  assert.deepEqual([cards.placed, cards.left], [[0], [1, 2, 3]]);
});

test("what was kept is put again only as far as it may be", () => {
  assert.deepEqual(new Cards(PIECES, [0, 0, 2, 7, -1, 1]).placed, [0, 1]);
});
