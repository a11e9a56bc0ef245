import assert from "node:assert/strict";
import { test } from "node:test";

import { Drawn } from "../../../mnistff/ui/lecture/ask/drawn.mjs";

test("a fast hand that skips epochs draws a straight line over them", () => {
  const drawn = new Drawn(5, 1);
  drawn.move({ epoch: 0, value: 1 });
  drawn.move({ epoch: 4, value: 0 }, true);
  assert.deepEqual(drawn.values, [1, 0.75, 0.5, 0.25, 0]);
  drawn.move({ epoch: 2, value: 1 }, true); // and back
  assert.deepEqual(drawn.values, [1, 0.75, 1, 0.5, 0]);
  assert.ok(drawn.isWhole);
});

test("a hand that was lifted leaves a gap", () => {
  const drawn = new Drawn(3, 1);
  drawn.move({ epoch: 0, value: 1 });
  drawn.move({ epoch: 2, value: 1 });
  assert.deepEqual([drawn.values, drawn.gap, drawn.isWhole], [[1, null, 1], 1, false]);
});

test("keys begin at the first epoch, and go on where they are", () => {
  const drawn = new Drawn(3, 2);
  drawn.step(1, 0, 0.5); // the first one sets the point where the hand is
  assert.deepEqual(drawn.values, [0.5, null, null]);
  drawn.step(1, 0, 9);
  drawn.step(1, 0, 9);
  drawn.step(1, 0, 9); // no further
  assert.deepEqual([drawn.values, drawn.at], [[0.5, 0.5, 0.5], 2]);
  drawn.step(0, 0.25, 9);
  drawn.step(-1, -9, 9);
  assert.deepEqual(drawn.values, [0.5, 0, 1]);
});
