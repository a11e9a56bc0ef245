import assert from "node:assert/strict";
import { test } from "node:test";

import { simplified, sizeOf } from "../../../mnistff/ui/state/simplified.mjs";

const circle = (radius, count) => Array.from({ length: count }, (_, at) => [radius * Math.cos(at / 100), radius * Math.sin(at / 100)]);

// How far a point is from the nearest of a stroke's lines.
function away([x, y], stroke) {
  const distances = stroke.slice(1).map(([x1, y1], at) => {
    const [x0, y0] = stroke[at];
    const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
    const along = length && Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length));
    return Math.hypot(x0 + along * (x1 - x0) - x, y0 + along * (y1 - y0) - y);
  });
  return Math.min(...distances);
}

test("no point is farther from what is left than a two-hundredth of the digit, of any size", () => {
  for (const radius of [0.001, 0.4, 1000]) {
    const stroke = circle(radius, 629);
    const [left] = simplified([stroke]);
    assert.ok(left.length < 40 && left.length > 8, `${left.length} points`);
    for (const point of stroke) assert.ok(away(point, left) <= 0.005 * 2 * radius + 1e-12);
    assert.deepEqual([left[0], left.at(-1)], [stroke[0], stroke.at(-1)]);
  }
});

test("what can't be left out stays", () => {
  const dot = [[0.5, 0.5]];
  const line = [[0, 0], [1, 1]];
  assert.deepEqual(simplified([dot, line]), [dot, line]);
  assert.deepEqual(simplified([[[0, 0], [0.5, 0.5], [1, 1]]]), [line]);
  const there = [[0, 0], [1, 0], [0, 0]]; // there and back again
  assert.deepEqual(simplified([there]), [there]);
});

test("a digit's size is the larger side of its box", () => {
  assert.equal(sizeOf([[[0, 1], [3, 2]], [[-1, 1]]]), 4);
  assert.equal(sizeOf([[[5, 5]]]), 0);
});
